using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum binomial test</c>: the exact test of one proportion.</summary>
public static class BinomialTestCommand
{
    public static Command Make()
    {
        var x = new Option<int>("--x") { Description = "successes", Required = true };
        var n = new Option<int>("--n") { Description = "trials", Required = true };
        var p0 = StatsOptions.Level("--p0", null, "proportion under the null hypothesis");
        return new Command("test", "exact test of one proportion") { x, n, p0 }.Answers(parsed =>
        {
            int successes = parsed.GetValue(x), trials = parsed.GetValue(n);
            double p = parsed.GetValue(p0);
            if (trials < 1) return Reply.Refuse(new Problem("--n", $"{trials}", "at least 1 trial"));
            if (successes < 0 || successes > trials) return Reply.Refuse(new Problem("--x", $"{successes}", $"successes from 0 to the {trials} trials"));
            double two = ProportionInterval.TwoSidedP(successes, trials, p), greater = ProportionInterval.GreaterP(successes, trials, p), less = Binomial.Cdf(successes, trials, p);
            const string Convention = "exact binomial; two-sided: all counts no more probable than the observed one, slack 1e-7";
            return new Reply.Done(new { x = successes, n = trials, p0 = p, convention = Convention, estimate = (double)successes / trials, pValue = two, greater, less },
                Convention + "\n\n" + TextTable.Render(["alternative", "p"], [["two-sided", TextTable.Number(two)], ["greater", TextTable.Number(greater)], ["less", TextTable.Number(less)]]));
        });
    }
}
