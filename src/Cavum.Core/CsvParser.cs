namespace Cavum.Core;

/// <summary>
/// Where the fields of RFC 4180 text lie. Fields are places in the text and become strings only when asked for:
/// a table of a million rows is then its text and two numbers a field.
/// </summary>
internal sealed class CsvFields(string text)
{
    private readonly Dictionary<int, string> rewritten = [];
    private int[] bounds = new int[256];
    private int count;

    public int Count => count;

    public ReadOnlySpan<char> this[int field] => bounds[2 * field] < 0 ? rewritten[field] : text.AsSpan(bounds[2 * field]..bounds[2 * field + 1]);

    public void Add(int start, int end)
    {
        if (2 * count == bounds.Length) Array.Resize(ref bounds, 2 * bounds.Length);
        bounds[2 * count] = start;
        bounds[2 * count + 1] = end;
        count++;
    }

    /// <summary>A field that does not stand in the text as it reads, such as one with doubled quotes.</summary>
    public void Add(string field)
    {
        rewritten[count] = field;
        Add(-1, -1);
    }
}

/// <summary>A record: the line on which it starts, its first field, and how many it has.</summary>
internal readonly record struct CsvRecord(int Line, int First, int Count);

/// <summary>Splits RFC 4180 text into records.</summary>
internal static class CsvParser
{
    internal static (List<CsvRecord> Records, CsvFields Fields) Read(string text, string source, List<Problem> problems)
    {
        var records = new List<CsvRecord>();
        var fields = new CsvFields(text);
        int line = 1, i = text.StartsWith('\uFEFF') ? 1 : 0;
        while (i < text.Length)
        {
            int start = line, first = fields.Count;
            bool more = true;
            while (more)
            {
                i = i < text.Length && text[i] == '"' ? Quoted(text, i, fields, source, start, ref line, problems) : Unquoted(text, i, fields);
                more = i < text.Length && text[i] == ',';
                if (more) i++;
            }
            records.Add(new(start, first, fields.Count - first));
            if (i >= text.Length) break;
            i += text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 2 : 1;
            line++;
        }
        return (records, fields);
    }

    private static int Unquoted(string text, int start, CsvFields fields)
    {
        int length = text.AsSpan(start).IndexOfAny(',', '\r', '\n');
        int end = length < 0 ? text.Length : start + length;
        fields.Add(start, end);
        return end;
    }

    private static int Quoted(string text, int quote, CsvFields fields, string source, int recordLine, ref int line, List<Problem> problems)
    {
        int i = quote + 1;
        bool doubled = false;
        while (true)
        {
            int length = text.AsSpan(i).IndexOfAny('"', '\n');
            if (length < 0)
            {
                problems.Add(new Problem($"{source}, line {recordLine}", "a quote that is not closed", "a closing '\"'"));
                fields.Add(quote + 1, text.Length);
                return text.Length;
            }
            i += length;
            if (text[i] == '\n') line++;
            else if (i + 1 < text.Length && text[i + 1] == '"') { doubled = true; i++; }
            else break;
            i++;
        }
        int rest = text.AsSpan(i + 1).IndexOfAny(',', '\r', '\n');
        int end = rest < 0 ? text.Length : i + 1 + rest;
        if (!doubled && end == i + 1) fields.Add(quote + 1, i);
        else fields.Add(text[(quote + 1)..i].Replace("\"\"", "\"", StringComparison.Ordinal) + text[(i + 1)..end]); // what follows a closing quote belongs to the field
        return end;
    }
}
