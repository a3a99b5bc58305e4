using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>A digital PCR run: release, its wells as a figure and as a table.</summary>
public static class DigitalRunSection
{
    /// <summary>Whether the run was released, and why.</summary>
    public static void WriteRelease(HtmlWriter html, DigitalRunResult run)
    {
        ArgumentNullException.ThrowIfNull(html);
        ArgumentNullException.ThrowIfNull(run);
        string reasons = run.Reasons.Count > 0 ? ": " + HtmlWriter.Escape(string.Join("; ", run.Reasons)) + "." : run.Released ? ": the controls hold." : ".";
        html.Paragraph($"{(run.Released ? "■ Released" : "▼ Not released")}{reasons} {HtmlWriter.Escape(run.Assay)} ({HtmlWriter.Escape(run.Target)}) by {HtmlWriter.Escape(run.Instrument)}, {html.Count(run.ResultId + ".wells", run.Wells)} wells of {html.Number(run.ResultId + ".reactionMicrolitres", run.ReactionMicrolitres)} µL; <code>{HtmlWriter.Escape(run.Source)}</code>.");
        if (run.Remarks.Count > 0) html.List(run.Remarks.Select(HtmlWriter.Escape));
    }

    /// <summary>The wells as a figure.</summary>
    public static void Figure(HtmlWriter html, DigitalRunResult run, string key = "digital")
    {
        ArgumentNullException.ThrowIfNull(html);
        ArgumentNullException.ThrowIfNull(run);
        int more = run.Plate.Count - DigitalWellsFigure.MostWells;
        html.Figure(DigitalWellsFigure.Render(run, html.Doors, key), $"Wells of run {HtmlWriter.Escape(run.Run)}; bars are 95 % intervals of counting.{(more > 0 ? $" {more} further wells are in the table alone." : "")}");
    }

    /// <summary>The wells as a table.</summary>
    public static void Wells(HtmlWriter html, DigitalRunResult run)
    {
        ArgumentNullException.ThrowIfNull(html);
        ArgumentNullException.ThrowIfNull(run);
        html.Table("Wells of the run; 95 % intervals of counting.", ["Well", "sample", "role", "positive", "negative", "copies/µL", "interval", "partition (nL)", "rain", "state"],
            run.Plate.Select(w => (IReadOnlyList<string>)
            [
                HtmlWriter.Escape(w.Well), HtmlWriter.Escape(w.Sample), HtmlWriter.Escape(Show.Words(w.Role)), w.Positives is { } k ? html.Number(w.ResultId + ".positives", k, Show.Count(k)) : "–", w.Negatives is { } n ? html.Number(w.ResultId + ".negatives", n, Show.Count(n)) : "–",
                w.CopiesPerMicrolitre is { } c ? html.Number(w.ResultId + ".copiesPerMicrolitre", c) : "–", w.CopiesPerMicrolitre is null ? "–" : Show.Range(w.Lower, w.Upper, "open"),
                w.PartitionNanolitres is { } v ? html.Number(w.ResultId + ".partitionNanolitres", v) : "–", HtmlWriter.Escape(Show.Words(w.Rain)), HtmlWriter.Escape(Show.Words(w.Status)),
            ]), column => column is >= 3 and <= 7, "dense");
    }
}
