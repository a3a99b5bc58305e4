using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum design after</c>: inference after a two-stage trial, with the numbers it really had.</summary>
public static class AfterSimonCommand
{
    private sealed record Trial(int X, int R1, int N1, int N);

    public static Command Make()
    {
        var x = new Option<int>("--x") { Description = "responders in all", Required = true };
        var r1 = new Option<int>("--r1") { Description = "the first stage stops at this number of responders or fewer", Required = true };
        var n1 = new Option<int>("--n1") { Description = "subjects of the first stage", Required = true };
        var n = new Option<int>("--n") { Description = "subjects in all, as it happened (may differ from the plan); n1 if it stopped", Required = true };
        var p0 = StatsOptions.Level("--p0", null, "response probability of no interest");
        var alpha = StatsOptions.Level("--alpha", 0.05, "one-sided level, and tail on each side of the interval");
        return new Command("after", "unbiased estimate, exact p and interval after a two-stage trial as it happened") { x, r1, n1, n, p0, alpha }
            .Answers(parsed => Answer(new(parsed.GetValue(x), parsed.GetValue(r1), parsed.GetValue(n1), parsed.GetValue(n)), parsed.GetValue(p0), parsed.GetValue(alpha)));
    }

    private static Reply Answer(Trial t, double p0, double alpha)
    {
        Problem[] problems = [.. Problems(t)];
        if (problems.Length > 0) return Reply.Refuse(problems);
        bool stopped = t.N == t.N1 && t.X <= t.R1;
        var result = TwoStageInference.Of(t.X, t.R1, t.N1, t.N, p0, alpha);
        int? critical = stopped ? null : TwoStageInference.CriticalValue(t.R1, t.N1, t.N, p0, alpha);
        bool rejected = !stopped && result.PValue <= alpha;
        var document = new
        {
            t.X,
            t.R1,
            t.N1,
            t.N,
            p0,
            alpha,
            convention = Convention,
            status = stopped ? "stoppedAfterFirstStage" : "done",
            umvue = result.Umvue,
            naive = result.Naive,
            pValue = result.PValue,
            lower = result.Lower,
            upper = result.Upper,
            confLevel = 1 - 2 * alpha,
            criticalValue = critical,
            rejected,
        };
        return new Reply.Done(document,
            Convention + "\n\n" + TextTable.Render(["quantity", "value"],
            [
                ["unbiased estimate (UMVUE)", N(result.Umvue)], ["responders / subjects", N(result.Naive)], ["exact one-sided p", N(result.PValue)],
                [$"{N(100 * (1 - 2 * alpha))} % limits, lower", N(result.Lower)], [$"{N(100 * (1 - 2 * alpha))} % limits, upper", N(result.Upper)],
                ["reject from responders", critical is { } c ? $"{c}" : "–"], ["p0 rejected", rejected ? "yes" : "no"],
            ]));
    }

    private const string Convention = "outcomes ordered by the unbiased estimate; limits of exact one-sided tests at alpha each; the second stage as large as it was, not as planned";

    private static IEnumerable<Problem> Problems(Trial t)
    {
        if (t.N1 < 1) yield return new("--n1", $"{t.N1}", "at least 1 subject");
        if (t.R1 < 0 || t.R1 >= t.N1) yield return new("--r1", $"{t.R1}", $"from 0 to below --n1 {t.N1}");
        if (t.N < t.N1 || t.N > 100_000) yield return new("--n", $"{t.N}", $"from --n1 {t.N1} to 100000 subjects");
        else if (t.X < 0 || t.X > t.N) yield return new("--x", $"{t.X}", $"responders from 0 to the {t.N} subjects");
        else if (t.N > t.N1 && t.X <= t.R1) yield return new("--x", $"{t.X}", $"more than --r1 {t.R1} responders where the second stage was entered (or --n {t.N1})");
    }

    private static string N(double value) => TextTable.Number(value);
}
