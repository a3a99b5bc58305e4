namespace Cavum.Stats;

/// <summary>The scale on which a pointwise confidence interval of a survival probability is symmetric.</summary>
public enum SurvivalInterval
{
    /// <summary>log S, the default.</summary>
    Log,

    /// <summary>log(−log S).</summary>
    LogLog,

    /// <summary>S itself.</summary>
    Plain,

    /// <summary>log(S/(1 − S)).</summary>
    Logit,

    /// <summary>arcsin √S.</summary>
    Arcsin,
}

/// <summary>Pointwise limits of a survival probability from the standard error of its logarithm.</summary>
internal static class SurvivalLimits
{
    /// <summary>Limits kept in [0, 1]; (1, 1) while S = 1; NaN where S = 0, since no limit exists there.</summary>
    public static (double Lower, double Upper) Of(SurvivalInterval interval, double survival, double logStdErr, double z)
    {
        if (survival >= 1 && !(logStdErr > 0)) return (1, 1);
        if (!(survival > 0)) return (double.NaN, double.NaN);
        double half = z * logStdErr;
        return interval switch
        {
            SurvivalInterval.Log => (Math.Exp(Math.Log(survival) - half), Math.Min(1, Math.Exp(Math.Log(survival) + half))),
            SurvivalInterval.Plain => (Math.Max(0, survival - half * survival), Math.Min(1, survival + half * survival)),
            SurvivalInterval.LogLog => LogLog(survival, half),
            SurvivalInterval.Logit => Logit(survival, half),
            SurvivalInterval.Arcsin => Arcsin(survival, half),
            _ => throw new ArgumentOutOfRangeException(nameof(interval), interval, "An interval is log, log-log, plain, logit or arcsin."),
        };
    }

    private static (double, double) LogLog(double survival, double half)
    {
        double log = Math.Log(survival), centre = Math.Log(-log), width = half / log;
        return (Math.Exp(-Math.Exp(centre - width)), Math.Exp(-Math.Exp(centre + width)));
    }

    private static (double, double) Logit(double survival, double half)
    {
        double centre = Math.Log(survival / (1 - survival)), width = half / (1 - survival);
        return (1 / (1 + Math.Exp(width - centre)), 1 / (1 + Math.Exp(-centre - width)));
    }

    private static (double, double) Arcsin(double survival, double half)
    {
        double centre = Math.Asin(Math.Sqrt(survival)), width = 0.5 * half * Math.Sqrt(survival / (1 - survival));
        double lower = Math.Sin(Math.Max(0, centre - width)), upper = Math.Sin(Math.Min(Math.PI / 2, centre + width));
        return (lower * lower, upper * upper);
    }
}
