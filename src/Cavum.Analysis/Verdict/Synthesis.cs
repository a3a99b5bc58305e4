namespace Cavum.Analysis;

/// <summary>What kind of comparison a line of evidence makes; the verdict's rule depends on it.</summary>
internal enum LineKind
{
    /// <summary>Response against arms of ICB alone.</summary>
    Response,

    /// <summary>PFS, against the own prior line or against external controls.</summary>
    TimeToEvent,

    /// <summary>A course of tumour or marker against the own prior line.</summary>
    Course,
}

/// <summary>What one line of evidence says, without its figures.</summary>
/// <param name="Matched">True when what stands for ICB alone is the study's own population after ICB failure.</param>
/// <param name="Decides">False for a line that is shown and never counted: a reconstructed curve, a control that does not match the estimand.</param>
/// <param name="BeyondBound">True when the direction survives the bias that the plan set as its bound.</param>
internal sealed record LineFinding(
    string Name, string Direction, bool Matched, string Reason, LineKind Kind = LineKind.Course, bool Decides = true, bool BeyondBound = true);

/// <summary>Joins the lines of evidence into one of four verdicts; the rule is docs/methods/verdict.md.</summary>
/// <remarks>
/// Gate: response against ICB-only arms. More: the gate says more, another line says more, none says less, and both survive the planned bound.
/// Less: a time-to-event line says less, and another line (the gate only if matched) says less, none says more, and both survive the bound.
/// An unmatched control that is ICB-naive favours ICB alone, so it may support "more" (the harder claim) but never "less".
/// Otherwise, where a time-to-event line or a matched response is answerable: no clear difference. Else, when two lines contradict each other, or
/// when a claim lies within the bound: not answerable.
/// </remarks>
internal static class Synthesis
{
    public const string More = "more", Less = "less", Neither = "neither", NotAnswerable = "notAnswerable";

    public static (string Verdict, IReadOnlyList<string> Reasons) Verdict(LineFinding response, params IReadOnlyList<LineFinding> others)
    {
        LineFinding[] all = [response, .. others], lines = [.. all.Where(l => l.Decides)];
        string[] reasons = [.. all.Select(l => $"{l.Name}: {l.Reason}")];
        LineFinding[] more = [.. lines.Where(l => l.Direction == More)], less = [.. lines.Where(l => l.Direction == Less)];
        if (more.Length > 0 && less.Length > 0)
            return ("notAnswerable", ["Two lines of evidence contradict each other.", .. reasons]);
        if (response.Direction == More && more.Length > 1)
            return response.BeyondBound && more.Any(l => l != response && l.BeyondBound) ? ("moreEffective", reasons)
                : ("notAnswerable", ["The lines say more, but a bias within the planned bound would take it back.", .. reasons]);
        LineFinding[] counting = [.. less.Where(l => l != response || l.Matched)];
        if (counting.Length > 1 && counting.Any(l => l.Kind == LineKind.TimeToEvent))
            return counting.Count(l => l.BeyondBound) > 1 && counting.Any(l => l.Kind == LineKind.TimeToEvent && l.BeyondBound) ? ("lessEffective", reasons)
                : ("notAnswerable", ["The lines say less, but a bias within the planned bound would take it back.", .. reasons]);
        bool comparable = lines.Any(l => l.Direction != NotAnswerable && (l.Kind == LineKind.TimeToEvent || (l == response && l.Matched)));
        if (!comparable)
            return ("notAnswerable", ["No line of evidence compares with ICB alone in the same population.", .. reasons]);
        return more.Length + less.Length > 0 ? ("noClearDifference", ["One line of evidence alone does not carry a verdict.", .. reasons]) : ("noClearDifference", reasons);
    }
}
