using System.Globalization;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Puts the answer together: evidence of subjects, lines, verdict, tipping points, sensitivity, robustness, assumptions, words.</summary>
internal static class Answer
{
    internal sealed record Parts(AnswerResult Answer, EvidenceResult Evidence, IReadOnlyList<ExternalControlResult> External, MonitoringResult Monitoring);

    public static Parts Of(IReadOnlyList<EbvDnaResultSeries> ebv, IReadOnlyList<PetResult> pet, PfsRatioResult ratio, AnalysisContext context, List<Problem> problems)
    {
        var plan = context.Plan;
        var arms = IcbOnlyArms.Read(context, problems);
        EvidenceArm[] used = [.. arms.Response.Where(a => a.Used)];
        var comparisons = ArmComparisons.Of(used, [.. arms.Ebv.Where(a => a.Used)], plan.Decision);
        var subjects = EvidenceOfSubjects.Of(ebv, pet, ratio, context);
        var line = new ExternalLine(context, ebv, problems);
        var externals = line.All();
        ExternalControlResult[] controls = [.. externals.Select(e => e.Result)];
        ExternalEffect[] effects = [.. externals.Select(e => e.Effect)];
        var j = Judgement.Of(subjects, comparisons, effects, new Assumed(plan.Decision));
        var lines = Lines.Of(j, comparisons, arms, subjects, controls, context);
        context.Ledger.Add("answer", "Synthesis of the lines of evidence (docs/methods/verdict.md): more needs response and one more line, both beyond the planned bound; less needs a PFS line and one more; contradiction, a claim within the bound, or nothing to compare with is not answerable.",
            lines.Select(l => l.ResultId), context.PlanSource);
        var primary = Primary(ebv, pet, context);
        var robust = new Robustness(subjects, comparisons, effects, context);
        var answer = new AnswerResult("answer", j.Verdict, AnswerWords.Sentences(j.Verdict, primary, j, used, context), j.Reasons, primary, lines, Sensitivities.Of(subjects, arms.Response, effects, comparisons, context),
            Tipping.Of(j, comparisons.Pet, arms.Response, controls, context), AnswerWords.Assumptions(used, controls, context), plan.Decision.ProbabilityMore, plan.Decision.ProbabilityLess,
            subjects, robust.Populations(), robust.LeaveOneOut(), robust.EValues(j, controls), robust.NegativeControls(ebv, controls), Robustness.Hierarchy(j, effects, context),
            AnswerWords.Plain(j, comparisons.Pet, context));
        return new(answer, Evidence(arms, comparisons.Pet, j.Count, context), controls, Monitoring.Of(subjects, comparisons, at => at == context.Record.Design.DataCut ? effects : line.AsOf(at), context));
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
            Counting.Of(own + ".petResponse", "Metabolic response (CMR or PMR) on the follow-up PET/CT; death, progression, new therapy or a missing scan after its window count as no response.", Counting.PetResponse(pet), context),
            Counting.HalfLife(ebv, context), bySetting, plan.EbvFallPercent, plan.EbvByDay);
        context.Ledger.Add(own, "The primary outcome and its companions.", [primary.EbvResponse.ResultId, primary.EbvClearance.ResultId, primary.PetResponse.ResultId, primary.HalfLifeDays.ResultId]);
        return primary;
    }

    private static EvidenceResult Evidence(IcbOnlyArms found, ResponseComparison? comparison, ResponseCount count, AnalysisContext context)
    {
        var arms = found.Response;
        EvidenceArm[] used = [.. arms.Where(a => a.Used)];
        context.Ledger.Add("evidence", "Meta-analytic-predictive distribution of the response on ICB alone: normal–normal hierarchy of logits, by deterministic quadrature; effective sample size by the moment method.",
            used.Concat(found.Ebv).Select(a => a.ResultId), context.PlanSource);
        string note = arms.Count == 0 ? "The library holds no arm with the planned role."
            : !used[0].PriorIcb ? "None of these arms is ICB alone after ICB failure: no such arm has been published. All are ICB-naive, which favours ICB alone in this comparison."
            : $"{used.Length} of {arms.Count} arms treated subjects after ICB failure; only these stand for the comparator.";
        double[] grid = [.. Enumerable.Range(0, 101).Select(i => i / 100.0)];
        IReadOnlyList<DensityPoint> Curve(string name, Func<double, double> density) =>
            [.. grid.Select((p, i) => new DensityPoint(string.Create(CultureInfo.InvariantCulture, $"evidence.{name}.{i + 1}"), p, density(Math.Clamp(p, 0.001, 0.999))))];
        return new EvidenceResult("evidence", note, arms, comparison?.Map.Mean, comparison?.Map.Quantile(0.025), comparison?.Map.Quantile(0.975),
            comparison?.Tau.Mean, comparison?.Map.EffectiveSampleSize().Moment,
            comparison is null ? [] : Curve("controlDensity", comparison.Control.Pdf),
            comparison is null || count.Of == 0 ? [] : Curve("studyDensity", p => comparison.StudyDensity(count, p)), found.Ebv, found.EbvNote);
    }
}
