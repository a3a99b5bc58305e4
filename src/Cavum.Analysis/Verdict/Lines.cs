using System.Globalization;

namespace Cavum.Analysis;

/// <summary>The lines of evidence as results: each with its question, comparator, effect and reasons.</summary>
internal static class Lines
{
    public const string Response = "answer.lines.response", EbvResponse = "answer.lines.ebvResponse", Pfs = "answer.lines.pfs", Slope = "answer.lines.ebvSlope", Growth = "answer.lines.growth";
    private const string OwnLine = "the same subject on its prior ICB line";

    public static IReadOnlyList<EvidenceLine> Of(Judgement j, ArmComparisons comparisons, IcbOnlyArms arms, IReadOnlyList<SubjectEvidence> subjects,
        IReadOnlyList<ExternalControlResult> external, AnalysisContext context)
    {
        string[] inputs = [.. subjects.Select(s => s.ResultId)];
        EvidenceArm[] used = [.. arms.Response.Where(a => a.Used)], ebvUsed = [.. arms.Ebv.Where(a => a.Used)];
        var rule = context.Plan.Decision;
        context.Ledger.Add(Response, "Beta posterior of the response in RM-NPC against the meta-analytic-predictive distribution of ICB alone (deterministic quadrature); more when Pr(p_T > p_C) reaches the plan's bar. No scan, death, progression or new therapy before the scan counts as no response.",
            [.. inputs, .. used.Select(a => a.ResultId)], context.PlanSource);
        context.Ledger.Add(EbvResponse, "The same for EBV DNA response in RM-NPC (fall of the planned percentage by the planned day), against the arms that report it by the same definition. Counted in the verdict only where these arms are after ICB failure.",
            [.. inputs, .. ebvUsed.Select(a => a.ResultId)], context.PlanSource);
        context.Ledger.Add(Pfs, string.Create(CultureInfo.InvariantCulture, $"More when the upper limit of the paired hazard ratio is below 1; less when its lower limit is above {rule.LineTrendHazardRatio} (the line trend)."), [.. inputs, "timeToEvent.pfsRatio.pairedHazardRatio"], context.PlanSource);
        context.Ledger.Add(Slope, "Difference of the two slopes of ln EBV DNA in each subject, as log10 per 28 days; mean with Student's t interval over subjects (95 %).", inputs, context.PlanSource);
        context.Ledger.Add(Growth, "Difference of the growth rates of the sum of diameters in each subject, ln per 28 days; mean with Student's t interval over subjects (95 %).", inputs, context.PlanSource);
        return
        [
            ResponseLine(Response, "Do more subjects respond than on ICB alone?", j.Response, j.Count, comparisons.Pet, used),
            ResponseLine(EbvResponse, "Does EBV DNA fall in more subjects than on ICB alone?", j.EbvResponse, j.EbvCount, comparisons.Ebv, ebvUsed),
            PfsLineOf(j),
            Course(Slope, j.Slope, "Does EBV DNA fall faster than it did on ICB alone?", "log10 per 28 days", "difference of slopes, log10 per 28 days", "The values on ICB alone were taken around progression: regression to the mean favours the combination, so this line supports and never decides alone."),
            Course(Growth, j.Growth, "Does the tumour grow more slowly than before?", "ln per 28 days", "difference of growth rates, ln per 28 days", "The growth before was measured up to progression, by selection fast: the line is shown and not counted in the verdict."),
            .. external.Select(External),
        ];
    }

    private static EvidenceLine ResponseLine(string id, string question, LineEffect effect, ResponseCount count, ResponseComparison? comparison, EvidenceArm[] used)
    {
        bool matched = used.Length > 0 && used.All(a => a.PriorIcb);
        string comparator = used.Length == 0 ? "no arm" : string.Create(CultureInfo.InvariantCulture, $"{used.Length} arm{(used.Length == 1 ? "" : "s")} of anti-PD-(L)1 alone, {(matched ? "after ICB failure" : "all ICB-naive")}");
        var finding = effect.Finding;
        var d = comparison is not null && effect.ProbabilityMore is not null ? comparison.Difference(count) : ((double Median, double Lower, double Upper)?)null;
        List<string> reasons = [finding.Reason];
        if (d is not null && !matched)
            reasons.Add("No published arm is ICB alone after ICB failure. The ICB-naive arms used here respond better than such patients would, so the comparison favours ICB alone: it can support 'more effective', and never 'less effective'.");
        return new EvidenceLine(id, finding.Name, question, finding.Direction, comparator,
            new Estimate(id + ".effect", d?.Median, d?.Lower, d?.Upper, "difference of proportions", "posterior median and 95 % credible interval", d is null ? finding.Reason : "estimated"),
            0, "difference of response proportions", true, effect.ProbabilityMore, count.Of, reasons);
    }

    private static EvidenceLine PfsLineOf(Judgement j) => new(Pfs, Judgement.PfsName, "Do subjects stay free of progression longer than on ICB alone?", j.Pfs.Finding.Direction, OwnLine,
        new Estimate(Pfs + ".effect", j.Pfs.Value, j.Pfs.Lower, j.Pfs.Upper, "hazard ratio", "paired Cox, Efron, robust by subject, 95 %", j.Pfs.Status), 1, "hazard ratio", false, j.Pfs.ProbabilityMore, j.Pfs.N,
        [j.Pfs.Finding.Reason, "The prior line ended in progression by selection and later lines progress faster by order; the first favours the combination, the second favours ICB alone."]);

    private static EvidenceLine Course(string id, LineEffect e, string question, string unit, string scale, string caveat) => new(id, e.Finding.Name, question, e.Finding.Direction, OwnLine,
        new Estimate(id + ".effect", e.Value, e.Lower, e.Upper, unit, "mean of differences, Student's t, 95 %", e.Status), 0, scale, false, e.ProbabilityMore, e.N, e.Value is null ? [e.Finding.Reason] : [e.Finding.Reason, caveat]);

    private static EvidenceLine External(ExternalControlResult r, int i)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"{r.ResultId}.line");
        string words = r.Mismatches.Count > 0 ? "The control does not match the estimand: " + string.Join("; ", r.Mismatches) + "." : r.HazardRatio.Status == "estimated" ? $"Weights: {r.Method}." : r.HazardRatio.Status;
        return new EvidenceLine(id, $"{r.Endpoint} against external controls '{r.Name}'", $"Is {r.Endpoint} longer than in subjects who got ICB alone elsewhere?", r.Direction, r.Name,
            r.HazardRatio with { ResultId = id + ".effect" }, 1, "hazard ratio", false, null, r.Treated, [words, .. r.Notes]);
    }
}
