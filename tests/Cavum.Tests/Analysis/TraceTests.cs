using System.Text.Json;
using Cavum.Analysis;

namespace Cavum.Tests.Analysis;

public class TraceTests(SimulatedStudy study) : IClassFixture<SimulatedStudy>
{
    [Fact]
    public void Every_number_of_the_results_leads_to_raw_bytes_that_hold()
    {
        var tracer = Tracer.Open(study.Folder).Value;
        var wrong = new List<string>();
        int numbers = 0;
        foreach (string id in NumberIds(JsonDocument.Parse(File.ReadAllText(study.Report("results.json"))).RootElement, null))
        {
            numbers++;
            var trace = tracer.Follow(id);
            if (trace.IsRefused) wrong.Add(trace.Problems[0].ToString());
            else if (trace.Value.Sources.Count == 0) wrong.Add($"{id} has no source");
            else if (trace.Value.Stale) wrong.Add($"{id} is stale though nothing changed: {trace.Value.Sources.First(s => !s.Holds)}");
            if (wrong.Count > 20) break;
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(numbers > 1000, $"only {numbers} numbers were walked");
    }

    [Fact]
    public void A_number_without_a_result_id_would_be_noticed()
    {
        var missing = NumberIds(JsonDocument.Parse("""{"a":{"resultId":"x","n":1},"b":{"n":2}}""").RootElement, null).ToList();

        Assert.Equal(["x.n", "no result id above /n"], missing);
    }

    [Fact]
    public void A_changed_row_makes_exactly_the_results_of_that_subject_stale()
    {
        using var copy = new CopiedStudy(study.Folder);
        string subject = study.Analysed.Results.Subjects[1].Subject;
        copy.ReplaceInRow("subjects.csv", subject + ",", ",M,", ",F,", ",F,", ",M,");

        var tracer = Tracer.Open(copy.Folder).Value;
        foreach (var entry in study.Analysed.Provenance)
        {
            bool uses = Reaches(entry.Id, s => s.Path == "subjects.csv" && (s.Locator.EndsWith("subject = " + subject, StringComparison.Ordinal) || s.Locator == "the whole table"));
            var trace = tracer.Follow(entry.Id);
            if (!trace.IsRefused) Assert.True(uses == trace.Value.Stale, $"{entry.Id}: uses {uses}, stale {trace.Value.Stale}");
        }
    }

    [Fact]
    public void A_changed_byte_of_a_raw_file_makes_exactly_its_dependents_stale()
    {
        using var copy = new CopiedStudy(study.Folder);
        string path = study.Analysed.Record.Sources.Values.First(s => s.Kind == "qpcr").Path;
        copy.FlipByte(path);

        var tracer = Tracer.Open(copy.Folder).Value;
        int stale = 0;
        foreach (var entry in study.Analysed.Provenance)
        {
            var trace = tracer.Follow(entry.Id);
            if (trace.IsRefused) continue;
            Assert.Equal(Reaches(entry.Id, s => s.Path == path), trace.Value.Stale);
            if (trace.Value.Stale) stale++;
        }
        Assert.InRange(stale, 1, study.Analysed.Provenance.Count - 1);
    }

    [Fact]
    public void Trace_command_shows_file_hash_and_well_and_refuses_what_it_does_not_know()
    {
        var point = study.Analysed.Results.EbvDna.SelectMany(s => s.Samples).First(p => p.Origin == "run" && p.Status == "quantified");
        var json = Run.Json("trace", study.Folder, point.ResultId + ".iuPerMl");

        Assert.Equal(point.IuPerMl!.Value, json.GetProperty("value").GetDouble());
        Assert.Contains(json.GetProperty("sources").EnumerateArray(), s => s.GetProperty("sha256").GetString()!.Length == 64 && s.GetProperty("locator").GetString()!.Contains("cycles", StringComparison.Ordinal));
        Assert.Equal(1, Run.Cavum("trace", study.Folder, "no.such.number").Exit);
        Assert.Equal(0, Run.Cavum("trace", study.Folder, "/answer/primary/ebvResponse/count").Exit);
        Assert.Equal(1, Run.Cavum("trace", Path.GetTempPath(), "answer").Exit);
    }

    [Fact]
    public void Results_that_are_not_those_of_the_provenance_are_refused()
    {
        using var copy = new CopiedStudy(study.Folder);
        string results = Path.Combine(copy.Folder, "report", "results.json");
        File.WriteAllText(results, File.ReadAllText(results).Replace("\"verdict\": \"", "\"verdict\":  \"", StringComparison.Ordinal));

        Assert.Contains("interrupted or a file was edited", Tracer.Open(copy.Folder).Problems[0].Expected, StringComparison.Ordinal);
    }

    /// <summary>True when the result, or something that went into it, used a matching source.</summary>
    private bool Reaches(string id, Func<ProvenanceSource, bool> matches)
    {
        var entries = study.Analysed.Provenance.ToDictionary(e => e.Id, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var stack = new Stack<string>([id]);
        while (stack.TryPop(out string? next))
        {
            while (!entries.ContainsKey(next)) next = next[..next.LastIndexOf('.')];
            if (!seen.Add(next)) continue;
            if (entries[next].Sources.Any(matches)) return true;
            foreach (string input in entries[next].Inputs) stack.Push(input);
        }
        return false;
    }

    private static IEnumerable<string> NumberIds(JsonElement element, string? owner, string path = "")
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                string? own = element.TryGetProperty("resultId", out var id) ? id.GetString() : null;
                foreach (var property in element.EnumerateObject())
                    foreach (string found in NumberIds(property.Value, own ?? (property.Value.ValueKind == JsonValueKind.Number ? null : owner), path + "/" + property.Name)) yield return found;
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    foreach (string found in NumberIds(item, owner, path)) yield return found;
                break;
            case JsonValueKind.Number:
                string key = path[(path.LastIndexOf('/') + 1)..];
                yield return owner is null ? $"no result id above /{key}" : $"{owner}.{key}";
                break;
        }
    }
}
