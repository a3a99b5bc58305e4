namespace Cavum.Preclinical;

/// <summary>A display scale of flow cytometry: from the linear scale to one on which T, the top of scale, is 1.</summary>
/// <remarks>Gating-ML 2.0 (Spidlen et al. 2015, Cytometry A 87A:683). Logicle and hyperlog of flowCore are these times M.</remarks>
public abstract record ScaleTransform
{
    private protected ScaleTransform()
    {
    }

    /// <summary>The scale value of each linear value; null-like cases (logarithm of 0 and below) are <see cref="double.NaN"/>, inside kernels only.</summary>
    public abstract void Forward(ReadOnlySpan<double> linear, Span<double> scale);

    /// <summary>The linear value of one scale value.</summary>
    public abstract double Inverse(double scale);

    public double Forward(double linear)
    {
        Span<double> result = stackalloc double[1];
        Forward([linear], result);
        return result[0];
    }

    private protected static void RequireSameLength(ReadOnlySpan<double> linear, Span<double> scale)
    {
        if (linear.Length != scale.Length)
            throw new ArgumentException($"{linear.Length} values but room for {scale.Length}.", nameof(scale));
    }

    private protected static double Positive(double value, string name) =>
        double.IsFinite(value) && value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, name + " is above 0.");
}

/// <summary>flin: (x + A) / (T + A).</summary>
public sealed record LinearScale : ScaleTransform
{
    public LinearScale(double t, double a)
    {
        T = Positive(t, "T");
        A = double.IsFinite(a) && t + a > 0 ? a : throw new ArgumentOutOfRangeException(nameof(a), a, "T + A is above 0.");
    }

    public double T { get; }
    public double A { get; }

    public override void Forward(ReadOnlySpan<double> linear, Span<double> scale)
    {
        RequireSameLength(linear, scale);
        for (int i = 0; i < linear.Length; i++) scale[i] = (linear[i] + A) / (T + A);
    }

    public override double Inverse(double scale) => scale * (T + A) - A;
}

/// <summary>flog: log₁₀(x / T) / M + 1, undefined for x ≤ 0.</summary>
public sealed record LogScale : ScaleTransform
{
    public LogScale(double t, double m)
    {
        T = Positive(t, "T");
        M = Positive(m, "M");
    }

    public double T { get; }
    public double M { get; }

    public override void Forward(ReadOnlySpan<double> linear, Span<double> scale)
    {
        RequireSameLength(linear, scale);
        for (int i = 0; i < linear.Length; i++) scale[i] = linear[i] > 0 ? Math.Log10(linear[i] / T) / M + 1 : double.NaN;
    }

    public override double Inverse(double scale) => T * Math.Pow(10, M * (scale - 1));
}

/// <summary>fasinh: (asinh(x·sinh(M ln 10)/T) + A ln 10) / ((M + A) ln 10).</summary>
public sealed record AsinhScale : ScaleTransform
{
    private static readonly double Ln10 = Math.Log(10);

    public AsinhScale(double t, double m, double a)
    {
        T = Positive(t, "T");
        M = Positive(m, "M");
        A = a >= 0 && a <= m ? a : throw new ArgumentOutOfRangeException(nameof(a), a, "A is from 0 to M.");
    }

    public double T { get; }
    public double M { get; }
    public double A { get; }

    public override void Forward(ReadOnlySpan<double> linear, Span<double> scale)
    {
        RequireSameLength(linear, scale);
        double factor = Math.Sinh(M * Ln10) / T;
        for (int i = 0; i < linear.Length; i++) scale[i] = (Math.Asinh(linear[i] * factor) + A * Ln10) / ((M + A) * Ln10);
    }

    public override double Inverse(double scale) => Math.Sinh(((M + A) * scale - A) * Ln10) * T / Math.Sinh(M * Ln10);
}
