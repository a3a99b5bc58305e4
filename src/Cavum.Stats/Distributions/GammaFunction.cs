namespace Cavum.Stats;

/// <summary>The gamma function's logarithm and derivatives, and the regularised incomplete gamma functions.</summary>
/// <remarks>
/// ln Γ by its Taylor series about 1 and 2 (so that it keeps its digits at its zeros), recurrence, and Stirling's series
/// (Abramowitz &amp; Stegun 6.1.33, 6.1.41). P and Q by series, Legendre's continued fraction and, for small a and x,
/// the complementary series (Gautschi 1979, ACM TOMS 5:466–481).
/// </remarks>
public static class GammaFunction
{
    private const double OneMinusEuler = 0.42278433509846713939;
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>(−1)ᵏ (ζ(k) − 1)/k for k = 2, 3, …</summary>
    private static readonly double[] Zeta = MakeZeta();

    /// <summary>ln Γ(x) for x &gt; 0.</summary>
    public static double Log(double x)
    {
        if (!(x > 0)) throw new ArgumentOutOfRangeException(nameof(x), x, "ln Γ is taken above 0.");
        if (x < 0.5) return AboutTwo(x) - LogExp.Log1P(x) - Math.Log(x);
        if (x < 1.25) return AboutTwo(x - 1) - LogExp.Log1P(x - 1);
        if (x < 2.5) return AboutTwo(x - 2);
        if (x < 10)
        {
            double product = 1;
            while (x >= 2.5) product *= x -= 1;
            return Math.Log(product) + AboutTwo(x - 2);
        }
        return double.IsPositiveInfinity(x) ? x : (x - 0.5) * Math.Log(x) - x + HalfLogTwoPi + Saddle.StirlingSeries(x);
    }

    /// <summary>ψ(x) = d ln Γ(x)/dx for x &gt; 0.</summary>
    public static double Digamma(double x)
    {
        if (!(x > 0)) throw new ArgumentOutOfRangeException(nameof(x), x, "ψ is taken above 0.");
        double below = 0;
        for (; x < 12; x++) below += 1 / x;
        double s = 1 / (x * x);
        return Math.Log(x) - 0.5 / x - s * (1 / 12.0 - s * (1 / 120.0 - s * (1 / 252.0 - s * (1 / 240.0
            - s * (1 / 132.0 - s * (691 / 32760.0 - s / 12)))))) - below;
    }

    /// <summary>ψ′(x) for x &gt; 0.</summary>
    public static double Trigamma(double x)
    {
        if (!(x > 0)) throw new ArgumentOutOfRangeException(nameof(x), x, "ψ′ is taken above 0.");
        double below = 0;
        for (; x < 12; x++) below += 1 / (x * x);
        double s = 1 / (x * x);
        return below + 1 / x + s / 2 + s / x * (1 / 6.0 - s * (1 / 30.0 - s * (1 / 42.0 - s * (1 / 30.0
            - s * (5 / 66.0 - s * (691 / 2730.0 - s * 7 / 6))))));
    }

    /// <summary>P(a, x) = γ(a, x)/Γ(a).</summary>
    public static double LowerRegularized(double a, double x) => Regularized(a, x).Lower;

    /// <summary>Q(a, x) = Γ(a, x)/Γ(a).</summary>
    public static double UpperRegularized(double a, double x) => Regularized(a, x).Upper;

    internal static (double Lower, double Upper) Regularized(double a, double x)
    {
        Demand.Positive(a, nameof(a));
        if (!(x >= 0)) throw new ArgumentOutOfRangeException(nameof(x), x, "An incomplete gamma function is taken from 0.");
        if (x == 0) return (0, 1);
        if (double.IsPositiveInfinity(x)) return (1, 0);
        if (a < 1 && x < 1.5)
        {
            double upper = SmallUpper(a, x);
            return (Math.Exp(Saddle.LogPoisson(a, x)) * Series(a, x), upper);
        }
        if (x < a + 0.5)
        {
            double lower = Math.Exp(Saddle.LogPoisson(a, x)) * Series(a, x);
            return (lower, 1 - lower);
        }
        double tail = Math.Exp(Saddle.LogPoisson(a, x)) * (a / x) * Fraction(a, x);
        return (1 - tail, tail);
    }

    /// <summary>1 + x/(a+1) + x²/((a+1)(a+2)) + …</summary>
    private static double Series(double a, double x)
    {
        double term = 1, sum = 1;
        for (double k = 1; term > sum * 1e-18; k++)
        {
            term *= x / (a + k);
            sum += term;
        }
        return sum;
    }

    /// <summary>x·e^x·x^(−a)·Γ(a, x) by Legendre's fraction in Lentz's evaluation.</summary>
    private static double Fraction(double a, double x)
    {
        const double tiny = 1e-300;
        double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
        for (int i = 1; i < 1_000_000; i++)
        {
            double numerator = -i * (i - a);
            b += 2;
            d = numerator * d + b;
            if (Math.Abs(d) < tiny) d = tiny;
            c = b + numerator / c;
            if (Math.Abs(c) < tiny) c = tiny;
            d = 1 / d;
            double factor = d * c;
            h *= factor;
            if (Math.Abs(factor - 1) < 3e-16) break;
        }
        return h * x;
    }

    /// <summary>Q for a &lt; 1 and small x: [1 − xᵃ/Γ(a+1)] − xᵃ/Γ(a+1)·Σ a(−x)ⁿ/(n!(a+n)).</summary>
    private static double SmallUpper(double a, double x)
    {
        double log = a * Math.Log(x) - Log(a + 1), term = 1, sum = 0;
        for (int n = 1; Math.Abs(term) > 1e-19; n++)
        {
            term *= -x / n;
            sum += a * term / (a + n);
        }
        return -LogExp.ExpM1(log) - Math.Exp(log) * sum;
    }

    /// <summary>ln Γ(2 + e) for |e| ≤ ¾.</summary>
    private static double AboutTwo(double e)
    {
        double sum = 0;
        for (int i = Zeta.Length - 1; i >= 0; i--) sum = sum * e + Zeta[i];
        return e * (OneMinusEuler + e * sum);
    }

    private static double[] MakeZeta()
    {
        var terms = new double[42];
        for (int k = 2; k < 44; k++)
        {
            double sum = 0; // ζ(k) − 1 by Euler–Maclaurin from 12
            double s = Math.Pow(12, -k);
            double rest = s * 12 / (k - 1) + s / 2 + k * s / 12 / 12 - k * (k + 1.0) * (k + 2) * s / (12.0 * 12 * 12 * 720)
                + k * (k + 1.0) * (k + 2) * (k + 3) * (k + 4) * s / (Math.Pow(12, 5) * 30240)
                - k * (k + 1.0) * (k + 2) * (k + 3) * (k + 4) * (k + 5) * (k + 6) * s / (Math.Pow(12, 7) * 1209600)
                + k * (k + 1.0) * (k + 2) * (k + 3) * (k + 4) * (k + 5) * (k + 6) * (k + 7) * (k + 8) * s / (Math.Pow(12, 9) * 47900160);
            for (int n = 11; n >= 2; n--) sum += Math.Pow(n, -k);
            terms[k - 2] = (k % 2 == 0 ? 1 : -1) * (sum + rest) / k;
        }
        return terms;
    }
}
