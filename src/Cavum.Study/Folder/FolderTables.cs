using Cavum.Core;

namespace Cavum.Study;

/// <summary>The tables of a study folder: which there are, what columns they need, and the reading of their bytes.</summary>
internal sealed class FolderTables(string folder, List<Problem> problems)
{
    private readonly Dictionary<string, StudyFile> files = new(StringComparer.Ordinal);
    private readonly HashSet<string> unread = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, StudyFile> Files => files;

    /// <summary>True when the table could not be read: what other tables say of its rows is then not judged, since each would be the same complaint again.</summary>
    public bool Unread(string name) => unread.Contains(name);

    public string Folder => folder;

    /// <summary>The rows of a table; none when the table is not there or cannot be read (which is then a problem).</summary>
    public IReadOnlyList<RowReader> Rows(string name, bool required, params string[] columns)
    {
        string path = Path.Combine(folder, name);
        if (Directory.Exists(path)) return Refuse(name, new Problem(name, "a folder", "a table, as a file"));
        if (!File.Exists(path))
            return required ? Refuse(name, new Problem(name, "", "a table with the columns " + string.Join(", ", columns))) : [];
        var read = CsvTable.ReadFile(path, name);
        if (!read.TryGet(out var table)) return Refuse(name, [.. read.Problems]);
        Problem[] missing = [.. table.Missing(columns)];
        files[name] = new StudyFile(name, ContentHash.OfFile(path), table);
        return missing.Length > 0 ? Refuse(name, missing) : [.. table.Rows.Select(r => new RowReader(r, problems))];
    }

    private IReadOnlyList<RowReader> Refuse(string name, params Problem[] found)
    {
        unread.Add(name);
        problems.AddRange(found);
        return [];
    }

    /// <summary>The text of a JSON document; null when it is not there (which is then a problem).</summary>
    public string? Document(string name)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            problems.Add(new Problem(name, Directory.Exists(path) ? "a folder" : "", "a JSON document (see docs/study-folder.md)"));
            return null;
        }
        try
        {
            files[name] = new StudyFile(name, ContentHash.OfFile(path), null);
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(name, e.Message, "a document that can be read"));
            return null;
        }
    }
}
