using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>Shapes of a series beyond one straight decline of the logarithm.</summary>
public enum DecayForm
{
    /// <summary>ln y = b₀ − k·t.</summary>
    Single,

    /// <summary>A part that decays and a part that grows: the level turns within the series.</summary>
    Regrowth,

    /// <summary>A fast and a slow phase; the level does not turn within the series.</summary>
    Biphasic,

    /// <summary>Too few quantified samples to tell shapes apart.</summary>
    NotCarried,
}

/// <summary>The shape that the samples carry.</summary>
/// <param name="FastDecayPerDay">a, the rate at which the first part falls; null for one straight decline.</param>
/// <param name="SecondPerDay">r, the rate of the second part: above 0 it grows, below 0 it falls slowly.</param>
/// <param name="SecondShare">Share of the second part on the first day.</param>
/// <param name="NadirDay">Where the curve turns; null when it does not turn within the series.</param>
/// <param name="LikelihoodRatio">Twice the gain of log-likelihood over one straight decline.</param>
public sealed record DecayShape(
    DecayForm Form, string Reason, double? FastDecayPerDay = null, double? SecondPerDay = null, double? SecondShare = null, double? NadirDay = null,
    double? LikelihoodRatio = null, double? PValue = null);

/// <summary>Chooses between one decline and two parts, y = y₀·((1 − q)·e^(−a·t) + q·e^(r·t)), with censored samples as intervals.</summary>
/// <remarks>
/// Two parts are taken only when the likelihood ratio against the straight line exceeds χ²₂ at level 0.01 and at least seven samples
/// are quantified; else the straight line stands. r above 0 with a turn inside the series is regrowth, otherwise the decay is
/// biphasic. Days count from the first sample. Maximum by the downhill simplex from several starts; σ is kept at or above 0.1 % of
/// one ln unit, where a curve runs through its points.
/// </remarks>
public static class DecayShapes
{
    public const int LeastQuantified = 7;
    private const double Level = 0.01, LeastLnSigma = -6.9;

    public static DecayShape Choose(IReadOnlyList<EbvPoint> series, EbvDecay single)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(single);
        int quantified = series.Count(p => p.Level is EbvLevel.Quantified);
        if (quantified < LeastQuantified) return new(DecayForm.NotCarried, $"{quantified} quantified samples; a second phase or regrowth needs {LeastQuantified}");
        if (single.Fit.Status != CensoredFitStatus.Converged) return new(DecayForm.NotCarried, "the straight decline could not be fitted");
        double first = series.Min(p => p.Day), span = series.Max(p => p.Day) - first;
        double[] times = [.. series.Select(p => p.Day - first)];
        CensoredValue[] values = [.. series.Select(p => p.Level.Ln)];
        var (at, ratio) = Best(times, values, single.Fit, single.Fit.Intercept + single.Fit.Slope * first, span);
        double p = ChiSquare.Sf(Math.Max(ratio, 0), 2);
        if (at is null || !(p < Level)) return new(DecayForm.Single, "no shape improves on one straight decline at level 0.01");
        double r = at[2] / span, a = Math.Exp(at[1]) / span - r, q = 1 / (1 + Math.Exp(-at[4]));
        double turn = r > 0 && a > 0 ? Math.Log((1 - q) * a / (q * r)) / (a + r) : double.NaN;
        bool turns = turn > 0 && turn < span;
        if (r > 0 && !turns) return new(DecayForm.Single, "a second phase improves the fit but the level does not turn within the series", LikelihoodRatio: ratio, PValue: p);
        return new(turns ? DecayForm.Regrowth : DecayForm.Biphasic, turns ? "decay with regrowth" : "a fast and a slow phase", a, r, q, turns ? first + turn : null, ratio, p);
    }

    /// <summary>ln y of the two parts; p = (ln y₀, ln((a + r)·span), r·span, ln σ, logit q).</summary>
    private static double Mean(double[] p, double share)
    {
        double second = p[2] * share, first = second - Math.Exp(p[1]) * share;
        double lnFirst = first - LogOnePlusExp(p[4]), lnSecond = second - LogOnePlusExp(-p[4]), high = Math.Max(lnFirst, lnSecond);
        return p[0] + high + Math.Log(Math.Exp(lnFirst - high) + Math.Exp(lnSecond - high));
    }

    private static double LogOnePlusExp(double x) => x > 30 ? x : Math.Log(1 + Math.Exp(x));

    private static (double[]? At, double Ratio) Best(double[] times, CensoredValue[] values, CensoredLineFit single, double start, double span)
    {
        double Cost(double[] p)
        {
            if (p[3] < LeastLnSigma || p[1] > 8 || Math.Abs(p[2]) > 60 || Math.Abs(p[4]) > 40) return 1e10;
            double sum = 0, sigma = Math.Exp(p[3]);
            for (int i = 0; i < times.Length; i++)
            {
                double mean = Mean(p, times[i] / span);
                sum -= values[i].IsExact ? Normal.LogPdf((values[i].Lower - mean) / sigma) - p[3]
                    : CensoredLine.LogProbability((values[i].Lower - mean) / sigma, (values[i].Upper - mean) / sigma);
            }
            return double.IsFinite(sum) ? sum : 1e10;
        }
        double[]? at = null;
        double least = double.PositiveInfinity, lnSigma = Math.Log(Math.Max(single.Sigma * 0.7, 0.05));
        foreach (var (rate, second, share) in ((double, double, double)[])[(6, -1, -2), (15, -1, -2), (8, 3, -5), (15, 6, -8)])
        {
            var found = NelderMead.Minimise(Cost, [start, Math.Log(rate), second, lnSigma, share], [0.5, 0.4, 1, 0.3, 1.5], 1e-8, 2500);
            if (found.Value < least) (at, least) = (found.Point, found.Value);
        }
        return (at, at is null ? 0 : 2 * (-least - single.LogLikelihood));
    }
}
