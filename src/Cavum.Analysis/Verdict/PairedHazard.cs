using Cavum.Stats;

namespace Cavum.Analysis;

/// <summary>Marginal hazard ratio of a later line over an earlier one, robust by subject.</summary>
/// <param name="Status">estimated, or why there is no estimate.</param>
internal readonly record struct PairedHazardFit(double? LogRatio, double? StdErr, string Status)
{
    public double? Ratio => LogRatio is { } l ? Math.Exp(l) : null;
    public double? Lower => LogRatio - Normal.Quantile(0.975) * StdErr is { } l ? Math.Exp(l) : null;
    public double? Upper => LogRatio + Normal.Quantile(0.975) * StdErr is { } l ? Math.Exp(l) : null;
}

/// <summary>Cox's model of one two-valued covariate over pairs: Efron ties, Lin–Wei error clustered by pair.</summary>
/// <remarks>
/// The same estimate as <see cref="CoxRegression"/> with those options (a test holds them together), written for one covariate because planning
/// fits it ten thousand times: O(n log n) and no allocation but three arrays.
/// </remarks>
internal static class PairedHazard
{
    private const int MaxIterations = 50;

    /// <param name="first">Times of the earlier line, each an event.</param>
    public static PairedHazardFit Fit(ReadOnlySpan<double> first, ReadOnlySpan<double> second, ReadOnlySpan<bool> secondIsEvent)
    {
        int n = first.Length;
        if (n < 3) return new(null, null, "not estimable: fewer than three pairs");
        bool any = false;
        foreach (bool e in secondIsEvent) any |= e;
        if (!any) return new(null, null, "not estimable: no finite estimate (no progression on the combination)");
        var rows = new Row[2 * n];
        for (int i = 0; i < n; i++)
        {
            rows[i] = new(first[i], true, false, i);
            rows[n + i] = new(second[i], secondIsEvent[i], true, i);
        }
        Array.Sort(rows, (a, b) => a.Time.CompareTo(b.Time));
        double beta = 0;
        for (int k = 0; k < MaxIterations; k++)
        {
            var (score, information) = Sums(rows, Math.Exp(beta), default);
            if (!(information > 1e-12)) return new(null, null, "not estimable: no finite estimate (the lines do not overlap)");
            double step = Math.Clamp(score / information, -1, 1);
            beta += step;
            if (Math.Abs(beta) > 20) return new(null, null, "not estimable: no finite estimate (the lines do not overlap)");
            if (Math.Abs(step) < 1e-12) break;
        }
        var residuals = new double[n];
        var (_, at) = Sums(rows, Math.Exp(beta), residuals);
        double square = 0;
        foreach (double r in residuals) square += r * r;
        return new(beta, Math.Sqrt(square) / at, "estimated");
    }

    private readonly record struct Row(double Time, bool Event, bool Later, int Pair);

    /// <summary>Score and information; score residuals are summed by pair when asked for.</summary>
    private static (double Score, double Information) Sums(Row[] rows, double theta, Span<double> residuals)
    {
        int m = rows.Length, early = 0, late = 0;
        foreach (var r in rows)
        {
            if (r.Later) late++;
            else early++;
        }
        // Cumulative sums over event times so far, for the residuals: of the rate 1/s0 and of mean/s0.
        double score = 0, information = 0, rate = 0, rateMean = 0;
        for (int from = 0, to; from < m; from = to)
        {
            int deaths = 0, deathsLate = 0;
            for (to = from; to < m && rows[to].Time == rows[from].Time; to++)
                if (rows[to].Event)
                {
                    deaths++;
                    if (rows[to].Later) deathsLate++;
                }
            double before = rate, beforeMean = rateMean, ownRate = 0, ownRateMean = 0, meanOfMeans = 0;
            for (int k = 0; k < deaths; k++)
            {
                double gone = (double)k / deaths;
                double s1 = theta * (late - gone * deathsLate), s0 = early - gone * (deaths - deathsLate) + s1, mean = s1 / s0;
                score -= mean;
                information += mean * (1 - mean);
                rate += 1 / s0;
                rateMean += mean / s0;
                ownRate += (1 - gone) / s0;
                ownRateMean += (1 - gone) * mean / s0;
                meanOfMeans += mean / deaths;
            }
            score += deathsLate;
            for (int i = from; i < to; i++)
            {
                if (!residuals.IsEmpty)
                {
                    // An event at this time met the risk sets of its own ties with weight 1 − k/d.
                    double z = rows[i].Later ? 1 : 0, weight = rows[i].Later ? theta : 1;
                    double past = rows[i].Event ? before + ownRate : rate, pastMean = rows[i].Event ? beforeMean + ownRateMean : rateMean;
                    residuals[rows[i].Pair] += (rows[i].Event ? z - meanOfMeans : 0) - weight * (z * past - pastMean);
                }
            }
            for (int i = from; i < to; i++)
            {
                if (rows[i].Later) late--;
                else early--;
            }
        }
        return (score, information);
    }
}
