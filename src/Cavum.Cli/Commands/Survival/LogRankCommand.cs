using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>survival logrank</c>: log-rank and Fleming–Harrington tests, stratified if asked.</summary>
internal static class LogRankCommand
{
    public static Command Make()
    {
        var file = SurvivalOptions.File();
        var time = SurvivalOptions.Time();
        var @event = SurvivalOptions.Event();
        var group = SurvivalOptions.Group(required: true);
        var strata = SurvivalOptions.Strata();
        var rho = new Option<double>("--rho") { Description = "exponent of S(t−): 0 log-rank, 1 Peto–Prentice", DefaultValueFactory = _ => 0 };
        var trend = new Option<bool>("--trend") { Description = "test for trend over the groups in sorted order, scores 1, 2, …" };
        var pairwise = new Option<bool>("--pairwise") { Description = "also every pair of groups" };
        var where = SurvivalOptions.Where();
        return new Command("logrank", "Compares the survival of groups.") { file, time, @event, group, strata, rho, trend, pairwise, where }
            .Answers(parsed =>
            {
                var columns = new SurvivalColumns(parsed.GetValue(time)!, parsed.GetValue(@event)!) { Group = parsed.GetValue(group), Strata = parsed.GetValue(strata) };
                var read = SurvivalRows.Read(parsed.GetValue(file)!, columns, parsed.GetValue(where)).Then(rows => TwoGroups(rows, columns.Group!));
                return Reply.From(read, rows => Answer(rows, new(parsed.GetValue(rho)), parsed.GetValue(trend), parsed.GetValue(pairwise)));
            });
    }

    /// <summary>More groups than this are a column of identifiers taken for groups.</summary>
    private const int MostGroups = 500;

    /// <summary>A comparison needs two groups at least.</summary>
    internal static Outcome<SurvivalRows> TwoGroups(SurvivalRows rows, string column)
    {
        int count = rows.Groups!.Names.Length;
        if (count is >= 2 and <= MostGroups) return Outcome<SurvivalRows>.Of(rows);
        string read = count == 1 ? $"one group only, '{rows.Groups.Names[0]}'" : $"{count} groups";
        return Outcome<SurvivalRows>.Refused(new Problem($"{rows.Source}, column {column}", read, count == 1 ? "two groups or more to compare" : $"at most {MostGroups} groups"));
    }

    private static Reply.Done Answer(SurvivalRows rows, LogRankWeights weights, bool trend, bool pairwise)
    {
        int[] strata = rows.Strata?.Codes ?? [];
        var result = trend
            ? LogRank.Trend(rows.Times, rows.Events, rows.Groups!.Codes, [.. Enumerable.Range(1, rows.Groups.Names.Length).Select(s => (double)s)], strata, weights)
            : LogRank.Test(rows.Times, rows.Events, rows.Groups!.Codes, strata, weights);
        string[] names = rows.Groups.Names;
        var document = new
        {
            chiSquare = result.ChiSquare,
            degreesOfFreedom = result.DegreesOfFreedom,
            pValue = result.PValue,
            status = result.Status,
            rho = weights.Rho,
            groups = result.Groups.Select(g => new { group = names[g.Group], n = g.Subjects, g.Observed, g.Expected }),
            pairs = !pairwise ? null : LogRank.Pairwise(rows.Times, rows.Events, rows.Groups.Codes, strata, weights).Select(p => new
            {
                groups = new[] { names[p.First], names[p.Second] },
                p.Result.ChiSquare,
                p.Result.DegreesOfFreedom,
                p.Result.PValue,
                p.Result.Status,
            }),
        };
        string text = TextTable.Render(["group", "n", "observed", "expected"], result.Groups.Select(g =>
            (IReadOnlyList<string>)[names[g.Group], $"{g.Subjects}", TextTable.Number(g.Observed), TextTable.Number(g.Expected)]))
            + $"\nchi-square {TextTable.Number(result.ChiSquare)} on {result.DegreesOfFreedom} degrees of freedom, p {TextTable.Number(result.PValue)}\n";
        return new Reply.Done(document, text, rows.Warnings);
    }
}
