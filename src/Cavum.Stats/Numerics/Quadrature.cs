using System.Collections.Concurrent;

namespace Cavum.Stats;

/// <summary>Nodes and weights of a Gauss rule, in ascending order of the nodes.</summary>
public sealed class GaussRule
{
    private readonly double[] nodes, weights;

    internal GaussRule(double[] nodes, double[] weights) => (this.nodes, this.weights) = (nodes, weights);

    public int Count => nodes.Length;
    public ReadOnlySpan<double> Nodes => nodes;
    public ReadOnlySpan<double> Weights => weights;
}

/// <summary>Gauss–Legendre: ∫₋₁¹ f(x) dx ≈ Σ wᵢ f(xᵢ), exact for polynomials of degree 2n − 1.</summary>
public static class GaussLegendre
{
    private static readonly ConcurrentDictionary<int, GaussRule> Rules = new();

    public static GaussRule Rule(int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        return Rules.GetOrAdd(points, Make);
    }

    /// <summary>∫ f over [low, high] by one rule.</summary>
    public static double Integrate(Func<double, double> function, double low, double high, int points = 32)
    {
        var rule = Rule(points);
        double half = 0.5 * (high - low), middle = 0.5 * (high + low), sum = 0;
        for (int i = 0; i < rule.Count; i++) sum += rule.Weights[i] * function(middle + half * rule.Nodes[i]);
        return half * sum;
    }

    /// <summary>∫ f over [low, high] by equal panels.</summary>
    public static double Integrate(Func<double, double> function, double low, double high, int points, int panels)
    {
        double sum = 0, width = (high - low) / panels;
        for (int i = 0; i < panels; i++) sum += Integrate(function, low + i * width, low + (i + 1) * width, points);
        return sum;
    }

    private static GaussRule Make(int n)
    {
        var x = new double[n];
        var w = new double[n];
        for (int i = 0; i < (n + 1) / 2; i++)
        {
            double z = Math.Cos(Math.PI * (i + 0.75) / (n + 0.5)), slope = 1;
            for (int step = 0; step < 100; step++)
            {
                double p = 1, below = 0;
                for (int k = 1; k <= n; k++) (p, below) = (((2 * k - 1) * z * p - (k - 1) * below) / k, p);
                slope = n * (z * p - below) / (z * z - 1);
                double move = p / slope;
                z -= move;
                if (Math.Abs(move) < 1e-16) break;
            }
            if (n % 2 == 1 && i == n / 2) z = 0;
            x[i] = -z;
            x[n - 1 - i] = z;
            w[i] = w[n - 1 - i] = 2 / ((1 - z * z) * slope * slope);
        }
        return new(x, w);
    }
}

/// <summary>Gauss–Hermite for the standard normal: E f(Z) ≈ Σ wᵢ f(zᵢ), weights summing to 1.</summary>
/// <remarks>Nodes for the weight e^(−x²) are zᵢ/√2 and weights wᵢ√π.</remarks>
public static class GaussHermite
{
    private static readonly ConcurrentDictionary<int, GaussRule> Rules = new();

    public static GaussRule Rule(int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(points, 200);
        return Rules.GetOrAdd(points, Make);
    }

    /// <summary>Eigenvalues of the Jacobi matrix bracketed by Sturm counts, each then polished by Newton on the orthonormal polynomial.</summary>
    private static GaussRule Make(int n)
    {
        var x = new double[n];
        var w = new double[n];
        for (int i = 0; i < n; i++)
        {
            double low = -2 * Math.Sqrt(n) - 1, high = -low;
            while (high - low > 1e-10)
            {
                double middle = 0.5 * (low + high);
                if (Below(n, middle) > i) high = middle;
                else low = middle;
            }
            double z = 0.5 * (low + high);
            if (n % 2 == 1 && i == n / 2) z = 0;
            for (int step = 0; step < 5; step++)
            {
                var (p, previous) = Orthonormal(n, z);
                z -= p / (Math.Sqrt(n) * previous);
            }
            double last = Orthonormal(n, z).Previous;
            x[i] = n % 2 == 1 && i == n / 2 ? 0 : z;
            w[i] = 1 / (n * last * last);
        }
        return new(x, w);
    }

    /// <summary>hₙ(z) and hₙ₋₁(z), orthonormal under the standard normal: √k hₖ = z hₖ₋₁ − √(k−1) hₖ₋₂.</summary>
    private static (double Value, double Previous) Orthonormal(int n, double z)
    {
        double p = 1, below = 0;
        for (int k = 1; k <= n; k++) (p, below) = ((z * p - Math.Sqrt(k - 1) * below) / Math.Sqrt(k), p);
        return (p, below);
    }

    /// <summary>How many nodes lie below z.</summary>
    private static int Below(int n, double z)
    {
        int count = 0;
        double ratio = 1;
        for (int k = 0; k < n; k++)
        {
            ratio = -z - (k == 0 ? 0 : k / ratio);
            if (ratio == 0) ratio = 1e-300;
            if (ratio < 0) count++;
        }
        return count;
    }
}
