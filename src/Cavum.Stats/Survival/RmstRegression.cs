namespace Cavum.Stats;

/// <summary>What an adjusted restricted mean is modelled on.</summary>
public enum RmstScale
{
    /// <summary>Mean time lived, additive.</summary>
    Difference,

    /// <summary>Log of the mean time lived.</summary>
    Ratio,

    /// <summary>Log of the mean time lost, τ − RMST.</summary>
    LostTimeRatio,
}

/// <param name="Effect">The estimate itself for a difference, its exponential for a ratio; so are its limits.</param>
public sealed record RmstCoefficient(string Name, double Estimate, double StdErr, double Z, double PValue, double Effect, double Lower, double Upper);

public sealed record AdjustedRmst(RmstScale Scale, FitStatus Status, IReadOnlyList<RmstCoefficient> Coefficients);

/// <summary>Restricted mean survival adjusted for covariates by inverse probability of censoring weights.</summary>
/// <remarks>
/// Solves Σ wᵢxᵢ(min(Tᵢ, τ) − g(xᵢ′β)) = 0 with wᵢ = dᵢ/Ĝ(min(Tᵢ, τ)), Ĝ the Kaplan–Meier estimate of censoring in the row's own arm, identity or log link
/// (Tian, Zhao &amp; Wei 2014, Biostatistics 15:222); the sandwich carries the error of Ĝ. Rows followed to τ count as observed. Oracle: survRM2.
/// </remarks>
public static class RmstRegression
{
    private const double SmallestCensoringSurvival = 0.001;

    /// <param name="arms">0 or 1.</param>
    /// <param name="names">Intercept, arm, then one a covariate.</param>
    public static IReadOnlyList<AdjustedRmst> Fit(
        ReadOnlySpan<double> times, ReadOnlySpan<bool> events, ReadOnlySpan<int> arms, double[,] covariates, double tau,
        IReadOnlyList<string> names, double confidence = 0.95)
    {
        SurvivalArguments.Check(times, events);
        int n = times.Length, p = covariates.GetLength(1) + 2;
        if (covariates.GetLength(0) != n || arms.Length != n) throw new ArgumentException($"{n} times need as many arms and rows of covariates.", nameof(covariates));
        if (names.Count != p) throw new ArgumentException($"{names.Count} names for {p} coefficients.", nameof(names));
        var problem = new IpcwRows(n, p);
        for (int i = 0; i < n; i++)
        {
            problem.Y[i] = Math.Min(times[i], tau);
            problem.Seen[i] = events[i] || times[i] >= tau;
            problem.Arm[i] = arms[i];
            problem.X[i, 0] = 1;
            problem.X[i, 1] = arms[i];
            for (int c = 2; c < p; c++) problem.X[i, c] = covariates[i, c - 2];
        }
        problem.Weigh(SmallestCensoringSurvival);
        double z = Normal.Quantile(0.5 + confidence / 2);
        return [.. Enum.GetValues<RmstScale>().Select(scale => FitOne(problem, scale, tau, names, z))];
    }

    private static AdjustedRmst FitOne(IpcwRows rows, RmstScale scale, double tau, IReadOnlyList<string> names, double z)
    {
        int n = rows.Y.Length, p = names.Count;
        double[] y = scale == RmstScale.LostTimeRatio ? [.. rows.Y.Select(t => tau - t)] : rows.Y;
        bool log = scale != RmstScale.Difference;
        var beta = new double[p];
        if (log) beta[0] = Math.Log(Math.Max(1e-12, WeightedMean(y, rows.Weight)));
        bool[] free = [.. Enumerable.Repeat(true, p)];
        var status = FitStatus.NotConverged;
        var fitted = new double[n];
        for (int iteration = 0; iteration < 100; iteration++)
        {
            var gradient = new double[p];
            var information = new double[p, p];
            for (int i = 0; i < n; i++)
            {
                fitted[i] = Mean(rows.X, i, beta, log);
                AddTo(gradient, information, rows.X, i, rows.Weight[i] * (y[i] - fitted[i]), rows.Weight[i] * (log ? fitted[i] : 1));
            }
            if (SymmetricSolve.Solve(information, gradient, free) is not { } step) return new(scale, FitStatus.NotConverged, []);
            double largest = 0;
            for (int c = 0; c < p; c++)
            {
                beta[c] += step[c];
                largest = Math.Max(largest, Math.Abs(step[c]) / (1e-300 + Math.Abs(beta[c])));
            }
            if (largest > 1e-11 && !(iteration > 20 && largest < 1e-8)) continue;
            status = FitStatus.Converged;
            break;
        }
        double[,] variance = rows.Sandwich(y, [.. Enumerable.Range(0, n).Select(i => Mean(rows.X, i, beta, log))], log);
        return new(scale, status, [.. Enumerable.Range(0, p).Select(c => Coefficient(names[c], beta[c], Math.Sqrt(variance[c, c]), log, z))]);
    }

