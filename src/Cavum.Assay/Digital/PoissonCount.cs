using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>How the interval of a digital count was made.</summary>
public enum DigitalInterval
{
    /// <summary>λ ± z·√(p/(n(1 − p))): the delta method on −ln(1 − p).</summary>
    Wald,
    Wilson,

    /// <summary>Exact binomial limits of p carried through −ln(1 − p).</summary>
    ClopperPearson,
}

/// <summary>Mean copies per partition with an interval; an upper limit is null when every partition is positive.</summary>
public sealed record PartitionMean(double Lambda, double Lower, double? Upper, DigitalInterval Interval);

/// <summary>Copies from positive and negative partitions.</summary>
public static class PoissonCount
{
    /// <summary>From this many positives and negatives on the Wald interval is used, below it the exact one.</summary>
    public const int WaldFrom = 50;

    /// <summary>λ̂ = −ln(negatives/n): mean copies per partition when copies fall into partitions at random.</summary>
    /// <returns>Null when every partition is positive: only a lower limit exists then.</returns>
    /// <remarks>Dube, Qin &amp; Ramakrishnan 2008, PLoS ONE 3:e2876. Assumes equal volumes and independent copies.</remarks>
    public static PartitionMean? Estimate(long positives, long negatives, DigitalInterval? interval = null, double confidence = 0.95)
    {
        if (positives < 0 || negatives < 0 || positives + negatives == 0)
            throw new ArgumentException($"{positives} positive and {negatives} negative partitions are no count.", nameof(positives));
        if (negatives == 0) return null;
        double n = positives + negatives, p = positives / n, lambda = positives == 0 ? 0 : -Math.Log(negatives / n);
        var kind = interval ?? (positives >= WaldFrom && negatives >= WaldFrom ? DigitalInterval.Wald : DigitalInterval.ClopperPearson);
        double z = Normal.Quantile((1 + confidence) / 2);
        if (kind == DigitalInterval.Wald)
        {
            double half = z * Math.Sqrt(p / (n * (1 - p)));
            return new(lambda, lambda - half, lambda + half, kind);
        }
        var (low, high) = kind == DigitalInterval.Wilson ? Wilson(positives, n, z) : Exact(positives, negatives, confidence);
        return new(lambda, -LogExp.Log1P(-low), high < 1 ? -LogExp.Log1P(-high) : null, kind);
    }

    private static (double Low, double High) Wilson(double k, double n, double z)
    {
        double p = k / n, z2 = z * z, centre = (p + z2 / (2 * n)) / (1 + z2 / n);
        double half = z / (1 + z2 / n) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n));
        return (k == 0 ? 0 : Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    private static (double Low, double High) Exact(long k, long negatives, double confidence)
    {
        double tail = (1 - confidence) / 2;
        return (k == 0 ? 0 : Beta.Quantile(tail, k, negatives + 1), negatives == 0 ? 1 : Beta.UpperTailQuantile(tail, k + 1, negatives));
    }
}
