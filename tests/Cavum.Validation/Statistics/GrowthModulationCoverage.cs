using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Validation;

/// <summary>Coverage of each estimator of P(PFS2/PFS1 ≥ δ) when a ratio's censoring depends on its own first period.</summary>
internal static class GrowthModulationCoverage
{
    private const double Delta = 1.33;

    public static void Write(StringBuilder page, int sets)
    {
        page.Append(CultureInfo.InvariantCulture, $"## Growth modulation index\n\n{sets} simulated sets a row: exponential periods that share a gamma frailty of variance θ, the second followed for a uniform time, so that a ratio is censored at C/PFS1. ")
            .Append("The truth is 1/(1 + HR·δ), δ = 1.33. Coverage of the 95 % interval in %, and bias, by method.\n\n| n | θ | HR | censored | count | kaplan-meier | midrank | kernel-km | log-logistic |\n|---|---|---|---|---|---|---|---|---|\n");
        var pooled = new Dictionary<(bool Heavy, GmiMethod Method), (int Covered, int Made)>();
        foreach (int n in new[] { 30, 60 })
            foreach (double theta in new[] { 0.3, 1.0 })
                foreach (double ratio in new[] { 1.0, 0.6 })
                    foreach (double follow in new[] { 2.0, 5.0 }) Row(page, pooled, sets, n, theta, ratio, follow);
        string Share(bool heavy, GmiMethod method) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * pooled[(heavy, method)].Covered / pooled[(heavy, method)].Made:0.0} %");
        page.Append(CultureInfo.InvariantCulture, $"\nPooled: where at most half of the ratios are censored, kernel-km covers {Share(false, GmiMethod.KernelKaplanMeier)} and count {Share(false, GmiMethod.Count)}; where more are, {Share(true, GmiMethod.KernelKaplanMeier)} and {Share(true, GmiMethod.Count)}. ")
            .Append("kernel-km leans upwards where few patients are followed to δ times a long first period: nothing seen tells their ratio. The count is nearly unbiased here because the periods are exponential and follow-up is uniform; it need not be elsewhere. kaplan-meier and log-logistic are not to be relied on.\n\n");
    }

    private static void Row(StringBuilder page, Dictionary<(bool, GmiMethod), (int Covered, int Made)> pooled, int sets, int n, double theta, double ratio, double follow)
    {
        double truth = 1 / (1 + ratio * Delta), censored = 0;
        var methods = Enum.GetValues<GmiMethod>();
        int[] covered = new int[methods.Length], made = new int[methods.Length];
        double[] bias = new double[methods.Length];
        var results = new IReadOnlyList<GmiEstimate>[sets];
        var open = new int[sets];
        Parallel.For(0, sets, s =>
        {
            var pairs = Pairs(new SeededRandom(31, (ulong)(s + 100_000 * (n + (int)(1000 * theta) + (int)(10_000 * ratio) + (int)(1000 * follow)))), n, theta, ratio, follow);
            open[s] = pairs.Count(p => !p.SecondIsEvent);
            results[s] = GrowthModulation.Estimate(pairs, Delta).Estimators;
        });
        for (int s = 0; s < sets; s++)
        {
            censored += open[s];
            foreach (var e in results[s])
            {
                int m = Array.IndexOf(methods, e.Method);
                if (e.Estimate is { } estimate) bias[m] += (estimate - truth) / sets;
                if (e.Lower is not { } low || e.Upper is not { } high) continue;
                made[m]++;
                if (low <= truth && truth <= high) covered[m]++;
            }
        }
        for (int m = 0; m < methods.Length; m++)
        {
            var key = (censored > 0.5 * sets * n, methods[m]);
            var (before, all) = pooled.GetValueOrDefault(key);
            pooled[key] = (before + covered[m], all + made[m]);
        }
        string[] cells = [.. new[] { GmiMethod.Count, GmiMethod.KaplanMeier, GmiMethod.Midrank, GmiMethod.KernelKaplanMeier, GmiMethod.LogLogistic }.Select(m => Array.IndexOf(methods, m))
            .Select(m => string.Create(CultureInfo.InvariantCulture, $"{100.0 * covered[m] / Math.Max(1, made[m]):0.0} ({Math.Round(bias[m], 3) + 0.0:+0.000;-0.000;+0.000})"))];
        page.Append(CultureInfo.InvariantCulture, $"| {n} | {theta} | {ratio} | {100 * censored / sets / n:0} % | {string.Join(" | ", cells)} |\n");
    }

    private static LinePair[] Pairs(SeededRandom random, int n, double theta, double ratio, double follow)
    {
        var pairs = new LinePair[n];
        for (int i = 0; i < n; i++)
        {
            double frailty = theta * Gamma(random, 1 / theta), first = -Math.Log(1 - random.NextDouble()) / frailty, second = -Math.Log(1 - random.NextDouble()) / (ratio * frailty);
            double end = follow * random.NextDouble();
            pairs[i] = new(first, Math.Min(second, end), second <= end);
        }
        return pairs;
    }

    /// <summary>Gamma of the given shape and scale 1 (Marsaglia and Tsang 2000).</summary>
    private static double Gamma(SeededRandom random, double shape)
    {
        double d = shape - 1.0 / 3 + (shape < 1 ? 1 : 0), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = random.NextNormal(), v = Math.Pow(1 + c * x, 3);
            if (v <= 0 || !(Math.Log(1 - random.NextDouble()) < 0.5 * x * x + d - d * v + d * Math.Log(v))) continue;
            return d * v * (shape < 1 ? Math.Pow(1 - random.NextDouble(), 1 / shape) : 1);
        }
    }
}
