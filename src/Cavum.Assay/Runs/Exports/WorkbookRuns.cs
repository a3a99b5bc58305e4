using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Runs in workbooks: QuantStudio and Design &amp; Analysis exports, CFX and plain tables of fluorescence.</summary>
internal static class WorkbookRuns
{
    internal static Outcome<InstrumentFile> Read(Archive archive, string name, ReportUnit? unit) => Workbook.Read(archive, name).Then(sheets => Read(sheets, name, unit));

    private static Outcome<InstrumentFile> Read(IReadOnlyList<WorkbookSheet> sheets, string name, ReportUnit? unit)
    {
        var header = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var tables = new List<TextSheet>();
        var unread = new List<string>();
        foreach (var sheet in sheets)
        {
            int at = HeaderRow(sheet);
            if (at < 0)
            {
                unread.Add($"sheet '{sheet.Name}' has no table of wells and was not read");
                continue;
            }
            foreach (var (_, cells) in sheet.Rows.Take(at))
                if (cells.Length > 1 && cells[0].Length > 0) header.TryAdd(cells[0].Trim().TrimEnd(':'), cells[1].Trim());
            tables.Add(new TextSheet(name, SectionName(sheet.Name), sheet.Rows[at].Cells, [.. sheet.Rows.Skip(at + 1)]));
        }
        if (sheets.Any(s => s.Name.Equals("adp", StringComparison.OrdinalIgnoreCase))) return FluorescenceTables.FromWorkbook(sheets, name);
        bool known = tables.Any(t => t.Name is "Results" or "Sample Setup" || t.Name.StartsWith("Amplification", StringComparison.OrdinalIgnoreCase));
        if (known)
        {
            if (header.GetValueOrDefault("Experiment Name") is null && header.GetValueOrDefault("File Name") is { } file)
                header["Experiment Name"] = Path.GetFileNameWithoutExtension(file.Replace('\\', '/'));
            return QuantStudioTables.Read(header.ContainsKey("Operator") ? "Design & Analysis workbook" : "QuantStudio workbook", header, tables, name)
                .Then(read => Outcome<InstrumentFile>.Of(read with { Notes = [.. read.Notes, .. unread] }));
        }
        if (tables.FirstOrDefault(t => CfxText.IsCqTable(t)) is { } cq) return CfxText.Read(cq, name);
        if (tables.FirstOrDefault(t => FluorescenceTables.CycleColumn(t) is not null) is { } plain) return FluorescenceTables.Read(plain, name);
        var digital = DigitalReader.ReadWorkbook(sheets, name);
        if (!digital.IsRefused) return DigitalAsRun.Of(digital.Value, name);
        if (!digital.Problems.Any(p => p.Expected.StartsWith("a sheet with partitions", StringComparison.Ordinal))) return Outcome<InstrumentFile>.Refused(digital.Problems);
        if (Laboratory(sheets, name, unit) is { } laboratory) return laboratory;
        return Outcome<InstrumentFile>.Refused(new Problem(name, "sheets " + string.Join(", ", sheets.Select(s => s.Name)), "sheets of an instrument's export that Cavum knows"));
    }

    /// <summary>Laboratory results or plate-reader tables, wherever on a sheet their header stands.</summary>
    private static Outcome<InstrumentFile>? Laboratory(IReadOnlyList<WorkbookSheet> sheets, string name, ReportUnit? unit)
    {
        foreach (var sheet in sheets)
        {
            for (int i = 0; i < Math.Min(sheet.Rows.Count, 40); i++)
            {
                var table = new TextSheet(name, sheet.Name, sheet.Rows[i].Cells, [.. sheet.Rows.Skip(i + 1)]);
                string[] above = [.. sheet.Rows.Take(i).Select(r => string.Join('\t', r.Cells))];
                if (table.Columns.Length > 1 && InstrumentFiles.ReaderOf(table, above, name, unit) is { } read) return read(table);
            }
        }
        return null;
    }

    private static string SectionName(string sheet) => sheet.Replace('_', ' ') switch
    {
        var s when s.Equals("Primary result", StringComparison.OrdinalIgnoreCase) => "Results",
        var s => s,
    };

    private static int HeaderRow(WorkbookSheet sheet)
    {
        for (int i = 0; i < Math.Min(sheet.Rows.Count, 120); i++)
        {
            var plain = sheet.Rows[i].Cells.Select(TextSheet.Plain).ToHashSet(StringComparer.Ordinal);
            if (sheet.Rows[i].Cells.Count(c => c.Length > 0) >= 3 && (plain.Contains("WELL") || plain.Contains("WELL POSITION") || plain.Contains("CYCLE") || plain.Contains("CYC"))) return i;
        }
        return -1;
    }
}
