using System.CommandLine;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>survival cuminc</c>: cumulative incidence of competing causes, and Gray's test.</summary>
internal static class CumincCommand
{
    public static Command Make()
    {
        var file = SurvivalOptions.File();
        var time = SurvivalOptions.Time();
        var @event = new Option<string>("--event") { Description = "column of the event: 0 censored, 1, 2, … the cause", Required = true };
        var group = SurvivalOptions.Group();
        var where = SurvivalOptions.Where();
        return new Command("cuminc", "Cumulative incidence of competing causes.") { file, time, @event, group, where }
            .Answers(parsed =>
            {
                var columns = new SurvivalColumns(parsed.GetValue(time)!, parsed.GetValue(@event)!) { Group = parsed.GetValue(group), LargestEvent = 1_000_000 };
                return Reply.From(SurvivalRows.Read(parsed.GetValue(file)!, columns, parsed.GetValue(where)), Answer);
            });
    }

    private static Reply.Done Answer(SurvivalRows rows)
    {
        var (times, _) = TimeTies.Merge(rows.Times);
        int[] causes = [.. rows.Codes.Where(c => c > 0).Distinct().Order()];
        var curves = SurvivalGroups.Split(rows).SelectMany(g =>
        {
            var estimated = CumulativeIncidence.Estimate(SurvivalGroups.Pick(times, g.Index, t => t), SurvivalGroups.Pick(rows.Codes, g.Index, c => c), causes);
            return estimated.Select(curve => (g.Name, Curve: curve));
        }).ToArray();
        var gray = rows.Groups is { Names.Length: > 1 and <= 500 } groups ? GrayTest.Test(rows.Times, rows.Codes, groups.Codes) : [];
        const string Convention = "Aalen–Johansen, infinitesimal jackknife errors (not cmprsk's variance); Gray's test with rho 0";
        var document = new
        {
            convention = Convention,
            groups = curves.Select(c => new
            {
                group = c.Name,
                cause = c.Curve.Cause,
                curve = c.Curve.Steps.Select(s => new { s.Time, s.AtRisk, s.Events, s.Incidence, s.StdErr }),
            }),
            gray,
            status = causes.Length == 0 ? "noEvents" : gray.Count == 0 ? "oneGroup" : "done",
        };
        string text = Convention + "\n\n" + TextTable.Render(["group", "cause", "last time", "incidence", "std err"], curves.Select(c =>
            (IReadOnlyList<string>)[c.Name, $"{c.Curve.Cause}", TextTable.Number(c.Curve.Steps[^1].Time), TextTable.Number(c.Curve.Steps[^1].Incidence), TextTable.Number(c.Curve.Steps[^1].StdErr)]));
        if (gray.Count > 0)
            text += "\n" + TextTable.Render(["Gray, cause", "chi-square", "df", "p"], gray.Select(g =>
                (IReadOnlyList<string>)[$"{g.Cause}", TextTable.Number(g.ChiSquare), $"{g.DegreesOfFreedom}", TextTable.Number(g.PValue)]));
        return new Reply.Done(document, text, rows.Warnings);
    }
}
