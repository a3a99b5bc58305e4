namespace Cavum.Stats;

/// <summary>Quasi-Newton minimisation with the BFGS update and a weak-Wolfe line search (Nocedal &amp; Wright 2006, ch. 6; Lewis &amp; Overton 2013).</summary>
/// <remarks>A function may return +∞ or NaN where it is not defined: the line search backs off from there.</remarks>
public static class Bfgs
{
    /// <param name="gradient">Analytic gradient; central differences where it is null.</param>
    /// <param name="tolerance">Convergence: every |gᵢ|·max(|xᵢ|, 1) ≤ tolerance·max(|f|, 1).</param>
    public static Optimum Minimise(Func<double[], double> function, double[] start, Func<double[], double[]>? gradient = null,
        double tolerance = 1e-8, int maximumIterations = 500)
    {
        gradient ??= x => Differences.Gradient(function, x);
        int n = start.Length;
        double[] point = (double[])start.Clone();
        double value = function(point);
        if (!double.IsFinite(value)) return new(point, value, [], 0, false, "The function is not finite at the start.");
        double[] slope = gradient(point);
        var inverse = Matrix.Identity(n);
        bool fresh = true;
        for (int iteration = 1; iteration <= maximumIterations; iteration++)
        {
            if (Flat(point, slope, value, tolerance)) return new(point, value, slope, iteration - 1, true, "The gradient vanished.");
            double[] direction = Matrix.Multiply(inverse, slope);
            for (int i = 0; i < n; i++) direction[i] = -direction[i];
            double descent = Matrix.Dot(direction, slope);
            if (!(descent < 0))
            {
                inverse = Matrix.Identity(n);
                fresh = true;
                for (int i = 0; i < n; i++) direction[i] = -slope[i];
                descent = -Matrix.Dot(slope, slope);
            }
            double first = fresh ? Math.Min(1, 1 / Math.Sqrt(-descent)) : 1;
            var line = LineSearch(function, gradient, point, direction, value, descent, first);
            if (line is not var (next, nextValue, nextSlope))
            {
                if (!fresh)
                {
                    inverse = Matrix.Identity(n);
                    fresh = true;
                    continue;
                }
                bool small = Flat(point, slope, value, Math.Sqrt(tolerance));
                return new(point, value, slope, iteration, small,
                    small ? "No lower point could be told apart in double precision." : "The line search found no lower point.");
            }
            Update(inverse, point, next, slope, nextSlope, fresh);
            fresh = false;
            (point, value, slope) = (next, nextValue, nextSlope);
        }
        return new(point, value, slope, maximumIterations, false, $"Not converged after {maximumIterations} iterations.");
    }

    private static bool Flat(double[] x, double[] g, double value, double tolerance)
    {
        double allowed = tolerance * Math.Max(Math.Abs(value), 1);
        for (int i = 0; i < x.Length; i++)
            if (!(Math.Abs(g[i]) * Math.Max(Math.Abs(x[i]), 1) <= allowed)) return false;
        return true;
    }

    private static (double[] Point, double Value, double[] Slope)? LineSearch(Func<double[], double> function,
        Func<double[], double[]> gradient, double[] from, double[] direction, double value, double descent, double first)
    {
        double low = 0, high = double.PositiveInfinity, step = first;
        (double[], double, double[])? best = null;
        for (int i = 0; i < 60; i++)
        {
            var x = new double[from.Length];
            for (int j = 0; j < x.Length; j++) x[j] = from[j] + step * direction[j];
            double f = function(x);
            if (!(f <= value + 1e-4 * step * descent) || !double.IsFinite(f)) high = step;
            else
            {
                double[] g = gradient(x);
                if (f < value) best = (x, f, g);
                if (Matrix.Dot(g, direction) >= 0.9 * descent) return f < value || f == value && step == first ? (x, f, g) : best;
                low = step;
            }
            step = double.IsInfinity(high) ? 2 * step : 0.5 * (low + high);
            if (high - low < 1e-16 * first) break;
        }
        return best;
    }

    private static void Update(double[,] inverse, double[] from, double[] to, double[] slope, double[] nextSlope, bool fresh)
    {
        int n = from.Length;
        double[] s = new double[n], y = new double[n];
        for (int i = 0; i < n; i++)
        {
            s[i] = to[i] - from[i];
            y[i] = nextSlope[i] - slope[i];
        }
        double curvature = Matrix.Dot(s, y);
        if (!(curvature > 1e-14 * Math.Sqrt(Matrix.Dot(s, s) * Matrix.Dot(y, y)))) return;
        if (fresh)
        {
            double scale = curvature / Matrix.Dot(y, y);
            for (int i = 0; i < n; i++) inverse[i, i] *= scale;
        }
        double[] hy = Matrix.Multiply(inverse, y);
        double factor = (1 + Matrix.Dot(y, hy) / curvature) / curvature;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                inverse[i, j] += factor * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / curvature;
    }
}
