using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The raw PCR runs: release, standard curve, plate, amplification; or the wells of partitions.</summary>
public static class RunSection
{
    public static void Write(HtmlWriter html, StudyResults results)
    {
        html.Paragraph(Sentence(results), results.Runs.Count + results.DigitalRuns.Count == 0 ? "" : "lead");
        for (int i = 0; i < results.Runs.Count; i++) WriteRun(html, results.Runs[i], $"run{i + 1}");
        for (int i = 0; i < results.DigitalRuns.Count; i++) WriteRun(html, results.DigitalRuns[i], $"digital{i + 1}");
    }

    /// <summary>How many runs of each kind were released, or that there is none.</summary>
    public static string Sentence(StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var parts = new List<string>();
        if (results.Runs.Count > 0) parts.Add($"{results.Runs.Count(r => r.Released)} of {results.Runs.Count} qPCR runs were released.");
        if (results.DigitalRuns.Count > 0) parts.Add($"{results.DigitalRuns.Count(r => r.Released)} of {results.DigitalRuns.Count} digital PCR runs were released.");
        return parts.Count == 0 ? "No raw PCR run is part of this study; its EBV DNA values were reported by a laboratory." : string.Join(" ", parts);
    }

    private static void WriteRun(HtmlWriter html, DigitalRunResult run, string key)
    {
        html.Raw($"<h3>Run {HtmlWriter.Escape(run.Run)}{HtmlWriter.PrintedId(run.ResultId)}</h3>");
        DigitalRunSection.WriteRelease(html, run);
        html.Raw("<details><summary>Wells</summary>");
        DigitalRunSection.Figure(html, run, key);
        DigitalRunSection.Wells(html, run);
        html.Raw("</details>\n");
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
