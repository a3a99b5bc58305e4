using Cavum.Core;

namespace Cavum.Study;

/// <summary>Reads the mouse arm of a study folder (docs/study-folder.md), or an experiment that lies in a folder of its own.</summary>
public static class MouseFolder
{
    /// <summary>Where the mouse arm lies: "mouse/" below a study, "" in a folder of its own; null where there is none.</summary>
    public static string? RootIn(string folder) =>
        File.Exists(Path.Combine(folder, "mouse", MouseRecord.Document)) ? "mouse/"
        : File.Exists(Path.Combine(folder, MouseRecord.Document)) ? "" : null;

    /// <summary>Reads an experiment without a study around it; its cytometry files are then taken as they lie there.</summary>
    public static Outcome<MouseRecord> Read(string folder)
    {
        if (!Directory.Exists(folder) || RootIn(folder) is not { } root)
            return Outcome<MouseRecord>.Refused(new Problem(Path.Combine(folder, MouseRecord.Document), "", "a mouse experiment (see docs/study-folder.md, the mouse arm)"));
        var problems = new List<Problem>();
        var record = Read(new FolderTables(folder, problems), root, problems);
        foreach (var sample in record?.Samples ?? [])
            if (!File.Exists(Path.Combine(folder, sample.Path)))
                problems.Add(new Problem($"{root}{MouseRecord.SampleTable}, sample {sample.Id}, column file", sample.Path, "a file that exists"));
        return problems.Count > 0 ? Outcome<MouseRecord>.Refused(problems) : Outcome<MouseRecord>.Of(record!);
    }

    internal static MouseRecord? Read(FolderTables tables, string root, List<Problem> problems)
    {
        string document = root + MouseRecord.Document;
        if (tables.Document(document) is not { } text || JsonFields.Parse(text, document, problems) is not { } fields) return null;
        var design = Design(fields, root, problems);
        var volumes = Volumes(tables, root, problems);
        var fates = tables.Rows(root + MouseRecord.FateTable, required: false, "mouse", "arm", "outcome").Select(r => new MouseFate(
            r.Text("mouse", "a mouse"), r.Text("arm", "an arm"), r.Optional("sex"), r.Optional("cage"),
            r.Choice("outcome", "endOfStudy", "humaneEndPoint", "foundDead", "excluded"), r.Optional("reason"))).ToList();
        foreach (var twice in fates.GroupBy(f => f.Mouse).Where(g => g.Count() > 1))
            problems.Add(new Problem(root + MouseRecord.FateTable, twice.Key, "each mouse once"));
        var samples = tables.Rows(root + MouseRecord.SampleTable, required: false, "sample", "mouse", "day", "tissue", "file").Select(r => new MouseSample(
            r.Text("sample", "a sample"), r.Text("mouse", "a mouse"), r.Number("day") ?? 0, r.Optional("tissue"), Inside(r))).ToList();
        foreach (var twice in samples.GroupBy(s => s.Id).Where(g => g.Count() > 1))
            problems.Add(new Problem(root + MouseRecord.SampleTable, twice.Key, "each sample once"));
        if (samples.Count > 0 && design.Flow is null) problems.Add(new Problem(document + ", flow", "", "a gating file and read-outs, since there are samples"));
        if (design.Flow is { } flow && flow.Gating.Length > 0) tables.Document(flow.Gating);
        return volumes is null ? null : new(root, design, volumes, fates, samples);
    }

    private static string Inside(RowReader row)
    {
        string path = row.Text("file", "a path from the study folder");
        if (Path.IsPathRooted(path) || path.Split('/', '\\').Contains("..")) row.Problem("file", "a path below the study folder, without '..'");
        return path;
    }

    private static CsvTable? Volumes(FolderTables tables, string root, List<Problem> problems)
    {
        string name = root + MouseRecord.VolumeTable;
        tables.Rows(name, required: true, "mouse", "arm", "day");
        if (tables.Unread(name)) return null;
        var table = tables.Files[name].Table!;
        if (!table.HasColumn("volume") && !(table.HasColumn("length") && table.HasColumn("width")))
            problems.Add(new Problem(name, string.Join(", ", table.Columns), "a column volume, or the columns length and width"));
        return table;
    }

    private static MouseDesign Design(JsonFields fields, string root, List<Problem> problems)
    {
        var arms = fields.Objects("arms").Select(a => new MouseArm(a.Text("name", required: true) ?? "", Role(a), a.Text("treatment") ?? "")).ToList();
        foreach (var role in (MouseRole[])[MouseRole.Control, MouseRole.Asparaginase, MouseRole.AntiPd1, MouseRole.Combination])
            if (arms.Count(a => a.Role == role) != 1)
                fields.Problem("arms", $"{arms.Count(a => a.Role == role)} arms with the role {Word(role)}", "one arm each with the roles control, asparaginase, antiPd1 and combination");
        foreach (var twice in arms.GroupBy(a => a.Name).Where(g => g.Count() > 1)) problems.Add(new Problem($"{root}{MouseRecord.Document}, arms", twice.Key, "each arm once"));
        double? Positive(string name) => fields.Number(name, 0, 0, 1e50) is > 0 and var v ? v : null;
        return new(fields.Text("title", required: true) ?? "", fields.Text("model", required: true) ?? "", fields.Text("volumeUnit") ?? "mm³",
            Positive("detectionLimit"), Positive("humaneEndPoint"), arms, Flow(fields.Object("flow")),
            [.. fields.Objects("arrive").Select(a => new ArriveItem(a.Text("item", required: true) ?? "", a.Text("statement", required: true) ?? ""))]);
    }

    private static MouseRole Role(JsonFields arm)
    {
        string word = arm.Text("role") ?? "other";
        foreach (var role in Enum.GetValues<MouseRole>())
            if (Word(role) == word) return role;
        arm.Problem("role", word, "control, asparaginase, antiPd1, combination or other");
        return MouseRole.Other;
    }

    /// <summary>A role as mouse.json writes it.</summary>
    public static string Word(MouseRole role) => char.ToLowerInvariant(role.ToString()[0]) + role.ToString()[1..];

    private static MouseFlow? Flow(JsonFields? flow)
    {
        if (flow is null) return null;
        string compensate = flow.Text("compensate") ?? "file";
        if (compensate is not ("file" or "none")) flow.Problem("compensate", compensate, "file or none");
        return new(flow.Text("gating", required: true) ?? "", compensate,
            [.. flow.Objects("readouts").Select(r => new MouseReadout(r.Text("marker", required: true) ?? "", r.Text("gate", required: true) ?? "", r.Text("channel")))],
            flow.Text("plotGate"));
    }
}
