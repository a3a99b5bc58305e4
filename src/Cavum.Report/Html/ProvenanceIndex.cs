using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Finds the provenance of a number, and writes what the report carries of it: an index for readers, a compact table for the panel.</summary>
internal sealed class ProvenanceIndex(IReadOnlyDictionary<string, ProvenanceEntry> entries)
{
    private const int MaxSourcesPrinted = 12;
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>The entry of the id, or of the nearest result that contains it.</summary>
    public ProvenanceEntry? Find(string id)
    {
        for (string at = id; at.Length > 0;)
        {
            if (entries.TryGetValue(at, out var entry)) return entry;
            int dot = at.LastIndexOf('.');
            if (dot < 0) return null;
            at = at[..dot];
        }
        return null;
    }

    public string Anchor(string id) => Find(id) is { } entry ? "r-" + Slug(entry.Id) : "provenance";

    private static string Slug(string id) => string.Concat(id.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));

    /// <summary>The index of the entries that were shown, and as JSON these with everything they were made of.</summary>
    public (string Appendix, string Json) Write(IEnumerable<string> used)
    {
        var shown = new SortedDictionary<string, ProvenanceEntry>(StringComparer.Ordinal);
        foreach (string id in used)
            if (Find(id) is { } entry) shown[entry.Id] = entry;
        var closure = new SortedDictionary<string, ProvenanceEntry>(shown, StringComparer.Ordinal);
        var queue = new Queue<ProvenanceEntry>(shown.Values);
        while (queue.TryDequeue(out var entry))
            foreach (string input in entry.Inputs)
                if (Find(input) is { } next && closure.TryAdd(next.Id, next)) queue.Enqueue(next);
        return (Appendix([.. shown.Values]), Json(closure.Values));
    }

    private static string Appendix(List<ProvenanceEntry> shown)
    {
        var html = new StringBuilder("<section id=\"provenance\" aria-labelledby=\"provenance-h\"><h2 id=\"provenance-h\">Where each number comes from</h2>\n");
        html.Append("<p>Each number of this report is a door: a click or Enter shows the rule that made it and the raw bytes it was made of. In print the result ids stand beside the numbers; <code>cavum trace STUDY RESULT-ID</code> follows any of them and says whether the bytes are still the same.</p>\n");
        html.Append($"<details class=\"index\"><summary>Index of {shown.Count} results</summary><dl>");
        foreach (var entry in shown)
        {
            html.Append($"<dt id=\"r-{Slug(entry.Id)}\">{HtmlWriter.Escape(entry.Id)}</dt><dd>{HtmlWriter.Escape(entry.Rule)}");
            foreach (var source in entry.Sources.Take(MaxSourcesPrinted))
                html.Append($"<br><code>{HtmlWriter.Escape(source.Path)}</code> {HtmlWriter.Escape(source.Locator)} <small>{HtmlWriter.Escape(source.Sha256.Length > 12 ? source.Sha256[..12] + "…" : source.Sha256)}</small>");
            if (entry.Sources.Count > MaxSourcesPrinted) html.Append($"<br>and {entry.Sources.Count - MaxSourcesPrinted} more in provenance.json");
            if (entry.Inputs.Count > 0) html.Append($"<br>made from {HtmlWriter.Escape(string.Join(", ", entry.Inputs.Take(MaxSourcesPrinted)))}{(entry.Inputs.Count > MaxSourcesPrinted ? $" and {entry.Inputs.Count - MaxSourcesPrinted} more" : "")}");
            html.Append("</dd>");
        }
        return html.Append("</dl></details></section>\n").ToString();
    }

    /// <summary>Texts once, entries by number: {t: [text], e: {id: [rule, [input], [[path, sha256, locator, read]]]}}.</summary>
    private static string Json(IEnumerable<ProvenanceEntry> closure)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var texts = new List<string>();
        int Number(string text)
        {
            if (!numbers.TryGetValue(text, out int number))
            {
                numbers[text] = number = texts.Count;
                texts.Add(text);
            }
            return number;
        }
        var entries = closure.ToDictionary(e => e.Id, e => new object[]
        {
            Number(e.Rule), e.Inputs, e.Sources.Select(s => new[] { Number(s.Path), Number(s.Sha256), Number(s.Locator), Number(s.Read) }).ToArray(),
        });
        return JsonSerializer.Serialize(new { t = texts, e = entries }, Compact);
    }
}
