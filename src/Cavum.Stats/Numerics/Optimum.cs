namespace Cavum.Stats;

/// <summary>Where a minimiser ended and whether it may be believed.</summary>
/// <param name="Point">The best point found.</param>
/// <param name="Value">The function there.</param>
/// <param name="Gradient">The gradient there; empty for a method without one.</param>
/// <param name="Iterations">Steps taken.</param>
/// <param name="Converged">True when the method's own criterion was met.</param>
/// <param name="Status">A sentence saying why it ended.</param>
public sealed record Optimum(double[] Point, double Value, double[] Gradient, int Iterations, bool Converged, string Status)
{
    /// <summary>The largest absolute component of the gradient; 0 where there is none.</summary>
    public double GradientNorm
    {
        get
        {
            double high = 0;
            foreach (double g in Gradient) high = Math.Max(high, Math.Abs(g));
            return high;
        }
    }
}

/// <summary>Derivatives by central differences.</summary>
public static class Differences
{
    /// <summary>Gradient by central differences of step ∛ε·max(|x|, scale), with one Richardson refinement (error of order h⁴).</summary>
    public static double[] Gradient(Func<double[], double> function, double[] point, double scale = 0.1)
    {
        var gradient = new double[point.Length];
        var x = (double[])point.Clone();
        for (int i = 0; i < x.Length; i++)
        {
            double h = 4e-4 * Math.Max(Math.Abs(point[i]), scale);
            gradient[i] = (8 * Difference(h) - Difference(2 * h)) / (12 * h);

            double Difference(double step)
            {
                x[i] = point[i] + step;
                double up = function(x);
                x[i] = point[i] - step;
                double down = function(x);
                x[i] = point[i];
                return up - down;
            }
        }
        return gradient;
    }

    /// <summary>Symmetric Hessian from central differences of a gradient, Richardson-refined.</summary>
    public static double[,] HessianOfGradient(Func<double[], double[]> gradient, double[] point, double scale = 0.1)
    {
        int n = point.Length;
        var hessian = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            double h = 1e-3 * Math.Max(Math.Abs(point[i]), scale);
            double[] near = Difference(i, h), far = Difference(i, 2 * h);
            for (int j = 0; j < n; j++) hessian[i, j] = (8 * near[j] - far[j]) / (12 * h);
        }
        for (int i = 0; i < n; i++)
            for (int j = 0; j < i; j++) hessian[i, j] = hessian[j, i] = 0.5 * (hessian[i, j] + hessian[j, i]);
        return hessian;

        double[] Difference(int i, double step)
        {
            var x = (double[])point.Clone();
            x[i] = point[i] + step;
            double[] up = gradient(x);
            x[i] = point[i] - step;
            double[] down = gradient(x), difference = new double[n];
            for (int j = 0; j < n; j++) difference[j] = up[j] - down[j];
            return difference;
        }
    }

    /// <summary>Symmetric Hessian from function values alone, Richardson-refined.</summary>
    public static double[,] Hessian(Func<double[], double> function, double[] point, double scale = 0.1) =>
        HessianOfGradient(x => Gradient(function, x, scale), point, scale);
}
