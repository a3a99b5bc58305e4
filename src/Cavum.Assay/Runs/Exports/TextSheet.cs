using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Text of an instrument's file: decoded by its marks, cut into lines and fields.</summary>
internal static class ExportText
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <summary>UTF-8 (with or without BOM), UTF-16 by BOM or by its zero bytes, else Latin-1, which every byte sequence is.</summary>
    internal static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Encoding.Unicode.GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) bytes = bytes[3..];
        if (IsUtf16(bytes, 1)) return Encoding.Unicode.GetString(bytes);
        if (IsUtf16(bytes, 0)) return Encoding.BigEndianUnicode.GetString(bytes);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    /// <summary>Whether the head is UTF-16 without its mark: every second byte zero for nearly all of it, the others never.</summary>
    private static bool IsUtf16(ReadOnlySpan<byte> bytes, int zero)
    {
        if (bytes.Length < 8 || bytes.Length % 2 != 0) return false;
        int pairs = Math.Min(bytes.Length / 2, 200), zeros = 0;
        for (int i = 0; i < pairs; i++)
        {
            if (bytes[2 * i + zero] == 0) zeros++;
            if (bytes[2 * i + 1 - zero] == 0) return false;
        }
        return zeros >= 0.9 * pairs;
    }

    internal const int MaximumLine = 1_000_000, MaximumLines = 600_000, MaximumCells = 4_000_000, MaximumBytes = 32 * 1024 * 1024;

    internal static readonly string LengthExpected = $"a text of at most {MaximumBytes >> 20} MB (twice that in UTF-16)";

    /// <summary>How long a text is when it is too long to be decoded; null otherwise. XML has bounds of its own.</summary>
    internal static string? TooLong(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= MaximumBytes) return null;
        var head = bytes[..64];
        bool wide = head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || IsUtf16(head, 1) || IsUtf16(head, 0);
        return wide && bytes.Length <= 2 * MaximumBytes ? null : string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes of text");
    }

    /// <summary>Why a text is no export for its shape alone, found before it is cut up; null when it may be one.</summary>
    internal static string? WhyUnreadable(string text)
    {
        int lines = 0, start = 0, cells = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is '\t' or ',' or ';') cells++;
            if (text[i] is not ('\n' or '\r')) continue;
            if (i - start > MaximumLine || ++lines > MaximumLines) break;
            start = i + 1;
        }
        return lines > MaximumLines ? $"more than {MaximumLines} lines" : cells > MaximumCells ? $"more than {MaximumCells} fields"
            : text.AsSpan(start).IndexOfAny('\n', '\r') is var end && (end < 0 ? text.Length - start : end) > MaximumLine ? $"a line of more than {MaximumLine} characters" : null;
    }

    /// <summary>Lines ended by LF, CRLF or CR alone.</summary>
    internal static string[] Lines(string text)
    {
        var lines = new List<string>();
        int start = 0;
        while (text.AsSpan(start).IndexOfAny('\n', '\r') is >= 0 and var length)
        {
            lines.Add(length == 0 ? "" : text.Substring(start, length));
            start += length + (text[start + length] == '\r' && start + length + 1 < text.Length && text[start + length + 1] == '\n' ? 2 : 1);
        }
        lines.Add(text[start..]);
        return [.. lines];
    }

    /// <summary>Tab where there is one, else the commoner of semicolon and comma.</summary>
    internal static char SeparatorOf(string line) => line.Contains('\t', StringComparison.Ordinal) ? '\t' : line.Count(c => c == ';') > line.Count(c => c == ',') ? ';' : ',';

    /// <summary>The table whose header is line <paramref name="header"/> (from 0), with at most so many rows.</summary>
    internal static TextSheet Table(string[] lines, int header, char separator, string name, int most = int.MaxValue)
    {
        var rows = new List<(int, string[])>();
        for (int i = header + 1; i < lines.Length && rows.Count < most; i++)
            if (lines[i].AsSpan().Trim(separator).Trim().Length > 0) rows.Add((i + 1, Fields(lines[i], separator)));
        return new(name, "", Fields(lines[header], separator), rows);
    }

    private static string[] Plain(string line, char separator)
    {
        string[] fields = new string[line.AsSpan().Count(separator) + 1];
        int start = 0;
        for (int i = 0; i < fields.Length; i++)
        {
            int length = line.AsSpan(start).IndexOf(separator);
            fields[i] = CellPool.Get((length < 0 ? line.AsSpan(start) : line.AsSpan(start, length)).Trim());
            start += length + 1;
        }
        return fields;
    }

    /// <summary>Fields of one line; quotes hold separators, a doubled quote is a quote.</summary>
    internal static string[] Fields(string line, char separator)
    {
        if (!line.Contains('"', StringComparison.Ordinal)) return Plain(line, separator);
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (quoted && c == '"' && i + 1 < line.Length && line[i + 1] == '"') field.Append(line[++i]);
            else if (c == '"' && (quoted || field.ToString().Trim().Length == 0)) quoted = !quoted;
            else if (c == separator && !quoted)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else field.Append(c);
        }
        fields.Add(field.ToString().Trim());
        return [.. fields];
    }
}

/// <summary>Short fields that were seen before, so that a table of a million equal words holds each of them once.</summary>
internal static class CellPool
{
    private const int Slots = 8192, Longest = 24;

