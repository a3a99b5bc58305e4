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
}
