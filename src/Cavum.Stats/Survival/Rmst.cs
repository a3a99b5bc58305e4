namespace Cavum.Stats;

/// <summary>A contrast of two restricted means, with its interval and two-sided p-value.</summary>
public sealed record RmstContrast(double? Estimate, double? Lower, double? Upper, double? PValue);

/// <param name="LostTimeRatio">(τ − RMST) of the second group over that of the first.</param>
public sealed record RmstComparison(
    RestrictedMean First, RestrictedMean Second, RmstContrast Difference, RmstContrast Ratio, RmstContrast LostTimeRatio);

/// <summary>The restricted mean survival time: the expected time lived up to τ.</summary>
/// <remarks>
/// RMST(τ) = ∫₀^τ S(t)dt; variance Σ (∫_{tᵢ}^τ S)²·dᵢ/(nᵢ(nᵢ − dᵢ)) (Irwin 1949; Royston &amp; Parmar 2013, BMC Med Res Methodol 13:152). Difference by
/// Wald, ratios on the log scale. τ may not exceed the smaller of the groups' largest times: beyond, S is not estimated. Oracle: R survRM2.
/// </remarks>
public static class Rmst
{
    /// <summary>Largest τ for which both groups have an estimate.</summary>
    public static double LargestTau(SurvivalCurve first, SurvivalCurve second) => Math.Min(first.LastTime, second.LastTime);

    /// <summary>Second group minus, or over, the first.</summary>
    public static RmstComparison Compare(SurvivalCurve first, SurvivalCurve second, double tau, double confidence = 0.95)
    {
        SurvivalArguments.CheckConfidence(confidence);
        double largest = LargestTau(first, second);
        if (!(tau > 0 && tau <= largest))
            throw new ArgumentOutOfRangeException(nameof(tau), tau, $"A horizon lies above 0 and at most at {largest}, the smaller of the largest times.");
        double z = Normal.Quantile(0.5 + confidence / 2);
        RestrictedMean a = RestrictedMeans.Of(first, tau, z), b = RestrictedMeans.Of(second, tau, z);
        double se = Math.Sqrt(a.StdErr * a.StdErr + b.StdErr * b.StdErr), difference = b.Mean - a.Mean;
        return new(a, b,
            new(difference, difference - z * se, difference + z * se, se > 0 ? 2 * Normal.Sf(Math.Abs(difference / se)) : null),
            LogRatio(a.Mean, a.StdErr, b.Mean, b.StdErr, z), LogRatio(tau - a.Mean, a.StdErr, tau - b.Mean, b.StdErr, z));
    }

    private static RmstContrast LogRatio(double first, double firstErr, double second, double secondErr, double z)
    {
        if (!(first > 0 && second > 0)) return new(first > 0 ? second / first : null, null, null, null); // nobody lost time: no log scale
        double log = Math.Log(second / first), se = Math.Sqrt(Square(firstErr / first) + Square(secondErr / second));
        return new(second / first, Math.Exp(log - z * se), Math.Exp(log + z * se), se > 0 ? 2 * Normal.Sf(Math.Abs(log / se)) : null);
    }

    private static double Square(double x) => x * x;
}
