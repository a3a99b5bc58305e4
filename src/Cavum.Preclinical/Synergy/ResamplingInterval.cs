using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>Confidence limits from resampled values of a statistic.</summary>
/// <remarks>
/// Quantiles are interpolated on the normal scale at (R + 1)·α, as R's boot.ci does (Davison &amp; Hinkley 1997, eq. 5.8).
/// Efron 1987, JASA 82:171 (BCa); the acceleration comes from the jackknife over mice within arms.
/// </remarks>
public static class ResamplingInterval
{
    /// <summary>α/2 and 1 − α/2 quantiles of the values.</summary>
    public static (double Lower, double Upper) Percentile(ReadOnlySpan<double> values, double confidence = 0.95)
    {
        double[] sorted = Sorted(values);
        double tail = (1 - confidence) / 2;
        return (Quantile(sorted, tail), Quantile(sorted, 1 - tail));
    }

    /// <summary>2·estimate minus the quantiles, crossed over.</summary>
    public static (double Lower, double Upper) Basic(double estimate, ReadOnlySpan<double> values, double confidence = 0.95)
    {
        var (low, high) = Percentile(values, confidence);
        return (2 * estimate - high, 2 * estimate - low);
    }

    /// <summary>Estimate minus bias ± z·standard deviation.</summary>
    public static (double Lower, double Upper) Normal(double estimate, ReadOnlySpan<double> values, double confidence = 0.95)
    {
        double mean = 0, sum = 0;
        foreach (double v in values) mean += v / values.Length;
        foreach (double v in values) sum += (v - mean) * (v - mean);
        double half = Stats.Normal.Quantile((1 + confidence) / 2) * Math.Sqrt(sum / (values.Length - 1));
        return (2 * estimate - mean - half, 2 * estimate - mean + half);
    }

    /// <summary>Bias-corrected and accelerated limits, and the two-sided p-value of <paramref name="hypothesis"/> that inverts them.</summary>
    public static AcceleratedInterval Accelerated(
        double estimate, ReadOnlySpan<double> values, double acceleration, double confidence = 0.95, double hypothesis = 0)
    {
        double[] sorted = Sorted(values);
        int count = sorted.Length;
        double below = 0, under = 0;
        foreach (double v in sorted)
        {
            below += v < estimate ? 1 : v == estimate ? 0.5 : 0;
            under += v < hypothesis ? 1 : v == hypothesis ? 0.5 : 0;
        }
        double Share(double n) => Math.Clamp(n, 0.5, count - 0.5) / count;
        double bias = Stats.Normal.Quantile(Share(below)), z = Stats.Normal.Quantile((1 + confidence) / 2);
        double Level(double normal) => Stats.Normal.Cdf(bias + (bias + normal) / (1 - acceleration * (bias + normal)));
        double shift = Stats.Normal.Quantile(Share(under)) - bias;
        double inverted = shift / (1 + acceleration * shift) - bias;
        double p = Math.Min(1, 2 * Stats.Normal.Sf(Math.Abs(inverted)));
        return new(Quantile(sorted, Level(-z)), Quantile(sorted, Level(z)), p, bias, acceleration);
    }

    /// <summary>a = Σ l³/n³ / (6·(Σ l²/n²)^1.5), l = (n − 1)·(mean of the arm's leave-one-out values − the value).</summary>
    /// <param name="leftOut">The statistic without each mouse.</param>
    /// <param name="arms">Arm of each mouse.</param>
    public static double Acceleration(ReadOnlySpan<double> leftOut, ReadOnlySpan<int> arms)
    {
        int count = 0;
        foreach (int a in arms) count = Math.Max(count, a + 1);
        Span<double> mean = new double[count], n = new double[count];
        for (int i = 0; i < arms.Length; i++)
        {
            mean[arms[i]] += leftOut[i];
            n[arms[i]]++;
        }
        double cubes = 0, squares = 0;
        for (int i = 0; i < arms.Length; i++)
        {
            int a = arms[i];
            double influence = (n[a] - 1) * (mean[a] / n[a] - leftOut[i]) / n[a];
            cubes += influence * influence * influence;
            squares += influence * influence;
        }
        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
    }

    private static double[] Sorted(ReadOnlySpan<double> values)
    {
        if (values.Length < 2) throw new ArgumentException($"{values.Length} resampled values make no interval.", nameof(values));
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    private static double Quantile(double[] sorted, double level)
    {
        double place = (sorted.Length + 1) * level, whole = Math.Round(place);
        if (Math.Abs(place - whole) < 1e-9) place = whole;
        int k = (int)Math.Floor(place);
        if (k <= 0) return sorted[0];
        if (k >= sorted.Length) return sorted[^1];
        if (place == k) return sorted[k - 1];
        double from = Stats.Normal.Quantile(k / (sorted.Length + 1.0)), to = Stats.Normal.Quantile((k + 1) / (sorted.Length + 1.0));
        return sorted[k - 1] + (Stats.Normal.Quantile(level) - from) / (to - from) * (sorted[k] - sorted[k - 1]);
    }
}

/// <param name="Bias">z₀, the bias correction.</param>
public readonly record struct AcceleratedInterval(double Lower, double Upper, double PValue, double Bias, double Acceleration);
