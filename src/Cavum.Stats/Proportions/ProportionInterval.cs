namespace Cavum.Stats;

/// <summary>How limits of a single proportion are found.</summary>
public enum IntervalMethod
{
    /// <summary>Clopper &amp; Pearson 1934, Biometrika 26:404–413: the exact test inverted.</summary>
    ClopperPearson,

    /// <summary>Wilson 1927, JASA 22:209–212: the score test inverted, without continuity correction.</summary>
    Wilson,

    /// <summary>Agresti &amp; Coull 1998, Am Stat 52:119–126; not cut to [0, 1].</summary>
    AgrestiCoull,

    /// <summary>Equal tails of Beta(x + ½, n − x + ½), with limit 0 at x = 0 and 1 at x = n (Brown, Cai &amp; DasGupta 2001, Stat Sci 16:101–133).</summary>
    Jeffreys,

    /// <summary>The exact test with half the probability of the observed count, inverted (Lancaster 1961, JASA 56:223–234).</summary>
    MidP,
}

/// <summary>Two-sided confidence limits.</summary>
public readonly record struct Limits(double Lower, double Upper);

/// <summary>Confidence limits and exact tests of one proportion.</summary>
public static class ProportionInterval
{
    /// <summary>Limits with α/2 in each tail, also at x = 0 and x = n.</summary>
    public static Limits Of(IntervalMethod method, int x, int n, double confidence = 0.95)
    {
        Check(x, n);
        Demand.Level(confidence, nameof(confidence));
        double tail = (1 - confidence) / 2;
        return method switch
        {
            IntervalMethod.ClopperPearson => new(
                x == 0 ? 0 : Beta.Quantile(tail, x, n - x + 1), x == n ? 1 : Beta.UpperTailQuantile(tail, x + 1, n - x)),
            IntervalMethod.Wilson => Wilson(x, n, Normal.UpperTailQuantile(tail)),
            IntervalMethod.AgrestiCoull => AgrestiCoull(x, n, Normal.UpperTailQuantile(tail)),
            IntervalMethod.Jeffreys => new(
                x == 0 ? 0 : Beta.Quantile(tail, x + 0.5, n - x + 0.5), x == n ? 1 : Beta.UpperTailQuantile(tail, x + 0.5, n - x + 0.5)),
            IntervalMethod.MidP => MidP(x, n, tail),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "One of the five methods."),
        };
    }

    /// <summary>Exact two-sided p: the probability of all counts no more probable than the observed one (R's binom.test, relative slack 1e-7).</summary>
    public static double TwoSidedP(int x, int n, double p0)
    {
        Check(x, n);
        double observed = Binomial.Pmf(x, n, p0) * (1 + 1e-7), sum = 0;
        for (int k = 0; k <= n; k++)
        {
            double mass = Binomial.Pmf(k, n, p0);
            if (mass <= observed) sum += mass;
        }
        return Math.Min(1, sum);
    }

    /// <summary>Exact one-sided p against larger proportions: Pr(X ≥ x | p₀).</summary>
    public static double GreaterP(int x, int n, double p0)
    {
        Check(x, n);
        return Binomial.Sf(x - 1, n, p0);
    }

    internal static Limits Wilson(int x, int n, double z)
    {
        double square = z * z, middle = x + square / 2, half = z * Math.Sqrt((double)x * (n - x) / n + square / 4), all = n + square;
        return new(x == 0 ? 0 : Math.Max(0, (middle - half) / all), x == n ? 1 : Math.Min(1, (middle + half) / all));
    }

    private static Limits AgrestiCoull(int x, int n, double z)
    {
        double all = n + z * z, p = (x + z * z / 2) / all, half = z * Math.Sqrt(p * (1 - p) / all);
        return new(p - half, p + half);
    }

    private static Limits MidP(int x, int n, double tail)
    {
        double lower = x == 0 ? 0 : Solve(p => Binomial.Sf(x, n, p) + 0.5 * Binomial.Pmf(x, n, p), increasing: true);
        double upper = x == n ? 1 : Solve(p => Binomial.Cdf(x - 1, n, p) + 0.5 * Binomial.Pmf(x, n, p), increasing: false);
        return new(lower, upper);

        double Solve(Func<double, double> upTo, bool increasing)
        {
            double z = Brent.Root(z =>
            {
                double p = IncompleteBeta.Logistic(z);
                double log = Math.Log(Math.Max(upTo(p), 1e-300)) - Math.Log(tail);
                return increasing ? log : -log;
            }, -700, 36);
            return IncompleteBeta.Logistic(z);
        }
    }

    internal static void Check(int x, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        if (x < 0 || x > n) throw new ArgumentOutOfRangeException(nameof(x), x, $"Successes lie between 0 and the {n} trials.");
    }
}
