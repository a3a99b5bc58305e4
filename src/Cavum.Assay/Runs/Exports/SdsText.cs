using Cavum.Core;

namespace Cavum.Assay;

/// <summary>The results text of SDS 2.x (7900HT): key lines, a block a plate, then one table.</summary>
internal static class SdsText
{
    internal static bool Recognises(string head) => head.StartsWith("SDS 2", StringComparison.Ordinal);

    internal static Outcome<InstrumentFile> Read(string text, string name)
    {
        string[] lines = ExportText.Lines(text);
        int header = Array.FindIndex(lines, l => l.StartsWith("Well\t", StringComparison.Ordinal));
        if (header < 0) return Outcome<InstrumentFile>.Refused(new Problem(name, "an SDS file without a table", "a table that starts with the column Well"));
        string[] plates = [.. lines.Take(header).Where(l => l.StartsWith("EmbeddedFile\t", StringComparison.Ordinal)).Select(l => l["EmbeddedFile\t".Length..].Trim())];
        var table = LightCyclerText.Table(text, name, header);
        if (PlainRun.TooMany(table.Rows.Count, name) is { } tooMany) return tooMany;
        var problems = new List<Problem>();
        double most = 0;
        foreach (var row in table.Rows)
            if (ExportNumber.TryParse(table.Cell(row, "WELL"), out double n)) most = Math.Max(most, n);
        int columns = most > 96 ? 24 : 12;
        var runs = new Dictionary<string, List<Reaction>>(StringComparer.Ordinal);
        string? cq = table.First(QuantStudioTables.CqColumns);
        foreach (var row in table.Rows)
        {
            if (!ExportNumber.TryParse(table.Cell(row, "WELL"), out double number) || number < 1 || number > WellPosition.MostNumber(columns) || number != Math.Floor(number)) continue;
            string plate = row.Cells.FirstOrDefault(c => plates.Contains(c.Trim(), StringComparer.Ordinal))?.Trim() ?? plates.FirstOrDefault() ?? Path.GetFileNameWithoutExtension(name);
            if (!runs.TryGetValue(plate, out var reactions)) runs[plate] = reactions = [];
            string task = table.Cell(row, "TASK"), target = table.Cell(row, table.First("DETECTOR", "DETECTOR NAME"));
            if (target.Length == 0) continue;
            var role = task is "Target" or "Endogenous Control" ? SampleRole.Unknown : QuantStudioTables.RoleOf(task);
            double? amount = table.Number(row, table.First("QUANTITY", "QTY"), problems, "a quantity with '.' as decimal mark");
            reactions.Add(new(WellPosition.FromNumber((int)number, columns), table.Cell(row, table.First("SAMPLE", "SAMPLE NAME")),
                role, target, table.Cell(row, "REPORTER"),
                cq is null ? Cq.Unreported : QuantStudioTables.ReadCq(table, row, cq, problems), AmplificationCurve.Empty)
            {
                DataId = table.Cell(row, "WELL"),
                Quantity = role == SampleRole.Standard && amount > 0 ? amount : null,
                ReportedQuantity = role == SampleRole.Standard ? null : amount,
            });
        }
        if (problems.Count > 0) return Outcome<InstrumentFile>.Refused(problems);
        QpcrRun[] all = [.. runs.Where(r => r.Value.Count > 0).Select(r => new QpcrRun(r.Key, r.Key, r.Value) { Rows = columns * 2 / 3, Columns = columns, Instrument = "SDS" })];
        if (all.Length == 0) return Outcome<InstrumentFile>.Refused(new Problem(name, "a table without wells", "at least one well with a detector"));
        return Outcome<InstrumentFile>.Of(new("SDS results text", lines[0].Split('\t')[^1].Trim(), "7900HT (SDS)", all) { Notes = ["the export holds no curves"] });
    }
}
