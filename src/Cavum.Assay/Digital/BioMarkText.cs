using System.Globalization;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>The detailed table of a BioMark digital array: one row a chamber, three header rows, columns repeated for each dye.</summary>
/// <remarks>
/// A chamber is positive where the software calls its target "Hit". Panels are the wells. The chamber volume belongs to the
/// chip and is not in the file, so concentrations need it stated.
/// </remarks>
internal static class BioMarkText
{
    internal const string Format = "BioMark digital array";

    internal static bool Recognises(string head) => head.TrimStart('"').StartsWith("Chip Run Info", StringComparison.Ordinal);

    internal static Outcome<DigitalRun> Read(string text, string name)
    {
        string[] lines = ExportText.Lines(text);
        char separator = ExportText.SeparatorOf(lines[0]);
        var rows = lines.Take(2000).Select((l, i) => (i + 1, ExportText.Fields(l, separator))).ToList();
        if (BioMarkSummary.HeaderRow(rows) >= 0) return BioMarkSummary.Read(rows, name);
        int header = Array.FindIndex(lines, l => l.Contains("Chamber ID", StringComparison.Ordinal));
        if (header < 2) return DigitalReader.Refused(name, "a BioMark file without a table of chambers", "a header row with 'Chamber ID'");
        string[] columns = ExportText.Fields(lines[header], separator), groups = ExportText.Fields(lines[header - 1], separator), dyes = ExportText.Fields(lines[header - 2], separator);
        int panel = Array.FindIndex(columns, c => c == "Panel ID"), sample = First(columns, groups, "Name", "Sample"), type = First(columns, groups, "Type", "Sample");
        int[] calls = [.. Enumerable.Range(0, columns.Length).Where(i => columns[i] == "Target" && i < dyes.Length)];
        if (panel < 0 || calls.Length == 0)
            return DigitalReader.Refused($"{name}, line {header + 1}", string.Join(", ", columns.Take(8)), "the columns 'Panel ID' and, for each dye, 'Target' with Hit or No Hit (the detailed table of a digital array)");
        var counts = new Dictionary<(string Panel, string Sample, int Call), (long Positive, long Negative, string Target, string Role)>();
        var problems = new List<Problem>();
        for (int r = header + 1; r < lines.Length && problems.Count < 100; r++)
        {
            if (lines[r].Trim(separator, ' ').Length == 0) continue;
            string[] cells = ExportText.Fields(lines[r], separator);
            foreach (int call in calls)
            {
                string word = At(cells, call);
                bool hit = word.Equals("Hit", StringComparison.OrdinalIgnoreCase);
                if (!hit && !word.Equals("No Hit", StringComparison.OrdinalIgnoreCase))
                {
                    problems.Add(new Problem(string.Create(CultureInfo.InvariantCulture, $"{name}, line {r + 1}, column {columns[call]}"), word, "Hit or No Hit"));
                    continue;
                }
                var key = (At(cells, panel), At(cells, sample), call);
                if (!counts.TryGetValue(key, out var c)) c = (0, 0, At(cells, First(columns, groups, "Name", dyes[call])), At(cells, type));
                counts[key] = hit ? c with { Positive = c.Positive + 1 } : c with { Negative = c.Negative + 1 };
            }
        }
        if (problems.Count > 0) return Outcome<DigitalRun>.Refused(problems);
        if (counts.Count == 0) return DigitalReader.Refused(name, "no chamber", "at least one chamber with a call");
        DigitalWell[] wells = [.. counts.Select(c => new DigitalWell("panel " + c.Key.Panel, c.Key.Sample, c.Value.Target, dyes[c.Key.Call], c.Value.Positive, c.Value.Negative) { Role = Role(c.Value.Role) })];
        return Outcome<DigitalRun>.Of(new(Format, wells, null) { Notes = ["the chamber volume belongs to the chip and is not in the file: state it (--partition-nl) for concentrations"] });
    }

    private static int First(string[] columns, string[] groups, string column, string group) =>
        Enumerable.Range(0, columns.Length).FirstOrDefault(i => columns[i] == column && i < groups.Length && groups[i] == group, -1);

    private static string At(string[] cells, int i) => i >= 0 && i < cells.Length ? cells[i] : "";

    internal static SampleRole Role(string word) => word.ToUpperInvariant() switch
    {
        "UNKNOWN" => SampleRole.Unknown,
        "NTC" => SampleRole.Ntc,
        "STANDARD" => SampleRole.Standard,
        _ => SampleRole.Other,
    };
}
