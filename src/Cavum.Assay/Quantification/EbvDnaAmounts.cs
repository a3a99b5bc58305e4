using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>Back from a mean Cq to copies per reaction, per mL and IU per mL, each with its interval.</summary>
public static class EbvDnaAmounts
{
    /// <summary>The amounts behind the mean Cq of <paramref name="replicates"/> reactions.</summary>
    /// <remarks>
    /// Copies per reaction by <see cref="StandardCurve.Invert"/>; the uncertainty of recovery and of the conversion adds in
    /// quadrature on the log10 scale, so each later figure has the wider interval. Null where the settings do not lead there.
    /// </remarks>
    public static EbvDnaAmount FromCq(double meanCq, int replicates, StandardCurve curve, AssaySettings settings) =>
        Along(curve.Invert(meanCq, replicates, settings.Confidence), settings);

    /// <summary>The amounts behind copies per reaction that were counted, with their interval; a limit of 0 is an open one on the log10 scale.</summary>
    public static EbvDnaAmount FromCopies(Interval copies, AssaySettings settings) =>
        Along(new(Math.Log10(copies.Estimate), Log10(copies.Lower), Log10(copies.Upper)), settings);

    private static double? Log10(double? value) => value is > 0 and var v ? Math.Log10(v) : null;

    /// <summary>From log10 copies per reaction along the extraction chain and the unit conversion.</summary>
    private static EbvDnaAmount Along(Interval log, AssaySettings settings)
    {
        double z = Normal.Quantile((1 + settings.Confidence) / 2);
        var copies = FromLog10(log);
        if (settings.Chain is not { } chain) return new(copies, null, null);
        double shift = Math.Log10(chain.CopiesPerMlPerCopy);
        var perMl = Widen(new(log.Estimate + shift, log.Lower + shift, log.Upper + shift), z * chain.RecoveryLog10Sd);
        if (settings.Iu is not { } iu) return new(copies, FromLog10(perMl), null);
        double estimate = iu.Log10Iu(perMl.Estimate), extra = z * Math.Sqrt(iu.Variance(perMl.Estimate));
        var scaled = new Interval(
            estimate, estimate - iu.Slope * (perMl.Estimate - perMl.Lower), estimate + iu.Slope * (perMl.Upper - perMl.Estimate));
        return new(copies, FromLog10(perMl), FromLog10(Widen(scaled, extra)));
    }

    private static Interval Widen(Interval log, double half) => new(
        log.Estimate,
        log.Estimate - Hypotenuse(log.Estimate - log.Lower, half),
        log.Estimate + Hypotenuse(log.Upper - log.Estimate, half));

    private static double? Hypotenuse(double? a, double b) => a is { } v ? Math.Sqrt(v * v + b * b) : null;

    private static Interval FromLog10(Interval log) => new(Power(log.Estimate) ?? 0, Power(log.Lower), Power(log.Upper));

    private static double? Power(double? log) => log is { } v && Math.Pow(10, Math.Clamp(v, -300, 300)) is var p ? p : null;
}
