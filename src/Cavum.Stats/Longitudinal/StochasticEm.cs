using Cavum.Core;

namespace Cavum.Stats;

/// <summary>How long a stochastic EM runs; the same seed gives the same bits on any number of threads.</summary>
/// <param name="Exploration">Steps that forget all before them.</param>
/// <param name="Smoothing">Steps that average with weight 1/k.</param>
/// <param name="Chains">Chains a subject.</param>
/// <param name="Draws">Draws a subject of the importance sampling that finishes the fit and gives the log-likelihood.</param>
public sealed record StochasticEmOptions(int Exploration = 200, int Smoothing = 150, int Chains = 3, int Draws = 2000, ulong Seed = 1);

/// <summary>The censored nonlinear mixed model for any number of random effects: stochastic approximation EM, finished by importance sampling.</summary>
/// <remarks>
/// Delyon, Lavielle &amp; Moulines 1999, Ann Stat 27:94–128; Kuhn &amp; Lavielle 2005, Comput Stat Data Anal 49:1020–1038; censored values are drawn below their limit
/// (Samson, Lavielle &amp; Mentré 2006, Comput Stat Data Anal 51:1562–1574), so σ does not shrink. The EM only finds the neighbourhood: the log-likelihood by importance sampling with
/// fixed draws is then maximised as a smooth function, and its own Monte Carlo error is reported.
/// </remarks>
public static class StochasticEm
{
    public static CensoredNonlinearMixedFit Fit(IReadOnlyList<CensoredSeries> subjects, MeanCurve curve, double[] start, int[] random, double[] startSd,
        bool correlated = false, StochasticEmOptions? options = null)
    {
        CensoredNonlinearMixed.Check(subjects, curve, start, random, startSd);
        options ??= new();
        var factor = new RandomFactor(start.Length, random.Length, correlated);
        var (theta, covariance, sigma, means, covariances) = new StochasticEmRun(subjects, curve, random, correlated, options).Go(start, startSd);
        double[] p = [.. theta, .. factor.Of(covariance)!, Math.Log(sigma)];
        Optimum optimum;
        ImportanceLikelihood Sampler(int draws, ulong seed) => new(subjects, curve, random, factor, means, covariances, draws, seed);
        for (int round = 0; ; round++) // a few steps at a time: proposals that lag behind the parameters are soon all noise
        {
            var likelihood = Sampler(options.Draws, options.Seed + (ulong)round);
            optimum = Bfgs.Minimise(x => Bounded(x, start.Length, random.Length) ? -likelihood.Evaluate(x).Log : double.PositiveInfinity, p, x => [.. likelihood.Evaluate(x).Gradient.Select(g => -g)], 1e-5, 6);
            p = optimum.Point;
            var parts = likelihood.Evaluate(p).Parts;
            (means, covariances) = ([.. parts.Select(x => x.Mean)], [.. parts.Select(x => x.Covariance)]);
            if (round == 3) break;
        }
        double?[] errors = new double?[start.Length];
        var (final, local) = (Sampler(5 * options.Draws, options.Seed + 4), Sampler(2 * options.Draws, options.Seed + 5));
        var result = final.Evaluate(p);
        var information = Matrix.Scale(Differences.HessianOfGradient(x => local.Evaluate(x).Gradient, p, 0.3), -1);
        if (Cholesky.TryDecompose(information, out var cholesky, 1e-10))
        {
            var inverse = cholesky.Inverse();
            for (int k = 0; k < errors.Length; k++) errors[k] = Math.Sqrt(inverse[k, k]);
            (p, result) = Climb(final, p, result, cholesky);
        }
        double norm = result.Gradient.Max(Math.Abs);
        bool converged = norm < 1e-3 * Math.Max(1, Math.Abs(result.Log)) && result.Error < 0.5;
        double[,] spread = RandomFactor.Covariance(factor.Lower(p));
        return new(result.Log, result.Error, [.. curve.Names.Select((name, k) => new FixedEffect(name, p[k], errors[k]))], [.. Matrix.Diagonal(spread).Select(v => Math.Sqrt(v))], spread,
            Math.Exp(p[^1]), [.. result.Parts.Select(x => x.Phi)], norm, converged, converged
                ? FormattableString.Invariant($"Converged; log-likelihood by importance sampling, Monte Carlo error {result.Error:0.000}, least effective share of draws {result.Efficiency:0.00}.")
                : FormattableString.Invariant($"Not converged: gradient {norm:0.0E+0}, Monte Carlo error {result.Error:0.000}. {optimum.Status}"));
    }

