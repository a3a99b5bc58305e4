using System.CommandLine;
using System.Globalization;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Cli;

/// <summary><c>flow gate F.fcs --gating G.xml</c>: counts of every population.</summary>
internal static class FlowGateCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("file") { Description = "an FCS file" };
        var gating = new Option<string>("--gating") { Required = true, Description = "a Gating-ML 2.0 file" };
        var compensate = new Option<string?>("--compensate") { Description = "'file' for the matrix in the FCS file, 'none', or a CSV table of spillover; stands for compensation-ref \"FCS\"" };
        var members = new Option<string?>("--members") { Description = "also write a CSV table, one row per event, 1 inside and 0 outside each gate" };
        return new Command("gate", "applies gates to the events of a file and counts") { file, gating, compensate, members }.Answers(parsed =>
        {
            string path = parsed.GetValue(file)!, source = Path.GetFileName(path);
            var read = FcsReader.ReadFile(path);
            var strategy = GatingMlReader.ReadFile(parsed.GetValue(gating)!);
            if (read.IsRefused || strategy.IsRefused) return Reply.Refuse(read.Problems.Concat(strategy.Problems));
            var set = read.Value.DataSets[0];
            var matrix = Matrix(parsed.GetValue(compensate), set, source);
            if (matrix?.IsRefused == true) return Reply.Refuse(matrix.Problems);
            return Reply.From(GateEvaluator.Evaluate(set, strategy.Value, matrix?.Value, source),
                populations => Answer(populations, read.Value.Repairs, matrix?.Value, parsed.GetValue(members)));
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
        if (members is not null)
        {
            var table = new System.Text.StringBuilder(string.Join(',', populations.Select(p => p.Name))).Append('\n');
            for (int e = 0; e < populations[0].Total; e++) table.Append(string.Join(',', populations.Select(p => p.Members[e] ? '1' : '0'))).Append('\n');
            AtomicFile.Write(members, table.ToString());
        }
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
}
