using System.Globalization;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Puts the answer together: counts, lines of evidence, verdict, tipping points, sensitivity, assumptions, words.</summary>
internal static class Answer
{
    public static (AnswerResult Answer, EvidenceResult Evidence) Of(
        IReadOnlyList<EbvDnaResultSeries> ebv, IReadOnlyList<PetResult> pet, PfsRatioResult ratio, AnalysisContext context)
    {
        var plan = context.Plan;
        var arms = IcbOnlyArms.Read(plan.ComparatorRole, context);
        var comparison = arms.Count > 0 ? new ResponseComparison(arms, plan.Decision) : null;
        var counted = Counting.PetResponse(pet.Where(p => p.Setting == "RM-NPC"));
        var count = new ResponseCount(counted.Count(c => c.Yes), counted.Count);
        var (responseLine, a) = ResponseLine.Of(count, comparison, arms, context, counted.Select(c => c.Input));
        var (pfsLine, b) = PfsLine.Of(ratio, context);
        var (slopeLine, c) = SlopeLine.Of(ebv, context);
        var (verdict, reasons) = Synthesis.Verdict(a, b, c);
        context.Ledger.Add("answer", "Synthesis of the lines of evidence (docs/methods/verdict.md): more needs line A and one of B and C; less needs line B and one of A (if matched) and C; contradiction or nothing to compare with is not answerable.",
            [responseLine.ResultId, pfsLine.ResultId, slopeLine.ResultId], context.PlanSource);
        var primary = Primary(ebv, pet, context);
        var answer = new AnswerResult("answer", verdict, AnswerWords.Sentences(verdict, primary, a, arms, context), reasons, primary,
            [responseLine, pfsLine, slopeLine], Sensitivities.Of(count, arms, context, b, c),
            Tipping.Of(count, comparison, plan.Decision, pfsLine, context), AnswerWords.Assumptions(arms, context), plan.Decision.ProbabilityMore, plan.Decision.ProbabilityLess);
        return (answer, Evidence(arms, comparison, count, context));
    }

    private static PrimaryResult Primary(IReadOnlyList<EbvDnaResultSeries> ebv, IReadOnlyList<PetResult> pet, AnalysisContext context)
    {
        var plan = context.Plan;
        string fall = string.Create(CultureInfo.InvariantCulture, $"EBV DNA fall of at least {plan.EbvFallPercent:0.###} % by day {plan.EbvByDay}, of subjects with an evaluable baseline and assessment.");
        const string own = "answer.primary";
        var bySetting = ebv.GroupBy(s => s.Setting).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => Counting.Of($"{own}.ebvResponseBySetting.{g.Key}", $"{g.Key}: {fall}", Counting.EbvFall(g), context)).ToList();
        var primary = new PrimaryResult(own, fall,
            Counting.Of(own + ".ebvResponse", fall, Counting.EbvFall(ebv), context),
            Counting.Of(own + ".ebvClearance", "EBV DNA not detected in two consecutive samples, of subjects with a detected baseline and two later samples.", Counting.EbvClearance(ebv), context),
            Counting.Of(own + ".petResponse", "Metabolic response (CMR or PMR) on the follow-up PET/CT; death, progression or a missing scan after its window count as no response.", Counting.PetResponse(pet), context),
            Counting.HalfLife(ebv, context), bySetting, plan.EbvFallPercent, plan.EbvByDay);
        context.Ledger.Add(own, "The primary outcome and its companions.", [primary.EbvResponse.ResultId, primary.EbvClearance.ResultId, primary.PetResponse.ResultId, primary.HalfLifeDays.ResultId]);
        return primary;
    }

    private static EvidenceResult Evidence(IReadOnlyList<EvidenceArm> arms, ResponseComparison? comparison, ResponseCount count, AnalysisContext context)
    {
        context.Ledger.Add("evidence", "Meta-analytic-predictive distribution of the response on ICB alone: normal–normal hierarchy of logits, by deterministic quadrature; effective sample size by the moment method.",
            arms.Select(a => a.ResultId), context.PlanSource);
        var matched = arms.Where(a => a.PriorIcb).ToList();
        string note = arms.Count == 0 ? "The library holds no arm with the planned role."
            : matched.Count == 0 ? "None of these arms is ICB alone after ICB failure: no such arm has been published. All are ICB-naive, which favours ICB alone in this comparison."
            : $"{matched.Count} of {arms.Count} arms treated subjects after ICB failure.";
        double[] grid = [.. Enumerable.Range(0, 101).Select(i => i / 100.0)];
        IReadOnlyList<DensityPoint> Curve(string name, Func<double, double> density) =>
            [.. grid.Select((p, i) => new DensityPoint(string.Create(CultureInfo.InvariantCulture, $"evidence.{name}.{i + 1}"), p, density(Math.Clamp(p, 0.001, 0.999))))];
        return new EvidenceResult("evidence", note, arms, comparison?.Map.Mean, comparison?.Map.Quantile(0.025), comparison?.Map.Quantile(0.975),
            comparison?.Tau.Mean, comparison?.Map.EffectiveSampleSize().Moment,
            comparison is null ? [] : Curve("controlDensity", comparison.Control.Pdf),
            comparison is null || count.Of == 0 ? [] : Curve("studyDensity", p => comparison.StudyDensity(count, p)));
    }
}
