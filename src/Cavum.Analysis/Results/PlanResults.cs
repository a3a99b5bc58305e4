using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>The plan of analysis and whether it was fixed before anybody could know the outcome.</summary>
/// <param name="Status">notFrozen, frozenBeforeOutcomes, frozenAfterFirstOutcome.</param>
/// <param name="Unfrozen">Differences of the plan in use from the last frozen one: they bind nobody.</param>
public sealed record PlanResult(
    string ResultId, string Hash, string Status, string Sentence, string? FrozenOn, string? FirstOutcomeOn, string? FirstOutcome,
    IReadOnlyList<PlanChange> Changes, IReadOnlyList<PlanDifference> Unfrozen, IReadOnlyList<Estimand> Estimands);

/// <summary>A freezing after the first, with what it changed.</summary>
/// <param name="AfterOutcomes">True when an outcome of the study was already on record by then.</param>
public sealed record PlanChange(string ResultId, string On, string Hash, string Reason, bool AfterOutcomes, IReadOnlyList<PlanDifference> Differences);
