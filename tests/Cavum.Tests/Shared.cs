namespace Cavum.Tests;

/// <summary>The folder of data and oracles beside the project; a test that needs it skips, by name, where it is absent.</summary>
internal static class Shared
{
    public static string Root { get; } = FindRoot();

    public static string Project { get; } = FindProject();

    /// <summary>A path below ../shared; skips the test when the folder is not there.</summary>
    public static string Path(string relative)
    {
        string path = System.IO.Path.Combine(Root, relative);
        Assert.SkipUnless(Directory.Exists(Root), "../shared is absent: this test needs " + relative);
        if (!File.Exists(path) && !Directory.Exists(path)) Assert.Fail("../shared is here but lacks " + relative);
        return path;
    }

    private static string FindProject()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Cavum.slnx"))) return folder.FullName;
        throw new InvalidOperationException("Cavum.slnx is not above the tests.");
    }

    private static string FindRoot() => System.IO.Path.GetFullPath(System.IO.Path.Combine(FindProject(), "..", "shared"));
}
