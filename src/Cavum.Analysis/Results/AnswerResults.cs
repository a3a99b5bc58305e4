namespace Cavum.Analysis;

/// <summary>More or less effective than ICB alone? The verdict, in words first, with what it stands on.</summary>
/// <param name="Verdict">moreEffective, lessEffective, noClearDifference or notAnswerable.</param>
/// <param name="Sentences">Two sentences that a physician can read out.</param>
/// <param name="MoreAbove">The planned probability above which the verdict is more effective; below <paramref name="LessBelow"/> it is less.</param>
/// <param name="Primary">The primary line of evidence: plasma EBV DNA response.</param>
public sealed record AnswerResult(
    string ResultId, string Verdict, IReadOnlyList<string> Sentences, IReadOnlyList<string> Reasons,
    PrimaryResult Primary, IReadOnlyList<EvidenceLine> Lines, IReadOnlyList<SensitivityRow> Sensitivity,
    IReadOnlyList<TippingPoint> TippingPoints, IReadOnlyList<Assumption> Assumptions, double MoreAbove = 0.975, double LessBelow = 0.025,
    IReadOnlyList<SubjectEvidence>? Subjects = null, IReadOnlyList<PopulationAnswer>? Populations = null, IReadOnlyList<LeaveOneOutRow>? LeaveOneOut = null,
    IReadOnlyList<EValueRow>? EValues = null, IReadOnlyList<NegativeControlRow>? NegativeControls = null, IReadOnlyList<HierarchyStep>? Hierarchy = null,
    IReadOnlyList<string>? PlainWords = null);

/// <summary>EBV DNA response (fall of at least the planned percentage by the planned day) and PET response at 3 months.</summary>
public sealed record PrimaryResult(
    string ResultId, string Definition, Proportion EbvResponse, Proportion EbvClearance, Proportion PetResponse,
    Estimate HalfLifeDays, IReadOnlyList<Proportion> EbvResponseBySetting, double FallPercent = 50, int ByDay = 28);

/// <param name="Direction">more, less, neither, or notAnswerable.</param>
/// <param name="Comparator">What stands for ICB alone in this line.</param>
/// <param name="Scale">For the forest: the unit of the estimate, and the value that means no difference.</param>
public sealed record EvidenceLine(
    string ResultId, string Name, string Question, string Direction, string Comparator, Estimate Effect, double NullValue, string Scale, bool HigherIsBetter,
    double? ProbabilityMore, int N, IReadOnlyList<string> Reasons);

public sealed record SensitivityRow(string ResultId, string Change, string Line, double? ProbabilityMore, string Direction, string Verdict);

/// <summary>How far an assumption must move before the verdict changes.</summary>
public sealed record TippingPoint(
    string ResultId, string Assumption, double? Today, double? FlipsAt, string Unit, string Status, IReadOnlyList<TippingStep> Curve);

public sealed record TippingStep(string ResultId, double At, double ProbabilityMore);

public sealed record Assumption(string Name, string Statement, string Standing);

/// <summary>The ICB-only arms that stand for the comparator, and the predictive distribution made of them.</summary>
/// <param name="EbvArms">The arms that report EBV DNA response, with its counts in the place of the tumour response; used where the definition is the study's.</param>
public sealed record EvidenceResult(
    string ResultId, string PopulationNote, IReadOnlyList<EvidenceArm> Arms, double? MapMean, double? MapLower, double? MapUpper,
    double? TauMean, double? EffectiveSampleSize, IReadOnlyList<DensityPoint> ControlDensity, IReadOnlyList<DensityPoint> StudyDensity, IReadOnlyList<EvidenceArm>? EbvArms = null, string EbvNote = "");

public sealed record EvidenceArm(
    string ResultId, string Arm, string Trial, string Regimen, string Population, string Assessor, bool PriorIcb,
    int Responders, int Of, double Estimate, double Lower, double Upper, string Source, string Provenance,
    string Grade = "", IReadOnlyList<string>? GradeReasons = null, bool Used = true);

public sealed record DensityPoint(string ResultId, double At, double Density);
