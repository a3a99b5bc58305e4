using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>survival landmark</c>: groups that are known at a fixed time, compared from that time on.</summary>
internal static class LandmarkCommand
{
    public static Command Make()
    {
        var file = SurvivalOptions.File();
        var time = SurvivalOptions.Time();
        var @event = SurvivalOptions.Event();
        var group = SurvivalOptions.Group(required: true);
        var at = new Option<double>("--at") { Description = "the landmark, in the unit of time", Required = true };
        var level = SurvivalOptions.ConfLevel();
        var where = SurvivalOptions.Where();
        return new Command("landmark", "Survival from a landmark on, of groups that were known by then; rows that ended by then are left out.")
        {
            file, time, @event, group, at, level, where,
        }.Answers(parsed =>
        {
            var columns = new SurvivalColumns(parsed.GetValue(time)!, parsed.GetValue(@event)!) { Group = parsed.GetValue(group) };
            double landmark = parsed.GetValue(at);
            if (!(landmark >= 0 && double.IsFinite(landmark))) return Reply.Refuse(new Problem("--at", FormattableString.Invariant($"{landmark}"), "a finite time of 0 or more"));
            return Reply.From(SurvivalRows.Read(parsed.GetValue(file)!, columns, parsed.GetValue(where)), rows => Answer(rows, landmark, parsed.GetValue(level)));
        });
    }

    private static Reply Answer(SurvivalRows rows, double landmark, double level)
    {
        var kept = LandmarkAnalysis.At(landmark, TimeTies.Merge(rows.Times).Times, rows.Events);
        if (kept.Index.Length == 0)
            return Reply.Refuse(new Problem("--at", FormattableString.Invariant($"{landmark}"), FormattableString.Invariant($"a time before the last one, {rows.Times.Max()}")));
        var labels = Labels.Of(kept.Index.Select(i => rows.Groups!.Names[rows.Groups.Codes[i]]));
        var groups = labels.Names.Select((name, g) =>
        {
            int[] members = [.. Enumerable.Range(0, labels.Codes.Length).Where(i => labels.Codes[i] == g)];
            var curve = KaplanMeier.Estimate(SurvivalGroups.Pick(kept.Times, members, t => t), SurvivalGroups.Pick(kept.Events, members, e => e), new() { Confidence = level });
            return new
            {
                group = name,
                n = curve.Subjects,
                events = curve.EventRows,
                median = curve.Median.Time,
                medianLower = curve.Median.Lower,
                medianUpper = curve.Median.Upper,
                status = curve.Median.Time is null ? "medianNotReached" : curve.Median.Lower is null || curve.Median.Upper is null ? "medianLimitNotReached" : "done",
                curve = curve.Steps.Select(s => new { s.Time, s.AtRisk, s.Events, s.Censored, s.Survival, s.StdErr, s.Lower, s.Upper }).ToArray(),
            };
        }).ToArray();
        var test = labels.Names.Length > 1 ? LogRank.Test(kept.Times, kept.Events, labels.Codes) : null;
        const string Convention = "rows that ended at the landmark are left out, time counts from it, Kaplan–Meier with log limits, unweighted log-rank";
        var document = new
        {
            landmark,
            convention = Convention,
            endedBefore = kept.EndedBefore,
            timeFrom = "landmark",
            groups,
            logrank = test is null ? null : new { test.ChiSquare, test.DegreesOfFreedom, test.PValue, test.Status },
            status = test is null ? "oneGroup" : "done",
        };
        string text = FormattableString.Invariant($"from {landmark} on; {kept.EndedBefore} rows had ended by then; {Convention}\n\n")
            + TextTable.Render(["group", "n", "events", "median after", "lower", "upper"], groups.Select(g =>
                (IReadOnlyList<string>)[g.group, $"{g.n}", $"{g.events}", TextTable.Number(g.median), TextTable.Number(g.medianLower), TextTable.Number(g.medianUpper)]))
            + (test is null ? "" : $"\nlog-rank chi-square {TextTable.Number(test.ChiSquare)} on {test.DegreesOfFreedom}, p {TextTable.Number(test.PValue)}\n");
        return new Reply.Done(document, text, rows.Warnings);
    }
}
