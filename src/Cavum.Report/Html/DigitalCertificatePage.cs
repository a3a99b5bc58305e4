using Cavum.Analysis;
using Cavum.Assay;

namespace Cavum.Report;

/// <summary>The certificate of a digital run: wells, rain, budget, dMIQE list and a place to sign, as one HTML file.</summary>
public static class DigitalCertificatePage
{
    public static string Render(DigitalCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var html = new HtmlWriter(new Doors(_ => "#wells"));
        Body(html, certificate);
        return CertificateShell.Page($"Certificate of {certificate.FileName}", $"EBV DNA · digital PCR · {certificate.Format}", html);
    }

    private static void Body(HtmlWriter html, DigitalCertificate c)
    {
        if (c.Samples is { } released)
        {
            html.Raw($"<p class=\"verdict\">{(released.Release.Released ? "■ Released" : "▼ Not released")}</p>");
            html.Paragraph(HtmlWriter.Escape($"{(released.Release.Released ? "The controls hold." : "The results may not be reported.")} {CertificateShell.Counted(released.Results)} {Sentence(c)}"), "answer");
            if (released.Release.Reasons.Count > 0) html.List(released.Release.Reasons.Select(HtmlWriter.Escape));
            html.Heading(2, "Results");
            Results(html, c);
        }
        else
        {
            html.Paragraph(HtmlWriter.Escape(Sentence(c)), "answer");
        }
        html.Heading(2, "Wells");
        html.Raw("<div id=\"wells\">");
        Wells(html, c);
        html.Raw("</div>");
        CertificateShell.Signatures(html, "Performed the run", "Reviewed clusters and controls", "Released the results");
        if (PartitionFigure.Render(c.Results, html.Doors) is { Length: > 0 } figure)
        {
            html.Heading(2, "Amplitudes and rain");
            int more = c.Results.Count(r => r.Well.Ends is { Count: > 0 }) - PartitionFigure.MostWells;
            html.Figure(figure, "Partitions by end-point amplitude; the rain lies in the shaded band." + (more > 0 ? $" {more} further wells are in the table alone." : ""));
        }
        html.Heading(2, "Rain");
        Rains(html, c);
        if (c.Remarks.Count > 0)
        {
            html.Heading(2, "Remarks");
            html.List(c.Remarks.Select(HtmlWriter.Escape));
        }
        html.Heading(2, "dMIQE 2020, items of the analysis");
        Checklist(html, c);
        html.Heading(2, "What it was made of");
        html.Raw($"<dl class=\"facts\"><dt>{HtmlWriter.Escape(c.FileName)} ({HtmlWriter.Escape(c.Format)})</dt><dd>sha256 <code>{c.FileSha256}</code></dd>{(c.Samples is { } by ? $"<dt>{HtmlWriter.Escape(by.AssayFile)}</dt><dd>sha256 <code>{by.AssaySha256}</code></dd>" : "")}</dl>\n");
    }

    /// <summary>Each sample with its amounts; nothing where the certificate was made without an assay.</summary>
    public static void Results(HtmlWriter html, DigitalCertificate c)
    {
        ArgumentNullException.ThrowIfNull(c);
        if (c.Samples is not { } s) return;
        CertificateShell.Amounts(html, $"Amounts of {HtmlWriter.Escape(s.Target)} with {Show.PercentTick(s.Assay.Confidence)} % intervals of the count, of the scatter between wells where the run measures it{(s.Assay.Digital!.PartitionCv > 0 ? ", of the partition volume" : "")} and of the chain; the wells of a sample are added.", s.Results);
    }


    private static string Sentence(DigitalCertificate c)
    {
        int counted = c.Results.Count(r => r.CopiesPerMicrolitre is not null), matters = c.Results.Count(r => r.RainMatters == true), unknown = c.Results.Count(r => r.Rain is Rain.NotEvaluable);
        string rain = unknown == c.Results.Count ? "Rain is not evaluable in this file." : $"Rain can move {matters} of {c.Results.Count - unknown} results out of their interval{(unknown > 0 ? $"; in {unknown} it is not evaluable" : "")}.";
        return $"{counted} of {c.Results.Count} rows have a concentration. {rain}";
    }

    /// <summary>Each row of the file with its counts and concentration.</summary>
    private static void Wells(HtmlWriter html, DigitalCertificate c) => html.Table(
        "Concentration in the reaction with 95 % intervals of counting.",
        ["Well", "sample", "target", "positive", "negative", "copies/µL", "interval", "state"],
        c.Results.Select(r => (IReadOnlyList<string>)
        [
            HtmlWriter.Escape(r.Well.Well), HtmlWriter.Escape(r.Well.Sample), HtmlWriter.Escape(r.Well.Target), r.Well.Positives is { } p ? Show.Count(p) : "–", r.Well.Negatives is { } n ? Show.Count(n) : "–",
            Show.Number(r.CopiesPerMicrolitre), r.CopiesPerMicrolitre is null ? "–" : Show.Range(r.Lower, r.Upper), HtmlWriter.Escape(Show.Words(r.Status)),
        ]), column => column is >= 3 and <= 6, "dense");

    /// <summary>What the partitions between the clusters can do, row by row.</summary>
    public static void Rains(HtmlWriter html, DigitalCertificate c) => html.Table(
        "Partitions between the clusters; the concentration with all of them called negative and all positive; what each part adds to the variance.",
        ["Well", "target", "rain", "all negative", "all positive", "interval with both", "counting", "volume", "rain", "state"],
        c.Results.Select(r => (IReadOnlyList<string>)(r.Rain is Rain.Evaluated e
            ?
            [
                HtmlWriter.Escape(r.Well.Well), HtmlWriter.Escape(r.Well.Target), Show.Count(e.Partitions), Show.Number(r.AllRainNegative), e.AllPositive is null ? "open" : Show.Number(r.AllRainPositive),
                r.WithRain is { } w ? Show.Range(w.Lower, w.Upper) : "–", Share(r.Budget?.Counting), r.Budget is { Volume: null } ? "not stated" : Share(r.Budget?.Volume), Share(r.Budget?.Rain), r.RainMatters == true ? "▼ matters" : "■ within the interval",
            ]
            : [HtmlWriter.Escape(r.Well.Well), HtmlWriter.Escape(r.Well.Target), "–", "–", "–", "–", "–", "–", "–", "not evaluable: " + HtmlWriter.Escape(((Rain.NotEvaluable)r.Rain).Reason)])),
        column => column is >= 2 and <= 8, "dense");

    /// <summary>The items of dMIQE 2020 that concern the analysis, filled or said to be missing.</summary>
    public static void Checklist(HtmlWriter html, DigitalCertificate c)
    {
        ArgumentNullException.ThrowIfNull(c);
        CertificateShell.Checklist(html, c.Checklist);
    }

    private static string Share(double? share) => share is { } s ? Show.Percent(s) + " %" : "–";
}
