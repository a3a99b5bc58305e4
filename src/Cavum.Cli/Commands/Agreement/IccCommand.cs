using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>agreement icc</c>: intraclass correlations of single measurements.</summary>
internal static class IccCommand
{
    public static Command Make()
    {
        var file = SurvivalOptions.File();
        var ratings = new Option<string>("--ratings") { Description = "columns of the raters, separated by commas; one row a subject", Required = true };
        var level = SurvivalOptions.ConfLevel();
        var where = SurvivalOptions.Where();
        return new Command("icc", "ICC(1,1), ICC(2,1) and ICC(3,1) with F intervals.") { file, ratings, level, where }.Answers(parsed =>
        {
            string[] columns = parsed.GetValue(ratings)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length < 2) return Reply.Refuse(new Problem("--ratings", parsed.GetValue(ratings)!, "at least two columns, separated by commas"));
            var read = AgreementArea.Rows(parsed.GetValue(file)!, parsed.GetValue(where), columns, 2)
                .Then(rows => AgreementArea.Numbers(rows.Rows, columns).Then(values => Vary(values, rows.Source, columns, rows.Warnings)));
            return Reply.From(read, data => Answer(data.Values, data.Warnings, parsed.GetValue(level)));
        });
    }

    private static Outcome<(double[][] Values, string[] Warnings)> Vary(double[][] values, string source, string[] columns, string[] warnings) =>
        values.All(c => c.All(v => v == values[0][0]))
            ? Outcome<(double[][], string[])>.Refused(new Problem($"{source}, columns {string.Join(", ", columns)}", FormattableString.Invariant($"{values[0][0]} everywhere"), "ratings that vary"))
            : Outcome<(double[][], string[])>.Of((values, warnings));

    private static Reply.Done Answer(double[][] columns, string[] warnings, double level)
    {
        int n = columns[0].Length, k = columns.Length;
        var ratings = new double[n, k];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < k; j++) ratings[i, j] = columns[j][i];
        var r = IntraclassCorrelation.Of(ratings, level);
        (string Method, string Meaning, double Value, Limits Limits)[] rows =
        [
            ("icc11", "one-way, single", r.OneWay, r.OneWayLimits),
            ("icc21", "two-way random, absolute agreement", r.Agreement, r.AgreementLimits),
            ("icc31", "two-way mixed, consistency", r.Consistency, r.ConsistencyLimits),
        ];
        var coefficients = rows.Select(c => new
        {
            method = c.Method,
            meaning = c.Meaning,
            estimate = Finite(c.Value),
            lower = Finite(c.Limits.Lower),
            upper = Finite(c.Limits.Upper),
            status = Finite(c.Value) is null ? "noVariance" : Finite(c.Limits.Lower) is null || Finite(c.Limits.Upper) is null ? "limitNotDefined" : "done",
        }).ToArray();
        return new Reply.Done(new { n, raters = k, confLevel = level, coefficients, withinSubjectSd = r.WithinSubjectSd },
            TextTable.Render(["coefficient", "estimate", "lower", "upper"], coefficients.Select(c =>
                (IReadOnlyList<string>)[$"{c.method} ({c.meaning})", TextTable.Number(c.estimate), TextTable.Number(c.lower), TextTable.Number(c.upper)]))
            + $"\nwithin-subject SD {TextTable.Number(r.WithinSubjectSd)}, {n} subjects, {k} raters\n", warnings);
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
