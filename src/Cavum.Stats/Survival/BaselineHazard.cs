namespace Cavum.Stats;

/// <summary>Predicted survival of one covariate pattern at one time.</summary>
/// <param name="HazardStdErr">Of the cumulative hazard, which is that of log S.</param>
public readonly record struct PredictedStep(int Stratum, double Time, double CumulativeHazard, double Survival, double HazardStdErr, double Lower, double Upper);

/// <summary>The hazard that a Cox model leaves unspecified, and the survival it predicts.</summary>
/// <remarks>
/// Λ₀(t) = Σ h over event times, h = d/S₀ (Breslow) or in d turns (Efron), so the ties match those of the fit. For covariates x:
/// Λ = Λ₀·e^{x′β}, variance e^{2x′β}·(Σ w̄/S₀² + qᵀVq), q = Σ h·(x − x̄(t)) (Tsiatis 1981, Ann Stat 9:93); log limits. Oracle: R basehaz, survfit.coxph.
/// </remarks>
public static class BaselineHazard
{
    /// <summary>Cumulative hazard at every distinct time for covariates equal to <paramref name="at"/>; zero for all if null.</summary>
    public static IReadOnlyList<PredictedStep> Predict(CoxFit fit, IReadOnlyList<double>? at = null)
    {
        if (fit.Options.Ties is CoxTies.ExactDiscrete or CoxTies.ExactMarginal)
            throw new ArgumentException("A baseline hazard exists for Efron and Breslow fits.", nameof(fit));
        var sample = fit.Sample;
        int p = sample.P;
        if (at is not null && at.Count != p) throw new ArgumentException($"{at.Count} values for {p} covariates.", nameof(at));
        double[] x = [.. Enumerable.Range(0, p).Select(c => ((at?[c] ?? 0) - sample.Mean[c]) / sample.Scale[c])];
        double eta = 0;
        for (int c = 0; c < p; c++) eta += x[c] * fit.Climb.Beta[c];
        var blocks = CoxBlocks.Make(sample, fit.Climb.Beta, fit.Options.Ties);
        double z = Normal.Quantile(0.5 + fit.Options.Confidence / 2);
        double[,] variance = fit.RobustVariance ?? fit.Variance;
        var steps = new List<PredictedStep>();
        for (int s = 0; s + 1 < sample.StratumStart.Length; s++)
        {
            double hazard = 0, own = 0;
            double[] q = new double[p];
            int block = sample.BlockStart[s];
            for (int i = sample.StratumStart[s]; i < sample.StratumStart[s + 1]; i++)
            {
                if (i > sample.StratumStart[s] && sample.Stop[i] == sample.Stop[i - 1]) continue;
                if (block < sample.BlockStart[s + 1] && sample.DeathFrom[block] == i)
                {
                    hazard += blocks.Hazard[block];
                    own += blocks.HazardVariance[block];
                    for (int c = 0; c < p; c++) q[c] += x[c] * blocks.Hazard[block] - blocks.MeanHazard[block * p + c];
                    block++;
                }
                double relative = Math.Exp(eta), cumulative = hazard * relative, error = relative * Math.Sqrt(own + Form(q, variance, sample.Scale));
                steps.Add(new(s, sample.Stop[i], cumulative, Math.Exp(-cumulative), error,
                    Math.Exp(-cumulative - z * error), Math.Min(1, Math.Exp(-cumulative + z * error))));
            }
        }
        return steps;
    }

    /// <summary>qᵀVq with q in scaled covariates and V in their own units.</summary>
    private static double Form(double[] q, double[,] variance, double[] scale)
    {
        double sum = 0;
        for (int a = 0; a < q.Length; a++)
            for (int b = 0; b < q.Length; b++) sum += q[a] * scale[a] * variance[a, b] * scale[b] * q[b];
        return sum;
    }
}
