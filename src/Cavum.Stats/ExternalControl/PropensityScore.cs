namespace Cavum.Stats;

/// <summary>Whose effect a weighting estimates.</summary>
public enum WeightingTarget
{
    /// <summary>The treated: treated 1, controls e/(1 − e).</summary>
    Treated,

    /// <summary>Those who could have had either: treated 1 − e, controls e (Li, Morgan &amp; Zaslavsky 2018, JASA 113:390–400).</summary>
    Overlap,
}

/// <summary>Balance of one covariate: differences of means in standard deviations of the treated.</summary>
public sealed record CovariateBalance(string Name, double MeanTreated, double MeanControl, double WeightedTreated, double WeightedControl,
    double SmdBefore, double SmdAfter);

/// <summary>A logistic propensity model and what it gives.</summary>
/// <param name="Coefficients">Intercept first.</param>
/// <param name="Separated">Names of covariates along which the groups are separated; then the fit does not exist.</param>
public sealed record PropensityFit(double[] Coefficients, double[,] Covariance, double[] Scores, bool Converged, IReadOnlyList<string> Separated, string Status);

/// <summary>Propensity scores by logistic regression, and weights made from them (Rosenbaum &amp; Rubin 1983, Biometrika 70:41–55).</summary>
public static class PropensityScore
{
    /// <summary>Maximum likelihood by Newton's method with step halving; the covariance is the inverse information.</summary>
    public static PropensityFit Fit(ReadOnlySpan<bool> treated, double[,] covariates, IReadOnlyList<string> names)
    {
        int n = treated.Length, p = covariates.GetLength(1) + 1;
        Check(treated, covariates, names);
        var (x, mean, sd) = Standardise(covariates);
        bool[] y = treated.ToArray();
        double[] b = new double[p];
        double value = LogLikelihood(x, y, b);
        bool converged = false;
        Cholesky? cholesky = null;
        for (int i = 0; i < 60 && !converged; i++)
        {
            var (score, information) = Derivatives(x, y, b);
            if (!Cholesky.TryDecompose(information, out cholesky, 1e-11)) break;
            double[] step = cholesky.Solve(score), next = new double[p];
            double factor = 1, trial;
            do
            {
                for (int j = 0; j < p; j++) next[j] = b[j] + factor * step[j];
                trial = LogLikelihood(x, y, next);
                factor *= 0.5;
            }
            while (!(trial >= value - 1e-12 * Math.Abs(value)) && factor > 1e-6);
            converged = step.Max(Math.Abs) < 1e-11 * Math.Max(1, next.Max(Math.Abs));
            (b, value) = (next, trial);
            if (b.Max(Math.Abs) > 40) break;
        }
        string[] separated = converged && b.Max(Math.Abs) < 30 ? [] : [.. Enumerable.Range(1, p - 1).Where(j => Math.Abs(b[j]) > 8).Select(j => names[j - 1])];
        return Unstandardise(b, cholesky, mean, sd, covariates, converged && separated.Length == 0, separated);
    }

    public static double[] Weights(ReadOnlySpan<bool> treated, ReadOnlySpan<double> scores, WeightingTarget target)
    {
        Demand.SameLength(treated.Length, scores.Length, nameof(scores));
        var w = new double[scores.Length];
        for (int i = 0; i < w.Length; i++)
        {
            double e = scores[i];
            if (!(e > 0 && e < 1)) throw new ArgumentException($"Score {i} (from 0) is not strictly between 0 and 1.", nameof(scores));
            w[i] = target == WeightingTarget.Treated ? treated[i] ? 1 : e / (1 - e) : treated[i] ? 1 - e : e;
        }
        return w;
    }

    /// <summary>Entropy balancing: control weights, mean 1, that give the controls the treated means exactly (Hainmueller 2012, Polit Anal 20:25–46); treated 1.</summary>
    /// <returns>Null where no weights balance the covariates.</returns>
    public static double[]? EntropyBalance(ReadOnlySpan<bool> treated, double[,] covariates, IReadOnlyList<string> names)
    {
        Check(treated, covariates, names);
        int k = covariates.GetLength(1), controls = 0;
        foreach (bool t in treated)
            if (!t) controls++;
        var target = new double[k];
        var rows = new double[controls, k];
        int row = 0, cases = treated.Length - controls;
        for (int i = 0; i < treated.Length; i++)
        {
            for (int j = 0; j < k; j++)
            {
                if (treated[i]) target[j] += covariates[i, j] / cases;
                else rows[row, j] = covariates[i, j];
            }
            if (!treated[i]) row++;
        }
        var fit = MatchingAdjusted.Weigh(rows, [.. names.Select((name, j) => new MatchTarget(name, target[j]))]);
        if (!fit.Feasible || !fit.Converged) return null;
        double mean = fit.Weights.Average();
        var weights = new double[treated.Length];
        row = 0;
        for (int i = 0; i < weights.Length; i++) weights[i] = treated[i] ? 1 : fit.Weights[row++] / mean;
        return weights;
    }