    /// <summary>Newton steps on the last round, halved until they gain, until a step would gain nothing.</summary>
    private static (double[] Point, ImportanceLikelihood.Result Result) Climb(ImportanceLikelihood likelihood, double[] p, ImportanceLikelihood.Result result, Cholesky information)
    {
        for (int step = 0; step < 15; step++)
        {
            double[] move = information.Solve(result.Gradient);
            if (Matrix.Dot(move, result.Gradient) < 1e-8) break;
            bool gained = false;
            for (double factor = 1; factor > 0.1 && !gained; factor *= 0.5)
            {
                double[] next = [.. p.Select((v, k) => v + factor * move[k])];
                var trial = likelihood.Evaluate(next);
                if (!(gained = trial.Log > result.Log)) continue;
                (p, result) = (next, trial);
            }
            if (!gained) break;
        }
        return (p, result);
    }

    private static bool Bounded(double[] p, int size, int effects) => Enumerable.Range(size, effects).Append(p.Length - 1).All(k => Math.Abs(p[k]) < 25);
}

/// <summary>One run of the stochastic EM.</summary>
internal sealed class StochasticEmRun
{
    private readonly IReadOnlyList<CensoredSeries> subjects;
    private readonly MeanCurve curve;
    private readonly int[] random, rigid;
    private readonly bool correlated;
    private readonly StochasticEmOptions options;
    private readonly Chain[] chains;
    private double[] theta = [];
    private double[,] covariance = new double[0, 0];
    private double sigma;

    /// <summary>Chains of one subject: its random effects, step widths, and sums over the smoothing steps.</summary>
    private sealed class Chain(int count, int effects, SeededRandom generator)
    {
        internal SeededRandom Generator => generator;
        internal double[][] Effects { get; } = [.. Enumerable.Range(0, count).Select(_ => new double[effects])];
        internal double[] Width { get; } = [.. Enumerable.Repeat(1.0, effects)];
        internal double[] Sum { get; } = new double[effects];
        internal double[,] Square { get; } = new double[effects, effects];
        internal double[] First { get; } = new double[effects];
        internal double[,] Second { get; } = new double[effects, effects];
        internal double Residual { get; set; }
        internal double[] Right { get; set; } = [];
        internal double[,] Normal { get; set; } = new double[0, 0];
    }

    internal StochasticEmRun(IReadOnlyList<CensoredSeries> subjects, MeanCurve curve, int[] random, bool correlated, StochasticEmOptions options)
    {
        (this.subjects, this.curve, this.random, this.correlated, this.options) = (subjects, curve, random, correlated, options);
        rigid = [.. Enumerable.Range(0, curve.Names.Count).Except(random)];
        chains = [.. Enumerable.Range(0, subjects.Count).Select(i => new Chain(options.Chains, random.Length, new SeededRandom(options.Seed, (ulong)i)))];
    }

    /// <summary>Estimates, and for each subject mean and covariance of u = L⁻¹b over the smoothing steps.</summary>
    internal (double[] Theta, double[,] Covariance, double Sigma, double[][] Means, double[][,] Covariances) Go(double[] start, double[] startSd)
    {
        (theta, sigma) = ([.. start], startSd[^1]);
        covariance = new double[random.Length, random.Length];
        for (int k = 0; k < random.Length; k++) covariance[k, k] = startSd[k] * startSd[k];
        double[] first = new double[random.Length];
        double[,] second = Matrix.Scale(covariance, subjects.Count);
        double residual = sigma * sigma * subjects.Sum(s => s.Times.Length);
        for (int step = 1; step <= options.Exploration + options.Smoothing; step++)
        {
            bool smoothing = step > options.Exploration;
            double gain = smoothing ? 1.0 / (step - options.Exploration) : 1;
            Cholesky.TryDecompose(covariance, out var cholesky, 1e-14);
            Parallel.For(0, subjects.Count, i => Simulate(i, cholesky!, smoothing));
            Maximise(gain, step <= options.Exploration * 0.6, ref first, ref second, ref residual);
        }
        Cholesky.TryDecompose(covariance, out var factor, 1e-14);
        double[,] lower = factor!.Lower();
        double steps = (double)options.Smoothing * options.Chains;
        var means = chains.Select(c => Solve(lower, [.. c.Sum.Select(v => v / steps)])).ToArray();
        var spreads = chains.Select((c, i) => Standardised(lower, Matrix.Scale(c.Square, 1 / steps), means[i])).ToArray();
        return (theta, covariance, sigma, means, spreads);
    }

