using System.CommandLine;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>survival hazard</c>: Nelson–Aalen cumulative hazards by group.</summary>
internal static class HazardCommand
{
    public static Command Make()
    {
        var file = SurvivalOptions.File();
        var time = SurvivalOptions.Time();
        var @event = SurvivalOptions.Event();
        var entry = SurvivalOptions.Entry();
        var group = SurvivalOptions.Group();
        var weight = SurvivalOptions.Weight();
        var ties = new Option<string>("--ties") { Description = "how deaths at one time add: d/n, or 1/n + 1/(n − 1) + …", DefaultValueFactory = _ => "nelson-aalen" };
        ties.AcceptOnlyFromAmong("nelson-aalen", "fleming-harrington");
        var level = SurvivalOptions.ConfLevel();
        var where = SurvivalOptions.Where();
        return new Command("hazard", "Nelson–Aalen cumulative hazards, by group, with log limits.") { file, time, @event, entry, group, weight, ties, level, where }
            .Answers(parsed =>
            {
                var columns = new SurvivalColumns(parsed.GetValue(time)!, parsed.GetValue(@event)!)
                {
                    Entry = parsed.GetValue(entry),
                    Group = parsed.GetValue(group),
                    Weight = parsed.GetValue(weight),
                };
                var rule = parsed.GetValue(ties) == "nelson-aalen" ? HazardTies.NelsonAalen : HazardTies.FlemingHarrington;
                return Reply.From(SurvivalRows.Read(parsed.GetValue(file)!, columns, parsed.GetValue(where)), rows => Answer(rows, rule, parsed.GetValue(level)));
            });
    }

    private static Reply.Done Answer(SurvivalRows rows, HazardTies ties, double level)
    {
        var (times, entries) = TimeTies.Merge(rows.Times, rows.Entries);
        var options = new KaplanMeierOptions { Confidence = level };
        double z = Normal.Quantile(0.5 + level / 2);
        var groups = SurvivalGroups.Split(rows).Where(g => rows.Weights.Length == 0 || g.Index.Any(i => rows.Weights[i] > 0)).Select(g => new
        {
            group = g.Name,
            n = g.Index.Length,
            curve = NelsonAalen.Estimate(SurvivalGroups.Pick(times, g.Index, t => t), SurvivalGroups.Pick(rows.Codes, g.Index, c => c != 0), ties, options,
                entries is null ? [] : SurvivalGroups.Pick(entries, g.Index, t => t), rows.Weights.Length == 0 ? [] : SurvivalGroups.Pick(rows.Weights, g.Index, w => w))
                .Steps.Select(s =>
                {
                    double half = s.CumulativeHazard > 0 && s.CumulativeHazardStdErr is > 0 and var e ? Math.Exp(z * e / s.CumulativeHazard) : 1;
                    return new
                    {
                        s.Time,
                        s.AtRisk,
                        s.Events,
                        s.Censored,
                        hazard = s.CumulativeHazard,
                        stdErr = s.CumulativeHazardStdErr,
                        lower = s.CumulativeHazard / half,
                        upper = s.CumulativeHazard * half,
                        survival = s.Survival,
                    };
                }).ToArray(),
        }).ToArray();
        string convention = $"cumulative hazard, deaths at one time add {(ties == HazardTies.NelsonAalen ? "d/n" : "1/n + 1/(n − 1) + …")}; log limits, on the hazard";
        string text = convention + "\n\n";
        foreach (var g in groups)
            text += $"{g.group}, {g.n} rows\n" + TextTable.Render(["time", "at risk", "events", "hazard", "std err", "lower", "upper"], g.curve.Select(s =>
                (IReadOnlyList<string>)[TextTable.Number(s.Time), TextTable.Number(s.AtRisk), TextTable.Number(s.Events), TextTable.Number(s.hazard),
                    TextTable.Number(s.stdErr), TextTable.Number(s.lower), TextTable.Number(s.upper)])) + "\n";
        return new Reply.Done(new { ties = ties == HazardTies.NelsonAalen ? "nelson-aalen" : "fleming-harrington", confType = "log", confLevel = level, convention, groups }, text, rows.Warnings);
    }
}
