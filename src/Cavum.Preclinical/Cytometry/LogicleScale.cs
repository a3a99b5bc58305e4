namespace Cavum.Preclinical;

/// <summary>The logicle scale: x = a e^{by} − c e^{−dy} + f, solved for y.</summary>
/// <remarks>
/// T top of scale, W decades of the straight part, M decades in all, A further negative decades. Moore &amp; Parks 2012,
/// Cytometry A 81A:273. d is the root of 2(ln d − ln b) + w(b + d) = 0.
/// </remarks>
public sealed record LogicleScale : BiexponentialScale
{
    public LogicleScale(double t, double w, double m, double a)
        : base(t, w, m, a)
    {
        double width = w / (m + a);
        D = SolveD(B, width);
        double lowerRatio = Math.Exp(X0 * (B + D));
        double offsetRatio = Math.Exp(B * X1) - lowerRatio * Math.Exp(-D * X1);
        Upper = t / (Math.Exp(B) - offsetRatio - lowerRatio * Math.Exp(-D));
        Lower = lowerRatio * Upper;
        Offset = -offsetRatio * Upper;
        Start = Offset;
        MakeTaylor(firstTermIsZero: true);
    }

    internal static double SolveD(double b, double w)
    {
        if (w == 0) return b;
        double low = 0, high = b, d = b / 2, tolerance = 2 * b * 2.220446049250313e-16;
        double Value(double x) => 2 * (Math.Log(x) - Math.Log(b)) + w * (b + x);
        for (int i = 0; i < 200; i++)
        {
            double value = Value(d), step = value / (2 / d + w), next = d - step;
            if (value < 0) low = d;
            else high = d;
            if (!(next > low && next < high)) next = (low + high) / 2;
            if (Math.Abs(next - d) < tolerance) return next;
            d = next;
        }
        return d;
    }

    /// <summary>A width for data with negative values: W = (M − log₁₀(T/|r|)) / 2, r the quantile of the negative values, kept in [0, M/2].</summary>
    /// <remarks>Parks, Roederer &amp; Moore 2006, Cytometry A 69A:541. Without negative values W is 0.</remarks>
    public static double EstimateW(ReadOnlySpan<double> linear, double t, double m, double quantile = 0.05)
    {
        var negative = new List<double>();
        foreach (double x in linear)
            if (x < 0) negative.Add(x);
        if (negative.Count == 0) return 0;
        negative.Sort();
        double at = quantile * (negative.Count - 1);
        int low = (int)at;
        double r = negative[low] + (at - low) * (negative[Math.Min(low + 1, negative.Count - 1)] - negative[low]);
        return Math.Clamp((m - Math.Log10(t / Math.Abs(r))) / 2, 0, m / 2);
    }
}

/// <summary>The hyperlog scale: x = a e^{by} + cy − f, solved for y.</summary>
/// <remarks>Bagwell 2005, Cytometry A 64A:34, in the form of Gating-ML 2.0; W must be above 0.</remarks>
public sealed record HyperlogScale : BiexponentialScale
{
    public HyperlogScale(double t, double w, double m, double a)
        : base(t, w, m, a)
    {
        double width = w / (m + a);
        if (width <= 0) throw new ArgumentOutOfRangeException(nameof(w), w, "W is above 0 for hyperlog.");
        double slopeRatio = Math.Exp(B * X0) / width;
        double offsetRatio = Math.Exp(B * X1) + slopeRatio * X1;
        Upper = t / (Math.Exp(B) + slopeRatio - offsetRatio);
        Slope = slopeRatio * Upper;
        Offset = -offsetRatio * Upper;
        Start = t * (Math.Exp(B * X0) + slopeRatio * X0 - offsetRatio) / (Math.Exp(B) + slopeRatio - offsetRatio);
        MakeTaylor(firstTermIsZero: false);
    }
}
