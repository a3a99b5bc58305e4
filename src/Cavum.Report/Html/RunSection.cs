using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The raw qPCR runs: release, standard curve, plate, amplification.</summary>
public static class RunSection
{
    public static void Write(HtmlWriter html, StudyResults results)
    {
        if (results.Runs.Count == 0)
        {
            html.Paragraph("No raw qPCR run is part of this study; its EBV DNA values were reported by a laboratory.");
            return;
        }
        html.Paragraph($"{results.Runs.Count(r => r.Released)} of {results.Runs.Count} qPCR runs were released.", "lead");
        for (int i = 0; i < results.Runs.Count; i++) WriteRun(html, results.Runs[i], $"run{i + 1}");
    }

    private static void WriteRun(HtmlWriter html, QpcrRunResult run, string key)
    {
        html.Raw($"<h3>Run {HtmlWriter.Escape(run.Run)}{HtmlWriter.PrintedId(run.ResultId)}</h3>");
        WriteRelease(html, run);
        html.Figure(StandardCurveFigure.Render(run, html.Doors, key + "-std"), $"Standard curve of run {HtmlWriter.Escape(run.Run)}.");
        html.Raw("<details><summary>Plate and amplification curves</summary>");
        html.Figure(PlateFigure.Render(run, html.Doors, key + "-plate"), $"Plate of run {HtmlWriter.Escape(run.Run)}: role, sample and Cq.");
        html.Figure(AmplificationFigure.Render(run, html.Doors, key + "-amp"), $"Amplification curves of run {HtmlWriter.Escape(run.Run)}.");
        html.Raw("</details>\n");
    }

    /// <summary>Whether the run was released, and why.</summary>
    public static void WriteRelease(HtmlWriter html, QpcrRunResult run)
    {
        string reasons = run.Reasons.Count > 0 ? ": " + HtmlWriter.Escape(string.Join(" ", run.Reasons)) : run.Released ? ": controls and standard curve hold." : ".";
        html.Paragraph($"{(run.Released ? "■ Released" : "▼ Not released")}{reasons} {HtmlWriter.Escape(run.Assay)} on {HtmlWriter.Escape(run.Instrument)}, {html.Count(run.ResultId + ".cycles", run.Cycles)} cycles, {html.Count(run.ResultId + ".wells", run.Wells)} wells; <code>{HtmlWriter.Escape(run.Source)}</code>.");
    }
}
