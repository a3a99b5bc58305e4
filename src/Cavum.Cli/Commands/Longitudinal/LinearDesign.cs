using System.Globalization;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>Fixed effects from terms such as <c>arm</c>, <c>arm:visit</c> and <c>arm*visit</c>: a column of numbers stands as it is, one of words (or a
/// named factor) becomes a 0/1 column for each level after the first, a product of terms the products of their columns. A column whose own name holds
/// <c>:</c>, <c>*</c> or a comma is written in backquotes: <c>`dose:mg`*visit</c>.</summary>
internal sealed record LinearDesign(double[,] Values, string[] Names)
{
    /// <summary>The term that each column belongs to; nothing for the intercept.</summary>
    public string[] Terms { get; private init; } = [];

    /// <summary>Every column of the file that the terms name.</summary>
    public static IEnumerable<string> Columns(IEnumerable<string> terms) => terms.SelectMany(t => FormulaTerms.Cut(t, ":*")).Select(FormulaTerms.Bare).Distinct();

    public static Outcome<LinearDesign> Make(string source, IReadOnlyList<CsvRow> rows, IReadOnlyList<string> terms, IReadOnlyCollection<string> factors)
    {
        var problems = new List<Problem>();
        var single = new Dictionary<string, List<(string Name, double[] Values)>>();
        foreach (string column in Columns(terms)) single[column] = Expand(source, rows, column, factors.Contains(column), problems);
        if (problems.Count > 0) return Outcome<LinearDesign>.Refused(problems);
        List<(string Name, double[] Values)> columns = [("(intercept)", [.. rows.Select(_ => 1.0)])];
        List<string> belongs = [""];
        foreach (string[] term in Expanded(terms))
        {
            List<(string Name, double[] Values)> product = [("", [.. rows.Select(_ => 1.0)])];
            foreach (string part in term)
                product = [.. product.SelectMany(_ => single[part], (a, b) => (a.Name.Length == 0 ? b.Name : a.Name + ":" + b.Name, a.Values.Zip(b.Values, (x, y) => x * y).ToArray()))];
            columns.AddRange(product);
            belongs.AddRange(product.Select(_ => string.Join(':', term)));
        }
        var values = new double[rows.Count, columns.Count];
        for (int c = 0; c < columns.Count; c++)
            for (int i = 0; i < rows.Count; i++) values[i, c] = columns[c].Values[i];
        return Outcome<LinearDesign>.Of(new(values, [.. columns.Select(c => c.Name)]) { Terms = [.. belongs] });
    }

    /// <summary>a*b stands for a, b and a:b; main effects come first, each term once.</summary>
    private static List<string[]> Expanded(IEnumerable<string> terms)
    {
        var all = new List<string[]>();
        foreach (string term in terms)
        {
            string[][] factors = [.. FormulaTerms.Cut(term, "*").Select(f => FormulaTerms.Cut(f, ":").Select(FormulaTerms.Bare).ToArray())];
            for (int subset = 1; subset < 1 << factors.Length; subset++)
            {
                string[] chosen = [.. factors.Where((_, k) => (subset >> k & 1) == 1).SelectMany(f => f)];
                if (!all.Any(t => t.ToHashSet().SetEquals(chosen))) all.Add(chosen);
            }
        }
        return [.. all.OrderBy(t => t.Length)];
    }

    private static List<(string, double[])> Expand(string source, IReadOnlyList<CsvRow> rows, string column, bool factor, List<Problem> problems)
    {
        bool number = !factor && rows.Any(r => double.TryParse(r[column], NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        if (number) return [(column, [.. rows.Select(r => r.Number(column, problems, "a number, as in the other rows") ?? 0)])];
        var labels = Labels.Of(rows.Select(r => r[column]));
        if (labels.Names.Length < 2) problems.Add(new Problem($"{source}, column {column}", $"'{labels.Names.FirstOrDefault()}' in every row", "two levels or more"));
        return [.. Enumerable.Range(1, Math.Max(0, labels.Names.Length - 1)).Select(level => (column + labels.Names[level], labels.Codes.Select(c => c == level ? 1.0 : 0).ToArray()))];
    }
}
