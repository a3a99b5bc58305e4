namespace Cavum.Stats;

/// <summary>The downhill simplex (Nelder &amp; Mead 1965, Comput J 7:308–313) with restarts from the best point until they gain nothing.</summary>
public static class NelderMead
{
    /// <param name="steps">Size of the first simplex along each axis.</param>
    /// <param name="tolerance">Relative spread of the values, and of the points, at which a simplex counts as collapsed.</param>
    public static Optimum Minimise(Func<double[], double> function, double[] start, double[] steps,
        double tolerance = 1e-10, int maximumEvaluations = 20_000)
    {
        Demand.SameLength(start.Length, steps.Length, nameof(steps));
        double[] point = (double[])start.Clone(), size = (double[])steps.Clone();
        double best = function(point);
        int used = 1;
        while (true)
        {
            var (next, value, converged) = Descend(function, point, size, tolerance, maximumEvaluations, ref used);
            double gain = best - value;
            point = next;
            best = Math.Min(best, value);
            if (!converged) return new(point, best, [], used, false, $"Not converged after {used} evaluations.");
            if (!(gain > tolerance * Math.Max(1, Math.Abs(best)))) return new(point, best, [], used, true, "A restart gained nothing.");
            for (int i = 0; i < size.Length; i++) size[i] *= 0.3;
        }
    }

    private static (double[] Point, double Value, bool Converged) Descend(Func<double[], double> function, double[] start,
        double[] steps, double tolerance, int maximum, ref int used)
    {
        int n = start.Length;
        var points = new double[n + 1][];
        var values = new double[n + 1];
        for (int i = 0; i <= n; i++)
        {
            points[i] = (double[])start.Clone();
            if (i > 0) points[i][i - 1] += steps[i - 1];
            values[i] = Evaluate(function, points[i], ref used);
        }
        while (used < maximum)
        {
            Array.Sort(values, points);
            if (Collapsed(points, values, tolerance)) return (points[0], values[0], true);
            double[] centre = new double[n];
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++) centre[j] += points[i][j] / n;
            double[] reflected = Along(centre, points[n], 1);
            double value = Evaluate(function, reflected, ref used);
            if (value < values[0])
            {
                double[] further = Along(centre, points[n], 2);
                double beyond = Evaluate(function, further, ref used);
                (points[n], values[n]) = beyond < value ? (further, beyond) : (reflected, value);
                continue;
            }
            if (value < values[n - 1])
            {
                (points[n], values[n]) = (reflected, value);
                continue;
            }
            bool outside = value < values[n];
            double[] inner = Along(centre, points[n], outside ? 0.5 : -0.5);
            double within = Evaluate(function, inner, ref used);
            if (within < Math.Min(value, values[n])) (points[n], values[n]) = (inner, within);
            else
                for (int i = 1; i <= n; i++)
                {
                    for (int j = 0; j < n; j++) points[i][j] = 0.5 * (points[i][j] + points[0][j]);
                    values[i] = Evaluate(function, points[i], ref used);
                }
        }
        Array.Sort(values, points);
        return (points[0], values[0], false);
    }

    private static bool Collapsed(double[][] points, double[] values, double tolerance)
    {
        if (!(values[^1] - values[0] <= tolerance * Math.Max(1, Math.Abs(values[0])))) return false;
        for (int j = 0; j < points[0].Length; j++)
            for (int i = 1; i < points.Length; i++)
                if (Math.Abs(points[i][j] - points[0][j]) > Math.Sqrt(tolerance) * Math.Max(1, Math.Abs(points[0][j]))) return false;
        return true;
    }

    private static double[] Along(double[] centre, double[] worst, double factor)
    {
        var x = new double[centre.Length];
        for (int j = 0; j < x.Length; j++) x[j] = centre[j] + factor * (centre[j] - worst[j]);
        return x;
    }

    private static double Evaluate(Func<double[], double> function, double[] x, ref int used)
    {
        used++;
        double value = function(x);
        return double.IsNaN(value) ? double.PositiveInfinity : value;
    }
}
