using System.Globalization;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Plain tables of fluorescence: a column of cycles and one column a well or curve (CFX amplification tables too).</summary>
internal static class FluorescenceTables
{
    internal const string Format = "fluorescence table";
    internal const string NoCycles = "a table without a column of cycles";
    internal const int MaximumCurves = 10_000;
    private static readonly string[] CycleNames = ["CYCLE", "CYCLES", "CYC", "CYCLE NUMBER", "WELL.CYCLES", "CYCLES.C67", "C17.CYCLE"];

    internal static string? CycleColumn(TextSheet table) =>
        table.First(CycleNames) ?? table.Columns.Select(TextSheet.Plain).FirstOrDefault(c => c.EndsWith(".CYCLE", StringComparison.Ordinal) || c.StartsWith("CYCLES.", StringComparison.Ordinal));

    /// <summary>Why a table with this header is no amplification run; null when it may be one.</summary>
    internal static string? WhyNot(TextSheet table)
    {
        if (CycleColumn(table) is not null) return null;
        if (table.Has("TM") && table.Has("TARGET TYPE")) return "a melting table of RDES, no amplification over cycles";
        string first = table.Columns.Select(TextSheet.Plain).FirstOrDefault(c => c.Length > 0) ?? "";
        if (first is "T" or "TEMPERATURE" or "TMP" || first.EndsWith(".T", StringComparison.Ordinal)) return "a melting curve over temperature, no amplification over cycles";
        if (first.Contains("TIME", StringComparison.Ordinal) || first.StartsWith("T.", StringComparison.Ordinal) || first.Contains(".T", StringComparison.Ordinal)) return "readings over time, no cycles";
        return NoCycles;
    }

    internal static Outcome<InstrumentFile> Read(TextSheet table, string name, IReadOnlyDictionary<string, Reaction>? setup = null)
    {
        if (table.Columns.Length > MaximumCurves)
            return Outcome<InstrumentFile>.Refused(new Problem(name, $"{table.Columns.Length} columns", $"at most {MaximumCurves} curves in a table"));
        string cycle = CycleColumn(table)!;
        var problems = new List<Problem>();
        var repairs = new List<Repair>();
        CheckWidths(table, problems, repairs);
        int[] cycles = Cycles(table, cycle, problems, repairs, name);
        int[] curves = [.. Enumerable.Range(0, table.Columns.Length).Where(c => IsCurve(table, c, cycle, name, problems))];
        var own = curves.ToDictionary(c => c, c => setup?.GetValueOrDefault(table.Columns[c].Trim())?.Well ?? (WellPosition.TryParse(table.Columns[c], out var well) ? well : (WellPosition?)null));
        var taken = own.Values.OfType<WellPosition>().ToHashSet();
        var reactions = new List<Reaction>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var places = new HashSet<(WellPosition, string, string)>();
        int position = 0;
        foreach (int c in curves)
        {
            if (problems.Count >= 100) break;
            string column = table.Columns[c].Trim();
            if (own[c] is not { } at)
            {
                do at = WellPosition.FromNumber(++position, curves.Length > 96 ? 24 : 12); while (taken.Contains(at));
                if (!names.Add(column)) repairs.Add(new($"{name}, column {column}", "a second column of this name", "another curve"));
            }
            var pairs = new List<(int, double)>();
            for (int r = 0; r < table.Rows.Count; r++)
                if (table.Number(table.Rows[r], c, problems, "a fluorescence with '.' as decimal mark") is { } value) pairs.Add((cycles[r], value));
            var reaction = setup?.GetValueOrDefault(column) ?? new(at, column, SampleRole.Unknown, "signal", "", Cq.Unreported, AmplificationCurve.Empty) { DataId = column };
            if (!places.Add((reaction.Well, reaction.Target, reaction.Dye)))
                problems.Add(new Problem($"{name}, column {column}", $"a second column for well {reaction.Well}", "one column a well"));
            reactions.Add(problems.Count > 0 ? reaction : reaction with { Curve = AmplificationCurve.FromReadings(pairs) });
        }
        if (problems.Count > 0) return Outcome<InstrumentFile>.Refused(problems);
        return PlainRun.Of(Format, "", name, reactions, setup is null ? ["the table names no samples, roles, targets or dyes"] : [], repairs);
    }

