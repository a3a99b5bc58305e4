namespace Cavum.Assay;

/// <summary>Whether a reaction amplified, with the reason.</summary>
public enum AmplificationCall
{
    Amplified,

    /// <summary>Fewer readings than the test needs.</summary>
    TooFewReadings,

    /// <summary>No rise above the noise of the baseline.</summary>
    NoRise,

    /// <summary>A rise, but a small part of what the same target reaches elsewhere in the run.</summary>
    SmallRise,

    /// <summary>A rise without an exponential phase: drift, a straight line, a jump.</summary>
    NotExponential,
}

/// <summary>The verdict on one curve with the measures it rests on.</summary>
/// <param name="Rise">Fitted fluorescence at the last minus at the first cycle.</param>
/// <param name="Noise">Standard deviation of a reading, from second differences.</param>
/// <param name="FoldPerCycle">Growth of the baseline-free signal over the cycle that ends at the second-derivative maximum; null without one.</param>
/// <param name="HasPlateau">Whether growth had slowed to under half of its peak by the last cycle.</param>
public sealed record AmplificationVerdict(AmplificationCall Call, double Rise, double Noise, double? FoldPerCycle, bool HasPlateau, SigmoidFit Fit)
{
    public bool Amplified => Call == AmplificationCall.Amplified;
}

/// <summary>Tells amplification from drift before any quantity is read: rise, shape and size, never R² alone.</summary>
/// <remarks>
/// A no-template well that drifts is fitted by a sigmoid at R² = 0.999, so goodness of fit is not evidence. A curve
/// amplified when its fitted rise is at least 8 times the noise of a reading; the second derivative has its
/// maximum inside the run, at cycle 3 or later and at least one cycle before the end; and over the cycle before
/// that maximum the signal above baseline grew by a factor of 1.15 to 4. Within a run, a rise under 5 % of the
/// target's 90th percentile is no amplification (<see cref="JudgeTogether"/>).
/// </remarks>
public static class AmplificationTest
{
    internal const double NoiseFactor = 8, LeastFold = 1.15, MostFold = 4, LeastShareOfTarget = 0.05;

    public static AmplificationVerdict Judge(AmplificationCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        var fit = SigmoidFitter.Fit(curve, SigmoidModel.L5);
        if (fit.Readings < 10 || fit.Status == FitStatus.NotFittable)
            return new(fit.Readings < 10 ? AmplificationCall.TooFewReadings : AmplificationCall.NoRise, 0, 0, null, false, fit);
        double noise = NoiseOf(curve.Raw), first = fit.FirstCycle, last = fit.LastCycle;
        double rise = fit.Curve.Value(last) - fit.Curve.Value(first);
        if (!(rise > NoiseFactor * noise)) return new(AmplificationCall.NoRise, rise, noise, null, false, fit);
        double at = fit.Curve.SecondDerivativeMaximum(first, last);
        double peak = fit.Curve.Slope(fit.Curve.SlopeMaximum(first, last));
        bool plateau = fit.Curve.Slope(last) < peak / 2;
        double ground = fit.Curve.Value(first), before = fit.Curve.Value(Math.Max(at - 1, first)) - ground;
        double? fold = before > 0 ? (fit.Curve.Value(at) - ground) / before : null;
        bool exponential = at >= Math.Max(3, first + 1) && at <= last - 1 && fold is >= LeastFold and <= MostFold;
        return new(exponential ? AmplificationCall.Amplified : AmplificationCall.NotExponential, rise, noise, fold, plateau, fit);
    }

    /// <summary>Judges the curves of one target and dye in one run, so that a rise is also measured against the others.</summary>
    public static IReadOnlyList<AmplificationVerdict> JudgeTogether(IReadOnlyList<AmplificationCurve> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        var verdicts = new AmplificationVerdict[curves.Count];
        Parallel.For(0, verdicts.Length, i => verdicts[i] = Judge(curves[i])); // each curve alone and kept by index: the same bits on any number of cores
        double[] rises = [.. verdicts.Where(v => v.Amplified).Select(v => v.Rise).Order()];
        if (rises.Length == 0) return verdicts;
        double least = LeastShareOfTarget * rises[(int)(0.9 * (rises.Length - 1))];
        for (int i = 0; i < verdicts.Length; i++)
            if (verdicts[i].Amplified && verdicts[i].Rise < least) verdicts[i] = verdicts[i] with { Call = AmplificationCall.SmallRise };
        return verdicts;
    }

    /// <summary>σ̂ = median|Δ²y| / (0.6745·√6): for independent normal noise on a smooth curve, whatever its slope.</summary>
    private static double NoiseOf(ReadOnlySpan<double> readings)
    {
        var differences = new List<double>(readings.Length);
        for (int i = 2; i < readings.Length; i++)
            if (Math.Abs(readings[i] - 2 * readings[i - 1] + readings[i - 2]) is var d && double.IsFinite(d)) differences.Add(d);
        if (differences.Count == 0) return 0;
        differences.Sort();
        return differences[differences.Count / 2] / (0.6745 * Math.Sqrt(6));
    }
}
