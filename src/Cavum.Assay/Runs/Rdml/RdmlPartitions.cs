using System.Globalization;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Digital PCR in RDML 1.2 and later: counts in the document, end points in a table of the folder <c>partitions</c>.</summary>
/// <remarks>Where both are there they must agree: the table's p, n and u rows are the document's counts, and e rows are left out.</remarks>
internal static class RdmlPartitions
{
    private const long MostPartitions = 100_000_000;

    internal static void Read(XmlNode partitions, WellPosition well, RdmlSample sample, RdmlDocument document, List<Reaction> reactions)
    {
        double? volume = null;
        if (partitions.ChildText("volume") is { Length: > 0 } text)
        {
            volume = document.Number(text, partitions.Child("volume")!.Line, "a partition volume in nL");
            if (volume is <= 0 || volume is { } v && !double.IsFinite(v)) volume = null; // vendors write 0 and −1 for "not known"
        }
        var table = Table(partitions, document);
        foreach (var data in partitions.All("data"))
        {
            string target = data.Child("tar")?["id"] ?? "";
            if (!document.TargetDyes.TryGetValue(target, out string? dye))
            {
                document.Problem(data.Child("tar") ?? data, target, "the id of a target that the file declares");
                continue;
            }
            long? positives = Count(data, "pos", document), negatives = Count(data, "neg", document);
            double? reported = data.ChildText("conc") is { Length: > 0 } c ? document.Number(c, data.Child("conc")!.Line, "a concentration in copies per µL") : null;
            var ends = table?.GetValueOrDefault(target);
            if (ends is { } e && positives is not null && negatives is not null && (e.Positives != positives || e.Negatives != negatives))
                document.Problem(data, $"{positives} positive and {negatives} negative partitions", $"the {e.Positives} and {e.Negatives} of the table {partitions.ChildText("endPtTable")}");
            string? excluded = data.ChildText("excluded") is { Length: > 0 } why && !why.Equals("false", StringComparison.OrdinalIgnoreCase) ? why : null;
            reactions.Add(new(well, sample.Name, sample.RoleFor(target), target, dye, Cq.Unreported, AmplificationCurve.Empty) { ReportedQuantity = reported >= 0 ? reported : null, DataId = well.ToString(), Exclusion = excluded });
            if (excluded is null)
            {
                document.Digital.Add(new(well.ToString(), sample.Name, target, dye, positives ?? ends?.Positives, negatives ?? ends?.Negatives)
                {
                    Role = sample.RoleFor(target),
                    ReportedCopiesPerMicrolitre = reported >= 0 ? reported : null,
                    PartitionNanolitres = volume,
                    Ends = ends?.Ends,
                });
            }
        }
    }

    private static long? Count(XmlNode data, string name, RdmlDocument document)
    {
        if (data.Child(name) is not { } node || node.Text.Trim() is not { Length: > 0 } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count <= MostPartitions) return count;
        document.Problem(node, text, "a whole count of partitions, 0 or above");
        return null;
    }

    private sealed record EndPoints(long Positives, long Negatives, IReadOnlyList<PartitionEnd> Ends);

    /// <summary>The table of end points by target; null where the document names none, or holds the XML alone.</summary>
    private static Dictionary<string, EndPoints>? Table(XmlNode partitions, RdmlDocument document)
    {
        string file = partitions.ChildText("endPtTable");
        if (file.Length == 0 || document.Archive is not { } archive) return null;
        if ((archive.Entry("partitions/" + file) ?? archive.Entry(file)) is not { } entry)
        {
            document.Problem(partitions.Child("endPtTable")!, file, "a file of that name in the folder partitions of the archive");
            return null;
        }
        var unpacked = Archive.Unpack(entry, file);
        foreach (var problem in unpacked.Problems) document.Problems.Add(problem);
        return unpacked.IsRefused ? null : Parse(ExportText.Lines(ExportText.Decode(unpacked.Value.ToArray())), file, document);
    }

    private static Dictionary<string, EndPoints> Parse(string[] lines, string file, RdmlDocument document)
    {
        string[] header = lines[0].Split('\t');
        var ends = new Dictionary<string, EndPoints>(StringComparer.Ordinal);
        for (int column = 0; column + 1 < header.Length; column += 2)
        {
            long positives = 0, negatives = 0;
            var read = new List<PartitionEnd>();
            for (int i = 1; i < lines.Length; i++)
            {
                string[] cells = lines[i].Split('\t');
                if (cells.Length <= column + 1) continue;
                string score = cells[column + 1].Trim();
                if (score is "e" or "") continue; // e: excluded by the software, no partition that counts
                bool number = double.TryParse(cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value);
                if (score == "u" && !number) continue;
                if (score is not ("p" or "n" or "u") || !number)
                {
                    if (document.Problems.Count < 100) document.Problems.Add(new Problem(string.Create(CultureInfo.InvariantCulture, $"{file}, line {i + 1}, target {header[column]}"), $"{cells[column]} {score}", "an end point in digits and a score: p, n, u or e"));
                    continue;
                }
                if (score == "p") positives++;
                else if (score == "n") negatives++;
                read.Add(new(value, score switch { "p" => PartitionCall.Positive, "n" => PartitionCall.Negative, _ => PartitionCall.Unclassified }));
            }
            ends.TryAdd(header[column].Trim(), new(positives, negatives, read));
        }
        return ends;
    }
}
