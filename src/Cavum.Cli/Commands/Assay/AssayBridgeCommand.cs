using System.CommandLine;
using System.Globalization;
using Cavum.Assay;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary>cavum assay bridge F: two assays or laboratories compared on the samples that both measured.</summary>
internal static class AssayBridgeCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("F") { Description = "CSV, one row a sample, one column an assay; a cell is a number, ND, '< n' or '> n'" };
        var first = new Option<string>("--first") { Required = true, Description = "column of the assay to be carried over" };
        var second = new Option<string>("--second") { Required = true, Description = "column of the assay to which it is carried" };
        var sample = new Option<string?>("--sample") { Description = "column with the sample's name" };
        var lod1 = StatsOptions.Positive("--lod-first", double.NaN, "limit of detection of the first, for cells ND");
        var lod2 = StatsOptions.Positive("--lod-second", double.NaN, "limit of detection of the second, for cells ND");
        var cutOff = new Option<double?>("--cut-off") { Description = "kappa at this level; 0 is detected against not detected" };
        cutOff.Validators.Add(r =>
        {
            if (r.Tokens.Count == 1 && StatsOptions.TryNumber(r.Tokens[0].Value, out double v) && !(v >= 0 && double.IsFinite(v))) r.AddError("--cut-off is a level, 0 or above.");
        });
        var ratio = StatsOptions.Positive("--error-ratio", 1, "Deming: variance of the second over that of the first");
        var mark = AssayOptions.DecimalMark("the decimal mark of the cells; without it a cell such as \"12,345\" is refused");
        var output = new Option<string?>("--out") { Description = "write the bridge for assay kinetics --bridge" };
        return new Command("bridge", "compare two assays and bridge them") { file, first, second, sample, lod1, lod2, cutOff, ratio, mark, output }.Answers(parsed =>
        {
            string from = parsed.GetRequiredValue(first), to = parsed.GetRequiredValue(second);
            return Reply.From(
                CsvTable.ReadFile(parsed.GetRequiredValue(file)).Then(t => Pairs(t, from, to, parsed.GetValue(sample), parsed.GetValue(lod1), parsed.GetValue(lod2), AssayOptions.Stated(parsed.GetValue(mark)))),
                pairs => AssayBridges.Build(pairs.Rows, parsed.GetValue(cutOff), parsed.GetValue(ratio)) is { } bridge
                    ? Answer(bridge, from, to, pairs.Missing, parsed.GetValue(output))
                    : Reply.Refuse(new Problem(Path.GetFileName(parsed.GetRequiredValue(file)), $"{pairs.Rows.Count(p => p is { First: EbvLevel.Quantified, Second: EbvLevel.Quantified })} samples quantified by both",
                        $"at least {AssayBridges.LeastPairs}, with more than one value in each column")));
        });
    }

    private static Outcome<(List<PairedLevels> Rows, int Missing)> Pairs(CsvTable table, string first, string second, string? sample, double lod1, double lod2, DecimalMark mark)
    {
        Problem[] absent = [.. table.Missing(new[] { first, second, sample }.OfType<string>())];
        if (absent.Length > 0) return Outcome<(List<PairedLevels>, int)>.Refused(absent);
        var problems = new List<Problem>();
        var pairs = new List<PairedLevels>();
        int missing = 0;
        foreach (var row in table.Rows)
        {
            if (row.IsMissing(first) || row.IsMissing(second))
            {
                missing++;
                continue;
            }
            var a = Level(row, first, lod1, "--lod-first", mark, problems);
            var b = Level(row, second, lod2, "--lod-second", mark, problems);
            if (a is not null && b is not null)
                pairs.Add(new(sample is null ? row.Line.ToString(CultureInfo.InvariantCulture) : row[sample], a, b));
        }
        return problems.Count > 0 ? Outcome<(List<PairedLevels>, int)>.Refused(problems) : Outcome<(List<PairedLevels>, int)>.Of((pairs, missing));
    }

    private static EbvLevel? Level(CsvRow row, string column, double lod, string option, DecimalMark mark, List<Problem> problems)
    {
        // The unit is that of the column, the same in both columns; the parser wants one named.
        var parsed = ReportedResults.Parse(row[column], row.Place(column), ConcentrationUnit.InternationalUnitsPerMillilitre, mark: mark);
        if (parsed.IsRefused)
        {
            problems.AddRange(parsed.Problems.Select(p => row[column].Contains(',', StringComparison.Ordinal) && mark == DecimalMark.NotStated ? p with { Expected = p.Expected + "; what a comma means is stated: --decimal point or --decimal comma" } : p));
            return null;
        }
        switch (parsed.Value)
        {
            case { Status: ReportedStatus.Quantified, Value: { } value }: return new EbvLevel.Quantified(value);
            case { Status: ReportedStatus.DetectedBelowLimit, Limit: { } limit }: return new EbvLevel.BelowLoq(0, limit);
            case { Status: ReportedStatus.BelowLimit, Limit: { } limit }: return new EbvLevel.NotDetected(limit);
            case { Status: ReportedStatus.AboveLimit, Limit: { } limit }: return new EbvLevel.AboveUpperLimit(limit);
            case { Status: ReportedStatus.NotDetected } when double.IsFinite(lod): return new EbvLevel.NotDetected(lod);
        }
        problems.Add(new(row.Place(column), row[column], $"a value, '< n', '> n', or ND together with {option}"));
        return null;
    }

    private static Reply Answer(AssayBridge bridge, string from, string to, int missing, string? output)
    {
        var line = new BridgeLine(from, to, bridge.Deming.Intercept, bridge.Deming.Slope, bridge.ResidualSd, bridge.LowestFirst, bridge.HighestFirst);
        if (output is not null)
        {
            try
            {
                AtomicFile.Write(output, BridgeFile.Write(line));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return Reply.Refuse(new Problem("--out", output, "a file that can be written: " + e.Message));
            }
        }
        object Of(ComparisonLine l) => new { l.Intercept, InterceptLower = l.InterceptLimits.Lower, InterceptUpper = l.InterceptLimits.Upper, l.Slope, SlopeLower = l.SlopeLimits.Lower, SlopeUpper = l.SlopeLimits.Upper };
        var document = new
        {
            From = from,
            To = to,
            Scale = "log10",
            bridge.Pairs,
            bridge.Censored,
            Missing = missing,
            PassingBablok = Of(bridge.PassingBablok),
            Deming = Of(bridge.Deming),
            BlandAltman = new { bridge.BlandAltman.Bias, BiasLower = bridge.BlandAltman.BiasLimits.Lower, BiasUpper = bridge.BlandAltman.BiasLimits.Upper, bridge.BlandAltman.LowerLimit, bridge.BlandAltman.UpperLimit, bridge.BlandAltman.Sd },
            Icc = new { Estimate = Finite(bridge.Icc.Agreement), Lower = Finite(bridge.Icc.AgreementLimits.Lower), Upper = Finite(bridge.Icc.AgreementLimits.Upper), Status = Finite(bridge.Icc.AgreementLimits.Lower) is null ? "limitNotDefined" : "done", Form = "two-way, absolute agreement, single measurement" },
            bridge.CutOff,
            bridge.ResidualSd,
            bridge.UnitFactor,
            bridge.Interchangeable,
        };
        double? Finite(double value) => double.IsFinite(value) ? value : null;
        string F(FormattableString s) => s.ToString(CultureInfo.InvariantCulture);
        string text = F($"{from} to {to}, log10 scale, {bridge.Pairs} pairs quantified by both ({bridge.Censored} with a limit, {missing} missing)\n") + TextTable.Render(["method", "slope", "from", "to", "intercept", "from", "to"],
        [
            Row("Passing–Bablok", bridge.PassingBablok), Row("Deming", bridge.Deming),
        ]) + F($"difference {bridge.BlandAltman.Bias:+0.000;-0.000} log10 (limits of agreement {bridge.BlandAltman.LowerLimit:0.000} to {bridge.BlandAltman.UpperLimit:0.000}); ICC {bridge.Icc.Agreement:0.000}\n")
            + (bridge.CutOff is { } c ? F($"at {c.CutOff}: both above {c.BothAbove}, first only {c.FirstOnly}, second only {c.SecondOnly}, both below {c.BothBelow}, undetermined {c.Undetermined}; kappa {TextTable.Number(c.Kappa?.Kappa)}\n") : "")
            + (bridge.Interchangeable ? "the two may be read alike\n" : "the two are not interchangeable: carry values over by the Deming line\n");
        string[] warnings = bridge.UnitFactor is { } factor ? [F($"the second is {factor:G} times the first throughout: a change of unit?")] : [];
        return new Reply.Done(document, text, warnings);
    }

    private static string[] Row(string method, ComparisonLine line) =>
    [
        method, TextTable.Number(line.Slope), TextTable.Number(line.SlopeLimits.Lower), TextTable.Number(line.SlopeLimits.Upper),
        TextTable.Number(line.Intercept), TextTable.Number(line.InterceptLimits.Lower), TextTable.Number(line.InterceptLimits.Upper),
    ];
}
