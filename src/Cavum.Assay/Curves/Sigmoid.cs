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

    /// <summary>Where the second derivative is largest between two cycles, to about 1e-7 cycle.</summary>
    public double SecondDerivativeMaximum(double first, double last) => Maximum(Curvature, first, last);

    /// <summary>Where the slope is largest between two cycles, to about 1e-7 cycle.</summary>
    public double SlopeMaximum(double first, double last) => Maximum(Slope, first, last);

    /// <summary>Scan at half cycles, then golden section between the neighbours of the best.</summary>
    private static double Maximum(Func<double, double> f, double first, double last)
    {
        double best = first, value = f(first);
        for (double x = first + 0.5; x < last; x += 0.5)
            if (f(x) is var y && y > value) (best, value) = (x, y);
        if (f(last) > value) best = last;
        double low = Math.Max(first, best - 0.5), high = Math.Min(last, best + 0.5);
        const double golden = 0.6180339887498949;
        double p = high - golden * (high - low), q = low + golden * (high - low), fp = f(p), fq = f(q);
        while (high - low > 1e-7)
        {
            if (fp >= fq)
            {
                (high, q, fq) = (q, p, fp);
                p = high - golden * (high - low);
                fp = f(p);
            }
            else
            {
                (low, p, fp) = (p, q, fq);
                q = low + golden * (high - low);
                fq = f(q);
            }
        }
        double middle = (low + high) / 2;
        if (f(first) >= f(middle)) return first;
        return f(last) > f(middle) ? last : middle;
    }
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
}
