using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Adverse events: how many subjects, how bad, of what.</summary>
public static class SafetySection
{
    public static void Write(HtmlWriter html, StudyResults results)
    {
        var s = results.Safety;
        html.Paragraph($"{html.Count(s.ResultId + ".anyGrade", s.AnyGrade)} of {html.Count(s.ResultId + ".subjects", s.Subjects)} subjects had an adverse event, {html.Count(s.ResultId + ".grade3Plus", s.Grade3Plus)} of grade 3 or above, {html.Count(s.ResultId + ".serious", s.Serious)} a serious one; {html.Count(s.ResultId + ".deaths", s.Deaths)} died.", "lead");
        if (s.ByTerm.Count > 0)
            html.Figure(AdverseEventFigure.Render(s, html.Doors), "Adverse events from the first dose on, by term; each subject counts once a term, at its worst grade (CTCAE v5).");
    }
}
