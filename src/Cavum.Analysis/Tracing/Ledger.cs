namespace Cavum.Analysis;

/// <summary>Collects the provenance of every result while the analysis runs; safe to write from several threads.</summary>
public sealed class Ledger
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, ProvenanceEntry> entries = new(StringComparer.Ordinal);

    public void Add(string id, string rule, IEnumerable<string> inputs, params IEnumerable<ProvenanceSource> sources)
    {
        var entry = new ProvenanceEntry(id, rule, [.. inputs], [.. sources]);
        lock (gate)
        {
            if (!entries.TryAdd(id, entry)) throw new InvalidOperationException($"Result '{id}' has provenance already.");
        }
    }

    /// <summary>In the order of their ids, so that the document does not depend on threads.</summary>
    public IReadOnlyList<ProvenanceEntry> Entries
    {
        get
        {
            lock (gate) return [.. entries.Values];
        }
    }
}
