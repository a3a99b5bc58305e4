namespace Cavum.Stats;

/// <summary>The central chi-square with real degrees of freedom above 0.</summary>
public static class ChiSquare
{
    /// <summary>Pr(X ≤ x) = P(ν/2, x/2).</summary>
    public static double Cdf(double x, double df) => x <= 0 ? Zero(df) : GammaFunction.LowerRegularized(df / 2, x / 2);

    /// <summary>Pr(X &gt; x) = Q(ν/2, x/2), with its own digits in the upper tail.</summary>
    public static double Sf(double x, double df) => x <= 0 ? 1 - Zero(df)
        : df == 1 ? 2 * Normal.Sf(Math.Sqrt(x)) : GammaFunction.UpperRegularized(df / 2, x / 2);

    /// <summary>The x with Pr(X ≤ x) = p.</summary>
    public static double Quantile(double p, double df) => 2 * GammaDistribution.Quantile(p, df / 2);

    private static double Zero(double df)
    {
        Demand.Positive(df, nameof(df));
        return 0;
    }
}

/// <summary>The gamma distribution with scale 1.</summary>
public static class GammaDistribution
{
    public static double Cdf(double x, double shape) => GammaFunction.LowerRegularized(shape, Math.Max(0, x));

    public static double Sf(double x, double shape) => GammaFunction.UpperRegularized(shape, Math.Max(0, x));

    /// <summary>The x with Pr(X ≤ x) = p.</summary>
    public static double Quantile(double p, double shape)
    {
        Demand.Probability(p, nameof(p));
        Demand.Positive(shape, nameof(shape));
        if (p is 0 or 1) return p == 0 ? 0 : double.PositiveInfinity;
        bool low = p <= 0.5;
        double target = low ? Math.Log(p) : LogExp.Log1P(-p);
        double z = TailRoot.Find(z =>
        {
            double x = Math.Exp(z);
            var (lower, upper) = GammaFunction.Regularized(shape, x);
            double tail = low ? lower : upper;
            double slope = shape * Math.Exp(Saddle.LogPoisson(shape, x)) / tail;
            return (Math.Log(tail) - target, low ? slope : -slope);
        }, Math.Log(shape), increasing: low);
        return Math.Exp(z);
    }
}
