using System.Globalization;
using System.Text.RegularExpressions;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>The summary table of a BioMark digital array: one row a panel, for each dye the count of positive chambers.</summary>
/// <remarks>The chambers of a panel are those of the chip, which the head names ("48.770": 48 panels of 770); the chamber volume is not in the file.</remarks>
internal static partial class BioMarkSummary
{
    [GeneratedRegex(@"^(?<panels>12|48)\.(?<chambers>765|770)$")]
    private static partial Regex Chip();

    /// <summary>The row of columns (from 0), with the row of groups above it; −1 where the rows are no summary table.</summary>
    internal static int HeaderRow(IReadOnlyList<(int Line, string[] Cells)> rows)
    {
        if (rows.Count < 3 || !rows.Take(5).Any(r => r.Cells.Length > 0 && r.Cells[0].Trim('"', ' ').StartsWith("Chip Run Info", StringComparison.Ordinal))) return -1;
        for (int i = 1; i < Math.Min(rows.Count, 40); i++)
            if (rows[i].Cells.Contains("Count", StringComparer.OrdinalIgnoreCase) && Groups(rows[i - 1].Cells, rows[i].Cells.Length).Any(IsPanel)) return i;
        return -1;
    }

    private static bool IsPanel(string group) => group.StartsWith("Panel", StringComparison.OrdinalIgnoreCase) || group.Contains("and Panel", StringComparison.OrdinalIgnoreCase);

    /// <summary>Group names; a merged cell holds its name once, for the columns up to the next.</summary>
    private static string[] Groups(string[] cells, int width)
    {
        string[] groups = new string[width];
        string last = "";
        for (int i = 0; i < width; i++) groups[i] = last = i < cells.Length && cells[i].Trim().Length > 0 ? cells[i].Trim() : last;
        return groups;
    }

    internal static Outcome<DigitalRun> Read(IReadOnlyList<(int Line, string[] Cells)> rows, string name)
    {
        int header = HeaderRow(rows);
        string[] columns = [.. rows[header].Cells.Select(c => c.Trim())], groups = Groups(rows[header - 1].Cells, columns.Length);
        var chip = rows.Take(header).SelectMany(r => r.Cells).Select(c => Chip().Match(c.Trim())).FirstOrDefault(m => m.Success);
        if (chip is null) return DigitalReader.Refused(name, "no chip type above the table", "the chip in the head, 12.765 or 48.770, which says how many chambers a panel has");
        long chambers = long.Parse(chip.Groups["chambers"].Value, CultureInfo.InvariantCulture);
        int Column(Func<string, bool> group, string column) => Enumerable.Range(0, columns.Length).FirstOrDefault(i => group(groups[i]) && columns[i].Equals(column, StringComparison.OrdinalIgnoreCase), -1);
        int panel = Column(IsPanel, "ID"), sample = Column(g => g.StartsWith("Sample", StringComparison.OrdinalIgnoreCase), "Name"), type = Column(g => g.StartsWith("Sample", StringComparison.OrdinalIgnoreCase), "Type");
        int[] counts = [.. Enumerable.Range(0, columns.Length).Where(i => columns[i].Equals("Count", StringComparison.OrdinalIgnoreCase))];
        var problems = new List<Problem>();
        var wells = new List<DigitalWell>();
        foreach (var (line, cells) in rows.Skip(header + 1))
        {
            string At(int i) => i >= 0 && i < cells.Length ? cells[i].Trim() : "";
            if (At(panel).Length == 0) continue;
            foreach (int count in counts)
            {
                if (At(count).Length == 0) continue;
                if (!long.TryParse(At(count), NumberStyles.None, CultureInfo.InvariantCulture, out long positives) || positives > chambers)
                {
                    if (problems.Count < 100) problems.Add(new Problem(string.Create(CultureInfo.InvariantCulture, $"{name}, line {line}, {groups[count]} Count"), At(count), $"a whole count of chambers, at most the {chambers} of a panel"));
                    continue;
                }
                string target = At(Column(g => g == groups[count], "Name"));
                wells.Add(new("panel " + At(panel), At(sample), target.Length > 0 ? target : groups[count], groups[count], positives, chambers - positives) { Role = BioMarkText.Role(At(type)) });
            }
        }
        if (problems.Count > 0) return Outcome<DigitalRun>.Refused(problems);
        return wells.Count == 0 ? DigitalReader.Refused(name, "a summary table without counts", "at least one panel with a count")
            : Outcome<DigitalRun>.Of(new("BioMark digital array, summary", wells, null) { Notes = ["the chamber volume belongs to the chip and is not in the file: state it (--partition-nl) for concentrations"] });
    }
}
