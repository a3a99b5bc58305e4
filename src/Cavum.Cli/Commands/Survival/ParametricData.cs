using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary>Columns of a parametric model: time and event, or the two limits between which the event lies.</summary>
internal sealed record ParametricColumns(string First, string Second, bool Between, string? Entry, string? Weight, string[] Covariates);

/// <summary>Rows of a parametric model, read from a table.</summary>
internal sealed record ParametricData(ParametricInput Input, int Events, string Source, IReadOnlyList<string> Warnings)
{
    public static Outcome<ParametricData> Read(string file, ParametricColumns columns, string[]? wheres) => columns.Between
        ? CsvTable.ReadFile(file).Then(table => SurvivalRows.Filter(table, wheres)).Then(table => Limits(table, columns))
        : SurvivalRows.Read(file, new(columns.First, columns.Second) { Entry = columns.Entry, Weight = columns.Weight, Covariates = columns.Covariates }, wheres)
            .Then(rows => Exact(rows, columns));

    private static Outcome<ParametricData> Exact(SurvivalRows rows, ParametricColumns columns)
    {
        Problem[] zero = [.. Enumerable.Range(0, rows.Times.Length).Where(i => rows.Times[i] <= 0).Select(i =>
            new Problem(rows.Rows[i].Place(columns.First), rows.Rows[i][columns.First], "a time above 0: a parametric model gives time 0 no density"))];
        if (zero.Length > 0) return Outcome<ParametricData>.Refused(zero);
        if (!rows.Events.Any(e => e)) return Outcome<ParametricData>.Refused(new Problem($"{rows.Source}, column {columns.Second}", $"no event in {rows.Times.Length} rows", "at least one event (1)"));
        return Designed(ParametricInput.RightCensored(rows.Times, rows.Events) with { Entries = rows.Entries, Weights = rows.Weights },
            rows, columns, rows.Events.Count(e => e));
    }

    private static Outcome<ParametricData> Limits(CsvTable table, ParametricColumns columns)
    {
        string[] needed = [.. new[] { columns.Entry, columns.Weight }.OfType<string>(), .. columns.Covariates];
        Problem[] absent = [.. table.Missing([columns.First, columns.Second, .. needed])];
        if (absent.Length > 0) return Outcome<ParametricData>.Refused(absent);
        CsvRow[] rows = [.. table.Rows.Where(row => !needed.Any(row.IsMissing) && !(row.IsMissing(columns.First) && row.IsMissing(columns.Second)))];
        if (rows.Length == 0) return Outcome<ParametricData>.Refused(new Problem(table.Source, $"{table.Rows.Count} rows, none with a limit and all of {string.Join(", ", needed)}", "at least one such row"));
        var problems = new List<Problem>();
        double[] lower = [.. rows.Select(row => row.IsMissing(columns.First) ? 0 : row.Number(columns.First, problems, "a time of 0 or more, or nothing") ?? 0)];
        double[] upper = [.. rows.Select(row => row.IsMissing(columns.Second) ? double.PositiveInfinity : row.Number(columns.Second, problems, "a time above 0, or nothing") ?? 1)];
        double[] entries = columns.Entry is { } e ? [.. rows.Select(row => row.Number(e, problems, "a time of entry") ?? 0)] : [];
        double[] weights = columns.Weight is { } w ? [.. rows.Select(row => row.Number(w, problems, "a weight of 0 or more") ?? 0)] : [];
        for (int i = 0; i < rows.Length && problems.Count == 0; i++)
        {
            if (lower[i] < 0) problems.Add(new(rows[i].Place(columns.First), rows[i][columns.First], "a time of 0 or more"));
            if (upper[i] <= 0 || upper[i] < lower[i]) problems.Add(new(rows[i].Place(columns.Second), rows[i][columns.Second], FormattableString.Invariant($"a time above 0 and not before {lower[i]}")));
            if (entries.Length > 0 && !(entries[i] <= lower[i])) problems.Add(new(rows[i].Place(columns.Entry!), rows[i][columns.Entry!], "an entry not after the lower limit"));
            if (weights.Length > 0 && weights[i] < 0) problems.Add(new(rows[i].Place(columns.Weight!), rows[i][columns.Weight!], "a weight of 0 or more"));
        }
        if (problems.Count == 0 && weights.Length > 0 && weights.All(v => v == 0)) problems.Add(new($"{table.Source}, column {columns.Weight}", "all weights are zero", "at least one weight above 0"));
        if (problems.Count == 0 && upper.All(double.IsPositiveInfinity)) problems.Add(new($"{table.Source}, column {columns.Second}", "no upper limit in any row", "at least one event"));
        if (problems.Count > 0) return Outcome<ParametricData>.Refused(problems);
        int dropped = table.Rows.Count - rows.Length;
        var shell = new SurvivalRows
        {
            Source = table.Source,
            Times = lower,
            Codes = [.. upper.Select(u => double.IsPositiveInfinity(u) ? 0 : 1)],
            Rows = rows,
            Warnings = dropped == 0 ? [] : [$"{table.Source}: {dropped} of {table.Rows.Count} rows left out, a needed value is missing."],
        };
        return Designed(ParametricInput.IntervalCensored(lower, upper) with { Entries = entries, Weights = weights }, shell, columns, shell.Codes.Sum());
    }

    private static Outcome<ParametricData> Designed(ParametricInput input, SurvivalRows rows, ParametricColumns columns, int events)
    {
        if (columns.Covariates.Length == 0) return Outcome<ParametricData>.Of(new(input, events, rows.Source, rows.Warnings));
        return CovariateDesign.Make(rows, columns.Covariates).Then(design => Outcome<ParametricData>.Of(
            new(input with { Covariates = design.Values, Names = design.Names }, events, rows.Source, rows.Warnings)));
    }
}
