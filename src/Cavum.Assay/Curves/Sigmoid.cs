namespace Cavum.Assay;

/// <summary>The sigmoid models of an amplification curve.</summary>
public enum SigmoidModel
{
    /// <summary>Log-logistic with four parameters: f(x) = c + (d − c) / (1 + e^{b(ln x − ln e)}).</summary>
    L4,

    /// <summary>As <see cref="L4"/> with an asymmetry exponent: f(x) = c + (d − c) / (1 + e^{b(ln x − ln e)})^f.</summary>
    L5,
}

/// <summary>A log-logistic curve: lower level c, upper level d, steepness b (negative for a rise), middle e, asymmetry f.</summary>
public readonly record struct Sigmoid(double B, double C, double D, double E, double F)
{
    /// <summary>Fluorescence at cycle <paramref name="x"/> (above 0).</summary>
    public double Value(double x) => C + (D - C) * Math.Pow(1 + Rise(x), -F);

    /// <summary>First derivative, per cycle.</summary>
    public double Slope(double x)
    {
        double u = Rise(x), h = u * B / x;
        return -(D - C) * F * Math.Pow(1 + u, -F - 1) * h;
    }

    /// <summary>Second derivative, per cycle squared.</summary>
    public double Curvature(double x)
    {
        double u = Rise(x), h = u * B / x, hh = u * B * (B - 1) / (x * x);
        return -(D - C) * F * Math.Pow(1 + u, -F - 2) * ((1 + u) * hh - (F + 1) * h * h);
    }

    private double Rise(double x) => Math.Exp(Math.Min(B * (Math.Log(x) - Math.Log(E)), 300));

    /// <summary>Where the slope is largest between two cycles.</summary>
    /// <remarks>Inside, u/(1 + u) = (b − 1)/(b(1 + f)) there, with u = (x/e)^b.</remarks>
    public double SlopeMaximum(double first, double last)
    {
        double best = Slope(last) > Slope(first) ? last : first;
        return CycleAt((B - 1) / (B * (1 + F))) is var x && x > first && x < last && Slope(x) > Slope(best) ? x : best;
    }

    /// <summary>Where the second derivative is largest between two cycles.</summary>
    /// <remarks>The third derivative is zero where w = u/(1 + u) solves b(1 + f)b(f + 2)·w² − (1 + f)·3b(b − 1)·w + (b − 1)(b − 2) = 0.</remarks>
    public double SecondDerivativeMaximum(double first, double last)
    {
        double best = Curvature(last) > Curvature(first) ? last : first;
        double square = B * (1 + F) * B * (F + 2), linear = -3 * (1 + F) * B * (B - 1), constant = (B - 1) * (B - 2);
        double root = Math.Sqrt(linear * linear - 4 * square * constant), half = -(linear + Math.CopySign(root, linear)) / 2;
        foreach (double w in (ReadOnlySpan<double>)[half / square, constant / half])
            if (CycleAt(w) is var x && x > first && x < last && Curvature(x) > Curvature(best)) best = x;
        return best;
    }

    /// <summary>Where u/(1 + u) has a value; not a number outside 0 to 1.</summary>
    private double CycleAt(double w) => E * Math.Pow(w / (1 - w), 1 / B);
}

/// <summary>How a least-squares fit ended.</summary>
public enum FitStatus
{
    Converged,

    /// <summary>The step limit was reached; the parameters are the best seen.</summary>
    NotConverged,

    /// <summary>Fewer readings than parameters, or no variation to fit.</summary>
    NotFittable,
}

/// <summary>A fitted sigmoid with what is read off it.</summary>
/// <param name="CpD1">Cycle of the largest slope, on a grid of 0.01 cycle from the first to the last reading.</param>
/// <param name="CpD2">Cycle of the largest second derivative, on the same grid.</param>
/// <param name="Cy0">Where the tangent at CpD1 meets the axis: CpD1 − f(CpD1)/f′(CpD1), to 0.01 (Guescini et al. 2008).</param>
public sealed record SigmoidFit(
    SigmoidModel Model, FitStatus Status, Sigmoid Curve, double RSquared, double ResidualSumOfSquares, int Readings)
{
    public required double FirstCycle { get; init; }
    public required double LastCycle { get; init; }
    public double? CpD1 { get; init; }
    public double? CpD2 { get; init; }
    public double? Cy0 { get; init; }

    /// <summary>Cy0, but for a curve whose lower level lies below 0, where the axis says nothing, the cycle at which the tangent meets that level.</summary>
    public double? Cy0AboveGround => Curve.C < 0 && CpD1 is { } steepest && Math.Round(steepest - (Curve.Value(steepest) - Curve.C) / Curve.Slope(steepest), 2) is var at && double.IsFinite(at) ? at : Cy0;
}
