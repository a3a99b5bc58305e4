using System.Globalization;
using System.Text;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Validation;

/// <summary>Checks the quantities without standards on the Vermeulen standards, constants held out by assay, and words the page.</summary>
internal static class GrowthReport
{
    internal const string Background = "ALUsq";

    private static readonly double[] ShapeTurns = [0.002, 0.003, 0.004, 0.005, 0.006, 0.008, 0.01, 0.015, 0.02];
    private static readonly GrowthWindow[] Starts = [.. new[] { -2.5, -2, -1.5, -1, -0.5, 0, 1, 3 }.SelectMany(after => new[] { 0.01, 0.02, 0.04, 0.08 }.Select(turn => new GrowthWindow(12, after, turn)))];

    public static string Write(string folder, TextWriter log)
    {
        var page = new StringBuilder("# Quantities of the Vermeulen standards, without and with the standard curve\n\n");
        page.Append("Made by `tests/Cavum.Validation` (`shared-growth`). 64 assays × 5 levels (15 to 150,000 copies) × 3 = 960 curves; figures are medians over assays: slope of log10 quantity on log10 copies (true 1), ratio of the means of the highest and the lowest level (true 10,000), SD within levels (log10).\n\n");
        var runs = InstrumentFiles.ReadFile(Path.Combine(folder, "rdml", "data_vermeulen_std_150000_15.rdml")).Value.Runs;
        WithoutStandards(page, runs, log);
        GrowthFloor.Write(page, runs);
        OtherData(page, folder);
        WithStandards(page, runs);
        return page.ToString();
    }

    private static void WithoutStandards(StringBuilder page, IReadOnlyList<QpcrRun> runs, TextWriter log)
    {
        VermeulenScore[] Scores(GrowthWindows? windows) => [.. runs.Select(r => VermeulenScore.OfGrowth(r, windows, VermeulenScore.Level) ?? default)];
        var standard = Scores(null);
        int[] all = [.. Enumerable.Range(0, runs.Count)], clean = [.. all.Where(i => !runs[i].Id.StartsWith(Background, StringComparison.Ordinal))];
        page.Append("## Without standards\n\n| method | assays | slope | ratio | SD within levels |\n|---|---|---|---|---|\n| wanted | | 0.99–1.01 | 9,500–10,500 | ≤ 0.058 |\n");
        page.Append("| LinRegPCR classic, recorded | 64 | 0.9618 | 6,941 | 0.0603 |\n| LinRegPCR current, recorded | 64 | 0.9771 | 7,855 | 0.0614 |\n");
        Row(page, "shared growth, constants as shipped", all.Select(i => standard[i]));
        Row(page, $"… without {Background}, whose slope is 0.4 in every method", clean.Select(i => standard[i]));
        var grid = ShapeTurns.ToDictionary(t => t, t => Starts.Select(s => Scores(new(GrowthWindows.Standard.Shape with { Turn = t }, s))).ToArray());
        log.WriteLine("grid done");
        var chosen = new Dictionary<(double, int), int>();
        VermeulenScore HeldOut(int assay, IEnumerable<int> others)
        {
            var (turn, start) = Choose(grid, [.. others]);
            chosen[(turn, start)] = chosen.GetValueOrDefault((turn, start)) + 1;
            return grid[turn][start][assay];
        }
        Row(page, "held out, one assay at a time", all.Select(i => HeldOut(i, all.Where(k => k != i))));
        Row(page, $"… without {Background}", clean.Select(i => HeldOut(i, clean.Where(k => k != i))));
        string often = string.Join("; ", chosen.OrderByDescending(c => c.Value).Select(c => string.Create(CultureInfo.InvariantCulture, $"turn {c.Key.Item1}, start to {Starts[c.Key.Item2].After} after at turn {Starts[c.Key.Item2].Turn} ({c.Value} times)")));
        int[] even = [.. all.Where(i => i % 2 == 0)], odd = [.. all.Where(i => i % 2 == 1)];
        Row(page, "held out, even assays by the odd ones", even.Select(i => HeldOut(i, odd)));
        Row(page, "held out, odd assays by the even ones", odd.Select(i => HeldOut(i, even)));
        Halves(page, all, grid);
        page.Append(CultureInfo.InvariantCulture, $"\nFor each held-out assay the constants are the best of {ShapeTurns.Length * Starts.Length} on the others: the turn of the shape by median slope, the readings of the start by mean log SD. Chosen one at a time: {often}.\n\n");
        double spread = VermeulenScore.Median(clean.Select(i => Math.Abs(standard[i].Slope - 1)));
        page.Append(CultureInfo.InvariantCulture, $"Median distance of an assay's slope from 1: {spread:0.0000}. Of the SD, counting noise alone takes {Math.Sqrt((1 / 15.0 + 1 / 150.0 + 1 / 1500.0) / 5) / Math.Log(10):0.000} (root mean square over the levels).\n\n");
    }

