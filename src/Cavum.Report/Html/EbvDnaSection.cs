using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Plasma EBV DNA: small multiples, waterfall, kinetics table.</summary>
public static class EbvDnaSection
{
    public static void Write(HtmlWriter html, StudyResults results)
    {
        var primary = results.Answer.Primary;
        html.Paragraph($"EBV DNA fell by ≥ {html.Number(primary.ResultId + ".fallPercent", primary.FallPercent, Show.Tick(primary.FallPercent))} % by day {html.Count(primary.ResultId + ".byDay", primary.ByDay)} in {html.Share(primary.EbvResponse, " evaluable subjects")} and cleared in {html.Share(primary.EbvClearance)}.", "lead");
        if (results.EbvDna.Count == 0)
        {
            html.Paragraph("The study has no EBV DNA sample.");
            return;
        }
        html.Figure(EbvDnaFigure.Render(results.EbvDna, results.Subjects, html.Doors),
            "Plasma EBV DNA on shared axes. Grey bands: below LOQ and below LOD; ND: not detected; shaded left of day 0: the prior ICB line. The line is the first-order decline fitted with values below LOQ as left-censored, with its 95 % band and half-life (95 %). Response: the planned fall by the planned day.");
        html.Figure(WaterfallFigure.RenderEbvDna(results.EbvDna, -primary.FallPercent, html.Doors),
            $"Best change of EBV DNA from baseline, one bar a subject (n = {results.EbvDna.Count}); dashed: the fall of {Show.Tick(primary.FallPercent)} %.");
        WriteTable(html, results.EbvDna, primary);
    }

    public static void WriteTable(HtmlWriter html, IReadOnlyList<EbvDnaResultSeries> series, PrimaryResult primary) =>
        html.Table("EBV DNA response and kinetics.", ["Subject", $"fall ≥ {Show.Tick(primary.FallPercent)} % by day {primary.ByDay}", "change (%)", "on day", "half-life (d)", "95 %", "values used: quantified + censored", "clearance"],
            series.Select(s => Row(html, s)), c => c is 2 or 3 or 4 or 5 or 6, "dense");

    private static string[] Row(HtmlWriter html, EbvDnaResultSeries s)
    {
        var r = s.Response;
        var k = s.Kinetics;
        string change = r.ChangePercent is { } c ? html.Number(r.ResultId + ".changePercent", c, Show.Change(c)) : r.ChangeUpper is { } most ? html.Number(r.ResultId + ".changeUpper", most, "≤ " + Show.Change(most)) : HtmlWriter.Escape(Show.Words(r.ChangeStatus));
        string half = k.HalfLifeDays is { } h ? html.Number(k.ResultId + ".halfLifeDays", h) : HtmlWriter.Escape(Show.Words(k.Status.Split(':')[0]));
        string range = k.HalfLifeDays is null ? "–"
            : $"<span class=\"range\">{html.Number(k.ResultId + ".halfLifeLower", k.HalfLifeLower)}–{(k.HalfLifeUpper is { } u ? html.Number(k.ResultId + ".halfLifeUpper", u) : "∞")}</span>";
        string cleared = r.Clearance == "yes" && r.ClearedOnDay is { } day ? "yes, day " + html.Count(r.ResultId + ".clearedOnDay", day) : HtmlWriter.Escape(Show.Words(r.Clearance));
        string fall = (r.FallByDay28 switch { "yes" => "▼ yes", "no" => "– no", _ => "○ not evaluable" }) + (r.Reason.Length > 0 && r.FallByDay28 == "notEvaluable" ? $"<br><span class=\"mu\">{HtmlWriter.Escape(r.Reason)}</span>" : "");
        return
        [
            HtmlWriter.Escape(s.Subject) + HtmlWriter.PrintedId(s.ResultId), fall, change, html.Count(r.ResultId + ".assessedOnDay", r.AssessedOnDay), half, range,
            $"{html.Count(k.ResultId + ".quantified", k.Quantified)} + {html.Count(k.ResultId + ".censored", k.Censored)}", cleared,
        ];
    }

    /// <summary>Every sample of one subject.</summary>
    public static void WriteSamples(HtmlWriter html, EbvDnaResultSeries series) =>
        html.Table($"EBV DNA samples of {series.Subject}.", ["Sample", "day", "period", "result", "copies/mL", "95 %", "IU/mL", "LOD", "LOQ", "limits in", "run"],
            series.Samples.Select(p => (IReadOnlyList<string>)
            [
                HtmlWriter.Escape(p.Sample) + HtmlWriter.PrintedId(p.ResultId), html.Number(p.ResultId + ".day", p.Day, p.Day.ToString(System.Globalization.CultureInfo.InvariantCulture).Replace('-', '−')),
                HtmlWriter.Escape(Show.Words(p.Period)), HtmlWriter.Escape(Show.Words(p.Status)) + (p.Note.Length > 0 ? $"<br><span class=\"mu\">{HtmlWriter.Escape(p.Note)}</span>" : ""),
                p.CopiesPerMl is { } c ? html.Number(p.ResultId + ".copiesPerMl", c) : "–",
                p is { CopiesLower: { } l, CopiesUpper: { } u } ? $"<span class=\"range\">{html.Number(p.ResultId + ".copiesLower", l)}–{html.Number(p.ResultId + ".copiesUpper", u)}</span>" : "–",
                p.IuPerMl is { } iu ? html.Number(p.ResultId + ".iuPerMl", iu) : "–",
                p.Lod is { } lod ? html.Number(p.ResultId + ".lod", lod) : "–", p.Loq is { } loq ? html.Number(p.ResultId + ".loq", loq) : "–", HtmlWriter.Escape(p.LimitUnit),
                HtmlWriter.Escape(p.RunId ?? p.Origin),
            ]), c => c is 1 or 4 or 5 or 6 or 7 or 8, "dense");
}
