using System.Globalization;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>The verdict under other assumptions, one change at a time: prior weight, heterogeneity, bar, arms, biases, definitions.</summary>
internal static class Sensitivities
{
    private sealed record Change(string Words, string Line, Assumed Assumed, IReadOnlyList<EvidenceArm> Arms, IReadOnlyList<SubjectEvidence> Subjects);

    public static IReadOnlyList<SensitivityRow> Of(IReadOnlyList<SubjectEvidence> subjects, IReadOnlyList<EvidenceArm> arms, IReadOnlyList<ExternalEffect> external, ArmComparisons plan, AnalysisContext context)
    {
        EvidenceArm[] used = [.. arms.Where(a => a.Used)];
        if (subjects.Count == 0) return [];
        var changes = Changes(subjects, arms, used, context.Plan.Decision);
        var rows = new SensitivityRow[changes.Count];
        Parallel.For(0, rows.Length, i =>
        {
            var (words, line, assumed, with, people) = changes[i];
            var comparison = with.Count == 0 ? null : ReferenceEquals(with, used) && plan.Pet is not null ? plan.Pet.With(with, assumed.Rule) : new ResponseComparison(with, assumed.Rule);
            var j = Judgement.Of(people, plan with { Pet = comparison, Matched = with.Count > 0 && with.All(a => a.PriorIcb) }, external, assumed);
            var effect = line == "response" ? j.Response : line == "PFS" ? j.Pfs : j.Slope;
            rows[i] = new SensitivityRow(Text($"answer.sensitivity.{i + 1}"), words, line, effect.ProbabilityMore, effect.Finding.Direction, j.Verdict);
        });
        context.Ledger.Add("answer.sensitivity", "The answer recomputed with one assumption changed.", [Lines.Response, Lines.Pfs, Lines.Slope], context.PlanSource);
        return rows;
    }

    private static List<Change> Changes(IReadOnlyList<SubjectEvidence> subjects, IReadOnlyList<EvidenceArm> all, EvidenceArm[] arms, DecisionRule rule)
    {
        var plain = new Assumed(rule);
        var changes = new List<Change>();
        void Add(string words, string line, Assumed assumed) => changes.Add(new(words, line, assumed, arms, subjects));
        foreach (double w in new[] { 0.1, 0.2, 0.5, 1.0 }) Add(Text($"weight of the vague prior {w:0.##} (plan: {rule.RobustWeight:0.##})"), "response", plain with { Rule = rule with { RobustWeight = w } });
        foreach (double tau in new[] { 0.5, 2.0 }) Add(Text($"heterogeneity prior half-normal({tau:0.##}) (plan: {rule.TauScale:0.##})"), "response", plain with { Rule = rule with { TauScale = tau } });
        Add("bar 0.95 (exploratory)", "response", plain with { Rule = rule with { ProbabilityMore = 0.95, ProbabilityLess = 0.05 } });
        foreach (double shift in new[] { -0.1, 0.1, 0.2 }) Add(Text($"ICB alone responds {shift:+0.0;−0.0} (absolute) against the arms"), "response", plain with { ControlShift = shift });
        foreach (double m in new[] { 1.25, 1.5 }) Add(Text($"hazard ratios biased by a factor of {m:0.##} in favour of the combination"), "PFS", plain with { HazardMultiplier = m });
        Add(Text($"EBV DNA slope regresses to the mean by 0.5 log10 per 4 weeks"), "EBV DNA slope", plain with { SlopeShift = 0.5 });
        foreach (string kind in arms.Select(a => PlausibilityRules.Independence(a.Assessor)).Distinct().Order(StringComparer.Ordinal))
            if (arms.Any(a => PlausibilityRules.Independence(a.Assessor) != kind)) changes.Add(new($"arms with response by {kind} assessment only", "response", plain, [.. arms.Where(a => PlausibilityRules.Independence(a.Assessor) == kind)], subjects));
        foreach (var arm in arms.Where(_ => arms.Length > 2)) changes.Add(new($"without {arm.Trial}", "response", plain, [.. arms.Where(a => a != arm)], subjects));
        if (all.Any(a => !a.Used)) changes.Add(new("with the ICB-naive arms as well", "response", plain, all, subjects));
        changes.Add(new("PET not evaluable counts as no response", "response", plain, arms, [.. subjects.Select(s => s.PetResponse == "notEvaluable" ? s with { PetResponse = "no" } : s)]));
        changes.Add(new("censored PFS counts as progression (composite)", "PFS", plain, arms, [.. subjects.Select(s => s with { StudyPfsEvent = s.StudyPfsDays is not null })]));
        return changes;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
