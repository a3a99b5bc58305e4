using Cavum.Core;

namespace Cavum.Assay;

/// <summary>One analyte in one well of a bead assay.</summary>
/// <param name="Median">Median fluorescence intensity; null where the software printed none.</param>
/// <param name="Beads">Beads counted; below 50 the median is not trusted.</param>
public sealed record BeadReading(WellPosition Well, string Sample, string Analyte, double? Median, double? NetMfi, double? Beads);

/// <summary>A Luminex xPONENT export.</summary>
public sealed record BeadRun(string Batch, string Software, IReadOnlyList<BeadReading> Readings);

/// <summary>Reads the CSV of Luminex xPONENT: a head of keys, then a table a data type (Median, Net MFI, Count, …).</summary>
public static class LuminexText
{
    internal static bool Recognises(string head) => (head.Contains("xPONENT", StringComparison.OrdinalIgnoreCase) || head.Contains("INTELLIFLEX", StringComparison.OrdinalIgnoreCase) || head.Contains("Luminex", StringComparison.OrdinalIgnoreCase)) && head.Contains("Program", StringComparison.Ordinal)
        || head.TrimStart('"').StartsWith("DataType:", StringComparison.Ordinal);

    public static Outcome<BeadRun> Read(string text, string name)
    {
        string[] lines = ExportText.Lines(text);
        string batch = "", software = "";
        string? mark = lines.FirstOrDefault(l => l.Contains("DataType:", StringComparison.Ordinal));
        char separator = mark is null ? ',' : ExportText.SeparatorOf(mark);
        var tables = new Dictionary<string, TextSheet>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < lines.Length; i++)
        {
            string[] cells = ExportText.Fields(lines[i], separator);
            if (cells[0] == "Batch" && cells.Length > 1) batch = cells[1];
            else if (cells[0] == "Build" && cells.Length > 1) software = "xPONENT " + cells[1];
            else if (cells[0] == "DataType:" && cells.Length > 1) tables.TryAdd(cells[1], Table(lines, ref i, separator, name, cells[1]));
        }
        if (!tables.TryGetValue("Median", out var medians))
            return Outcome<BeadRun>.Refused(new Problem(name, string.Join(", ", tables.Keys), "a table of data type Median"));
        var problems = new List<Problem>();
        var readings = new List<BeadReading>();
        string[] analytes = [.. medians.Columns.Where(c => TextSheet.Plain(c) is not ("LOCATION" or "SAMPLE" or "TOTAL EVENTS" or "NOTES" or ""))];
        if ((long)medians.Rows.Count * analytes.Length is > PlainRun.MaximumReactions and var many) return Outcome<BeadRun>.Refused(new Problem(name, $"{many} medians", $"at most {PlainRun.MaximumReactions}"));
        Dictionary<string, (int, string[])> net = ByLocation(tables, "Net MFI"), counts = ByLocation(tables, "Count");
        foreach (var row in medians.Rows)
        {
            string location = medians.Cell(row, "LOCATION"), at = location[(location.LastIndexOfAny([',', ';']) + 1)..].TrimEnd(')');
            if (!WellPosition.TryParse(at, out var well))
            {
                problems.Add(new Problem(medians.Place(row, "LOCATION"), location, "a location such as 1(1,A1)"));
                continue;
            }
            foreach (string analyte in analytes)
            {
                string plain = TextSheet.Plain(analyte);
                readings.Add(new(well, medians.Cell(row, "SAMPLE"), analyte, medians.Number(row, plain, problems, "a median or NaN"), Other(tables, "Net MFI", net, location, plain), Other(tables, "Count", counts, location, plain)));
            }
        }
        if (problems.Count > 0) return Outcome<BeadRun>.Refused(problems.Take(100));
        return readings.Count == 0 ? Outcome<BeadRun>.Refused(new Problem(name, "a table without wells", "at least one location"))
            : Outcome<BeadRun>.Of(new(batch, software, readings));
    }

    /// <summary>The rows of one data type by their location.</summary>
    private static Dictionary<string, (int, string[])> ByLocation(Dictionary<string, TextSheet> tables, string type)
    {
        var rows = new Dictionary<string, (int, string[])>(StringComparer.Ordinal);
        if (tables.TryGetValue(type, out var table))
            foreach (var row in table.Rows) rows.TryAdd(table.Cell(row, "LOCATION"), row);
        return rows;
    }

    private static double? Other(Dictionary<string, TextSheet> tables, string type, Dictionary<string, (int, string[])> rows, string location, string analyte) =>
        rows.TryGetValue(location, out var row) && ExportNumber.TryParse(tables[type].Cell(row, analyte), out double value) ? value : null;

    private static TextSheet Table(string[] lines, ref int i, char separator, string source, string name)
    {
        bool Blank(string line) => line.Trim(separator, '"', ' ').Length == 0;
        while (i + 1 < lines.Length && Blank(lines[i + 1])) i++;
        string[] columns = i + 1 < lines.Length ? ExportText.Fields(lines[++i], separator) : [];
        var rows = new List<(int, string[])>();
        while (i + 1 < lines.Length && !Blank(lines[i + 1]) && !lines[i + 1].Contains("DataType:", StringComparison.Ordinal))
            rows.Add((i + 2, ExportText.Fields(lines[++i], separator)));
        return new(source, name, columns, rows);
    }

    /// <summary>The readings as wells and as antibody readings; the file states no cut-off, so there is no ratio.</summary>
    internal static Outcome<InstrumentFile> AsRun(BeadRun run, string name) => PlainRun.Of(
        "Luminex xPONENT", run.Software, name,
        [.. run.Readings.Select(r => new Reaction(r.Well, r.Sample, PlateReaderText.Role(r.Sample), r.Analyte, "", Cq.Unreported, AmplificationCurve.Empty) { ReportedQuantity = r.NetMfi ?? r.Median, QuantityUnit = "MFI" })],
        ["bead serology: median fluorescence under reportedQuantity, no amplification", "the file states no kit, lot or cut-off: no ratio, no call"], id: run.Batch.Length > 0 ? run.Batch : null)
        .Then(file => Outcome<InstrumentFile>.Of(file with
        {
            Antibodies = [.. run.Readings.Select(r => new AntibodyReading(r.Well, r.Sample, PlateReaderText.Role(r.Sample), r.Analyte, r.NetMfi ?? r.Median, "MFI") { Beads = r.Beads })],
        }));
}
