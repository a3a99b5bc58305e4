using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Turns a digital table into wells; the row above the header names dyes in one dialect.</summary>
internal delegate Outcome<DigitalRun> DigitalDialect(TextSheet table, string[] above, string name);

/// <summary>The dialects of digital PCR tables.</summary>
internal static class DigitalDialects
{
    internal static DigitalDialect? Recognise(string[] header)
    {
        var columns = header.Select(TextSheet.Plain).ToHashSet(StringComparer.Ordinal);
        bool Has(params string[] names) => names.All(columns.Contains);
        if (Has("PARTITIONS (VALID)", "PARTITIONS (POSITIVE)")) return ReadQiacuity;
        if (Has("RUN NAME", "TOTAL", "POSITIVES", "TARGET")) return ReadAbsoluteSummary;
        if (Has("RUN", "CHANNELS", "COUNT", "TOTAL")) return ReadAbsoluteChannels;
        if (Has("RUN", "INDEX", "REJECT") && columns.Any(c => c.EndsWith(" POS", StringComparison.Ordinal))) return AbsolutePartitions.Read;
        if (Has("RUN", "WELL", "TOTAL", "POSITIVES")) return ReadAbsolute;
        if (Has("WELL", "POSITIVES", "NEGATIVES") && (Has("EXPTTYPE") || columns.Any(c => c.Contains("DROPLETS", StringComparison.Ordinal)))) return ReadDroplets;
        if (columns.Any(c => c is "POSITIVES" or "POSITIVE") && columns.Any(c => c is "NEGATIVES" or "NEGATIVE" or "TOTAL" or "PARTITIONS" or "N")) return ReadPlain;
        return null;
    }

    private static Outcome<DigitalRun> Finish(string format, List<DigitalWell> wells, double? nanolitres, List<Problem> problems, string name, IReadOnlyList<string>? notes = null)
    {
        if (problems.Count > 0) return Outcome<DigitalRun>.Refused(problems);
        return wells.Count == 0 ? DigitalReader.Refused(name, "a header without wells", "at least one well")
            : Outcome<DigitalRun>.Of(new(format, wells, nanolitres) { Notes = notes ?? [] });
    }

    private static long? Count(TextSheet table, (int, string[]) row, string? column, List<Problem> problems)
    {
        if (table.Cell(row, column).StartsWith("No Call", StringComparison.OrdinalIgnoreCase)) return null;
        if (table.Number(row, column, problems, "a count of partitions") is not { } value) return null;
        if (value >= 0 && value <= 1e12 && value == Math.Floor(value)) return (long)value;
        problems.Add(new Problem(table.Place(row, column), table.Cell(row, column), "a whole count of partitions, 0 or above"));
        return null;
    }

    /// <summary>A value that the software printed; words such as "No Call" give none, a number that cannot be read is a problem.</summary>
    private static double? Reported(TextSheet table, (int, string[]) row, string? column, List<Problem> problems)
    {
        string text = table.Cell(row, column).TrimEnd('%');
        if (table.TryNumber(text, out double value)) return value;
        if (text.Length > 0 && char.IsAsciiDigit(text[0]) && problems.Count < 100)
            problems.Add(new Problem(table.Place(row, column), text, "a number with '.' as decimal mark; a decimal comma is read only when it is stated (--decimal comma)"));
        return null;
    }

    private static string? Starting(TextSheet table, params string[] starts)
    {
        foreach (string start in starts)
            foreach (string column in table.Columns)
                if (TextSheet.Plain(column).StartsWith(start, StringComparison.Ordinal)) return TextSheet.Plain(column);
        return null;
    }

    private static SampleRole Role(string word) =>
        word.Contains("NTC", StringComparison.OrdinalIgnoreCase) || word.StartsWith("Non Template", StringComparison.OrdinalIgnoreCase) || word.StartsWith("No Template", StringComparison.OrdinalIgnoreCase) ? SampleRole.Ntc
        : word.StartsWith("Pos", StringComparison.OrdinalIgnoreCase) ? SampleRole.PositiveControl
        : word.StartsWith("Neg", StringComparison.OrdinalIgnoreCase) ? SampleRole.NegativeControl
        : word.Equals("Control", StringComparison.OrdinalIgnoreCase) ? SampleRole.Other : SampleRole.Unknown;

