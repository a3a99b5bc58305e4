namespace Cavum.Stats;

/// <summary>Counts whose probability of success is itself Beta(a, b): the conjugate predictive distribution.</summary>
public static class BetaBinomial
{
    /// <summary>ln Pr(X = k of n) = ln C(n, k) + ln B(a + k, b + n − k) − ln B(a, b).</summary>
    public static double LogPmf(int k, int n, double a, double b)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (k < 0 || k > n) return double.NegativeInfinity;
        double choose = k == 0 || k == n ? 0 : -Math.Log(n + 1.0) - Beta.LogFunction(k + 1.0, n - k + 1.0);
        return choose + Beta.LogFunction(a + k, b + n - k) - Beta.LogFunction(a, b);
    }

    /// <summary>Pr(X ≥ k of n), summed over the shorter tail.</summary>
    public static double AtLeast(int k, int n, double a, double b)
    {
        if (k <= 0) return 1;
        if (k > n) return 0;
        double sum = 0;
        if (n - k <= k)
        {
            for (int i = n; i >= k; i--) sum += Math.Exp(LogPmf(i, n, a, b));
            return Math.Min(1, sum);
        }
        for (int i = 0; i < k; i++) sum += Math.Exp(LogPmf(i, n, a, b));
        return sum > 0.5 ? UpperSum(k, n, a, b) : 1 - sum;
    }

    private static double UpperSum(int k, int n, double a, double b)
    {
        double sum = 0;
        for (int i = n; i >= k; i--) sum += Math.Exp(LogPmf(i, n, a, b));
        return Math.Min(1, sum);
    }

    /// <summary>Probability that X of Beta(a₁, b₁) exceeds Y of Beta(a₀, b₀) by more than <paramref name="margin"/>.</summary>
    /// <remarks>∫ f₀(y)·Pr(X &gt; y + margin) dy by Gauss–Legendre in the quantile of Y's logit scale (error below 1e-11 for shapes of ½ and more).</remarks>
    public static double Superiority(double a1, double b1, double a0, double b0, double margin = 0)
    {
        if (!(margin > -1 && margin < 1)) throw new ArgumentOutOfRangeException(nameof(margin), margin, "A margin of proportions lies between −1 and 1.");
        double low = IncompleteBeta.LogitQuantile(a0, b0, 1e-17, 1), high = IncompleteBeta.LogitQuantile(a0, b0, 1, 1e-17);
        double log = Beta.LogFunction(a0, b0);
        return Math.Clamp(GaussLegendre.Integrate(z =>
        {
            double y = IncompleteBeta.Logistic(z), shifted = y + margin;
            double density = Math.Exp(a0 * IncompleteBeta.LogLogistic(z) + b0 * IncompleteBeta.LogLogistic(-z) - log);
            double above = margin == 0 ? IncompleteBeta.Both(a1, b1, y, IncompleteBeta.Logistic(-z)).Upper
                : shifted <= 0 ? 1 : shifted >= 1 ? 0 : Beta.Sf(shifted, a1, b1);
            return density * above;
        }, low, high, 32, 24), 0, 1);
    }
}
