using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>Synergy on the last day when one assumption is changed.</summary>
/// <param name="Change">What was changed, in words.</param>
/// <param name="CombinationIndex">Observed over expected relative volume on the day; for the hazard the ratio of hazards; below 1 is synergy.</param>
/// <param name="ProbabilitySynergy">Only for the Bayesian row: the posterior probability.</param>
/// <param name="Status">estimated, or why there is nothing.</param>
public sealed record SensitivityPoint(
    string Key, string Change, double? CombinationIndex, double? Lower, double? Upper, double? PValue, double? ProbabilitySynergy, string Status);

/// <summary>The same question under other models: one row each, none left out because it disagrees.</summary>
public static class SynergySensitivity
{
    /// <param name="options">The main analysis; each row changes one thing of it.</param>
    /// <param name="humaneEndPoint">The volume at which mice are taken out; null leaves its rows out.</param>
    public static IReadOnlyList<SensitivityPoint> Run(TumourStudy study, SynergyArms arms, SynergyOptions options, double? humaneEndPoint)
    {
        var four = study.Only([.. arms.InOrder]);
        double day = four.Days[^1];
        var last = options with { FirstFollowUp = int.MaxValue, Resamples = 0 };
        var rows = new List<SensitivityPoint>();
        void Point(string key, string change, SynergyOptions changed) => rows.Add(FromPoint(key, change, SynergyAnalysis.Run(study, arms, changed)));
        foreach (var method in Enum.GetValues<SynergyMethod>())
            if (method != options.Method) Point(method.ToString().ToLowerInvariant(), Words(method), last with { Method = method });
        Point("modelError", "the mixed model’s own standard error for CR2", last with { Error = SynergyError.Model });
        Point("normal", "the normal distribution for t, as peers do (too narrow with few mice)", last with { Inference = SynergyInference.Z });
        if (four.Mice.Any(m => m.Measurements.Any(x => !x.Detected)))
            Point("dropZeros", "volumes of 0 left out, as peers do (speaks against cures)", last with { Undetected = UndetectedVolumes.Drop });
        if (humaneEndPoint is { } size)
            Point("sacrificed", "mice taken out for size stay above that size on later days (censored)", last with { SacrificedAbove = size });
        double level = (1 + options.Confidence) / 2;
        rows.Add(FromContrast("patternMixture", "mice that left early and mice that stayed have slopes of their own (pattern mixture)", PatternMixture.Run(study, arms, options.Method, day), day, level));
        rows.Add(Intercept(four, arms, options.Method, day, level));
        rows.Add(Gompertz(study, arms, options.Method, day, level));
        rows.Add(Bayes(four, arms, options, day));
        if (humaneEndPoint is { } threshold) rows.Add(Hazard(four, arms, threshold, options.Confidence));
        return rows;
    }

    private static string Words(SynergyMethod method) => method switch
    {
        SynergyMethod.Bliss => "expected is Bliss independence",
        SynergyMethod.Hsa => "expected is the highest single agent",
        _ => "expected is response additivity of the areas under the curves",
    };

    private static SensitivityPoint FromPoint(string key, string change, Core.Outcome<SynergyResult> result)
    {
        if (result.IsRefused || result.Value.Points is not [.., var p]) return new(key, change, null, null, null, null, null, result.IsRefused ? result.Problems[0].Expected : "no day to judge");
        string status = p.Status == SynergyStatus.Undefined ? "undefined: the expected burden is not above 0" : p.Status == SynergyStatus.Estimated ? "estimated" : p.Status.ToString();
        return new(key, change, p.CombinationIndex, p.Lower, p.Upper, p.PValue, null, status);
    }

    private static SensitivityPoint FromContrast(string key, string change, SlopeContrast? found, double day, double level)
    {
        if (found is not { RobustStdErr: > 0, DegreesOfFreedom: > 0 } c) return new(key, change, null, null, null, null, null, "not fitted: too few mice in a pattern or arm");
        double half = StudentT.Quantile(level, c.DegreesOfFreedom) * c.RobustStdErr;
        return new(key, change, Math.Exp(c.Estimate * day), Math.Exp((c.Estimate - half) * day), Math.Exp((c.Estimate + half) * day),
            2 * StudentT.Sf(Math.Abs(c.Estimate) / c.RobustStdErr, c.DegreesOfFreedom), null, "estimated");
    }

    private static SensitivityPoint FromNormal(string key, string change, double log, double stdErr, double level)
    {
        double half = Normal.Quantile(level) * stdErr;
        return new(key, change, Math.Exp(log), Math.Exp(log - half), Math.Exp(log + half), 2 * Normal.Sf(Math.Abs(log) / stdErr), null, "estimated");
    }

    private static SensitivityPoint Intercept(TumourStudy four, SynergyArms arms, SynergyMethod method, double day, double level)
    {
        const string Key = "interceptSlope", Change = "day 0 measured with error: a random intercept beside the random slope";
        if (InterceptSlopeModel.Of(four, arms.InOrder) is not { } fit) return new(Key, Change, null, null, null, null, null, "not fitted");
        double[] weights = new double[fit.Slopes.Count];
        if (SynergyContrast.Of(method, [.. fit.Slopes], day, weights) is not { } estimate) return new(Key, Change, null, null, null, null, null, "undefined: the expected burden is not above 0");
        double error = fit.Contrast(weights).StdErr;
        return error > 0 ? FromNormal(Key, Change, estimate * day, error * day, level) : new(Key, Change, Math.Exp(estimate * day), null, null, null, null, "without limits");
    }

    private static SensitivityPoint Gompertz(TumourStudy study, SynergyArms arms, SynergyMethod method, double day, double level)
    {
        const string Key = "gompertz", Change = "Gompertz growth (rates that slow or quicken) for exponential growth";
        if (GompertzModel.Fit(study, arms.InOrder) is not { } fit) return new(Key, Change, null, null, null, null, null, "not fitted: the search did not end at a highest point");
        return fit.Synergy(method, day) is { StdErr: > 0 } found ? FromNormal(Key, Change, found.LogIndex, found.StdErr, level)
            : new(Key, Change, null, null, null, null, null, "response additivity is not taken with Gompertz growth");
    }

    private static SensitivityPoint Bayes(TumourStudy four, SynergyArms arms, SynergyOptions options, double day)
    {
        const string Key = "bayes", Change = "Bayesian fit with weak priors (detected volumes)";
        return ModelledSynergy.Bayes(four, arms, options, day) is { } b
            ? new(Key, Change, Math.Exp(b.Mean * day), Math.Exp(b.Lower * day), Math.Exp(b.Upper * day), null, b.ProbabilityBelowZero, "estimated")
            : new(Key, Change, null, null, null, null, null, "not a weighted sum of slopes, or not fitted");
    }

    private static SensitivityPoint Hazard(TumourStudy four, SynergyArms arms, double threshold, double confidence)
    {
        var h = HazardSynergy.Of(four, arms, threshold, confidence);
        return new("hazard", "the hazard of reaching the humane end point for the rate of growth", h.Ratio, h.Lower, h.Upper, h.PValue, null, h.Status);
    }
}
