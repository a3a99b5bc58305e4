namespace Cavum.Stats;

/// <summary>The beta distribution on (0, 1) with shapes a, b &gt; 0.</summary>
public static class Beta
{
    /// <summary>ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a+b).</summary>
    public static double LogFunction(double a, double b)
    {
        Check(a, b);
        return IncompleteBeta.LogBeta(a, b);
    }

    /// <summary>ln f(x) = (a−1) ln x + (b−1) ln(1−x) − ln B(a, b); −∞ outside (0, 1).</summary>
    public static double LogPdf(double x, double a, double b)
    {
        Check(a, b);
        if (x < 0 || x > 1) return double.NegativeInfinity;
        if (x is 0 or 1)
        {
            double shape = x == 0 ? a : b;
            return shape < 1 ? double.PositiveInfinity : shape > 1 ? double.NegativeInfinity : Math.Log(x == 0 ? b : a);
        }
        double y = 1 - x; // xᵃyᵇ/B = ab/(a+b)·Γ(a+b+1)/(Γ(a+1)Γ(b+1))·xᵃyᵇ
        return Saddle.LogBinomial(a, b, x, y) + Math.Log(a * b / (a + b)) - Math.Log(x) - Math.Log(y);
    }

    /// <summary>Pr(X ≤ x) = Iₓ(a, b).</summary>
    public static double Cdf(double x, double a, double b)
    {
        Check(a, b);
        return IncompleteBeta.Both(a, b, x, 1 - x).Lower;
    }

    /// <summary>Pr(X &gt; x), with its own digits in the upper tail.</summary>
    public static double Sf(double x, double a, double b)
    {
        Check(a, b);
        return IncompleteBeta.Both(a, b, x, 1 - x).Upper;
    }

    /// <summary>The x with Pr(X ≤ x) = p.</summary>
    public static double Quantile(double p, double a, double b)
    {
        Check(a, b);
        Demand.Probability(p, nameof(p));
        if (p is 0 or 1) return p;
        return IncompleteBeta.Logistic(IncompleteBeta.LogitQuantile(a, b, p, 1 - p));
    }

    /// <summary>The x with Pr(X &gt; x) = q, accurate for the smallest q.</summary>
    public static double UpperTailQuantile(double q, double a, double b)
    {
        Check(a, b);
        Demand.Probability(q, nameof(q));
        if (q is 0 or 1) return 1 - q;
        return IncompleteBeta.Logistic(IncompleteBeta.LogitQuantile(a, b, 1 - q, q));
    }

    private static void Check(double a, double b)
    {
        Demand.Positive(a, nameof(a));
        Demand.Positive(b, nameof(b));
    }
}
