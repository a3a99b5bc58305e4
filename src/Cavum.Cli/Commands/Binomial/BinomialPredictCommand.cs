using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum binomial predict</c>: successes to come, given those seen.</summary>
public static class BinomialPredictCommand
{
    public static Command Make()
    {
        var x = new Option<int>("--x") { Description = "successes seen", Required = true };
        var n = new Option<int>("--n") { Description = "trials seen", Required = true };
        var m = new Option<int>("--m") { Description = "trials to come", Required = true };
        var a = StatsOptions.Positive("--prior-a", 1, "first shape of the beta prior");
        var b = StatsOptions.Positive("--prior-b", 1, "second shape of the beta prior");
        return new Command("predict", "beta-binomial prediction of the successes of the next trials") { x, n, m, a, b }
            .Answers(parsed => Answer(parsed.GetValue(x), parsed.GetValue(n), parsed.GetValue(m), parsed.GetValue(a), parsed.GetValue(b)));
    }

    private static Reply Answer(int x, int n, int m, double a, double b)
    {
        var problems = new List<Problem>();
        if (n < 0) problems.Add(new("--n", $"{n}", "0 trials or more"));
        else if (x < 0 || x > n) problems.Add(new("--x", $"{x}", $"successes from 0 to the {n} trials"));
        if (m is < 1 or > 100_000) problems.Add(new("--m", $"{m}", "1 to 100000 trials to come"));
        if (problems.Count > 0) return Reply.Refuse(problems);
        double shapeA = a + x, shapeB = b + n - x, mean = m * shapeA / (shapeA + shapeB);
        double sd = Math.Sqrt(m * shapeA * shapeB * (shapeA + shapeB + m) / ((shapeA + shapeB) * (shapeA + shapeB) * (shapeA + shapeB + 1)));
        var counts = Enumerable.Range(0, m + 1).Select(k => new
        {
            successes = k,
            probability = Math.Exp(BetaBinomial.LogPmf(k, m, shapeA, shapeB)),
            atLeast = BetaBinomial.AtLeast(k, m, shapeA, shapeB),
        }).ToArray();
        const string Convention = "beta-binomial: the posterior Beta(a + x, b + n − x) averaged over the next trials";
        return new Reply.Done(new { x, n, m, convention = Convention, posterior = new { a = shapeA, b = shapeB }, mean, standardDeviation = sd, counts },
            $"posterior Beta({TextTable.Number(shapeA)}, {TextTable.Number(shapeB)}); expected {TextTable.Number(mean)} of {m} (SD {TextTable.Number(sd)}); {Convention}\n"
            + TextTable.Render(["successes", "probability", "at least"],
                counts.Select(c => (IReadOnlyList<string>)[$"{c.successes}", TextTable.Number(c.probability), TextTable.Number(c.atLeast)])));
    }
}
