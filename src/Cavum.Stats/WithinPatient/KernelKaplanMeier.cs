namespace Cavum.Stats;

/// <summary>Kaplan–Meier of the ratio given the first period, smoothed over log PFS1 and averaged over patients.</summary>
/// <remarks>
/// Ŝ(δ) = n⁻¹ Σᵢ ∏_{t≤δ}(1 − Σⱼ Wᵢⱼ·dNⱼ/Σⱼ Wᵢⱼ·Yⱼ), Wᵢⱼ = |½e^{−|u|/√2}·sin(|u|/√2 + π/4)|, u = (ln PFS1ᵢ − ln PFS1ⱼ)/h, h = sd·n^{−2/5}
/// (Beran 1981; kernel of Silverman 1986, as in the R package prophets). A ratio is censored at C/PFS1, so its censoring depends on PFS1: given PFS1 it
/// does not. Error: leave-one-out jackknife with the bandwidth held, limits on the logit scale.
/// </remarks>
internal sealed class KernelKaplanMeier
{
    private readonly double[] ratio, log;
    private readonly bool[] isEvent;
    private readonly double bandwidth;

    private KernelKaplanMeier(IReadOnlyList<LinePair> pairs)
    {
        LinePair[] sorted = [.. pairs.OrderBy(p => p.Ratio).ThenByDescending(p => p.SecondIsEvent)];
        ratio = [.. sorted.Select(p => p.Ratio)];
        TimeTies.MergeSorted(ratio);
        // After a merge an event may stand behind a censoring at the same ratio; the sweep below counts by ratio, not by place.
        log = [.. sorted.Select(p => Math.Log(p.First))];
        isEvent = [.. sorted.Select(p => p.SecondIsEvent)];
        double mean = log.Average(), square = log.Sum(x => (x - mean) * (x - mean));
        bandwidth = log.Length > 1 ? Math.Sqrt(square / (log.Length - 1)) * Math.Pow(log.Length, -0.4) : 0;
    }

    public static GmiEstimate Estimate(IReadOnlyList<LinePair> pairs, double delta, double z)
    {
        var kernel = new KernelKaplanMeier(pairs);
        int n = pairs.Count;
        double[] weights = kernel.Weights();
        double estimate = kernel.Survival(weights, delta, -1);
        if (n < 3 || estimate is <= 0 or >= 1) return new(GmiMethod.KernelKaplanMeier, GmiStatus.NoInterval, estimate, null, null, null);
        double sum = 0, square = 0;
        for (int left = 0; left < n; left++)
        {
            double without = kernel.Survival(weights, delta, left);
            sum += without;
            square += without * without;
        }
        double se = Math.Sqrt(Math.Max(0, (square - sum * sum / n) * (n - 1) / n));
        if (!(se > 0)) return new(GmiMethod.KernelKaplanMeier, GmiStatus.NoInterval, estimate, null, null, null);
        double logit = Math.Log(estimate / (1 - estimate)), half = z * se / (estimate * (1 - estimate));
        return new(GmiMethod.KernelKaplanMeier, GmiStatus.Done, estimate, se, 1 / (1 + Math.Exp(half - logit)), 1 / (1 + Math.Exp(-half - logit)));
    }

    private double[] Weights()
    {
        int n = log.Length;
        var weights = new double[n * n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
            {
                double u = bandwidth > 0 ? Math.Abs(log[i] - log[j]) / bandwidth / Math.Sqrt(2) : 0; // one first period for all: every weight is equal
                weights[i * n + j] = Math.Abs(0.5 * Math.Exp(-u) * Math.Sin(u + Math.PI / 4));
            }
        return weights;
    }

    /// <summary>The average over patients, one left out if <paramref name="leftOut"/> is not negative.</summary>
    private double Survival(double[] weights, double delta, int leftOut)
    {
        int n = log.Length;
        double total = 0, horizon = delta + GrowthModulation.Tolerance;
        for (int i = 0; i < n; i++)
        {
            if (i == leftOut) continue;
            ReadOnlySpan<double> w = weights.AsSpan(i * n, n);
            double atRisk = 0, survival = 1;
            for (int j = 0; j < n; j++)
                if (j != leftOut) atRisk += w[j];
            for (int start = 0, end; start < n && ratio[start] <= horizon && survival > 0; start = end)
            {
                double leaving = 0, failing = 0;
                for (end = start; end < n && ratio[end] == ratio[start]; end++)
                {
                    if (end == leftOut) continue;
                    leaving += w[end];
                    if (isEvent[end]) failing += w[end];
                }
                if (atRisk > 1e-300 && failing > 0) survival *= Math.Max(0, 1 - failing / atRisk);
                atRisk -= leaving;
            }
            total += survival;
        }
        return total / (leftOut < 0 ? n : n - 1);
    }
}