    /// <summary>Halves drawn by chance, each judged with the constants of the other: the mean of their medians, and how often a half meets each promise.</summary>
    private static void Halves(StringBuilder page, int[] all, Dictionary<double, VermeulenScore[][]> grid)
    {
        const int draws = 500;
        var medians = new List<VermeulenScore>();
        for (int d = 0; d < draws; d++)
        {
            int[] order = [.. all];
            new SeededRandom(32, (ulong)d).Shuffle<int>(order);
            var (turn, start) = Choose(grid, order[(order.Length / 2)..]);
            medians.Add(VermeulenScore.Median([.. order[..(order.Length / 2)].Select(i => grid[turn][start][i])]));
        }
        var mean = new VermeulenScore(medians.Average(m => m.Slope), medians.Average(m => m.Ratio), medians.Average(m => m.Within));
        page.Append(CultureInfo.InvariantCulture, $"| held out, {draws} halves drawn by chance by the other half, mean | {all.Length / 2} | {mean} |\n");
        double Share(Func<VermeulenScore, bool> holds) => 100.0 * medians.Count(holds) / draws;
        page.Append(CultureInfo.InvariantCulture, $"| … halves that meet the promise | | {Share(m => m.Slope is >= 0.99 and <= 1.01):0} % | {Share(m => m.Ratio is >= 9500 and <= 10_500):0} % | {Share(m => m.Within <= 0.058):0} % |\n");
    }

    /// <summary>The turn of the shape by the median slope, then the readings of the start by the mean log scatter.</summary>
    private static (double Turn, int Start) Choose(Dictionary<double, VermeulenScore[][]> grid, int[] assays)
    {
        int usual = Array.IndexOf(Starts, GrowthWindows.Standard.Start);
        double turn = grid.Keys.MinBy(t => Math.Abs(VermeulenScore.Median(assays.Select(i => grid[t][usual][i].Slope)) - 1));
        return (turn, Enumerable.Range(0, Starts.Length).MinBy(s => assays.Average(i => Math.Log(grid[turn][s][i].Within))));
    }

    private static void Row(StringBuilder page, string name, IEnumerable<VermeulenScore> scores)
    {
        VermeulenScore[] all = [.. scores];
        page.Append(CultureInfo.InvariantCulture, $"| {name} | {all.Length} | {VermeulenScore.Median(all)} |\n");
    }

