using System.Globalization;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Reads the text export of QuantStudio, ViiA 7, 7500 and StepOne software.</summary>
/// <remarks>
/// <c>* Key = Value</c> lines, then sections in brackets, each a tab-separated table. Sections may be missing, rows short,
/// thousands grouped by commas, Ct spelled with a Cyrillic letter. Fluorescence is Rn (normalised, baseline kept).
/// </remarks>
internal static class QuantStudioText
{
    internal const string Format = "QuantStudio text";

    private const int MaximumSections = 500;

    internal static bool Recognises(string head) =>
        (head.StartsWith("* ", StringComparison.Ordinal) && head.Contains(" = ", StringComparison.Ordinal))
        || head.Contains("\n[Results]", StringComparison.Ordinal) || head.StartsWith("[Sample Setup]", StringComparison.Ordinal)
        || head.StartsWith("[Results]", StringComparison.Ordinal);

    internal static Outcome<InstrumentFile> Read(string text, string name)
    {
        var header = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var sheets = new List<TextSheet>();
        string[] lines = ExportText.Lines(text);
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Contains('\t', StringComparison.Ordinal) ? lines[i].Trim() : lines[i].Trim(' ', ',', ';', '"'); // a spreadsheet pads short lines
            if (line.StartsWith('*') && line.IndexOf('=', StringComparison.Ordinal) is var equals && equals > 0)
                header.TryAdd(line[1..equals].Trim(), line[(equals + 1)..].Trim());
            else if (line.StartsWith('[') && line.EndsWith(']') && sheets.Count == MaximumSections)
                return Outcome<InstrumentFile>.Refused(new Problem($"{name}, line {i + 1}", line, $"at most {MaximumSections} sections"));
            else if (line.StartsWith('[') && line.EndsWith(']'))
                sheets.Add(Section(lines, ref i, name, line[1..^1].Trim()));
        }
        return QuantStudioTables.Read(Format, header, sheets, name);
    }

    private static TextSheet Section(string[] lines, ref int i, string source, string section)
    {
        string[] columns = [];
        char separator = '\t';
        var rows = new List<(int, string[])>();
        while (i + 1 < lines.Length)
        {
            string next = lines[i + 1];
            if (next.TrimStart('"') is ['[', ..] or ['*', ..]) break;
            i++;
            if (next.AsSpan().Trim(" ,;\t").Length == 0) continue;
            if (!next.Contains('\t', StringComparison.Ordinal) && next.Contains(" = ", StringComparison.Ordinal)) continue; // settings after the table
            if (columns.Length == 0) separator = ExportText.SeparatorOf(next);
            string[] cells = ExportText.Fields(next, separator);
            if (columns.Length == 0) columns = cells;
            else rows.Add((i + 1, cells));
        }
        return new(source, section, columns, rows);
    }
}

/// <summary>Turns the tables of Applied Biosystems software, from text or workbook, into a run.</summary>
internal static class QuantStudioTables
{
    internal static readonly string[] CqColumns = ["CT", "CQ", "CRT", "CP"];
    private static readonly string[] TargetColumns = ["TARGET NAME", "TARGET", "DETECTOR NAME", "DETECTOR", "SNP ASSAY NAME", "ASSAY", "GENE", "GENE NAME"], SampleColumns = ["SAMPLE NAME", "SAMPLE", "NAME", "SAMPLE ID"];
    private static readonly string[] WellColumns = ["WELL", "POSITION", "POS"];

    /// <summary>A plain table of Cq: a well, a Cq and a sample or a target, as 7500, LightCycler 96 and others write it.</summary>
    internal static bool IsCqTable(TextSheet table) =>
        table.First(["WELL POSITION", .. WellColumns]) is not null && table.First(CqColumns) is not null && !table.Has("FLUOR") && !table.Has("TARGET TYPE") && (table.First(TargetColumns) is not null || table.First(SampleColumns) is not null);

