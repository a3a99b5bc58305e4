using System.Globalization;
using System.Text.Json;
using Cavum.Core;

namespace Cavum.Tests.Stats;

/// <summary>Compares many values with an oracle's and demands that all, or a stated share, agree; a miss names file, line and column.</summary>
internal sealed class OracleCheck(double relative = 1e-9, double absolute = 1e-12)
{
    private readonly List<string> misses = [];

    public int Compared { get; private set; }
    public double WorstRelative { get; private set; }

    /// <summary>Values within 1e-9 relative or 1e-12 absolute, and those that neither side has, whatever this check allows.</summary>
    public int Digits { get; private set; }

    public void Number(string place, double expected, double? got)
    {
        Compared++;
        if (got is { } value)
        {
            double difference = Math.Abs(value - expected);
            if (difference <= Math.Max(1e-9 * Math.Abs(expected), 1e-12)) Digits++;
            if (difference <= absolute) return;
            double error = difference / Math.Abs(expected);
            if (error > WorstRelative && error <= relative) WorstRelative = error;
            if (error <= relative) return;
            misses.Add($"{place}: expected {expected:R}, got {value:R} (off by {error:0.##E+0} of it, allowed {relative:0E+0}).");
        }
        else misses.Add($"{place}: expected {expected:R}, got no value.");
    }

    public void Missing(string place, double? got)
    {
        Compared++;
        if (got is null) Digits++;
        if (got is { } value) misses.Add($"{place}: expected no value, got {value:R}.");
    }

    /// <summary>NA in the oracle is no value here.</summary>
    public void Text(string place, string expected, double? got)
    {
        if (expected is "NA" or "NaN" or "") Missing(place, got);
        else Number(place, double.Parse(expected, CultureInfo.InvariantCulture), got);
    }

    public void Cell(CsvRow row, string column, double? got) => Text(row.Place(column), row[column], got);

    public void Json(string place, JsonElement expected, double? got)
    {
        if (expected.ValueKind == JsonValueKind.Array && expected.GetArrayLength() == 1) expected = expected[0];
        if (expected.ValueKind is JsonValueKind.String or JsonValueKind.Null) Missing(place, got);
        else Number(place, expected.GetDouble(), got);
    }

    public void Json(string place, JsonElement expected, IReadOnlyList<double> got)
    {
        JsonElement[] items = expected.ValueKind switch
        {
            JsonValueKind.Array => [.. expected.EnumerateArray()],
            JsonValueKind.Object => [.. expected.EnumerateObject().Select(p => p.Value)],
            _ => [expected],
        };
        Assert.True(items.Length == got.Count, $"{place}: {items.Length} values expected, {got.Count} got.");
        for (int i = 0; i < items.Length; i++) Json($"{place}[{i}]", items[i], got[i]);
    }

    public void Matrix(string place, JsonElement expected, double[,] got)
    {
        for (int i = 0; i < got.GetLength(0); i++)
            for (int j = 0; j < got.GetLength(1); j++) Json($"{place}[{i}][{j}]", expected[i][j], got[i, j]);
    }

    /// <summary>Every value agrees.</summary>
    public void Passes()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{Compared} values, {Digits} within 1e-9, {misses.Count} misses, worst relative error {WorstRelative:E2}, allowed {relative:E2}");
        Assert.True(Compared > 0, "nothing was compared");
        Assert.True(misses.Count == 0, $"{misses.Count} of {Compared} values differ:\n" + string.Join("\n", misses.Take(40)));
    }

    public static JsonElement ReadJson(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;

    public static CsvTable ReadCsv(string path) =>
        CsvTable.ReadFile(path, Path.Combine(Path.GetFileName(Path.GetDirectoryName(path)!), Path.GetFileName(path))).Value;
}

/// <summary>Columns of an oracle's input.</summary>
internal static class OracleColumns
{
    public static double[] Doubles(this CsvTable table, string column) =>
        [.. table.Rows.Select(r => double.Parse(r[column], CultureInfo.InvariantCulture))];

    public static bool[] Booleans(this CsvTable table, string column) => [.. table.Rows.Select(r => r[column] == "1")];

    public static int[] Codes(this CsvTable table, string column)
    {
        string[] sorted = [.. table.Rows.Select(r => r[column]).Distinct().OrderBy(v => double.TryParse(v, CultureInfo.InvariantCulture, out double d) ? d : 0).ThenBy(v => v, StringComparer.Ordinal)];
        return [.. table.Rows.Select(r => Array.IndexOf(sorted, r[column]))];
    }

    public static T[] Where<T>(this T[] values, int[] codes, int code) => [.. values.Where((_, i) => codes[i] == code)];
}
