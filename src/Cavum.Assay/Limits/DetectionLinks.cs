using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>The three links with both tails computed directly.</summary>
internal static class DetectionLinks
{
    internal static double Link(DetectionLink link, double p) => link switch
    {
        DetectionLink.Probit => Normal.Quantile(p),
        DetectionLink.Logit => Math.Log(p / (1 - p)),
        _ => Math.Log(-LogExp.Log1P(-p)),
    };

    /// <summary>Probability, its complement, and the derivative of the probability at η.</summary>
    internal static (double P, double Complement, double Density) Inverse(DetectionLink link, double eta)
    {
        switch (link)
        {
            case DetectionLink.Probit:
                return (Normal.Cdf(eta), Normal.Sf(eta), Normal.Pdf(eta));
            case DetectionLink.Logit:
                double e = Math.Exp(-Math.Abs(eta)), small = e / (1 + e), large = 1 / (1 + e);
                return eta > 0 ? (large, small, small * large) : (small, large, small * large);
            default:
                double rate = Math.Exp(Math.Min(eta, 700)), none = Math.Exp(-rate);
                return (-LogExp.ExpM1(-rate), none, rate * none);
        }
    }
}

/// <summary>The likelihood of the limit itself: for a given limit the slope is maximised.</summary>
internal sealed class DetectionProfile(
    DetectionLevel[] used, double[] x, DetectionLink link, double q, DetectionFit.Coefficients best, double rise)
{
    private readonly double least = DetectionFit.Deviance(used, x, link, best.A, best.B);

    /// <summary>The level on one side of the estimate at which the deviance has risen by the quantile; null when it never does.</summary>
    internal double? Limit(double estimate, int side)
    {
        double Excess(double at) => At(at) - least - rise;
        double stride = Math.Max(Math.Abs(1 / best.B), 1e-12), near = estimate, far = estimate + side * stride;
        for (int i = 0; i < 60 && Excess(far) < 0; i++)
        {
            near = far;
            stride *= 1.6;
            far += side * stride;
        }
        double excess = Excess(far);
        return excess < 0 || !double.IsFinite(excess) ? null : Brent.Root(Excess, near, far, 1e-12 * Math.Max(1, Math.Abs(estimate)));
    }

    /// <summary>The least deviance over slopes b ≥ 0 when the line passes through (limit, q).</summary>
    private double At(double limit)
    {
        double b = best.B, deviance = DetectionFit.Deviance(used, x, link, q - b * limit, b);
        for (int iteration = 0; iteration < 200; iteration++)
        {
            var (g0, g1, i00, i01, i11) = DetectionFit.Sums(used, x, link, q - b * limit, b);
            double gradient = g1 - limit * g0, information = i11 - 2 * limit * i01 + limit * limit * i00;
            if (!(information > 0)) break;
            double step = gradient / information, next = double.NaN;
            for (int halving = 0; halving < 40; halving++, step /= 2)
            {
                next = b + step > 0 ? DetectionFit.Deviance(used, x, link, q - (b + step) * limit, b + step) : double.NaN;
                if (next <= deviance) break;
            }
            if (!(next <= deviance)) break;
            bool done = Math.Abs(step) < 1e-12 * b;
            (b, deviance) = (b + step, next);
            if (done) break;
        }
        return deviance;
    }
}