    private static RmstCoefficient Coefficient(string name, double estimate, double se, bool log, double z)
    {
        double ratio = estimate / se;
        Func<double, double> effect = log ? Math.Exp : b => b;
        return new(name, estimate, se, ratio, 2 * Normal.Sf(Math.Abs(ratio)), effect(estimate), effect(estimate - z * se), effect(estimate + z * se));
    }

    private static double WeightedMean(double[] y, double[] weight)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < y.Length; i++)
        {
            sum += weight[i] * y[i];
            total += weight[i];
        }
        return sum / total;
    }

    private static double Mean(double[,] x, int i, double[] beta, bool log)
    {
        double eta = 0;
        for (int c = 0; c < beta.Length; c++) eta += x[i, c] * beta[c];
        return log ? Math.Exp(eta) : eta;
    }

    internal static void AddTo(double[] gradient, double[,] information, double[,] x, int i, double residual, double weight)
    {
        for (int a = 0; a < gradient.Length; a++)
        {
            gradient[a] += residual * x[i, a];
            for (int c = 0; c < gradient.Length; c++) information[a, c] += weight * x[i, a] * x[i, c];
        }
    }
}

/// <summary>Rows of a censoring-weighted regression, with the influence of the estimated censoring distribution.</summary>
internal sealed class IpcwRows(int n, int p)
{
    public double[] Y { get; } = new double[n];
    public bool[] Seen { get; } = new bool[n];
    public int[] Arm { get; } = new int[n];
    public double[] Weight { get; } = new double[n];
    public double[,] X { get; } = new double[n, p];

    public void Weigh(double smallest)
    {
        foreach (int arm in Arm.Distinct())
        {
            int[] index = [.. Enumerable.Range(0, Y.Length).Where(i => Arm[i] == arm)];
            var censoring = KaplanMeier.Estimate([.. index.Select(i => Y[i])], [.. index.Select(i => !Seen[i])]);
            foreach (int i in index) Weight[i] = Seen[i] ? 1 / Math.Max(censoring.SurvivalAt(Y[i]), smallest) : 0;
        }
    }

    /// <summary>A⁻¹·Σψψ′·A⁻¹, ψ = score + censoring martingale terms within the arm.</summary>
    public double[,] Sandwich(double[] response, double[] fitted, bool log)
    {
        var information = new double[p, p];
        var unused = new double[p];
        for (int i = 0; i < n; i++) RmstRegression.AddTo(unused, information, X, i, 0, log ? fitted[i] : 1);
        double[,] inverse = SymmetricSolve.Inverse(information, [.. Enumerable.Repeat(true, p)]) ?? new double[p, p];
        var meat = new double[p, p];
        foreach (int arm in Arm.Distinct())
        {
            int[] order = [.. Enumerable.Range(0, n).Where(i => Arm[i] == arm).OrderBy(i => Y[i])];
            AddArm(order, response, fitted, meat);
        }
        var variance = new double[p, p];
        for (int a = 0; a < p; a++)
            for (int b = 0; b < p; b++)
                for (int c = 0; c < p; c++)
                    for (int d = 0; d < p; d++) variance[a, b] += inverse[a, c] * meat[c, d] * inverse[d, b];
        return variance;
    }

    private void AddArm(int[] order, double[] response, double[] fitted, double[,] meat)
    {
        int m = order.Length;
        var score = new double[m, p];
        for (int k = 0; k < m; k++)
            for (int c = 0; c < p; c++) score[k, c] = X[order[k], c] * Weight[order[k]] * (response[order[k]] - fitted[order[k]]);
        var beyond = new double[m + 1, p];
        for (int k = m - 1; k >= 0; k--)
            for (int c = 0; c < p; c++) beyond[k, c] = beyond[k + 1, c] + score[k, c];
        double[] compensator = new double[p], psi = new double[p];
        for (int start = 0, end; start < m; start = end)
        {
            for (end = start; end < m && Y[order[end]] == Y[order[start]]; end++) { }
            double atRisk = m - start;
            int censored = Enumerable.Range(start, end - start).Count(k => !Seen[order[k]]);
            for (int c = 0; c < p; c++) compensator[c] += censored * beyond[start, c] / (atRisk * atRisk);
            for (int k = start; k < end; k++)
            {
                for (int c = 0; c < p; c++) psi[c] = score[k, c] + (Seen[order[k]] ? 0 : beyond[start, c] / atRisk) - compensator[c];
                for (int a = 0; a < p; a++)
                    for (int b = 0; b < p; b++) meat[a, b] += psi[a] * psi[b];
            }
        }
    }
}
