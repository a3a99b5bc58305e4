using Cavum.Core;

namespace Cavum.Assay;

/// <summary>LightCycler 480 text exports: raw fluorescence of all programs, Cq tables, sample lists.</summary>
internal static class LightCyclerText
{
    internal static bool IsRaw(string head) => head.Contains("SamplePos\tSampleName\tProg#", StringComparison.Ordinal);
    internal static bool IsCq(string head) => head.StartsWith("Experiment:", StringComparison.Ordinal) && head.Contains("Pos\tName\tCp", StringComparison.Ordinal);

    /// <summary>Whether a text without tabs has one of the headers of this instrument.</summary>
    internal static bool IsResaved(string head) => head.Contains("Selected Filter:", StringComparison.Ordinal) || head.Contains("SamplePos", StringComparison.Ordinal) || head.Contains("General:Pos", StringComparison.Ordinal);

    internal static bool IsSamples(string head) => head.StartsWith("General:Pos\t", StringComparison.Ordinal);

    internal static TextSheet Table(string text, string name, int headerLine)
    {
        string[] lines = ExportText.Lines(text);
        var rows = new List<(int, string[])>();
        for (int i = headerLine + 1; i < lines.Length; i++)
            if (lines[i].Trim().Length > 0) rows.Add((i + 1, ExportText.Fields(lines[i], '\t')));
        return new(name, "", headerLine >= 0 && headerLine < lines.Length ? ExportText.Fields(lines[headerLine], '\t') : [], rows);
    }

    private static int HeaderLine(string text, string start) => Array.FindIndex(ExportText.Lines(text), l => l.StartsWith(start, StringComparison.Ordinal));

    internal static Outcome<InstrumentFile> ReadCq(string text, string name)
    {
        var table = Table(text, name, HeaderLine(text, "Include\t"));
        if (PlainRun.TooMany(table.Rows.Count, name) is { } tooMany) return tooMany;
        string title = ExportText.Lines(text).Select(l => l.Trim('\uFEFF', ' ', '\t')).First(l => l.StartsWith("Experiment:", StringComparison.Ordinal));
        int filterAt = title.IndexOf("Selected Filter:", StringComparison.Ordinal);
        string filter = filterAt > 0 ? title[(filterAt + 16)..].Trim() : "";
        string id = title["Experiment:".Length..(filterAt > 0 ? filterAt : title.Length)].Trim();
        var problems = new List<Problem>();
        var reactions = new List<Reaction>();
        foreach (var row in table.Rows)
        {
            string pos = table.Cell(row, "POS");
            if (!WellPosition.TryParse(pos, out var well))
            {
                problems.Add(new Problem(table.Place(row, "POS"), pos, "a well such as A1"));
                if (problems.Count > 100) break;
                continue;
            }
            string cp = table.Cell(row, "CP");
            var standard = table.Number(row, "STANDARD", problems, "a standard amount");
            reactions.Add(new(well, table.Cell(row, "NAME"), standard > 0 ? SampleRole.Standard : SampleRole.Unknown, filter, filter,
                cp.Length == 0 ? Cq.None : QuantStudioTables.ReadCq(table, row, "CP", problems), AmplificationCurve.Empty)
            {
                Quantity = standard > 0 ? standard : null,
                ReportedQuantity = table.Number(row, "CONCENTRATION", problems, "a concentration"),
                DataId = pos,
                Exclusion = table.Cell(row, "INCLUDE").Equals("False", StringComparison.OrdinalIgnoreCase) ? "not included in the export" : null,
            });
        }
        return problems.Count > 0 ? Outcome<InstrumentFile>.Refused(problems)
            : PlainRun.Of("LightCycler 480 Cq", "LightCycler 480", name, reactions, ["the table holds no curves"], id: id.Length > 0 ? id : null);
    }

