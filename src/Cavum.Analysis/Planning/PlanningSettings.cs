namespace Cavum.Analysis;

/// <summary>The world in which the plan is tried: what is true, and how the study would see it.</summary>
public sealed record PlanningSettings
{
    public int Subjects { get; init; } = 30;

    /// <summary>Share of subjects with RM-NPC, in whom response is compared.</summary>
    public double RmShare { get; init; } = 0.75;

    /// <summary>True response probability on the combination; dropping out before the scan counts as no response.</summary>
    public double Response { get; init; } = 0.45;

    /// <summary>True hazard ratio of the combination over the own prior line, line trend included.</summary>
    public double HazardRatio { get; init; } = 0.6;
    public double PriorMedianDays { get; init; } = 110;

    /// <summary>Variance of the gamma frailty (mean 1) that both lines of a subject share.</summary>
    public double FrailtyVariance { get; init; } = 0.5;

    /// <summary>Share of subjects lost at a uniform time of their follow-up.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Days between scans on both lines; a progression is seen at the next scan.</summary>
    public int PriorScanDays { get; init; } = 56;
    public int StudyScanDays { get; init; } = 56;

    /// <summary>Follow-up is uniform from half of this to one and a half.</summary>
    public double FollowUpDays { get; init; } = 365;
    public int Trials { get; init; } = 10_000;
    public ulong Seed { get; init; } = 1;

    /// <summary>What is out of range, as a person typed it.</summary>
    public IEnumerable<Core.Problem> Problems()
    {
        static Core.Problem Wrong(string name, double read, string expected) => new(name, read.ToString(System.Globalization.CultureInfo.InvariantCulture), expected);
        if (Subjects is < 3 or > 500) yield return Wrong("subjects", Subjects, "3 to 500");
        if (!(RmShare is >= 0 and <= 1)) yield return Wrong("RM-NPC share", RmShare, "0 to 1");
        if (!(Response is >= 0 and <= 1)) yield return Wrong("response", Response, "0 to 1");
        if (!(HazardRatio is >= 0.05 and <= 20)) yield return Wrong("hazard ratio", HazardRatio, "0.05 to 20");
        if (!(PriorMedianDays is >= 1 and <= 5000)) yield return Wrong("median of the prior line", PriorMedianDays, "1 to 5000 days");
        if (!(FrailtyVariance is >= 0 and <= 10)) yield return Wrong("frailty variance", FrailtyVariance, "0 to 10");
        if (!(Dropout is >= 0 and <= 1)) yield return Wrong("dropout", Dropout, "0 to 1");
        if (PriorScanDays is < 1 or > 400) yield return Wrong("days between scans before", PriorScanDays, "1 to 400");
        if (StudyScanDays is < 1 or > 400) yield return Wrong("days between scans now", StudyScanDays, "1 to 400");
        if (!(FollowUpDays is >= 30 and <= 10_000)) yield return Wrong("follow-up", FollowUpDays, "30 to 10000 days");
        if (Trials is < 100 or > 100_000) yield return Wrong("trials", Trials, "100 to 100000");
    }
}

/// <summary>What the plan does in that world.</summary>
/// <param name="More">Share of trials with the verdict more effective, with its Monte Carlo standard error.</param>
/// <param name="NaiveMore">Share in which a naive analysis would have said more: response above the arms' mean by an exact one-sided test at 2.5 %, or the paired hazard ratio's upper limit below 1.</param>
/// <param name="FutilityStop">Share that reaches the futility boundary at some look.</param>
public sealed record OperatingCharacteristics(
    int Subjects, int Trials, double More, double MoreStdErr, double Less, double NoClearDifference, double NotAnswerable, double ResponseSaysMore, double PfsSaysMore, double NaiveMore,
    double FutilityStop, double ExpectedSubjects);

/// <param name="Curve">The same world with other numbers of subjects, fewer trials each.</param>
/// <param name="SubjectsForPower">The fewest subjects on the curve with at least the wanted share of more; null where none reaches it.</param>
public sealed record PlanningResult(PlanningSettings Settings, OperatingCharacteristics Operating, IReadOnlyList<OperatingCharacteristics> Curve, double WantedPower, int? SubjectsForPower, int? RespondersNeeded, string Reading);
