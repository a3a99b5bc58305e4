using Cavum.Core;

namespace Cavum.Stats;

/// <summary>The likelihood of a censored nonlinear mixed model by importance sampling with fixed draws, so that it is a smooth function of the parameters.</summary>
/// <remarks>
/// Proposal for each subject: a multivariate t with 5 degrees of freedom about the conditional mean of u, with 1.2 times its spread; draws in opposite pairs.
/// ln p(y) = Σᵢ ln mean(w), its Monte Carlo variance Σᵢ var(w)/(R·mean(w)²); score by Fisher's identity under the same weights.
/// </remarks>
internal sealed class ImportanceLikelihood
{
    private const double Freedom = 5, Widening = 1.2;
    private readonly IReadOnlyList<CensoredSeries> subjects;
    private readonly MeanCurve curve;
    private readonly int[] random;
    private readonly RandomFactor factor;
    private readonly double[][][] draws;
    private readonly double[][] proposal;
    private (double[] At, Result Value)? last;

    /// <param name="Efficiency">The least effective share of the draws of a subject.</param>
    /// <param name="Parts">By subject: φ and u at their conditional means, and the conditional covariance of u.</param>
    internal sealed record Result(double Log, double Error, double[] Gradient, double Efficiency, IReadOnlyList<Part> Parts);

    internal sealed record Part(double Log, double Variance, double[] Gradient, double[] Phi, double[] Mean, double[,] Covariance, double Efficiency);

    internal ImportanceLikelihood(IReadOnlyList<CensoredSeries> subjects, MeanCurve curve, int[] random, RandomFactor factor, double[][] means, double[][,] covariances, int count, ulong seed)
    {
        (this.subjects, this.curve, this.random, this.factor) = (subjects, curve, random, factor);
        (draws, proposal) = (new double[subjects.Count][][], new double[subjects.Count][]);
        for (int i = 0; i < subjects.Count; i++) (draws[i], proposal[i]) = Draw(means[i], covariances[i], count, new SeededRandom(seed, 1_000_000ul + (ulong)i));
    }

    /// <summary>Draws of u and their log densities, up to one constant that <see cref="Subject"/> adds.</summary>
    private static (double[][] Draws, double[] Log) Draw(double[] mean, double[,] covariance, int count, SeededRandom generator)
    {
        int k = mean.Length;
        var spread = Matrix.Add(Matrix.Scale(covariance, Widening * Widening), Matrix.Scale(Matrix.Identity(k), 1e-4));
        var cholesky = Cholesky.TryDecompose(spread, out var made) ? made : throw new InvalidOperationException("A conditional covariance is not positive definite.");
        double[,] lower = cholesky.Lower();
        double constant = GammaFunction.Log((Freedom + k) / 2) - GammaFunction.Log(Freedom / 2) - 0.5 * k * Math.Log(Freedom * Math.PI) - 0.5 * cholesky.LogDeterminant();
        var all = new double[count][];
        var log = new double[count];
        for (int r = 0; r < count; r += 2)
        {
            double[] z = [.. Enumerable.Range(0, k).Select(_ => generator.NextNormal())];
            double chi = 2 * generator.NextGamma(Freedom / 2), stretch = Math.Sqrt(Freedom / chi), size = stretch * stretch * Matrix.Dot(z, z);
            for (int sign = 1; sign >= -1 && r + (1 - sign) / 2 < count; sign -= 2)
            {
                int at = r + (1 - sign) / 2;
                all[at] = new double[k];
                for (int a = 0; a < k; a++)
                {
                    double sum = mean[a];
                    for (int b = 0; b <= a; b++) sum += sign * stretch * lower[a, b] * z[b];
                    all[at][a] = sum;
                }
                log[at] = constant - 0.5 * (Freedom + k) * Math.Log(1 + size / Freedom);
            }
        }
        return (all, log);
    }

