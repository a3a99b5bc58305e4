using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Validation;

/// <summary>Coverage and width of each estimator of P(PFS2/PFS1 ≥ δ) when a ratio's censoring depends on its own first period, and of the relative index.</summary>
internal static class GrowthModulationCoverage
{
    private const double Delta = 1.33;
    private static readonly double[] Shares = [0.2, 0.35, 0.5, 0.6, 0.7];
    private static readonly (GmiMethod Method, string Name)[] Methods =
    [
        (GmiMethod.CompletedKernel, "kernel-km-completed"), (GmiMethod.KernelKaplanMeier, "kernel-km"), (GmiMethod.Count, "count"), (GmiMethod.KaplanMeier, "kaplan-meier"),
        (GmiMethod.Midrank, "midrank"), (GmiMethod.LogLogistic, "log-logistic"),
    ];

    private sealed class Tally
    {
        internal int Sets, Made, Covered, Above;
        internal double Bias, Width;

        internal void Add(double? estimate, double? lower, double? upper, double truth)
        {
            Sets++;
            Bias += (estimate ?? truth) - truth;
            if (lower is not { } low || upper is not { } high) return;
            Made++;
            Width += high - low;
            if (low <= truth && truth <= high) Covered++;
            else if (low > truth) Above++;
        }

