using System.Runtime.Intrinsics;

namespace Cavum.Preclinical;

/// <summary>The scales that are the inverse of a curve, straight near 0 and exponential above: logicle and hyperlog.</summary>
/// <remarks>
/// The curve B is given by its parameters; the scale value solves B(y) = x by Halley's steps, four lanes at a time.
/// Around its zero the curve is a sum of terms that cancel, so there it is evaluated by its Taylor series. Negative values
/// are mirrored at that zero, as both definitions do.
/// </remarks>
public abstract record BiexponentialScale : ScaleTransform
{
    private const int TaylorTerms = 16;
    private const int MostSteps = 40;
    private const double SmallStep = 1e-6;
    private double[] taylor = [];

    private protected BiexponentialScale(double t, double w, double m, double a)
    {
        T = Positive(t, "T");
        M = Positive(m, "M");
        if (!(w >= 0 && 2 * w <= m)) throw new ArgumentOutOfRangeException(nameof(w), w, "W is from 0 to M/2.");
        if (!(-a <= w && a + w <= m - w)) throw new ArgumentOutOfRangeException(nameof(a), a, "A is from −W to M − 2W.");
        W = w;
        A = a;
        double width = w / (m + a);
        X2 = a / (m + a);
        X1 = X2 + width;
        X0 = X2 + 2 * width;
        B = (m + a) * Math.Log(10);
    }

    /// <summary>A curve whose zero and exponent are given as they are, for scales that are not written by W, M and A.</summary>
    private protected BiexponentialScale(double t, double zero, double exponent)
    {
        T = t;
        X0 = X1 = X2 = zero;
        B = exponent;
        M = exponent / Math.Log(10);
    }

    public double T { get; }
    public double W { get; }
    public double M { get; }
    public double A { get; }

    private protected double X0 { get; }
    private protected double X1 { get; }
    private protected double X2 { get; }
    private protected double B { get; }

    // The curve is a e^{by} − c e^{−dy} + linear·y + f.
    private protected double Upper { get; set; }
    private protected double Lower { get; set; }
    private protected double D { get; set; }
    private protected double Slope { get; set; }
    private protected double Offset { get; set; }
    private double TaylorEnd { get; set; }

    /// <summary>Where the scale puts 0.</summary>
    public double Zero => X1;

    private protected void MakeTaylor(bool firstTermIsZero) => MakeTaylor(firstTermIsZero, W / (M + A) / 4);

    private protected void MakeTaylor(bool firstTermIsZero, double reach)
    {
        TaylorEnd = X1 + reach;
        taylor = new double[TaylorTerms];
        double up = Upper * Math.Exp(B * X1), down = -Lower * Math.Exp(-D * X1);
        for (int i = 0; i < TaylorTerms; i++)
        {
            up *= B / (i + 1);
            down *= -D / (i + 1);
            taylor[i] = up + down;
        }
        taylor[0] += Slope;
        if (firstTermIsZero) taylor[1] = 0; // the second derivative vanishes at the zero: that is what defines D
    }

    public override double Inverse(double scale)
    {
        bool negative = scale < X1;
        double y = negative ? 2 * X1 - scale : scale;
        double x = y < TaylorEnd ? Series(y) : Upper * Math.Exp(B * y) - Lower * Math.Exp(-D * y) + Slope * y + Offset;
        return negative ? -x : x;
    }

    private double Series(double y)
    {
        double z = y - X1, sum = taylor[TaylorTerms - 1] * z;
        for (int i = TaylorTerms - 2; i >= 0; i--) sum = (sum + taylor[i]) * z;
        return sum;
    }

    public override void Forward(ReadOnlySpan<double> linear, Span<double> scale)
    {
        RequireSameLength(linear, scale);
        int i = 0;
        for (; i <= linear.Length - Vector256<double>.Count; i += Vector256<double>.Count)
            Solve(Vector256.Create(linear.Slice(i, Vector256<double>.Count))).CopyTo(scale[i..]);
        if (i == linear.Length) return;
        Span<double> rest = stackalloc double[Vector256<double>.Count];
        rest.Clear();
        linear[i..].CopyTo(rest);
        Solve(Vector256.Create((ReadOnlySpan<double>)rest)).CopyTo(rest);
        rest[..(linear.Length - i)].CopyTo(scale[i..]);
    }

    private Vector256<double> Solve(Vector256<double> signed)
    {
        var x = Vector256.Abs(signed);
        // The start lies on the straight part or on the upper exponential, whichever is nearer.
        var straight = Vector256.Create(X1) + x / taylor[0];
        var exponential = Vector256.Log(Vector256.Max(x / Upper, Vector256.Create(double.Epsilon))) / B;
        var y = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(Start)), straight, exponential);
        y = Vector256.Max(y, Vector256.Create(X1));
        bool settled = false;
        for (int step = 0; step < MostSteps && !settled; step++)
        {
            var up = Upper * Vector256.Exp(B * y);
            var down = Lower * Vector256.Exp(-D * y);
            var value = up - down + Slope * y + Vector256.Create(Offset) - x;
            var near = Vector256.LessThanOrEqual(y, Vector256.Create(TaylorEnd));
            if (near != Vector256<double>.Zero) value = Vector256.ConditionalSelect(near, SeriesLanes(y) - x, value);
            var first = B * up + D * down + Vector256.Create(Slope);
            var second = B * B * up - D * D * down;
            var newton = value / first;
            var delta = newton / (Vector256<double>.One - newton * second / (2 * first));
            y -= delta;
            // Halley's error is cubed by each step (the constant is near B²/12): after a step this small it is below rounding.
            // A lane that is not a number stays so and does not hold up the others.
            settled = Vector256.GreaterThanOrEqual(Vector256.Abs(delta), Vector256.Create(SmallStep)).ExtractMostSignificantBits() == 0;
        }
        if (!settled || Vector256.Equals(y, y).ExtractMostSignificantBits() != 15)
            for (int lane = 0; lane < Vector256<double>.Count; lane++)
                if (!settled || double.IsNaN(y[lane])) y = y.WithElement(lane, Bisected(x[lane]));
        return Vector256.ConditionalSelect(Vector256.LessThan(signed, Vector256<double>.Zero), Vector256.Create(2 * X1) - y, y);
    }

    /// <summary>For the rare curve (a very narrow straight part) on which Halley's steps run away: the rising curve is halved down to its value.</summary>
    private double Bisected(double x)
    {
        if (!double.IsFinite(x)) return double.IsNaN(x) ? x : double.PositiveInfinity;
        double low = X1, high = X1 + 1;
        while (Inverse(high) < x && high < 1e3) (low, high) = (high, high + 1);
        for (int step = 0; step < 200; step++)
        {
            double middle = low + (high - low) / 2;
            if (middle == low || middle == high) break;
            if (Inverse(middle) < x) low = middle;
            else high = middle;
        }
        return low + (high - low) / 2;
    }

    /// <summary>Below this the straight start is nearer than the exponential one.</summary>
    private protected double Start { get; set; }

    private Vector256<double> SeriesLanes(Vector256<double> y)
    {
        var z = y - Vector256.Create(X1);
        var sum = taylor[TaylorTerms - 1] * z;
        for (int i = TaylorTerms - 2; i >= 0; i--) sum = (sum + Vector256.Create(taylor[i])) * z;
        return sum;
    }
}
