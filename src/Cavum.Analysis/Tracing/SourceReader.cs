using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Names the raw bytes behind a result, and reads them again to see whether they still hold.</summary>
public sealed class SourceReader(string folder)
{
    private const string OwnTables = "cavum:";
    private readonly Dictionary<string, (CsvTable? Table, string Sha256)?> opened = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>The rows of a table in which <paramref name="column"/> is <paramref name="value"/>; no rows is a fact too.</summary>
    public ProvenanceSource Rows(string path, string column, string value)
    {
        string locator = $"rows where {column} = {value}";
        if (Open(path) is not ({ } table, var sha256)) return new(path, "", locator, "the table is not there", Digest(""));
        CsvRow[] rows = table.HasColumn(column) ? [.. table.Rows.Where(r => r[column] == value)] : [];
        var canonical = new StringBuilder();
        foreach (var row in rows)
            canonical.AppendJoin('\u001f', table.Columns.Order(StringComparer.Ordinal).Select(c => c + "=" + row[c])).Append('\n');
        string read = rows.Length == 0 ? "no such row"
            : string.Join("; ", rows.Take(3).Select(r => string.Create(CultureInfo.InvariantCulture, $"line {r.Line}: {string.Join(",", r.Fields)}")))
              + (rows.Length > 3 ? string.Create(CultureInfo.InvariantCulture, $"; and {rows.Length - 3} more") : "");
        return new(path, sha256, locator, read, Digest(canonical.ToString()));
    }

    /// <summary>A whole file of the study.</summary>
    public ProvenanceSource File(string path, string locator, string read)
    {
        string full = Full(path);
        string sha256 = System.IO.File.Exists(full) ? ContentHash.OfFile(full).Hex : "";
        return new(path, sha256, locator, read, sha256);
    }

    /// <summary>A raw file whose bytes were already held against the manifest.</summary>
    public static ProvenanceSource Raw(SourceFile file, string locator, string read) => new(file.Path, file.Hash.Hex, locator, read, file.Hash.Hex);

    /// <summary>True when the bytes that were used are still the same.</summary>
    public bool StillHolds(ProvenanceSource source)
    {
        const string rows = "rows where ";
        if (source.Locator.StartsWith(rows, StringComparison.Ordinal))
        {
            string[] key = source.Locator[rows.Length..].Split(" = ", 2);
            return key.Length == 2 && Rows(source.Path, key[0], key[1]).Digest == source.Digest;
        }
        string full = Full(source.Path);
        if (!System.IO.File.Exists(full)) return false;
        lock (gate)
        {
            if (!opened.TryGetValue("file:" + full, out var known))
            {
                known = (null, ContentHash.OfFile(full).Hex);
                opened["file:" + full] = known;
            }
            return known!.Value.Sha256 == source.Sha256;
        }
    }

    private static string Digest(string text) => ContentHash.Of(Encoding.UTF8.GetBytes(text)).Hex;

    private string Full(string path) => Path.Combine(folder, path.Replace('/', Path.DirectorySeparatorChar));

    private (CsvTable? Table, string Sha256)? Open(string path)
    {
        lock (gate)
        {
            if (opened.TryGetValue(path, out var known)) return known;
            return opened[path] = path.StartsWith(OwnTables, StringComparison.Ordinal) ? OpenOwn(path[OwnTables.Length..]) : OpenFile(path);
        }
    }

    private (CsvTable? Table, string Sha256)? OpenFile(string path)
    {
        string full = Full(path);
        if (!System.IO.File.Exists(full)) return null;
        var table = CsvTable.ReadFile(full, path);
        return table.IsRefused ? null : (table.Value, ContentHash.OfFile(full).Hex);
    }

    private static (CsvTable? Table, string Sha256)? OpenOwn(string name)
    {
        byte[] bytes = ReferenceTables.Bytes(name);
        return (CsvTable.Parse(Encoding.UTF8.GetString(bytes), name).Value, ContentHash.Of(bytes).Hex);
    }
}
