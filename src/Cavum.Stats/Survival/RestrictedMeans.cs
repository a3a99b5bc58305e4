namespace Cavum.Stats;

/// <summary>The arithmetic of areas under a survival curve.</summary>
internal static class RestrictedMeans
{
    public static RestrictedMean Of(SurvivalCurve curve, double tau, double z)
    {
        if (!(tau > 0 && tau < double.PositiveInfinity))
            throw new ArgumentOutOfRangeException(nameof(tau), tau, "A horizon is finite and above 0.");
        var (mean, variance) = Area(curve, tau);
        double se = Math.Sqrt(variance);
        return new(tau, mean, se, mean - z * se, mean + z * se);
    }

    private static (double Mean, double Variance) Area(SurvivalCurve curve, double tau)
    {
        int last = curve.IndexAt(tau);
        double area = 0, variance = 0, until = tau;
        for (int i = last; i >= 0; i--)
        {
            area += curve.Survival[i] * (until - curve.Times[i]);
            until = curve.Times[i];
            double d = curve.Events[i], n = curve.AtRisk[i];
            if (d > 0 && n > d) variance += area * area * d / (n * (n - d));
        }
        return (area + until, variance);
    }
}
