using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum binomial compare</c>: the difference of two independent proportions, with its tests.</summary>
public static class BinomialCompareCommand
{
    private sealed record Counts(int X1, int N1, int X0, int N0);

    public static Command Make()
    {
        var x1 = new Option<int>("--x1") { Description = "successes of the first group", Required = true };
        var n1 = new Option<int>("--n1") { Description = "trials of the first group", Required = true };
        var x0 = new Option<int>("--x0") { Description = "successes of the second group (control)", Required = true };
        var n0 = new Option<int>("--n0") { Description = "trials of the second group", Required = true };
        var level = StatsOptions.Level("--conf-level", 0.95, "two-sided confidence level");
        var alternative = new Option<string>("--alternative") { Description = "of the unconditional exact tests", DefaultValueFactory = _ => "two-sided" };
        alternative.AcceptOnlyFromAmong("two-sided", "greater", "less");
        return new Command("compare", "difference of two independent proportions: Newcombe, Miettinen–Nurminen; Fisher, Barnard, Boschloo, chi-square")
        {
            x1, n1, x0, n0, level, alternative,
        }.Answers(parsed => Answer(new(parsed.GetValue(x1), parsed.GetValue(n1), parsed.GetValue(x0), parsed.GetValue(n0)),
            parsed.GetValue(level), parsed.GetValue(alternative)!));
    }

    private const string Convention = "Newcombe without continuity correction, Miettinen–Nurminen with N/(N − 1), Fisher two-sided by probability, chi-square without correction";

    private static Reply Answer(Counts c, double level, string alternative)
    {
        Problem[] problems = [.. Problems("1", c.X1, c.N1), .. Problems("0", c.X0, c.N0)];
        if (problems.Length > 0) return Reply.Refuse(problems);
        var side = alternative switch { "greater" => Alternative.Greater, "less" => Alternative.Less, _ => Alternative.TwoSided };
        var newcombe = TwoProportions.Newcombe(c.X1, c.N1, c.X0, c.N0, level);
        var miettinen = TwoProportions.MiettinenNurminen(c.X1, c.N1, c.X0, c.N0, level);
        var fisher = FisherExact.Test(c.X1, c.N1, c.X0, c.N0, level);
        var chi = TwoProportions.ChiSquareTest(c.X1, c.N1, c.X0, c.N0);
        bool small = c.N1 <= UnconditionalExact.LargestSample && c.N0 <= UnconditionalExact.LargestSample;
        var barnard = small ? UnconditionalExact.Barnard(c.X1, c.N1, c.X0, c.N0, side) : null;
        var boschloo = small ? UnconditionalExact.Boschloo(c.X1, c.N1, c.X0, c.N0, side) : null;
        double superior = BetaBinomial.Superiority(c.X1 + 1, c.N1 - c.X1 + 1, c.X0 + 1, c.N0 - c.X0 + 1);
        var document = new
        {
            c.X1,
            c.N1,
            c.X0,
            c.N0,
            confLevel = level,
            convention = Convention,
            alternative,
            difference = newcombe.Difference,
            intervals = new[]
            {
                new { method = "newcombe", lower = newcombe.Lower, upper = newcombe.Upper },
                new { method = "miettinen-nurminen", lower = miettinen.Lower, upper = miettinen.Upper },
            },
            fisher = new { pValue = fisher.PValue, oddsRatio = Finite(fisher.OddsRatio), lower = fisher.Lower, upper = Finite(fisher.Upper), status = double.IsFinite(fisher.Upper) ? "done" : "upperInfinite" },
            barnard,
            boschloo,
            unconditionalStatus = small ? "done" : "sampleTooLarge",
            chiSquare = chi is { } value ? new { statistic = value.ChiSquare, degreesOfFreedom = 1, pValue = value.PValue } : null,
            chiSquareStatus = chi is null ? "emptyMargin" : "done",
            probabilitySuperior = superior,
        };
        string text = $"{c.X1}/{c.N1} against {c.X0}/{c.N0}, difference {TextTable.Number(newcombe.Difference)}; {Convention}\n\n"
            + TextTable.Render(["interval", "lower", "upper"], [["newcombe", N(newcombe.Lower), N(newcombe.Upper)], ["miettinen-nurminen", N(miettinen.Lower), N(miettinen.Upper)]])
            + "\n" + TextTable.Render(["test", "p"], [["Fisher, two-sided", N(fisher.PValue)], [$"Barnard, {alternative}", N(barnard?.PValue)],
                [$"Boschloo, {alternative}", N(boschloo?.PValue)], ["chi-square, two-sided", N(chi?.PValue)]])
            + $"\nPr(p1 > p0), uniform priors: {N(superior)}\n";
        return new Reply.Done(document, text);
    }

    private static IEnumerable<Problem> Problems(string group, int x, int n)
    {
        if (n < 1) yield return new("--n" + group, $"{n}", "at least 1 trial");
        else if (x < 0 || x > n) yield return new("--x" + group, $"{x}", $"successes from 0 to the {n} trials");
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string N(double? value) => TextTable.Number(value);
}
