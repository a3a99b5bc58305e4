namespace Cavum.Stats;

/// <summary>One-dimensional roots and minima without derivatives (Brent 1973, "Algorithms for Minimization without Derivatives").</summary>
public static class Brent
{
    /// <summary>The root of a continuous function between <paramref name="low"/> and <paramref name="high"/>, where its signs differ.</summary>
    /// <param name="tolerance">Absolute, added to four units in the last place of the root.</param>
    public static double Root(Func<double, double> function, double low, double high, double tolerance = 0)
    {
        double a = low, b = high, fa = function(a), fb = function(b);
        if (fa == 0) return a;
        if (fb == 0) return b;
        if (!(fa < 0 ^ fb < 0)) throw new ArgumentException($"The function has the same sign at {low} and {high}.", nameof(function));
        double c = a, fc = fa, stride = b - a, before = stride;
        for (int i = 0; i < 1000; i++)
        {
            if (Math.Abs(fc) < Math.Abs(fb)) (a, b, c, fa, fb, fc) = (b, c, b, fb, fc, fb);
            double least = 4.5e-16 * Math.Abs(b) + 0.5 * tolerance, half = 0.5 * (c - b);
            if (Math.Abs(half) <= least || fb == 0) return b;
            if (Math.Abs(before) < least || Math.Abs(fa) <= Math.Abs(fb)) stride = before = half;
            else
            {
                double s = fb / fa, p, q;
                if (a == c) (p, q) = (2 * half * s, 1 - s);
                else
                {
                    double t = fa / fc, r = fb / fc;
                    (p, q) = (s * (2 * half * t * (t - r) - (b - a) * (r - 1)), (t - 1) * (r - 1) * (s - 1));
                }
                if (p > 0) q = -q;
                else p = -p;
                if (2 * p < Math.Min(3 * half * q - Math.Abs(least * q), Math.Abs(before * q))) (before, stride) = (stride, p / q);
                else stride = before = half;
            }
            (a, fa) = (b, fb);
            b += Math.Abs(stride) > least ? stride : half > 0 ? least : -least;
            fb = function(b);
            if (fb > 0 == fc > 0) (c, fc, stride, before) = (a, fa, b - a, b - a);
        }
        return b;
    }

    /// <summary>The place and value of a minimum of a unimodal function between <paramref name="low"/> and <paramref name="high"/>.</summary>
    /// <param name="tolerance">Relative; below 1e-8 nothing is gained, since a minimum is flat.</param>
    public static (double X, double Value) Minimise(Func<double, double> function, double low, double high, double tolerance = 1e-9)
    {
        const double golden = 0.38196601125010515;
        double x = low + golden * (high - low), w = x, v = x, fx = function(x), fw = fx, fv = fx, stride = 0, before = 0;
        for (int i = 0; i < 500; i++)
        {
            double middle = 0.5 * (low + high), least = tolerance * Math.Abs(x) + 1e-12;
            if (Math.Abs(x - middle) <= 2 * least - 0.5 * (high - low)) break;
            bool parabola = false;
            if (Math.Abs(before) > least)
            {
                double r = (x - w) * (fx - fv), q = (x - v) * (fx - fw), p = (x - v) * q - (x - w) * r;
                q = 2 * (q - r);
                if (q > 0) p = -p;
                q = Math.Abs(q);
                if (Math.Abs(p) < Math.Abs(0.5 * q * before) && p > q * (low - x) && p < q * (high - x))
                {
                    (before, stride) = (stride, p / q);
                    double u = x + stride;
                    if (u - low < 2 * least || high - u < 2 * least) stride = x < middle ? least : -least;
                    parabola = true;
                }
            }
            if (!parabola)
            {
                before = x < middle ? high - x : low - x;
                stride = golden * before;
            }
            double next = x + (Math.Abs(stride) >= least ? stride : stride > 0 ? least : -least), fnext = function(next);
            if (fnext <= fx)
            {
                if (next < x) high = x;
                else low = x;
                (v, fv, w, fw, x, fx) = (w, fw, x, fx, next, fnext);
            }
            else
            {
                if (next < x) low = next;
                else high = next;
                if (fnext <= fw || w == x) (v, fv, w, fw) = (w, fw, next, fnext);
                else if (fnext <= fv || v == x || v == w) (v, fv) = (next, fnext);
            }
        }
        return (x, fx);
    }
}
