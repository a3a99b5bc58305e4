namespace Cavum.Stats;

/// <summary>Student's t with real degrees of freedom above 0; infinite degrees are the normal.</summary>
/// <remarks>Tails through the incomplete beta function of ν/(ν + t²) (Abramowitz &amp; Stegun 26.5.27).</remarks>
public static class StudentT
{
    /// <summary>From here on the incomplete beta loses digits (about 1e-17·ν of the tail).</summary>
    private const double NearNormal = 4e6;

    /// <summary>ln f(x) = ln Γ((ν+1)/2) − ln Γ(ν/2) − ½ ln(νπ) − (ν+1)/2·ln(1 + x²/ν).</summary>
    public static double LogPdf(double x, double df) => double.IsPositiveInfinity(df) ? Normal.LogPdf(x)
        : GammaFunction.Log((df + 1) / 2) - GammaFunction.Log(df / 2) - 0.5 * Math.Log(df * Math.PI)
            - (df + 1) / 2 * LogExp.Log1P(x * x / df);

    /// <summary>Pr(T ≤ x).</summary>
    public static double Cdf(double x, double df) => Sf(-x, df);

    /// <summary>Pr(T &gt; x).</summary>
    public static double Sf(double x, double df)
    {
        if (double.IsNaN(x) || !(df > 0)) throw new ArgumentOutOfRangeException(nameof(df), df, "A t has a number and degrees of freedom above 0.");
        if (df > NearNormal && (x * x * x * x < 4e-4 * df || df > 1e15)) return Normal.Sf(x) + Beyond(x, df);
        if (double.IsInfinity(x)) return x > 0 ? 0 : 1;
        double root = Math.Abs(x) / Math.Sqrt(df);
        if (root > 1e12) // so far out that only the leading term xᵃ/(a·B) of the incomplete beta is left
        {
            double tail = 0.5 * Math.Exp(-df * Math.Log(root) - Beta.LogFunction(df / 2, 0.5) - Math.Log(df / 2));
            return x > 0 ? tail : 1 - tail;
        }
        double square = root * root;
        var (lower, upper) = IncompleteBeta.Both(df / 2, 0.5, 1 / (1 + square), square / (1 + square));
        return x > 0 ? 0.5 * lower : 0.5 + 0.5 * upper;
    }

    /// <summary>Two terms of Fisher's expansion about the normal (1925, Metron 5:109); the next is below x¹²/(384ν³) of the tail, 1e-12 where it is used.</summary>
    private static double Beyond(double x, double df)
    {
        if (Math.Abs(x) > 40) return 0; // the normal density is 0 to double precision
        double square = x * x, first = x * (square + 1) / (4 * df), second = x * (((3 * square - 7) * square - 5) * square - 3) / (96 * df * df);
        return Math.Exp(Normal.LogPdf(x)) * (first + second);
    }

    /// <summary>The x with Pr(T ≤ x) = p.</summary>
    public static double Quantile(double p, double df)
    {
        Demand.Probability(p, nameof(p));
        if (!(df > 0)) throw new ArgumentOutOfRangeException(nameof(df), df, "Degrees of freedom are above 0.");
        if (double.IsPositiveInfinity(df)) return Normal.Quantile(p);
        if (p == 0.5) return 0;
        if (p is 0 or 1) return p == 0 ? double.NegativeInfinity : double.PositiveInfinity;
        double tail = p < 0.5 ? p : 1 - p;
        double logRoot = -(Math.Log(2 * tail) + Beta.LogFunction(df / 2, 0.5) + Math.Log(df / 2)) / df;
        if (logRoot > 28) return (p < 0.5 ? -1 : 1) * Math.Sqrt(df) * Math.Exp(logRoot); // the leading term alone, as in Sf
        double inner = p < 0.5 ? 1 - 2 * p : 2 * p - 1; // exact where it matters, near ½
        double z = IncompleteBeta.LogitQuantile(df / 2, 0.5, 2 * tail, inner);
        double x = Math.Sqrt(df) * Math.Exp(-z / 2);
        return p < 0.5 ? -x : x;
    }
}
