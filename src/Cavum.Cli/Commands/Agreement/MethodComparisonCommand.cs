using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>agreement bland-altman</c>, <c>deming</c> and <c>passing-bablok</c>: two methods of measurement.</summary>
internal static class MethodComparisonCommand
{
    private sealed record Pairs(double[] First, double[] Second, string[] Warnings, double Level);

    public static Command BlandAltman() => Two("bland-altman", "Bias and limits of agreement, second minus first.", 3, "none", [], (pairs, _) =>
    {
        var r = MethodComparison.BlandAltman(pairs.First, pairs.Second, pairs.Level);
        var document = new
        {
            n = r.N,
            confLevel = pairs.Level,
            bias = r.Bias,
            biasLower = r.BiasLimits.Lower,
            biasUpper = r.BiasLimits.Upper,
            standardDeviation = r.Sd,
            lowerLimit = Row(r.LowerLimit, r.LowerLimitLimits),
            upperLimit = Row(r.UpperLimit, r.UpperLimitLimits),
        };
        return new Reply.Done(document, TextTable.Render(["quantity", "estimate", "lower", "upper"],
            [Line("bias", r.Bias, r.BiasLimits), Line("lower limit of agreement", r.LowerLimit, r.LowerLimitLimits), Line("upper limit of agreement", r.UpperLimit, r.UpperLimitLimits)])
            + $"\n{r.N} pairs, SD of the differences {TextTable.Number(r.Sd)}\n", pairs.Warnings);
    });

    public static Command Deming()
    {
        var ratio = StatsOptions.Positive("--error-ratio", 1, "error variance of the second over that of the first method");
        return Two("deming", "Errors-in-both regression, second on first; jackknife limits.", 3, "covary", [ratio], (pairs, parsed) =>
            Answer(MethodComparison.Deming(pairs.First, pairs.Second, parsed.GetValue(ratio), pairs.Level), pairs));
    }

    public static Command PassingBablok() => Two("passing-bablok", "Shifted median of pairwise slopes, second on first.", 4, "vary", [],
        (pairs, _) => Answer(MethodComparison.PassingBablok(pairs.First, pairs.Second, pairs.Level), pairs));

    private static Command Two(string name, string description, int least, string demand, Option[] more, Func<Pairs, ParseResult, Reply> answer)
    {
        var file = SurvivalOptions.File();
        var first = AgreementArea.First("column of the first method (x)");
        var second = AgreementArea.Second("column of the second method (y)");
        var level = SurvivalOptions.ConfLevel();
        var where = SurvivalOptions.Where();
        var command = new Command(name, description) { file, first, second, level, where };
        foreach (var option in more) command.Options.Add(option);
        return command.Answers(parsed =>
        {
            string[] columns = [parsed.GetValue(first)!, parsed.GetValue(second)!];
            var read = AgreementArea.Rows(parsed.GetValue(file)!, parsed.GetValue(where), columns, least).Then(rows =>
                AgreementArea.Numbers(rows.Rows, columns).Then(v => Check(new Pairs(v[0], v[1], rows.Warnings, parsed.GetValue(level)), rows.Source, columns, demand)));
            return Reply.From(read, pairs => answer(pairs, parsed));
        });
    }

    private static Outcome<Pairs> Check(Pairs pairs, string source, string[] columns, string demand)
    {
        if (demand == "none") return Outcome<Pairs>.Of(pairs);
        double[][] values = [pairs.First, pairs.Second];
        Problem[] problems = [.. columns.Zip(values).Where(c => c.Second.All(v => v == c.Second[0])).Select(c =>
            new Problem($"{source}, column {c.First}", FormattableString.Invariant($"{c.Second[0]} in every row"), "measurements that vary"))];
        if (problems.Length > 0) return Outcome<Pairs>.Refused(problems);
        double mx = pairs.First.Average(), my = pairs.Second.Average(), covariance = pairs.First.Zip(pairs.Second).Sum(p => (p.First - mx) * (p.Second - my));
        return demand == "covary" && covariance == 0
            ? Outcome<Pairs>.Refused(new Problem($"{source}, columns {string.Join(", ", columns)}", "a covariance of 0", "two methods that measure the same thing"))
            : Outcome<Pairs>.Of(pairs);
    }

    private static Reply.Done Answer(ComparisonLine line, Pairs pairs)
    {
        var document = new { n = pairs.First.Length, confLevel = pairs.Level, intercept = Row(line.Intercept, line.InterceptLimits), slope = Row(line.Slope, line.SlopeLimits) };
        return new(document, TextTable.Render(["parameter", "estimate", "lower", "upper"],
            [Line("intercept", line.Intercept, line.InterceptLimits), Line("slope", line.Slope, line.SlopeLimits)]) + $"\n{pairs.First.Length} pairs\n", pairs.Warnings);
    }

    private static object Row(double estimate, Limits limits)
    {
        bool finite = double.IsFinite(estimate) && double.IsFinite(limits.Lower) && double.IsFinite(limits.Upper);
        return new { estimate = Finite(estimate), lower = Finite(limits.Lower), upper = Finite(limits.Upper), status = finite ? "done" : "notFinite" };
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static IReadOnlyList<string> Line(string name, double estimate, Limits limits) => [name, .. new double?[] { Finite(estimate), Finite(limits.Lower), Finite(limits.Upper) }.Select(TextTable.Number)];
}
