using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>What a reviewer asks next: populations, hierarchy, leave-one-out, E-values, negative controls.</summary>
public static class RobustnessSection
{
    public static void Write(HtmlWriter html, StudyResults results)
    {
        var answer = results.Answer;
        if (answer.Populations is { Count: > 0 } populations)
            html.Table("The answer in each disease setting and in both together.", ["Population", "answer", "subjects", "responders", "evaluated", "P(more)", "PFS hazard ratio"],
                populations.Select(p => (IReadOnlyList<string>)
                [
                    HtmlWriter.Escape(p.Population) + HtmlWriter.PrintedId(p.ResultId), HtmlWriter.Escape(AnswerSection.VerdictWords(p.Verdict)), html.Count(p.ResultId + ".subjects", p.Subjects), p.Evaluated == 0 ? "–" : html.Count(p.ResultId + ".responders", p.Responders),
                    html.Count(p.ResultId + ".evaluated", p.Evaluated), Probability(html, p.ResultId + ".probabilityMore", p.ProbabilityMore), Interval(html, p.ResultId, "pfsHazardRatio", p.PfsHazardRatio, p.PfsLower, p.PfsUpper),
                ]), c => c > 1, "dense");
        if (answer.Hierarchy is { Count: > 0 } steps)
            html.Table("Hierarchy: a step is tested only if the one before it said more or less; p-values of PFS are Holm-adjusted.", ["Step", "status", "reads", "p", "adjusted p"],
                steps.Select(s => (IReadOnlyList<string>)
                [
                    $"{s.Order}. {HtmlWriter.Escape(s.Name)}" + HtmlWriter.PrintedId(s.ResultId), HtmlWriter.Escape(s.Status), HtmlWriter.Escape(Show.Words(s.Direction)),
                    Probability(html, s.ResultId + ".pValue", s.PValue), Probability(html, s.ResultId + ".holmPValue", s.HolmPValue),
                ]), c => c > 2, "dense");
        LeaveOneOut(html, answer);
        if (answer.EValues is { Count: > 0 } values)
            html.Table("E-values: how strongly an unmeasured cause must be tied to treatment and outcome, as a risk ratio, to explain the effect away.", ["Line", "risk ratio", "E-value", "of the limit", "reading"],
                values.Select(e => (IReadOnlyList<string>)
                [
                    HtmlWriter.Escape(e.Line) + HtmlWriter.PrintedId(e.ResultId), html.Number(e.ResultId + ".riskRatio", e.RiskRatio), html.Number(e.ResultId + ".point", e.Point), html.Number(e.ResultId + ".limit", e.Limit), HtmlWriter.Escape(e.Status),
                ]), c => c is > 0 and < 4, "dense");
        if (answer.NegativeControls is { Count: > 0 } controls)
            html.Table("Negative controls: comparisons that must show nothing if the evidence is unbiased.", ["Comparison", "difference", "95 % interval", "n", "reads", "what it means"],
                controls.Select(c => (IReadOnlyList<string>)
                [
                    HtmlWriter.Escape(c.Name) + HtmlWriter.PrintedId(c.ResultId), html.Number(c.ResultId + ".difference", c.Difference),
                    c.Lower is null ? "–" : $"{html.Number(c.ResultId + ".lower", c.Lower)} to {html.Number(c.ResultId + ".upper", c.Upper)}", html.Count(c.ResultId + ".n", c.N), HtmlWriter.Escape(Show.Words(c.Reads)), HtmlWriter.Escape(c.Meaning),
                ]), c => c is > 0 and < 4, "dense");
    }

    private static void LeaveOneOut(HtmlWriter html, AnswerResult answer)
    {
        if (answer.LeaveOneOut is not { Count: > 0 } rows) return;
        int changes = rows.Count(r => r.Changes);
        html.Paragraph(changes == 0 ? "No single subject carries the answer: with any one left out it stays the same."
            : $"The answer hangs on single subjects: it changes when one of {HtmlWriter.Escape(string.Join(", ", rows.Where(r => r.Changes).Select(r => r.Subject)))} is left out.", "note");
        html.Figure(LeaveOneOutFigure.Render(answer, html.Doors), "The answer with one subject left out: Pr(more) of response (circles) and the upper limit of the PFS hazard ratio (diamonds). Filled marks: the answer changes.");
    }

    internal static string Probability(HtmlWriter html, string id, double? p) => p is { } v ? html.Number(id, v, Show.Probability(v)) : "–";

    internal static string Interval(HtmlWriter html, string id, string key, double? value, double? lower, double? upper)
    {
        if (value is null) return "–";
        string prefix = key == "pfsHazardRatio" ? "pfs" : "";
        string low = prefix.Length > 0 ? prefix + "Lower" : "lower", high = prefix.Length > 0 ? prefix + "Upper" : "upper";
        return $"{html.Number($"{id}.{key}", value)} (<span class=\"range\">{html.Number($"{id}.{low}", lower)}–{html.Number($"{id}.{high}", upper)}</span>)";
    }
}