    internal static Outcome<InstrumentFile> ReadSamples(string text, string name)
    {
        var table = Table(text, name, HeaderLine(text, "General:Pos"));
        var reactions = new List<Reaction>();
        foreach (var row in table.Rows)
        {
            if (!WellPosition.TryParse(table.Cell(row, "GENERAL:POS"), out var well)) continue;
            string type = table.Cell(row, table.Columns.Select(TextSheet.Plain).FirstOrDefault(c => c.EndsWith("TARGET TYPE", StringComparison.Ordinal)));
            string filter = table.Cell(row, "GENERAL:FILT. COMB.");
            var role = type.Contains("Negative", StringComparison.OrdinalIgnoreCase) ? SampleRole.NegativeControl
                : type.Contains("Positive", StringComparison.OrdinalIgnoreCase) ? SampleRole.PositiveControl
                : type.Contains("Unknown", StringComparison.OrdinalIgnoreCase) ? SampleRole.Unknown
                : type.Contains("Standard", StringComparison.OrdinalIgnoreCase) || type.Contains("Calibrator", StringComparison.OrdinalIgnoreCase) ? SampleRole.Standard : SampleRole.Other;
            reactions.Add(new(well, table.Cell(row, "GENERAL:SAMPLE NAME"), role, table.Cell(row, "GENERAL:TARGET NAME"), filter, Cq.Unreported, AmplificationCurve.Empty) { DataId = well.ToString() });
        }
        return PlainRun.Of("LightCycler 480 sample list", "LightCycler 480", name, reactions, ["a list of samples: no Cq, no curves"]);
    }

    /// <summary>The program with the most cycles is the amplification; others (activation, melting) are counted in the notes.</summary>
    internal static Outcome<InstrumentFile> ReadRaw(string text, string name)
    {
        int header = HeaderLine(text, "SamplePos\t");
        var table = Table(text, name, header);
        var problems = new List<Problem>();
        string[] filters = [.. table.Columns.Where(c => c.Length > 2 && char.IsAsciiDigit(c[0]) && c.Contains('-', StringComparison.Ordinal))];
        var last = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
            if (table.Number(row, "CYCLE#", problems, "a cycle") is { } c) last[table.Cell(row, "PROG#")] = Math.Max(last.GetValueOrDefault(table.Cell(row, "PROG#")), c);
        if (problems.Count > 0) return Outcome<InstrumentFile>.Refused(problems);
        if (last.Count == 0 || filters.Length == 0) return Outcome<InstrumentFile>.Refused(new Problem(name, "no readings", "rows with a program, a cycle and a filter combination"));
        string program = last.OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal).First().Key;
        var readings = new Dictionary<(string Pos, string Sample, string Filter), List<(int, double)>>();
        foreach (var row in table.Rows.Where(r => table.Cell(r, "PROG#") == program))
        {
            double? cycle = table.Number(row, "CYCLE#", problems, "a cycle");
            foreach (string filter in filters)
            {
                if (table.Number(row, TextSheet.Plain(filter), problems, "a fluorescence") is not { } value || cycle is not (>= 1 and <= AmplificationCurve.MaximumCycles)) continue;
                var key = (table.Cell(row, "SAMPLEPOS"), table.Cell(row, "SAMPLENAME"), filter);
                if (!readings.TryGetValue(key, out var list)) readings[key] = list = [];
                if (PlainRun.TooMany(readings.Count, name) is { } tooMany) return tooMany;
                list.Add(((int)cycle.Value, value));
            }
        }
        var reactions = new List<Reaction>();
        foreach (var (key, list) in readings)
        {
            if (!WellPosition.TryParse(key.Pos, out var well)) problems.Add(new Problem(name, key.Pos, "a well such as A1"));
            else reactions.Add(new(well, key.Sample, SampleRole.Unknown, key.Filter, key.Filter, Cq.Unreported, AmplificationCurve.FromReadings(list)) { DataId = key.Pos });
        }
        if (problems.Count > 0) return Outcome<InstrumentFile>.Refused(problems.Take(100));
        return PlainRun.Of("LightCycler 480 raw", "LightCycler 480", name, reactions,
            [$"program {program} with {last[program]} cycles is the amplification; {last.Count - 1} other programs were not read", "the export holds no roles, targets or Cq"]);
    }
}
