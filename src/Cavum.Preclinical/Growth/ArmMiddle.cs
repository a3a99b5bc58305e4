using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>The middle of an arm's volumes on a day, which never takes "not detected" for a number.</summary>
/// <remarks>
/// Every volume detected: geometric mean with Student's t limits of ln V. Some not detected: the median, in which they rank lowest, with the
/// narrowest exact limits by rank of at least the level asked for (none where n is too small). Half or more not detected: no value.
/// </remarks>
public static class ArmMiddle
{
    public static (string Kind, double? Value, double? Lower, double? Upper) Of(IReadOnlyList<TumourMeasurement> seen, double confidence = 0.95)
    {
        int n = seen.Count, hidden = seen.Count(x => !x.Detected);
        if (hidden == 0)
        {
            double[] log = [.. seen.Select(x => Math.Log(x.Volume))];
            double mean = log.Average();
            if (n < 2) return ("geometricMean", Math.Exp(mean), null, null);
            double half = StudentT.Quantile((1 + confidence) / 2, n - 1) * Math.Sqrt(log.Sum(v => (v - mean) * (v - mean)) / (n - 1) / n);
            return ("geometricMean", Math.Exp(mean), Math.Exp(mean - half), Math.Exp(mean + half));
        }
        double[] ranked = [.. seen.Select(x => x.Detected ? x.Volume : double.NegativeInfinity).Order()];
        double low = ranked[(n - 1) / 2], high = ranked[n / 2];
        if (double.IsNegativeInfinity(low)) return ("belowDetection", null, null, null);
        int? rank = Rank(n, confidence);
        double? lower = rank is { } r && !double.IsNegativeInfinity(ranked[r]) ? ranked[r] : null;
        return ("median", (low + high) / 2, lower, rank is { } u ? ranked[n - 1 - u] : null);
    }

    /// <summary>The largest r (from 0) for which the values of ranks r and n − 1 − r enclose the median with the confidence; null if none.</summary>
    private static int? Rank(int n, double confidence)
    {
        int? best = null;
        double tail = 0, probability = Math.Pow(0.5, n);
        for (int r = 0; r < n / 2; r++)
        {
            tail += probability;
            if (1 - 2 * tail < confidence) break;
            best = r;
            probability *= (n - r) / (r + 1.0);
        }
        return best;
    }
}
