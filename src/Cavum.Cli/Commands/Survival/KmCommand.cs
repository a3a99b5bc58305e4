using System.CommandLine;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>survival km</c>: Kaplan–Meier curves by group.</summary>
internal static class KmCommand
{
    private static readonly Dictionary<string, SurvivalInterval> Intervals = new()
    {
        ["log"] = SurvivalInterval.Log,
        ["log-log"] = SurvivalInterval.LogLog,
        ["plain"] = SurvivalInterval.Plain,
        ["logit"] = SurvivalInterval.Logit,
        ["arcsin"] = SurvivalInterval.Arcsin,
    };

    public static Command Make()
    {
        var file = SurvivalOptions.File();
        var time = SurvivalOptions.Time();
        var @event = SurvivalOptions.Event();
        var entry = SurvivalOptions.Entry();
        var group = SurvivalOptions.Group();
        var weight = SurvivalOptions.Weight();
        var robust = new Option<bool>("--robust") { Description = "infinitesimal jackknife errors, each row a cluster" };
        var reverse = new Option<bool>("--reverse") { Description = "follow-up: censoring is the event" };
        var quantiles = StatsOptions.List("--quantiles", 0, 1, "probabilities of having failed, for quantiles with limits: 0.25,0.75");
        var at = StatsOptions.List("--at", 0, double.MaxValue, "times at which survival and numbers at risk are given: 6,12,24");
        var level = SurvivalOptions.ConfLevel();
        var where = SurvivalOptions.Where();
        var type = new Option<string>("--conf-type") { Description = "scale of the limits", DefaultValueFactory = _ => "log" };
        type.AcceptOnlyFromAmong([.. Intervals.Keys]);
        return new Command("km", "Kaplan–Meier curves with medians, by group.") { file, time, @event, entry, group, weight, robust, reverse, type, quantiles, at, level, where }
            .Answers(parsed =>
            {
                var columns = new SurvivalColumns(parsed.GetValue(time)!, parsed.GetValue(@event)!)
                {
                    Entry = parsed.GetValue(entry),
                    Group = parsed.GetValue(group),
                    Weight = parsed.GetValue(weight),
                };
                var options = new KaplanMeierOptions
                {
                    Confidence = parsed.GetValue(level),
                    Interval = Intervals[parsed.GetValue(type)!],
                    Robust = parsed.GetValue(robust),
                };
                bool follow = parsed.GetValue(reverse);
                return Reply.From(SurvivalRows.Read(parsed.GetValue(file)!, columns, parsed.GetValue(where)), rows => Answer(rows, options, follow, parsed.GetValue(type)!, parsed.GetValue(quantiles) ?? [], parsed.GetValue(at) ?? []));
            });
    }

    private static Reply.Done Answer(SurvivalRows rows, KaplanMeierOptions options, bool reverse, string type, double[] probabilities, double[] at)
    {
        var curves = SurvivalGroups.Curves(rows, options, reverse);
        var groups = curves.Select(c =>
        {
            var median = c.Curve.Median;
            return new
            {
                group = c.Group,
                n = c.Curve.Subjects,
                events = c.Curve.EventRows,
                median = median.Time,
                medianLower = median.Lower,
                medianUpper = median.Upper,
                status = median.Time is null ? "medianNotReached" : median.Lower is null || median.Upper is null ? "medianLimitNotReached" : "done",
                quantiles = probabilities.Select(c.Curve.Quantile),
                at = at.Select(t => KmAt.Row(c.Curve, t)),
                curve = c.Curve.Steps.Select(s => new
                {
                    s.Time,
                    s.AtRisk,
                    s.Events,
                    s.Censored,
                    s.Survival,
                    s.StdErr,
                    s.Lower,
                    s.Upper,
                    s.CumulativeHazard,
                    s.CumulativeHazardStdErr,
                }),
            };
        });
        string convention = FormattableString.Invariant($"{type} limits at {options.Confidence}, {(options.Robust ? "infinitesimal jackknife" : "Greenwood")} errors; at one time events precede censorings; a median on a flat at 0.5 is its midpoint");
        string text = convention + "\n\n" + TextTable.Render(["group", "n", "events", "median", "lower", "upper"], curves.Select(c =>
        {
            var median = c.Curve.Median;
            return (IReadOnlyList<string>)[c.Group, $"{c.Curve.Subjects}", $"{c.Curve.EventRows}", TextTable.Number(median.Time), TextTable.Number(median.Lower), TextTable.Number(median.Upper)];
        }));
        text += KmAt.Text(curves, probabilities, at);
        foreach (var (group, curve) in curves)
            text += $"\n{group}\n" + TextTable.Render(["time", "at risk", "events", "censored", "survival", "std err", "lower", "upper"], curve.Steps.Select(s =>
                (IReadOnlyList<string>)[TextTable.Number(s.Time), TextTable.Number(s.AtRisk), TextTable.Number(s.Events), TextTable.Number(s.Censored),
                    TextTable.Number(s.Survival), TextTable.Number(s.StdErr), TextTable.Number(s.Lower), TextTable.Number(s.Upper)]));
        return new Reply.Done(new { confType = type, confLevel = options.Confidence, variance = options.Robust ? "jackknife" : "greenwood", convention, groups }, text, rows.Warnings);
    }
}
