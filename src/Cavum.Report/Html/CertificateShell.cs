using System.Text;
using Cavum.Analysis;
using Cavum.Assay;

namespace Cavum.Report;

/// <summary>What every certificate shares: the page around it, the lines to sign, the checklist.</summary>
internal static class CertificateShell
{
    private const string Style = ".rid{display:none!important} .sign{display:grid;grid-template-columns:repeat(3,1fr);gap:24px;margin:16px 0} .sign div{border-top:1px solid var(--ink);padding-top:6px;font-size:14px;margin-top:56px} .facts dt{font:650 14px/1.5 var(--sans)} .facts dd{font-size:14px;overflow-wrap:anywhere} @media print{.sign{break-inside:avoid}}";

    internal static string Page(string title, string study, HtmlWriter html, string style = "")
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
        page.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n");
        page.Append($"<title>{HtmlWriter.Escape(title)}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>\n{FigureStyle.Tokens}\n{FigureStyle.Css}\n{ReportStyle.Css}\n{Style}{style}\n</style>\n</head>\n<body>\n<main>\n");
        page.Append($"<header><p class=\"study\">{HtmlWriter.Escape(study)}</p><h1>{HtmlWriter.Escape(title)}</h1></header>\n");
        page.Append(html).Append("<footer><p>Research use; a clinician decides.</p></footer>\n</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    /// <summary>Lines to sign, each with what the signature means.</summary>
    internal static void Signatures(HtmlWriter html, params IEnumerable<string> meanings)
    {
        html.Heading(2, "Signatures");
        html.Raw($"<div class=\"sign\">{string.Concat(meanings.Select(m => $"<div>{HtmlWriter.Escape(m)}<br>name, date</div>"))}</div>\n");
    }

    /// <summary>How many samples came out in which way, in one sentence.</summary>
    internal static string Counted(IReadOnlyList<CertifiedResult> results)
    {
        int quantified = results.Count(r => r.Status == "quantified"), below = results.Count(r => r.Status == "belowLoq"), none = results.Count(r => r.Status == "notDetected");
        int rest = results.Count - quantified - below - none;
        return $"{Show.Count(results.Count)} samples: {quantified} quantified, {below} below LOQ, {none} not detected{(rest > 0 ? $", {rest} invalid or above the upper limit" : "")}.";
    }

    /// <summary>Each sample with its amounts, their intervals and what should be known of it.</summary>
    internal static void Amounts(HtmlWriter html, string caption, IEnumerable<CertifiedResult> results) => html.Table(
        caption, ["Sample", "result", "copies per reaction", "copies/mL", "interval", "IU/mL", "interval", "wells"],
        results.Select(r => (IReadOnlyList<string>)
        [
            HtmlWriter.Escape(r.Sample), HtmlWriter.Escape(Show.Words(r.Status)) + string.Concat(r.Notes.Select(n => $"<br><span class=\"mu small\">{HtmlWriter.Escape(n)}</span>")),
            Show.Number(r.Amount?.CopiesPerReaction.Estimate), Show.Number(r.Amount?.CopiesPerMl?.Estimate), Limits(r.Amount?.CopiesPerMl),
            Show.Number(r.Amount?.IuPerMl?.Estimate), Limits(r.Amount?.IuPerMl), HtmlWriter.Escape(string.Join(", ", r.Wells)),
        ]), column => column is >= 2 and <= 6, "dense");

    private static string Limits(Interval? interval) => interval is { } i ? Show.Range(i.Lower, i.Upper) : "–";

    /// <summary>The items of a MIQE list that concern the analysis, filled or said to be missing.</summary>
    internal static void Checklist(HtmlWriter html, IReadOnlyList<MiqeItem> items) => html.Table($"{items.Count(i => i.Provided)} of {items.Count} items are filled from the file and the settings.", ["Item", "answer"],
        items.Select(i => (IReadOnlyList<string>)[HtmlWriter.Escape(i.Item), i.Provided ? HtmlWriter.Escape(i.Answer) : $"<span class=\"mu\">{MiqeList.NotProvided}</span>"]), css: "dense");
}
