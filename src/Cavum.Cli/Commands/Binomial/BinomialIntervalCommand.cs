using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum binomial interval</c>: five intervals of one proportion.</summary>
public static class BinomialIntervalCommand
{
    private static readonly (string Name, IntervalMethod Method)[] Methods =
    [
        ("clopper-pearson", IntervalMethod.ClopperPearson),
        ("wilson", IntervalMethod.Wilson),
        ("agresti-coull", IntervalMethod.AgrestiCoull),
        ("jeffreys", IntervalMethod.Jeffreys),
        ("mid-p", IntervalMethod.MidP),
    ];

    public static Command Make()
    {
        var x = new Option<int>("--x") { Description = "successes", Required = true };
        var n = new Option<int>("--n") { Description = "trials", Required = true };
        var level = StatsOptions.Level("--conf-level", 0.95, "two-sided confidence level");
        return new Command("interval", "five confidence intervals of one proportion") { x, n, level }
            .Answers(parsed => Answer(parsed.GetValue(x), parsed.GetValue(n), parsed.GetValue(level)));
    }

    private const string Convention = "half of the error in each tail, also at 0 and n; Wilson is kept in [0, 1], Agresti–Coull is not";

    private static Reply Answer(int x, int n, double level)
    {
        var problems = new List<Problem>();
        if (n < 1) problems.Add(new Problem("--n", $"{n}", "at least 1 trial"));
        if (x < 0 || x > Math.Max(n, 0)) problems.Add(new Problem("--x", $"{x}", n < 1 ? "0 or more successes" : $"successes from 0 to the {n} trials"));
        if (problems.Count > 0) return Reply.Refuse(problems);
        double estimate = (double)x / n;
        var intervals = Methods.Select(m => (m.Name, Limits: ProportionInterval.Of(m.Method, x, n, level))).ToArray();
        return new Reply.Done(
            new
            {
                x,
                n,
                confidenceLevel = level,
                convention = Convention,
                estimate,
                intervals = intervals.Select(i => new { method = i.Name, lower = i.Limits.Lower, upper = i.Limits.Upper }).ToArray(),
            },
            $"{x}/{n} = {TextTable.Number(estimate)}; {Convention}\n" + TextTable.Render(["method", "lower", "upper"],
                intervals.Select(i => (IReadOnlyList<string>)[i.Name, TextTable.Number(i.Limits.Lower), TextTable.Number(i.Limits.Upper)])));
    }
}
