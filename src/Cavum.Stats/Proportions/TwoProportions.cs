namespace Cavum.Stats;

/// <summary>A difference of proportions with its interval.</summary>
public sealed record ProportionDifference(double Difference, double Lower, double Upper);

/// <summary>Two independent proportions: differences and their tests.</summary>
public static class TwoProportions
{
    /// <summary>Hybrid-score interval of p₁ − p₀ from Wilson's limits, without continuity correction (Newcombe 1998, Stat Med 17:873–890, method 10).</summary>
    public static ProportionDifference Newcombe(int x1, int n1, int x0, int n0, double confidence = 0.95)
    {
        Check(x1, n1, x0, n0);
        Demand.Level(confidence, nameof(confidence));
        double z = Normal.UpperTailQuantile((1 - confidence) / 2), p1 = (double)x1 / n1, p0 = (double)x0 / n0, d = p1 - p0;
        Limits one = ProportionInterval.Wilson(x1, n1, z), zero = ProportionInterval.Wilson(x0, n0, z);
        return new(d, d - Math.Sqrt(Square(p1 - one.Lower) + Square(zero.Upper - p0)), d + Math.Sqrt(Square(one.Upper - p1) + Square(p0 - zero.Lower)));
    }

    /// <summary>Asymptotic score interval of p₁ − p₀, with the variance factor N/(N − 1) (Miettinen &amp; Nurminen 1985, Stat Med 4:213–226).</summary>
    public static ProportionDifference MiettinenNurminen(int x1, int n1, int x0, int n0, double confidence = 0.95)
    {
        Check(x1, n1, x0, n0);
        Demand.Level(confidence, nameof(confidence));
        double z = Normal.UpperTailQuantile((1 - confidence) / 2), d = (double)x1 / n1 - (double)x0 / n0;
        double lower = d <= -1 ? -1 : Brent.Root(t => ScoreZ(x1, n1, x0, n0, t) - z, -1, d);
        double upper = d >= 1 ? 1 : Brent.Root(t => ScoreZ(x1, n1, x0, n0, t) + z, d, 1);
        return new(d, lower, upper);
    }

    /// <summary>The score statistic of H: p₁ − p₀ = t; above 0 where the observed difference exceeds t.</summary>
    public static double ScoreZ(int x1, int n1, int x0, int n0, double t)
    {
        Check(x1, n1, x0, n0);
        double off = (double)x1 / n1 - (double)x0 / n0 - t;
        if (Math.Abs(off) < 1e-15) return 0;
        double q0 = Restricted(x1, n1, x0, n0, t), q1 = Math.Clamp(q0 + t, 0, 1), n = n1 + n0;
        double variance = (q1 * (1 - q1) / n1 + q0 * (1 - q0) / n0) * n / (n - 1);
        return variance > 0 ? off / Math.Sqrt(variance) : off > 0 ? 1e150 : -1e150;
    }

    /// <summary>Pearson's chi-square without correction; null where a margin is empty.</summary>
    public static (double ChiSquare, double PValue)? ChiSquareTest(int x1, int n1, int x0, int n0)
    {
        Check(x1, n1, x0, n0);
        double n = n1 + n0, x = x1 + x0;
        if (x == 0 || x == n) return null;
        double cross = (double)x1 * (n0 - x0) - (double)x0 * (n1 - x1), chi = n * cross * cross / ((double)n1 * n0 * x * (n - x));
        return (chi, ChiSquare.Sf(chi, 1));
    }

    /// <summary>The maximum of the likelihood under p₁ = p₀ + t, by the closed root of its cubic.</summary>
    private static double Restricted(int x1, int n1, int x0, int n0, double t)
    {
        double n = n1 + n0, x = x1 + x0;
        double c3 = n, c2 = (n1 + 2.0 * n0) * t - n - x, c1 = (n0 * t - n - 2.0 * x0) * t + x, c0 = x0 * t * (1 - t);
        double q = Math.Pow(c2 / (3 * c3), 3) - c1 * c2 / (6 * c3 * c3) + c0 / (2 * c3);
        double p = Math.Sqrt(Math.Max(0, Square(c2 / (3 * c3)) - c1 / (3 * c3)));
        if (q < 0) p = -p;
        double cosine = p == 0 ? 0 : Math.Clamp(q / (p * p * p), -1, 1);
        double root = 2 * p * Math.Cos((Math.PI + Math.Acos(cosine)) / 3) - c2 / (3 * c3);
        return Math.Clamp(root, Math.Max(0, -t), Math.Min(1, 1 - t));
    }

    private static double Square(double x) => x * x;

    internal static void Check(int x1, int n1, int x0, int n0)
    {
        ProportionInterval.Check(x1, n1);
        ProportionInterval.Check(x0, n0);
    }
}
