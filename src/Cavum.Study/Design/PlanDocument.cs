namespace Cavum.Study;

/// <summary>The plan as design.json writes it, every key with its value: what a new study and the example start from.</summary>
public static class PlanDocument
{
    public static object Of(AnalysisPlan plan)
    {
        var rule = plan.Decision;
        return new
        {
            ebvResponse = new { fallPercent = plan.EbvFallPercent, byDay = plan.EbvByDay, windowDays = plan.EbvWindowDays },
            plan.PetBaseline,
            plan.PetFollowUp,
            plan.PetNotBeforeDays,
            plan.PfsRatioDelta,
            plan.ComparatorRole,
            plan.ScanInterval,
            decision = new
            {
                rule.ProbabilityMore,
                rule.ProbabilityLess,
                rule.MinimumSubjects,
                rule.MinimumPairs,
                subjectPrior = new[] { rule.SubjectPriorA, rule.SubjectPriorB },
                rule.RobustWeight,
                tauPrior = FormattableString.Invariant($"half-normal:{rule.TauScale}"),
                muPrior = FormattableString.Invariant($"normal:{rule.MuMean},{rule.MuStdDev}"),
                rule.LineTrendHazardRatio,
                rule.TippingControlShift,
                rule.TippingHazardMultiplier,
                rule.TippingSlopeShift,
            },
            plan.Monitoring,
            plan.Estimands,
            plan.Controls,
        };
    }
}
