using Cavum.Core;

namespace Cavum.Study;

/// <summary>Reads sources.csv and holds it against the bytes on disk.</summary>
internal static class SourceManifest
{
    public static Dictionary<string, SourceFile> Read(string folder, FolderTables tables, List<Problem> problems)
    {
        var sources = new Dictionary<string, SourceFile>(StringComparer.Ordinal);
        var rows = tables.Rows("sources.csv", required: false, "path", "sha256", "kind");
        var listed = new List<(RowReader Row, string Path, string Hash, string Kind)>();
        foreach (var row in rows)
        {
            string path = row.Text("path", "a path below the study folder"), hash = row.Text("sha256", "64 hexadecimal digits").ToLowerInvariant();
            string kind = row.Choice("kind", "qpcr", "dpcr", "pt", "ct", "mask", "fcs");
            if (path.Length == 0) continue;
            if (Path.IsPathRooted(path) || path.Split('/', '\\').Contains("..")) row.Problem("path", "a path below the study folder, without '..'");
            else if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower)) row.Problem("sha256", "64 hexadecimal digits");
            else if (!sources.TryAdd(path, new SourceFile(path, new ContentHash(hash), kind))) row.Problem("path", "each file once: this one stands above too");
            else listed.Add((row, path, hash, kind));
        }
        var actual = new (ContentHash? Hash, string? Withheld)[listed.Count];
        Parallel.For(0, listed.Count, i => actual[i] = Hash(Path.Combine(folder, listed[i].Path)));
        for (int i = 0; i < listed.Count; i++)
        {
            var (row, path, hash, _) = listed[i];
            if (actual[i].Withheld is { } why) problems.Add(new Problem(row.Row.Place("path"), why, $"{path}, as a file that can be read"));
            else if (actual[i].Hash is not { } found) row.Problem("path", "a file that exists");
            else if (found.Hex != hash)
                problems.Add(new Problem(row.Row.Place("sha256"), found.Hex, $"{hash}, as written when {path} was registered: the file's bytes have changed"));
        }
        return sources;
    }

    private static (ContentHash? Hash, string? Withheld) Hash(string path)
    {
        try
        {
            return (File.Exists(path) ? ContentHash.OfFile(path) : null, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, e.Message);
        }
    }

    /// <summary>Problems where a sample of the mouse arm names a cytometry file that the manifest does not have.</summary>
    public static IEnumerable<Problem> Missing(MouseRecord mouse, Dictionary<string, SourceFile> sources) => mouse.Samples
        .Where(s => s.Path.Length > 0 && !(sources.TryGetValue(s.Path, out var file) && file.Kind == "fcs"))
        .Select(s => new Problem($"{mouse.Root}{MouseRecord.SampleTable}, sample {s.Id}, column file", s.Path, "a file of kind fcs in sources.csv"));

    /// <summary>Problems where the record names a raw file that the manifest does not have.</summary>
    public static IEnumerable<Problem> Missing(IEnumerable<Subject> subjects, Dictionary<string, SourceFile> sources)
    {
        bool Has(string path, string kind) => sources.TryGetValue(path, out var file)
            ? file.Kind == kind : sources.Values.Any(s => s.Kind == kind && s.Path.StartsWith(path + "/", StringComparison.Ordinal));
        foreach (var s in subjects)
        {
            foreach (var sample in s.Samples.Where(p => p.Run is { } run && !Has(run.Path, "qpcr") && !Has(run.Path, "dpcr")))
                yield return new Problem($"samples.csv, sample {sample.Id}, column run", sample.Run!.Path, "a file of kind qpcr or dpcr in sources.csv");
            foreach (var scan in s.Scans)
            {
                if (scan.PtPath.Length > 0 && !Has(scan.PtPath, "pt"))
                    yield return new Problem($"scans.csv, scan {scan.Id}, column pt", scan.PtPath, "a file or folder of kind pt in sources.csv");
                if (scan.CtPath is { } ct && !Has(ct, "ct"))
                    yield return new Problem($"scans.csv, scan {scan.Id}, column ct", ct, "a file or folder of kind ct in sources.csv");
                foreach (var mark in scan.Marks.Where(m => m.MaskPath is { } mask && !Has(mask, "mask")))
                    yield return new Problem($"marks.csv, scan {scan.Id}, mark {mark.Id}", mark.MaskPath!, "a file of kind mask in sources.csv");
            }
        }
    }
}
