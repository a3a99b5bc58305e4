using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum design simon</c>: optimal and minimax two-stage designs.</summary>
public static class SimonCommand
{
    public static Command Make()
    {
        var p0 = StatsOptions.Level("--p0", null, "response probability of no interest");
        var p1 = StatsOptions.Level("--p1", null, "response probability worth detecting");
        var alpha = StatsOptions.Level("--alpha", null, "highest type I error");
        var beta = StatsOptions.Level("--beta", null, "highest type II error");
        var maximum = new Option<int>("--max-n") { Description = "largest number of subjects considered", DefaultValueFactory = _ => 120 };
        maximum.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int n) && n is < 2 or > 1000)
                result.AddError("--max-n: expected 2 to 1000 subjects.");
        });
        return new Command("simon", "Simon's optimal, minimax and admissible two-stage designs") { p0, p1, alpha, beta, maximum }
            .Answers(parsed => Answer(parsed.GetValue(p0), parsed.GetValue(p1), parsed.GetValue(alpha), parsed.GetValue(beta), parsed.GetValue(maximum)));
    }

    private const string Convention = "stop after n1 at r1 responders or fewer, reject p0 above r of n; optimal has the least expected n under p0, minimax the least n, then the least expected n";

    private static Reply Answer(double p0, double p1, double alpha, double beta, int maximum)
    {
        if (p1 <= p0) return Reply.Refuse(new Problem("--p1", StatsOptions.Text(p1), $"a proportion above --p0 {StatsOptions.Text(p0)}"));
        if (SimonTwoStage.Find(p0, p1, alpha, beta, maximum) is not { } designs)
            return Reply.Refuse(new Problem("--p0, --p1, --alpha, --beta", $"{StatsOptions.Text(p0)}, {StatsOptions.Text(p1)}, {StatsOptions.Text(alpha)}, {StatsOptions.Text(beta)}",
                $"error rates that some two-stage design of at most {maximum} subjects holds (see --max-n)"));
        return new Reply.Done(new { p0, p1, typeOneLimit = alpha, typeTwoLimit = beta, maximumN = maximum, convention = Convention, optimal = designs.Optimal, minimax = designs.Minimax, admissible = designs.Admissible },
            Convention + "\n\n" + TextTable.Render(["design", "r1/n1", "r/n", "E(n|p0)", "stop early", "alpha", "power"],
            [Row("optimal", designs.Optimal), Row("minimax", designs.Minimax), .. designs.Admissible.Select(d => Row("admissible", d))]));
    }

    private static IReadOnlyList<string> Row(string name, TwoStageDesign d) =>
        [name, $"{d.R1}/{d.N1}", $"{d.R}/{d.N}", TextTable.Number(d.ExpectedN), TextTable.Number(d.EarlyStop), TextTable.Number(d.Alpha), TextTable.Number(d.Power)];
}
