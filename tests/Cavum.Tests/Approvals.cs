using System.Runtime.CompilerServices;

namespace Cavum.Tests;

/// <summary>Compares what people read with the approved file beside the test; a difference writes *.received.txt and fails.</summary>
internal static class Approvals
{
    public static void Verify(string received, string name, [CallerFilePath] string test = "")
    {
        // A deterministic build writes /_/ for the project's root.
        string folder = Path.GetDirectoryName(test.StartsWith("/_/", StringComparison.Ordinal) ? Path.Combine(Shared.Project, test[3..]) : test)!;
        string approved = Path.Combine(folder, name + ".verified.txt");
        string normal = received.ReplaceLineEndings("\n");
        string expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (expected == normal) return;
        string actual = Path.ChangeExtension(approved, null).Replace(".verified", ".received.txt", StringComparison.Ordinal);
        File.WriteAllText(actual, normal);
        Assert.Fail($"{name} differs from its approved text. Compare {Path.GetFileName(actual)} with {Path.GetFileName(approved)}; if the new one is right, rename it.");
    }
}
