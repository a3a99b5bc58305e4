namespace Cavum.Stats;

/// <summary>The hierarchical model at one τ: the posterior of μ on an even grid, and the predictive of θ* ~ N(μ, τ²).</summary>
internal sealed class MapSlice
{
    private readonly double first, step, posteriorSd;
    private readonly double[] log, mass;

    private MapSlice(double tau, double first, double step, List<double> logs)
    {
        (Tau, this.first, this.step) = (tau, first, step);
        log = [.. logs];
        mass = new double[log.Length];
        double high = log.Max(), total = 0, mean = 0, variance = 0;
        for (int i = 0; i < mass.Length; i++) total += mass[i] = Math.Exp(log[i] - high);
        LogMass = high + Math.Log(total * step);
        for (int i = 0; i < mass.Length; i++)
        {
            mass[i] /= total;
            log[i] -= LogMass; // now the log density of μ
            mean += mass[i] * (first + i * step);
        }
        for (int i = 0; i < mass.Length; i++) variance += mass[i] * Math.Pow(first + i * step - mean, 2);
        (MuMean, MuVariance, posteriorSd) = (mean, variance, Math.Sqrt(variance));
    }

    internal double Tau { get; }
    internal double LogMass { get; set; }
    internal double Weight { get; set; }
    internal double MuMean { get; }
    internal double MuVariance { get; }
    internal double PredictiveSd => Math.Sqrt(MuVariance + Tau * Tau);

    /// <summary>Marches from the approximate mode both ways until the integrand is negligible.</summary>
    internal static MapSlice At(double tau, IReadOnlyList<HistoricalArm> arms, double muMean, double muSd, double negligible)
    {
        double precision = 1 / (muSd * muSd), sum = muMean * precision;
        foreach (var arm in arms)
        {
            double a = arm.R + 0.5, b = arm.N - arm.R + 0.5, variance = 1 / a + 1 / b + tau * tau;
            precision += 1 / variance;
            sum += Math.Log(a / b) / variance;
        }
        double step = Math.Min(0.5 / Math.Sqrt(precision), 0.4 * Math.Sqrt(1 + tau * tau)), centre = sum / precision;
        var modes = new double[arms.Count];
        for (int h = 0; h < modes.Length; h++) modes[h] = double.NaN;
        double best = double.NegativeInfinity;
        var below = March(-1, -step);
        var above = March(0, step);
        below.Reverse();
        double start = centre - below.Count * step;
        below.AddRange(above);
        return new(tau, start, step, below);

        List<double> March(int from, double stride)
        {
            var logs = new List<double>();
            for (int k = Math.Abs(from); k < 4000; k++)
            {
                double mu = centre + k * stride;
                double value = -0.5 * Math.Pow((mu - muMean) / muSd, 2) - Math.Log(muSd) - 0.91893853320467274178;
                for (int h = 0; h < arms.Count; h++) value += ArmLikelihood.Log(arms[h], mu, tau, ref modes[h]);
                logs.Add(value);
                best = Math.Max(best, value);
                if (value < best - negligible) break;
            }
            return logs;
        }
    }

    /// <summary>The density of θ* at t.</summary>
    internal double Predictive(double t)
    {
        if (Tau < 0.7 * posteriorSd)
        {
            var rule = GaussHermite.Rule(15);
            double narrow = 0;
            for (int i = 0; i < rule.Count; i++) narrow += rule.Weights[i] * PosteriorOfMu(t - Tau * rule.Nodes[i]);
            return narrow;
        }
        double sum = 0, reach = 8.5 * Tau;
        int from = Math.Max(0, (int)((t - reach - first) / step)), to = Math.Min(mass.Length - 1, (int)((t + reach - first) / step) + 1);
        double inverse = 1 / Tau;
        for (int i = from; i <= to; i++)
        {
            double z = (t - first - i * step) * inverse;
            sum += mass[i] * Math.Exp(-0.5 * z * z);
        }
        return sum * inverse * 0.39894228040143267794;
    }

    /// <summary>Pr(θ* ≤ t), by the sum over the nodes of μ.</summary>
    internal double PredictiveBelow(double t)
    {
        double sum = 0;
        for (int i = 0; i < mass.Length; i++) sum += mass[i] * Normal.Cdf((t - first - i * step) / Tau);
        return sum;
    }

