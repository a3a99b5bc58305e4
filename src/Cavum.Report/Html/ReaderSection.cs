using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>How far the two blinded readers of the scans agree.</summary>
public static class ReaderSection
{
    public static void Write(HtmlWriter html, ReaderAgreementResult? readers)
    {
        if (readers is null) return;
        html.Paragraph($"Two readers signed {html.Count(readers.ResultId + ".scans", readers.Scans)} scans without seeing each other's read; {html.Count(readers.ResultId + ".adjudicated", readers.Adjudicated)} were adjudicated.");
        html.Table("Agreement of the blinded readers.", ["Question", "same answer", "scans", "kappa", "95 % interval"], readers.Questions.Select(q => (IReadOnlyList<string>)
        [
            HtmlWriter.Escape(Show.Words(q.Question)) + (q.Weights == "none" ? "" : " (quadratic weights)"), html.Count(q.ResultId + ".same", q.Same), html.Count(q.ResultId + ".scans", q.Scans),
            q.Kappa is { } k ? html.Number(q.ResultId + ".kappa", k) : HtmlWriter.Escape(Show.Words(q.Status.Split(':')[0])),
            q.Lower is { } low && q.Upper is { } high ? html.Number(q.ResultId + ".lower", low) + (low < 0 ? " to " : "–") + html.Number(q.ResultId + ".upper", high) : "–",
        ]));
        if (readers.Volume is not { } v) return;
        html.Paragraph($"Metabolic volume, second minus first reader in {html.Count(v.ResultId + ".scans", v.Scans)} scans: bias {html.Number(v.ResultId + ".biasMl", v.BiasMl)} mL, limits of agreement {html.Number(v.ResultId + ".lowerLimitMl", v.LowerLimitMl)} to {html.Number(v.ResultId + ".upperLimitMl", v.UpperLimitMl)} mL; intraclass correlation {html.Number(v.ResultId + ".intraclass", v.Intraclass)} ({(v is { IntraclassLower: { } low, IntraclassUpper: { } high } ? html.Number(v.ResultId + ".intraclassLower", low) + (low < 0 ? " to " : "–") + html.Number(v.ResultId + ".intraclassUpper", high) : "no interval: the readers leave no residual")}).");
    }
}
