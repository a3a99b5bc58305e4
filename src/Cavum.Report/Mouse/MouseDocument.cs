using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The report of a mouse experiment by itself: one HTML file with the figures, the statistics paragraph and the ARRIVE 2.0 table.</summary>
public static class MouseDocument
{
    public static string Render(AnalysedMouse analysed)
    {
        var mouse = analysed.Result;
        var index = new ProvenanceIndex(analysed.Provenance.ToDictionary(e => e.Id, StringComparer.Ordinal));
        var html = new HtmlWriter(new Doors(id => "#" + index.Anchor(id)));
        (string Id, string Title, Action Write)[] sections =
        [
            ("answer", "Answer", () => MouseSection.WriteAnswer(html, mouse, null)),
            ("paper", "Text for a paper", () => MousePaper.Write(html, mouse)),
            ("growth", "Growth", () => MouseSection.WriteGrowth(html, mouse, heading: false)),
            ("synergy", "Synergy over time", () => MouseSection.WriteSynergy(html, mouse, heading: false)),
            ("survival", "Time to the humane end point", () => MouseSection.WriteSurvival(html, mouse, heading: false)),
            ("cytometry", "CD8 T cells", () => MouseSection.WriteFlow(html, mouse, heading: false)),
            ("arrive", "ARRIVE 2.0", () => MouseSection.WriteArrive(html, mouse)),
            ("notes", "Notes", () => html.List(mouse.Notes.Select(HtmlWriter.Escape))),
        ];
        (string Id, string Title, Action Write)[] shown = [.. sections.Where(s => s.Id switch
        {
            "survival" => mouse.Survival.Count > 0,
            "cytometry" => mouse.Readouts.Count > 0,
            "notes" => mouse.Notes.Count > 0,
            _ => true,
        })];
        foreach (var (id, title, write) in shown)
        {
            html.Raw($"<section id=\"{id}\" aria-labelledby=\"{id}-h\"><h2 id=\"{id}-h\">{title}</h2>\n");
            write();
            html.Raw("</section>\n");
        }
        return ReportDocument.Page("Mouse arm", mouse.Title, $"Mouse arm · {HtmlWriter.Escape(mouse.Model)}", shown.Select(s => (s.Id, s.Title)), html.ToString(), index.Write(html.Doors.Used));
    }
}