    private static Outcome<DigitalRun> ReadDroplets(TextSheet table, string[] above, string name)
    {
        bool manager = table.Has("SAMPLE DESCRIPTION 1") || Starting(table, "CONC(") is not null;
        string? sample = table.First("SAMPLE", "SAMPLE DESCRIPTION 1"), target = table.First("TARGET", "ASSAY");
        string? kind = table.First("TARGETTYPE", "TYPEASSAY"), dye = table.First("DYENAME(S)", "DYE"), concentration = table.First("CONCENTRATION") ?? Starting(table, "CONC(");
        var problems = new List<Problem>();
        var wells = new List<DigitalWell>();
        foreach (var row in table.Rows)
        {
            string well = table.Cell(row, "WELL");
            if (well.Length == 0) continue;
            string named = table.Cell(row, target);
            wells.Add(new(well, table.Cell(row, sample), named.Length > 0 ? named : table.Cell(row, kind), table.Cell(row, dye), Count(table, row, "POSITIVES", problems), Count(table, row, "NEGATIVES", problems))
            {
                Role = Role(table.Cell(row, "SAMPLETYPE")),
                Status = table.Cell(row, "STATUS"),
                ReportedCopiesPerMicrolitre = Reported(table, row, concentration, problems),
                ReportedLower = Reported(table, row, "POISSONCONFMIN", problems),
                ReportedUpper = Reported(table, row, "POISSONCONFMAX", problems),
            });
        }
        var (volume, note) = DropletVolume.Of(wells);
        return Finish(manager ? "QX Manager" : "QuantaSoft", wells, volume, problems, name, note is null ? null : [note]);
    }

    private static Outcome<DigitalRun> ReadQiacuity(TextSheet table, string[] above, string name)
    {
        var problems = new List<Problem>();
        var wells = new List<DigitalWell>();
        string? concentration = table.Columns.Select(TextSheet.Plain).FirstOrDefault(c =>
            c.StartsWith("CONC", StringComparison.Ordinal) && !c.Contains("UNDILUTED", StringComparison.Ordinal) && !c.Contains("SAMPLE", StringComparison.Ordinal));
        string? type = table.First("TYPE", "CONTROL TYPE"), sample = table.First("SAMPLE/NTC/CONTROL", "SAMPLE", "SAMPLE NAME");
        foreach (var row in table.Rows)
        {
            string well = table.Cell(row, table.First("", "WELL", "WELL NAME"));
            if (well.Length == 0) continue;
            long? valid = Count(table, row, "PARTITIONS (VALID)", problems), positive = Count(table, row, "PARTITIONS (POSITIVE)", problems);
            long? negative = Count(table, row, table.First("PARTITIONS (NEGATIVE)"), problems) ?? valid - positive;
            if (negative < 0)
            {
                problems.Add(new Problem(table.Place(row, "PARTITIONS (POSITIVE)"), $"{positive} of {valid}", "at most the valid partitions"));
                continue;
            }
            wells.Add(new(well, table.Cell(row, sample), table.Cell(row, "TARGET"), table.Cell(row, table.First("CHANNEL", "DYE")), positive, negative)
            {
                Role = Role(table.Cell(row, type)),
                ReportedCopiesPerMicrolitre = Reported(table, row, concentration, problems),
            });
        }
        return Finish("QIAcuity", wells, null, problems, name, ["the partition volume depends on the plate: the concentrations are the file's own, intervals from the counts"]);
    }

    private static Outcome<DigitalRun> ReadAbsolute(TextSheet table, string[] above, string name)
    {
        var problems = new List<Problem>();
        var wells = new List<DigitalWell>();
        int summaries = 0;
        string? concentration = Starting(table, "CONC");
        foreach (var row in table.Rows)
        {
            string well = table.Cell(row, "WELL");
            if (!WellPosition.TryParse(well, out _))
            {
                summaries++; // averages, pooled wells and group headings
                continue;
            }
            long? total = Count(table, row, "TOTAL", problems), positives = Count(table, row, "POSITIVES", problems);
            wells.Add(new(well, table.Cell(row, table.First("NAME", "SAMPLE")), table.Cell(row, "TARGET"), table.Cell(row, "DYE"), positives, total - positives)
            {
                ReportedCopiesPerMicrolitre = Reported(table, row, concentration, problems),
            });
        }
        return Finish("Absolute Q", Checked(wells, problems, name), null, problems, name, summaries > 0 ? [$"{summaries} rows of averages or groups are no wells and were left out"] : null);
    }

