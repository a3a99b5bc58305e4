namespace Cavum.Stats;

/// <summary>What a commensurate prior gives: the posterior of the concurrent control's response probability.</summary>
/// <param name="Commensurability">Posterior mean of τ, the standard deviation between the two logits: small means that much was borrowed.</param>
public sealed record CommensurateResult(double Mean, double Sd, double Lower, double Upper, double Commensurability);

/// <summary>Borrowing from one historical control whose logit is the centre of the concurrent one's prior.</summary>
/// <remarks>
/// θ ~ N(θ₀, τ²), τ ~ half-normal(s), θ₀ ~ N(0, 10²), both arms binomial (Hobbs et al. 2011, Biometrics 67:1047–1056). Trapezoidal sums over θ, θ₀ and
/// τ on even grids tied to the likelihoods' widths: no sampling, the same bits every time.
/// </remarks>
public static class CommensuratePrior
{
    private const int Points = 241, Scales = 61;
    private const double Reach = 45;

    public static CommensurateResult Posterior(int r, int n, HistoricalArm historical, double scale = 1, double confidence = 0.95)
    {
        if (n < 0 || r < 0 || r > n) throw new ArgumentOutOfRangeException(nameof(r), r, $"Responders lie between 0 and {n}.");
        if (historical.N < 0 || historical.R < 0 || historical.R > historical.N) throw new ArgumentException($"{historical.Study}: {historical.R} responders of {historical.N}.", nameof(historical));
        Demand.Positive(scale, nameof(scale));
        Demand.Level(confidence, nameof(confidence));
        double[] past = Likelihood(historical.R, historical.N, out double pastFrom, out double pastStep);
        double centre = Math.Log((historical.R + r + 0.5) / (historical.N - historical.R + n - r + 0.5));
        // Without a responder (or without a failure) only the N(0, 10²) prior ends the posterior on that side.
        double from = r == 0 ? Math.Min(centre - 12, -Reach) : centre - 12, to = r == n ? Math.Max(centre + 12, Reach) : centre + 12, step = (to - from) / (Points * 4 - 1);
        var density = new double[Points * 4];
        double tauMean = 0, total = 0;
        for (int k = 0; k < Scales; k++)
        {
            // τ = s·exp(x − e⁻ˣ): the double-exponential map of (0, ∞)
            double x = -2.5 + 5.5 * k / (Scales - 1), tau = scale * Math.Exp(x - Math.Exp(-x));
            double weight = Math.Exp(-0.5 * (tau / scale) * (tau / scale)) * tau * (1 + Math.Exp(-x));
            if (!(weight > 1e-18)) continue;
            double sum = 0;
            for (int i = 0; i < density.Length; i++)
            {
                double theta = from + i * step, prior = 0;
                for (int j = 0; j < Points; j++) prior += past[j] * Kernel(theta - pastFrom - j * pastStep, tau, pastStep);
                double value = weight * prior * Math.Exp(r * IncompleteBeta.LogLogistic(theta) + (n - r) * IncompleteBeta.LogLogistic(-theta) + Peak(r, n));
                density[i] += value;
                sum += value;
            }
            tauMean += tau * sum;
            total += sum;
        }
        return Summary(density, from, step, tauMean / total, confidence);
    }

    /// <summary>The normal density, or its mean over one step of the grid where it is narrower than that.</summary>
    private static double Kernel(double d, double tau, double step) => tau > 1.5 * step
        ? Math.Exp(-0.5 * d / tau * (d / tau)) / tau * 0.39894228040143268
        : (Normal.Cdf((d + 0.5 * step) / tau) - Normal.Cdf((d - 0.5 * step) / tau)) / step;

    private static double Peak(int r, int n) => n == 0 || r == 0 || r == n ? 0 : -(r * Math.Log((double)r / n) + (n - r) * Math.Log(1 - (double)r / n));

    /// <summary>The historical likelihood times its N(0, 10²) prior on a grid that holds it all.</summary>
    private static double[] Likelihood(int r, int n, out double from, out double step)
    {
        double a = r + 0.5, b = n - r + 0.5, width = 9 * Math.Sqrt(1 / a + 1 / b) + (r == 0 || r == n ? 20 : 0);
        from = Math.Log(a / b) - width;
        step = 2 * width / (Points - 1);
        var value = new double[Points];
        for (int j = 0; j < Points; j++)
        {
            double t = from + j * step;
            value[j] = Math.Exp(r * IncompleteBeta.LogLogistic(t) + (n - r) * IncompleteBeta.LogLogistic(-t) + Peak(r, n) - 0.5 * t / 10 * (t / 10));
        }
        return value;
    }

    private static CommensurateResult Summary(double[] density, double from, double step, double tau, double confidence)
    {
        double total = density.Sum(), mean = 0, square = 0, below = 0, tail = (1 - confidence) / 2, lower = double.NaN, upper = double.NaN;
        for (int i = 0; i < density.Length; i++)
        {
            double p = IncompleteBeta.Logistic(from + i * step), w = density[i] / total;
            mean += w * p;
            square += w * p * p;
            double next = below + w;
            // the mass of a node lies half a step either side of it
            if (double.IsNaN(lower) && next >= tail) lower = IncompleteBeta.Logistic(from + (i - 0.5 + (tail - below) / w) * step);
            if (double.IsNaN(upper) && next >= 1 - tail) upper = IncompleteBeta.Logistic(from + (i - 0.5 + (1 - tail - below) / w) * step);
            below = next;
        }
        return new(mean, Math.Sqrt(Math.Max(0, square - mean * mean)), lower, upper, tau);
    }
}
