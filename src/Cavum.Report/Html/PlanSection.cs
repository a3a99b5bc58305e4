using Cavum.Analysis;
using Cavum.Study;

namespace Cavum.Report;

/// <summary>The plan: when it was frozen, what changed since, and what it set out to estimate.</summary>
public static class PlanSection
{
    public static void Write(HtmlWriter html, StudyResults results)
    {
        if (results.Plan is not { } plan) return;
        html.Paragraph(HtmlWriter.Escape(plan.Sentence), plan.Status == "frozenBeforeOutcomes" && plan.Unfrozen.Count == 0 ? "lead" : "lead note");
        html.Paragraph($"Plan in use: <code>{HtmlWriter.Escape(plan.Hash)}</code> (SHA-256).", "small");
        foreach (var change in plan.Changes)
            Differences(html, $"Changed on {change.On}{(change.AfterOutcomes ? ", after outcomes were on record" : ", before any outcome")}. Reason: {change.Reason}", change.Differences);
        if (plan.Unfrozen.Count > 0) Differences(html, "In use and never frozen:", plan.Unfrozen);
        html.Heading(3, "Estimands (ICH E9(R1))");
        foreach (var e in plan.Estimands)
        {
            html.Paragraph($"<b>{HtmlWriter.Escape(char.ToUpperInvariant(e.Name[0]) + e.Name[1..])}</b>, {HtmlWriter.Escape(e.Role)}. {HtmlWriter.Escape(Sentence(e.Variable))} {HtmlWriter.Escape(Sentence(e.Summary))}");
            html.List([
                "Population: " + HtmlWriter.Escape(e.Population) + ".", "Treatment: " + HtmlWriter.Escape(e.Treatment) + ".",
                .. e.IntercurrentEvents.Select(i => HtmlWriter.Escape($"{Sentence(i.Event)[..^1]}: {Show.Words(i.Strategy)}{(i.Handling.Length > 0 ? ", " + i.Handling : "")}.")),
            ]);
        }
    }

    private static string Sentence(string words) => words.Length == 0 ? "" : char.ToUpperInvariant(words[0]) + words[1..].TrimEnd('.') + ".";

    private static void Differences(HtmlWriter html, string caption, IReadOnlyList<PlanDifference> differences) =>
        html.Table(caption, ["Value", "before", "after"], differences.Select(d => (IReadOnlyList<string>)[HtmlWriter.Escape(d.Path), HtmlWriter.Escape(d.Before), HtmlWriter.Escape(d.After)]), css: "dense");
}
