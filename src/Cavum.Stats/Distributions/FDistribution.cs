namespace Cavum.Stats;

/// <summary>The F distribution with real degrees of freedom above 0.</summary>
public static class FDistribution
{
    /// <summary>Pr(F ≤ x) = I(d₁x/(d₁x + d₂); d₁/2, d₂/2).</summary>
    public static double Cdf(double x, double d1, double d2) => Both(x, d1, d2).Lower;

    /// <summary>Pr(F &gt; x), with its own digits.</summary>
    public static double Sf(double x, double d1, double d2) => Both(x, d1, d2).Upper;

    private static (double Lower, double Upper) Both(double x, double d1, double d2)
    {
        Demand.Positive(d1, nameof(d1));
        if (double.IsPositiveInfinity(d2)) return x <= 0 ? (0, 1) : GammaFunction.Regularized(d1 / 2, d1 * x / 2);
        Demand.Positive(d2, nameof(d2));
        if (x <= 0) return (0, 1);
        double ratio = d1 * x / d2;
        if (double.IsPositiveInfinity(ratio)) return (1, 0);
        return IncompleteBeta.Both(d1 / 2, d2 / 2, 1 / (1 + 1 / ratio), 1 / (1 + ratio));
    }
}
