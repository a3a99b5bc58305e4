using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum design monitor</c>: the futility boundary of a single arm and what it does.</summary>
public static class MonitorCommand
{
    public static Command Make()
    {
        var a = StatsOptions.Positive("--prior-a", null, "first shape of the beta prior");
        var b = StatsOptions.Positive("--prior-b", null, "second shape of the beta prior");
        var p0 = StatsOptions.Level("--p0", null, "response probability of no interest");
        var threshold = StatsOptions.Level("--threshold", null, "stop when Pr(p > p0 | data) is below this");
        var minimum = new Option<int>("--min") { Description = "subjects at the first look", Required = true };
        var maximum = new Option<int>("--max") { Description = "most subjects", Required = true };
        var p = StatsOptions.List("--p", 0, 1, "true response probabilities for the operating characteristics, separated by commas");
        return new Command("monitor", "Bayesian futility monitoring with exact operating characteristics") { a, b, p0, threshold, minimum, maximum, p }
            .Answers(parsed =>
            {
                int first = parsed.GetValue(minimum), last = parsed.GetValue(maximum);
                if (first < 1) return Reply.Refuse(new Problem("--min", $"{first}", "at least 1 subject"));
                if (last < first || last > 5000) return Reply.Refuse(new Problem("--max", $"{last}", $"from --min {first} to 5000 subjects"));
                var boundary = ResponseMonitoring.Boundary(parsed.GetValue(a), parsed.GetValue(b), parsed.GetValue(p0), parsed.GetValue(threshold), first, last);
                return Print(boundary, parsed.GetValue(p) ?? []);
            });
    }

    private const string Convention = "a look after every subject from min to max; stop if Pr(p > p0 | x) is below the threshold; expected n counts max when never stopped";

    private static Reply.Done Print(IReadOnlyList<MonitoringLook> boundary, double[] truths)
    {
        MonitoringOperating[] operating = [.. truths.Select(p => ResponseMonitoring.Operating(boundary, p))];
        string text = TextTable.Render(["n", "stop at or below"], boundary.Select(l => (IReadOnlyList<string>)[$"{l.N}", l.StopAtOrBelow is { } x ? $"{x}" : "–"]));
        if (operating.Length > 0)
            text += "\n" + TextTable.Render(["p", "Pr(stop)", "E(n)"],
                operating.Select(o => (IReadOnlyList<string>)[TextTable.Number(o.P), TextTable.Number(o.StopProbability), TextTable.Number(o.ExpectedN)]));
        return new Reply.Done(new { convention = Convention, boundary, operating }, Convention + "\n\n" + text);
    }
}
