namespace Cavum.Analysis;

/// <summary>The answer as it was at each data cut, and how far the study is from its stopping boundaries.</summary>
/// <param name="Status">continue, stopForFutility, stopForToxicity.</param>
/// <param name="RespondersNeeded">Of the maximum number of subjects, the fewest responders in all that reach the bar; null where none do.</param>
/// <param name="PredictiveProbability">That the bar is reached at the maximum, given what was seen.</param>
public sealed record MonitoringResult(
    string ResultId, string Status, IReadOnlyList<string> Reasons, IReadOnlyList<DataCutAnswer> Cuts, int Evaluated, int Responders, int MaximumSubjects, int? RespondersNeeded,
    double? PredictiveProbability, double? ProbabilityMore, double FutilityBelow, int Treated, int Toxicities, double? ToxicityProbability, double ToxicityLimit, double ToxicityAbove,
    IReadOnlyList<BoundaryStep> Boundary);

/// <param name="FutileAtOrBelow">Responders at which futility is reached after so many subjects; null where no number is.</param>
/// <param name="ToxicAtOrAbove">Subjects with a related event of grade 3 or more at which toxicity is reached.</param>
public sealed record BoundaryStep(string ResultId, int Subjects, int? FutileAtOrBelow, int? ToxicAtOrAbove);

/// <summary>The answer as of a data cut, and what changed since the one before.</summary>
public sealed record DataCutAnswer(
    string ResultId, string Cut, string Verdict, int Subjects, int Evaluated, int Responders, double? ProbabilityMore, double? PfsHazardRatio, double? PfsUpper, int PfsEvents, int Toxicities,
    IReadOnlyList<string> ChangedSince);
