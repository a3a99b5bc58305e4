using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>Decay and half-life of plasma EBV DNA in one subject.</summary>
public static class EbvKinetics
{
    /// <summary>Regression of ln level on day with censored samples as intervals; half-life ln 2/(−slope).</summary>
    /// <remarks>
    /// Not detected is left-censored at the limit of detection, below quantification lies between the two limits; neither is
    /// replaced by a number. Limits: ln 2/(k ± z·se), k = −slope. With fewer than three quantified samples the line is given
    /// but no half-life. Units: days, and whatever one unit the series has.
    /// </remarks>
    public static EbvDecay Decay(IReadOnlyList<EbvPoint> series, KineticsRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        rules ??= new();
        EbvPoint[] used = [.. series.Where(p => rules.Until is not { } until || p.Day <= until)];
        var fit = CensoredLine.Fit([.. used.Select(p => p.Day)], [.. used.Select(p => p.Level.Ln)]);
        int quantified = used.Count(p => p.Level is EbvLevel.Quantified);
        if (fit.Status != CensoredFitStatus.Converged || used.Length < 2)
            return new(fit, used.Length, quantified, quantified < rules.QuantifiedMin ? HalfLifeStatus.FewerThanThreeQuantified : HalfLifeStatus.NotEvaluable, null, null, null);
        if (quantified < rules.QuantifiedMin) return new(fit, used.Length, quantified, HalfLifeStatus.FewerThanThreeQuantified, null, null, null);
        double k = -fit.Slope, margin = Normal.Quantile((1 + rules.Confidence) / 2) * fit.SlopeStdErr;
        double? lower = k + margin > 0 ? Math.Log(2) / (k + margin) : null;
        if (k <= 0) return new(fit, used.Length, quantified, HalfLifeStatus.NotFalling, null, lower, null);
        return k - margin > 0
            ? new(fit, used.Length, quantified, HalfLifeStatus.Estimated, Math.Log(2) / k, lower, Math.Log(2) / (k - margin))
            : new(fit, used.Length, quantified, HalfLifeStatus.UpperLimitOpen, Math.Log(2) / k, lower, null);
    }

    /// <summary>Limits of the half-life by the profile of the likelihood: the slopes at which 2·Δ log L reaches χ²₁ at the confidence.</summary>
    /// <remarks>The upper limit is null (open) when a slope of 0 lies inside. Like the likelihood itself it is narrow with a handful of samples.</remarks>
    public static (double? Lower, double? Upper) ProfileLimits(IReadOnlyList<EbvPoint> series, EbvDecay decay, KineticsRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(decay);
        rules ??= new();
        if (decay.HalfLifeDays is null) return (null, null);
        EbvPoint[] used = [.. series.Where(p => rules.Until is not { } until || p.Day <= until)];
        double[] times = [.. used.Select(p => p.Day)];
        CensoredValue[] values = [.. used.Select(p => p.Level.Ln)];
        var fit = decay.Fit;
        double rise = ChiSquare.Quantile(rules.Confidence, 1) / 2, middle = times.Average();
        double Excess(double slope) => fit.LogLikelihood - rise -
            (CensoredLine.Profile(times, values, slope, (fit.Intercept + (fit.Slope - slope) * middle, Math.Log(fit.Sigma))) ?? double.NegativeInfinity);
        double? Limit(int side)
        {
            double near = fit.Slope, far = near, stride = Math.Max(fit.SlopeStdErr, 1e-9);
            for (int i = 0; i < 40; i++, stride *= 1.5)
            {
                far += side * stride;
                double excess = Excess(far);
                if (double.IsPositiveInfinity(excess)) return null;
                if (excess > 0) return Brent.Root(Excess, Math.Min(near, far), Math.Max(near, far), 1e-12);
                near = far;
            }
            return null;
        }
        double? steep = Limit(-1), flat = Limit(1);
        return (steep is < 0 ? Math.Log(2) / -steep : null, flat is < 0 ? Math.Log(2) / -flat : null);
    }
}
