using System.Globalization;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>Covariates as numbers: a column of numbers stands as it is, a column of words becomes one 0/1 column for each level after the first.</summary>
internal sealed record CovariateDesign(double[,] Values, string[] Names, string[] Terms)
{
    public static Outcome<CovariateDesign> Make(SurvivalRows rows, IReadOnlyList<string> covariates)
    {
        var problems = new List<Problem>();
        var columns = new List<double[]>();
        List<string> names = [], terms = [];
        foreach (string covariate in covariates)
        {
            if (IsNumeric(rows.Rows, covariate))
            {
                columns.Add([.. rows.Rows.Select(row => row.Number(covariate, problems, Expected) ?? 0)]);
                names.Add(covariate);
                terms.Add(covariate);
                continue;
            }
            var labels = Labels.Of(rows.Rows.Select(row => row[covariate]));
            if (labels.Names.Length < 2)
                problems.Add(new Problem($"{rows.Source}, column {covariate}", $"'{labels.Names[0]}' in every row", "two levels or more"));
            for (int level = 1; level < labels.Names.Length; level++)
            {
                columns.Add([.. labels.Codes.Select(code => code == level ? 1.0 : 0)]);
                names.Add(covariate + labels.Names[level]);
                terms.Add(covariate);
            }
        }
        if (problems.Count > 0) return Outcome<CovariateDesign>.Refused(problems);
        var values = new double[rows.Times.Length, columns.Count];
        for (int c = 0; c < columns.Count; c++)
            for (int i = 0; i < rows.Times.Length; i++) values[i, c] = columns[c][i];
        return Outcome<CovariateDesign>.Of(new(values, [.. names], [.. terms]));
    }

    private const string Expected = "a number, as in the other rows";

    /// <summary>Adds the cells of numeric columns that are no numbers, so that a refusal for other columns names them too.</summary>
    public static void AddProblems(CsvRow[] rows, IReadOnlyList<string> covariates, List<Problem> problems)
    {
        foreach (string covariate in covariates.Where(c => IsNumeric(rows, c)))
            foreach (var row in rows) _ = row.Number(covariate, problems, Expected);
    }

    private static bool IsNumeric(CsvRow[] rows, string covariate) =>
        rows.Any(row => double.TryParse(row.Span(covariate), NumberStyles.Float, CultureInfo.InvariantCulture, out _));
}
