namespace Cavum.Analysis;

/// <summary>The plasma EBV DNA of one subject over time, with the kinetics and the response calls made from it.</summary>
public sealed record EbvDnaResultSeries(
    string ResultId, string Subject, string Setting, string Assay, string Unit,
    IReadOnlyList<EbvDnaPoint> Samples, KineticsResult Kinetics, KineticsResult? OnPriorIcb, EbvResponseResult Response)
{
    public EbvShapeResult? Shape { get; init; }

    public EbvLeadResult? Lead { get; init; }
}

/// <param name="Status">notDetected, belowLoq, quantified, aboveUpperLimit, invalid, notReleased.</param>
/// <param name="Period">priorIcb or study.</param>
/// <param name="LimitUnit">The unit of <paramref name="Lod"/> and <paramref name="Loq"/>: copies/mL or IU/mL.</param>
/// <param name="Origin">run (from raw fluorescence) or reported (a laboratory's words).</param>
public sealed record EbvDnaPoint(
    string ResultId, string Sample, int Day, string Period, string Origin, string Status,
    double? CopiesPerReaction, double? CopiesPerMl, double? CopiesLower, double? CopiesUpper,
    double? IuPerMl, double? IuLower, double? IuUpper,
    double? Lod, double? Loq, string LimitUnit, string Assay, string? RunId, string Note);

/// <summary>First-order decline of EBV DNA: censored regression of ln concentration on day.</summary>
/// <param name="Status">estimated, or the reason why it is not estimable.</param>
/// <param name="InterceptStdErr">With the covariance, what the band around the fitted line is drawn from.</param>
public sealed record KineticsResult(
    string ResultId, string Status, double? SlopePerDay, double? SlopeStdErr, double? InterceptLn, double? ResidualLn,
    double? HalfLifeDays, double? HalfLifeLower, double? HalfLifeUpper,
    int Quantified, int Censored, int? FromDay, int? ToDay,
    double? InterceptStdErr = null, double? InterceptSlopeCovariance = null)
{
    /// <summary>Limits of the half-life by the profile of the likelihood (95 %); null where there is no half-life, or where that side is open.</summary>
    public double? HalfLifeProfileLower { get; init; }

    /// <inheritdoc cref="HalfLifeProfileLower"/>
    public double? HalfLifeProfileUpper { get; init; }
}

/// <summary>The shape that all samples of the study period carry.</summary>
/// <param name="Form">single, biphasic, regrowth, or notCarried.</param>
/// <param name="Reason">In words; how many quantified samples are missing, when it is not carried.</param>
/// <param name="FastDecayPerDay">Rate of the first part; null for one straight decline.</param>
/// <param name="SecondPerDay">Rate of the second part: above 0 it grows.</param>
/// <param name="SecondShare">Share of the second part on the first day.</param>
/// <param name="NadirDay">Where the curve turns.</param>
/// <param name="PValue">Of the likelihood ratio against one straight decline, χ² with 2 degrees of freedom.</param>
public sealed record EbvShapeResult(
    string ResultId, string Form, string Reason, double? FastDecayPerDay, double? SecondPerDay, double? SecondShare, double? NadirDay, double? LikelihoodRatio, double? PValue);

/// <summary>How long before progression the confirmed rebound was seen.</summary>
/// <param name="LeadDays">Day of progression minus first day of the rebound; negative when the rebound came later, null when either is missing.</param>
/// <param name="Status">estimated, or which of the two is missing.</param>
/// <param name="Basis">By what progression was found, as events.csv says.</param>
public sealed record EbvLeadResult(string ResultId, int? ReboundDay, int? ProgressionDay, int? LeadDays, string Basis, string Status);

/// <param name="BestChangeUpper">The change is at most this: the bound that is left when the best value lies below a limit.</param>
/// <param name="FallByDay28">yes, no, or notEvaluable.</param>
/// <param name="Clearance">yes (two consecutive samples not detected), no, or notEvaluable.</param>
public sealed record EbvResponseResult(
    string ResultId, string FallByDay28, double? ChangePercent, double? ChangeLower, double? ChangeUpper, string ChangeStatus, int? AssessedOnDay,
    double? BestChangePercent, string BestChangeStatus, string Clearance, int? ClearedOnDay, string Rebound, string Reason,
    double? BestChangeUpper = null, IReadOnlyList<ResponseDefinition>? Definitions = null)
{
    /// <summary>What bounds every call of this subject; null when nothing does.</summary>
    public string? Caution { get; init; }
}

/// <summary>One raw qPCR run: standard curve, controls, release.</summary>
public sealed record QpcrRunResult(
    string ResultId, string Run, string Source, string Assay, string Instrument, int Cycles, int Wells,
    bool Released, IReadOnlyList<string> Reasons,
    double? Slope, double? Intercept, double? RSquared, double? Efficiency, double? ResidualLog10, double? LackOfFitP,
    IReadOnlyList<StandardPoint> Standards, IReadOnlyList<WellResult> Plate)
{
    /// <summary>The date of the run as its file writes it; empty when it says nothing.</summary>
    public string Date { get; init; } = "";
}

public sealed record StandardPoint(string ResultId, string Well, double CopiesPerReaction, double? Cq);

/// <param name="Cq">Null when the well did not amplify; <paramref name="Status"/> then says so.</param>
public sealed record WellResult(
    string ResultId, string Well, string Sample, string Role, string Target, double? Cq, string Status, IReadOnlyList<double> Fluorescence);

/// <summary>One digital PCR run: controls, release, and every well of the target.</summary>
/// <param name="ReactionMicrolitres">The volume of the reaction that was partitioned, as the assay states it.</param>
public sealed record DigitalRunResult(
    string ResultId, string Run, string Source, string Assay, string Instrument, string Target, int Wells,
    bool Released, IReadOnlyList<string> Reasons, IReadOnlyList<string> Remarks, double ReactionMicrolitres, IReadOnlyList<DigitalWellResult> Plate);

/// <param name="Positives">Null where the software made no call.</param>
/// <param name="Status">estimated, noPositives, saturated, noCall or volumeUnknown.</param>
/// <param name="Rain">within the interval of counting, matters, or notEvaluable.</param>
public sealed record DigitalWellResult(
    string ResultId, string Well, string Sample, string Role, long? Positives, long? Negatives,
    double? CopiesPerMicrolitre, double? Lower, double? Upper, string Status, double? PartitionNanolitres, string VolumeSource, string Rain);
