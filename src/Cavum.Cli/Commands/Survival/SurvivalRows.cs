using System.Globalization;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>The rows of a survival file that have every needed value, as arrays, with what had to be said about the others.</summary>
internal sealed class SurvivalRows
{
    public required string Source { get; init; }
    public required double[] Times { get; init; }

    /// <summary>Event codes: 0 censored, 1 (or a cause) seen.</summary>
    public required int[] Codes { get; init; }
    public double[] Entries { get; private init; } = [];
    public double[] Weights { get; private init; } = [];
    public Labels? Groups { get; private init; }
    public Labels? Strata { get; private init; }
    public Labels? Clusters { get; private init; }
    public required CsvRow[] Rows { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }

    public bool[] Events => [.. Codes.Select(c => c != 0)];

    public static Outcome<SurvivalRows> Read(string path, SurvivalColumns columns, string[]? wheres) =>
        CsvTable.ReadFile(path).Then(table => Filter(table, wheres)).Then(table => Parse(table, columns));

    /// <summary>Rows that match every COL=VALUE.</summary>
    public static Outcome<CsvTable> Filter(CsvTable table, string[]? wheres)
    {
        foreach (string where in wheres ?? [])
        {
            int equals = where.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) return Outcome<CsvTable>.Refused(new Problem("--where", where, "COLUMN=VALUE"));
            string column = where[..equals].Trim();
            if (table.Missing(column).FirstOrDefault() is { } missing) return Outcome<CsvTable>.Refused(missing);
            table = table.Where(column, where[(equals + 1)..].Trim());
        }
        return Outcome<CsvTable>.Of(table);
    }

    private static Outcome<SurvivalRows> Parse(CsvTable table, SurvivalColumns columns)
    {
        Problem[] absent = [.. table.Missing(columns.All)];
        var problems = new List<Problem>();
        if (absent.Length > 0) return Outcome<SurvivalRows>.Refused([.. absent, .. Cells(table, columns)]);
        CsvRow[] rows = [.. table.Rows.Where(row => !columns.All.Any(row.IsMissing))];
        if (rows.Length == 0)
            return Outcome<SurvivalRows>.Refused(new Problem(table.Source, $"{table.Rows.Count} rows, none with all of {string.Join(", ", columns.All)}",
                "at least one row with every needed value"));

        double[] times = [.. rows.Select(row => Time(row, columns.Time, problems))];
        int[] codes = [.. rows.Select(row => Code(row, columns, problems))];
        double[] entries = columns.Entry is { } entry ? [.. rows.Select((row, i) => Entry(row, entry, times[i], columns.Time, problems))] : [];
        double[] weights = columns.Weight is { } weight ? [.. rows.Select(row => Weight(row, weight, problems))] : [];
        if (weights.Length > 0 && problems.Count == 0 && weights.All(w => w == 0))
            problems.Add(new Problem($"{table.Source}, column {columns.Weight}", "all weights are zero", "at least one weight above 0"));
        if (problems.Count > 0)
        {
            CovariateDesign.AddProblems(rows, columns.Covariates, problems);
            return Outcome<SurvivalRows>.Refused(problems);
        }

        int dropped = table.Rows.Count - rows.Length;
        return Outcome<SurvivalRows>.Of(new SurvivalRows
        {
            Source = table.Source,
            Times = times,
            Codes = codes,
            Entries = entries,
            Weights = weights,
            Rows = rows,
            Groups = Label(columns.Group),
            Strata = Label(columns.Strata),
            Clusters = Label(columns.Cluster),
            Warnings = dropped == 0 ? [] : [$"{table.Source}: {dropped} of {table.Rows.Count} rows left out, a needed value is missing ({string.Join(", ", columns.All)})."],
        });

        Labels? Label(string? column) => column is null ? null : Labels.Of(rows.Select(row => row[column]));
    }

    /// <summary>What is wrong with the cells of the columns that the file does have, so that a missing column does not hide it.</summary>
    private static List<Problem> Cells(CsvTable table, SurvivalColumns columns)
    {
        var problems = new List<Problem>();
        string? Here(string? column) => column is not null && !table.Missing(column).Any() ? column : null;
        var (time, @event, entry, weight) = (Here(columns.Time), Here(columns.Event), Here(columns.Entry), Here(columns.Weight));
        foreach (var row in table.Rows)
        {
            if (time is not null && !row.IsMissing(time)) Time(row, time, problems);
            if (@event is not null && !row.IsMissing(@event)) Code(row, columns, problems);
            if (entry is not null && !row.IsMissing(entry)) _ = row.Number(entry, problems, "a time of entry: a finite number");
            if (weight is not null && !row.IsMissing(weight)) Weight(row, weight, problems);
        }
        return problems;
    }

    private static double Time(CsvRow row, string column, List<Problem> problems)
    {
        double? time = row.Number(column, problems, "a time: a finite number, 0 or more");
        if (time is < 0) problems.Add(new Problem(row.Place(column), row[column], "a time of 0 or more"));
        return time ?? 0;
    }

    private static int Code(CsvRow row, SurvivalColumns columns, List<Problem> problems)
    {
        var text = row.Span(columns.Event);
        string expected = columns.LargestEvent == 1 ? "0 (censored) or 1 (event)" : "0 (censored) or a cause 1, 2, …";
        if (bool.TryParse(text, out bool seen) && columns.LargestEvent == 1) return seen ? 1 : 0;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double code)
            && code == Math.Floor(code) && code >= 0 && code <= columns.LargestEvent) return (int)code;
        problems.Add(new Problem(row.Place(columns.Event), text.ToString(), expected));
        return 0;
    }

    private static double Entry(CsvRow row, string column, double time, string timeColumn, List<Problem> problems)
    {
        double? entry = row.Number(column, problems, "a time of entry: a finite number");
        if (entry >= time) problems.Add(new Problem(row.Place(column), row[column], $"an entry before the {timeColumn} of the row, {row[timeColumn]}"));
        return entry ?? 0;
    }

    private static double Weight(CsvRow row, string column, List<Problem> problems)
    {
        double? weight = row.Number(column, problems, "a weight: a finite number, 0 or more");
        if (weight is < 0) problems.Add(new Problem(row.Place(column), row[column], "a weight of 0 or more"));
        return weight ?? 0;
    }
}
