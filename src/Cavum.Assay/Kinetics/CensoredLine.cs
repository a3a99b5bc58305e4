using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>A value known exactly or only to lie in an interval, on the scale of analysis.</summary>
public readonly record struct CensoredValue
{
    private CensoredValue(double lower, double upper)
    {
        if (double.IsNaN(lower) || double.IsNaN(upper) || lower > upper || lower == double.PositiveInfinity || upper == double.NegativeInfinity)
            throw new ArgumentException($"From {lower} to {upper} is no interval.", nameof(lower));
        Lower = lower;
        Upper = upper;
    }

    internal double Lower { get; }
    internal double Upper { get; }

    public bool IsExact => Lower == Upper;

    public static CensoredValue Exactly(double value) => new(value, value);
    public static CensoredValue Below(double limit) => new(double.NegativeInfinity, limit);
    public static CensoredValue Above(double limit) => new(limit, double.PositiveInfinity);
    public static CensoredValue Between(double lower, double upper) => new(lower, upper);
}

/// <summary>How the maximisation ended.</summary>
public enum CensoredFitStatus
{
    Converged,
    NotConverged,

    /// <summary>The likelihood has no maximum: fewer than two exact values carry the line, or they lie on it exactly.</summary>
    Degenerate,
}

/// <summary>A straight line with normal scatter fitted to censored values.</summary>
public sealed record CensoredLineFit(
    CensoredFitStatus Status, double Intercept, double Slope, double Sigma, double LogLikelihood, double InterceptStdErr, double SlopeStdErr, int Exact,
    double InterceptSlopeCovariance = 0);

/// <summary>Maximum likelihood for y = b₀ + b₁t + N(0, σ²) when some y are censored left, right or to an interval.</summary>
/// <remarks>
/// log L = Σ_exact [−½ln 2π − ln σ − ½z²] + Σ_censored ln(Φ(z_upper) − Φ(z_lower)), z = (y − b₀ − b₁t)/σ (Tobin 1958,
/// Econometrica 26:24–36). Newton's method in (b₀, b₁, ln σ) with damping; standard errors from the inverse of the observed
/// information in these parameters. Oracle: R survreg(Surv(type = "interval2"), dist = "gaussian").
/// </remarks>
public static class CensoredLine
{
    private const int MaximumSteps = 500;

    public static CensoredLineFit Fit(ReadOnlySpan<double> times, ReadOnlySpan<CensoredValue> values)
    {
        if (times.Length != values.Length) throw new ArgumentException($"{times.Length} times but {values.Length} values.", nameof(values));
        int exact = 0;
        foreach (var value in values)
            if (value.IsExact) exact++;
        if (values.Length < 2 || !Distinct(times) || Start(times, values) is not { } start)
            return new(CensoredFitStatus.Degenerate, 0, 0, 0, 0, 0, 0, exact);
        Span<double> gradient = stackalloc double[3], information = stackalloc double[6], step = stackalloc double[3], covariance = stackalloc double[6];
        var at = start;
        double logLikelihood = Evaluate(times, values, at, gradient, information), damping = 0;
        for (int iteration = 0; iteration < MaximumSteps; iteration++)
        {
            if (!Solve3(information, damping, gradient, step))
            {
                damping = damping == 0 ? 1e-3 : damping * 10;
                if (damping > 1e15) break;
                continue;
            }
            var next = (at.B0 + step[0], at.B1 + step[1], S: at.S + Math.Clamp(step[2], -2, 2));
            if (next.S < -18) return new(CensoredFitStatus.Degenerate, at.B0, at.B1, Math.Exp(at.S), 0, 0, 0, exact);
            double candidate = LogLikelihood(times, values, next);
            if (!(candidate >= logLikelihood - 1e-12 * (1 + Math.Abs(logLikelihood))) || !double.IsFinite(candidate))
            {
                damping = damping == 0 ? 1e-3 : damping * 10;
                if (damping > 1e15) break;
                continue;
            }
            double scale = Math.Exp(at.S), moved = Math.Abs(step[0]) / scale + Math.Abs(step[1]) * Spread(times) / scale + Math.Abs(step[2]);
            at = next;
            logLikelihood = Evaluate(times, values, at, gradient, information);
            damping = damping > 1e-9 ? damping * 0.1 : 0;
            if (moved < 1e-9 && damping == 0) return Finished(at, logLikelihood, information, covariance, exact);
        }
        return new(CensoredFitStatus.NotConverged, at.B0, at.B1, Math.Exp(at.S), logLikelihood, 0, 0, exact);
    }