    /// <summary>Dilution series of other laboratories, on which no constant was chosen.</summary>
    private static void OtherData(StringBuilder page, string folder)
    {
        page.Append("## Other laboratories' dilutions, constants as shipped\n\nEfficiency found from the shape, and that of the dilution series by the same cycles; a slope of 1 means they agree.\n\n| data | reactions | efficiency, shape | efficiency, dilutions | slope |\n|---|---|---|---|---|\n");
        (string File, string Group, Func<string, double> Level)[] sets =
        [
            ("guescini1", "F", n => -Part(n, 0)), ("rutledge", "X", n => -Part(n, 0)), ("reps", "F", n => -Part(n, 0)),
            .. Enumerable.Range(1, 4).Select(g => ("karlen1", $"F{g}.", (Func<string, double>)(n => -Math.Log10(Part(n, 1))))),
            .. Enumerable.Range(1, 2).Select(g => ("reps2", $"F{g}.", (Func<string, double>)(n => -Part(n, 1) * Math.Log10(4)))),
        ];
        foreach (var (file, group, level) in sets)
        {
            var run = InstrumentFiles.ReadFile(Path.Combine(folder, "qpcR", file + ".csv")).Value.Runs[0];
            Reaction[] reactions = [.. run.Reactions.Where(r => r.DataId.StartsWith(group, StringComparison.Ordinal))];
            var found = SharedGrowth.Analyse(run with { Reactions = reactions }).Where(r => r.RelativeStart is > 0).ToList();
            string name = sets.Count(s => s.File == file) > 1 ? $"{file} {group}" : file;
            if (VermeulenScore.Of([.. found.Select(r => (level(r.Reaction.DataId), Math.Log10(r.RelativeStart!.Value)))]) is not { } score)
                page.Append(CultureInfo.InvariantCulture, $"| {name} | {reactions.Length} | refused | | |\n");
            else
                page.Append(CultureInfo.InvariantCulture, $"| {name} | {found.Count} of {reactions.Length} | {found[0].Efficiency:0.000} | {Math.Pow(found[0].Efficiency!.Value, 1 / score.Slope):0.000} | {score.Slope:0.000} |\n");
        }
        var dilutions = InstrumentFiles.ReadFile(Path.Combine(folder, "rdml", "large_DNA_dilutions.rdml")).Value.Runs.First(r => r.Id.Contains("DNA Dilutions", StringComparison.Ordinal));
        foreach (var target in SharedGrowth.Analyse(dilutions).GroupBy(r => r.Reaction.Target).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            foreach (string series in (string[])["Dil 1:10 - 10e", "Dil BSG - 10e"])
            {
                var points = target.Where(r => r.RelativeStart is > 0 && r.Reaction.Sample.StartsWith(series, StringComparison.Ordinal))
                    .Select(r => (Level: double.Parse(r.Reaction.Sample[series.Length..], CultureInfo.InvariantCulture), Start: Math.Log10(r.RelativeStart!.Value))).Where(p => p.Level >= 2).ToList();
                if (points.Count < 6 || VermeulenScore.Of(points) is not { } score) continue;
                double efficiency = target.First(r => r.Efficiency is not null).Efficiency!.Value;
                page.Append(CultureInfo.InvariantCulture, $"| large_DNA_dilutions, {target.Key}, {series.Split('-')[0].Trim()} | {points.Count} | {efficiency:0.000} | {Math.Pow(efficiency, 1 / score.Slope):0.000} | {score.Slope:0.000} |\n");
            }
        }
        page.Append('\n');
    }

    /// <summary>A number in a curve's name: F2.10.3 has 2, 10, 3.</summary>
    private static double Part(string name, int at) => double.Parse(name.TrimStart('F', 'X').Split('.')[at], CultureInfo.InvariantCulture);

    private static void WithStandards(StringBuilder page, IReadOnlyList<QpcrRun> runs)
    {
        page.Append("## With the standard curve\n\nFour-parameter fits; \"published\" are the medians of the domain text and of Ruijter et al. 2013 (63 assays).\n\n| point | slope | published | R² | published | residual, log10 | published | ratio by the curve | published |\n|---|---|---|---|---|---|---|---|---|\n");
        Curves(page, "cpD2", runs, f => f.CpD2, "-3.458", "0.9982", "0.065", "9,464 (Standard-Cq)");
        Curves(page, "Cy0", runs, f => f.Cy0, "-3.443", "", "0.064", "9,477");
    }

    private static void Curves(StringBuilder page, string name, IReadOnlyList<QpcrRun> runs, Func<SigmoidFit, double?> point, string slope, string rSquared, string residual, string ratio)
    {
        var curves = new List<(StandardCurve Curve, double Ratio)>();
        foreach (var run in runs)
        {
            var points = run.Reactions.Select(r => new StandardPoint(Math.Pow(10, VermeulenScore.Level(r)), point(SigmoidFitter.Fit(r.Curve, SigmoidModel.L4)) ?? double.NaN)).Where(p => double.IsFinite(p.Cq)).ToArray();
            if (StandardCurveFit.Fit(points) is { } fit)
                curves.Add((fit, VermeulenScore.Of([.. points.Select(p => (Math.Log10(p.Copies), fit.Log10Copies(p.Cq)))])!.Value.Ratio));
        }
        double M(Func<(StandardCurve Curve, double Ratio), double> f) => VermeulenScore.Median(curves.Select(f));
        page.Append(CultureInfo.InvariantCulture, $"| {name} | {M(c => c.Curve.Slope):0.000} | {slope} | {M(c => c.Curve.RSquared):0.0000} | {rSquared} | {M(c => c.Curve.ResidualStdDev / Math.Abs(c.Curve.Slope)):0.000} | {residual} | {M(c => c.Ratio):#,##0} | {ratio} |\n");
    }
}
