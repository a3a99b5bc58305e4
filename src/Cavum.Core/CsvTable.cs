using System.Globalization;

namespace Cavum.Core;

/// <summary>A comma-separated table with a header row (RFC 4180), kept with its places so that a refusal can name them.</summary>
/// <remarks>
/// UTF-8 with or without BOM; <c>.</c> as decimal mark; missing is an empty field or <c>NA</c>. A row with another
/// number of fields than the header, a quote left open, a column named twice and bytes that are not UTF-8 are refused, all at once.
/// </remarks>
public sealed class CsvTable
{
    private readonly CsvFields fields;
    private readonly Dictionary<string, int> columnIndex;

    private CsvTable(string source, string[] columns, CsvFields fields, IEnumerable<CsvRecord> records)
    {
        Source = source;
        Columns = columns;
        this.fields = fields;
        columnIndex = columns.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        Rows = [.. records.Select(r => new CsvRow(this, fields, r))];
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
        return TextFile.Read(path, name).Then(text => Parse(text, name));
    }

    public static Outcome<CsvTable> Parse(string text, string source)
    {
        var problems = new List<Problem>();
        var (records, fields) = CsvParser.Read(text, source, problems);
        if (records.Count == 0)
        {
            problems.Add(new Problem(source, "", "a header row that names the columns"));
            return Outcome<CsvTable>.Refused(problems);
        }
        string[] header = [.. Enumerable.Range(0, records[0].Count).Select(f => fields[f].Trim().ToString())];
        foreach (var twice in header.GroupBy(h => h, StringComparer.Ordinal).Where(g => g.Count() > 1))
            problems.Add(new Problem($"{source}, line {records[0].Line}", twice.Key, "each column named once"));
        var rows = new List<CsvRecord>(records.Count - 1);
        for (int i = 1; i < records.Count; i++)
        {
            var record = records[i];
            if (record.Count == 1 && fields[record.First].IsEmpty && header.Length > 1) continue; // a blank line
            if (record.Count != header.Length)
                problems.Add(new Problem($"{source}, line {record.Line}", $"{record.Count} fields", $"{header.Length} fields, as in the header"));
            else rows.Add(record);
        }
        return problems.Count > 0 ? Outcome<CsvTable>.Refused(problems) : Outcome<CsvTable>.Of(new(source, header, fields, rows));
    }

    /// <summary>Problems for the columns that are not there, if any.</summary>
    public IEnumerable<Problem> Missing(params IEnumerable<string> needed) =>
        needed.Where(n => !HasColumn(n)).Select(n =>
            new Problem($"{Source}, line 1", string.Join(", ", Columns), $"a column '{n}'"));

    /// <summary>The rows whose <paramref name="column"/> holds exactly <paramref name="value"/>.</summary>
    public CsvTable Where(string column, string value)
    {
        int i = IndexOf(column);
        return new(Source, [.. Columns], fields, Rows.Where(r => fields[r.Record.First + i].Trim().SequenceEqual(value)).Select(r => r.Record));
    }
}

/// <summary>One row of a <see cref="CsvTable"/> with the line of the file on which it starts (from 1).</summary>
public sealed class CsvRow
{
    private readonly CsvFields fields;

    internal CsvRow(CsvTable table, CsvFields fields, CsvRecord record)
    {
        Table = table;
        this.fields = fields;
        Record = record;
    }

    internal CsvRecord Record { get; }

    public CsvTable Table { get; }
    public int Line => Record.Line;

    /// <summary>The fields as they stand, untrimmed.</summary>
    public string[] Fields => [.. Enumerable.Range(Record.First, Record.Count).Select(f => fields[f].ToString())];

    /// <summary>The field, trimmed.</summary>
    public string this[string column] => Span(column).ToString();

    /// <summary>The field, trimmed, without a copy.</summary>
    public ReadOnlySpan<char> Span(string column) => fields[Record.First + Table.IndexOf(column)].Trim();

    public string Place(string column) => $"{Table.Source}, line {Line}, column {column}";

    public bool IsMissing(string column) => Span(column) is "" or "NA";

    /// <summary>The number in a column, null where it is missing; anything else becomes a problem.</summary>
    public double? Number(string column, List<Problem> problems, string expected = "a number")
    {
        var field = Span(column);
        if (field is "" or "NA") return null;
        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
            return value;
        problems.Add(new Problem(Place(column), field.ToString(), expected));
        return null;
    }
}