    /// <summary>Two proposals from the population, two rounds of single steps, for each chain; then what the maximisation needs.</summary>
    private void Simulate(int i, Cholesky cholesky, bool smoothing)
    {
        var (chain, rows, effects) = (chains[i], subjects[i], random.Length);
        int m = rows.Times.Length;
        double[,] lower = cholesky.Lower();
        Array.Clear(chain.First);
        Array.Clear(chain.Second);
        chain.Residual = 0;
        (chain.Right, chain.Normal) = (new double[rigid.Length], new double[rigid.Length, rigid.Length]);
        double[][] jacobian = [.. Enumerable.Range(0, m).Select(_ => new double[theta.Length])];
        double[] fit = new double[m], unused = new double[m], second = new double[m];
        foreach (double[] b in chain.Effects)
        {
            double log = Log(rows, b, fit, jacobian, unused, second);
            for (int round = 0; round < 2; round++)
            {
                double[] proposed = Correlate(lower, chain.Generator);
                Accept(proposed, 0);
            }
            for (int round = 0; round < 2; round++)
                for (int k = 0; k < effects; k++)
                {
                    double[] proposed = [.. b];
                    proposed[k] += chain.Width[k] * lower[k, k] * chain.Generator.NextNormal();
                    bool taken = Accept(proposed, Quadratic(cholesky, b) - Quadratic(cholesky, proposed));
                    chain.Width[k] = Math.Clamp(chain.Width[k] * (1 + 0.1 * ((taken ? 1 : 0) - 0.4)), 1e-3, 10);
                }
            Log(rows, b, fit, jacobian, unused, second);
            Gather(chain, rows, b, fit, jacobian);
            for (int k = 0; smoothing && k < effects; k++)
            {
                chain.Sum[k] += b[k];
                for (int l = 0; l < effects; l++) chain.Square[k, l] += b[k] * b[l];
            }

            bool Accept(double[] proposed, double prior)
            {
                double next = Log(rows, proposed, fit, jacobian, unused, second);
                if (!(Math.Log(1 - chain.Generator.NextDouble()) < next - log + prior)) return false;
                proposed.CopyTo(b, 0);
                log = next;
                return true;
            }
        }
    }

    private void Gather(Chain chain, CensoredSeries rows, double[] b, double[] fit, double[][] jacobian)
    {
        double share = 1.0 / options.Chains;
        for (int k = 0; k < b.Length; k++)
        {
            chain.First[k] += share * (theta[random[k]] + b[k]);
            for (int l = 0; l < b.Length; l++) chain.Second[k, l] += share * (theta[random[k]] + b[k]) * (theta[random[l]] + b[l]);
        }
        for (int j = 0; j < fit.Length; j++)
        {
            double off = (rows.Censored[j] ? Below(rows.Values[j], fit[j], chain.Generator) : rows.Values[j]) - fit[j];
            chain.Residual += share * off * off;
            for (int k = 0; k < rigid.Length; k++)
            {
                chain.Right[k] += share * jacobian[j][rigid[k]] * off;
                for (int l = 0; l < rigid.Length; l++) chain.Normal[k, l] += share * jacobian[j][rigid[k]] * jacobian[j][rigid[l]];
            }
        }
    }

    /// <summary>A normal value known to lie below its limit.</summary>
    private double Below(double limit, double mean, SeededRandom generator)
    {
        double a = (limit - mean) / sigma, u = 1 - generator.NextDouble();
        return a > -8 ? mean + sigma * Normal.Quantile(Math.Max(1e-300, u * Normal.Cdf(a))) : limit + sigma * Math.Log(u) / -a; // far out the tail is exponential
    }

