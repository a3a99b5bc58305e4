using System.Globalization;
using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>How far each assumption must move before a line, and with it a verdict, changes.</summary>
internal static class Tipping
{
    public static IReadOnlyList<TippingPoint> Of(Judgement j, ResponseComparison? comparison, IReadOnlyList<EvidenceArm> arms, IReadOnlyList<ExternalControlResult> external, AnalysisContext context)
    {
        var rule = context.Plan.Decision;
        var points = new List<TippingPoint>();
        if (comparison is not null && j.Count.Of > 0)
            points.AddRange([ControlRate(j.Count, comparison, rule, context), ControlShift(j.Count, comparison, rule, context), Responders(j.Count, comparison, rule, context), PriorWeight(j.Count, comparison, arms, rule, context)]);
        points.Add(Hazard("lineTrend", "bias of PFS against the own prior line", j.Pfs.Value, j.Pfs.Lower, j.Pfs.Upper, Lines.Pfs, context));
        points.AddRange(external.Where(e => e.HazardRatio.Value is not null).Select((e, i) => Hazard(Text($"external{i + 1}"), $"bias of the comparison with {e.Name}", e.HazardRatio.Value, e.HazardRatio.Lower, e.HazardRatio.Upper, e.ResultId, context)));
        points.Add(Slope(j, context));
        return points;
    }

    private static TippingPoint ControlRate(ResponseCount count, ResponseComparison comparison, DecisionRule rule, AnalysisContext context)
    {
        const string id = "answer.tippingPoints.controlRate";
        context.Ledger.Add(id, "The fixed response rate on ICB alone at which Pr(p_T > p_C) is exactly the bar for more.", [Lines.Response], context.PlanSource);
        double flips = comparison.ControlRateThatFlips(count, rule.ProbabilityMore);
        return new(id, "true response rate on ICB alone", comparison.Map.Mean, flips, "proportion", Text($"'more' holds on this line while the true rate on ICB alone is below {100 * flips:0} %"),
            [.. Enumerable.Range(0, 41).Select(i => i / 50.0).Select((p, i) => new TippingStep(Text($"{id}.curve.{i + 1}"), p, comparison.ProbabilityAbove(count, p)))]);
    }

    private static TippingPoint ControlShift(ResponseCount count, ResponseComparison comparison, DecisionRule rule, AnalysisContext context)
    {
        const string id = "answer.tippingPoints.controlShift";
        context.Ledger.Add(id, "The shift of every response rate of ICB alone at which Pr(p_T > p_C) is exactly the bar for more.", [Lines.Response], context.PlanSource);
        double? flips = Cavum.Stats.TippingPoint.ControlShift(count.Responders, count.Of, comparison.Control, rule.ProbabilityMore, rule.SubjectPriorA, rule.SubjectPriorB);
        return new(id, "bias of the arms of ICB alone", 0, flips, "proportion",
            flips is { } f ? Text($"'more' {(f > 0 ? "holds" : "would hold")} on this line while ICB alone responds {100 * f:+0;−0} % (absolute) against the arms; the plan asks for {100 * rule.TippingControlShift:+0;−0} %") : "no shift reaches the bar",
            [.. Enumerable.Range(0, 31).Select(i => -0.3 + i / 50.0).Select((d, i) => new TippingStep(Text($"{id}.curve.{i + 1}"), Math.Round(d, 6), comparison.ProbabilityMore(count, d)))]);
    }

    private static TippingPoint Responders(ResponseCount count, ResponseComparison comparison, DecisionRule rule, AnalysisContext context)
    {
        const string id = "answer.tippingPoints.responders";
        context.Ledger.Add(id, "The least number of responders, of the same subjects, at which Pr(p_T > p_C) reaches the bar for more.", [Lines.Response], context.PlanSource);
        double[] probability = [.. Enumerable.Range(0, count.Of + 1).Select(x => comparison.ProbabilityMore(count with { Responders = x }))];
        int least = Array.FindIndex(probability, p => p >= rule.ProbabilityMore);
        return new(id, "number of responders", count.Responders, least < 0 ? null : least, "subjects",
            least < 0 ? "no number of responders among these subjects reaches the bar" : Text($"{least} of {count.Of} responders are needed for 'more' on this line"),
            [.. probability.Select((p, x) => new TippingStep(Text($"{id}.curve.{x + 1}"), x, p))]);
    }

