using System.CommandLine;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>The area <c>agreement</c>: raters and methods of measurement on the same subjects.</summary>
public static class AgreementArea
{
    public static Command Make() => new("agreement", "raters and methods of measurement on the same subjects")
    {
        KappaCommand.Make(),
        IccCommand.Make(),
        MethodComparisonCommand.BlandAltman(),
        MethodComparisonCommand.Deming(),
        MethodComparisonCommand.PassingBablok(),
    };

    /// <summary>Complete rows of the named columns, with a sentence about those left out.</summary>
    internal static Outcome<(CsvRow[] Rows, string Source, string[] Warnings)> Rows(string file, string[]? wheres, IReadOnlyList<string> columns, int least) =>
        CsvTable.ReadFile(file).Then(table => SurvivalRows.Filter(table, wheres)).Then(table =>
        {
            Problem[] absent = [.. table.Missing(columns)];
            if (absent.Length > 0) return Outcome<(CsvRow[], string, string[])>.Refused(absent);
            CsvRow[] rows = [.. table.Rows.Where(row => !columns.Any(row.IsMissing))];
            if (rows.Length < least)
                return Outcome<(CsvRow[], string, string[])>.Refused(new Problem(table.Source, $"{rows.Length} rows with all of {string.Join(", ", columns)}", $"at least {least}"));
            int dropped = table.Rows.Count - rows.Length;
            string[] warnings = dropped == 0 ? [] : [$"{table.Source}: {dropped} of {table.Rows.Count} rows left out, a needed value is missing ({string.Join(", ", columns)})."];
            return Outcome<(CsvRow[], string, string[])>.Of((rows, table.Source, warnings));
        });

    /// <summary>The columns as numbers, rows × columns, or every bad cell.</summary>
    internal static Outcome<double[][]> Numbers(CsvRow[] rows, IReadOnlyList<string> columns)
    {
        var problems = new List<Problem>();
        double[][] values = [.. columns.Select(c => rows.Select(row => row.Number(c, problems, "a finite number") ?? 0).ToArray())];
        return problems.Count > 0 ? Outcome<double[][]>.Refused(problems) : Outcome<double[][]>.Of(values);
    }

    internal static Option<string> First(string description) => new("--first") { Description = description, Required = true };

    internal static Option<string> Second(string description) => new("--second") { Description = description, Required = true };
}
