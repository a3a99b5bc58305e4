using System.Text.Json;
using Cavum.Analysis;
using Cavum.Core;

namespace Cavum.Web;

/// <summary>The study folder that the site shows, as its last analysis left it; read once, read-only.</summary>
public sealed class ServedStudy
{
    private ServedStudy(string folder, StudyResults? results, Tracer? tracer, IReadOnlyList<Problem> problems)
    {
        Folder = folder;
        Results = results;
        Tracer = tracer;
        Problems = problems;
    }

    public string Folder { get; }

    /// <summary>Null when the folder holds no readable report; <see cref="Problems"/> then says why.</summary>
    public StudyResults? Results { get; }

    public Tracer? Tracer { get; }

    public IReadOnlyList<Problem> Problems { get; }

    public static ServedStudy Open(string folder)
    {
        string full = Path.GetFullPath(folder);
        var tracer = Tracer.Open(full);
        if (tracer.IsRefused) return new(full, null, null, tracer.Problems);
        string path = Path.Combine(ReportFolder.Of(full), ReportFolder.Results);
        try
        {
            var results = JsonSerializer.Deserialize<StudyResults>(File.ReadAllText(path), CanonicalJson.Options);
            return new(full, results, tracer.Value, []);
        }
        catch (JsonException e)
        {
            return new(full, null, null, [new Problem(path, e.Message, "the document that 'cavum analyze' wrote, unchanged")]);
        }
    }

    /// <summary>The rows of a table of the record that are about one subject; none when the table is absent.</summary>
    public IReadOnlyList<CsvRow> Rows(string table, string subject)
    {
        string path = Path.Combine(Folder, table);
        if (!File.Exists(path) || !CsvTable.ReadFile(path).TryGet(out var rows) || !rows.HasColumn("subject")) return [];
        return [.. rows.Rows.Where(r => r["subject"] == subject)];
    }
}
