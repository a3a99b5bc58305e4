using System.Globalization;

namespace Cavum.Core;

/// <summary>A comma-separated table with a header row (RFC 4180), kept with its places so that a refusal can name them.</summary>
/// <remarks>
/// UTF-8 with or without BOM; <c>.</c> as decimal mark; missing is an empty field or <c>NA</c>. A row with another
/// number of fields than the header, a quote left open and a column named twice are refused, all at once.
/// </remarks>
public sealed class CsvTable
{
    private readonly Dictionary<string, int> columnIndex;

    private CsvTable(string source, string[] columns, CsvRow[] rows)
    {
        Source = source;
        Columns = columns;
        columnIndex = columns.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        foreach (var row in rows) row.Table = this;
        Rows = rows;
    }

    /// <summary>The file's name as people know it.</summary>
    public string Source { get; }
    public IReadOnlyList<string> Columns { get; }
    public IReadOnlyList<CsvRow> Rows { get; }

    public bool HasColumn(string name) => columnIndex.ContainsKey(name);

    internal int IndexOf(string column) => columnIndex.TryGetValue(column, out int i)
        ? i : throw new ArgumentException($"{Source} has no column '{column}'.", nameof(column));

    public static Outcome<CsvTable> ReadFile(string path, string? name = null)
    {
        name ??= Path.GetFileName(path);
        if (!File.Exists(path)) return Outcome<CsvTable>.Refused(new Problem(name, "", "a file that exists"));
        try
        {
            return Parse(File.ReadAllText(path), name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Outcome<CsvTable>.Refused(new Problem(name, e.Message, "a file that can be read"));
        }
    }

    public static Outcome<CsvTable> Parse(string text, string source)
    {
        var problems = new List<Problem>();
        var records = CsvParser.Records(text, source, problems);
        if (records.Count == 0)
        {
            problems.Add(new Problem(source, "", "a header row that names the columns"));
            return Outcome<CsvTable>.Refused(problems);
        }
        string[] header = [.. records[0].Fields.Select(f => f.Trim())];
        foreach (var twice in header.GroupBy(h => h, StringComparer.Ordinal).Where(g => g.Count() > 1))
            problems.Add(new Problem($"{source}, line {records[0].Line}", twice.Key, "each column named once"));
        var rows = new List<CsvRow>(records.Count - 1);
        foreach (var (line, fields) in records.Skip(1))
        {
            if (fields.Length == 1 && fields[0].Length == 0 && header.Length > 1) continue; // a blank line
            if (fields.Length != header.Length)
                problems.Add(new Problem($"{source}, line {line}", $"{fields.Length} fields", $"{header.Length} fields, as in the header"));
            else rows.Add(new CsvRow(line, fields));
        }
        return problems.Count > 0 ? Outcome<CsvTable>.Refused(problems) : Outcome<CsvTable>.Of(new(source, header, [.. rows]));
    }

    /// <summary>Problems for the columns that are not there, if any.</summary>
    public IEnumerable<Problem> Missing(params IEnumerable<string> needed) =>
        needed.Where(n => !HasColumn(n)).Select(n =>
            new Problem($"{Source}, line 1", string.Join(", ", Columns), $"a column '{n}'"));

    /// <summary>The rows whose <paramref name="column"/> holds exactly <paramref name="value"/>.</summary>
    public CsvTable Where(string column, string value)
    {
        int i = IndexOf(column);
        return new(Source, [.. Columns], [.. Rows.Where(r => r.Fields[i].Trim() == value).Select(r => new CsvRow(r.Line, r.Fields))]);
    }
}

/// <summary>One row of a <see cref="CsvTable"/> with the line of the file on which it starts (from 1).</summary>
public sealed class CsvRow(int line, string[] fields)
{
    public int Line { get; } = line;
    public string[] Fields { get; } = fields;
    public CsvTable Table { get; internal set; } = null!;

    /// <summary>The field, trimmed.</summary>
    public string this[string column] => Fields[Table.IndexOf(column)].Trim();

    public string Place(string column) => $"{Table.Source}, line {Line}, column {column}";

    public bool IsMissing(string column) => this[column] is "" or "NA";

    /// <summary>The number in a column, null where it is missing; anything else becomes a problem.</summary>
    public double? Number(string column, List<Problem> problems, string expected = "a number")
    {
        if (IsMissing(column)) return null;
        if (double.TryParse(this[column], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
            return value;
        problems.Add(new Problem(Place(column), this[column], expected));
        return null;
    }
}
