using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>The plan of analysis and whether it was fixed before anybody could know the outcome.</summary>
/// <param name="Status">notFrozen, frozenBeforeOutcomes, frozenAfterFirstOutcome.</param>
/// <param name="Unfrozen">Differences of the plan in use from the last frozen one: they bind nobody.</param>
public sealed record PlanResult(
    string ResultId, string Hash, string Status, string Sentence, string? FrozenOn, string? FirstOutcomeOn, string? FirstOutcome,
    IReadOnlyList<PlanChange> Changes, IReadOnlyList<PlanDifference> Unfrozen, IReadOnlyList<Estimand> Estimands, PlannedRule? Rule = null);

/// <summary>A freezing after the first, with what it changed.</summary>
/// <param name="AfterOutcomes">True when an outcome of the study was already on record by then.</param>
public sealed record PlanChange(string ResultId, string On, string Hash, string Reason, bool AfterOutcomes, IReadOnlyList<PlanDifference> Differences);

/// <summary>The decision rule as the plan sets it.</summary>
public sealed record PlannedRule(
    string ResultId, double ProbabilityMore, double ProbabilityLess, int MinimumSubjects, int MinimumPairs, double SubjectPriorA, double SubjectPriorB, double RobustWeight,
    double TauScale, double MuMean, double MuStdDev, double LineTrendHazardRatio, double TippingControlShift, double TippingHazardMultiplier, double TippingSlopeShift)
{
    internal static PlannedRule Of(string id, DecisionRule r) => new(id, r.ProbabilityMore, r.ProbabilityLess, r.MinimumSubjects, r.MinimumPairs, r.SubjectPriorA, r.SubjectPriorB, r.RobustWeight,
        r.TauScale, r.MuMean, r.MuStdDev, r.LineTrendHazardRatio, r.TippingControlShift, r.TippingHazardMultiplier, r.TippingSlopeShift);

    public DecisionRule ToRule() => new()
    {
        ProbabilityMore = ProbabilityMore,
        ProbabilityLess = ProbabilityLess,
        MinimumSubjects = MinimumSubjects,
        MinimumPairs = MinimumPairs,
        SubjectPriorA = SubjectPriorA,
        SubjectPriorB = SubjectPriorB,
        RobustWeight = RobustWeight,
        TauScale = TauScale,
        MuMean = MuMean,
        MuStdDev = MuStdDev,
        LineTrendHazardRatio = LineTrendHazardRatio,
        TippingControlShift = TippingControlShift,
        TippingHazardMultiplier = TippingHazardMultiplier,
        TippingSlopeShift = TippingSlopeShift,
    };
}
