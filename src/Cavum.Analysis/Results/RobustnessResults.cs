namespace Cavum.Analysis;

/// <summary>The answer in one disease setting, or in both together.</summary>
public sealed record PopulationAnswer(
    string ResultId, string Population, string Verdict, int Subjects, int Responders, int Evaluated, double? ProbabilityMore,
    double? PfsHazardRatio, double? PfsLower, double? PfsUpper, int Pairs, string Status);

/// <summary>The answer with one subject left out.</summary>
public sealed record LeaveOneOutRow(string ResultId, string Subject, string Verdict, double? ProbabilityMore, double? PfsHazardRatio, double? PfsUpper, double? SlopeChange, bool Changes);

/// <summary>How strongly an unmeasured confounder must be tied to treatment and outcome, as a risk ratio, to explain an effect away.</summary>
/// <param name="Limit">E-value of the limit nearer to no effect; 1 where the interval holds no effect.</param>
public sealed record EValueRow(string ResultId, string Line, double? RiskRatio, double? Point, double? Limit, string Status);

/// <summary>A comparison that must show nothing if the evidence is unbiased.</summary>
/// <param name="Reads">clean, suspicious, or notEvaluable.</param>
public sealed record NegativeControlRow(string ResultId, string Name, double? Difference, double? Lower, double? Upper, int N, string Reads, string Meaning);

/// <summary>A step of the hierarchy: tested only where every step before it said something.</summary>
/// <param name="Status">tested, or descriptive because a gate before it stayed closed.</param>
/// <param name="HolmPValue">Adjusted within the step.</param>
public sealed record HierarchyStep(string ResultId, int Order, string Name, string Status, string Direction, double? PValue, double? HolmPValue);

/// <summary>P(PFS ratio ≥ δ) where the later line does nothing of its own.</summary>
public sealed record RatioNull(string ResultId, double LineHazardRatio, string Schedule, double Probability);