    /// <summary>Whether a column holds a curve: not the cycles, not the number, time or temperature of a row. Readings under no name are a problem.</summary>
    private static bool IsCurve(TextSheet table, int column, string cycle, string name, List<Problem> problems)
    {
        string plain = TextSheet.Plain(table.Columns[column]);
        if (plain.Length > 0) return !(plain == cycle || plain is "X" or "INDEX" or "TIME" or "TEMPERATURE" || plain.StartsWith("T.", StringComparison.Ordinal) || plain.EndsWith(".T", StringComparison.Ordinal));
        string[] cells = [.. table.Rows.Select(r => column < r.Cells.Length ? r.Cells[column].Trim() : "")];
        bool counts = column == 0 && cells.Select((cell, i) => cell == (i + 1).ToString(CultureInfo.InvariantCulture)).All(same => same);
        if (!counts && cells.Any(c => c.Length > 0)) problems.Add(new Problem($"{name}, column {column + 1}", "readings under no name", "a name above each column"));
        return false;
    }

    /// <summary>A row with more cells than the header has names for is refused; one with fewer has no readings there.</summary>
    private static void CheckWidths(TextSheet table, List<Problem> problems, List<Repair> repairs)
    {
        int names = table.Columns.Length;
        foreach (var row in table.Rows)
        {
            int cells = row.Cells.Length;
            while (cells > names && row.Cells[cells - 1].Trim().Length == 0) cells--;
            if (cells > names && problems.Count < 100) problems.Add(new Problem(table.Place(row, null), $"{cells} cells", $"at most {names}, as in the header"));
            if (cells < names && repairs.Count < 100) repairs.Add(new(table.Place(row, null), $"{cells} cells under a header of {names}", "no reading in the last"));
        }
    }

    /// <summary>Whole cycles as they stand; counted from 0 they move up by one; broken ones are numbered by row.</summary>
    private static int[] Cycles(TextSheet table, string column, List<Problem> problems, List<Repair> repairs, string name)
    {
        double?[] read = [.. table.Rows.Select(r => table.Number(r, column, problems, "a cycle"))];
        double[] present = [.. read.OfType<double>()];
        if (problems.Count > 0 || present.Length == 0)
        {
            if (problems.Count == 0) problems.Add(new Problem($"{name}, column {column}", "no cycles", "at least one cycle"));
            return new int[read.Length];
        }
        bool whole = present.All(v => v == Math.Floor(v) && v >= 0 && v < AmplificationCurve.MaximumCycles);
        if (whole && present.Min() == 0) repairs.Add(new(name, "cycles counted from 0", "cycles from 1"));
        if (!whole)
        {
            if (present.Any(v => v < 0) || table.Rows.Count > AmplificationCurve.MaximumCycles)
            {
                problems.Add(new Problem($"{name}, column {column}", PlainRun.Number(present.FirstOrDefault(v => v < 0 || v != Math.Floor(v) || v >= AmplificationCurve.MaximumCycles)), $"cycles from 0 to {AmplificationCurve.MaximumCycles - 1}"));
                return new int[read.Length];
            }
            repairs.Add(new(name, "cycles that are not whole numbers", "one cycle a row, in the order of the rows"));
        }
        var seen = new HashSet<double>();
        double before = double.NegativeInfinity;
        for (int r = 0; r < read.Length && problems.Count < 100; r++)
        {
            if (read[r] is not { } cycle) problems.Add(new Problem(table.Place(table.Rows[r], column), "readings without a cycle", "a cycle"));
            else if (whole && !seen.Add(cycle)) problems.Add(new Problem(table.Place(table.Rows[r], column), $"cycle {PlainRun.Number(cycle)} again", "each cycle once"));
            else if (!whole && !(cycle > before)) problems.Add(new Problem(table.Place(table.Rows[r], column), PlainRun.Number(cycle), $"a cycle after {PlainRun.Number(before)}"));
            before = read[r] ?? before;
        }
        if (!whole) return [.. Enumerable.Range(1, read.Length)];
        int shift = present.Min() == 0 ? 1 : 0;
        return [.. read.Select(v => v is { } value ? (int)value + shift : 0)];
    }

