using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>A fitted Gompertz model: each arm's initial rate r and slowing ρ, in 1/day.</summary>
/// <param name="Covariance">Of r₁…r_k, ρ₁…ρ_k, from the observed information at the fitted variances.</param>
/// <param name="LogLikelihood">Full likelihood, to be held against the exponential model's of the same kind.</param>
public sealed record GompertzFit(
    IReadOnlyList<double> Rates, IReadOnlyList<double> Slowing, double[,] Covariance, double RandomStdDev, double ResidualStdDev, double LogLikelihood,
    double ExponentialLogLikelihood)
{
    /// <summary>ln of observed over expected relative volume on a day with its standard error (delta method); null where a method is not defined here.</summary>
    /// <remarks>Bliss and HSA on ln(V/V₀) itself, so that the index is the exponential model's where nothing slows.</remarks>
    public (double LogIndex, double StdErr)? Synergy(SynergyMethod method, double day)
    {
        int k = Rates.Count, last = k - 1;
        if (method == SynergyMethod.Ra) return null;
        double[] log = new double[k];
        for (int a = 0; a < k; a++) log[a] = Rates[a] * GompertzModel.Time(day, Slowing[a]);
        double[] weights = new double[k];
        if (SynergyContrast.Of(method, log, 1, weights) is not { } index) return null;
        double[] gradient = new double[2 * k];
        for (int a = 0; a < k; a++)
        {
            gradient[a] = weights[a] * GompertzModel.Time(day, Slowing[a]);
            double h = 1e-6;
            gradient[k + a] = weights[a] * Rates[a] * (GompertzModel.Time(day, Slowing[a] + h) - GompertzModel.Time(day, Slowing[a] - h)) / (2 * h);
        }
        return (index, Math.Sqrt(Matrix.Quadratic(Covariance, gradient)));
    }
}

/// <summary>Gompertz growth: ln(V/V₀) = (r_g + b)·u(t) + e, u = (1 − e^{−ρt})/ρ, with a random initial rate of each mouse.</summary>
/// <remarks>
/// Given the slowing ρ of each arm the model is the slope model in the time u, whose likelihood is closed; ρ by quasi-Newton on the profile.
/// ρ = 0 is exponential growth and ρ &lt; 0 growth that speeds up. Nothing is linearised, so no marginal approximation is made
/// (nlme's Gompertz linearises in its random effects). Full likelihood. docs/methods/tumour-growth-model.md.
/// </remarks>
public static class GompertzModel
{
    private const double MostSlowing = 5; // times 1 / last day

    /// <summary>u(t) = (1 − e^{−ρt})/ρ, t at ρ = 0.</summary>
    public static double Time(double day, double slowing)
    {
        double x = slowing * day;
        return Math.Abs(x) < 1e-6 ? day * (1 - x / 2 + x * x / 6) : -LogExp.ExpM1(-x) / slowing;
    }

    /// <summary>Detected follow-up of mice with a volume on day 0; null where an arm lacks it or the search does not end.</summary>
    public static GompertzFit? Fit(TumourStudy study, IReadOnlyList<string> arms)
    {
        var four = study.Only([.. arms]);
        int k = arms.Count;
        var straight = SlopeData.Of(four, arms, double.PositiveInfinity);
        if (Enumerable.Range(0, k).Any(a => !straight.Arms.Contains(a)) || straight.TotalObservations <= 2 * k + 2) return null;
        var exponential = SlopeModel.Fit(straight, LikelihoodKind.Full);
        if (exponential.Status != SlopeFitStatus.Fitted) return null;
        double span = 1 / four.Days[^1];
        double Minus(double[] z)
        {
            if (z.Any(v => !(Math.Abs(v) <= MostSlowing))) return double.PositiveInfinity;
            var fit = SlopeModel.Fit(Bent(four, arms, [.. z.Select(v => v * span)]), LikelihoodKind.Full);
            return fit.Status == SlopeFitStatus.Fitted ? -fit.LogLikelihood : double.PositiveInfinity;
        }
        var best = Bfgs.Minimise(Minus, new double[k], tolerance: 1e-6);
        if (!best.Converged) best = NelderMead.Minimise(Minus, best.Point, [.. best.Point.Select(_ => 0.3)]);
        if (!best.Converged) return null;
        double[] slowing = [.. best.Point.Select(v => v * span)];
        var at = SlopeModel.Fit(Bent(four, arms, slowing), LikelihoodKind.Full);
        return Covariance(four, arms, at, slowing, span) is { } covariance
            ? new(at.Slopes, slowing, covariance, at.RandomStdDev, at.ResidualStdDev, at.LogLikelihood, exponential.LogLikelihood) : null;
    }

    private static SlopeData Bent(TumourStudy study, IReadOnlyList<string> arms, double[] slowing)
    {
        var mice = study.Mice.Select(m => m with
        {
            Measurements = [.. m.Measurements.Select(x => x with { Day = Time(x.Day, slowing[Index(arms, m.Group)]) })],
        }).ToList();
        return SlopeData.Of(study with { Mice = mice }, arms, double.PositiveInfinity);
    }

    private static int Index(IReadOnlyList<string> arms, string group)
    {
        for (int a = 0; a < arms.Count; a++)
            if (arms[a] == group) return a;
        return -1;
    }

    /// <summary>Inverse of the observed information of rates and slowing at the fitted variances; null where it is not positive definite.</summary>
    private static double[,]? Covariance(TumourStudy study, IReadOnlyList<string> arms, SlopeFit fit, double[] slowing, double span)
    {
        int k = arms.Count;
        double variance = fit.ResidualStdDev * fit.ResidualStdDev, ratio = fit.Ratio;
        double Minus(double[] p)
        {
            var data = Bent(study, arms, [.. p[k..].Select(v => v * span)]);
            double sum = 0;
            for (int i = 0; i < data.Mice; i++)
            {
                double b = p[data.Arms[i]] * span, q = data.Tt[i], left = data.Ty[i] - b * q, w = 1 / (1 + ratio * q);
                sum += 0.5 * ((data.Yy[i] - b * (data.Ty[i] + left) - ratio * w * left * left) / variance - Math.Log(w));
            }
            return sum;
        }
        double[] at = [.. fit.Slopes.Select(r => r / span), .. slowing.Select(v => v / span)];
        if (!Cholesky.TryDecompose(Differences.Hessian(Minus, at), out var cholesky, 1e-10)) return null;
        return Matrix.Scale(cholesky.Inverse(), span * span);
    }
}
