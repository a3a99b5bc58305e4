using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Reads any instrument's file; the format is recognised from the content, never from the name.</summary>
public static class InstrumentFiles
{
    /// <summary>Larger files are refused before they are read.</summary>
    public const long MaximumBytes = 128L * 1024 * 1024;

    /// <param name="decimalComma">Whether the one who has the file says that it writes decimals with a comma; never concluded from the file.</param>
    /// <param name="unit">The unit that the one who has the file states for results which carry none.</param>
    public static Outcome<InstrumentFile> ReadFile(string path, bool decimalComma = false, ReportUnit? unit = null)
    {
        string name = Path.GetFileName(path);
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists) return Outcome<InstrumentFile>.Refused(new Problem(name, "", "a file that exists"));
            if (info.Length > MaximumBytes)
                return Outcome<InstrumentFile>.Refused(new Problem(name, $"{info.Length} bytes", $"at most {MaximumBytes} bytes"));
            return Read(File.ReadAllBytes(path), name, decimalComma, unit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Outcome<InstrumentFile>.Refused(new Problem(name, e.Message, "a file that can be read"));
        }
    }

    public static Outcome<InstrumentFile> Read(byte[] bytes, string name, bool decimalComma = false, ReportUnit? unit = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length == 0) return Outcome<InstrumentFile>.Refused(new Problem(name, "an empty file", "an instrument's export"));
        if (bytes is [0x1F, 0x8B, ..]) return Archive.Gunzip(bytes, name).Then(stream => Read(Archive.Bytes(stream), name, decimalComma, unit));
        if (Archive.IsZip(bytes)) return ReadArchive(bytes, name, unit);
        if (bytes is [0xD0, 0xCF, 0x11, 0xE0, ..])
            return Refused(name, "a binary workbook (.xls) or another compound file", "the same table saved as .xlsx or as text");
        if (ExportText.TooLong(bytes) is { } length) return Refused(name, length, ExportText.LengthExpected);
        string text = ExportText.Decode(bytes);
        return ReadText(bytes, decimalComma ? DecimalComma.ToPoint(text) : text, name, unit);
    }

    private static Outcome<InstrumentFile> ReadArchive(byte[] bytes, string name, ReportUnit? unit)
    {
        var opened = Archive.Open(bytes, name);
        if (opened.IsRefused) return Outcome<InstrumentFile>.Refused(opened.Problems);
        using var archive = opened.Value;
        if (EdsReader.Recognises(archive)) return EdsReader.Read(archive, name);
        if (archive.Entry("xl/workbook.xml") is not null) return WorkbookRuns.Read(archive, name, unit);
        if (archive.Entry("rdml_data.xml") is null && archive.Entries.Any(e => e.FullName.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)))
            return DigitalReader.Read(bytes, name).Then(run => DigitalAsRun.Of(run, name));
        if (archive.Entries.Any(e => e.FullName.EndsWith("plate_setup.json", StringComparison.OrdinalIgnoreCase)))
            return Refused(name, "an .eds of Design & Analysis 2, which holds its run as JSON", "its export as a workbook or as text");
        var read = RdmlReader.Read(archive, name, []);
        int others = archive.Entries.Count(e => e.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) && !e.FullName.EndsWith(VendorStandards.EntryName, StringComparison.OrdinalIgnoreCase)) - 1;
        return read.Then(file => VendorStandards.Add(file, archive, name)).Then(file => Outcome<InstrumentFile>.Of(others < 1 ? file
            : file with { Notes = [.. file.Notes, $"{others} other XML entries of the vendor were not read"] }));
    }

    private static Outcome<InstrumentFile> ReadText(byte[] bytes, string text, string name, ReportUnit? unit)
    {
        string head = text[..Math.Min(text.Length, 4000)].TrimStart('\uFEFF', ' ', '\n', '\r', '\t');
        if (head.StartsWith('<') && RowXml.Recognises(head)) return RowXml.Read(bytes, name, unit);
        if (head.StartsWith("<?xml", StringComparison.Ordinal) || head.StartsWith("<rdml", StringComparison.Ordinal)) return RdmlReader.Read(bytes, name);
        if (head.StartsWith('<')) return Refused(name, head[..Math.Min(40, head.Length)], "RDML; an .xls that is HTML must be saved as .xlsx or text");
        if (OtherFiles.Text(head) is { } other) return Refused(name, other.What, other.Expected);
        if (head.Contains('\0', StringComparison.Ordinal)) return Refused(name, "binary data", "an export that Cavum knows");
        if (ExportText.WhyUnreadable(text) is { } shape) return Refused(name, shape, "a table of lines as instruments export it");
        bool tabs = head.Contains('\t', StringComparison.Ordinal);
        if ((tabs && head.StartsWith('"')) || (!tabs && (SdsText.Recognises(head.TrimStart('"')) || LightCyclerText.IsResaved(head)))) // fields in quotes or between commas, as a spreadsheet saves them
        {
            text = string.Join('\n', ExportText.Lines(text).Select(l => string.Join('\t', ExportText.Fields(l, tabs ? '\t' : ExportText.SeparatorOf(l)))));
            head = text[..Math.Min(text.Length, 4000)].TrimStart('\uFEFF', ' ', '\n', '\r', '\t');
        }
        if (QuantStudioText.Recognises(head)) return QuantStudioText.Read(text, name);
        if (BioMarkText.Recognises(head)) return BioMarkText.Read(text, name).Then(run => DigitalAsRun.Of(run, name));
        if (SdsText.Recognises(head)) return SdsText.Read(text, name);
        if (LightCyclerText.IsRaw(head)) return LightCyclerText.ReadRaw(text, name);
        if (LightCyclerText.IsCq(head)) return LightCyclerText.ReadCq(text, name);
        if (LightCyclerText.IsSamples(head)) return LightCyclerText.ReadSamples(text, name);
        if (LuminexText.Recognises(head)) return LuminexText.Read(text, name).Then(run => LuminexText.AsRun(run, name));
        if (LaboratoryMessages.IsHl7(head)) return LaboratoryMessages.ReadHl7(text, name, unit);
        if (LaboratoryMessages.IsAstm(head)) return LaboratoryMessages.ReadAstm(text, name, unit);
        return ReadTable(text, name, unit);
    }

    /// <summary>A table with its header in the first lines: CFX, RDES, plain fluorescence, digital PCR, laboratory results, plate readers.</summary>
    private static Outcome<InstrumentFile> ReadTable(string text, string name, ReportUnit? unit)
    {
        string[] lines = ExportText.Lines(text);
        string? why = null;
        TextSheet? first = null;
        for (int i = 0; i < Math.Min(lines.Length, 40); i++)
        {
            if (lines[i].Trim(',', ';', '\t', ' ').Length == 0 || lines[i].StartsWith("sep=", StringComparison.OrdinalIgnoreCase)) continue;
            char separator = ExportText.SeparatorOf(lines[i]);
            if (PlateGrid.StartsAt(lines, i, separator)) return PlateGrid.Read(lines, separator, name);
            var head = ExportText.Table(lines, i, separator, name, 60);
            if (head.Columns.Length < 2) continue;
            bool digitalTable = DigitalDialects.Recognise(head.Columns) is not null && !CfxText.IsCqTable(head) && !FluorescenceTables.IsTransposed(head);
            var read = digitalTable ? null : ReaderOf(head, lines[..i], name, unit);
            if (first is null && OtherFiles.IsSeries(head)) return Refused(name, OtherFiles.Series.What, OtherFiles.Series.Expected);
            if (first is null && !digitalTable && read is null && OtherFiles.Table(head) is { } other) return Refused(name, other.What, other.Expected);
            first ??= head;
            if (digitalTable) break;
            if (read is not null) return read(ExportText.Table(lines, i, separator, name));
            why ??= FluorescenceTables.WhyNot(head);
        }
        var digital = DigitalReader.ReadText(text, name);
        if (!digital.IsRefused) return DigitalAsRun.Of(digital.Value, name);
        if (digital.Problems.Any(p => !p.Expected.StartsWith("a header with positives", StringComparison.Ordinal))) return Outcome<InstrumentFile>.Refused(digital.Problems);
        if (LaboratoryLetters.IsBlocks(lines)) return LaboratoryLetters.ReadBlocks(lines, name, unit);
        if (LaboratoryLetters.IsLines(lines)) return LaboratoryLetters.ReadLines(lines, name, unit);
        if (first is not null && why == FluorescenceTables.NoCycles)
        {
            var (what, expected) = OtherFiles.Unknown(first);
            return Refused(name, what, expected);
        }
        return Refused(name, why ?? lines[0][..Math.Min(lines[0].Length, 60)], "an export that Cavum knows (docs/formats.md)");
    }

    /// <summary>Who reads a table with this head; null when nobody does.</summary>
    internal static Func<TextSheet, Outcome<InstrumentFile>>? ReaderOf(TextSheet head, IReadOnlyList<string> above, string name, ReportUnit? unit)
    {
        if (CfxText.IsCqTable(head)) return table => CfxText.Read(table, name);
        if (QuantStudioTables.IsCqTable(head)) return table => QuantStudioTables.Read("Cq table", [], [new TextSheet(name, "Results", table.Columns, table.Rows)], name);
        if (FluorescenceTables.IsTransposed(head)) return table => FluorescenceTables.ReadTransposed(table, name);
        if (FluorescenceTables.CycleColumn(head) is not null) return table => FluorescenceTables.Read(table, name);
        if (LaboratoryTable.Recognises(head)) return table => LaboratoryTable.Read(table, above, name, unit);
        if (PlateReaderText.Recognises(head)) return table => PlateReaderText.Read(table, above, name);
        return null;
    }

    private static Outcome<InstrumentFile> Refused(string place, string read, string expected) => Outcome<InstrumentFile>.Refused(new Problem(place, read, expected));
}
