using Cavum.Core;

namespace Cavum.Study;

/// <summary>The tables of a study folder: which there are, what columns they need, and the reading of their bytes.</summary>
internal sealed class FolderTables(string folder, List<Problem> problems)
{
    private readonly Dictionary<string, StudyFile> files = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, StudyFile> Files => files;

    /// <summary>The rows of a table; none when the table is not there or cannot be read (which is then a problem).</summary>
    public IReadOnlyList<RowReader> Rows(string name, bool required, params string[] columns)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            if (required) problems.Add(new Problem(name, "", "a table with the columns " + string.Join(", ", columns)));
            return [];
        }
        var read = CsvTable.ReadFile(path, name);
        if (!read.TryGet(out var table))
        {
            problems.AddRange(read.Problems);
            return [];
        }
        var missing = table.Missing(columns).ToList();
        problems.AddRange(missing);
        files[name] = new StudyFile(name, ContentHash.OfFile(path), table);
        return missing.Count > 0 ? [] : [.. table.Rows.Select(r => new RowReader(r, problems))];
    }

    /// <summary>The text of a JSON document; null when it is not there (which is then a problem).</summary>
    public string? Document(string name)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            problems.Add(new Problem(name, "", "a JSON document (see docs/study-folder.md)"));
            return null;
        }
        files[name] = new StudyFile(name, ContentHash.OfFile(path), null);
        return File.ReadAllText(path);
    }
}
