using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>What is believed of a contrast of slopes after the data.</summary>
/// <param name="ProbabilityBelowZero">That the combination grows more slowly than expected.</param>
/// <param name="RandomStdDevMean">Posterior mean of σ_b/σ.</param>
public sealed record BayesianContrast(double Mean, double Lower, double Upper, double ProbabilityBelowZero, double RandomStdDevMean);

/// <summary>The slope model by Bayes' rule, exactly: no chain, no chance.</summary>
/// <remarks>
/// Priors: flat on each arm's slope and on ln σ, half-Cauchy on θ = σ_b/σ with median 1/√(mean Σt²), at which slopes differ between mice as much
/// as errors make them seem to. Given θ a contrast is Student's t about its generalised least squares value, and the likelihood of θ is the restricted one;
/// so the posterior is a mixture of t over θ (201 points in ln θ and θ = 0's neighbourhood). Gelman 2006, Bayesian Anal 1:515 (half-Cauchy).
/// </remarks>
public static class BayesianSlopes
{
    private const int Points = 201;
    private const double Reach = 9; // e⁹ times above and below the prior's median

    /// <param name="weights">The contrast Σ c·β.</param>
    public static BayesianContrast? Contrast(SlopeData data, ReadOnlySpan<double> weights, double confidence = 0.95)
    {
        var work = new SlopeWork(data, LikelihoodKind.Restricted);
        if (work.Freedom <= 0 || SlopeModel.Fit(data).Status != SlopeFitStatus.Fitted) return null;
        double scale = 1 / Math.Sqrt(data.Tt.Average());
        double[] log = new double[Points], at = new double[Points], error = new double[Points], theta = new double[Points];
        for (int k = 0; k < Points; k++)
        {
            double x = -Reach + 2 * Reach * k / (Points - 1);
            theta[k] = scale * Math.Exp(x);
            work.At(theta[k] * theta[k]);
            double variance = 0;
            for (int a = 0; a < weights.Length; a++)
            {
                at[k] += weights[a] * work.Slopes[a];
                variance += weights[a] * weights[a] / work.Information[a];
            }
            error[k] = Math.Sqrt(work.ResidualVariance * variance);
            log[k] = work.LogLikelihood() + x - Math.Log(1 + Math.Exp(2 * x)); // the half-Cauchy's density, in ln θ
        }
        double highest = log.Max(), sum = log.Sum(l => Math.Exp(l - highest));
        double[] share = [.. log.Select(l => Math.Exp(l - highest) / sum)];
        double Cdf(double value)
        {
            double p = 0;
            for (int k = 0; k < Points; k++) p += share[k] * StudentT.Cdf((value - at[k]) / error[k], work.Freedom);
            return p;
        }
        double mean = share.Zip(at, (p, v) => p * v).Sum(), reach = 50 * error.Max();
        double Quantile(double level)
        {
            double low = mean - reach, high = mean + reach;
            for (int i = 0; i < 200 && high - low > 1e-14 * reach; i++)
            {
                double middle = (low + high) / 2;
                if (Cdf(middle) < level) low = middle;
                else high = middle;
            }
            return (low + high) / 2;
        }
        double tail = (1 - confidence) / 2;
        return new(mean, Quantile(tail), Quantile(1 - tail), Cdf(0), share.Zip(theta, (p, v) => p * v).Sum());
    }
}