    /// <summary>One row a well, one column a cycle: the qpcR layout from cycle 1, or RDES, whose first cycles may be missing.</summary>
    internal static bool IsTransposed(TextSheet table) =>
        (table.Has("WELL NUMBER") || table.Has("WELL"))
        && ((table.Has("1") && table.Has("2") && table.Has("3")) || (table.Has("SAMPLE TYPE") && table.Has("TARGET TYPE") && !table.Has("TM") && table.Columns.Count(c => int.TryParse(c, NumberStyles.None, CultureInfo.InvariantCulture, out _)) >= 3));

    internal static Outcome<InstrumentFile> ReadTransposed(TextSheet table, string name)
    {
        if (PlainRun.TooMany(table.Rows.Count, name) is { } tooMany) return tooMany;
        var problems = new List<Problem>();
        var reactions = new List<Reaction>();
        string wellColumn = table.First("WELL NUMBER", "WELL")!;
        var repairs = new List<Repair>();
        CheckWidths(table, problems, repairs);
        var cycles = CycleColumns(table, problems, repairs, name);
        var places = new HashSet<(WellPosition, string, string)>();
        foreach (var row in table.Rows)
        {
            string text = table.Cell(row, wellColumn);
            if (text.Length == 0)
            {
                if (problems.Count < 100 && cycles.Any(c => c.Column < row.Cells.Length && row.Cells[c.Column].Trim().Length > 0)) problems.Add(new Problem(table.Place(row, wellColumn), "readings without a well", "a well: a whole number from 1, or A1 …"));
                continue;
            }
            if (!WellPosition.TryParse(text, out var well))
            {
                if (table.Number(row, wellColumn, problems, "a well") is not { } number) continue;
                if (number < 1 || number > WellPosition.MostNumber(12) || number != Math.Floor(number))
                {
                    if (problems.Count < 100) problems.Add(new Problem(table.Place(row, wellColumn), text, "a well: a whole number from 1, or A1 …"));
                    continue;
                }
                well = WellPosition.FromNumber((int)number, table.Rows.Count > 96 ? 24 : 12);
            }
            var pairs = new List<(int, double)>();
            foreach (var (cycle, column) in cycles)
                if (table.Number(row, column, problems, "a fluorescence") is { } value) pairs.Add((cycle, value));
            string sample = table.Cell(row, table.First("SAMPLE", "SAMPLE NAME")), target = table.Cell(row, "TARGET"), reporter = table.Cell(row, table.First("REPORTER", "DYE"));
            string type = table.Cell(row, "SAMPLE TYPE"), cq = table.Has("CQ") ? "CQ" : "";
            reactions.Add(new(well, sample.Length > 0 ? sample : reporter, type.Length > 0 ? RdesRole(type) : SampleRole.Unknown, target.Length > 0 ? target : "signal", table.Cell(row, "DYE"),
                cq.Length > 0 ? QuantStudioTables.ReadCq(table, row, cq, problems) : Cq.Unreported, AmplificationCurve.FromReadings(pairs))
            { DataId = text });
            if (type.Length > 0 && !RdesTypes.Contains(type.Trim().ToLowerInvariant()) && problems.Count < 100)
                problems.Add(new Problem(table.Place(row, "SAMPLE TYPE"), type, "a type of sample: " + string.Join(", ", RdesTypes)));
            if (!places.Add((well, reactions[^1].Target, reactions[^1].Sample == reporter ? reporter : reactions[^1].Dye)) && problems.Count < 100)
                problems.Add(new Problem(table.Place(row, wellColumn), $"{text} a second time for the same target and dye", "each well, target and dye once"));
        }
        if (problems.Count > 0) return Outcome<InstrumentFile>.Refused(problems);
        return PlainRun.Of(table.Has("TARGET TYPE") ? "RDES" : Format, "", name, reactions, [], repairs);
    }

