namespace Cavum.Stats;

/// <summary>The two pieces from which gamma and beta densities keep their digits (Loader 2000, "Fast and accurate computation of binomial probabilities").</summary>
internal static class Saddle
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>δ(x) = ln Γ(x+1) − (x+½) ln x + x − ½ ln 2π, the error of Stirling's formula, for x &gt; 0.</summary>
    internal static double StirlingError(double x)
    {
        double added = 0;
        if (x < 1) return GammaFunction.Log(x + 1) - (x + 0.5) * Math.Log(x) + x - HalfLogTwoPi;
        for (; x < 10; x++) added += StirlingStep(x);
        return added + StirlingSeries(x);
    }

    /// <summary>δ(x) − δ(x+1) = (x+½) ln(1+1/x) − 1 = Σ v²ʲ/(2j+1), v = 1/(2x+1).</summary>
    private static double StirlingStep(double x)
    {
        double v = 1 / (2 * x + 1), square = v * v, power = square, sum = 0;
        for (int j = 1; ; j++, power *= square)
        {
            double next = sum + power / (2 * j + 1);
            if (next == sum) return sum;
            sum = next;
        }
    }

    /// <summary>The asymptotic series of δ, for x ≥ 10.</summary>
    internal static double StirlingSeries(double x)
    {
        double s = 1 / (x * x);
        return (1 / 12.0 + s * (-1 / 360.0 + s * (1 / 1260.0 + s * (-1 / 1680.0 + s * (1 / 1188.0
            + s * (-691 / 360360.0 + s * (1 / 156.0 - s * (3617 / 122400.0)))))))) / x;
    }

    /// <summary>The deviance x ln(x/m) + m − x ≥ 0, without cancellation where x ≈ m.</summary>
    internal static double Deviance(double x, double m)
    {
        if (x == 0) return m;
        double difference = x - m;
        if (Math.Abs(difference) >= 0.1 * (x + m)) return x * Math.Log(x / m) + m - x;
        double v = difference / (x + m), square = v * v;
        double sum = difference * v, term = 2 * x * v;
        for (int j = 1; ; j++)
        {
            term *= square;
            double next = sum + term / (2 * j + 1);
            if (next == sum) return sum;
            sum = next;
        }
    }

    /// <summary>ln[xᵃ e⁻ˣ / Γ(a+1)].</summary>
    internal static double LogPoisson(double a, double x)
    {
        if (a < 1) return a * Math.Log(x) - x - GammaFunction.Log(a + 1);
        return -StirlingError(a) - Deviance(a, x) - 0.5 * Math.Log(a) - HalfLogTwoPi;
    }

    /// <summary>ln[Γ(a+b+1)/(Γ(a+1)Γ(b+1)) xᵃ yᵇ] for y = 1 − x given apart.</summary>
    internal static double LogBinomial(double a, double b, double x, double y)
    {
        double n = a + b;
        if (a == 0) return b * LogOf(y, x);
        if (b == 0) return a * LogOf(x, y);
        return StirlingError(n) - StirlingError(a) - StirlingError(b) - Deviance(a, n * x) - Deviance(b, n * y)
            + 0.5 * Math.Log(n / (a * b)) - HalfLogTwoPi;
    }

    /// <summary>ln of a probability whose complement is given too, so that values near 1 keep their digits.</summary>
    private static double LogOf(double p, double complement) => p > 0.5 ? LogExp.Log1P(-complement) : Math.Log(p);
}
