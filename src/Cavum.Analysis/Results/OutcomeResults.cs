namespace Cavum.Analysis;

/// <summary>Progression-free and overall survival, and PFS against the subject's own prior ICB line.</summary>
public sealed record TimeToEventResult(
    KaplanMeierResult Pfs, KaplanMeierResult Os, KaplanMeierResult PriorPfs, IReadOnlyList<KaplanMeierResult> PfsBySetting, PfsRatioResult PfsRatio,
    IReadOnlyList<ExternalControlResult>? External = null);

public sealed record KaplanMeierResult(
    string ResultId, string Label, string Endpoint, int N, int Events, double? MedianDays, double? MedianLower, double? MedianUpper,
    string ConfidenceType, IReadOnlyList<SurvivalStep> Curve, double? FollowUpMedianDays);

public sealed record SurvivalStep(
    string ResultId, double Day, int AtRisk, int Events, int Censored, double Survival, double? StdErr, double? Lower, double? Upper);

public sealed record PfsRatioResult(
    string ResultId, double Delta, int Pairs, IReadOnlyList<PfsPair> Ladder, Estimate ShareAtLeastDelta, Estimate PairedHazardRatio, string NullNote,
    IReadOnlyList<Estimate>? Estimators = null, IReadOnlyList<RatioNull>? Nulls = null, Estimate? SignTest = null);

public sealed record PfsPair(
    string ResultId, string Subject, string Setting, double PriorPfsDays, double StudyPfsDays, bool StudyPfsEvent, double Ratio);

public sealed record SafetyResult(
    string ResultId, int Subjects, int AnyGrade, int Grade3Plus, int Serious, int Deaths, IReadOnlyList<AdverseEventRow> ByTerm);

public sealed record AdverseEventRow(
    string ResultId, string Term, int SubjectsAnyGrade, int SubjectsGrade3Plus, int RelatedAsparaginase, int RelatedAntiPd1, int MaxGrade);
