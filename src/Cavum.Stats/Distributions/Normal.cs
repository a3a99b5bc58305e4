namespace Cavum.Stats;

/// <summary>The standard normal distribution, both tails to full double precision.</summary>
/// <remarks>
/// Φ by Cody's rational Chebyshev approximations (Cody 1969, Math Comp 23:631–637); the quantile by AS 241
/// (Wichura 1988, Appl Stat 37:477–484) with one step of Halley's method on the log tail.
/// </remarks>
public static class Normal
{
    private const double LogRootTwoPi = 0.91893853320467274178;
    private const double InverseRootTwoPi = 0.39894228040143267794;

    /// <summary>φ(x) = exp(−x²/2)/√(2π).</summary>
    public static double Pdf(double x) => InverseRootTwoPi * ExpMinusHalfSquare(x);

    /// <summary>ln φ(x).</summary>
    public static double LogPdf(double x) => -0.5 * x * x - LogRootTwoPi;

    /// <summary>Φ(x) = Pr(Z ≤ x).</summary>
    public static double Cdf(double x) => Tail(-x);

    /// <summary>1 − Φ(x), with its own digits in the upper tail.</summary>
    public static double Sf(double x) => Tail(x);

    /// <summary>ln Φ(x), finite for every finite x.</summary>
    public static double LogCdf(double x) => LogTail(-x);

    /// <summary>ln(1 − Φ(x)), finite for every finite x.</summary>
    public static double LogSf(double x) => LogTail(x);

    /// <summary>φ(x)/Φ(x), the inverse Mills ratio of the lower tail; ≈ −x far below 0.</summary>
    public static double Hazard(double x) => x > -5 ? Pdf(x) / Cdf(x) : InverseRootTwoPi / ScaledTail(-x);

    /// <summary>The x with Φ(x) = p; −∞ and +∞ at 0 and 1.</summary>
    public static double Quantile(double p)
    {
        Demand.Probability(p, nameof(p));
        if (p == 0) return double.NegativeInfinity;
        if (p == 1) return double.PositiveInfinity;
        double q = p - 0.5;
        if (Math.Abs(q) <= 0.425) return Central(q);
        double tail = q < 0 ? p : 1 - p;
        double x = UpperQuantile(tail);
        return q < 0 ? -x : x;
    }

    /// <summary>The x with 1 − Φ(x) = q, accurate for the smallest q.</summary>
    public static double UpperTailQuantile(double q) => -Quantile(q);

    private static double UpperQuantile(double tail)
    {
        double x = Outer(Math.Sqrt(-Math.Log(tail)));
        double error = LogTail(x) - Math.Log(tail);
        double hazard = Math.Exp(LogPdf(x) - LogTail(x));
        double step = error / hazard; // Newton on ln(1 − Φ), whose slope is −hazard
        return x + step / (1 - 0.5 * step * (hazard - x));
    }

    /// <summary>e^(−x²/2) with the square split, so that the rounding of x² does not enter.</summary>
    private static double ExpMinusHalfSquare(double x)
    {
        double whole = Math.Truncate(x * 16) / 16;
        double rest = (x - whole) * (x + whole);
        return Math.Exp(-whole * whole * 0.5) * Math.Exp(-rest * 0.5);
    }

    private static double Tail(double x)
    {
        if (double.IsNaN(x)) return double.NaN;
        double y = Math.Abs(x);
        if (y <= 0.67448975) return 0.5 - CentralArea(x);
        double tail = y > 38.6 ? 0 : ExpMinusHalfSquare(y) * ScaledTail(y);
        return x > 0 ? tail : 1 - tail;
    }

    private static double LogTail(double x)
    {
        if (x < 0.67448975) return x < -38 ? -0.0 : x < -0.67448975 ? LogExp.Log1P(-Tail(-x)) : Math.Log(Tail(x));
        return double.IsPositiveInfinity(x) ? double.NegativeInfinity : -0.5 * x * x + Math.Log(ScaledTail(x));
    }

    private static double CentralArea(double x)
    {
        double s = x * x;
        double over = (((0.065682337918207449113 * s + 2.2352520354606839287) * s + 161.02823106855587881) * s
            + 1067.6894854603709582) * s + 18154.981253343561249;
        double under = (((s + 47.20258190468824187) * s + 976.09855173777669322) * s + 10260.932208618978205) * s
            + 45507.789335026729956;
        return x * over / under;
    }

    /// <summary>(1 − Φ(y))·e^(y²/2) for y ≥ 0.67.</summary>
    private static double ScaledTail(double y)
    {
        if (y <= 5.656854249492380195)
        {
            double over = 1.0765576773720192317e-8 * y;
            ReadOnlySpan<double> c = [.39894151208813466764, 8.8831497943883759412, 93.506656132177855979, 597.27027639480026226,
                2494.5375852903726711, 6848.1904505362823326, 11602.651437647350124];
            ReadOnlySpan<double> d = [22.266688044328115691, 235.38790178262499861, 1519.377599407554805, 6485.558298266760755,
                18615.571640885098091, 34900.952721145977266, 38912.003286093271411];
            double under = y;
            for (int i = 0; i < 7; i++)
            {
                over = (over + c[i]) * y;
                under = (under + d[i]) * y;
            }
            return (over + 9842.7148383839780218) / (under + 19685.429676859990727);
        }
        double s = 1 / (y * y);
        double top = ((((0.02307344176494017303 * s + 0.21589853405795699) * s + 0.1274011611602473639) * s
            + 0.022235277870649807) * s + 0.001421619193227893466) * s + 2.9112874951168792e-5;
        double bottom = ((((s + 1.28426009614491121) * s + 0.468238212480865118) * s + 0.0659881378689285515) * s
            + 0.00378239633202758244) * s + 7.29751555083966205e-5;
        return (InverseRootTwoPi - s * top / bottom) / y;
    }

    private static double Central(double q)
    {
        double r = 0.180625 - q * q;
        double over = ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
            + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
            + 133.14166789178437745) * r + 3.387132872796366608;
        double under = ((((((5226.495278852854561 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
            + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
            + 42.313330701600911252) * r + 1;
        return q * over / under;
    }

    private static double Outer(double root)
    {
        if (root <= 5)
        {
            double r = root - 1.6;
            return (((((((7.7454501427834140764e-4 * r + .0227238449892691845833) * r + .24178072517745061177) * r
                + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
                + 4.6303378461565452959) * r + 1.42343711074968357734)
                / (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + .0151986665636164571966) * r
                + .14810397642748007459) * r + .68976733498510000455) * r + 1.6763848301838038494) * r
                + 2.05319162663775882187) * r + 1);
        }
        double s = root - 5;
        return (((((((2.01033439929228813265e-7 * s + 2.71155556874348757815e-5) * s + .0012426609473880784386) * s
            + .026532189526576123093) * s + .29656057182850489123) * s + 1.7848265399172913358) * s
            + 5.4637849111641143699) * s + 6.6579046435011037772)
            / (((((((2.04426310338993978564e-15 * s + 1.4215117583164458887e-7) * s + 1.8463183175100546818e-5) * s
            + 7.868691311456132591e-4) * s + .0148753612908506148525) * s + .13692988092273580531) * s
            + .59983220655588793769) * s + 1);
    }
}
