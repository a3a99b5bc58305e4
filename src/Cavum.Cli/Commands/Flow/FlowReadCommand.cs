using System.CommandLine;
using Cavum.Preclinical;

namespace Cavum.Cli;

/// <summary><c>flow read F.fcs</c>: what is in a file, with the statistics of the stored values.</summary>
internal static class FlowReadCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("file") { Description = "an FCS file 2.0 to 3.2" };
        return new Command("read", "reads an FCS file and describes its data sets") { file }
            .Answers(parsed => Reply.From(FcsReader.ReadFile(parsed.GetValue(file)!), Describe));
    }

    private static Reply Describe(FcsFile file)
    {
        var sets = file.DataSets.Select(set => new
        {
            set.Events,
            Parameters = set.Parameters.Select((p, i) => Statistics(p, set.Raw(i))).ToArray(),
            set.Keywords,
        }).ToArray();
        var text = new System.Text.StringBuilder();
        foreach (var set in sets)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"FCS {file.Version}, {set.Events} events\n");
            text.Append(TextTable.Render(["parameter", "label", "bits", "range", "min", "max", "mean"], set.Parameters.Select(p =>
                (IReadOnlyList<string>)[p.Name, p.Label ?? "", $"{p.Bits}", TextTable.Number(p.Range), TextTable.Number(p.Min), TextTable.Number(p.Max), TextTable.Number(p.Mean)])));
        }
        return new Reply.Done(new { file.Version, Datasets = sets, file.Repairs }, text.ToString(), file.Repairs);
    }

    private sealed record ParameterStatistics(
        int Index, string Name, string? Label, int Bits, double Range, double? Min, double? Max, double? Mean, double? Sum, int NotFinite, string Status);

    private static ParameterStatistics Statistics(FcsParameter p, ReadOnlySpan<double> raw)
    {
        var s = ColumnSummary.Of(raw);
        string status = s.Counted == 0 ? "no events with a value" : s.NotFinite > 0 ? "values that are not finite were left out" : "complete";
        return new(p.Index, p.Name, p.Label.Length == 0 ? null : p.Label, p.Bits, p.Range,
            s.Counted == 0 ? null : s.Min, s.Counted == 0 ? null : s.Max, s.Mean, s.Counted == 0 ? null : s.Sum, s.NotFinite, status);
    }
}
