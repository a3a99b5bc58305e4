using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>How many cells of a population carry a marker, and how much of it.</summary>
/// <param name="Events">Cells of the parent population.</param>
/// <param name="Percent">100·positive/events; null without events.</param>
/// <param name="Lower">Jeffreys interval: quantiles of Beta(k + ½, n − k + ½), in percent.</param>
/// <param name="Median">Median intensity of the parent on the compensated linear scale, never of transformed values; null without events.</param>
/// <param name="MedianOfPositive">The same of the positive cells.</param>
/// <param name="FewEvents">The parent has fewer cells than <see cref="LeastEvents"/>: the percentage says little.</param>
public sealed record MarkerReadout(
    string Marker, int Positive, int Events, double? Percent, double? Lower, double? Upper, double? Median, double? MedianOfPositive, bool FewEvents)
{
    /// <summary>Parents below this many events are flagged.</summary>
    public const int LeastEvents = 100;

    /// <param name="linear">Compensated linear values of the parent's events.</param>
    /// <param name="positive">Which of them are positive.</param>
    public static MarkerReadout Of(string marker, ReadOnlySpan<double> linear, ReadOnlySpan<bool> positive, double confidence = 0.95)
    {
        if (linear.Length != positive.Length) throw new ArgumentException($"{linear.Length} values but {positive.Length} flags.", nameof(positive));
        int n = linear.Length, k = 0;
        var above = new List<double>();
        for (int i = 0; i < n; i++)
        {
            if (!positive[i]) continue;
            k++;
            above.Add(linear[i]);
        }
        if (n == 0) return new(marker, 0, 0, null, null, null, null, null, true);
        var (lower, upper) = Interval(k, n, confidence);
        return new(marker, k, n, 100.0 * k / n, 100 * lower, 100 * upper, MedianOf(linear.ToArray()), MedianOf([.. above]), n < LeastEvents);
    }

    /// <summary>Jeffreys limits of k of n; 0 is the lower limit at k = 0 and 1 the upper at k = n (Brown, Cai &amp; DasGupta 2001, Stat Sci 16:101).</summary>
    public static (double Lower, double Upper) Interval(int k, int n, double confidence = 0.95)
    {
        double tail = (1 - confidence) / 2;
        return (k == 0 ? 0 : Beta.Quantile(tail, k + 0.5, n - k + 0.5), k == n ? 1 : Beta.Quantile(1 - tail, k + 0.5, n - k + 0.5));
    }

    /// <summary>ln((k + ½)/(n − k + ½)): the scale on which mice, never events, are compared.</summary>
    public static double Logit(int k, int n) => Math.Log((k + 0.5) / (n - k + 0.5));

    private static double? MedianOf(double[] values)
    {
        if (values.Length == 0) return null;
        Array.Sort(values);
        return PositiveThreshold.Quantile(values, 0.5);
    }
}

/// <summary>Two groups of mice (or patients before and after) compared on the logit of their percentages.</summary>
/// <param name="Difference">Mean logit of the second minus the first; its exponential is an odds ratio.</param>
public sealed record MarkerComparison(double Difference, double StdErr, double DegreesOfFreedom, double Lower, double Upper, double PValue)
{
    /// <summary>Welch's test; one value per animal. Null where a group has fewer than two animals or nothing varies.</summary>
    public static MarkerComparison? Groups(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double confidence = 0.95)
    {
        if (first.Length < 2 || second.Length < 2) return null;
        var (m1, v1) = Moments(first);
        var (m2, v2) = Moments(second);
        double a = v1 / first.Length, b = v2 / second.Length;
        return Make(m2 - m1, a + b, (a + b) * (a + b) / (a * a / (first.Length - 1) + b * b / (second.Length - 1)), confidence);
    }

    /// <summary>Paired test: before and after in the same order.</summary>
    public static MarkerComparison? Paired(ReadOnlySpan<double> before, ReadOnlySpan<double> after, double confidence = 0.95)
    {
        if (before.Length != after.Length) throw new ArgumentException($"{before.Length} before but {after.Length} after.", nameof(after));
        if (before.Length < 2) return null;
        var change = new double[before.Length];
        for (int i = 0; i < change.Length; i++) change[i] = after[i] - before[i];
        var (mean, variance) = Moments(change);
        return Make(mean, variance / change.Length, change.Length - 1, confidence);
    }

    private static MarkerComparison? Make(double difference, double variance, double df, double confidence)
    {
        if (!(variance > 0)) return null;
        double stdErr = Math.Sqrt(variance), half = StudentT.Quantile((1 + confidence) / 2, df) * stdErr;
        return new(difference, stdErr, df, difference - half, difference + half, 2 * StudentT.Sf(Math.Abs(difference) / stdErr, df));
    }

    private static (double Mean, double Variance) Moments(ReadOnlySpan<double> values)
    {
        double mean = 0, sum = 0;
        foreach (double v in values) mean += v / values.Length;
        foreach (double v in values) sum += (v - mean) * (v - mean);
        return (mean, sum / (values.Length - 1));
    }
}
