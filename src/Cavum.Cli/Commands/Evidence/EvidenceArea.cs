using System.CommandLine;
using Cavum.Analysis;

namespace Cavum.Cli;

/// <summary><c>evidence check FILE</c>: holds a table of published arms against what cannot be true.</summary>
public static class EvidenceArea
{
    public static Command Create() => new("evidence", "published arms of ICB alone") { Check() };

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
}
