using System.Runtime.Intrinsics;

namespace Cavum.Assay;

/// <summary>The parameters of a sigmoid as the fit moves them, on readings scaled to [0, 1].</summary>
internal readonly record struct SigmoidParameters(double B, double C, double D, double LogE, double LogF)
{
    internal SigmoidParameters Plus(ReadOnlySpan<double> step, int size) => new(
        Math.Clamp(B + Math.Clamp(step[0], -10, 10), -2000, 2000), C + step[1], D + step[2],
        LogE + Math.Clamp(step[3], -1, 1), size == 5 ? Math.Clamp(LogF + Math.Clamp(step[4], -1, 1), -12, 12) : LogF);
}

/// <summary>Residuals and normal equations of a log-logistic curve; x is ln(cycle).</summary>
/// <remarks>
/// Four readings are worked on at a time: the spans are as long as <see cref="PaddedLength"/> says, and places from
/// <paramref name="count"/> on hold the last reading again and count nothing. Sums run in a fixed order, so the same readings give the same bits.
/// </remarks>
internal readonly ref struct SigmoidProblem(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int count)
{
    private const int Lanes = 4, Most = 5;
    private const double LargestExponent = 300;

    private readonly ReadOnlySpan<double> x = x, y = y;

    internal int Count { get; } = count;
    internal ReadOnlySpan<double> X => x[..Count];
    internal ReadOnlySpan<double> Y => y[..Count];

    internal static int PaddedLength(int count) => (count + Lanes - 1) / Lanes * Lanes;

    /// <summary>JᵀJ (lower triangle and diagonal, stride 5) and Jᵀr at <paramref name="p"/>; returns Σr².</summary>
    internal double Normal(SigmoidParameters p, int size, Span<double> hessian, Span<double> gradient)
    {
        double f = Math.Exp(p.LogF);
        Vector256<double> one = Vector256.Create(1.0), b = Vector256.Create(p.B), logE = Vector256.Create(p.LogE), c = Vector256.Create(p.C),
            height = Vector256.Create(p.D - p.C), power = Vector256.Create(f), limit = Vector256.Create(LargestExponent), sum = Vector256<double>.Zero;
        Span<Vector256<double>> h = stackalloc Vector256<double>[Most * Most], j = stackalloc Vector256<double>[Most], g = stackalloc Vector256<double>[Most];
        h.Clear();
        g.Clear();
        bool symmetric = p.LogF == 0 && size == 4;
        for (int i = 0; i < x.Length; i += Lanes)
        {
            var t = Vector256.Create(x[i..]) - logE;
            var e = Vector256.Exp(Vector256.Min(b * t, limit));
            var u = one + e;
            var logU = symmetric ? Vector256<double>.Zero : Vector256.Log(u);
            var share = symmetric ? one / u : Vector256.Exp(-power * logU);
            var slope = height * power * share * e / u; // −∂f/∂(b·t)
            var residual = Vector256.Create(y[i..]) - c - height * share;
            (j[0], j[1], j[2], j[3]) = (-slope * t, one - share, share, slope * b);
            if (size == Most) j[4] = -height * share * power * logU;
            if (i + Lanes > Count)
            {
                var counts = Vector256.GreaterThan(Vector256.Create((double)(Count - i)), Vector256.Create(0.0, 1, 2, 3)) & one.AsDouble();
                residual *= counts;
                for (int k = 0; k < size; k++) j[k] *= counts;
            }
            sum += residual * residual;
            for (int k = 0; k < size; k++)
            {
                g[k] += j[k] * residual;
                for (int l = 0; l <= k; l++) h[k * Most + l] += j[k] * j[l];
            }
        }
        for (int k = 0; k < size; k++)
        {
            gradient[k] = Vector256.Sum(g[k]);
            for (int l = 0; l <= k; l++) hessian[k * Most + l] = Vector256.Sum(h[k * Most + l]);
        }
        return Vector256.Sum(sum);
    }

    /// <summary>First guess: levels from the ends, middle where the readings first pass <paramref name="level"/> for good, steepness from there.</summary>
    internal SigmoidParameters Start(double level)
    {
        int at = Count - 1;
        while (at > 1 && y[at - 1] > level) at--;
        int before = Math.Max(at - 2, 0), after = Math.Min(at + 2, Count - 1);
        double slope = (y[after] - y[before]) / Math.Max(x[after] - x[before], 1e-6);
        double b = -Math.Clamp(4 * slope, 2, 60);
        return WithLevels(new(b, 0, 1, x[at], 0));
    }

    /// <summary>The best c and d for given b and e: ordinary regression of y on g.</summary>
    private SigmoidParameters WithLevels(SigmoidParameters p)
    {
        double n = Count, sg = 0, sgg = 0, sy = 0, sgy = 0;
        for (int i = 0; i < Count; i++)
        {
            double g = 1 / (1 + Math.Exp(p.B * (x[i] - p.LogE)));
            sg += g;
            sgg += g * g;
            sy += y[i];
            sgy += g * y[i];
        }
        double determinant = n * sgg - sg * sg;
        if (!(determinant > 1e-9)) return p;
        double height = (n * sgy - sg * sy) / determinant, c = (sy - height * sg) / n;
        return height > 0 ? p with { C = c, D = c + height } : p;
    }
}
