using System.Text.Json;
using Cavum.Analysis;
using Cavum.Core;

namespace Cavum.Tests.Report;

internal sealed partial class StudyFixture
{
    /// <summary>An entry for every object that has a result id, as the analysis would write it.</summary>
    public static IReadOnlyDictionary<string, ProvenanceEntry> Provenance(StudyResults results)
    {
        var entries = new Dictionary<string, ProvenanceEntry>(StringComparer.Ordinal);
        Walk(JsonDocument.Parse(CanonicalJson.Write(results)).RootElement, null, entries);
        return entries;
    }

    private static void Walk(JsonElement element, string? parent, Dictionary<string, ProvenanceEntry> entries)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Walk(item, parent, entries);
            return;
        }
        if (element.ValueKind != JsonValueKind.Object) return;
        string? id = element.TryGetProperty("resultId", out var named) ? named.GetString() : null;
        if (id is not null)
            entries.TryAdd(id, new(id, $"What the rule of {id.Split('.')[0]} makes of its inputs.", parent is null || parent == id ? [] : [parent],
                [new("sources/qpcr/P1.rdml", ContentHash.Of([1, 2, 3]).Hex, "well A1, cycles 1–45", "45 readings", ContentHash.Of([1]).Hex)]));
        foreach (var property in element.EnumerateObject()) Walk(property.Value, id ?? parent, entries);
    }
}
