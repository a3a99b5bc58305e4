namespace Cavum.Stats;

/// <summary>How strong an unmeasured confounder must be to explain an effect away.</summary>
/// <remarks>
/// E = RR + √(RR(RR − 1)), a ratio below 1 inverted first (VanderWeele &amp; Ding 2017, Ann Intern Med 167:268–274). For a
/// common outcome the hazard ratio enters as (1 − ½^√HR)/(1 − ½^√(1/HR)), the odds ratio as √OR.
/// </remarks>
public static class EValue
{
    public static double OfRiskRatio(double ratio)
    {
        Demand.Positive(ratio, nameof(ratio));
        double r = ratio < 1 ? 1 / ratio : ratio;
        return r + Math.Sqrt(r * (r - 1));
    }

    /// <summary>E-value of the limit of the interval that lies nearer to 1; 1 where the interval holds 1.</summary>
    public static double OfLimits(double lower, double upper)
    {
        if (!(lower <= upper)) throw new ArgumentException("The lower limit is not above the upper.", nameof(lower));
        return lower <= 1 && upper >= 1 ? 1 : OfRiskRatio(lower > 1 ? lower : upper);
    }

    /// <summary>The risk ratio that a hazard ratio stands for when the outcome is common (15 % or more by the end of follow-up).</summary>
    public static double RiskRatioOfHazardRatio(double hazardRatio)
    {
        Demand.Positive(hazardRatio, nameof(hazardRatio));
        return LogExp.ExpM1(-Math.Sqrt(hazardRatio) * Ln2) / LogExp.ExpM1(-Math.Sqrt(1 / hazardRatio) * Ln2);
    }

    /// <summary>The risk ratio that an odds ratio stands for when the outcome is common.</summary>
    public static double RiskRatioOfOddsRatio(double oddsRatio)
    {
        Demand.Positive(oddsRatio, nameof(oddsRatio));
        return Math.Sqrt(oddsRatio);
    }

    private const double Ln2 = 0.69314718055994530942;
}
