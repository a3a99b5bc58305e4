using Cavum.Analysis;
using Cavum.Assay;

namespace Cavum.Report;

/// <summary>The certificate of a run: one HTML file that opens from disk, needs no network, prints, and has a place to sign.</summary>
/// <remarks>It holds no date of its own: the same file and settings give the same bytes, and the date is the signer's.</remarks>
public static class RunCertificatePage
{
    public static string Render(RunCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var html = new HtmlWriter(new Doors(id => "#" + Anchor(id)));
        Body(html, certificate);
        return CertificateShell.Page($"Certificate of run {certificate.Run.Run}", $"EBV DNA · {certificate.Assay.Name} · {certificate.Run.Instrument}", html);
    }

    private static void Body(HtmlWriter html, RunCertificate c)
    {
        html.Raw($"<p class=\"verdict\">{(c.Run.Released ? "■ Released" : "▼ Not released")}</p>");
        html.Paragraph(Sentence(c), "answer");
        if (c.Run.Reasons.Count > 0) html.List(c.Run.Reasons.Select(HtmlWriter.Escape));
        html.Heading(2, "Results");
        Results(html, c);
        CertificateShell.Signatures(html, "Performed the run", "Reviewed curves and controls", "Released the results");
        html.Heading(2, "Plate");
        html.Figure(PlateFigure.Render(c.Run, html.Doors), "Plate: role, sample and Cq.");
        html.Heading(2, "Standard curve");
        html.Figure(StandardCurveFigure.Render(c.Run, html.Doors), $"Standard curve; Cq by {HtmlWriter.Escape(c.CqSource)}.");
        html.Heading(2, "Amplification curves");
        html.Figure(AmplificationFigure.Render(c.Run, html.Doors), "Amplification curves, as read.");
        html.Heading(2, "Wells");
        html.Raw("<div id=\"wells\">");
        Wells(html, "Controls and standards, which judge the run.", c.Run.Plate.Where(w => PlateFigure.Letter(w.Role) != "U"));
        html.Raw("<details><summary>Wells of the samples</summary>");
        Wells(html, "Wells of the samples.", c.Run.Plate.Where(w => PlateFigure.Letter(w.Role) == "U"));
        html.Raw("</details></div>");
        List(html, "Remarks", c.Remarks);
        List(html, "Repairs while reading", c.Repairs);
        html.Heading(2, "MIQE 2.0, items of the analysis");
        Miqe(html, c);
        html.Heading(2, "What it was made of");
        html.Raw($"<dl class=\"facts\"><dt>{HtmlWriter.Escape(c.FileName)} ({HtmlWriter.Escape(c.Format)})</dt><dd>sha256 <code>{c.FileSha256}</code></dd><dt>{HtmlWriter.Escape(c.AssayFile)}</dt><dd>sha256 <code>{c.AssaySha256}</code></dd></dl>\n");
    }

    private static string Sentence(RunCertificate c)
    {
        string counted = CertificateShell.Counted(c.Results);
        return HtmlWriter.Escape(c.Run.Released ? $"Controls and standard curve hold. {counted}" : $"The results may not be reported. {counted}");
    }

    /// <summary>Each sample of the run with its amounts.</summary>
    public static void Results(HtmlWriter html, RunCertificate c)
    {
        ArgumentNullException.ThrowIfNull(c);
        CertificateShell.Amounts(html, $"Amounts with {Show.PercentTick(c.Assay.Confidence)} % intervals (Fieller, by the replicates of each sample).", c.Results);
    }

    /// <summary>A table of wells, each the target of the doors in the figures.</summary>
    public static void Wells(HtmlWriter html, string caption, IEnumerable<WellResult> wells)
    {
        ArgumentNullException.ThrowIfNull(html);
        ArgumentNullException.ThrowIfNull(wells);
        html.Table(caption, ["Well", "sample", "role", "target", "Cq", "state"],
            wells.OrderBy(w => w.Well.Length > 0 ? w.Well[0] : ' ').ThenBy(w => w.Well.Length).ThenBy(w => w.Well, StringComparer.Ordinal).Select(w => (IReadOnlyList<string>)
            [
                $"<span id=\"{Anchor(w.ResultId)}\">{HtmlWriter.Escape(w.Well)}</span>", HtmlWriter.Escape(w.Sample), HtmlWriter.Escape(w.Role), HtmlWriter.Escape(w.Target),
                w.Cq is { } cq ? html.Number(w.ResultId + ".cq", cq) : "–", HtmlWriter.Escape(Show.Words(w.Status)),
            ]), column => column == 4, "dense");
    }

    private static void List(HtmlWriter html, string title, IReadOnlyList<string> items)
    {
        if (items.Count == 0) return;
        html.Heading(2, title);
        html.List(items.Select(HtmlWriter.Escape));
    }

    /// <summary>The items of MIQE 2.0 that concern the analysis, filled or said to be missing.</summary>
    public static void Miqe(HtmlWriter html, RunCertificate c) => CertificateShell.Checklist(html, c.Miqe);

    /// <summary>A number of a figure leads to the row of its well.</summary>
    private static string Anchor(string resultId)
    {
        int well = resultId.IndexOf(".plate.", StringComparison.Ordinal);
        if (well < 0 && (well = resultId.IndexOf(".standards.", StringComparison.Ordinal)) < 0) return "wells";
        return "well-" + resultId[(resultId.IndexOf('.', well + 1) + 1)..].Split('.')[0];
    }
}