    /// <summary>The greatest log-likelihood with the slope held at <paramref name="slope"/>; null when none was found.</summary>
    internal static double? Profile(ReadOnlySpan<double> times, ReadOnlySpan<CensoredValue> values, double slope, (double B0, double S) start)
    {
        Span<double> gradient = stackalloc double[3], information = stackalloc double[6];
        var at = (start.B0, B1: slope, start.S);
        double logLikelihood = Evaluate(times, values, at, gradient, information), damping = 0;
        for (int iteration = 0; iteration < MaximumSteps; iteration++)
        {
            double a = information[0] * (1 + damping), d = information[3], f = damping > 0 ? Math.Abs(information[5]) * (1 + damping) + damping : information[5];
            double determinant = a * f - d * d;
            double step0 = (f * gradient[0] - d * gradient[2]) / determinant, step2 = Math.Clamp((a * gradient[2] - d * gradient[0]) / determinant, -2, 2);
            var next = (at.B0 + step0, slope, S: at.S + step2);
            double candidate = a > 0 && determinant > 0 && next.S > -18 ? LogLikelihood(times, values, next) : double.NaN;
            if (!(candidate >= logLikelihood - 1e-12 * (1 + Math.Abs(logLikelihood))))
            {
                damping = damping == 0 ? 1e-3 : damping * 10;
                if (damping > 1e15) return null;
                continue;
            }
            double moved = Math.Abs(step0) / Math.Exp(at.S) + Math.Abs(step2);
            at = next;
            logLikelihood = Evaluate(times, values, at, gradient, information);
            damping = damping > 1e-9 ? damping * 0.1 : 0;
            if (moved < 1e-9) return logLikelihood;
        }
        return null;
    }

    private static CensoredLineFit Finished(
        (double B0, double B1, double S) at, double logLikelihood, ReadOnlySpan<double> information, Span<double> covariance, int exact)
    {
        bool proper = Invert3(information, covariance) && covariance[0] > 0 && covariance[2] > 0;
        return proper
            ? new(CensoredFitStatus.Converged, at.B0, at.B1, Math.Exp(at.S), logLikelihood, Math.Sqrt(covariance[0]), Math.Sqrt(covariance[2]), exact, covariance[1])
            : new(CensoredFitStatus.Degenerate, at.B0, at.B1, Math.Exp(at.S), logLikelihood, 0, 0, exact);
    }

    private static bool Distinct(ReadOnlySpan<double> times)
    {
        foreach (double t in times)
            if (t != times[0]) return true;
        return false;
    }

    private static double Spread(ReadOnlySpan<double> times)
    {
        double low = times[0], high = times[0];
        foreach (double t in times) (low, high) = (Math.Min(low, t), Math.Max(high, t));
        return high - low;
    }

