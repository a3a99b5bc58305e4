using System.CommandLine;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Cli;

/// <summary><c>study freeze</c>: writes the plan's hash with the time into the append-only history.</summary>
public static class FreezeCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "a study folder" };
        var reason = new Option<string>("--reason") { Description = "why; needed when the plan was frozen before", DefaultValueFactory = _ => "" };
        return new Command("freeze", "freezes the plan of analysis: its hash, the time and the whole plan are kept") { folder, reason }.Answers(parsed =>
        {
            string path = parsed.GetRequiredValue(folder);
            var at = TimeProvider.System.GetUtcNow();
            return Reply.From(PlanHistory.Freeze(path, at, parsed.GetRequiredValue(reason)), frozen => Done(path, frozen));
        });
    }

    private static Reply.Done Done(string folder, PlanFreeze frozen)
    {
        var history = PlanHistory.Read(folder).Value;
        var first = StudyFolder.Read(folder).TryGet(out var record) ? PlanState.FirstOutcome(record.Subjects) : null;
        var differences = history.Count > 1 ? FrozenPlan.Differences(history[^2].Text, frozen.Text) : [];
        bool late = first is { } f && DateOnly.FromDateTime(frozen.At.UtcDateTime) >= f.Date;
        string text = $"Frozen {PlanHistory.Stamp(frozen.At)}: plan {frozen.Plan}\n"
            + string.Concat(differences.Select(d => $"  {d.Path}: {d.Before} -> {d.After}\n"))
            + (late ? $"An outcome was on record by then ({first!.Value.What}): the report will say so.\n" : "No outcome was on record before.\n");
        return new Reply.Done(new { frozenAt = PlanHistory.Stamp(frozen.At), plan = frozen.Plan, frozen.Reason, frozen.Chain, freezings = history.Count, afterFirstOutcome = late, differences }, text);
    }
}
