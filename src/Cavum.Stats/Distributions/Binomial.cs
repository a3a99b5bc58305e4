namespace Cavum.Stats;

/// <summary>The binomial distribution of k successes in n independent trials of probability p.</summary>
/// <remarks>Probabilities by Loader's saddle-point form, tails by the incomplete beta function.</remarks>
public static class Binomial
{
    public static double Pmf(int k, int n, double p) => Math.Exp(LogPmf(k, n, p));

    /// <summary>ln Pr(X = k); −∞ where it cannot happen.</summary>
    public static double LogPmf(int k, int n, double p)
    {
        Check(n, p);
        if (k < 0 || k > n) return double.NegativeInfinity;
        if (p is 0 or 1) return k == (p == 0 ? 0 : n) ? 0 : double.NegativeInfinity;
        return Saddle.LogBinomial(k, n - k, p, 1 - p);
    }

    /// <summary>Pr(X ≤ k).</summary>
    public static double Cdf(int k, int n, double p)
    {
        Check(n, p);
        if (k < 0) return 0;
        return k >= n ? 1 : IncompleteBeta.Both(k + 1, n - k, p, 1 - p).Upper;
    }

    /// <summary>Pr(X &gt; k).</summary>
    public static double Sf(int k, int n, double p)
    {
        Check(n, p);
        if (k < 0) return 1;
        return k >= n ? 0 : IncompleteBeta.Both(k + 1, n - k, p, 1 - p).Lower;
    }

    private static void Check(int n, double p)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        Demand.Probability(p, nameof(p));
    }
}