    private double Log(CensoredSeries rows, double[] b, double[] fit, double[][] jacobian, double[] slope, double[] curvature)
    {
        double[] phi = [.. theta];
        for (int k = 0; k < b.Length; k++) phi[random[k]] += b[k];
        for (int j = 0; j < fit.Length; j++) fit[j] = curve.Evaluate(phi, rows.Times[j], jacobian[j]);
        double log = CensoredRows.Evaluate(rows, fit, sigma, slope, curvature).Log;
        return double.IsNaN(log) ? double.NegativeInfinity : log;
    }

    /// <summary>Population values, covariance and σ from the averaged sums; early on no spread falls by more than 5 % a step, so that none collapses before it is explored.</summary>
    private void Maximise(double gain, bool annealing, ref double[] first, ref double[,] second, ref double residual)
    {
        int n = subjects.Count, rowCount = subjects.Sum(s => s.Times.Length);
        double[] f = new double[random.Length], right = new double[rigid.Length];
        double[,] s = new double[random.Length, random.Length], normal = new double[rigid.Length, rigid.Length];
        double r = 0;
        foreach (var chain in chains)
        {
            r += chain.Residual;
            for (int k = 0; k < f.Length; k++) f[k] += chain.First[k];
            for (int k = 0; k < right.Length; k++) right[k] += chain.Right[k];
            s = Matrix.Add(s, chain.Second);
            normal = Matrix.Add(normal, chain.Normal);
        }
        for (int k = 0; k < f.Length; k++) first[k] += gain * (f[k] - first[k]);
        second = Matrix.Add(second, Matrix.Add(s, second, -1), gain);
        residual += gain * (r - residual);
        for (int k = 0; k < f.Length; k++) theta[random[k]] = first[k] / n;
        if (rigid.Length > 0 && Cholesky.TryDecompose(normal, out var cholesky, 1e-12))
        {
            double[] move = cholesky.Solve(right);
            for (int k = 0; k < rigid.Length; k++) theta[rigid[k]] += Math.Min(gain, 0.5) * Math.Clamp(move[k], -1, 1);
        }
        var next = new double[f.Length, f.Length];
        for (int k = 0; k < f.Length; k++)
            for (int l = 0; l < f.Length; l++)
                if (correlated || k == l) next[k, l] = second[k, l] / n - first[k] * first[l] / n / n;
        for (int k = 0; k < f.Length; k++) next[k, k] = Math.Max(Math.Max(next[k, k], 1e-6), annealing ? 0.9 * covariance[k, k] : 0);
        if (Cholesky.TryDecompose(next, out _, 1e-12)) covariance = next;
        sigma = Math.Sqrt(Math.Max(residual / rowCount, annealing ? 0.9 * sigma * sigma : 1e-12));
    }

    private static double[] Correlate(double[,] lower, SeededRandom generator)
    {
        double[] z = [.. Enumerable.Range(0, lower.GetLength(0)).Select(_ => generator.NextNormal())];
        return Matrix.Multiply(lower, z);
    }

    private static double Quadratic(Cholesky cholesky, double[] b) => 0.5 * Matrix.Dot(b, cholesky.Solve(b));

    private static double[] Solve(double[,] lower, double[] b)
    {
        var u = new double[b.Length];
        for (int k = 0; k < b.Length; k++)
        {
            double sum = b[k];
            for (int l = 0; l < k; l++) sum -= lower[k, l] * u[l];
            u[k] = sum / lower[k, k];
        }
        return u;
    }

    /// <summary>Covariance of u = L⁻¹b from the mean square of b.</summary>
    private static double[,] Standardised(double[,] lower, double[,] meanSquare, double[] mean)
    {
        int k = mean.Length;
        var half = new double[k, k];
        for (int c = 0; c < k; c++)
        {
            double[] column = Solve(lower, Matrix.Column(meanSquare, c));
            for (int a = 0; a < k; a++) half[a, c] = column[a];
        }
        var all = new double[k, k];
        for (int a = 0; a < k; a++)
        {
            double[] row = Solve(lower, [.. Enumerable.Range(0, k).Select(c => half[a, c])]);
            for (int c = 0; c < k; c++) all[a, c] = row[c] - mean[a] * mean[c];
        }
        for (int a = 0; a < k; a++)
        {
            all[a, a] = Math.Max(all[a, a], 1e-3);
            for (int c = 0; c < a; c++) all[a, c] = all[c, a] = 0.5 * (all[a, c] + all[c, a]);
        }
        return all;
    }
}