    private static List<DigitalWell> Checked(List<DigitalWell> wells, List<Problem> problems, string name)
    {
        foreach (var well in wells.Where(w => w.Negatives < 0))
            problems.Add(new Problem($"{name}, well {well.Well}, target {well.Target}", $"{well.Positives} positives", "at most the total"));
        return wells;
    }

    /// <summary>One row a well, the columns from Target to Threshold repeated for each dye.</summary>
    private static Outcome<DigitalRun> ReadAbsoluteSummary(TextSheet table, string[] above, string name)
    {
        var problems = new List<Problem>();
        var wells = new List<DigitalWell>();
        string[] plain = [.. table.Columns.Select(TextSheet.Plain)];
        int[] starts = [.. Enumerable.Range(0, plain.Length).Where(i => plain[i] == "TARGET")];
        int averages = 0;
        foreach (var row in table.Rows)
        {
            string well = table.Cell(row, "WELL");
            if (!WellPosition.TryParse(well, out _))
            {
                averages++;
                continue;
            }
            long? total = Count(table, row, "TOTAL", problems);
            for (int g = 0; g < starts.Length; g++)
            {
                int end = g + 1 < starts.Length ? starts[g + 1] : plain.Length;
                string[] part = [.. plain[starts[g]..end]];
                string[] cells = [.. Enumerable.Range(starts[g], end - starts[g]).Select(i => i < row.Cells.Length ? row.Cells[i] : "")];
                var group = new TextSheet(name, "", part, [(row.Line, cells)]);
                if (group.Cell(group.Rows[0], "TARGET").Length == 0) continue;
                long? positives = Count(group, group.Rows[0], "POSITIVES", problems);
                wells.Add(new(well, table.Cell(row, "SAMPLE"), group.Cell(group.Rows[0], "TARGET"), starts[g] < above.Length ? above[starts[g]] : "", positives, total - positives)
                {
                    ReportedCopiesPerMicrolitre = Reported(group, group.Rows[0], Starting(group, "CONC"), problems),
                    Status = table.Cell(row, "QC"),
                });
            }
        }
        return Finish("Absolute Q summary", Checked(wells, problems, name), null, problems, name, averages > 0 ? [$"{averages} rows of averages or groups are no wells and were left out"] : null);
    }

    /// <summary>One row a sample and set of positive channels: a channel's positives are the sum over the sets that hold it.</summary>
    private static Outcome<DigitalRun> ReadAbsoluteChannels(TextSheet table, string[] above, string name)
    {
        var problems = new List<Problem>();
        var wells = new List<DigitalWell>();
        foreach (var sample in table.Rows.GroupBy(r => table.Cell(r, "SAMPLE"), StringComparer.Ordinal))
        {
            var sets = sample.Select(r => (Channels: table.Cell(r, "CHANNELS").Split(' ', StringSplitOptions.RemoveEmptyEntries), Count: Count(table, r, "COUNT", problems) ?? 0)).ToList();
            long total = sample.Max(r => Count(table, r, "TOTAL", problems) ?? 0);
            foreach (string channel in sets.SelectMany(s => s.Channels).Distinct(StringComparer.Ordinal))
            {
                long positives = sets.Where(s => s.Channels.Contains(channel, StringComparer.Ordinal)).Sum(s => s.Count);
                wells.Add(new(sample.Key, sample.Key, channel, channel, positives, total - positives));
            }
        }
        return Finish("Absolute Q channels", Checked(wells, problems, name), null, problems, name);
    }

    private static Outcome<DigitalRun> ReadPlain(TextSheet table, string[] above, string name)
    {
        var problems = new List<Problem>();
        var wells = new List<DigitalWell>();
        string? positive = table.First("POSITIVES", "POSITIVE"), negative = table.First("NEGATIVES", "NEGATIVE"), total = table.First("TOTAL", "PARTITIONS", "N");
        foreach (var row in table.Rows)
        {
            long? k = Count(table, row, positive, problems);
            long? rest = negative is not null ? Count(table, row, negative, problems) : Count(table, row, total, problems) - k;
            wells.Add(new(table.Cell(row, "WELL"), table.Cell(row, table.First("SAMPLE", "SAMPLE NAME", "NAME")), table.Cell(row, table.First("TARGET", "ASSAY")), table.Cell(row, table.First("DYE", "CHANNEL")), k, rest)
            {
                ReportedCopiesPerMicrolitre = Reported(table, row, Starting(table, "CONC"), problems),
            });
        }
        return Finish("partition table", Checked(wells, problems, name), null, problems, name);
    }
}
