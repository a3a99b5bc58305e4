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

    /// <summary>Of one subject: both limits of the half-life, the shape of the whole course, and the lead time of a rebound.</summary>
    public static void WriteCourse(HtmlWriter html, EbvDnaResultSeries series)
    {
        var k = series.Kinetics;
        string Limits(string lower, double? low, string upper, double? high) => k.HalfLifeDays is null ? HtmlWriter.Escape(Show.Words(k.Status))
            : $"<span class=\"range\">{(low is { } l ? html.Number($"{k.ResultId}.{lower}", l) : "open")} to {(high is { } u ? html.Number($"{k.ResultId}.{upper}", u) : "open")}</span>";
        static string With(string result, string how) => $"{result}<br><span class=\"mu\">{how}</span>";
        var rows = new List<string[]>
        {
            new[] { "95 % limits, few samples (d)", With(Limits("halfLifeLower", k.HalfLifeLower, "halfLifeUpper", k.HalfLifeUpper), "Student’s t on the slope; the limits that the report states") },
            new[] { "95 % profile limits (d)", With(Limits("halfLifeProfileLower", k.HalfLifeProfileLower, "halfLifeProfileUpper", k.HalfLifeProfileUpper), "profile of the likelihood; too narrow with a handful of samples") },
        };
        if (series.Shape is { } shape) rows.Add(["Shape of the whole course", With(Shape(html, shape), "two parts only from seven quantified samples, at level 0.01 against one straight decline")]);
        if (series.Lead is { } lead) rows.Add(["Lead time of a rebound (d)", With(Lead(html, lead), "first progression by imaging minus first day of the confirmed rebound")]);
        html.Table($"Half-life and course of EBV DNA, {series.Subject}.", ["What", "result"], rows, css: "dense");
    }

    private static string Shape(HtmlWriter html, EbvShapeResult s)
    {
        string word = s.Form switch { "single" => "one straight decline", "notCarried" => "not told apart", _ => s.Form };
        string p = s.PValue is { } value ? $" (p {html.Number(s.ResultId + ".pValue", value, Show.Probability(value))})" : "";
        string parts = s is { FastDecayPerDay: { } a, SecondPerDay: { } r, SecondShare: { } q }
            ? $"<br>first part falls {html.Number(s.ResultId + ".fastDecayPerDay", a)} a day; second part {(r > 0 ? "grows" : "falls")} {html.Number(s.ResultId + ".secondPerDay", r, Show.Number(Math.Abs(r)))} a day, {html.Number(s.ResultId + ".secondShare", q, Show.Percent(q))} % of the start{(s.NadirDay is { } n ? $"; turns on day {html.Number(s.ResultId + ".nadirDay", n)}" : "")}" : "";
        return parts.Length > 0 ? word + p + parts : $"{word}{p}: {HtmlWriter.Escape(s.Reason)}";
    }

    private static string Lead(HtmlWriter html, EbvLeadResult lead)
    {
        string days = lead.LeadDays is { } d ? html.Number(lead.ResultId + ".leadDays", d, Show.Tick(d)) : HtmlWriter.Escape(lead.Status);
        string from = lead.ReboundDay is { } r ? $"rebound from day {html.Number(lead.ResultId + ".reboundDay", r, Show.Tick(r))}" : "";
        string to = lead.ProgressionDay is { } p ? $"progression ({HtmlWriter.Escape(lead.Basis)}) on day {html.Number(lead.ResultId + ".progressionDay", p, Show.Tick(p))}" : "";
        string both = string.Join(", ", new[] { from, to }.Where(t => t.Length > 0));
        return both.Length == 0 ? days : $"{days} ({both})";
    }

    /// <summary>Every published definition side by side, each with its source; they are never merged into one.</summary>
    public static void WriteDefinitions(HtmlWriter html, EbvDnaResultSeries series)
    {
        if (series.Response.Definitions is not { Count: > 0 } definitions) return;
        if (series.Response.Caution is { } caution) html.Paragraph(HtmlWriter.Escape(caution), "note");
        html.Table($"Published definitions of response, {series.Subject}: side by side, never merged into one.", ["Definition", "holds", "source", "what was compared"],
            definitions.Select(d => (IReadOnlyList<string>)
            [
                HtmlWriter.Escape(Definition(d.Name)), d.Call switch { "yes" => "● yes", "no" => "○ no", "undetermined" => "◐ undetermined", "notEvaluable" => "– not evaluable", _ => HtmlWriter.Escape(Show.Words(d.Call)) },
                HtmlWriter.Escape(d.Source), HtmlWriter.Escape(d.Reason),
            ]), css: "dense");
    }

    private static string Definition(string name) => name switch
    {
        "fall50ByDay28" => "fall ≥ 50 % by day 28",
        "week4RatioAboveHalf" => "week 4 over baseline > 0.5",
        "halfLifeAtMost7Days" => "half-life ≤ 7 days",
        "halfLifeAtMost10Days" => "half-life ≤ 10 days",
        "clearanceTwoConsecutive" => "clearance, two consecutive",
        "baselineAbove0" => "baseline detectable",
        "threeConsecutive" => "three consecutive samples",
        "monotoneFromDay8" => "monotone from day 8",
        _ when name.StartsWith("baselineAbove", StringComparison.Ordinal) => "baseline > " + name["baselineAbove".Length..],
        _ => Show.Words(name),
    };

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
