using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary>The hazard ratio of a matched comparison for the document and for people; both empty where none was asked for.</summary>
internal sealed record MatchedHazard(object? Document, string Text);

/// <summary>Options that turn matching weights into a hazard ratio against a published arm.</summary>
internal sealed class MatchedOutcome
{
    internal Option<string?> Time { get; } = new("--time") { Description = "column of the time, for a hazard ratio against --comparator" };
    internal Option<string?> Event { get; } = new("--event") { Description = "column of the event, 1 or 0" };
    internal Option<string?> Comparator { get; } = new("--comparator") { Description = "CSV of the published arm's subjects: time, status (as compare reconstruct writes it)" };
    internal Option<int?> TargetSubjects { get; } = new("--target-n") { Description = "subjects behind the target's means, to carry their sampling; without it they are taken as known" };
    internal Option<int> Replicates { get; } = new("--bootstrap") { Description = "replicates, both sides resampled", DefaultValueFactory = _ => 1000 };
    internal Option<int> Seed { get; } = new("--seed") { Description = "seed of the resampling", DefaultValueFactory = _ => 1 };

    internal Outcome<MatchedHazard> Read(ParseResult parsed, CsvRow[] rows, double[,] covariates, IReadOnlyList<MatchTarget> targets)
    {
        string? time = parsed.GetValue(Time), isEvent = parsed.GetValue(Event), file = parsed.GetValue(Comparator);
        if (time is null && isEvent is null && file is null) return Outcome<MatchedHazard>.Of(new(null, ""));
        var problems = new List<Problem>();
        if (time is null || isEvent is null || file is null) problems.Add(new Problem("--time, --event, --comparator", "one of them without the others", "all three, or none"));
        if (parsed.GetValue(Replicates) < 20) problems.Add(new Problem("--bootstrap", $"{parsed.GetValue(Replicates)}", "20 or more"));
        if (parsed.GetValue(TargetSubjects) is < 1) problems.Add(new Problem("--target-n", $"{parsed.GetValue(TargetSubjects)}", "1 or more"));
        if (problems.Count > 0) return Outcome<MatchedHazard>.Refused(problems);
        var table = CsvTable.ReadFile(file!);
        problems.AddRange(table.Problems);
        if (rows.Length > 0) problems.AddRange(rows[0].Table.Missing(time!, isEvent!));
        if (!table.IsRefused) problems.AddRange(table.Value.Missing("time", "status"));
        if (problems.Count > 0) return Outcome<MatchedHazard>.Refused(problems);
        var own = Subjects(rows, time!, isEvent!, problems);
        var other = Subjects([.. table.Value.Rows], "time", "status", problems);
        if (other.Length == 0) problems.Add(new Problem(file!, "no rows", "the published arm's subjects"));
        if (problems.Count > 0) return Outcome<MatchedHazard>.Refused(problems);
        return MatchedHazardRatio.Bootstrap(covariates, [.. own.Select(s => s.Time)], [.. own.Select(s => s.Event)], targets, [other], parsed.GetValue(Replicates),
            (ulong)Math.Abs((long)parsed.GetValue(Seed)), parsed.GetValue(TargetSubjects)).Then(Describe);
    }

    private static ReconstructedSubject[] Subjects(CsvRow[] rows, string time, string isEvent, List<Problem> problems)
    {
        var all = new List<ReconstructedSubject>();
        foreach (var row in rows)
        {
            double? t = row.Number(time, problems), e = row.Number(isEvent, problems);
            if (t is not >= 0) problems.Add(new Problem(row.Place(time), row[time], "a time of 0 or more"));
            else if (e is not (0 or 1)) problems.Add(new Problem(row.Place(isEvent), row[isEvent], "1 or 0"));
            else all.Add(new(t.Value, e == 1));
        }
        return [.. all];
    }

    private static Outcome<MatchedHazard> Describe(MatchedHazardRatioResult r)
    {
        var document = new
        {
            estimate = r.HazardRatio,
            lower = Math.Exp(r.Percentile.Lower),
            upper = Math.Exp(r.Percentile.Upper),
            logHazardRatio = r.LogHazardRatio,
            stdErr = r.StdErr,
            replicates = r.Replicates,
            infeasibleReplicates = r.Infeasible,
            method = "weighted Cox, Efron ties; percentile bootstrap of both sides",
        };
        return Outcome<MatchedHazard>.Of(new(document, $"\nhazard ratio against the comparator {TextTable.Number(document.estimate)} ({TextTable.Number(document.lower)} to {TextTable.Number(document.upper)}), "
            + $"both sides resampled {r.Replicates} times, {r.Infeasible} infeasible\n"));
    }
}
