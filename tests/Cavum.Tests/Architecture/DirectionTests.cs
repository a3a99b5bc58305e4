using System.Xml.Linq;

namespace Cavum.Tests.Architecture;

/// <summary>Who may use whom, read from the project files; docs/architecture.md says why.</summary>
public class DirectionTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Core"] = [],
        ["Stats"] = ["Core"],
        ["Imaging"] = ["Core"],
        ["Assay"] = ["Core", "Stats"],
        ["Preclinical"] = ["Core", "Stats"],
        ["Study"] = ["Core", "Assay", "Imaging"],
        ["Simulation"] = ["Core", "Assay", "Imaging", "Preclinical", "Study"],
        ["Analysis"] = ["Core", "Stats", "Assay", "Imaging", "Preclinical", "Study"],
        ["Report"] = ["Core", "Analysis"],
        ["Cli"] = ["Core", "Stats", "Assay", "Imaging", "Preclinical", "Study", "Simulation", "Analysis", "Report"],
        ["Web"] = ["Core", "Stats", "Assay", "Imaging", "Preclinical", "Study", "Analysis", "Report"],
    };

    private static readonly Dictionary<string, string[]> Packages = new(StringComparer.Ordinal)
    {
        ["Cli"] = ["System.CommandLine"],
    };

    [Fact]
    public void Every_project_is_listed_and_references_only_what_it_may()
    {
        var wrong = new List<string>();
        foreach (string folder in Directory.GetDirectories(Path.Combine(Shared.Project, "src")))
        {
            string name = Path.GetFileName(folder)["Cavum.".Length..];
            var project = XDocument.Load(Path.Combine(folder, $"Cavum.{name}.csproj"));
            if (!Allowed.TryGetValue(name, out string[]? allowed)) wrong.Add($"{name} is not in the table of directions");
            else wrong.AddRange(References(project).Except(allowed).Select(r => $"{name} may not use {r}"));
            wrong.AddRange(Names(project, "PackageReference").Except(Packages.GetValueOrDefault(name, [])).Select(p => $"{name} may not use the package {p}"));
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static IEnumerable<string> References(XDocument project) =>
        Names(project, "ProjectReference").Select(p => Path.GetFileNameWithoutExtension(p.Replace('\\', '/'))["Cavum.".Length..]);

    private static IEnumerable<string> Names(XDocument project, string element) =>
        project.Descendants(element).Select(e => (string)e.Attribute("Include")!);
}
