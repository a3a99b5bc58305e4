namespace Cavum.Study;

/// <summary>What is to be estimated, in the five attributes of ICH E9(R1).</summary>
/// <param name="Role">primary, secondary, supportive or descriptive: the place in the hierarchy.</param>
/// <param name="Population">RM-NPC, LA-NPC or both, and what else makes a subject belong.</param>
public sealed record Estimand(
    string Name, string Role, string Population, string Treatment, string Variable, IReadOnlyList<IntercurrentEvent> IntercurrentEvents, string Summary);

/// <param name="Strategy">treatmentPolicy, hypothetical, composite, whileOnTreatment or principalStratum.</param>
public sealed record IntercurrentEvent(string Event, string Strategy, string Handling);

/// <summary>When the study stops for futility or toxicity, and at which data cuts it is looked at.</summary>
public sealed record MonitoringRule
{
    /// <summary>Subjects at the first look.</summary>
    public int MinimumSubjects { get; init; } = 6;
    public int MaximumSubjects { get; init; } = 40;

    /// <summary>Stop for futility when Pr(p_T &gt; p_C | data) is below this.</summary>
    public double FutilityBelow { get; init; } = 0.05;

    /// <summary>The share of subjects with a related adverse event of grade 3 or more that is still acceptable.</summary>
    public double ToxicityLimit { get; init; } = 0.33;

    /// <summary>Stop for toxicity when Pr(share &gt; limit | data) is above this; prior Beta(½, ½).</summary>
    public double ToxicityAbove { get; init; } = 0.95;

    /// <summary>Past data cuts at which the answer is shown as it was; the design's own cut is always the last.</summary>
    public IReadOnlyList<DateOnly> DataCuts { get; init; } = [];
}

/// <summary>An external control for time to event: who they were, what they got, how their time was measured.</summary>
/// <remarks>What the plan says here decides whether the control matches the estimand; docs/methods/verdict.md.</remarks>
public sealed record PlannedControl
{
    public required string Name { get; init; }

    /// <summary>individual (a CSV of subjects) or curve (points of a published curve, with numbers at risk).</summary>
    public required string Kind { get; init; }
    public required string File { get; init; }
    public string? AtRisk { get; init; }

    /// <summary>The published total of events of a curve.</summary>
    public int? Events { get; init; }
    public string Endpoint { get; init; } = "PFS";
    public string TimeUnit { get; init; } = "days";

    /// <summary>icbAlone, or another treatment, which then does not answer the question.</summary>
    public string Treatment { get; init; } = "icbAlone";

    /// <summary>True if these subjects had progressed on ICB before; null where it is not known.</summary>
    public bool? PriorIcb { get; init; }

    /// <summary>From what day time counts: firstDose, diagnosis, enrolment, response, landmark.</summary>
    public string Index { get; init; } = "firstDose";
    public string Criterion { get; init; } = "RECIST";
    public int? ScanEveryDays { get; init; }

    /// <summary>Time counts from this day in both groups, and who ended before is left out of both.</summary>
    public int? LandmarkDays { get; init; }

    /// <summary>propensity (ATT), overlap, entropy, maic, or none.</summary>
    public string Method { get; init; } = "none";
    public IReadOnlyList<string> Match { get; init; } = [];

    /// <summary>Covariates that treatment cannot change and that are not matched: a difference left in them shows selection.</summary>
    public IReadOnlyList<string> NegativeControls { get; init; } = [];

    /// <summary>Published means (and SD) of the control's covariates, for maic.</summary>
    public IReadOnlyList<PlannedMoment> Target { get; init; } = [];
    public string Justification { get; init; } = "";
}

public sealed record PlannedMoment(string Name, double Mean, double? Sd);
