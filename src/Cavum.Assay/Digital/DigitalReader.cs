using System.Globalization;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Reads digital PCR tables; the dialect is recognised from the header, wherever in the first lines it stands.</summary>
/// <remarks>
/// QuantaSoft 1.6 and 1.7 and QX Manager (Bio-Rad; 0.85 nL droplets), QIAcuity (Qiagen; volume factor per plate), Absolute Q
/// (Applied Biosystems) with its summary, channel and partition tables, and any table with positives and negatives or a total.
/// </remarks>
public static class DigitalReader
{
    /// <summary>Droplet volume that reproduces QuantaSoft's concentrations.</summary>
    public const double DropletNanolitres = 0.85;

    internal const int MaximumWells = 200_000;

    public static Outcome<DigitalRun> ReadFile(string path, bool decimalComma = false)
    {
        string name = Path.GetFileName(path);
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists) return Outcome<DigitalRun>.Refused(new Problem(name, "", "a file that exists"));
            if (info.Length > InstrumentFiles.MaximumBytes)
                return Outcome<DigitalRun>.Refused(new Problem(name, $"{info.Length} bytes", $"at most {InstrumentFiles.MaximumBytes} bytes"));
            return Read(File.ReadAllBytes(path), name, decimalComma);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Outcome<DigitalRun>.Refused(new Problem(name, e.Message, "a file that can be read"));
        }
    }

    public static Outcome<DigitalRun> Read(byte[] bytes, string name, bool decimalComma = false)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length == 0) return Refused(name, "an empty file", "a digital PCR export");
        if (Archive.IsZip(bytes)) return DigitalWorkbooks.Read(bytes, name);
        if (bytes is [0x1F, 0x8B, ..]) return Archive.Gunzip(bytes, name).Then(stream => Read(Archive.Bytes(stream), name, decimalComma));
        if (ExportText.TooLong(bytes) is { } length) return Refused(name, length, ExportText.LengthExpected);
        string text = ExportText.Decode(bytes);
        if (text.AsSpan(0, Math.Min(text.Length, 400)).TrimStart().StartsWith("<", StringComparison.Ordinal))
            return RdmlReader.Read(bytes, name).Then(file => file.Digital is { } digital ? Outcome<DigitalRun>.Of(digital) : Refused(name, "RDML without partitions", "digital PCR: partitions with positive and negative counts"));
        return ReadText(decimalComma ? DecimalComma.ToPoint(text) : text, name);
    }

    internal static Outcome<DigitalRun> ReadText(string text, string name)
    {
        if (ExportText.WhyUnreadable(text) is { } shape) return Refused(name, shape, "a table of lines as instruments export it");
        if (DropletAmplitudes.Recognises(text[..Math.Min(text.Length, 2000)])) return DropletAmplitudes.Read(text, name);
        if (BioMarkText.Recognises(text[..Math.Min(text.Length, 2000)])) return BioMarkText.Read(text, name);
        string[] lines = ExportText.Lines(text);
        for (int i = 0; i < Math.Min(lines.Length, 30); i++)
        {
            if (lines[i].StartsWith("sep=", StringComparison.OrdinalIgnoreCase)) continue;
            char separator = lines[i].Contains('\t', StringComparison.Ordinal) ? '\t' : lines[i].Count(c => c == ';') > lines[i].Count(c => c == ',') ? ';' : ',';
            string[] header = ExportText.Fields(lines[i], separator);
            var rows = new List<(int, string[])>();
            if (DigitalDialects.Recognise(header) is not { } dialect) continue;
            if (lines.Length - i > MaximumWells && dialect.Method.DeclaringType != typeof(AbsolutePartitions)) return Refused(name, $"{lines.Length - i - 1} lines under the header", $"at most {MaximumWells} wells");
            for (int r = i + 1; r < lines.Length; r++)
            {
                string[] cells = ExportText.Fields(lines[r], separator);
                if (cells.Any(c => c.Length > 0)) rows.Add((r + 1, cells));
            }
            string[] above = i > 0 ? ExportText.Fields(lines[i - 1], separator) : [];
            return dialect(new TextSheet(name, "", header, rows), above, name);
        }
        return Refused(name, lines[0][..Math.Min(lines[0].Length, 60)], "a header with positives and negatives, of a digital PCR export that Cavum knows");
    }

    internal static Outcome<DigitalRun> ReadWorkbook(IReadOnlyList<WorkbookSheet> sheets, string name) => DigitalWorkbooks.FromSheets(sheets, name);

    internal static Outcome<DigitalRun> Refused(string place, string read, string expected) => Outcome<DigitalRun>.Refused(new Problem(place, read, expected));
}

