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
        return new Command("report", "writes the report of a mouse experiment: figures, statistics paragraph, ARRIVE 2.0 table") { folder, output }.Answers(parsed =>
        {
            string path = parsed.GetValue(output)!;
            return Reply.From(MouseChain.Run(parsed.GetValue(folder)!), analysed =>
            {
                try
                {
                    AtomicFile.Write(path, MouseDocument.Render(analysed));
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    return Reply.Refuse(new Problem("--out", path, "a file that can be written: " + e.Message));
                }
                var mouse = analysed.Result;
                string text = $"{mouse.Title}\nSynergy (Bliss, day {TextTable.Number(mouse.Synergy.Day)}): {mouse.Direction}, {TextTable.Number(mouse.Synergy.Ratio)} ({TextTable.Number(mouse.Synergy.Lower)} to {TextTable.Number(mouse.Synergy.Upper)}) times the expected volume, p {TextTable.Number(mouse.Synergy.PValue)}\n"
                    + $"Against anti-PD-1 alone: {mouse.AgainstIcb}, {TextTable.Number(mouse.VersusIcb.Ratio)} ({TextTable.Number(mouse.VersusIcb.Lower)} to {TextTable.Number(mouse.VersusIcb.Upper)}) times its volume\n"
                    + $"ARRIVE 2.0: {mouse.Arrive.Count(a => a.Status != "missing")} of {mouse.Arrive.Count} items answered\nReport: {path}\n";
                return new Reply.Done(mouse, text, mouse.Notes);
            });
        });
    }
}
