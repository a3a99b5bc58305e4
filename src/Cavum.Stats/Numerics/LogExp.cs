namespace Cavum.Stats;

/// <summary>Logarithms and exponentials that keep their digits near 0 and 1.</summary>
/// <remarks>The framework's own <c>LogP1</c> and <c>ExpM1</c> are the naive forms; these correct them (Kahan's device).</remarks>
public static class LogExp
{
    /// <summary>ln(1 + x), accurate for small x.</summary>
    public static double Log1P(double x)
    {
        double u = 1 + x;
        if (u == 1) return x;
        return double.IsFinite(u) && u > 0 ? Math.Log(u) * (x / (u - 1)) : Math.Log(u);
    }

    /// <summary>eˣ − 1, accurate for small x.</summary>
    public static double ExpM1(double x)
    {
        if (Math.Abs(x) > 40) return Math.Exp(x) - 1;
        double u = Math.Exp(x);
        if (u == 1) return x;
        double v = u - 1;
        return v == -1 ? -1 : v * (x / Math.Log(u));
    }

    /// <summary>ln(1 − eˣ) for x &lt; 0, accurate at both ends (Mächler 2012).</summary>
    public static double Log1MExp(double x) =>
        x > -0.69314718055994530942 ? Math.Log(-ExpM1(x)) : Log1P(-Math.Exp(x));

    /// <summary>ln(eᵃ + eᵇ) without overflow.</summary>
    public static double LogAdd(double a, double b)
    {
        double high = Math.Max(a, b), low = Math.Min(a, b);
        return double.IsNegativeInfinity(low) ? high : high + Log1P(Math.Exp(low - high));
    }

    /// <summary>ln Σ exp(xᵢ) without overflow, summed in order.</summary>
    public static double LogSum(ReadOnlySpan<double> logs)
    {
        double high = double.NegativeInfinity;
        foreach (double x in logs) high = Math.Max(high, x);
        if (double.IsInfinity(high)) return high;
        double sum = 0;
        foreach (double x in logs) sum += Math.Exp(x - high);
        return high + Math.Log(sum);
    }
}
