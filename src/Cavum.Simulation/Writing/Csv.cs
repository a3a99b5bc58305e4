using System.Globalization;
using System.Text;

namespace Cavum.Simulation;

/// <summary>Writes a comma-separated table (RFC 4180, line feed, UTF-8); no value is an empty field.</summary>
internal sealed class Csv
{
    private readonly StringBuilder text = new();
    private readonly int columns;

    public Csv(string header)
    {
        columns = header.Count(c => c == ',') + 1;
        text.Append(header).Append('\n');
    }

    public Csv Row(params ReadOnlySpan<object?> fields)
    {
        if (fields.Length != columns) throw new ArgumentException($"{fields.Length} fields for {columns} columns.", nameof(fields));
        for (int i = 0; i < fields.Length; i++) text.Append(i > 0 ? "," : "").Append(Field(fields[i]));
        text.Append('\n');
        return this;
    }

    public override string ToString() => text.ToString();

    private static string Field(object? value)
    {
        string field = value switch
        {
            null => "",
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            double number => number.ToString("0.###", CultureInfo.InvariantCulture),
            bool flag => flag ? "yes" : "no",
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return field.AsSpan().ContainsAny(",\"\n\r") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
    }
}
