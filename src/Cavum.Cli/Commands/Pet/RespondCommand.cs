using System.CommandLine;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary><c>pet respond CASE.json</c>: every response criterion, and whether there is tumour at 3 months.</summary>
public static class RespondCommand
{
    public static Command Make()
    {
        var file = new Argument<string>("CASE.json") { Description = "lesion tables of two time points with dates, references and readers' scores (docs/pet-case.md)" };
        return new Command("respond", "Applies every response criterion and answers positive, negative or indeterminate.") { file }
            .Answers(parsed => Answer(parsed.GetValue(file)!));
    }

    private static Reply Answer(string path)
    {
        if (!File.Exists(path)) return Reply.Refuse(new Problem(path, "", "a readable JSON file"));
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Reply.Refuse(new Problem(path, fault.Message, "a readable JSON file"));
        }
        return Reply.From(ResponseCaseFile.Read(text, Path.GetFileName(path)), subject =>
        {
            var report = ResponseAssessment.Assess(subject);
            string[] warnings = [.. subject.Unread.Select(place => $"{place} was not read: no criterion knows this key, or it was said before in other words (docs/pet-case.md).")];
            return new Reply.Done(new
            {
                report.Subject,
                report.Criteria,
                report.TumourPresent,
                report.Reasons,
                report.RulePath,
                report.Timing,
                report.BlindedPairs,
                warnings,
            }, Text(report), warnings);
        });
    }

    private static string Text(ResponseReport report)
    {
        string table = TextTable.Render(["criterion", "category", "change %", "basis"], report.Criteria.Select(c => (IReadOnlyList<string>)
            [c.Name, c.Category, TextTable.Number(c.ChangePercent), c.Category == "NE" ? c.Reason ?? "" : c.Basis ?? ""]));
        return $"Tumour present: {report.TumourPresent}\n{string.Concat(report.Reasons.Select(r => $"  - {r}\n"))}\n{table}"
            + string.Concat(report.Criteria.SelectMany(c => c.Notes.Select(n => $"{c.Name}: {n}\n")));
    }
}
