using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum design bop2</c>: the Bayesian optimal phase II design of a binary endpoint.</summary>
public static class Bop2Command
{
    public static Command Make()
    {
        var p0 = StatsOptions.Level("--p0", null, "response probability of no interest");
        var p1 = StatsOptions.Level("--p1", null, "response probability worth detecting");
        var alpha = StatsOptions.Level("--alpha", 0.1, "highest type I error");
        var maximum = new Option<int>("--max") { Description = "subjects at the end", Required = true };
        var looks = InterimOptions.Looks();
        var p = StatsOptions.List("--p", 0, 1, "further true response probabilities for the operating characteristics, separated by commas");
        return new Command("bop2", "BOP2: the boundary λ(n/N)^γ of greatest power, calibrated exactly") { p0, p1, alpha, maximum, looks, p }
            .Answers(parsed => Reply.From(InterimOptions.Read(parsed.GetValue(looks)!, parsed.GetValue(maximum)), at =>
                Answer(parsed.GetValue(p0), parsed.GetValue(p1), parsed.GetValue(alpha), parsed.GetValue(maximum), at, parsed.GetValue(p) ?? [])));
    }

    private const string Convention = "stop at a look with n of N subjects where Pr(p > p0 | x) < lambda·(n/N)^gamma, prior with mean p0 worth one subject; the pair of greatest exact power that holds alpha";

    private static Reply Answer(double p0, double p1, double alpha, int maximum, int[] looks, double[] truths)
    {
        if (p1 <= p0) return Reply.Refuse(new Problem("--p1", StatsOptions.Text(p1), $"a proportion above --p0 {StatsOptions.Text(p0)}"));
        if (Bop2.Find(p0, p1, alpha, maximum, looks) is not { } design)
            return Reply.Refuse(new Problem("--alpha", StatsOptions.Text(alpha), $"a type I error that some boundary of {maximum} subjects holds"));
        InterimOperating[] operating = [design.Null, design.Alternative, .. truths.Where(t => t != p0 && t != p1).Select(design.Rule.Operating)];
        return new Reply.Done(
            new
            {
                p0,
                p1,
                typeOneLimit = alpha,
                convention = Convention,
                lambda = design.Lambda,
                gamma = design.Gamma,
                alpha = design.Null.Reject,
                power = design.Alternative.Reject,
                boundary = design.Rule.Looks,
                maximumN = maximum,
                successAtOrAbove = design.Rule.SuccessAtOrAbove,
                operating,
            },
            $"{Convention}\nλ {TextTable.Number(design.Lambda)}, γ {TextTable.Number(design.Gamma)}\n\n" + InterimOptions.Text(design.Rule, operating));
    }
}