    /// <summary>Means of each group and standardised differences, before and after weighting, on the treated's standard deviation.</summary>
    public static IReadOnlyList<CovariateBalance> Balance(ReadOnlySpan<bool> treated, double[,] covariates, IReadOnlyList<string> names, ReadOnlySpan<double> weights)
    {
        Check(treated, covariates, names);
        Demand.SameLength(treated.Length, weights.Length, nameof(weights));
        var table = new List<CovariateBalance>();
        for (int j = 0; j < names.Count; j++)
        {
            double[] sum = new double[2], weighted = new double[2], count = new double[2], total = new double[2];
            for (int i = 0; i < treated.Length; i++)
            {
                int g = treated[i] ? 1 : 0;
                sum[g] += covariates[i, j];
                count[g]++;
                weighted[g] += weights[i] * covariates[i, j];
                total[g] += weights[i];
            }
            double[] mean = [sum[0] / count[0], sum[1] / count[1]], after = [weighted[0] / total[0], weighted[1] / total[1]];
            double variance = 0;
            for (int i = 0; i < treated.Length; i++)
                if (treated[i]) variance += (covariates[i, j] - mean[1]) * (covariates[i, j] - mean[1]) / (count[1] - 1);
            double sd = Math.Sqrt(variance);
            table.Add(new(names[j], mean[1], mean[0], after[1], after[0], (mean[1] - mean[0]) / sd, (after[1] - after[0]) / sd));
        }
        return table;
    }

    /// <summary>(Σw)²/Σw² of the treated and of the controls.</summary>
    public static (double Treated, double Control) EffectiveSampleSize(ReadOnlySpan<bool> treated, ReadOnlySpan<double> weights)
    {
        double[] sum = new double[2], square = new double[2];
        for (int i = 0; i < weights.Length; i++)
        {
            int g = treated[i] ? 1 : 0;
            sum[g] += weights[i];
            square[g] += weights[i] * weights[i];
        }
        return (sum[1] * sum[1] / square[1], sum[0] * sum[0] / square[0]);
    }

    private static (double[,] X, double[] Mean, double[] Sd) Standardise(double[,] covariates)
    {
        int n = covariates.GetLength(0), k = covariates.GetLength(1);
        var x = new double[n, k + 1];
        double[] mean = new double[k], sd = new double[k];
        for (int j = 0; j < k; j++)
        {
            for (int i = 0; i < n; i++) mean[j] += covariates[i, j] / n;
            for (int i = 0; i < n; i++) sd[j] += Math.Pow(covariates[i, j] - mean[j], 2) / n;
            sd[j] = sd[j] > 0 ? Math.Sqrt(sd[j]) : 1;
        }
        for (int i = 0; i < n; i++)
        {
            x[i, 0] = 1;
            for (int j = 0; j < k; j++) x[i, j + 1] = (covariates[i, j] - mean[j]) / sd[j];
        }
        return (x, mean, sd);
    }

    private static PropensityFit Unstandardise(double[] b, Cholesky? cholesky, double[] mean, double[] sd, double[,] covariates, bool converged, string[] separated)
    {
        int p = b.Length, n = covariates.GetLength(0);
        var map = Matrix.Identity(p); // raw coefficients = map · standardised ones
        for (int j = 1; j < p; j++)
        {
            map[j, j] = 1 / sd[j - 1];
            map[0, j] = -mean[j - 1] / sd[j - 1];
        }
        double[] raw = Matrix.Multiply(map, b);
        var covariance = cholesky is null ? new double[p, p] : Matrix.Multiply(Matrix.Multiply(map, cholesky.Inverse()), Matrix.Transpose(map));
        var scores = new double[n];
        for (int i = 0; i < n; i++)
        {
            double eta = b[0];
            for (int j = 1; j < p; j++) eta += b[j] * (covariates[i, j - 1] - mean[j - 1]) / sd[j - 1];
            scores[i] = IncompleteBeta.Logistic(eta);
        }
        string status = converged ? "Converged." : separated.Length > 0 ? $"The groups are separated by {string.Join(", ", separated)}: no propensity model exists."
            : cholesky is null ? "Covariates depend on each other linearly." : "Not converged.";
        return new(raw, covariance, scores, converged, separated, status);
    }

    private static double LogLikelihood(double[,] x, bool[] y, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double eta = Eta(x, b, i);
            sum += IncompleteBeta.LogLogistic(y[i] ? eta : -eta);
        }
        return sum;
    }

    private static (double[] Score, double[,] Information) Derivatives(double[,] x, bool[] y, double[] b)
    {
        int p = b.Length;
        var score = new double[p];
        var information = new double[p, p];
        for (int i = 0; i < y.Length; i++)
        {
            double e = IncompleteBeta.Logistic(Eta(x, b, i)), residual = (y[i] ? 1 : 0) - e, w = e * (1 - e);
            for (int j = 0; j < p; j++)
            {
                score[j] += residual * x[i, j];
                for (int k = 0; k < p; k++) information[j, k] += w * x[i, j] * x[i, k];
            }
        }
        return (score, information);
    }

    private static double Eta(double[,] x, double[] b, int i)
    {
        double eta = 0;
        for (int j = 0; j < b.Length; j++) eta += b[j] * x[i, j];
        return eta;
    }

    private static void Check(ReadOnlySpan<bool> treated, double[,] covariates, IReadOnlyList<string> names)
    {
        Demand.SameLength(treated.Length, covariates.GetLength(0), nameof(covariates));
        Demand.SameLength(covariates.GetLength(1), names.Count, nameof(names));
        if (!treated.Contains(true) || !treated.Contains(false)) throw new ArgumentException("Both groups need subjects.", nameof(treated));
        foreach (double v in covariates)
            if (!double.IsFinite(v)) throw new ArgumentException("A covariate is not finite.", nameof(covariates));
    }
}
