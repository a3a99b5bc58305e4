namespace Cavum.Stats;

/// <summary>How far an assumption may move before a conclusion turns.</summary>
public static class TippingPoint
{
    /// <summary>The number to add to every control response probability so that Pr(p_T &gt; p_C) falls (or rises) to the cut; null where no shift within ±1 does.</summary>
    /// <remarks>Solves E S_T(p_C + δ) = cut for δ: above 0 where the claim holds with room to spare, below 0 where it fails.</remarks>
    public static double? ControlShift(int x, int n, ProportionDensity control, double cut, double priorA = 0.5, double priorB = 0.5)
    {
        Demand.Level(cut, nameof(cut));
        ProportionInterval.Check(x, n);
        double At(double shift) => SingleArmComparison.Superiority(priorA + x, priorB + n - x, control, shift) - cut;
        const double edge = 0.999999;
        return At(-edge) < 0 || At(edge) > 0 ? null : Brent.Root(At, -edge, edge, 1e-10);
    }

    /// <summary>The factor by which an unmeasured bias must multiply a hazard ratio so that its limit nearer 1 reaches 1.</summary>
    /// <param name="logRatio">Estimated ln HR.</param>
    /// <returns>1 where the interval already holds 1.</returns>
    public static double RatioMultiplier(double logRatio, double stdErr, double confidence = 0.95)
    {
        Demand.Level(confidence, nameof(confidence));
        Demand.Positive(stdErr, nameof(stdErr));
        double half = Normal.UpperTailQuantile((1 - confidence) / 2) * stdErr;
        return Math.Abs(logRatio) <= half ? 1 : Math.Exp(Math.Sign(logRatio) * half - logRatio);
    }

    /// <summary>Solves a monotone verdict for one assumption: the value between low and high at which <paramref name="excess"/> (evidence minus its cut) is 0.</summary>
    public static double? Solve(Func<double, double> excess, double low, double high)
    {
        double atLow = excess(low), atHigh = excess(high);
        if (!double.IsFinite(atLow) || !double.IsFinite(atHigh) || atLow > 0 == atHigh > 0) return null;
        return Brent.Root(excess, low, high, 1e-9);
    }
}
