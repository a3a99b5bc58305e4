using System.Globalization;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>The verdict under other assumptions: prior weight, heterogeneity, bar, choice of arms, each subject left out.</summary>
internal static class Sensitivities
{
    public static IReadOnlyList<SensitivityRow> Of(ResponseCount count, IReadOnlyList<EvidenceArm> arms, AnalysisContext context, LineFinding pfs, LineFinding slope)
    {
        if (arms.Count == 0 || count.Of == 0) return [];
        var rule = context.Plan.Decision;
        var changes = new List<(string Change, DecisionRule Rule, IReadOnlyList<EvidenceArm> Arms, ResponseCount Count)>();
        foreach (double w in new[] { 0.1, 0.2, 0.5, 1.0 }) changes.Add((Text($"weight of the vague prior {w:0.##} (plan: {rule.RobustWeight:0.##})"), rule with { RobustWeight = w }, arms, count));
        foreach (double tau in new[] { 0.5, 2.0 }) changes.Add((Text($"heterogeneity prior half-normal({tau:0.##}) (plan: {rule.TauScale:0.##})"), rule with { TauScale = tau }, arms, count));
        changes.Add(("bar 0.95 (exploratory)", rule with { ProbabilityMore = 0.95, ProbabilityLess = 0.05 }, arms, count));
        foreach (string assessor in arms.Select(a => a.Assessor).Distinct().Order(StringComparer.Ordinal))
            if (arms.Any(a => a.Assessor != assessor)) changes.Add(($"arms assessed by {assessor} only", rule, [.. arms.Where(a => a.Assessor == assessor)], count));
        foreach (var arm in arms.Where(_ => arms.Count > 2)) changes.Add(($"without {arm.Trial}", rule, [.. arms.Where(a => a != arm)], count));
        if (count.Responders > 0) changes.Add(("one responder left out", rule, arms, new(count.Responders - 1, count.Of - 1)));
        if (count.Responders < count.Of) changes.Add(("one non-responder left out", rule, arms, count with { Of = count.Of - 1 }));
        var rows = new SensitivityRow[changes.Count];
        Parallel.For(0, rows.Length, i =>
        {
            var (change, changed, with, x) = changes[i];
            double probability = new ResponseComparison(with, changed).ProbabilityMore(x);
            bool matched = with.All(a => a.PriorIcb);
            string direction = x.Of < changed.MinimumSubjects ? Synthesis.NotAnswerable : probability >= changed.ProbabilityMore ? Synthesis.More
                : probability <= changed.ProbabilityLess && matched ? Synthesis.Less : Synthesis.Neither;
            var (verdict, _) = Synthesis.Verdict(new("A", direction, matched, ""), pfs, slope);
            rows[i] = new SensitivityRow(Text($"answer.sensitivity.{i + 1}"), change, "response", probability, direction, verdict);
        });
        context.Ledger.Add("answer.sensitivity", "Line A and the verdict recomputed with one assumption changed.", [ResponseLine.Id, PfsLine.Id, SlopeLine.Id], context.PlanSource);
        return rows;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
