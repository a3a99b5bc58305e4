namespace Cavum.Assay;

/// <summary>A calibrator of a quantitative kit: its units and the signal that it gave.</summary>
public readonly record struct KitCalibrator(double Units, double Signal);

/// <summary>A reading of a quantitative kit in the kit's own units; a reading outside the calibrators is a bound, never a number.</summary>
public abstract record KitReading
{
    private KitReading() { }

    public sealed record Measured(double Units) : KitReading;

    /// <summary>Below the lowest calibrator.</summary>
    public sealed record Below(double Units) : KitReading;

    /// <summary>Above the highest calibrator.</summary>
    public sealed record Above(double Units) : KitReading;
}

/// <summary>Four-parameter logistic calibration of one plate of one lot: signal = c + (d − c)/(1 + e^(b(ln x − ln m))).</summary>
/// <param name="RSquared">Says little alone: four parameters follow five points closely.</param>
public sealed record KitCalibration(double B, double C, double D, double Middle, double RSquared, double LowestUnits, double HighestUnits)
{
    /// <summary>The units behind a signal, x = m·((d − c)/(signal − c) − 1)^(1/b).</summary>
    public KitReading Read(double signal)
    {
        if (!double.IsFinite(signal)) throw new ArgumentOutOfRangeException(nameof(signal), signal, "A signal is finite.");
        double ratio = (D - C) / (signal - C) - 1;
        bool high = (signal - C) / (D - C) >= 1;
        double units = ratio > 0 ? Middle * Math.Pow(ratio, 1 / B) : high == B < 0 ? double.PositiveInfinity : 0;
        return units < LowestUnits * (1 - 1e-9) ? new KitReading.Below(LowestUnits) : units > HighestUnits * (1 + 1e-9) ? new KitReading.Above(HighestUnits) : new KitReading.Measured(units);
    }
}

/// <summary>Fits a <see cref="KitCalibration"/>.</summary>
public static class KitCalibrations
{
    private const double Scale = 45; // the fitter looks for its points on an axis as long as a qPCR run

    /// <summary>Null when fewer than five calibrators or four levels are given, or when the fit does not converge to one rising or falling curve.</summary>
    public static KitCalibration? Fit(IReadOnlyList<KitCalibrator> calibrators)
    {
        ArgumentNullException.ThrowIfNull(calibrators);
        foreach (var c in calibrators)
            if (!(c.Units > 0) || !double.IsFinite(c.Units) || !double.IsFinite(c.Signal))
                throw new ArgumentException($"{c.Units} units with signal {c.Signal} is no calibrator.", nameof(calibrators));
        if (calibrators.Count < 5 || calibrators.Select(c => c.Units).Distinct().Count() < 4) return null;
        double high = calibrators.Max(c => c.Units), low = calibrators.Min(c => c.Units);
        var fit = SigmoidFitter.Fit([.. calibrators.Select(c => c.Units / high * Scale)], [.. calibrators.Select(c => c.Signal)], SigmoidModel.L4);
        if (fit.Status != FitStatus.Converged || fit.Curve.D == fit.Curve.C || fit.Curve.B == 0) return null;
        return new(fit.Curve.B, fit.Curve.C, fit.Curve.D, fit.Curve.E / Scale * high, fit.RSquared, low, high);
    }
}
