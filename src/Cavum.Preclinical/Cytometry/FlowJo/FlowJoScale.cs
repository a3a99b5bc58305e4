namespace Cavum.Preclinical;

/// <summary>FlowJo's biexponential axis, 0 to 1 over the 4,096 channels of its table.</summary>
/// <remarks>
/// With width w = log₁₀(−width basis), x = zero + neg and positive decades less w/2, the zero is put on a whole channel z and the decades D chosen to fit;
/// the curve is min·(e^{bf} − s·e^{−df} − c) in f = channel/4097, b = D ln 10, min = maxRange·e^{−b}, d as in logicle
/// (2(ln d − ln b) + (w/2D)(b + d) = 0), mirrored at the zero. So FlowJo's axis is a logicle whose zero is moved to a whole channel, and its table
/// ends a channel before maxRange. Solved here without the table; between two of its entries linear interpolation differs by less than 2e-6 of the value.
/// </remarks>
public sealed record FlowJoBiexScale : BiexponentialScale
{
    internal const int Channels = 4096;

    private FlowJoBiexScale(double maxRange, double widthBasis, double pos, double neg, Shape shape)
        : base(maxRange, (double)shape.Zero / Channels, shape.B * Channels / (Channels + 1))
    {
        (WidthBasis, Positive, Negative) = (widthBasis, pos, neg);
        double squeeze = (double)Channels / (Channels + 1);
        D = shape.D * squeeze;
        Upper = maxRange * Math.Exp(-shape.B);
        Lower = Upper * shape.S;
        Offset = -(Upper * Math.Exp(B * Zero) - Lower * Math.Exp(-D * Zero));
        Start = Math.Abs(Offset);
        MakeTaylor(firstTermIsZero: false, shape.Width / 4);
    }

    private readonly record struct Shape(int Zero, double Width, double B, double D, double S);

    public double WidthBasis { get; }
    public new double Positive { get; }
    public double Negative { get; }

    /// <param name="maxRange">Top of the axis.</param>
    /// <param name="widthBasis">Below −1: −10 is the least straight part that FlowJo offers, −1000 a wide one.</param>
    /// <param name="pos">Decades above 0.</param>
    /// <param name="neg">Further decades below 0; negative ones count as none.</param>
    public static FlowJoBiexScale Of(double maxRange, double widthBasis, double pos, double neg)
    {
        Positive(maxRange, "maxRange");
        if (!(widthBasis <= -1 && double.IsFinite(widthBasis))) throw new ArgumentOutOfRangeException(nameof(widthBasis), widthBasis, "width is −1 or lower.");
        double width = Math.Log10(-widthBasis), decades = pos - width / 2, extra = Math.Max(neg, 0) + width / 2;
        if (!(decades > 0 && pos < 100)) throw new ArgumentOutOfRangeException(nameof(pos), pos, "pos is above half the width's decades and below 100.");
        if (!(neg < 100)) throw new ArgumentOutOfRangeException(nameof(neg), neg, "neg is below 100.");
        int zero = Math.Min((int)(extra * Channels / (extra + decades)), Channels / 2);
        if (zero > 0) decades = extra * Channels / zero;
        double w = width / (2 * decades), b = Math.Log(10) * decades, d = LogicleScale.SolveD(b, w);
        return new(maxRange, widthBasis, pos, neg, new(zero, w, b, d, Math.Exp((b + d) * (w + extra / decades))));
    }
}

/// <summary>FlowJo's logarithmic axis: log₁₀(max(x, offset)/offset) / decades.</summary>
public sealed record FlowJoLogScale : ScaleTransform
{
    public FlowJoLogScale(double offset, double decades)
    {
        Offset = Positive(offset, "offset");
        Decades = Positive(decades, "decades");
    }

    public double Offset { get; }
    public double Decades { get; }

    public override void Forward(ReadOnlySpan<double> linear, Span<double> scale)
    {
        RequireSameLength(linear, scale);
        for (int i = 0; i < linear.Length; i++) scale[i] = Math.Log10(Math.Max(linear[i], Offset) / Offset) / Decades;
    }

    public override double Inverse(double scale) => Offset * Math.Pow(10, Decades * scale);
}
