using System.Globalization;
using System.Text.RegularExpressions;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Droplet amplitude tables of QuantaSoft and QX Manager: one row a droplet, calls as clusters or per target.</summary>
internal static partial class DropletAmplitudes
{
    [GeneratedRegex("Amplitude\"? *[,;\t]")] // within one line: a match across two would be no header
    private static partial Regex Header();

    /// <summary>Where calls and amplitudes stand: the cluster, or a column a target; the amplitude's column of each target, −1 where the file does not say which.</summary>
    private sealed record Layout(char Separator, int Cluster, int[] Calls, string[] Targets, int[] Amplitudes);

    internal static bool Recognises(string head) =>
        Header().IsMatch(head) && (head.Contains("Cluster", StringComparison.Ordinal) || head.Contains("Target Value of", StringComparison.Ordinal));

    internal static Outcome<DigitalRun> Read(string text, string name)
    {
        string[] lines = ExportText.Lines(text);
        int header = Array.FindIndex(lines, l => Header().IsMatch(l));
        var layout = LayoutOf(lines[header]);
        long[] positives = new long[layout.Targets.Length], negatives = new long[layout.Targets.Length];
        var ends = new List<PartitionEnd>[layout.Targets.Length];
        for (int t = 0; t < ends.Length; t++) ends[t] = [];
        var problems = new List<Problem>();
        long unclassified = 0;
        for (int r = header + 1; r < lines.Length && problems.Count < 100; r++)
        {
            if (lines[r].Trim(layout.Separator, ' ').Length == 0) continue;
            string[] cells = ExportText.Fields(lines[r], layout.Separator);
            byte cluster = Cluster(cells, layout);
            for (int t = 0; t < layout.Targets.Length; t++)
            {
                string word = Cell(cells, layout.Cluster >= 0 ? layout.Cluster : layout.Calls[t]);
                var call = CallOf(word, t, layout.Cluster >= 0);
                if (call == PartitionCall.Positive) positives[t]++;
                else if (call == PartitionCall.Negative) negatives[t]++;
                else if (word is "u" or "0" or "") unclassified++;
                else problems.Add(new Problem(Place(name, r), word, layout.Cluster >= 0 ? "a cluster from 1 to 4" : "1, 0 or u"));
                if (layout.Amplitudes[t] < 0) continue;
                string amplitude = Cell(cells, layout.Amplitudes[t]);
                if (double.TryParse(amplitude, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)) ends[t].Add(new(value, call, cluster));
                else problems.Add(new Problem(Place(name, r), amplitude, "an amplitude with '.' as decimal mark; a decimal comma is read only when it is stated (--decimal comma)"));
            }
        }
        if (problems.Count > 0) return Outcome<DigitalRun>.Refused(problems);
        if (positives.Sum() + negatives.Sum() == 0) return DigitalReader.Refused(name, "droplets without calls", "clusters or calls per target");
        string[] parts = Path.GetFileNameWithoutExtension(name).Split('_');
        string well = parts.LastOrDefault(p => WellPosition.TryParse(p, out _)) ?? "";
        DigitalWell[] wells = [.. layout.Targets.Select((t, i) => new DigitalWell(well, "", t, t, positives[i], negatives[i]) { Ends = ends[i].Count > 0 ? ends[i] : null })];
        return Outcome<DigitalRun>.Of(new("QX droplet amplitudes", wells, DigitalReader.DropletNanolitres)
        {
            Notes = unclassified > 0 ? [$"{unclassified} droplet calls are unclassified and were left out"] : [],
        });
    }

    private static Layout LayoutOf(string line)
    {
        char separator = ExportText.SeparatorOf(line);
        string[] columns = ExportText.Fields(line, separator);
        int cluster = Array.FindIndex(columns, c => c.Equals("Cluster", StringComparison.OrdinalIgnoreCase));
        int[] amplitudes = [.. Enumerable.Range(0, columns.Length).Where(i => columns[i].Contains("Amplitude", StringComparison.Ordinal))];
        int[] calls = [.. Enumerable.Range(0, columns.Length).Where(i => cluster < 0 && columns[i].Length > 0 && !amplitudes.Contains(i))];
        string[] targets = cluster >= 0 ? ["Ch1", "Ch2"] : [.. calls.Select(i => columns[i])];
        bool oneEach = targets.Length == amplitudes.Length || cluster >= 0; // else several targets share a channel, and the file does not say which
        return new(separator, cluster, calls, targets, [.. targets.Select((_, t) => oneEach && t < amplitudes.Length ? amplitudes[t] : -1)]);
    }

    private static PartitionCall CallOf(string word, int target, bool cluster) => (cluster, word, target) switch
    {
        (true, "1", _) or (true, "2", > 0) or (true, "4", not 1) or (false, "0", _) => PartitionCall.Negative,
        (true, "2", 0) or (true, "3", _) or (true, "4", 1) or (false, "1", _) => PartitionCall.Positive,
        _ => PartitionCall.Unclassified,
    };

    /// <summary>The cluster over all channels, or the same as a number made of the calls.</summary>
    private static byte Cluster(string[] cells, Layout layout)
    {
        if (layout.Cluster >= 0) return Cell(cells, layout.Cluster) is [>= '1' and <= '4'] digit ? (byte)(digit[0] - '0') : (byte)0;
        int calls = 0;
        for (int t = 0; t < Math.Min(layout.Calls.Length, 8); t++) calls |= Cell(cells, layout.Calls[t]) == "1" ? 1 << t : 0;
        return (byte)calls;
    }

    private static string Place(string name, int row) => string.Create(CultureInfo.InvariantCulture, $"{name}, line {row + 1}");

    private static string Cell(string[] cells, int i) => i < cells.Length ? cells[i] : "";
}
