using System.Globalization;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Line A: PET response at 3 months in RM-NPC against the published arms of ICB alone.</summary>
internal static class ResponseLine
{
    public const string Id = "answer.lines.response";
    private const string Name = "PET response at 3 months against ICB-only arms";

    public static (EvidenceLine Line, LineFinding Finding) Of(ResponseCount count, ResponseComparison? comparison, IReadOnlyList<EvidenceArm> arms, AnalysisContext context, IEnumerable<string> inputs)
    {
        var rule = context.Plan.Decision;
        bool matched = arms.Count > 0 && arms.All(a => a.PriorIcb);
        context.Ledger.Add(Id,
            "Beta posterior of the response in RM-NPC against the robust meta-analytic-predictive distribution of ICB alone (deterministic quadrature); more when Pr(p_T > p_C) reaches the plan's bar. No scan, death or progression before the scan counts as no response.",
            [.. inputs, .. arms.Select(a => a.ResultId)], context.PlanSource);
        string comparator = arms.Count == 0 ? "no arm" : $"{arms.Count} arms of anti-PD-(L)1 alone, {(matched ? "after ICB failure" : "all ICB-naive")}";
        if (comparison is null || count.Of < rule.MinimumSubjects)
        {
            string reason = comparison is null ? "the library holds no ICB-only arm with the planned role"
                : string.Create(CultureInfo.InvariantCulture, $"{count.Of} RM-NPC subjects are evaluable; the plan asks for {rule.MinimumSubjects}");
            return (Line(Synthesis.NotAnswerable, comparator, null, null, count, [reason]), new(Name, Synthesis.NotAnswerable, matched, reason));
        }
        double probability = comparison.ProbabilityMore(count);
        var difference = comparison.Difference(count);
        string direction = probability >= rule.ProbabilityMore ? Synthesis.More
            : probability <= rule.ProbabilityLess && matched ? Synthesis.Less : Synthesis.Neither;
        string words = string.Create(CultureInfo.InvariantCulture,
            $"{count.Responders} of {count.Of} responded; the probability that this is more than on ICB alone is {probability:0.000} (bar {rule.ProbabilityMore:0.###})");
        List<string> reasons = [words];
        if (!matched)
            reasons.Add("No published arm is ICB alone after ICB failure. The ICB-naive arms used here respond better than such patients would, so the comparison favours ICB alone: it can support 'more effective', and never 'less effective'.");
        return (Line(direction, comparator, difference, probability, count, reasons), new(Name, direction, matched, words));
    }

    private static EvidenceLine Line(string direction, string comparator, (double Median, double Lower, double Upper)? d, double? probability, ResponseCount count, List<string> reasons) => new(
        Id, Name, "Do more subjects respond than on ICB alone?", direction, comparator,
        new Estimate(Id + ".effect", d?.Median, d?.Lower, d?.Upper, "difference of proportions", "posterior median and 95 % credible interval", d is null ? reasons[0] : "estimated"),
        0, "difference of response proportions", true, probability, count.Of, reasons);
}