    /// <summary>Ordinary regression with each censored value at its finite limit or middle.</summary>
    private static (double B0, double B1, double S)? Start(ReadOnlySpan<double> times, ReadOnlySpan<CensoredValue> values)
    {
        double n = times.Length, st = 0, sy = 0, stt = 0, sty = 0;
        double[] y = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double lower = values[i].Lower, upper = values[i].Upper;
            y[i] = double.IsFinite(lower) && double.IsFinite(upper) ? (lower + upper) / 2 : double.IsFinite(upper) ? upper - 0.5 : lower + 0.5;
            if (!double.IsFinite(y[i])) return null;
            st += times[i];
            sy += y[i];
            stt += times[i] * times[i];
            sty += times[i] * y[i];
        }
        double slope = (n * sty - st * sy) / (n * stt - st * st), intercept = (sy - slope * st) / n, rss = 0;
        for (int i = 0; i < y.Length; i++) rss += Math.Pow(y[i] - intercept - slope * times[i], 2);
        return (intercept, slope, Math.Log(Math.Max(Math.Sqrt(rss / n), 0.05)));
    }

    private static double LogLikelihood(ReadOnlySpan<double> times, ReadOnlySpan<CensoredValue> values, (double B0, double B1, double S) at)
    {
        double sum = 0, sigma = Math.Exp(at.S);
        for (int i = 0; i < times.Length; i++)
        {
            double mean = at.B0 + at.B1 * times[i];
            sum += values[i].IsExact ? Normal.LogPdf((values[i].Lower - mean) / sigma) - at.S
                : LogProbability((values[i].Lower - mean) / sigma, (values[i].Upper - mean) / sigma);
        }
        return sum;
    }

    /// <summary>ln(Φ(b) − Φ(a)) without cancellation in either tail.</summary>
    internal static double LogProbability(double a, double b)
    {
        if (double.IsNegativeInfinity(a)) return Normal.LogCdf(b);
        if (double.IsPositiveInfinity(b)) return Normal.LogSf(a);
        if (a > 0) (a, b) = (-b, -a);
        double high = Normal.LogCdf(b), low = Normal.LogCdf(a);
        return high + Math.Log(-double.ExpM1(low - high));
    }

    /// <summary>Log-likelihood with gradient and observed information (packed 00, 01, 11, 02, 12, 22) in (b₀, b₁, ln σ).</summary>
    private static double Evaluate(
        ReadOnlySpan<double> times, ReadOnlySpan<CensoredValue> values, (double B0, double B1, double S) at, Span<double> gradient, Span<double> information)
    {
        gradient.Clear();
        information.Clear();
        double sum = 0, sigma = Math.Exp(at.S);
        for (int i = 0; i < times.Length; i++)
        {
            double t = times[i], mean = at.B0 + at.B1 * t;
            double zl = (values[i].Lower - mean) / sigma, zu = (values[i].Upper - mean) / sigma, gm, gs, hmm, hms, hss;
            if (values[i].IsExact)
            {
                sum += Normal.LogPdf(zu) - at.S;
                (gm, gs, hmm, hms, hss) = (zu, zu * zu - 1, -1, -2 * zu, -2 * zu * zu);
            }
            else
            {
                double log = LogProbability(zl, zu);
                sum += log;
                double a = double.IsInfinity(zu) ? 0 : Math.Exp(Normal.LogPdf(zu) - log), b = double.IsInfinity(zl) ? 0 : Math.Exp(Normal.LogPdf(zl) - log);
                double u = a == 0 ? 0 : zu, l = b == 0 ? 0 : zl, za = u * a - l * b, d = a - b;
                (gm, gs) = (-d, -za);
                hmm = -za - d * d;
                hms = (1 - u * u) * a - (1 - l * l) * b - d * za;
                hss = za - (u * u * u * a - l * l * l * b) - za * za;
            }
            (gm, hmm, hms) = (gm / sigma, hmm / (sigma * sigma), hms / sigma);
            gradient[0] += gm;
            gradient[1] += gm * t;
            gradient[2] += gs;
            information[0] -= hmm;
            information[1] -= hmm * t;
            information[2] -= hmm * t * t;
            information[3] -= hms;
            information[4] -= hms * t;
            information[5] -= hss;
        }
        return sum;
    }

    private static bool Solve3(ReadOnlySpan<double> m, double damping, ReadOnlySpan<double> g, Span<double> x)
    {
        double a = m[0] * (1 + damping) + damping * 1e-12, b = m[1], c = m[2] * (1 + damping) + damping * 1e-12;
        double d = m[3], e = m[4], f = damping > 0 ? Math.Abs(m[5]) * (1 + damping) + damping : m[5];
        if (!(a > 0)) return false;
        double l21 = b / a, d2 = c - l21 * b;
        if (!(d2 > 0)) return false;
        double l31 = d / a, l32 = (e - l31 * b) / d2, d3 = f - l31 * d - l32 * l32 * d2;
        if (!(d3 > 0)) return false;
        double y1 = g[0], y2 = g[1] - l21 * y1, y3 = g[2] - l31 * y1 - l32 * y2;
        x[2] = y3 / d3;
        x[1] = y2 / d2 - l32 * x[2];
        x[0] = y1 / a - l21 * x[1] - l31 * x[2];
        return double.IsFinite(x[0] + x[1] + x[2]);
    }

    private static bool Invert3(ReadOnlySpan<double> m, Span<double> inverse)
    {
        Span<double> unit = stackalloc double[3], column = stackalloc double[3];
        for (int k = 0; k < 3; k++)
        {
            unit.Clear();
            unit[k] = 1;
            if (!Solve3(m, 0, unit, column)) return false;
            if (k == 0) inverse[0] = column[0];
            if (k == 1) (inverse[1], inverse[2]) = (column[0], column[1]);
            if (k == 2) (inverse[3], inverse[4], inverse[5]) = (column[0], column[1], column[2]);
        }
        return true;
    }
}
