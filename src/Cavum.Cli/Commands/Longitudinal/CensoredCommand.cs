using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum longitudinal censored</c>: a left-censored linear mixed model by exact maximum likelihood.</summary>
public static class CensoredCommand
{
    internal sealed record Columns(string Subject, string Time, string Value, string Censored);

    public static Command Make()
    {
        var file = new Argument<string>("file") { Description = "CSV with one row a measurement" };
        var subject = new Option<string>("--subject") { Description = "column of the subject", Required = true };
        var time = new Option<string>("--time") { Description = "column of the time", Required = true };
        var value = new Option<string>("--value") { Description = "column of the value, on the scale of the analysis", Required = true };
        var censored = new Option<string>("--censored") { Description = "column that is 1 where the true value lies below the one given, else 0", Required = true };
        var random = new Option<string>("--random") { Description = "intercept, or slope for a random intercept and slope", DefaultValueFactory = _ => "intercept" };
        random.AcceptOnlyFromAmong("intercept", "slope");
        var where = SurvivalOptions.Where();
        return new Command("censored", "linear mixed model with left-censored values, exact maximum likelihood") { file, subject, time, value, censored, random, where }.Answers(parsed =>
        {
            var columns = new Columns(parsed.GetValue(subject)!, parsed.GetValue(time)!, parsed.GetValue(value)!, parsed.GetValue(censored)!);
            var warnings = new List<string>();
            return Reply.From(CsvTable.ReadFile(parsed.GetValue(file)!).Then(t => SurvivalRows.Filter(t, parsed.GetValue(where))).Then(t => Read(t, columns, warnings)),
                subjects => Answer(subjects, parsed.GetValue(random) == "slope", warnings));
        });
    }

    private const string Convention = "maximum likelihood; a censored row adds the probability of lying below its value; errors from the full observed information";

    private static Reply Answer(IReadOnlyList<CensoredSeries> subjects, bool slope, List<string> warnings)
    {
        var fit = CensoredLinearMixed.Fit(subjects, slope);
        int rows = subjects.Sum(s => s.Times.Length);
        if (!Finite(fit))
            return Reply.Refuse(new Problem($"{subjects.Count} subjects, {rows} rows", "a likelihood without a maximum: the residual standard deviation runs to 0", "more rows a subject, or --random intercept"));
        int below = subjects.Sum(s => s.Censored.Count(c => c));
        if (!fit.Converged) warnings.Add(fit.Status);
        var document = new
        {
            n = subjects.Count,
            rows,
            censoredRows = below,
            convention = Convention,
            logLikelihood = fit.LogLikelihood,
            @fixed = fit.Fixed,
            randomCovariance = Matrix.Rows(fit.RandomCovariance),
            residualStdDev = fit.ResidualStdDev,
            subjects = fit.Subjects,
            gradientNorm = fit.GradientNorm,
            converged = fit.Converged,
            status = fit.Status,
        };
        string text = $"{subjects.Count} subjects, {rows} rows, {below} left-censored; log-likelihood {TextTable.Number(fit.LogLikelihood)}. {fit.Status}\n{Convention}\n\n"
            + TextTable.Render(["fixed effect", "estimate", "std err"], fit.Fixed.Select(f => (IReadOnlyList<string>)[f.Name, TextTable.Number(f.Estimate), TextTable.Number(f.StdErr)]))
            + $"\nrandom covariance {string.Join("; ", Matrix.Rows(fit.RandomCovariance).Select(r => string.Join(", ", r.Select(v => TextTable.Number(v)))))}; residual sd {TextTable.Number(fit.ResidualStdDev)}\n";
        return new Reply.Done(document, text, warnings);
    }

    private static bool Finite(CensoredLinearMixedFit fit) => double.IsFinite(fit.LogLikelihood) && double.IsFinite(fit.GradientNorm) && double.IsFinite(fit.ResidualStdDev)
        && fit.Fixed.All(f => double.IsFinite(f.Estimate) && double.IsFinite(f.StdErr ?? 0))
        && Matrix.Rows(fit.RandomCovariance).All(r => r.All(double.IsFinite)) && fit.Subjects.All(s => double.IsFinite(s.Intercept) && double.IsFinite(s.Slope));

    internal static Outcome<IReadOnlyList<CensoredSeries>> Read(CsvTable table, Columns columns, List<string> warnings)
    {
        string[] names = [columns.Subject, columns.Time, columns.Value, columns.Censored];
        var problems = table.Missing(names.Distinct()).ToList();
        if (problems.Count > 0) return Outcome<IReadOnlyList<CensoredSeries>>.Refused(problems);
        CsvRow[] rows = [.. table.Rows.Where(r => !names.Any(r.IsMissing))];
        var read = new List<(string Subject, double Time, double Value, bool Censored)>();
        foreach (var row in rows)
        {
            double time = row.Number(columns.Time, problems) ?? 0, value = row.Number(columns.Value, problems) ?? 0;
            string mark = row[columns.Censored];
            bool? censored = bool.TryParse(mark, out bool said) ? said : StatsOptions.TryNumber(mark, out double code) && code is 0 or 1 ? code == 1 : null;
            if (censored is null) problems.Add(new Problem(row.Place(columns.Censored), mark, "1 (below the value given) or 0"));
            read.Add((row[columns.Subject], time, value, censored ?? false));
        }
        if (problems.Count == 0)
        {
            int subjects = read.Select(r => r.Subject).Distinct().Count(), seen = read.Count(r => !r.Censored), times = read.Select(r => r.Time).Distinct().Count();
            if (subjects < 2) problems.Add(new Problem($"{table.Source}, column {columns.Subject}", $"{subjects} subjects with complete rows", "at least 2 subjects"));
            if (seen < 3) problems.Add(new Problem($"{table.Source}, column {columns.Censored}", $"{seen} values that are not censored", "at least 3"));
            if (times < 2) problems.Add(new Problem($"{table.Source}, column {columns.Time}", $"{times} distinct times", "at least 2, since a slope is estimated"));
        }
        if (problems.Count > 0) return Outcome<IReadOnlyList<CensoredSeries>>.Refused(problems);
        if (rows.Length < table.Rows.Count)
            warnings.Add($"{table.Source}: {table.Rows.Count - rows.Length} of {table.Rows.Count} rows left out, a needed value is missing ({string.Join(", ", names)}).");
        return Outcome<IReadOnlyList<CensoredSeries>>.Of([.. read.GroupBy(r => r.Subject).Select(g =>
            new CensoredSeries(g.Key, [.. g.Select(r => r.Time)], [.. g.Select(r => r.Value)], [.. g.Select(r => r.Censored)]))]);
    }
}
