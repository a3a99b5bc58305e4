namespace Cavum.Stats;

/// <summary>The scan grid on which a period's end is seen: a progression counts at the next scan.</summary>
/// <param name="FirstEvery">Interval between scans on the earlier line; 0 for continuous observation.</param>
/// <param name="SecondEvery">The same on the later line.</param>
public readonly record struct ScanSchedule(double FirstEvery, double SecondEvery);

/// <summary>How often the index reaches δ if the later line does nothing of its own: the null is not zero.</summary>
/// <remarks>
/// With Weibull periods of one shape k and any shared multiplicative frailty, P(GMI ≥ δ) = 1/(1 + HR·δᵏ) without a scan grid, HR the hazard of the later
/// line over the earlier. On a grid the probability is summed over the scans at which the first period is seen to end, with a gamma frailty of
/// variance θ: P(T₁ &gt; a, T₂ &gt; b) = (1 + θ(Λ₁(a) + Λ₂(b)))^{−1/θ}.
/// </remarks>
public static class GrowthModulationNull
{
    /// <summary>P(GMI ≥ δ) under continuous observation.</summary>
    public static double Probability(double delta, double lineHazardRatio, double shape = 1)
    {
        if (!(delta > 0)) throw new ArgumentOutOfRangeException(nameof(delta), delta, "A threshold is above 0.");
        if (!(lineHazardRatio > 0)) throw new ArgumentOutOfRangeException(nameof(lineHazardRatio), lineHazardRatio, "A hazard ratio is above 0.");
        if (!(shape > 0)) throw new ArgumentOutOfRangeException(nameof(shape), shape, "A Weibull shape is above 0.");
        return 1 / (1 + lineHazardRatio * Math.Pow(delta, shape));
    }

    /// <summary>P(GMI ≥ δ) when both periods are seen on a scan grid.</summary>
    /// <param name="firstMedian">Median of the first period, in the unit of the schedule.</param>
    /// <param name="frailtyVariance">θ of the shared gamma frailty; 0 for independent periods.</param>
    public static double OnScanGrid(
        double delta, double firstMedian, double lineHazardRatio, ScanSchedule schedule, double shape = 1, double frailtyVariance = 0)
    {
        Probability(delta, lineHazardRatio, shape);
        if (!(firstMedian > 0)) throw new ArgumentOutOfRangeException(nameof(firstMedian), firstMedian, "A median is above 0.");
        if (!(schedule.FirstEvery > 0 && schedule.SecondEvery > 0)) throw new ArgumentOutOfRangeException(nameof(schedule), schedule, "Scan intervals are above 0.");
        // Λ₁(median) gives survival ½ after the frailty is averaged out.
        double atMedian = frailtyVariance > 0 ? (Math.Pow(2, frailtyVariance) - 1) / frailtyVariance : Math.Log(2);
        double rate = atMedian / Math.Pow(firstMedian, shape), total = 0;
        for (int scan = 1; scan < 1_000_000; scan++)
        {
            double seen = scan * schedule.FirstEvery, needed = Math.Ceiling(delta * seen / schedule.SecondEvery - GrowthModulation.Tolerance);
            double beyond = lineHazardRatio * rate * Math.Pow(Math.Max(0, needed - 1) * schedule.SecondEvery, shape);
            double before = rate * Math.Pow(seen - schedule.FirstEvery, shape), after = rate * Math.Pow(seen, shape);
            total += Joint(before + beyond) - Joint(after + beyond);
            if (Joint(after) < 1e-15) break;
        }
        return total;

        double Joint(double hazard) => frailtyVariance > 0 ? Math.Pow(1 + frailtyVariance * hazard, -1 / frailtyVariance) : Math.Exp(-hazard);
    }

    /// <summary>Relative index: P(GMI ≥ δ) of the treated over that of controls who had two lines as well, with limits from both estimates' own.</summary>
    /// <remarks>
    /// ln(p/q) ∓ √((ln p − ln p_∓)² + (ln q_± − ln q)²), p_∓ and q_± the limits of the two (Donner and Zou 2012, Stat Methods Med Res 21:347): they keep the
    /// asymmetry, and the coverage, that the limits of one arm have. No limits where an arm has none; the upper limit is null where that of the controls' reaches down to 0.
    /// </remarks>
    public static (double Ratio, double? Lower, double? Upper) Relative(GmiEstimate treated, GmiEstimate controls)
    {
        if (treated.Estimate is not { } p || controls.Estimate is not ({ } q and > 0))
            throw new ArgumentException("Both estimates exist, and that of the controls is above 0.", nameof(controls));
        if (treated.Lower is not { } low || treated.Upper is not { } high || controls.Lower is not { } least || controls.Upper is not { } most) return (p / q, null, null);
        double lower = p > 0 && low > 0 ? Math.Exp(Math.Log(p / q) - Distance(Math.Log(p / low), Math.Log(most / q))) : 0;
        double? upper = least > 0 ? p > 0 ? Math.Exp(Math.Log(p / q) + Distance(Math.Log(high / p), Math.Log(q / least))) : high / least : null;
        return (p / q, lower, upper);

        static double Distance(double a, double b) => Math.Sqrt(a * a + b * b);
    }
}
