using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The answer as of each data cut, what changed since the last, and how far the stopping boundaries are.</summary>
public static class MonitoringSection
{
    public static void Write(HtmlWriter html, StudyResults results)
    {
        if (results.Monitoring is not { } m) return;
        html.Paragraph(m.Status switch { "stopForToxicity" => "▼ The toxicity boundary is crossed.", "stopForFutility" => "▼ The futility boundary is crossed.", _ => "● No stopping boundary is crossed." }, "verdict");
        html.List(m.Reasons.Select(HtmlWriter.Escape));
        if (m.PredictiveProbability is { } p)
            html.Paragraph($"If the study goes on to {html.Count(m.ResultId + ".maximumSubjects", m.MaximumSubjects)} evaluated subjects, the bar for response is reached with probability {html.Number(m.ResultId + ".predictiveProbability", p, Show.Probability(p))}.");
        html.Table("The answer as of each data cut.", ["Data cut", "answer", "subjects", "responders / evaluated", "P(more)", "PFS hazard ratio", "what changed since the last cut"],
            m.Cuts.Select(c => (IReadOnlyList<string>)
            [
                HtmlWriter.Escape(c.Cut) + HtmlWriter.PrintedId(c.ResultId), HtmlWriter.Escape(AnswerSection.VerdictWords(c.Verdict)), html.Count(c.ResultId + ".subjects", c.Subjects),
                $"{html.Count(c.ResultId + ".responders", c.Responders)} / {html.Count(c.ResultId + ".evaluated", c.Evaluated)}", RobustnessSection.Probability(html, c.ResultId + ".probabilityMore", c.ProbabilityMore),
                c.PfsHazardRatio is null ? "–" : html.Number(c.ResultId + ".pfsHazardRatio", c.PfsHazardRatio), HtmlWriter.Escape(c.ChangedSince.Count == 0 ? "first look" : string.Join("; ", c.ChangedSince)),
            ]), c => c is > 1 and < 6, "dense");
        if (m.Boundary.Count > 0) html.Figure(BoundaryFigure.Render(m, html.Doors), "Stopping boundaries: futile at or below the lower staircase (responders), too toxic at or above the upper one (subjects with a related event of grade 3 or more). The marks show where the study stands.");
    }
}
