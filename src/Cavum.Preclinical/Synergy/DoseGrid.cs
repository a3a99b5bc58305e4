using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>What each group of a larger design received.</summary>
public sealed record DosedGroup(string Group, double A, double B);

/// <summary>One combination of doses on the last day.</summary>
/// <param name="HolmP">Adjusted by Holm over all combinations of the design.</param>
public sealed record DosePoint(
    string Combination, double DoseA, double DoseB, string? AloneA, string? AloneB, double? Contrast, double? StdErr, double? DegreesOfFreedom, double? CombinationIndex,
    double? Lower, double? Upper, double? PValue, double? HolmP, string Status);

/// <summary>Synergy in a design with several doses: one mixed model for all groups, one contrast for every combination of doses.</summary>
/// <remarks>
/// Each combination (a, b) is held against the groups (a, 0) and (0, b) and the control (0, 0) of the same experiment. The variances are common to
/// all groups, so every group's mice inform them. CR2 and Satterthwaite as in the four-arm analysis; Holm over the combinations.
/// </remarks>
public sealed record DoseGrid(SlopeFit Fit, IReadOnlyList<string> Groups, double Day, IReadOnlyList<DosePoint> Points)
{
    public static Outcome<DoseGrid> Run(TumourStudy study, IReadOnlyList<DosedGroup> doses, SynergyOptions options)
    {
        var problems = doses.Where(d => !study.Groups.Contains(d.Group)).Select(d => new Problem("doses, group " + d.Group, string.Join(", ", study.Groups), "a group of the table of volumes")).ToList();
        foreach (var twice in doses.GroupBy(d => d.Group).Where(g => g.Count() > 1)) problems.Add(new Problem("doses", twice.Key, "each group once"));
        foreach (var twice in doses.GroupBy(d => (d.A, d.B)).Where(g => g.Count() > 1)) problems.Add(new Problem("doses", string.Join(", ", twice.Select(d => d.Group)), "one group for each pair of doses"));
        var control = doses.FirstOrDefault(d => d is { A: 0, B: 0 });
        if (control is null) problems.Add(new Problem("doses", "no group with both doses 0", "a control"));
        var combinations = doses.Where(d => d is { A: > 0, B: > 0 }).ToList();
        if (combinations.Count == 0) problems.Add(new Problem("doses", "no group with both doses above 0", "a combination"));
        if (problems.Count > 0) return Outcome<DoseGrid>.Refused(problems);
        string[] groups = [.. doses.Select(d => d.Group)];
        var used = study.Only(groups);
        var (data, fit) = new SynergyModel(used, groups, options).Fit(double.PositiveInfinity);
        foreach (string empty in groups.Where((_, a) => !data.Arms.Contains(a))) problems.Add(new Problem($"group {empty}", "no mouse", "mice with a volume above 0 on day 0 and at a later day"));
        if (problems.Count == 0 && fit.Status != SlopeFitStatus.Fitted) problems.Add(new Problem("the mixed model", fit.Status.ToString(), "more observations than groups, with variation between them"));
        if (problems.Count > 0) return Outcome<DoseGrid>.Refused(problems);
        double day = used.Days[^1];
        var points = combinations.Select(c => Point(c, doses, control!, groups, fit, day, options)).ToList();
        int[] tested = [.. Enumerable.Range(0, points.Count).Where(i => points[i].PValue is not null)];
        double[] holm = tested.Length == 0 ? [] : Multiplicity.Holm([.. tested.Select(i => points[i].PValue!.Value)]);
        for (int k = 0; k < tested.Length; k++) points[tested[k]] = points[tested[k]] with { HolmP = holm[k] };
        return Outcome<DoseGrid>.Of(new(fit, groups, day, points));
    }

    private static DosePoint Point(DosedGroup c, IReadOnlyList<DosedGroup> doses, DosedGroup control, string[] groups, SlopeFit fit, double day, SynergyOptions options)
    {
        var a = doses.FirstOrDefault(d => d.A == c.A && d.B == 0);
        var b = doses.FirstOrDefault(d => d.A == 0 && d.B == c.B);
        DosePoint None(string status) => new(c.Group, c.A, c.B, a?.Group, b?.Group, null, null, null, null, null, null, null, null, status);
        if (a is null || b is null) return None("a treatment alone at this dose is missing");
        int[] at = [Array.IndexOf(groups, control.Group), Array.IndexOf(groups, a.Group), Array.IndexOf(groups, b.Group), Array.IndexOf(groups, c.Group)];
        Span<double> four = stackalloc double[4], weights = stackalloc double[groups.Length];
        if (SynergyContrast.Of(options.Method, [.. at.Select(i => fit.Slopes[i])], day, four) is not { } estimate) return None("undefined: the expected burden is not above 0");
        for (int k = 0; k < 4; k++) weights[at[k]] = four[k];
        var contrast = fit.Contrast(weights);
        double stdErr = options.Error == SynergyError.Cr2 ? contrast.RobustStdErr : contrast.ModelStdErr;
        double? df = options.Inference == SynergyInference.T ? contrast.DegreesOfFreedom : null;
        return SynergyLimits.Of(estimate, stdErr, df, options.Confidence) is not { } limits
            ? None("without limits: too few mice") with { Contrast = estimate, CombinationIndex = Math.Exp(estimate * day) }
            : new(c.Group, c.A, c.B, a.Group, b.Group, estimate, stdErr, df, Math.Exp(estimate * day), Math.Exp((estimate - limits.HalfWidth) * day),
                Math.Exp((estimate + limits.HalfWidth) * day), limits.PValue, null, "estimated");
    }
}