/// <summary>A digital export packed as a zip: its tables one after another.</summary>
internal static class DigitalWorkbooks
{
    internal static Outcome<DigitalRun> Read(byte[] bytes, string name)
    {
        var opened = Archive.Open(bytes, name);
        if (opened.IsRefused) return Outcome<DigitalRun>.Refused(opened.Problems);
        using var archive = opened.Value;
        if (archive.Entry("rdml_data.xml") is not null || (archive.Entries.Any(e => e.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)) && archive.Entry("xl/workbook.xml") is null))
            return RdmlReader.Read(bytes, name).Then(file => file.Digital is { } digital ? Outcome<DigitalRun>.Of(digital) : DigitalReader.Refused(name, "RDML without partitions", "digital PCR: partitions with positive and negative counts"));
        if (archive.Entry("xl/workbook.xml") is not null) return FromWorkbook(Workbook.Read(archive, name), name);
        var wells = new List<DigitalWell>();
        var notes = new List<string>();
        string format = "";
        var volumes = new HashSet<double?>();
        long unpackedBytes = 0;
        foreach (var entry in archive.Entries.Where(e => e.FullName.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && !e.FullName.Contains("__MACOSX", StringComparison.Ordinal)))
        {
            var unpacked = Archive.Unpack(entry, name);
            if (unpacked.IsRefused) return Outcome<DigitalRun>.Refused(unpacked.Problems);
            if ((unpackedBytes += unpacked.Value.Length) > ExportText.MaximumBytes) return DigitalReader.Refused(name, $"tables of more than {ExportText.MaximumBytes} bytes together", ExportText.LengthExpected);
            var part = DigitalReader.ReadText(ExportText.Decode(Archive.Bytes(unpacked.Value)), $"{name}/{entry.FullName}");
            if (!part.IsRefused && wells.Count + part.Value.Wells.Count > DigitalReader.MaximumWells) return DigitalReader.Refused(name, "more wells in all tables together", $"at most {DigitalReader.MaximumWells} wells");
            if (part.IsRefused) notes.Add($"{entry.FullName} is not a table of partitions and was left out");
            else
            {
                wells.AddRange(part.Value.Wells);
                format = part.Value.Format;
                volumes.Add(part.Value.DefaultPartitionNanolitres);
            }
        }
        return wells.Count == 0 ? DigitalReader.Refused(name, "a zip without a digital PCR table", "at least one table with partitions")
            : Outcome<DigitalRun>.Of(new(format, wells, volumes.Count == 1 ? volumes.First() : null) { Notes = notes });
    }

    private static Outcome<DigitalRun> FromWorkbook(Outcome<IReadOnlyList<WorkbookSheet>> workbook, string name)
    {
        return workbook.IsRefused ? Outcome<DigitalRun>.Refused(workbook.Problems) : FromSheets(workbook.Value, name);
    }

    internal static Outcome<DigitalRun> FromSheets(IReadOnlyList<WorkbookSheet> sheets, string name)
    {
        foreach (var sheet in sheets)
            if (BioMarkSummary.HeaderRow(sheet.Rows) >= 0) return BioMarkSummary.Read(sheet.Rows, name);
        foreach (var sheet in sheets)
            for (int i = 0; i < Math.Min(sheet.Rows.Count, 40); i++)
                if (DigitalDialects.Recognise(sheet.Rows[i].Cells) is { } dialect)
                    return dialect(new TextSheet(name, sheet.Name, sheet.Rows[i].Cells, [.. sheet.Rows.Skip(i + 1)]), i > 0 ? sheet.Rows[i - 1].Cells : [], name);
        return DigitalReader.Refused(name, string.Join(", ", sheets.Select(s => s.Name)), "a sheet with partitions");
    }
}
