namespace Cavum.Analysis;

/// <summary>The study against one external control of the plan.</summary>
/// <param name="Kind">individual, or curve (reconstructed from a published figure; never counted in the verdict).</param>
/// <param name="Direction">more, less, neither or notAnswerable.</param>
/// <param name="Decides">False where the comparison is shown and not counted.</param>
/// <param name="Mismatches">Where the control does not match the estimand; one is enough for notAnswerable.</param>
/// <param name="LeftOut">Subjects of the study without a covariate that is matched.</param>
/// <param name="CurveError">Root mean square of the reconstruction about the points read.</param>
/// <param name="ProportionalHazardsP">Score test against 1 − KM; below 0.05 the restricted mean carries the line.</param>
public sealed record ExternalControlResult(
    string ResultId, string Name, string Kind, string Endpoint, string Method, string Justification, string Direction, bool Decides,
    IReadOnlyList<string> Mismatches, IReadOnlyList<string> Notes, int Treated, int Controls, int LeftOut, int? LandmarkDays,
    double? EffectiveTreated, double? EffectiveControls, double? CurveError, Estimate HazardRatio, Estimate FirthHazardRatio, Estimate RmstDifference,
    double? ProportionalHazardsP, IReadOnlyList<BalanceRow> Balance, IReadOnlyList<BalanceRow> NegativeControls, IReadOnlyList<DroppedCovariate> Dropped,
    KaplanMeierResult? StudyCurve, KaplanMeierResult? ControlCurve);

/// <param name="DifferenceBefore">Standardised difference of means.</param>
public sealed record BalanceRow(
    string ResultId, string Covariate, double? Study, double? Control, double? WeightedStudy, double? WeightedControl, double? DifferenceBefore, double? DifferenceAfter, string Status);

/// <summary>The comparison with one matched covariate left out of the weights.</summary>
public sealed record DroppedCovariate(string ResultId, string Covariate, double? HazardRatio, double? Lower, double? Upper, string Direction, string Status);
