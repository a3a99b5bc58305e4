using System.CommandLine;
using System.Globalization;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Cli;

/// <summary><c>flow gate F.fcs --gating G.xml</c>: counts of every population.</summary>
internal static class FlowGateCommand
{
    private const int DisplayCells = 256;

    internal static Command Create()
    {
        var file = new Argument<string>("file") { Description = "an FCS file" };
        var gating = new Option<string>("--gating") { Required = true, Description = "a Gating-ML 2.0 file or a FlowJo workspace, known by its content" };
        var compensate = new Option<string?>("--compensate") { Description = "'file' for the matrix in the FCS file, 'none', or a CSV table of spillover; stands for compensation-ref \"FCS\" and for a workspace's matrix" };
        var sample = new Option<string?>("--sample") { Description = "the workspace's sample, by name or number; found by the file's name if not given" };
        var members = new Option<string?>("--members") { Description = "also write a CSV table, one row per event, 1 inside and 0 outside each gate" };
        return new Command("gate", "applies gates to the events of a file and counts") { file, gating, compensate, sample, members }.Answers(parsed =>
        {
            string path = parsed.GetValue(file)!, source = Path.GetFileName(path);
            var read = FcsReader.ReadFile(path);
            var gates = GatingFile.ReadFile(parsed.GetValue(gating)!);
            if (read.IsRefused || gates.IsRefused) return Reply.Refuse(read.Problems.Concat(gates.Problems));
            var set = read.Value.DataSets[0];
            string? option = parsed.GetValue(compensate);
            bool workspace = gates.Value.Workspace is not null;
            var matrix = workspace && option is null ? null : Matrix(option, set, source);
            if (matrix?.IsRefused == true) return Reply.Refuse(matrix.Problems);
            var tree = gates.Value.For(set, source, parsed.GetValue(sample), matrix?.Value, option == "none");
            if (tree.IsRefused) return Reply.Refuse(tree.Problems);
            if (tree.Value.Strategy.Gates.Count == 0 && tree.Value.NotSupported.Count > 0)
                return Reply.Refuse(tree.Value.NotSupported.Select(o => new Problem($"{gates.Value.Source}, {o.Path}", o.Kind, o.Reason)));
            var exact = GateEvaluator.Evaluate(set, tree.Value.Strategy, matrix?.Value, source);
            var binned = workspace ? exact.Then(_ => GateEvaluator.Evaluate(set, tree.Value.Strategy, matrix?.Value, source, DisplayCells)) : null;
            return Reply.From(exact, populations => workspace
                ? WorkspaceAnswer(populations, binned!.Value, tree.Value, read.Value.Repairs, parsed.GetValue(members))
                : Answer(populations, read.Value.Repairs, matrix?.Value, parsed.GetValue(members)));
        });
    }

    internal static Outcome<SpilloverMatrix>? Matrix(string? option, FcsDataSet set, string source) => option switch
    {
        null => SpilloverMatrix.FromKeywords(set, source),
        "none" => null,
        "file" => SpilloverMatrix.FromKeywords(set, source)
            ?? Outcome<SpilloverMatrix>.Refused(new Problem(source, "", "a $SPILLOVER keyword, as --compensate file asks")),
        _ => CsvTable.ReadFile(option).Then(SpilloverMatrix.FromCsv),
    };

    private static Reply.Done Answer(IReadOnlyList<GatedPopulation> populations, IReadOnlyList<string> repairs, SpilloverMatrix? matrix, string? members)
    {
        Write(members, populations);
        var document = new
        {
            Gates = populations.Select(p => new { p.Path, p.Name, p.Count, p.PercentTotal, p.PercentParent }).ToArray(),
            CompensationCondition = matrix?.Condition,
            Repairs = repairs,
        };
        string text = TextTable.Render(["gate", "count", "% of total", "% of parent"], populations.Select(p => (IReadOnlyList<string>)
            [$"{p.Path}/{p.Name}", p.Count.ToString(CultureInfo.InvariantCulture), TextTable.Number(p.PercentTotal), TextTable.Number(p.PercentParent)]));
        return new Reply.Done(document, text, repairs);
    }

    /// <summary>Our counts beside the workspace's own; what was not taken over is named with its reason.</summary>
    private static Reply.Done WorkspaceAnswer(
        IReadOnlyList<GatedPopulation> populations, IReadOnlyList<GatedPopulation> binned, FlowJoStrategy tree, IReadOnlyList<string> repairs, string? members)
    {
        Write(members, populations);
        var rows = populations.Zip(binned, (p, b) => (Exact: p, Binned: b.Count, Workspace: tree.Counts.GetValueOrDefault(p.Id))).ToList();
        var document = new
        {
            Gates = rows.Select(r => new
            {
                r.Exact.Path,
                r.Exact.Name,
                r.Exact.Count,
                r.Exact.PercentTotal,
                r.Exact.PercentParent,
                workspaceCount = r.Workspace,
                binnedCount = r.Binned,
                status = r.Workspace is null ? "notCountedInTheWorkspace" : r.Workspace == r.Exact.Count ? "identical" : r.Workspace == r.Binned ? "identicalOnTheDisplayGrid" : "different",
            }).ToArray(),
            tree.NotSupported,
            tree.Remarks,
            Repairs = repairs,
        };
        string text = TextTable.Render(["gate", "count", "% of total", "% of parent", "workspace", "on the display grid"], rows.Select(r => (IReadOnlyList<string>)
            [$"{r.Exact.Path}/{r.Exact.Name}", r.Exact.Count.ToString(CultureInfo.InvariantCulture), TextTable.Number(r.Exact.PercentTotal), TextTable.Number(r.Exact.PercentParent), r.Workspace?.ToString(CultureInfo.InvariantCulture) ?? "–", r.Binned.ToString(CultureInfo.InvariantCulture)]));
        if (tree.NotSupported.Count > 0)
            text += "\n" + TextTable.Render(["not supported", "kind", "reason", "workspace"], tree.NotSupported.Select(o => (IReadOnlyList<string>)
                [o.Path, o.Kind, o.Reason, o.WorkspaceCount?.ToString(CultureInfo.InvariantCulture) ?? "–"]));
        return new Reply.Done(document, text, [.. repairs, .. tree.Remarks, .. tree.NotSupported.Select(o => $"{o.Path}: not supported, {o.Reason}.")]);
    }

    private static void Write(string? members, IReadOnlyList<GatedPopulation> populations)
    {
        if (members is null || populations.Count == 0) return;
        var table = new System.Text.StringBuilder(string.Join(',', populations.Select(p => CsvField(p.Id)))).Append('\n');
        for (int e = 0; e < populations[0].Total; e++) table.Append(string.Join(',', populations.Select(p => p.Members[e] ? '1' : '0'))).Append('\n');
        AtomicFile.Write(members, table.ToString());
    }

    private static string CsvField(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