    internal static Outcome<InstrumentFile> Read(string format, Dictionary<string, string> header, List<TextSheet> sheets, string name)
    {
        var problems = new List<Problem>();
        int columns = PlateColumns(header.GetValueOrDefault("Block Type") ?? "");
        var wells = new Dictionary<(WellPosition, string), Reaction>();
        if (PlainRun.TooMany(sheets.Where(s => s.Name.StartsWith("Sample Setup", StringComparison.OrdinalIgnoreCase) || s.Name.StartsWith("Result", StringComparison.OrdinalIgnoreCase)).Select(s => s.Rows.Count).DefaultIfEmpty(0).Max(), name) is { } tooMany) return tooMany;
        var setup = sheets.FirstOrDefault(s => s.Name.Equals("Sample Setup", StringComparison.OrdinalIgnoreCase));
        var results = sheets.FirstOrDefault(s => s.Name.Equals("Results", StringComparison.OrdinalIgnoreCase));
        var amplification = sheets.FirstOrDefault(s => s.Name.StartsWith("Amplification", StringComparison.OrdinalIgnoreCase));
        if (setup is null && results is null && amplification is null)
        {
            string language = OtherFiles.OtherLanguage(sheets.Select(s => s.Name)) ? "; the export with English names: set the language of the instrument's software" : "";
            return Outcome<InstrumentFile>.Refused(new Problem(name, string.Join(", ", sheets.Select(s => s.Name)), "a section Sample Setup, Amplification Data or Results" + language));
        }
        if (setup is not null) AddWells(setup, wells, columns, false, problems);
        if (results is not null) AddWells(results, wells, columns, true, problems);
        foreach (var standards in sheets.Where(s => s.Name.StartsWith("Standard Curve Result", StringComparison.OrdinalIgnoreCase))) AddWells(standards, wells, columns, true, problems);
        if (amplification is not null) AddCurves(amplification, wells, columns, problems);
        if (problems.Count > 0) return Outcome<InstrumentFile>.Refused(problems);
        if (wells.Count == 0)
            return Outcome<InstrumentFile>.Refused(new Problem(name, "tables without wells", "at least one well with a target"));
        var reactions = wells.Values.OrderBy(r => r.Well).ThenBy(r => r.Target, StringComparer.Ordinal).ToList();
        string id = header.GetValueOrDefault("Experiment Name") is { Length: > 0 } given ? given : Path.GetFileNameWithoutExtension(name);
        string instrument = header.GetValueOrDefault("Instrument Type") ?? "";
        var run = new QpcrRun(id, id, reactions)
        {
            Instrument = instrument,
            Rows = Math.Max(columns * 2 / 3, reactions.Max(r => r.Well.Row)),
            Columns = Math.Max(columns, reactions.Max(r => r.Well.Column)),
            Date = header.GetValueOrDefault("Experiment Run End Time") ?? header.GetValueOrDefault("Run End Data/Time") ?? "",
        };
        var notes = new List<string>();
        if (results is null) notes.Add("the export has no Results section: no Cq");
        if (amplification is null) notes.Add("the export has no Amplification Data section: no curves");
        return Outcome<InstrumentFile>.Of(new(format, header.GetValueOrDefault("Software Version") ?? "", instrument, [run]) { Notes = notes });
    }

    private static int PlateColumns(string block) =>
        block.Contains("384", StringComparison.Ordinal) ? 24
        : block.Contains("48", StringComparison.Ordinal) ? 8
        : block.Contains("3072", StringComparison.Ordinal) || block.Contains("OpenArray", StringComparison.OrdinalIgnoreCase) ? 64 : 12;

    private static WellPosition? Well(TextSheet sheet, (int Line, string[] Cells) row, int columns, List<Problem> problems)
    {
        string position = sheet.Cell(row, sheet.First("WELL POSITION"));
        if (WellPosition.TryParse(position, out var well)) return well;
        string number = sheet.Cell(row, sheet.First(WellColumns));
        if (WellPosition.TryParse(number, out well)) return well;
        if (ExportNumber.TryParse(number, out double value) && value >= 1 && value <= WellPosition.MostNumber(columns) && value == Math.Floor(value))
            return WellPosition.FromNumber((int)value, columns);
        if (problems.Count < 100) problems.Add(new Problem(sheet.Place(row, "WELL"), position.Length > 0 ? position : number, "a well: a number from 1, or A1 …"));
        return null;
    }

    private static void AddWells(TextSheet sheet, Dictionary<(WellPosition, string), Reaction> wells, int columns, bool results, List<Problem> problems)
    {
        string? target = sheet.First(TargetColumns), sample = sheet.First(SampleColumns);
        string? task = sheet.First("TASK", "WELL TYPE", "SAMPLE TYPE"), dye = sheet.First("REPORTER", "DYE"), quantity = sheet.First("QUANTITY", "QTY"), cq = sheet.First(CqColumns);
        string? omit = sheet.First("OMIT");
        foreach (var row in sheet.Rows)
        {
            string targetName = target is not null ? sheet.Cell(row, target) : sheet.Cell(row, dye) is { Length: > 0 } reporter ? reporter : "target";
            if (row.Cells.Length < 3 || targetName.Length == 0) continue; // an empty well of the plate
            if (Well(sheet, row, columns, problems) is not { } well) continue;
            wells.TryGetValue((well, targetName), out var known);
            known ??= new(well, "", SampleRole.Other, targetName, "", Cq.Unreported, AmplificationCurve.Empty) { DataId = sheet.Cell(row, "WELL") };
            string role = sheet.Cell(row, task);
            var next = known with
            {
                Sample = sheet.Cell(row, sample) is { Length: > 0 } s ? s : known.Sample,
                Role = role.Length > 0 ? RoleOf(role) : known.Role,
                Dye = sheet.Cell(row, dye) is { Length: > 0 } d ? d : known.Dye,
            };
            double? amount = sheet.Number(row, quantity, problems, "a quantity with '.' as decimal mark");
            if (next.Role == SampleRole.Standard && amount is > 0) next = next with { Quantity = amount };
            else if (results && amount is not null) next = next with { ReportedQuantity = amount };
            if (results && cq is not null) next = next with { ReportedCq = ReadCq(sheet, row, cq, problems) };
            if (sheet.Cell(row, omit).ToUpperInvariant() is "TRUE" or "1") next = next with { Exclusion = "omitted in the export" };
            wells[(well, targetName)] = next;
        }
    }

