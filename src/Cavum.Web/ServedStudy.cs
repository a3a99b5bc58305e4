using System.Text.Json;
using Cavum.Analysis;
using Cavum.Core;

namespace Cavum.Web;

/// <summary>The study folder that the site shows, as its last analysis left it; read-only, and read again when an analysis has written anew.</summary>
public sealed class ServedStudy
{
    private sealed record Report(DateTime Written, StudyResults? Results, Tracer? Tracer, IReadOnlyList<Problem> Problems);

    private readonly Lock gate = new();
    private volatile Report report;

    private ServedStudy(string folder)
    {
        Folder = folder;
        report = Read();
    }

    public string Folder { get; }

    /// <summary>Null when the folder holds no readable report; <see cref="Problems"/> then says why.</summary>
    public StudyResults? Results => report.Results;

    public Tracer? Tracer => report.Tracer;

    public IReadOnlyList<Problem> Problems => report.Problems;

    /// <summary>When the results that are shown were written: what was derived from older ones is stale.</summary>
    public DateTime Written => report.Written;

    public static ServedStudy Open(string folder) => new(Path.GetFullPath(folder));

    /// <summary>Reads the report again if it is not the one that was read. The results are written last, so their time is the report's.</summary>
    public void Refresh()
    {
        if (File.GetLastWriteTimeUtc(ResultsPath) == report.Written) return;
        lock (gate)
            if (File.GetLastWriteTimeUtc(ResultsPath) != report.Written) report = Read();
    }

    private string ResultsPath => Path.Combine(ReportFolder.Of(Folder), ReportFolder.Results);

    private Report Read()
    {
        var written = File.GetLastWriteTimeUtc(ResultsPath); // taken first: a write during the reading is then read again
        var tracer = Tracer.Open(Folder);
        if (tracer.IsRefused) return new(written, null, null, tracer.Problems);
        try
        {
            return new(written, JsonSerializer.Deserialize<StudyResults>(File.ReadAllText(ResultsPath), CanonicalJson.Options), tracer.Value, []);
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return new(written, null, null, [new Problem(ResultsPath, e.Message, "the document that 'cavum analyze' wrote, unchanged")]);
        }
    }

    /// <summary>The run quantified anew from its raw file, for the certificate.</summary>
    public Outcome<RunCertificate> Certificate(QpcrRunResult run) =>
        RunCertification.Of(Path.Combine(Folder, run.Source), Path.Combine(Folder, "assays", run.Assay + ".json"), run.Run);

    /// <summary>The digital run counted anew from its raw file, with its amplitudes where the file holds them.</summary>
    public Outcome<DigitalCertificate> Certificate(DigitalRunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return DigitalCertification.Of(Path.Combine(Folder, run.Source), Path.Combine(Folder, "assays", run.Assay + ".json"));
    }

    /// <summary>The rows of a table of the record that are about one subject; none when the table is absent.</summary>
    public IReadOnlyList<CsvRow> Rows(string table, string subject)
    {
        string path = Path.Combine(Folder, table);
        if (!File.Exists(path) || !CsvTable.ReadFile(path).TryGet(out var rows) || !rows.HasColumn("subject")) return [];
        return [.. rows.Rows.Where(r => r["subject"] == subject)];
    }
}