    internal Result Evaluate(double[] p)
    {
        if (last is { } known && known.At.AsSpan().SequenceEqual(p)) return known.Value;
        var parts = new Part[subjects.Count];
        double[,] lower = factor.Lower(p);
        Parallel.For(0, subjects.Count, i => parts[i] = Subject(i, p, lower));
        var gradient = new double[p.Length];
        double log = 0, variance = 0, least = 1;
        foreach (var part in parts)
        {
            log += part.Log;
            variance += part.Variance;
            least = Math.Min(least, part.Efficiency);
            for (int k = 0; k < gradient.Length; k++) gradient[k] += part.Gradient[k];
        }
        var value = new Result(double.IsNaN(log) ? double.NegativeInfinity : log, Math.Sqrt(variance), gradient, least, parts);
        last = ((double[])p.Clone(), value);
        return value;
    }

    private Part Subject(int i, double[] p, double[,] lower)
    {
        var rows = subjects[i];
        int m = rows.Times.Length, count = draws[i].Length, size = curve.Names.Count, effects = random.Length;
        double sigma = Math.Exp(p[^1]), top = double.NegativeInfinity, sum = 0, square = 0;
        double[] fit = new double[m], slope = new double[m], curvature = new double[m], contributions = new double[p.Length], gradient = new double[p.Length], mean = new double[size], phi = new double[size];
        double[] centre = new double[effects];
        double[,] spread = new double[effects, effects];
        double[][] jacobian = [.. Enumerable.Range(0, m).Select(_ => new double[size])];
        for (int r = 0; r < count; r++)
        {
            double[] u = draws[i][r];
            p.AsSpan(0, size).CopyTo(phi);
            for (int k = 0; k < effects; k++)
                for (int l = 0; l <= k; l++) phi[random[k]] += lower[k, l] * u[l];
            for (int j = 0; j < m; j++) fit[j] = curve.Evaluate(phi, rows.Times[j], jacobian[j]);
            var (log, byLogSigma) = CensoredRows.Evaluate(rows, fit, sigma, slope, curvature);
            double weight = log - 0.5 * Matrix.Dot(u, u) - effects * 0.91893853320467274178 - proposal[i][r];
            if (!double.IsFinite(weight)) continue;
            if (weight > top) // keep the sums relative to the largest weight
            {
                double scale = Math.Exp(top - weight);
                sum *= scale;
                square *= scale * scale;
                for (int k = 0; k < gradient.Length; k++) gradient[k] *= scale;
                for (int k = 0; k < size; k++) mean[k] *= scale;
                for (int k = 0; k < effects; k++)
                {
                    centre[k] *= scale;
                    for (int l = 0; l < effects; l++) spread[k, l] *= scale;
                }
                top = weight;
            }
            double w = Math.Exp(weight - top);
            sum += w;
            square += w * w;
            Array.Clear(contributions);
            for (int j = 0; j < m; j++)
                for (int k = 0; k < size; k++) contributions[k] += slope[j] * jacobian[j][k];
            factor.Contribute(contributions, random, lower, u);
            contributions[^1] = byLogSigma;
            for (int k = 0; k < gradient.Length; k++) gradient[k] += w * contributions[k];
            for (int k = 0; k < size; k++) mean[k] += w * phi[k];
            for (int k = 0; k < effects; k++)
            {
                centre[k] += w * u[k];
                for (int l = 0; l < effects; l++) spread[k, l] += w * u[k] * u[l];
            }
        }
        for (int k = 0; k < gradient.Length; k++) gradient[k] /= sum;
        for (int k = 0; k < size; k++) mean[k] /= sum;
        for (int k = 0; k < effects; k++) centre[k] /= sum;
        for (int k = 0; k < effects; k++)
            for (int l = 0; l < effects; l++) spread[k, l] = spread[k, l] / sum - centre[k] * centre[l];
        return new(top + Math.Log(sum / count), square / (sum * sum) - 1.0 / count, gradient, mean, centre, spread, sum * sum / square / count);
    }
}
