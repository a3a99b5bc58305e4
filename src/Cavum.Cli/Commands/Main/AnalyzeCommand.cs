using System.CommandLine;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Report;

namespace Cavum.Cli;

/// <summary><c>analyze STUDY</c>: the whole chain, then the three files of the report.</summary>
public static class AnalyzeCommand
{
    public static Command Create()
    {
        var study = new Argument<string>("STUDY") { Description = "a study folder (docs/study-folder.md)" };
        var output = new Option<string?>("--out") { Description = "where the report folder goes (default: inside the study)" };
        return new Command("analyze", "runs the whole analysis, writes the report, prints the answer") { study, output }.Answers(parsed =>
            Execute(parsed.GetRequiredValue(study), parsed.GetValue(output), parsed.InvocationConfiguration.Error));
    }

    internal static Reply Execute(string study, string? output, TextWriter error)
    {
        if (AtomicFile.Hindrance(output ?? study) is { } hindrance && Directory.Exists(study)) return Reply.Refuse(hindrance);
        using var progress = new ProgressLine(error);
        return Reply.From(StudyAnalysis.Run(study, progress: progress), analysed =>
        {
            string folder = output is null ? ReportFolder.Of(study) : Path.Combine(output, "report");
            ReportWriter.Write(analysed, folder);
            progress.Clear();
            return new Reply.Done(analysed.Results, AnswerText.Of(analysed.Results, Path.Combine(folder, ReportFolder.Page)), analysed.Results.Warnings);
        });
    }
}

/// <summary>One line a stage on stderr; rewritten in place on a terminal, silent otherwise but for the stage's name.</summary>
internal sealed class ProgressLine(TextWriter error) : IProgress<AnalysisProgress>, IDisposable
{
    private readonly Lock gate = new();
    private readonly bool terminal = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
    private string stage = "";

    public void Report(AnalysisProgress value)
    {
        lock (gate)
        {
            if (terminal) error.Write($"\r\u001b[K{value.Stage}{(value.Of > 1 ? $" {value.Done} of {value.Of}" : "")} …");
            else if (value.Stage != stage) error.WriteLine(value.Stage + " …");
            stage = value.Stage;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            if (terminal && stage.Length > 0) error.Write("\r\u001b[K");
            stage = "";
        }
    }

    public void Dispose() => Clear();
}