        internal double Percent => 100.0 * Covered / Math.Max(1, Made);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Percent:0.0} ({Math.Round(Bias / Sets, 3) + 0.0:+0.000;-0.000;+0.000}, {Width / Math.Max(1, Made):0.000}){(Made < Sets ? $" in {Made}" : "")}");
    }

    public static string Write(int sets, TextWriter progress)
    {
        var page = new StringBuilder("# Growth modulation index: measured\n\nMade by `scripts/validate growth-modulation`; seeded, so it repeats.\n\n")
            .Append(CultureInfo.InvariantCulture, $"{sets} simulated sets a row, δ = {Delta}, 95 % intervals. Each cell: coverage in % (bias of the estimate, mean width of the interval); \"in\" tells how many sets had an interval. ")
            .Append("Laws: *frailty*, exponential periods that share a gamma frailty of variance 0.3 (weak) or 1 (strong), the second followed for a uniform time; *log-normal*, correlation 0.3 or 0.8, followed likewise; ")
            .Append("*from first line*, the frailty law with patients followed from the start of the first line for half to all of a time. In each a ratio's censoring depends on its own first period.\n\n");
        var all = Methods.ToDictionary(m => m.Method, _ => new List<(string Row, Tally Tally)>());
        page.Append("| law | n | dependence | censored | ").AppendJoin(" | ", Methods.Select(m => m.Name)).Append(" |\n|---|---|---|---|").Append(string.Concat(Methods.Select(_ => "---|"))).Append('\n');
        foreach (var law in Enum.GetValues<PairLaw>())
            foreach (int n in new[] { 30, 60 })
                foreach (bool strong in new[] { false, true })
                    foreach (double share in Shares)
                    {
                        string row = string.Create(CultureInfo.InvariantCulture, $"{Word(law)} | {n} | {(strong ? "strong" : "weak")} | {100 * share:0} %");
                        progress.WriteLine(row);
                        var tallies = Row(new PairWorld(law, strong, 1, share), n, sets);
                        foreach (var (method, _) in Methods) all[method].Add((row.Replace(" |", ","), tallies[method]));
                        page.Append(CultureInfo.InvariantCulture, $"| {row} | {string.Join(" | ", Methods.Select(m => tallies[m.Method].ToString()))} |\n");
                    }
        page.Append("\n| method | lowest coverage | highest | rows of 60 in 93–97 % | largest bias |\n|---|---|---|---|---|\n");
        foreach (var (method, name) in Methods)
        {
            var rows = all[method].OrderBy(r => r.Tally.Percent).ToList();
            page.Append(CultureInfo.InvariantCulture, $"| {name} | {rows[0].Tally.Percent:0.0} ({rows[0].Row}) | {rows[^1].Tally.Percent:0.0} ({rows[^1].Row}) | {rows.Count(r => r.Tally.Percent is >= 93 and <= 97)} | {rows.MaxBy(r => Math.Abs(r.Tally.Bias))!.Tally.Bias / sets:+0.000;-0.000} |\n");
        }
        page.Append(CultureInfo.InvariantCulture, $"\nMonte Carlo error of a coverage near 95 %: {100 * Math.Sqrt(0.95 * 0.05 / sets):0.0} percentage points.\n\n");
        Relative(page, sets, progress);
        return page.ToString();
    }

    private static string Word(PairLaw law) => law switch { PairLaw.Frailty => "frailty", PairLaw.LogNormal => "log-normal", _ => "from first line" };

    private static SeededRandom Source(int set, int n, int arm) => new(31, (ulong)(set + 1_000_000L * n + 100_000_000L * arm));

    private static Dictionary<GmiMethod, Tally> Row(PairWorld world, int n, int sets)
    {
        var results = new IReadOnlyList<GmiEstimate>[sets];
        Parallel.For(0, sets, s => results[s] = GrowthModulation.Estimate(world.Pairs(Source(s, n, 0), n), Delta).Estimators);
        double truth = world.Truth(Delta);
        var tallies = Methods.ToDictionary(m => m.Method, _ => new Tally());
        foreach (var result in results)
            foreach (var e in result) tallies[e.Method].Add(e.Estimate, e.Lower, e.Upper, truth);
        return tallies;
    }

    /// <summary>Treated whose later line halves the hazard against controls without effect.</summary>
    private static void Relative(StringBuilder page, int sets, TextWriter progress)
    {
        page.Append("## Relative index\n\nRatio of P(PFS2/PFS1 ≥ δ), treated (hazard ratio 0.5 of the later line) over controls (1), frailty law, as many controls as treated; kernel-km-completed in both arms. Bias on the logarithm.\n\n")
            .Append("| n a arm | dependence | censored | coverage (bias, mean ratio of the limits) |\n|---|---|---|---|\n");
        foreach (int n in new[] { 30, 60 })
            foreach (bool strong in new[] { false, true })
                foreach (double share in Shares)
                {
                    progress.WriteLine($"relative {n} {strong} {share}");
                    PairWorld treated = new(PairLaw.Frailty, strong, 0.5, share), controls = new(PairLaw.Frailty, strong, 1, share);
                    double truth = Math.Log(treated.Truth(Delta) / controls.Truth(Delta));
                    var found = new (double Ratio, double? Lower, double? Upper)?[sets];
                    Parallel.For(0, sets, s =>
                    {
                        GmiEstimate a = Completed(treated.Pairs(Source(s, n, 1), n)), b = Completed(controls.Pairs(Source(s, n, 2), n));
                        if (a.Estimate > 0 && b.Estimate > 0) found[s] = GrowthModulationNull.Relative(a, b);
                    });
                    var tally = new Tally();
                    foreach (var f in found) tally.Add(f is { } x ? Math.Log(x.Ratio) : null, f?.Lower is > 0 and var low ? Math.Log(low) : null, f?.Upper is { } high ? Math.Log(high) : null, truth);
                    page.Append(CultureInfo.InvariantCulture, $"| {n} | {(strong ? "strong" : "weak")} | {100 * share:0} % | {tally.Percent:0.0} ({tally.Bias / sets:+0.000;-0.000}, {Math.Exp(tally.Width / Math.Max(1, tally.Made)):0.00}){(tally.Made < sets ? $" in {tally.Made}" : "")} |\n");
                }

        static GmiEstimate Completed(LinePair[] pairs) => GrowthModulation.Estimate(pairs, Delta).Estimators.Single(e => e.Method == GmiMethod.CompletedKernel);
    }
}
