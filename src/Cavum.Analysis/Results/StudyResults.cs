namespace Cavum.Analysis;

/// <summary>Everything the analysis of a study says; written as results.json, read by the report and the site.</summary>
/// <remarks>
/// Each record that holds numbers carries a result id; a number's own id is that id, a dot and its key.
/// A value that does not exist is null and a status beside it says why.
/// </remarks>
public sealed record StudyResults(
    string Format,
    StudyHeader Study,
    AnswerResult Answer,
    IReadOnlyList<SubjectResult> Subjects,
    IReadOnlyList<EbvDnaResultSeries> EbvDna,
    IReadOnlyList<QpcrRunResult> Runs,
    IReadOnlyList<PetResult> Pet,
    TimeToEventResult TimeToEvent,
    SafetyResult Safety,
    EvidenceResult Evidence,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Conventions,
    PlanResult? Plan = null,
    PopulationKineticsResult? Kinetics = null,
    MonitoringResult? Monitoring = null,
    ReaderAgreementResult? ReaderAgreement = null)
{
    /// <summary>The mouse arm; null where the study has none.</summary>
    public MouseResult? Mouse { get; init; }

    /// <summary>Runs whose EBV DNA was counted in partitions; empty where every run has a standard curve.</summary>
    public IReadOnlyList<DigitalRunResult> DigitalRuns { get; init; } = [];
}

public sealed record StudyHeader(
    string ResultId, string Title, string Study, string? NctId, string DataCut, int Subjects, int LaNpc, int RmNpc,
    IReadOnlyList<string> Interventions, string AntiPd1Product, string AsparaginaseProduct,
    IReadOnlyList<string> PrimaryOutcomes, IReadOnlyList<string> SecondaryOutcomes);

/// <summary>A proportion with its exact (Clopper–Pearson) interval.</summary>
public sealed record Proportion(
    string ResultId, int Count, int Of, double? Estimate, double? Lower, double? Upper, double Confidence, string Method);

/// <summary>An estimate with its interval; nulls and the status say when it does not exist.</summary>
public sealed record Estimate(
    string ResultId, double? Value, double? Lower, double? Upper, string Unit, string Method, string Status);

/// <summary>One subject as it went through the study; days count from the first dose of the combination (day 0).</summary>
public sealed record SubjectResult(
    string ResultId, string Subject, string Setting, string Sex, int? AgeAtDay0, string Stage, string? Day0Date,
    PriorIcbResult? PriorIcb,
    IReadOnlyList<DoseBlock> Doses, IReadOnlyList<SampleMark> Samples, IReadOnlyList<ScanMark> Scans,
    IReadOnlyList<EventMark> Events, int? FollowUpDays, bool Died, bool OnStudy)
{
    /// <summary>Antibodies to EBV in order of date; never a marker of response.</summary>
    public IReadOnlyList<SerologyPointResult> Serology { get; init; } = [];
}

/// <summary>One antibody result against the cut-off of its own kit and lot.</summary>
/// <param name="Day">Null for a subject without a first dose.</param>
/// <param name="Marker">Antigen and isotype: EBNA1 IgA.</param>
/// <param name="Ratio">Value over cut-off; null where either is missing.</param>
/// <param name="Call">negative, equivocal, positive, or notEvaluable.</param>
/// <param name="Reason">Why there is no call; empty where there is one.</param>
public sealed record SerologyPointResult(
    string ResultId, string Date, int? Day, string Marker, string Kit, string Lot, double? Value, string Unit, double? CutOff, double? Ratio, string Call, string Reason);

public sealed record PriorIcbResult(
    string ResultId, string Drug, string BestResponse, int? StartDay, int? ProgressionDay, int? PfsDays);

/// <param name="Drug"><c>asparaginase</c> or <c>antiPd1</c>.</param>
public sealed record DoseBlock(string ResultId, string Drug, string Product, int StartDay, int EndDay, double? Dose, string Unit);

public sealed record SampleMark(string ResultId, string Sample, int Day);

public sealed record ScanMark(string ResultId, string Scan, string TimePoint, int Day);

/// <param name="Kind">progression, newTherapy, withdrawal, lastContact, death, response.</param>
public sealed record EventMark(string ResultId, string Kind, int Day, string Basis);
