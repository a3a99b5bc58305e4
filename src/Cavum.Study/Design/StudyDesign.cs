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

    /// <summary>Days between scans on the prior ICB line and on the combination; null where the plan does not say.</summary>
    public PlannedScanInterval ScanInterval { get; init; } = new(null, null);

    public MonitoringRule Monitoring { get; init; } = new();

    /// <summary>What is to be estimated, ICH E9(R1); the standard five unless the design names its own.</summary>
    public IReadOnlyList<Estimand> Estimands { get; init; } = StandardEstimands.All;

    /// <summary>External controls for time to event, each with its justification.</summary>
    public IReadOnlyList<PlannedControl> Controls { get; init; } = [];
}

public sealed record PlannedScanInterval(int? PriorEveryDays, int? StudyEveryDays);

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

    /// <summary>A verdict must survive this much more response on ICB alone (absolute) than the arms show.</summary>
    public double TippingControlShift { get; init; } = 0.05;

    /// <summary>A verdict must survive hazard ratios that were biased by this factor.</summary>
    public double TippingHazardMultiplier { get; init; } = 1.1;

    /// <summary>A verdict must survive this much regression to the mean of the EBV DNA slope, log10 per 28 days.</summary>
    public double TippingSlopeShift { get; init; } = 0.2;
}