    internal static Cq ReadCq(TextSheet sheet, (int Line, string[] Cells) row, string column, List<Problem> problems)
    {
        string text = sheet.Cell(row, column);
        if (text.Length == 0) return Cq.Unreported;
        if (text.StartsWith("Undet", StringComparison.OrdinalIgnoreCase) || text is "NaN" or "N/A" or "-" or "No Ct" or "No Cq" or "0") return Cq.None;
        if (sheet.TryNumber(text, out double value) && value is > 0 and <= AmplificationCurve.MaximumCycles) return Cq.At(value);
        if (value == -1) return Cq.Unreported; // RDML and RDES write -1 for "not available"
        string expected = "a number of cycles above 0 with '.' as decimal mark, or 'Undetermined'";
        if (problems.Count < 100) problems.Add(new Problem(sheet.Place(row, column), text, text.Contains(',', StringComparison.Ordinal) ? expected + "; a decimal comma is read only when it is stated (--decimal comma)" : expected));
        return Cq.Unreported;
    }

    internal static SampleRole RoleOf(string task)
    {
        string word = task.Trim().ToUpperInvariant().Replace("_", " ", StringComparison.Ordinal);
        if (word is "UNKNOWN" or "UNKN" or "UNK" or "SAMPLE") return SampleRole.Unknown;
        if (word is "STANDARD" or "STD") return SampleRole.Standard;
        if (word is "NTC" or "NO TEMPLATE CONTROL" or "NON TEMPLATE CONTROL") return SampleRole.Ntc;
        if (word is "PC" or "POSITIVE" or "POSITIVE CONTROL" || word.StartsWith("PC ALLELE", StringComparison.Ordinal)) return SampleRole.PositiveControl;
        if (word is "NC" or "NEGATIVE" or "NEGATIVE CONTROL" or "NAC" or "BLOCKEDIPC" or "BLOCKED IPC") return SampleRole.NegativeControl;
        return SampleRole.Other;
    }

    private static void AddCurves(TextSheet sheet, Dictionary<(WellPosition, string), Reaction> wells, int columns, List<Problem> problems)
    {
        string? target = sheet.First("TARGET NAME", "TARGET", "DETECTOR NAME", "DETECTOR"), cycle = sheet.First("CYCLE", "CYCLE NUMBER"), signal = sheet.First("RN", "FLUORESCENCE", "DELTA RN", "DRN");
        if (cycle is null || signal is null) return;
        var readings = new Dictionary<(WellPosition, string), List<(int, double)>>();
        foreach (var row in sheet.Rows)
        {
            string targetName = sheet.Cell(row, target);
            if (sheet.Cell(row, signal).Length == 0 || (target is not null && targetName.Length == 0)) continue;
            if (Well(sheet, row, columns, problems) is not { } well) continue;
            double? at = sheet.Number(row, cycle, problems, "a cycle from 1"), value = sheet.Number(row, signal, problems, "a fluorescence");
            if (at is not { } c || value is not { } f) continue;
            if (c is < 1 or > AmplificationCurve.MaximumCycles)
            {
                if (problems.Count < 100) problems.Add(new Problem(sheet.Place(row, cycle), c.ToString("R", CultureInfo.InvariantCulture), "a cycle from 1 to 1000"));
                continue;
            }
            if (!readings.TryGetValue((well, targetName), out var list)) readings[(well, targetName)] = list = [];
            list.Add(((int)c, f));
        }
        foreach (var (key, list) in readings)
        {
            var known = wells.GetValueOrDefault(key) ?? new(key.Item1, "", SampleRole.Other, key.Item2, "", Cq.Unreported, AmplificationCurve.Empty);
            wells[key] = known with { Curve = AmplificationCurve.FromReadings(list) };
        }
    }
}
