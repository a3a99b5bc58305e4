using Cavum.Core;

namespace Cavum.Analysis;

/// <summary>A reader's own assumptions, laid over the plan; what is null stays as planned.</summary>
public sealed record WhatIfSettings
{
    public double? RobustWeight { get; init; }
    public double? TauScale { get; init; }
    public double? ControlShift { get; init; }
    public double? HazardMultiplier { get; init; }
    public double? SlopeShift { get; init; }
    public double? ProbabilityMore { get; init; }
    public double? LineTrend { get; init; }
    public IReadOnlyList<string> WithoutArms { get; init; } = [];
    public IReadOnlyList<string> WithoutSubjects { get; init; } = [];

    /// <summary>A matched covariate that is left out of the weights of every external control that matches it.</summary>
    public string? WithoutCovariate { get; init; }

    public IEnumerable<Problem> Problems(StudyResults results)
    {
        foreach (var (name, value, low, high) in new[]
        {
            ("weight of the flat prior", RobustWeight, 0, 1), ("heterogeneity", TauScale, 0.01, 10), ("shift of ICB alone", ControlShift, -1, 1), ("factor on hazard ratios", HazardMultiplier, 0.1, 10),
            ("regression to the mean", SlopeShift, -5, 5), ("bar", ProbabilityMore, 0.5, 0.9999), ("line trend", LineTrend, 1, 10),
        })
            if (value is { } v && !(v >= low && v <= high))
                yield return new Problem(name, Text(v), $"{Text(low)} to {Text(high)}");
        foreach (string arm in WithoutArms.Where(a => results.Evidence.Arms.Concat(results.Evidence.EbvArms ?? []).All(e => e.Arm != a))) yield return new Problem("arm", arm, "an arm of the evidence");
        foreach (string subject in WithoutSubjects.Where(s => results.Subjects.All(r => r.Subject != s))) yield return new Problem("subject", subject, "a subject of the study");
        if (WithoutCovariate is { } covariate && !WhatIf.Covariates(results).Contains(covariate)) yield return new Problem("covariate", covariate, "a covariate that an external control matches");

        static string Text(double v) => v.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}

/// <summary>One line as planned and as assumed.</summary>
public sealed record WhatIfLine(string Name, string Planned, string Now, double? ProbabilityPlanned, double? ProbabilityNow, double? Value, double? Lower, double? Upper);

public sealed record WhatIfAnswer(string VerdictPlanned, string Verdict, IReadOnlyList<string> Reasons, IReadOnlyList<WhatIfLine> Lines);

/// <summary>The answer under a reader's own assumptions, computed from results.json alone: the same judgement, in milliseconds.</summary>
public static class WhatIf
{
    public static Outcome<WhatIfAnswer> Of(StudyResults results, WhatIfSettings settings)
    {
        var problems = settings.Problems(results).ToList();
        if (results.Answer.Subjects is null || results.Plan?.Rule is null) problems.Add(new Problem("report/results.json", "an older report", "a report of this version: run 'cavum analyze' again"));
        if (problems.Count > 0) return Outcome<WhatIfAnswer>.Refused(problems);
        var rule = results.Plan!.Rule!.ToRule();
        var planned = Judge(results, new Assumed(rule), new WhatIfSettings());
        var changed = rule with
        {
            RobustWeight = settings.RobustWeight ?? rule.RobustWeight,
            TauScale = settings.TauScale ?? rule.TauScale,
            ProbabilityMore = settings.ProbabilityMore ?? rule.ProbabilityMore,
            ProbabilityLess = settings.ProbabilityMore is { } bar ? 1 - bar : rule.ProbabilityLess,
            LineTrendHazardRatio = settings.LineTrend ?? rule.LineTrendHazardRatio,
        };
        var now = Judge(results, new Assumed(changed, settings.ControlShift ?? 0, settings.HazardMultiplier ?? 1, settings.SlopeShift ?? 0), settings);
        WhatIfLine Line(LineEffect a, LineEffect b) => new(a.Finding.Name, a.Finding.Direction, b.Finding.Direction, a.ProbabilityMore, b.ProbabilityMore, b.Value, b.Lower, b.Upper);
        return Outcome<WhatIfAnswer>.Of(new(planned.Verdict, now.Verdict, now.Reasons,
        [
            Line(planned.Response, now.Response), Line(planned.EbvResponse, now.EbvResponse), Line(planned.Pfs, now.Pfs), Line(planned.Slope, now.Slope), Line(planned.Growth, now.Growth),
            .. planned.External.Zip(now.External, (a, b) => new WhatIfLine(a.Name, a.Direction, b.Direction, null, null, null, null, null)),
        ]));
    }

    private static Judgement Judge(StudyResults results, Assumed assumed, WhatIfSettings settings)
    {
        EvidenceArm[] Arms(IReadOnlyList<EvidenceArm> all) => [.. all.Where(a => a.Used && !settings.WithoutArms.Contains(a.Arm))];
        SubjectEvidence[] subjects = [.. results.Answer.Subjects!.Where(s => !settings.WithoutSubjects.Contains(s.Subject))];
        ExternalEffect[] external = [.. (results.TimeToEvent.External ?? []).Select(e => Effect(e, e.Dropped.FirstOrDefault(d => d.Covariate == settings.WithoutCovariate)))];
        return Judgement.Of(subjects, ArmComparisons.Of(Arms(results.Evidence.Arms), Arms(results.Evidence.EbvArms ?? []), assumed.Rule), external, assumed);
    }

    private static ExternalEffect Effect(ExternalControlResult e, DroppedCovariate? dropped)
    {
        string name = $"{e.Endpoint} against external controls '{e.Name}'";
        if (dropped is null) return new(name, Log(e.HazardRatio.Value), e.HazardRatio.Lower, e.HazardRatio.Upper, e.Direction, e.Decides, Reason(e));
        return new(name, Log(dropped.HazardRatio), dropped.Lower, dropped.Upper, e.Direction == Synthesis.NotAnswerable ? e.Direction : dropped.Direction, e.Decides, $"without '{dropped.Covariate}' in the weights: {dropped.Status}");
    }

    private static double? Log(double? ratio) => ratio is > 0 and { } v ? Math.Log(v) : null;

    /// <summary>The covariates that the external controls match, each once.</summary>
    public static IReadOnlyList<string> Covariates(StudyResults results) =>
        [.. (results.TimeToEvent.External ?? []).SelectMany(e => e.Dropped).Select(d => d.Covariate).Distinct().Order(StringComparer.Ordinal)];

    private static string Reason(ExternalControlResult e) => e.Mismatches.Count > 0 ? "does not match the estimand" : e.HazardRatio.Status;
}