    private static TippingPoint PriorWeight(ResponseCount count, ResponseComparison comparison, IReadOnlyList<EvidenceArm> arms, DecisionRule rule, AnalysisContext context)
    {
        const string id = "answer.tippingPoints.priorWeight";
        context.Ledger.Add(id, "The weight of the flat component of the control at which Pr(p_T > p_C) is exactly the bar for more.", [Lines.Response], context.PlanSource);
        EvidenceArm[] used = [.. arms.Where(a => a.Used)];
        double none = comparison.With(used, rule with { RobustWeight = 0 }).ProbabilityMore(count), flat = SingleArmFlat(count, rule);
        double? flips = none >= rule.ProbabilityMore == flat >= rule.ProbabilityMore ? null : (none - rule.ProbabilityMore) / (none - flat);
        return new(id, "weight of the flat prior of ICB alone", rule.RobustWeight, flips, "weight",
            flips is { } f ? Text($"'more' holds on this line while the flat prior weighs less than {f:0.00}") : "no weight of the flat prior changes what this line says",
            [.. Enumerable.Range(0, 21).Select(i => i / 20.0).Select((w, i) => new TippingStep(Text($"{id}.curve.{i + 1}"), w, Math.Clamp((1 - w) * none + w * flat, 0, 1)))]);
    }

    /// <summary>Pr(p_T &gt; p_C) for p_C uniform is the mean of p_T.</summary>
    private static double SingleArmFlat(ResponseCount x, DecisionRule rule) => (rule.SubjectPriorA + x.Responders) / (rule.SubjectPriorA + rule.SubjectPriorB + x.Of);

    private static TippingPoint Hazard(string key, string name, double? value, double? lower, double? upper, string line, AnalysisContext context)
    {
        string id = "answer.tippingPoints." + key;
        context.Ledger.Add(id, "Bias of the hazard ratio (a factor) at which the limit nearer to 1 reaches 1; the curve is Pr(HR · factor < 1) on the normal log scale.", [line], context.PlanSource);
        if (value is not > 0 || lower is not > 0 || upper is not > 0) return new(id, name, 1, null, "factor", "the hazard ratio is not estimable", []);
        double log = Math.Log(value.Value), error = Math.Log(upper.Value / lower.Value) / (2 * Normal.Quantile(0.975)), flips = 1 / upper.Value;
        string words = upper < 1 ? Text($"the line speaks for more while the bias in favour of the combination is below a factor of {flips:0.00}")
            : lower > 1 ? Text($"the line would speak for neither if the bias against the combination were above a factor of {lower:0.00}")
            : Text($"the line would speak for more if the bias against the combination were above a factor of {upper:0.00}");
        return new(id, name, 1, lower > 1 ? 1 / lower.Value : flips, "factor", words, error > 0
            ? [.. Enumerable.Range(0, 33).Select(i => 0.4 * Math.Pow(7.5, i / 32.0)).Select((m, i) => new TippingStep(Text($"{id}.curve.{i + 1}"), m, Normal.Cdf(-(log + Math.Log(m)) / error)))] : []);
    }

    private static TippingPoint Slope(Judgement j, AnalysisContext context)
    {
        const string id = "answer.tippingPoints.slope";
        context.Ledger.Add(id, "Regression to the mean of the EBV DNA slope at which the limit nearer to 0 reaches 0.", [Lines.Slope], context.PlanSource);
        var s = j.Slope;
        return s.Upper is not { } upper ? new(id, "regression to the mean of EBV DNA", 0, null, "log10 per 28 days", s.Status, [])
            : new(id, "regression to the mean of EBV DNA", 0, -upper, "log10 per 28 days", upper < 0
                ? Text($"the line speaks for more while regression to the mean explains less than {-upper:0.00} log10 per 4 weeks; the plan asks for {context.Plan.Decision.TippingSlopeShift:0.00}") : "the line does not speak for more", []);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
