namespace Cavum.Stats;

/// <summary>The regularised incomplete beta function, both tails, with x and 1 − x given apart.</summary>
/// <remarks>
/// Iₓ(a, b) by the continued fraction DLMF 8.17.22 on the side where it converges fast, times a prefix whose
/// digits do not depend on the size of a and b (<see cref="Saddle"/>).
/// </remarks>
internal static class IncompleteBeta
{
    internal static (double Lower, double Upper) Both(double a, double b, double x, double y)
    {
        if (x <= 0) return (0, 1);
        if (y <= 0) return (1, 0);
        if (x < 0.5 ? x * (a + b + 2) <= a + 1 : y * (a + b + 2) >= b + 1) // the same question, asked of the smaller part so that a large a keeps its digits
        {
            double lower = Math.Min(1, Side(a, b, x, y));
            return lower < 0.9 ? (lower, 1 - lower) : (lower, SeriesUpper(a, b, x, y) ?? 1 - lower);
        }
        double upper = Math.Min(1, Side(b, a, y, x));
        return upper < 0.9 ? (1 - upper, upper) : (SeriesUpper(b, a, y, x) ?? 1 - upper, upper);
    }

    /// <summary>1 − Iₓ(a, b) where it is small though x lies below the mean (a small a): 1 − xᵃ/(a B)·(1 + a Σ …).</summary>
    private static double? SeriesUpper(double a, double b, double x, double y)
    {
        if (a > 1 || x > 0.7 || b * x > 3) return null;
        double log = Saddle.LogBinomial(a, b, x, y) + Math.Log(b / (a + b)) - b * LogExp.Log1P(-x);
        double term = 1, sum = 0;
        for (int n = 1; n < 2000 && Math.Abs(term) > 1e-19; n++)
        {
            term *= (n - b) * x / n;
            sum += a * term / (a + n);
        }
        return Math.Max(0, -LogExp.ExpM1(log) - Math.Exp(log) * sum); // below the last digit of its two parts the difference may turn its sign
    }

    private static double Side(double a, double b, double x, double y)
    {
        double prefix = Math.Exp(Saddle.LogBinomial(a, b, x, y)) * (b / (a + b));
        return prefix == 0 ? 0 : prefix * Fraction(a, b, x);
    }

    private static double Fraction(double a, double b, double x)
    {
        const double tiny = 1e-300;
        double c = 1, d = 1 - (a + b) * x / (a + 1);
        if (Math.Abs(d) < tiny) d = tiny;
        d = 1 / d;
        double h = d;
        for (int m = 1; m < 1_000_000; m++)
        {
            double twice = a + 2.0 * m;
            double even = m * (b - m) * x / ((twice - 1) * twice);
            Step(even, ref c, ref d);
            h *= d * c;
            double odd = -(a + m) * (a + b + m) * x / (twice * (twice + 1));
            Step(odd, ref c, ref d);
            double factor = d * c;
            h *= factor;
            if (Math.Abs(factor - 1) < 3e-16) break;
        }
        return h;

        static void Step(double numerator, ref double c, ref double d)
        {
            d = 1 + numerator * d;
            if (Math.Abs(d) < tiny) d = tiny;
            c = 1 + numerator / c;
            if (Math.Abs(c) < tiny) c = tiny;
            d = 1 / d;
        }
    }

    /// <summary>The logit of the x with Iₓ(a, b) = p, where q = 1 − p is given apart.</summary>
    internal static double LogitQuantile(double a, double b, double p, double q)
    {
        bool low = p <= q;
        double target = Math.Log(low ? p : q), logB = LogBeta(a, b);
        return TailRoot.Find(z =>
        {
            double x = Logistic(z), y = Logistic(-z);
            var (lower, upper) = Both(a, b, x, y);
            double tail = low ? lower : upper;
            double slope = Math.Exp(a * LogLogistic(z) + b * LogLogistic(-z) - logB) / tail;
            return (Math.Log(tail) - target, low ? slope : -slope);
        }, Math.Log(a / b), increasing: low);
    }

    internal static double LogBeta(double a, double b) =>
        -Saddle.LogBinomial(a, b, a / (a + b), b / (a + b)) + Math.Log((a + b) / (a * b))
        + a * Math.Log(a / (a + b)) + b * Math.Log(b / (a + b));

    internal static double Logistic(double z)
    {
        if (z >= 0) return 1 / (1 + Math.Exp(-z));
        double e = Math.Exp(z);
        return e / (1 + e);
    }

    internal static double LogLogistic(double z) => z >= 0 ? -LogExp.Log1P(Math.Exp(-z)) : z - LogExp.Log1P(Math.Exp(z));
}

/// <summary>Solves ln tail(z) = target on the whole line: Newton's steps kept inside a bracket that bisection guards.</summary>
internal static class TailRoot
{
    /// <param name="errorAndSlope">ln tail(z) − target, and its slope; −∞ where the tail underflows.</param>
    internal static double Find(Func<double, (double Error, double Slope)> errorAndSlope, double start, bool increasing)
    {
        double z = start, low = double.NegativeInfinity, high = double.PositiveInfinity, stride = 1;
        for (int i = 0; i < 400; i++)
        {
            var (error, slope) = errorAndSlope(z);
            if (error == 0) return z;
            if (error < 0 == increasing) low = z;
            else high = z;
            double next = z - error / slope;
            bool bracketed = double.IsFinite(low) && double.IsFinite(high);
            if (!double.IsFinite(next) || next <= low || next >= high || (!bracketed && Math.Abs(next - z) > 16 * stride))
            {
                next = bracketed ? 0.5 * (low + high) : error < 0 == increasing ? z + stride : z - stride;
                stride *= 2;
            }
            if (Math.Abs(next - z) <= 1e-16 * Math.Max(1e-3, Math.Abs(z)) || next == low || next == high) return next;
            z = next;
        }
        return z;
    }
}
