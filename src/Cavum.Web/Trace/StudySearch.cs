using Cavum.Analysis;

namespace Cavum.Web;

/// <summary>Finds a page by what people have at hand: a subject, a run, a scan, a result id.</summary>
public static class StudySearch
{
    private const int MostHits = 60;

    /// <summary>The one page that is meant, or the pages whose name holds the words.</summary>
    public static (string? Exact, IReadOnlyList<(string Words, string Address)> Hits) Find(ServedStudy study, string words)
    {
        if (words.Length == 0 || study.Results is not { } results) return (null, []);
        var pages = Pages(results).ToList();
        if (pages.FirstOrDefault(p => string.Equals(p.Name, words, StringComparison.OrdinalIgnoreCase)) is { Address: { } exact }) return (exact, []);
        if (study.Tracer!.Follow(words).TryGet(out _)) return (Trace(words), []);
        var hits = pages.Where(p => p.Name.Contains(words, StringComparison.OrdinalIgnoreCase)).Select(p => ($"{p.Kind} {p.Name}", p.Address))
            .Concat(study.Tracer.Objects.Where(o => o.Contains(words, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).Select(o => (o, Trace(o))));
        return (null, [.. hits.Take(MostHits)]);
    }

    private static string Trace(string id) => "/trace/" + Uri.EscapeDataString(id);

    private static IEnumerable<(string Kind, string Name, string Address)> Pages(StudyResults results) =>
        results.Subjects.Select(s => ("Subject", s.Subject, "/subjects/" + Uri.EscapeDataString(s.Subject)))
            .Concat(results.Runs.Select(r => ("Run", r.Run, "/runs/" + Uri.EscapeDataString(r.Run))))
            .Concat(results.DigitalRuns.Select(r => ("Digital run", r.Run, "/runs/" + Uri.EscapeDataString(r.Run))))
            .Concat(results.Pet.SelectMany(PetImages.Scans).Select(s => ("Scan", s.Scan, "/scans/" + Uri.EscapeDataString(s.Scan))));
}
