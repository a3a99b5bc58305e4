using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>survival logrank</c>: log-rank and Fleming–Harrington tests, stratified if asked.</summary>
internal static class LogRankCommand
{
    private static readonly Dictionary<string, LogRankWeightKind> Kinds = new()
    {
        ["fleming-harrington"] = LogRankWeightKind.FlemingHarrington,
        ["gehan"] = LogRankWeightKind.Gehan,
        ["tarone-ware"] = LogRankWeightKind.TaroneWare,
        ["peto"] = LogRankWeightKind.Peto,
    };

    public static Command Make()
    {
        var file = SurvivalOptions.File();
        var time = SurvivalOptions.Time();
        var @event = SurvivalOptions.Event();
        var group = SurvivalOptions.Group(required: true);
        var strata = SurvivalOptions.Strata();
        var rho = new Option<double>("--rho") { Description = "exponent of S(t−): 0 log-rank, 1 Peto–Prentice", DefaultValueFactory = _ => 0 };
        var gamma = new Option<double>("--gamma") { Description = "exponent of 1 − S(t−): above 0 for late differences", DefaultValueFactory = _ => 0 };
        var kind = new Option<string>("--weights") { Description = "family of weights; the exponents belong to fleming-harrington", DefaultValueFactory = _ => "fleming-harrington" };
        kind.AcceptOnlyFromAmong([.. Kinds.Keys]);
        var trend = new Option<bool>("--trend") { Description = "test for trend over the groups in sorted order, scores 1, 2, …" };
        var pairwise = new Option<bool>("--pairwise") { Description = "also every pair of groups" };
        var where = SurvivalOptions.Where();
        var command = new Command("logrank", "Compares the survival of groups.") { file, time, @event, group, strata, rho, gamma, kind, trend, pairwise, where };
        command.Validators.Add(result =>
        {
            if (!(double.IsFinite(result.GetValue(rho)) && double.IsFinite(result.GetValue(gamma)) && result.GetValue(gamma) >= 0))
                result.AddError("--rho and --gamma: expected finite numbers, gamma 0 or more.");
            if (result.GetValue(kind) is { } family and not "fleming-harrington" && (result.GetValue(rho) != 0 || result.GetValue(gamma) != 0))
                result.AddError($"--weights {result.GetValue(kind)} takes no --rho or --gamma.");
        });
        return command.Answers(parsed =>
            {
                var columns = new SurvivalColumns(parsed.GetValue(time)!, parsed.GetValue(@event)!) { Group = parsed.GetValue(group), Strata = parsed.GetValue(strata) };
                var read = SurvivalRows.Read(parsed.GetValue(file)!, columns, parsed.GetValue(where)).Then(rows => TwoGroups(rows, columns.Group!));
                return Reply.From(read, rows => Answer(rows, new(parsed.GetValue(rho), parsed.GetValue(gamma), Kinds[parsed.GetValue(kind)!]), parsed.GetValue(trend), parsed.GetValue(pairwise)));
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
        string family = Kinds.First(k => k.Value == weights.Kind).Key;
        string convention = $"weights {(weights.Kind == LogRankWeightKind.FlemingHarrington ? $"S(t−)^{StatsOptions.Text(weights.Rho)}·(1 − S(t−))^{StatsOptions.Text(weights.Gamma)}, S the pooled Kaplan–Meier curve" : family)}{(strata.Length > 0 ? " within strata, sums over them" : "")}; hypergeometric variance{(trend ? "; scores 1, 2, … in sorted order" : "")}";
        var document = new
        {
            chiSquare = result.ChiSquare,
            degreesOfFreedom = result.DegreesOfFreedom,
            pValue = result.PValue,
            status = result.Status,
            weights = family,
            convention,
            rho = weights.Rho,
            gamma = weights.Gamma,
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
        string text = convention + "\n\n" + TextTable.Render(["group", "n", "observed", "expected"], result.Groups.Select(g =>
            (IReadOnlyList<string>)[names[g.Group], $"{g.Subjects}", TextTable.Number(g.Observed), TextTable.Number(g.Expected)]))
            + $"\nchi-square {TextTable.Number(result.ChiSquare)} on {result.DegreesOfFreedom} degrees of freedom, p {TextTable.Number(result.PValue)}\n";
        return new Reply.Done(document, text, rows.Warnings);
    }
}
