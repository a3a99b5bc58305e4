namespace Cavum.Analysis;

/// <summary>EBV DNA of the whole cohort: decline and regrowth of the population, and what an early fall goes with. Descriptive: surrogacy is not claimed.</summary>
/// <param name="Status">estimated, or why the model has no estimate.</param>
/// <param name="DeclinePerFourWeeks">Population slope while it declines, log10 per 28 days.</param>
public sealed record PopulationKineticsResult(
    string ResultId, string Status, int Subjects, int Quantified, int Censored, Estimate DeclinePerFourWeeks, double? SlopeStdDev, double? ResidualLog10,
    string RegrowthStatus, IReadOnlyList<Estimate> Regrowth, double? NadirDay, LandmarkAssociation Landmark);

/// <summary>PFS after a landmark by what was known at it; who had ended before is left out, so no time is immortal.</summary>
public sealed record LandmarkAssociation(
    string ResultId, int Day, int Responders, int NonResponders, int EndedBefore, Estimate HazardRatio, double? LogRankP, string Statement);
