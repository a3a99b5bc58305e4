using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The subjects: swimmer plot and who they are.</summary>
public static class SubjectSection
{
    public static void Write(HtmlWriter html, StudyResults results)
    {
        int ongoing = results.Subjects.Count(s => s.OnStudy && !s.Died);
        html.Paragraph($"{ongoing} of {results.Subjects.Count} subjects are without progression, new therapy, withdrawal or death at the data cut.", "lead");
        html.Figure(SwimmerFigure.Render(results.Subjects, results.Pet, html.Doors),
            $"Subjects by time on treatment (n = {results.Subjects.Count}). Pale bar: from first to last dose; line: follow-up. Left of day 0: the ICB line on which the subject progressed, with its best response and PFS; // where it starts before the axis.");
        WriteTable(html, results);
    }

    public static void WriteTable(HtmlWriter html, StudyResults results, Func<SubjectResult, string>? link = null) =>
        html.Table("Subjects and their prior ICB line.", ["Subject", "setting", "sex", "age", "stage", "prior ICB", "best", "PFS (d)", "follow-up (d)"],
            results.Subjects.Select(s => Row(html, s, link)), c => c is 3 or 7 or 8, "dense");

    private static string[] Row(HtmlWriter html, SubjectResult s, Func<SubjectResult, string>? link) =>
    [
        (link?.Invoke(s) ?? HtmlWriter.Escape(s.Subject)) + HtmlWriter.PrintedId(s.ResultId), HtmlWriter.Escape(s.Setting), HtmlWriter.Escape(s.Sex), html.Count(s.ResultId + ".ageAtDay0", s.AgeAtDay0),
        HtmlWriter.Escape(s.Stage), s.PriorIcb is { } p ? HtmlWriter.Escape(p.Drug) : "none recorded", s.PriorIcb is { } q ? HtmlWriter.Escape(q.BestResponse) : "–",
        s.PriorIcb is { } r ? html.Count(r.ResultId + ".pfsDays", r.PfsDays) : "–", html.Count(s.ResultId + ".followUpDays", s.FollowUpDays, s.Day0Date is null ? "not treated" : "–"),
    ];
}
