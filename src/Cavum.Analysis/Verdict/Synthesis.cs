using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>What one line of evidence says, without its figures.</summary>
/// <param name="Matched">True when what stands for ICB alone is the study's own population after ICB failure.</param>
internal sealed record LineFinding(string Name, string Direction, bool Matched, string Reason);

/// <summary>Joins the lines of evidence into one of four verdicts; the rule is docs/methods/verdict.md.</summary>
/// <remarks>
/// A (response against ICB-only arms), B (PFS against the own prior ICB line), C (EBV DNA slope against the own prior line).
/// More: A says more, and B or C says more, and none says less. Less: B says less, and A (only if matched) or C says less, and none says more.
/// An unmatched control that is ICB-naive favours ICB alone, so A may support "more" (the harder claim) but never "less".
/// Neither, with B or a matched A evaluable: no clear difference. Otherwise, or when two lines contradict each other: not answerable.
/// </remarks>
internal static class Synthesis
{
    public const string More = "more", Less = "less", Neither = "neither", NotAnswerable = "notAnswerable";

    public static (string Verdict, IReadOnlyList<string> Reasons) Verdict(LineFinding a, LineFinding b, LineFinding c)
    {
        LineFinding[] lines = [a, b, c];
        string[] reasons = [.. lines.Select(l => $"{l.Name}: {l.Reason}")];
        bool anyMore = lines.Any(l => l.Direction == More), anyLess = lines.Any(l => l.Direction == Less);
        bool bIsLess = b.Direction == Less, aIsLess = a.Direction == Less && a.Matched;
        if (anyMore && anyLess)
            return ("notAnswerable", ["Two lines of evidence contradict each other.", .. reasons]);
        if (a.Direction == More && (b.Direction == More || c.Direction == More)) return ("moreEffective", reasons);
        if (bIsLess && (aIsLess || c.Direction == Less)) return ("lessEffective", reasons);
        bool comparable = b.Direction != NotAnswerable || (a.Matched && a.Direction != NotAnswerable);
        if (!comparable)
            return ("notAnswerable", ["No line of evidence compares with ICB alone in the same population.", .. reasons]);
        if (anyMore || anyLess)
            return ("noClearDifference", ["One line of evidence alone does not carry a verdict.", .. reasons]);
        return ("noClearDifference", reasons);
    }
}
