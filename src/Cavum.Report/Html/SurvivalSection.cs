using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>PFS and OS, and PFS against the subject's own prior ICB line.</summary>
public static class SurvivalSection
{
    public static void Write(HtmlWriter html, StudyResults results)
    {
        var outcomes = results.TimeToEvent;
        html.Paragraph($"Median PFS on the combination is {Median(html, outcomes.Pfs)}; on the same subjects’ prior ICB line it was {Median(html, outcomes.PriorPfs)}.", "lead");
        html.Figure(KaplanMeierFigure.Render("km-pfs", "Progression-free survival", "PFS",
            [new(outcomes.Pfs, "combo", false), new(outcomes.PriorPfs, "icb", true, "the subjects' own prior ICB line, progression required for entry")], html.Doors),
            $"Kaplan–Meier estimate of PFS (n = {outcomes.Pfs.N}, {outcomes.Pfs.Events} events) with pointwise 95 % band ({HtmlWriter.Escape(outcomes.Pfs.ConfidenceType)}) and censor ticks. Every subject progressed on the prior line before entering, so its curve is not a fair comparator by itself.");
        if (outcomes.PfsBySetting.Any(k => k.N > 0))
            html.Figure(KaplanMeierFigure.Render("km-setting", "PFS by disease setting", "PFS", [.. outcomes.PfsBySetting.Where(k => k.N > 0).Select(k => new KaplanMeierCurve(k, k.Label.Contains("LA", StringComparison.Ordinal) ? "la" : "rm", k.Label.Contains("LA", StringComparison.Ordinal)))], html.Doors),
                "PFS on the combination by disease setting; LA-NPC dashed.");
        html.Figure(KaplanMeierFigure.Render("km-os", "Overall survival", "OS", [new(outcomes.Os, "combo", false)], html.Doors),
            $"Kaplan–Meier estimate of OS (n = {outcomes.Os.N}, {outcomes.Os.Events} deaths). Median OS {Median(html, outcomes.Os)}.");
        WriteLadder(html, outcomes.PfsRatio);
        ExternalSection.Write(html, results);
    }

    private static string Median(HtmlWriter html, KaplanMeierResult result) => html.Number(result.ResultId + ".medianDays", result.MedianDays, KaplanMeierFigure.Median(result));

    /// <summary>The estimate whose limits cover under dependent censoring; the count where it has none.</summary>
    private static Estimate Share(PfsRatioResult pfs) => pfs.Estimators?.FirstOrDefault(e => e.Method == "kernel-km-completed" && e.Lower is not null) ?? pfs.ShareAtLeastDelta;

    private static string Caution(Estimate e) => e.Status.IndexOf(": ", StringComparison.Ordinal) is var at and > 0 ? e.Status[(at + 2)..] : "";

    public static void WriteLadder(HtmlWriter html, PfsRatioResult pfs)
    {
        html.Heading(3, "PFS against the subject’s own prior ICB line");
        html.Paragraph($"The ratio of the two PFS is at least {html.Number(pfs.ResultId + ".delta", pfs.Delta)} in {html.Estimated(Share(pfs))} of {html.Count(pfs.ResultId + ".pairs", pfs.Pairs)} pairs; paired hazard ratio {html.Estimated(pfs.PairedHazardRatio)}.", "lead");
        if (pfs.Ladder.Count > 0)
            html.Figure(PfsLadderFigure.Render(pfs, html.Doors), $"One rung a subject (n = {pfs.Pairs}), ordered by ratio. Open marks with an arrow are censored. {HtmlWriter.Escape(pfs.NullNote)}");
        if (pfs.Nulls is { Count: > 0 } nulls)
            html.Table("What the share would be if the combination did nothing: the null of a PFS ratio is not zero.", ["Seen", "line trend (hazard ratio)", "P(ratio ≥ δ), %"],
                nulls.Select(n => (IReadOnlyList<string>)[HtmlWriter.Escape(n.Schedule) + HtmlWriter.PrintedId(n.ResultId), html.Number(n.ResultId + ".lineHazardRatio", n.LineHazardRatio), html.Number(n.ResultId + ".probability", n.Probability, Show.Percent(n.Probability))]), c => c > 0, "dense");
        if (pfs.Estimators is { Count: > 0 } estimators)
            html.Table("Six estimators of the share; the completed kernel estimate is the one above: it allows for censoring that depends on the first period.", ["Estimator", "share", "what to know"],
                estimators.Select(e => (IReadOnlyList<string>)[HtmlWriter.Escape(e.Method) + HtmlWriter.PrintedId(e.ResultId), html.Estimated(e), HtmlWriter.Escape(Caution(e))]), css: "dense");
        if (pfs.SignTest is { Value: { } sign } test) html.Paragraph($"Sign test: {HtmlWriter.Escape(test.Status)}; p = {html.Number(test.ResultId + ".value", sign, Show.Probability(sign))}.", "small");
    }
}
