namespace Cavum.Study;

/// <summary>One subject with everything that the record says of it.</summary>
/// <param name="Day0">The first dose of the combination; null before the first dose.</param>
public sealed record Subject(
    SubjectId Id, DiseaseSetting Setting, string Sex, DateOnly BirthDate, double? HeightCm, double? WeightKg,
    Stage Stage, DateOnly? DiagnosisDate, DateOnly? ConsentDate, int? Ecog, DateOnly? Day0,
    PriorIcb? PriorIcb, IReadOnlyList<Exposure> Exposures, IReadOnlyList<PlasmaSample> Samples, IReadOnlyList<SerologyValue> Serology,
    IReadOnlyList<Scan> Scans, IReadOnlyList<LabValue> Labs, IReadOnlyList<AdverseEvent> AdverseEvents,
    IReadOnlyList<CourseEvent> Events, Death? Death)
{
    /// <summary>Sums of diameters of the target lesions, on the prior line and on the combination, in order of date.</summary>
    public IReadOnlyList<TumourMeasurement> Measurements { get; init; } = [];

    /// <summary>Days from the first dose of the combination, which is day 0; null before any dose.</summary>
    public int? Day(DateOnly date) => Day0 is { } zero ? date.DayNumber - zero.DayNumber : null;
}

/// <summary>TNM with the edition that gives the letters their meaning.</summary>
public sealed record Stage(string Edition, string T, string N, string M)
{
    public override string ToString() => $"{T}{N}{M} ({Edition})";
}

/// <summary>The line of immune checkpoint blockade on which the subject progressed.</summary>
public sealed record PriorIcb(
    string Drug, string Partner, DateOnly StartDate, DateOnly? LastDoseDate, string BestResponse, DateOnly? ProgressionDate);

public enum StudyDrug
{
    Asparaginase,
    AntiPd1,
}

/// <summary>Daily doses of one drug from the first day to the last, both included.</summary>
public sealed record Exposure(StudyDrug Drug, string Product, DateOnly StartDate, DateOnly EndDate, double? Dose, string Unit, string Lot);

/// <summary>A plasma sample; its EBV DNA comes from a raw run or from a laboratory's words, never both.</summary>
public sealed record PlasmaSample(
    string Id, DateOnly CollectedDate, string Matrix, string Assay, RunReference? Run, ReportedResult? Reported);

/// <param name="Path">A source of the study folder.</param>
/// <param name="Sample">The name by which the run knows the sample.</param>
public sealed record RunReference(string Path, string Sample);

/// <param name="Text">Verbatim: <c>1250</c>, <c>&lt; 35</c>, <c>Target Not Detected</c>.</param>
public sealed record ReportedResult(string Text, string Unit, double? Lod, double? Loq);

/// <summary>An antibody result; the grey zone is in ratios to the cut-off, and empty (1 to 1) where the kit has none.</summary>
public sealed record SerologyValue(
    DateOnly CollectedDate, string Antigen, string Isotype, string Kit, string Lot, double? Value, string Unit, double? Cutoff, double GreyLower = 1, double GreyUpper = 1);

/// <summary>An FDG PET/CT examination with the reader's marks and reads.</summary>
public sealed record Scan(
    string Id, DateOnly Date, string TimePoint, string PtPath, string? CtPath, IReadOnlyList<ReaderMark> Marks, IReadOnlyList<Read> Reads)
{
    /// <summary>Reads signed on the site; they count once both blinded readers have signed.</summary>
    public ReadingState Signed { get; init; } = new([], null);
}

public enum MarkKind
{
    Lesion,
    Liver,
    BloodPool,
}

/// <summary>Where a reader pointed, and how the volume there is to be outlined.</summary>
/// <param name="Position">DICOM patient coordinates in mm; null when the outline is a mask.</param>
/// <param name="Method">41, 50, fixed:4.0, percist, sphere:30, mask.</param>
public sealed record ReaderMark(
    string Id, MarkKind Kind, string Site, (double X, double Y, double Z)? Position, string Method, string? MaskPath, string? Roi, string Reader);

public sealed record Read(string Reader, int? Hopkins, bool? NewLesion, string Comment);

public sealed record LabValue(DateOnly Date, string Test, double? Value, string Unit, double? Lower, double? Upper);

public enum Relation
{
    No,
    Yes,
    Unknown,
}

public sealed record AdverseEvent(
    string Term, int Grade, DateOnly StartDate, DateOnly? EndDate, bool Serious, Relation Asparaginase, Relation AntiPd1);

public enum CourseEventKind
{
    Progression,
    NewTherapy,
    Withdrawal,
    LastContact,
}

public sealed record CourseEvent(DateOnly Date, CourseEventKind Kind, string Basis);

/// <summary>Sum of diameters of the target lesions (RECIST 1.1) at one assessment.</summary>
public sealed record TumourMeasurement(DateOnly Date, double SumOfDiametersMm);

public sealed record Death(DateOnly Date, string Cause);
