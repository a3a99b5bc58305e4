using System.CommandLine;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>agreement kappa</c>: agreement of two raters beyond chance.</summary>
internal static class KappaCommand
{
    public static Command Make()
    {
        var file = SurvivalOptions.File();
        var first = AgreementArea.First("column of the first rater's category");
        var second = AgreementArea.Second("column of the second rater's category");
        var weights = new Option<string>("--weights") { Description = "how disagreements of ordered categories count", DefaultValueFactory = _ => "none" };
        weights.AcceptOnlyFromAmong("none", "linear", "quadratic");
        var level = SurvivalOptions.ConfLevel();
        var where = SurvivalOptions.Where();
        return new Command("kappa", "Cohen's kappa of two raters; categories in sorted order.") { file, first, second, weights, level, where }.Answers(parsed =>
        {
            string[] columns = [parsed.GetValue(first)!, parsed.GetValue(second)!];
            return Reply.From(AgreementArea.Rows(parsed.GetValue(file)!, parsed.GetValue(where), columns, 2), read =>
            {
                var labels = Labels.Of([.. read.Rows.Select(r => r[columns[0]]), .. read.Rows.Select(r => r[columns[1]])]);
                int n = read.Rows.Length;
                string kind = parsed.GetValue(weights)!;
                var weight = kind switch { "linear" => KappaWeights.Linear, "quadratic" => KappaWeights.Quadratic, _ => KappaWeights.None };
                var result = Kappa.Of(labels.Codes.AsSpan(0, n), labels.Codes.AsSpan(n), Math.Max(2, labels.Names.Length), weight, parsed.GetValue(level));
                var document = new
                {
                    n,
                    categories = labels.Names,
                    weights = kind,
                    kappa = result.Kappa,
                    stdErr = result.StdErr,
                    lower = result.Lower,
                    upper = result.Upper,
                    observed = result.Observed,
                    expected = result.Expected,
                    confLevel = parsed.GetValue(level),
                    status = result.Kappa is null ? "oneCategory" : result.Lower is null ? "limitNotDefined" : "done",
                };
                return new Reply.Done(document, TextTable.Render(["n", "kappa", "std err", "lower", "upper", "observed", "expected"],
                    [[$"{n}", .. new[] { result.Kappa, result.StdErr, result.Lower, result.Upper, result.Observed, result.Expected }.Select(TextTable.Number)]]), read.Warnings);
            });
        });
    }
}
