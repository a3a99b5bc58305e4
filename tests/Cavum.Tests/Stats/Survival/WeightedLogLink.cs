using Cavum.Stats;

namespace Cavum.Tests.Stats;

/// <summary>
/// The estimating equation of the adjusted restricted mean on the log scale, written here a second time: Σ wx(y − e^(x′β)) = 0, y = min(T, τ) or τ − min(T, τ),
/// w = seen/Ĝ(min(T, τ)) by arm. It can be solved as a generalised linear model is: reweighted least squares from μ = y + 0.1, until the deviance settles to 1e-8.
/// </summary>
internal sealed class WeightedLogLink
{
    private readonly int n, p;
    private readonly double[] lived, weight;
    private readonly double[,] x;
    private readonly double tau;

    internal WeightedLogLink(double[] times, bool[] events, int[] arms, double[,] covariates, double tau)
    {
        (n, p, this.tau) = (times.Length, covariates.GetLength(1) + 2, tau);
        lived = [.. times.Select(t => Math.Min(t, tau))];
        x = new double[n, p];
        weight = new double[n];
        for (int i = 0; i < n; i++)
        {
            (x[i, 0], x[i, 1]) = (1, arms[i]);
            for (int c = 2; c < p; c++) x[i, c] = covariates[i, c - 2];
            if (!(events[i] || times[i] >= tau)) continue;
            double free = 1; // Kaplan–Meier of censoring in the row's arm, by its definition
            foreach (double t in lived.Where((t, k) => arms[k] == arms[i] && t <= lived[i]).Distinct().Order())
            {
                int atRisk = Enumerable.Range(0, n).Count(k => arms[k] == arms[i] && lived[k] >= t);
                int censored = Enumerable.Range(0, n).Count(k => arms[k] == arms[i] && lived[k] == t && !(events[k] || times[k] >= tau));
                free *= 1 - (double)censored / atRisk;
            }
            weight[i] = 1 / Math.Max(free, 0.001);
        }
    }

    /// <summary>The largest |Σ wx(y − μ)| over Σ w|x|(y + μ).</summary>
    internal double Imbalance(double[] beta, bool lost)
    {
        double worst = 0;
        for (int c = 0; c < p; c++)
        {
            double sum = 0, size = 0;
            for (int i = 0; i < n; i++)
            {
                double mean = Math.Exp(Linear(i, beta));
                sum += weight[i] * x[i, c] * (Response(i, lost) - mean);
                size += weight[i] * Math.Abs(x[i, c]) * (Response(i, lost) + mean);
            }
            worst = Math.Max(worst, Math.Abs(sum) / size);
        }
        return worst;
    }

    internal double[] StoppedAtDeviance(bool lost)
    {
        double[] eta = [.. Enumerable.Range(0, n).Select(i => Math.Log(Response(i, lost) + 0.1))], beta = new double[p];
        double before = Deviance(eta, lost);
        for (int iteration = 0; iteration < 25; iteration++)
        {
            var information = new double[p, p];
            var right = new double[p];
            for (int i = 0; i < n; i++)
            {
                double mean = Math.Exp(eta[i]), w = weight[i] * mean, z = eta[i] + (Response(i, lost) - mean) / mean;
                for (int a = 0; a < p; a++)
                {
                    right[a] += w * x[i, a] * z;
                    for (int b = 0; b < p; b++) information[a, b] += w * x[i, a] * x[i, b];
                }
            }
            Assert.True(Matrix.TrySolve(information, right, out beta));
            for (int i = 0; i < n; i++) eta[i] = Linear(i, beta);
            double after = Deviance(eta, lost);
            if (Math.Abs(after - before) / (0.1 + Math.Abs(after)) < 1e-8) return beta;
            before = after;
        }
        return beta;
    }

    private double Deviance(double[] eta, bool lost)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            double y = Response(i, lost), mean = Math.Exp(eta[i]);
            sum += 2 * weight[i] * ((y > 0 ? y * Math.Log(y / mean) : 0) - (y - mean));
        }
        return sum;
    }

    private double Response(int i, bool lost) => lost ? tau - lived[i] : lived[i];

    private double Linear(int i, double[] beta) => Enumerable.Range(0, p).Sum(c => x[i, c] * beta[c]);
}
