using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary>Rows of repeated measurements with their fixed effects, by subject.</summary>
internal sealed record MixedRows(string Source, IReadOnlyList<CsvRow> Rows, double[] Values, LinearDesign Design, IReadOnlyList<string> Warnings)
{
    /// <summary>Rows without any missing value in the columns needed.</summary>
    public static Outcome<MixedRows> Read(CsvTable table, string value, IEnumerable<string> others, IReadOnlyList<string> terms, IReadOnlyCollection<string> factors)
    {
        string[] needed = [.. others.Append(value).Concat(LinearDesign.Columns(terms)).Distinct()];
        var problems = table.Missing(needed).ToList();
        if (problems.Count > 0) return Outcome<MixedRows>.Refused(problems);
        CsvRow[] rows = [.. table.Rows.Where(r => !needed.Any(r.IsMissing))];
        if (rows.Length == 0) return Outcome<MixedRows>.Refused(new Problem(table.Source, $"{table.Rows.Count} rows, none complete", $"rows with {string.Join(", ", needed)}"));
        double[] values = [.. rows.Select(r => r.Number(value, problems) ?? 0)];
        var design = LinearDesign.Make(table.Source, rows, terms, factors);
        problems.AddRange(design.Problems);
        if (problems.Count > 0) return Outcome<MixedRows>.Refused(problems);
        if (Dependent(design.Value) is { } column)
            return Outcome<MixedRows>.Refused(new Problem(table.Source, $"fixed effect {column}", "one that is not a combination of those before it"));
        if (rows.Length <= design.Value.Names.Length)
            return Outcome<MixedRows>.Refused(new Problem(table.Source, $"{rows.Length} complete rows", $"more rows than the {design.Value.Names.Length} fixed effects"));
        return Outcome<MixedRows>.Of(new(table.Source, rows, values, design.Value,
            rows.Length == table.Rows.Count ? [] : [$"{table.Source}: {table.Rows.Count - rows.Length} of {table.Rows.Count} rows left out, a needed value is missing."]));
    }

    /// <summary>The rows of each subject, in the order of the file.</summary>
    public IEnumerable<(string Subject, int[] At)> BySubject(string column) =>
        Enumerable.Range(0, Rows.Count).GroupBy(i => Rows[i][column]).Select(g => (g.Key, g.ToArray()));

    public double[,] X(int[] at)
    {
        int p = Design.Names.Length;
        var x = new double[at.Length, p];
        for (int i = 0; i < at.Length; i++)
            for (int j = 0; j < p; j++) x[i, j] = Design.Values[at[i], j];
        return x;
    }

    public static string Table(IEnumerable<MixedEffect> effects) => TextTable.Render(["fixed effect", "estimate", "std err", "df", "t", "p"],
        effects.Select(e => (IReadOnlyList<string>)[e.Name, .. new double?[] { e.Estimate, e.StdErr, e.DegreesOfFreedom, e.Estimate / e.StdErr, e.PValue }.Select(TextTable.Number)]));

    /// <summary>Runs a fit whose data may leave nothing to estimate; that, and a result without finite numbers, is a refusal.</summary>
    public static Outcome<T> Attempt<T>(string source, Func<T> fit, Func<T, IEnumerable<double>> numbers)
    {
        const string expected = "data from which the variances can be estimated: more rows, or a simpler model";
        try
        {
            var result = fit();
            return numbers(result).All(double.IsFinite) ? Outcome<T>.Of(result) : Outcome<T>.Refused(new Problem(source, "a fit without finite errors", expected));
        }
        catch (ArgumentException e)
        {
            return Outcome<T>.Refused(new Problem(source, e.Message, expected));
        }
    }

    private static string? Dependent(LinearDesign design)
    {
        int p = design.Names.Length;
        var cross = new double[p, p];
        for (int i = 0; i < design.Values.GetLength(0); i++)
            for (int j = 0; j < p; j++)
                for (int k = 0; k < p; k++) cross[j, k] += design.Values[i, j] * design.Values[i, k];
        int at = Cholesky.FirstDependent(cross, 1e-11);
        return at < 0 ? null : design.Names[at];
    }
}