    /// <summary>Columns named by a cycle, each once; counted from 0 they move up by one.</summary>
    private static (int Cycle, int Column)[] CycleColumns(TextSheet table, List<Problem> problems, List<Repair> repairs, string name)
    {
        var found = new List<(int Cycle, int Column)>();
        for (int c = 0; c < table.Columns.Length; c++)
        {
            if (!int.TryParse(table.Columns[c], NumberStyles.None, CultureInfo.InvariantCulture, out int cycle)) continue;
            if (cycle >= AmplificationCurve.MaximumCycles) problems.Add(new Problem($"{name}, column {table.Columns[c]}", table.Columns[c], $"cycles up to {AmplificationCurve.MaximumCycles - 1}"));
            else if (found.Any(f => f.Cycle == cycle)) problems.Add(new Problem($"{name}, column {table.Columns[c]}", $"cycle {cycle} again", "each cycle once"));
            else found.Add((cycle, c));
        }
        if (!found.Any(f => f.Cycle == 0)) return [.. found];
        repairs.Add(new(name, "cycles counted from 0", "cycles from 1"));
        return [.. found.Select(f => (f.Cycle + 1, f.Column))];
    }

    private static readonly string[] RdesTypes = ["unkn", "std", "ntc", "pos", "nac", "ntp", "nrt", "opt"];

    private static SampleRole RdesRole(string word) => word.Trim().ToLowerInvariant() switch
    {
        "unkn" => SampleRole.Unknown,
        "std" => SampleRole.Standard,
        "ntc" => SampleRole.Ntc,
        "pos" => SampleRole.PositiveControl,
        "nac" or "ntp" or "nrt" => SampleRole.NegativeControl,
        _ => SampleRole.Other,
    };

    /// <summary>A workbook with a sheet <c>adp</c> of curves and a sheet <c>description</c> of what is in them.</summary>
    internal static Outcome<InstrumentFile> FromWorkbook(IReadOnlyList<WorkbookSheet> sheets, string name)
    {
        var curves = sheets.First(s => s.Name.Equals("adp", StringComparison.OrdinalIgnoreCase));
        if (curves.Rows.Count < 2) return Outcome<InstrumentFile>.Refused(new Problem($"{name}, adp", "no rows", "a header and readings"));
        var table = new TextSheet(name, curves.Name, curves.Rows[0].Cells, [.. curves.Rows.Skip(1)]);
        if (WhyNot(table) is { } why) return Outcome<InstrumentFile>.Refused(new Problem($"{name}, adp", why, "a column of cycles"));
        var setup = new Dictionary<string, Reaction>(StringComparer.OrdinalIgnoreCase);
        if (sheets.FirstOrDefault(s => s.Name.Equals("description", StringComparison.OrdinalIgnoreCase)) is { Rows.Count: > 1 } described)
        {
            var d = new TextSheet(name, described.Name, described.Rows[0].Cells, [.. described.Rows.Skip(1)]);
            int position = 0;
            foreach (var row in d.Rows)
            {
                position++;
                string key = d.Cell(row, d.First("WELL", "FDATA.NAME"));
                if (key.Length == 0) continue;
                bool isWell = WellPosition.TryParse(key, out var well);
                if (!isWell && position > WellPosition.MostNumber(12)) return Outcome<InstrumentFile>.Refused(new Problem(d.Place(row, null), $"row {position}", $"at most {WellPosition.MostNumber(12)} rows"));
                if (!isWell) well = WellPosition.FromNumber(position, 12);
                string content = d.Cell(row, d.First("CONTENT", "SAMPLE.TYPE"));
                var role = d.Has("SAMPLE.TYPE") ? RdesRole(content) : CfxText.RoleOf(content);
                double? amount = ExportNumber.TryParse(d.Cell(row, d.First("STARTING QUANTITY (SQ)", "SQ", "QUANTITY")), out double q) ? q : null;
                setup[isWell ? well.ToString() : key] = new(well, d.Cell(row, "SAMPLE"), role, d.Cell(row, "TARGET"), d.Cell(row, d.First("FLUOR", "TARGET.DYEID")), Cq.Unreported, AmplificationCurve.Empty)
                {
                    DataId = key,
                    Quantity = role == SampleRole.Standard ? amount : null,
                    ReportedQuantity = role == SampleRole.Standard ? null : amount,
                };
            }
        }
        return Read(table, name, setup);
    }
}
