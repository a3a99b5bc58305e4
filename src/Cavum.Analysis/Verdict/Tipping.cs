using System.Globalization;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>How far each assumption must move before line A, and with it a verdict of "more", changes.</summary>
internal static class Tipping
{
    public static IReadOnlyList<TippingPoint> Of(ResponseCount count, ResponseComparison? comparison, DecisionRule rule, EvidenceLine pfs, AnalysisContext context)
    {
        if (comparison is null || count.Of == 0) return [];
        return [ControlRate(count, comparison, rule, context), Responders(count, comparison, rule, context), HazardMargin(pfs, rule, context)];
    }

    private static TippingPoint ControlRate(ResponseCount count, ResponseComparison comparison, DecisionRule rule, AnalysisContext context)
    {
        const string id = "answer.tippingPoints.controlRate";
        context.Ledger.Add(id, "The fixed response rate on ICB alone at which Pr(p_T > p_C) is exactly the bar for more.", [ResponseLine.Id], context.PlanSource);
        double flips = comparison.ControlRateThatFlips(count, rule.ProbabilityMore);
        return new(id, "true response rate on ICB alone", comparison.Map.Mean, flips, "proportion",
            string.Create(CultureInfo.InvariantCulture, $"'more' holds on this line while the true rate on ICB alone is below {flips:P0}"),
            [.. Enumerable.Range(0, 41).Select(i => i / 50.0).Select((p, i) => new TippingStep(string.Create(CultureInfo.InvariantCulture, $"{id}.curve.{i + 1}"), p, comparison.ProbabilityAbove(count, p)))]);
    }

    private static TippingPoint Responders(ResponseCount count, ResponseComparison comparison, DecisionRule rule, AnalysisContext context)
    {
        const string id = "answer.tippingPoints.responders";
        context.Ledger.Add(id, "The least number of responders, of the same subjects, at which Pr(p_T > p_C) reaches the bar for more.", [ResponseLine.Id], context.PlanSource);
        double[] probability = [.. Enumerable.Range(0, count.Of + 1).Select(x => comparison.ProbabilityMore(count with { Responders = x }))];
        int least = Array.FindIndex(probability, p => p >= rule.ProbabilityMore);
        return new(id, "number of responders", count.Responders, least < 0 ? null : least, "subjects",
            least < 0 ? "no number of responders among these subjects reaches the bar" : string.Create(CultureInfo.InvariantCulture, $"{least} of {count.Of} responders are needed for 'more' on this line"),
            [.. probability.Select((p, x) => new TippingStep(string.Create(CultureInfo.InvariantCulture, $"{id}.curve.{x + 1}"), x, p))]);
    }

    private static TippingPoint HazardMargin(EvidenceLine pfs, DecisionRule rule, AnalysisContext context)
    {
        const string id = "answer.tippingPoints.lineTrend";
        context.Ledger.Add(id, "Bias of the paired hazard ratio (a factor) at which its upper limit reaches 1.", [PfsLine.Id], context.PlanSource);
        double? flips = pfs.Effect.Upper is { } upper && upper > 0 ? 1 / upper : null;
        return new(id, "selection bias of PFS on the prior line, as a factor of the hazard ratio", 1, flips, "factor",
            flips is { } f ? string.Create(CultureInfo.InvariantCulture, $"the line speaks for more while the bias in favour of the combination is below a factor of {f:0.00}") : "the hazard ratio is not estimable", []);
    }
}
