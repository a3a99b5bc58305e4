using Cavum.Core;

namespace Cavum.Stats;

/// <summary>One bootstrap replicate of a matched comparison.</summary>
internal sealed class MatchedResample
{
    private readonly int n, p;
    private readonly double[] raw, spread; // covariates by row; sampling sd of each target mean
    private readonly IReadOnlyList<MatchTarget> targets;
    private readonly double[] start, scale;
    private readonly int[] covariateOf;
    private readonly bool[] second;

    internal MatchedResample(double[,] covariates, IReadOnlyList<MatchTarget> targets, MatchingAdjustedFit fit, int? targetSubjects)
    {
        this.targets = targets;
        n = covariates.GetLength(0);
        int k = targets.Count;
        raw = new double[n * k];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < k; j++) raw[i * k + j] = covariates[i, j];
        var moments = targets.SelectMany((t, j) => t.Sd is null ? new[] { (j, false) } : [(j, false), (j, true)]).ToArray();
        p = moments.Length;
        covariateOf = [.. moments.Select(m => m.Item1)];
        second = [.. moments.Select(m => m.Item2)];
        var matrix = MomentMatrix.Of(covariates, targets);
        scale = matrix.Scales;
        start = matrix.Basis(fit.Coefficients);
        spread = [.. targets.Select(t => targetSubjects is not { } size ? 0 : (t.Sd ?? Math.Sqrt(Math.Max(0, t.Mean * (1 - t.Mean)))) / Math.Sqrt(size))];
    }

    /// <summary>ln HR of a resample; NaN where it cannot be matched or fitted.</summary>
    internal double Draw(PooledArms arms, SeededRandom random)
    {
        var counts = new int[n];
        for (int i = 0; i < n; i++) counts[random.NextInt(n)]++;
        var other = new int[arms.Comparators];
        for (int i = 0; i < other.Length; i++) other[random.NextInt(other.Length)]++;
        double[] mean = [.. targets.Select((t, j) => spread[j] > 0 ? t.Mean + spread[j] * random.NextNormal() : t.Mean)];
        return Weights(counts, mean) is { } weights ? arms.LogHazardRatio(weights, other, counts) : double.NaN;
    }

    /// <summary>Newton's method on ln Σ cᵢ exp(x′a) from the whole sample's solution; null where it does not settle: the target left the resample's hull.</summary>
    private double[]? Weights(int[] counts, double[] mean)
    {
        double[] x = Moments(counts, mean, out int[] rows);
        double[] a = (double[])start.Clone(), w = new double[rows.Length], g = new double[p];
        var h = new double[p, p];
        for (int iteration = 0; iteration < 60; iteration++)
        {
            double norm = Sums(x, rows, counts, a, w, g, h);
            if (!double.IsFinite(norm)) return null;
            if (norm < 1e-9) return Spread(rows, w);
            for (int j = 0; j < p; j++) h[j, j] *= 1 + 1e-13;
            if (!Cholesky.TryDecompose(h, out var cholesky, 1e-13)) return null;
            double[] step = cholesky.Solve(g);
            double decrement = Math.Sqrt(Math.Max(0, Matrix.Dot(step, g))), factor = decrement > 0.3 ? 1 / (1 + decrement) : 1;
            for (int j = 0; j < p; j++) a[j] -= factor * step[j];
        }
        return null;
    }

    private double[] Moments(int[] counts, double[] mean, out int[] rows)
    {
        var drawn = new List<int>(n);
        for (int i = 0; i < n; i++)
            if (counts[i] > 0) drawn.Add(i);
        rows = [.. drawn];
        var x = new double[rows.Length * p];
        for (int r = 0; r < rows.Length; r++)
            for (int j = 0; j < p; j++)
            {
                int c = covariateOf[j];
                double d = raw[rows[r] * targets.Count + c] - mean[c], s = targets[c].Sd ?? 0;
                x[r * p + j] = (second[j] ? d * d - s * s : d) / scale[j];
            }
        return x;
    }

    private double Sums(double[] x, int[] rows, int[] counts, double[] a, double[] w, double[] g, double[,] h)
    {
        double high = double.NegativeInfinity, sum = 0;
        for (int r = 0; r < rows.Length; r++)
        {
            double z = 0;
            for (int j = 0; j < p; j++) z += x[r * p + j] * a[j];
            w[r] = z;
            high = Math.Max(high, z);
        }
        Array.Clear(g);
        Array.Clear(h);
        for (int r = 0; r < rows.Length; r++)
        {
            w[r] = Math.Exp(w[r] - high);
            double share = counts[rows[r]] * w[r];
            sum += share;
            for (int j = 0; j < p; j++)
            {
                double part = share * x[r * p + j];
                g[j] += part;
                for (int k = 0; k <= j; k++) h[j, k] += part * x[r * p + k];
            }
        }
        double norm = 0;
        for (int j = 0; j < p; j++)
        {
            g[j] /= sum;
            norm = Math.Max(norm, Math.Abs(g[j]));
        }
        for (int j = 0; j < p; j++)
            for (int k = 0; k <= j; k++) h[k, j] = h[j, k] = h[j, k] / sum - g[j] * g[k];
        return norm;
    }

    private double[] Spread(int[] rows, double[] w)
    {
        var all = new double[n];
        for (int r = 0; r < rows.Length; r++) all[rows[r]] = w[r];
        return all;
    }
}