    [ThreadStatic]
    private static string?[]? seen;

    internal static string Get(ReadOnlySpan<char> field)
    {
        if (field.Length == 0) return "";
        if (field.Length > Longest) return field.ToString();
        seen ??= new string?[Slots];
        uint hash = 2166136261;
        foreach (char c in field) hash = (hash ^ c) * 16777619;
        ref string? slot = ref seen[hash % Slots];
        return slot is not null && field.SequenceEqual(slot) ? slot : slot = field.ToString();
    }
}

/// <summary>Numbers as instruments print them.</summary>
internal static partial class ExportNumber
{
    [GeneratedRegex(@"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")]
    private static partial Regex WithThousands();

    [GeneratedRegex(@"^[+-]?\d{1,3},\d{3}$")]
    private static partial Regex OneComma();

    /// <summary>Whether one comma may be a decimal mark or group thousands: "1,234".</summary>
    internal static bool IsAmbiguous(string text) => text.Length is > 4 and < 9 && text.Contains(',', StringComparison.Ordinal) && OneComma().IsMatch(text);

    /// <summary>Digits with '.' as decimal mark and, where they group by three, ',' between thousands; nothing else.</summary>
    internal static bool TryParse(string text, out double value)
    {
        string digits = text.Contains(',', StringComparison.Ordinal) && WithThousands().IsMatch(text) ? text.Replace(",", "", StringComparison.Ordinal) : text;
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}

/// <summary>One table of an export: name, column names, rows with their lines.</summary>
internal sealed class TextSheet(string source, string name, string[] columns, List<(int Line, string[] Cells)> rows)
{
    private readonly Dictionary<string, int> index = Index(columns);

    internal string Name { get; } = name;
    internal string[] Columns { get; } = columns;
    internal List<(int Line, string[] Cells)> Rows { get; } = rows;

    /// <summary>The plain spelling of a column: upper case, Cyrillic letters in Ct made Latin, micro signs made u, spaces single.</summary>
    internal static string Plain(string column)
    {
        var text = new StringBuilder(column.Length);
        foreach (char c in column.Trim())
        {
            char plain = c switch { 'т' or 'Т' => 'T', 'с' or 'С' => 'C', 'µ' or 'μ' or '\uFFFD' => 'u', 'Δ' => 'd', '_' => ' ', _ => c };
            if (plain == ' ' && text.Length > 0 && text[^1] == ' ') continue;
            text.Append(char.ToUpperInvariant(plain));
        }
        return text.ToString();
    }

    private static Dictionary<string, int> Index(string[] columns)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < columns.Length; i++) index.TryAdd(Plain(columns[i]), i);
        return index;
    }

    internal bool Has(string column) => index.ContainsKey(column);

    internal string? First(params string[] names) => names.FirstOrDefault(Has);

    /// <summary>The trimmed cell, empty where the row is shorter or the column is not there.</summary>
    internal string Cell((int Line, string[] Cells) row, string? column) =>
        column is not null && index.TryGetValue(column, out int i) && i < row.Cells.Length ? row.Cells[i].Trim() : "";

    internal string Place((int Line, string[] Cells) row, string? column) => string.Create(
        CultureInfo.InvariantCulture,
        $"{source}{(Name.Length > 0 ? $", {Name}" : "")}, line {row.Line}{(column is not null && index.TryGetValue(column, out int i) ? $", column {Columns[i]}" : "")}");

    /// <summary>The number in a cell; null for empty; anything else becomes a problem.</summary>
    internal double? Number((int Line, string[] Cells) row, string? column, List<Problem> problems, string expected) =>
        column is not null && index.TryGetValue(column, out int i) ? Number(row, i, problems, expected) : null;

    /// <summary>The same by the place of the column, where two may have one name.</summary>
    internal double? Number((int Line, string[] Cells) row, int column, List<Problem> problems, string expected)
    {
        string text = column < row.Cells.Length ? row.Cells[column].Trim() : "";
        if (text.Length == 0 || text is "-" or "NA" or "N/A" or "NaN" or "nan") return null;
        if (TryNumber(text, out double value)) return value;
        if (problems.Count < 100) problems.Add(new Problem($"{Place(row, null)}, column {Columns[column]}", text, text.Contains(',', StringComparison.Ordinal) ? expected + "; a decimal comma is read only when it is stated (--decimal comma)" : expected));
        return null;
    }

    /// <summary>A number as <see cref="ExportNumber"/> reads it; "1,234" only where the table writes decimals with a point elsewhere.</summary>
    internal bool TryNumber(string text, out double value) =>
        ExportNumber.TryParse(text, out value) && (!ExportNumber.IsAmbiguous(text) || (pointIsDecimal ??= WritesDecimalPoints()));

    private bool? pointIsDecimal;

    private bool WritesDecimalPoints()
    {
        bool points = false;
        foreach (var (_, cells) in Rows)
        {
            foreach (string cell in cells)
            {
                int comma = cell.IndexOf(',', StringComparison.Ordinal), point = cell.IndexOf('.', StringComparison.Ordinal);
                if (point >= 0 && double.TryParse(cell, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _)) points = true;
                else if (comma > 0 && point < 0 && !ExportNumber.TryParse(cell, out _) && double.TryParse(cell.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _)) return false;
            }
        }
        return points;
    }
}
