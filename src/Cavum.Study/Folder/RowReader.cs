using System.Globalization;
using Cavum.Core;

namespace Cavum.Study;

/// <summary>Reads typed fields of one row and notes every field that is not what it should be.</summary>
internal sealed class RowReader(CsvRow row, List<Problem> problems)
{
    public CsvRow Row { get; } = row;

    public string Optional(string column) => Row.Table.HasColumn(column) && !Row.IsMissing(column) ? Row[column] : "";

    public string Text(string column, string expected)
    {
        string text = Optional(column);
        if (text.Length == 0) problems.Add(new Problem(Row.Place(column), "", expected));
        return text;
    }

    public string Choice(string column, params ReadOnlySpan<string> allowed)
    {
        string text = Optional(column);
        foreach (string option in allowed)
            if (option == text) return text;
        problems.Add(new Problem(Row.Place(column), text, "one of " + string.Join(", ", allowed.ToArray())));
        return allowed[0];
    }

    public DateOnly? OptionalDate(string column)
    {
        string text = Optional(column);
        if (text.Length == 0) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        problems.Add(new Problem(Row.Place(column), text, "a date YYYY-MM-DD"));
        return null;
    }

    public DateOnly Date(string column)
    {
        if (Optional(column).Length == 0) problems.Add(new Problem(Row.Place(column), "", "a date YYYY-MM-DD"));
        return OptionalDate(column) ?? default;
    }

    public double? Number(string column, double atLeast = double.NegativeInfinity, string expected = "a number")
    {
        if (Optional(column).Length == 0) return null;
        int before = problems.Count;
        double? value = Row.Number(column, problems, expected);
        if (problems.Count == before && value < atLeast) problems.Add(new Problem(Row.Place(column), Row[column], expected));
        return value;
    }

    public int? Integer(string column, int low, int high)
    {
        string text = Optional(column);
        if (text.Length == 0) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= low && value <= high) return value;
        problems.Add(new Problem(Row.Place(column), text, $"a whole number from {low} to {high}"));
        return null;
    }

    public void Problem(string column, string expected) => problems.Add(new Problem(Row.Place(column), Optional(column), expected));
}
