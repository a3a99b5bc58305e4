using Cavum.Core;

namespace Cavum.Study;

/// <summary>Reads a study folder whole, or refuses it with every problem found.</summary>
public static class StudyFolder
{
    /// <param name="folder">The study folder; docs/study-folder.md describes it.</param>
    public static Outcome<StudyRecord> Read(string folder)
    {
        if (!Directory.Exists(folder))
            return Outcome<StudyRecord>.Refused(new Problem(folder, "", "a study folder that exists; make one with 'cavum demo' or 'cavum study new'"));
        var problems = new List<Problem>();
        var tables = new FolderTables(folder, problems);
        var registry = tables.Document("study.json") is { } study ? RegistryReader.ReadStudyJson(study, problems) : null;
        var design = tables.Document("design.json") is { } text ? DesignReader.Read(text, problems) : null;
        var subjects = new SubjectRows(tables, problems).Read();
        var sources = SourceManifest.Read(folder, tables, problems);
        if (!tables.Unread("sources.csv")) problems.AddRange(SourceManifest.Missing(subjects, sources));
        var mouse = MouseFolder.RootIn(folder) is "mouse/" and var root ? MouseFolder.Read(tables, root, problems) : null;
        if (mouse is not null && !tables.Unread("sources.csv")) problems.AddRange(SourceManifest.Missing(mouse, sources));
        foreach (string assay in subjects.SelectMany(s => s.Samples).Where(p => p.Run is not null && p.Assay.Length > 0).Select(p => p.Assay).Distinct().Order(StringComparer.Ordinal))
            tables.Document($"assays/{assay}.json");
        if (design is not null)
            problems.AddRange(MissingControls(folder, design));
        if (design is not null)
            foreach (var subject in subjects) problems.AddRange(ConsistencyRules.Of(subject, design));
        return problems.Count > 0
            ? Outcome<StudyRecord>.Refused(problems.Distinct()) // a subject that stands twice brings its problems twice
            : Outcome<StudyRecord>.Of(new StudyRecord(Path.GetFullPath(folder), registry!, design!, [.. subjects.OrderBy(s => s.Id)], sources, tables.Files) { Mouse = mouse });
    }

    private static IEnumerable<Problem> MissingControls(string folder, StudyDesign design)
    {
        foreach (var twice in design.Plan.Controls.GroupBy(c => c.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return new Problem("design.json, plan, controls", twice.Key, "each control named once");
        foreach (var (control, path) in design.Plan.Controls.SelectMany(c => new[] { c.File, c.AtRisk }.OfType<string>().Select(p => (c.Name, p))))
            if (!File.Exists(Path.Combine(folder, path))) yield return new Problem($"design.json, plan, control '{control}'", path, "a file that exists in the study folder");
    }
}
