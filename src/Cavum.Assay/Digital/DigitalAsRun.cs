using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Shows a digital PCR table as a run without curves, so that <c>assay read</c> knows every file.</summary>
internal static class DigitalAsRun
{
    internal static Outcome<InstrumentFile> Of(DigitalRun run, string name)
    {
        var reactions = new List<Reaction>();
        int merged = 0, position = 0;
        foreach (var well in run.Wells)
        {
            position++;
            if (!WellPosition.TryParse(well.Well, out var at))
            {
                merged++;
                at = WellPosition.FromNumber(position, position > WellPosition.MostNumber(12) ? 9999 : 12);
            }
            reactions.Add(new(at, well.Sample, well.Role, well.Target, well.Dye, Cq.Unreported, AmplificationCurve.Empty)
            {
                ReportedQuantity = well.ReportedCopiesPerMicrolitre,
                DataId = well.Well,
            });
        }
        var notes = new List<string>(run.Notes) { "digital PCR: counts and concentrations by 'assay dpcr'" };
        if (merged > 0) notes.Add($"{merged} rows are not single wells; they are numbered in the order of the file");
        return PlainRun.Of(run.Format, run.Format, name, reactions, notes);
    }
}

/// <summary>Droplet amplitude tables of QuantaSoft and QX Manager: one row a droplet, calls as clusters or per target.</summary>
internal static partial class DropletAmplitudes
{
    [System.Text.RegularExpressions.GeneratedRegex("Amplitude\"? *[,;\t]")] // within one line: a match across two would be no header
    private static partial System.Text.RegularExpressions.Regex Header();

    internal static bool Recognises(string head) =>
        Header().IsMatch(head) && (head.Contains("Cluster", StringComparison.Ordinal) || head.Contains("Target Value of", StringComparison.Ordinal));

    internal static Outcome<DigitalRun> Read(string text, string name)
    {
        string[] lines = ExportText.Lines(text);
        int header = Array.FindIndex(lines, l => Header().IsMatch(l));
        char separator = ExportText.SeparatorOf(lines[header]);
        string[] columns = ExportText.Fields(lines[header], separator);
        int cluster = Array.FindIndex(columns, c => c.Equals("Cluster", StringComparison.OrdinalIgnoreCase));
        int[] calls = [.. Enumerable.Range(0, columns.Length).Where(i => cluster < 0 && columns[i].Length > 0 && !columns[i].Contains("Amplitude", StringComparison.Ordinal))];
        string[] targets = cluster >= 0 ? ["Ch1", "Ch2"] : [.. calls.Select(i => columns[i])];
        long[] positives = new long[targets.Length], negatives = new long[targets.Length];
        var problems = new List<Problem>();
        long unclassified = 0;
        for (int r = header + 1; r < lines.Length && problems.Count < 100; r++)
        {
            if (lines[r].Trim().Length == 0) continue;
            string[] cells = ExportText.Fields(lines[r], separator);
            for (int t = 0; t < targets.Length; t++)
            {
                string call = cluster >= 0 ? Cell(cells, cluster) : Cell(cells, calls[t]);
                bool? positive = cluster < 0 ? call switch { "1" => true, "0" => false, _ => null }
                    : call switch { "1" => false, "2" => t == 0, "3" => true, "4" => t == 1, _ => null };
                if (positive == true) positives[t]++;
                else if (positive == false) negatives[t]++;
                else if (call is "u" or "0" or "") unclassified++;
                else problems.Add(new Problem($"{name}, line {r + 1}", call, cluster >= 0 ? "a cluster from 1 to 4" : "1, 0 or u"));
            }
        }
        if (problems.Count > 0) return Outcome<DigitalRun>.Refused(problems);
        if (positives.Sum() + negatives.Sum() == 0) return DigitalReader.Refused(name, "droplets without calls", "clusters or calls per target");
        string[] parts = Path.GetFileNameWithoutExtension(name).Split('_');
        string well = parts.LastOrDefault(p => WellPosition.TryParse(p, out _)) ?? "";
        DigitalWell[] wells = [.. targets.Select((t, i) => new DigitalWell(well, "", t, t, positives[i], negatives[i]))];
        return Outcome<DigitalRun>.Of(new("QX droplet amplitudes", wells, DigitalReader.DropletNanolitres)
        {
            Notes = unclassified > 0 ? [$"{unclassified} droplet calls are unclassified and were left out"] : [],
        });
    }

    private static string Cell(string[] cells, int i) => i < cells.Length ? cells[i] : "";
}
