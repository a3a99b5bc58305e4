using System.Security.Cryptography;
using System.Text;
using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The report: one HTML file that opens from disk, needs no network, and prints.</summary>
/// <remarks>The same results give the same bytes. Without script every number still leads to its row in the index at the end.</remarks>
public static class ReportDocument
{
    private const string Foot = "Research use; a clinician decides.";

    /// <param name="provenance">Where each result comes from, by result id; ids below an entry belong to it.</param>
    /// <param name="images">PNG of each scan's projection by the result id of its <see cref="PetScanResult"/>.</param>
    public static string Render(StudyResults results, IReadOnlyDictionary<string, ProvenanceEntry> provenance, IReadOnlyDictionary<string, byte[]> images)
    {
        var index = new ProvenanceIndex(provenance);
        var html = new HtmlWriter(new Doors(id => "#" + index.Anchor(id)));
        var sections = new List<(string Id, string Title, Action Write)>
        {
            ("answer", "Answer", () => AnswerSection.Write(html, results)),
            ("robustness", "Does it hold?", () => RobustnessSection.Write(html, results)),
            ("subjects", "Subjects", () => SubjectSection.Write(html, results)),
            ("ebv-dna", "EBV DNA", () => EbvDnaSection.Write(html, results)),
            ("pet", "PET", () => PetSection.Write(html, results, images)),
            ("survival", "PFS and OS", () => SurvivalSection.Write(html, results)),
            ("monitoring", "Data cuts and boundaries", () => MonitoringSection.Write(html, results)),
            ("adverse-events", "Adverse events", () => SafetySection.Write(html, results)),
            ("mouse", "Mouse arm", () => MouseSection.Write(html, results.Mouse!, results.Answer.Verdict)),
            ("plan", "Plan", () => PlanSection.Write(html, results)),
            ("assumptions", "Assumptions", () => ReasoningSection.WriteAssumptions(html, results)),
            ("limits", "Limits", () => ReasoningSection.WriteLimits(html, results)),
            ("runs", "PCR runs", () => RunSection.Write(html, results)),
            ("methods", "Conventions and methods", () => ReasoningSection.WriteMethods(html, results)),
        };
        if (results.Mouse is null) sections.RemoveAll(s => s.Id == "mouse");
        foreach (var (id, title, write) in sections)
        {
            html.Raw($"<section id=\"{id}\" aria-labelledby=\"{id}-h\"><h2 id=\"{id}-h\">{title}</h2>\n");
            write();
            html.Raw("</section>\n");
        }
        var study = results.Study;
        string line = $"{HtmlWriter.Escape(study.Study)}{(study.NctId is { } nct ? " · " + HtmlWriter.Escape(nct) : "")} · data cut {HtmlWriter.Escape(study.DataCut)}";
        return Page(study.Study, study.Title, line, sections.Select(s => (s.Id, s.Title)), html.ToString(), index.Write(html.Doors.Used));
    }

    /// <summary>The frame of a report: navigation, sections, index of provenance, trace panel.</summary>
    /// <param name="line">HTML that stands above the title.</param>
    internal static string Page(string study, string heading, string line, IEnumerable<(string Id, string Title)> sections, string body, (string Appendix, string Json) provenance)
    {
        string title = HtmlWriter.Escape(heading), script = ReportScript.Text;
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
        page.Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{hash}'\">\n");
        page.Append($"<title>{HtmlWriter.Escape(study)}: {title}</title>\n<link rel=\"icon\" href=\"data:,\">\n");
        page.Append($"<style>\n{FigureStyle.Tokens}\n{FigureStyle.Css}\n{ReportStyle.Css}\n</style>\n</head>\n<body>\n");
        page.Append("<nav aria-label=\"Sections\"><strong>Cavum</strong><ol>");
        foreach (var (id, name) in sections) page.Append($"<li><a href=\"#{id}\">{name}</a></li>");
        page.Append("<li><a href=\"#provenance\">Where each number comes from</a></li></ol></nav>\n<main>\n");
        page.Append($"<header><p class=\"study\">{line}</p><h1>{title}</h1></header>\n");
        page.Append(body).Append(provenance.Appendix);
        page.Append($"<footer><p>{Foot}</p></footer>\n</main>\n");
        page.Append("<aside id=\"trace\" role=\"dialog\" aria-labelledby=\"trace-h\" hidden></aside>\n");
        page.Append($"<script type=\"application/json\" id=\"provenance-data\">{provenance.Json}</script>\n");
        page.Append($"<script>{script}</script>\n</body>\n</html>\n");
        return page.ToString();
    }
}