    /// <summary>exp of the eight-point barycentric interpolation of the log density: the density is close to normal.</summary>
    private double PosteriorOfMu(double mu)
    {
        double place = (mu - first) / step;
        if (!(place >= 0 && place <= log.Length - 1)) return 0;
        int left = Math.Clamp((int)place - 3, 0, Math.Max(0, log.Length - 8));
        double above = 0, below = 0;
        for (int i = 0; i < 8 && left + i < log.Length; i++)
        {
            double distance = place - left - i;
            if (distance == 0) return Math.Exp(log[left + i]);
            double weight = Barycentric[i] / distance;
            above += weight * log[left + i];
            below += weight;
        }
        return Math.Exp(above / below);
    }

    private static readonly double[] Barycentric = [-1, 7, -21, 35, -35, 21, -7, 1];
}

/// <summary>∫ C(n, r) pʳ(1−p)ⁿ⁻ʳ N(θ; μ, τ²) dθ with p = logistic θ, without the binomial coefficient.</summary>
internal static class ArmLikelihood
{
    /// <param name="mode">Where the last integrand of this arm peaked; NaN at first.</param>
    internal static double Log(HistoricalArm arm, double mu, double tau, ref double mode)
    {
        int r = arm.R, n = arm.N;
        if (tau > 3) return LogWide(arm, mu, tau);
        // in z = (θ − μ)/τ, so that a tiny τ loses nothing
        double z = double.IsNaN(mode) ? 0 : (mode - mu) / tau;
        z = Math.Clamp(double.IsFinite(z) ? z : 0, -50, 50);
        double curvature = 1;
        for (int i = 0; i < 100; i++)
        {
            double p = IncompleteBeta.Logistic(mu + tau * z);
            double slope = tau * (r - n * p) - z;
            curvature = tau * tau * n * p * (1 - p) + 1;
            double move = slope / curvature;
            double limit = 1 / tau + 1; // the logistic bends on the scale of one logit
            z += Math.Clamp(move, -limit, limit);
            if (Math.Abs(move) < 1e-3) break;
        }
        mode = mu + tau * z;
        double step = Math.Min(0.5 / Math.Sqrt(curvature), 0.4 / tau), top = At(z), sum = 1;
        for (double side = -1; side <= 1; side += 2)
            for (int k = 1; k < 100_000; k++)
            {
                double term = Math.Exp(At(z + side * k * step) - top);
                sum += term;
                if (term < 1e-14 * sum) break;
            }
        return top + Math.Log(sum * step) - 0.91893853320467274178;

        double At(double z)
        {
            double theta = mu + tau * z;
            return r * theta - n * (Math.Max(theta, 0) + Math.Log(1 + Math.Exp(-Math.Abs(theta)))) - 0.5 * z * z;
        }
    }

    /// <summary>The same where the normal is far wider than one logit: θ = c + w·sinh x resolves the likelihood's bend and the normal alike.</summary>
    private static double LogWide(HistoricalArm arm, double mu, double tau)
    {
        const double stride = 0.1;
        double a = arm.R + 0.5, b = arm.N - arm.R + 0.5, centre = Math.Log(a / b), width = Math.Min(1, Math.Sqrt(1 / a + 1 / b));
        double reach = 8.5 * tau;
        int from = (int)Math.Floor(Math.Asinh((mu - reach - centre) / width) / stride), to = (int)Math.Ceiling(Math.Asinh((mu + reach - centre) / width) / stride);
        var logs = new double[to - from + 1];
        for (int k = from; k <= to; k++)
        {
            double x = k * stride, theta = centre + width * Math.Sinh(x), z = (theta - mu) / tau;
            logs[k - from] = arm.R * theta - arm.N * (Math.Max(theta, 0) + Math.Log(1 + Math.Exp(-Math.Abs(theta)))) - 0.5 * z * z + Math.Log(width * Math.Cosh(x));
        }
        return LogExp.LogSum(logs) + Math.Log(stride / tau) - 0.91893853320467274178;
    }
}
