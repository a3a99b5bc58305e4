namespace Cavum.Study;

/// <summary>How the study is run and how it is to be analysed; fixed before outcomes are looked at.</summary>
public sealed record StudyDesign(
    string Study, DateOnly DataCut, string AntiPd1Product, string AsparaginaseProduct,
    IReadOnlyList<PlannedVisit> Samples, IReadOnlyList<PlannedVisit> Scans, AnalysisPlan Plan);

/// <param name="Day">Days from the first dose of the combination.</param>
public sealed record PlannedVisit(string Name, int Day, int WindowDays);

/// <summary>The decisions of the analysis, each with its default; see docs/methods/verdict.md.</summary>
public sealed record AnalysisPlan
{
    public double EbvFallPercent { get; init; } = 50;
    public int EbvByDay { get; init; } = 28;
    public int EbvWindowDays { get; init; } = 7;
    public string PetBaseline { get; init; } = "baseline";
    public string PetFollowUp { get; init; } = "month 3";
    public int PetNotBeforeDays { get; init; } = 84;
    public double PfsRatioDelta { get; init; } = 1.33;
    public string ComparatorRole { get; init; } = "icb_only";
    public DecisionRule Decision { get; init; } = new();
}

/// <summary>When a line of evidence speaks for more or for less.</summary>
public sealed record DecisionRule
{
    public double ProbabilityMore { get; init; } = 0.975;
    public double ProbabilityLess { get; init; } = 0.025;
    public int MinimumSubjects { get; init; } = 10;
    public int MinimumPairs { get; init; } = 10;
    public double SubjectPriorA { get; init; } = 0.5;
    public double SubjectPriorB { get; init; } = 0.5;
    /// <summary>Weight of a flat component in the control; 0 because one arm without a concurrent control can never update it (docs/methods/verdict.md).</summary>
    public double RobustWeight { get; init; }
    public double TauScale { get; init; } = 1;
    public double MuMean { get; init; }
    public double MuStdDev { get; init; } = 2;

    /// <summary>The hazard ratio that a later line has against an earlier one by line order alone (1.25–1.5 in the literature).</summary>
    public double LineTrendHazardRatio { get; init; } = 1.5;
}
