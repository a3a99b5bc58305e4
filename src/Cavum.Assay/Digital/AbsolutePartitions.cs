using Cavum.Core;

namespace Cavum.Assay;

/// <summary>The Absolute Q table with one row a partition: counted into wells.</summary>
internal static class AbsolutePartitions
{
    internal static Outcome<DigitalRun> Read(TextSheet table, string[] above, string name)
    {
        string[] dyes = [.. table.Columns.Select(TextSheet.Plain).Where(c => c.EndsWith(" POS", StringComparison.Ordinal)).Select(c => c[..^4])];
        var counts = new Dictionary<(string Well, string Sample, string Target, string Dye), (long Positive, long Negative, List<PartitionEnd> Ends)>();
        var problems = new List<Problem>();
        long rejected = 0;
        string? wellColumn = table.First("WELL ID", "WELL");
        foreach (var row in table.Rows)
        {
            if (table.Cell(row, "REJECT").Equals("True", StringComparison.OrdinalIgnoreCase))
            {
                rejected++;
                continue;
            }
            foreach (string dye in dyes)
            {
                string call = table.Cell(row, dye + " POS");
                bool positive = call.Equals("True", StringComparison.OrdinalIgnoreCase);
                if (!positive && !call.Equals("False", StringComparison.OrdinalIgnoreCase))
                {
                    if (call.Length > 0 && problems.Count < 100) problems.Add(new Problem(table.Place(row, dye + " POS"), call, "True or False"));
                    continue;
                }
                var key = (table.Cell(row, wellColumn), table.Cell(row, "SAMPLE"), table.Cell(row, dye + " TARGET"), dye);
                if (!counts.TryGetValue(key, out var c)) c = (0, 0, []);
                if (table.Number(row, dye, problems, "a fluorescence with '.' as decimal mark") is { } amplitude) c.Ends.Add(new(amplitude, positive ? PartitionCall.Positive : PartitionCall.Negative));
                counts[key] = positive ? c with { Positive = c.Positive + 1 } : c with { Negative = c.Negative + 1 };
            }
        }
        if (problems.Count > 0) return Outcome<DigitalRun>.Refused(problems);
        if (counts.Count == 0) return DigitalReader.Refused(name, "no partition with a call", "at least one partition");
        DigitalWell[] wells = [.. counts.Select(c => new DigitalWell(c.Key.Well, c.Key.Sample, c.Key.Target, c.Key.Dye, c.Value.Positive, c.Value.Negative) { Ends = c.Value.Ends.Count == c.Value.Positive + c.Value.Negative ? c.Value.Ends : null })];
        return Outcome<DigitalRun>.Of(new("Absolute Q partitions", wells, null) { Notes = rejected > 0 ? [$"{rejected} rejected partitions were left out"] : [] });
    }
}
