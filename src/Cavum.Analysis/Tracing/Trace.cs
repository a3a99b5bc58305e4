using System.Text.Json;
using Cavum.Core;

namespace Cavum.Analysis;

/// <summary>One number followed back: the rules from it to the raw bytes, and whether those bytes still hold.</summary>
/// <param name="Stale">True when some byte that the result was made of is no longer the one that was analysed.</param>
/// <param name="Value">The number as it stands in results.json, or the object's JSON when the id names an object.</param>
public sealed record TraceResult(
    string Id, string ResolvedId, JsonElement? Value, bool Stale, IReadOnlyList<ProvenanceEntry> Steps, IReadOnlyList<TracedSource> Sources);

public sealed record TracedSource(string Path, string Sha256, string Locator, string Read, bool Holds);

/// <summary>Follows result ids through provenance.json.</summary>
public sealed class Tracer
{
    private readonly Dictionary<string, ProvenanceEntry> entries;
    private readonly SourceReader reader;
    private readonly Dictionary<string, JsonElement> objects = new(StringComparer.Ordinal);
    private readonly JsonElement root;

    private Tracer(string folder, ProvenanceDocument provenance, JsonElement results)
    {
        entries = provenance.Entries.ToDictionary(e => e.Id, StringComparer.Ordinal);
        reader = new SourceReader(folder);
        root = results;
        Index(results);
    }

    /// <summary>Opens the report of an analysed study.</summary>
    public static Outcome<Tracer> Open(string folder)
    {
        string report = ReportFolder.Of(folder);
        var problems = new List<Problem>();
        foreach (string name in new[] { ReportFolder.Results, ReportFolder.Provenance })
            if (!File.Exists(Path.Combine(report, name)))
                problems.Add(new Problem(Path.Combine(folder, "report", name), "", "a report: run 'cavum analyze' on the study first"));
        if (problems.Count > 0) return Outcome<Tracer>.Refused(problems);
        try
        {
            var provenance = JsonSerializer.Deserialize<ProvenanceDocument>(File.ReadAllText(Path.Combine(report, ReportFolder.Provenance)), CanonicalJson.Options)!;
            byte[] bytes = File.ReadAllBytes(Path.Combine(report, ReportFolder.Results));
            string hash = ContentHash.Of(bytes).Hex;
            if (hash != provenance.ResultsSha256)
                return Outcome<Tracer>.Refused(new Problem(Path.Combine("report", ReportFolder.Results), "bytes of SHA-256 " + hash,
                    $"the results that provenance.json belongs to ({provenance.ResultsSha256}): the analysis was interrupted or a file was edited; run 'cavum analyze' again"));
            using var results = JsonDocument.Parse(bytes);
            return Outcome<Tracer>.Of(new Tracer(folder, provenance, results.RootElement.Clone()));
        }
        catch (JsonException e)
        {
            return Outcome<Tracer>.Refused(new Problem(Path.Combine("report", ReportFolder.Provenance), e.Message, "the documents that 'cavum analyze' wrote, unchanged"));
        }
    }

    public IReadOnlyCollection<string> Objects => objects.Keys;

    /// <summary>Follows a result id (<c>ebv.S01.kinetics.halfLifeDays</c>), an object's id, or a JSON pointer into results.json (<c>/answer/primary</c>).</summary>
    public Outcome<TraceResult> Follow(string id)
    {
        string asked = id;
        if (id.StartsWith('/') && FromPointer(id) is { } pointed) id = pointed;
        if (Resolve(id) is not { } entry || Value(id) is not { } value)
            return Outcome<TraceResult>.Refused(new Problem("RESULT-ID", asked, "a result id of report/results.json, for example " + string.Join(", ", objects.Keys.Take(3))));
        var steps = new List<ProvenanceEntry>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var queue = new Queue<ProvenanceEntry>([entry]);
        seen.Add(entry.Id);
        while (queue.TryDequeue(out var step))
        {
            steps.Add(step);
            foreach (string input in step.Inputs)
                if (Resolve(input) is { } next && seen.Add(next.Id)) queue.Enqueue(next);
        }
        TracedSource[] sources =
        [
            .. steps.SelectMany(s => s.Sources).Distinct().OrderBy(s => s.Path, StringComparer.Ordinal).ThenBy(s => s.Locator, StringComparer.Ordinal)
                .Select(s => new TracedSource(s.Path, s.Sha256, s.Locator, s.Read, reader.StillHolds(s))),
        ];
        return Outcome<TraceResult>.Of(new TraceResult(asked, entry.Id, value, sources.Any(s => !s.Holds), steps, sources));
    }

    /// <summary>The entry of the id itself, or of the nearest result that contains it.</summary>
    private ProvenanceEntry? Resolve(string id)
    {
        while (true)
        {
            if (entries.TryGetValue(id, out var entry)) return entry;
            int dot = id.LastIndexOf('.');
            if (dot < 0) return null;
            id = id[..dot];
        }
    }

    private JsonElement? Value(string id)
    {
        if (objects.TryGetValue(id, out var whole)) return whole;
        int dot = id.LastIndexOf('.');
        return dot > 0 && objects.TryGetValue(id[..dot], out var parent) && parent.TryGetProperty(id[(dot + 1)..], out var value) ? value : null;
    }

    private string? FromPointer(string pointer)
    {
        var at = root;
        string? last = null;
        string tail = "";
        foreach (string part in pointer.Split('/').Skip(1))
        {
            if (at.ValueKind == JsonValueKind.Array && int.TryParse(part, out int i) && i >= 0 && i < at.GetArrayLength()) at = at[i];
            else if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(part, out var next)) at = next;
            else return null;
            tail = part;
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty("resultId", out var own))
            {
                last = own.GetString();
                tail = "";
            }
        }
        return last is null ? null : tail.Length == 0 ? last : last + "." + tail;
    }

    private void Index(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty("resultId", out var id)) objects[id.GetString()!] = element;
            foreach (var property in element.EnumerateObject()) Index(property.Value);
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Index(item);
        }
    }
}

/// <summary>Names of the files that an analysis writes.</summary>
public static class ReportFolder
{
    public const string Results = "results.json";
    public const string Provenance = "provenance.json";
    public const string Page = "index.html";

    public static string Of(string studyFolder) => Path.Combine(studyFolder, "report");
}
