using System.CommandLine;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Report;

namespace Cavum.Cli;

/// <summary><c>preclinical report DIR --out X.html</c>: the mouse experiment's figures, statistics paragraph and ARRIVE 2.0 table in one HTML file.</summary>
internal static class MouseReportCommand
{
    internal static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "a folder with mouse.json, or a study folder with a mouse arm (docs/study-folder.md)" };
        var output = new Option<string>("--out") { Required = true, Description = "the HTML file to write" };
        var figures = new Option<string?>("--figures") { Description = "a folder for each figure as SVG, the paragraphs (statistics.txt) and the ARRIVE table (arrive.csv)" };
        return new Command("report", "writes the report of a mouse experiment: figures, statistics paragraph, ARRIVE 2.0 table") { folder, output, figures }.Answers(parsed =>
        {
            string path = parsed.GetValue(output)!;
            return Reply.From(MouseChain.Run(parsed.GetValue(folder)!), analysed =>
            {
                try
                {
                    AtomicFile.Write(path, MouseDocument.Render(analysed));
                    if (parsed.GetValue(figures) is { } to) Take(analysed.Result, to);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    return Reply.Refuse(new Problem("--out, --figures", path, "a file that can be written: " + e.Message));
                }
                var mouse = analysed.Result;
                string text = $"{mouse.Title}\nSynergy (Bliss, day {TextTable.Number(mouse.Synergy.Day)}): {mouse.Direction}, {TextTable.Number(mouse.Synergy.Ratio)} ({TextTable.Number(mouse.Synergy.Lower)} to {TextTable.Number(mouse.Synergy.Upper)}) times the expected volume, p {TextTable.Number(mouse.Synergy.PValue)}\n"
                    + $"Against anti-PD-1 alone: {mouse.AgainstIcb}, {TextTable.Number(mouse.VersusIcb.Ratio)} ({TextTable.Number(mouse.VersusIcb.Lower)} to {TextTable.Number(mouse.VersusIcb.Upper)}) times its volume\n"
                    + $"ARRIVE 2.0: {mouse.Arrive.Count(a => a.Status != "missing")} of {mouse.Arrive.Count} items answered\nReport: {path}\n";
                return new Reply.Done(mouse, text, mouse.Notes);
            });
        });
    }

    private static void Take(MouseResult mouse, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var figure in MousePaper.Figures(mouse)) AtomicFile.Write(Path.Combine(folder, figure.Name + ".svg"), figure.Svg);
        var (methods, results) = MousePaper.Paragraphs(mouse);
        AtomicFile.Write(Path.Combine(folder, "statistics.txt"), $"Statistical analysis\n{methods}\n\nResults\n{results}\n");
        AtomicFile.Write(Path.Combine(folder, "arrive.csv"), MousePaper.ArriveCsv(mouse));
    }
}
