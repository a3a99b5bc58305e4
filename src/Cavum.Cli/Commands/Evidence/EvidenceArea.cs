using System.CommandLine;
using Cavum.Analysis;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary><c>evidence check|add|curve</c>: published arms and curves of ICB alone, held against what cannot be true.</summary>
public static class EvidenceArea
{
    public static Command Create() => new("evidence", "published arms of ICB alone") { Check(), Add(), CurveCommand.Create() };

    private static Command Check()
    {
        var file = new Argument<string>("FILE") { Description = "CSV of arms: arm, responders, evaluated, and what else was published (docs/methods/evidence-library.md)" };
        return new Command("check", "refuses arms that contradict themselves, and grades how well each matches this study") { file }.Answers(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            return Reply.From(EvidenceCheck.OfFile(path, Path.GetFileName(path)), found => new Reply.Done(found,
                TextTable.Render(["arm", "role", "x / n", "grade", "why"], found.Arms.Select(a => (IReadOnlyList<string>)
                    [a.Arm, a.Role.Length > 0 ? a.Role : "–", a.Responders is null ? "–" : $"{a.Responders} / {a.Evaluated}", a.Grade, string.Join("; ", a.Reasons)]))));
        });
    }

    private static Command Add()
    {
        var folder = new Argument<string>("DIR") { Description = "a study folder" };
        var file = new Option<string>("--file") { Description = "CSV of arms to add to the study's icb-only-arms.csv", Required = true };
        return new Command("add", "adds arms to a study's own table, after the same checks") { folder, file }.Answers(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            return Reply.From(CsvTable.ReadFile(path, Path.GetFileName(path)).Then(t => EvidenceTable.Add(parsed.GetRequiredValue(folder), t)), added => new Reply.Done(added,
                $"The study now brings {added.Arms.Count} arms of its own.\n" + TextTable.Render(["arm", "grade"], added.Arms.Select(a => (IReadOnlyList<string>)[a.Arm, a.Grade]))));
        });
    }
}
