using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Plate readers' grids: a row of column numbers, then one row a plate row. A grid of words beside one of numbers is the layout.</summary>
internal static class PlateGrid
{
    private sealed record Grid(string[,] Cells, int Line);

    /// <summary>Whether a header row is 1, 2, 3 … and the row below it begins with A.</summary>
    internal static bool StartsAt(string[] lines, int i, char separator) =>
        i + 1 < lines.Length && ColumnsOf(ExportText.Fields(lines[i], separator)) >= 6 && ExportText.Fields(lines[i + 1], separator)[0].Trim().Equals("A", StringComparison.OrdinalIgnoreCase);

    private static int ColumnsOf(string[] cells)
    {
        int n = 0;
        while (n + 1 < cells.Length && cells[n + 1].Trim() == PlainRun.Number(n + 1)) n++;
        return cells.Skip(n + 1).All(c => c.Trim().Length == 0) && (cells[0].Trim() is "" or "<>" or "#" or "Row" or "OD") ? n : 0;
    }

    internal static Outcome<InstrumentFile> Read(string[] lines, char separator, string name)
    {
        var problems = new List<Problem>();
        int first = Array.FindIndex(lines, l => ColumnsOf(ExportText.Fields(l, separator)) >= 6);
        var head = PlateReaderText.HeadOf(lines[..first], name, problems);
        var grids = new List<Grid>();
        for (int i = 0; i < lines.Length; i++)
            if (StartsAt(lines, i, separator)) grids.Add(GridAt(lines, ref i, separator));
        bool Numeric(Grid g) => g.Cells.Cast<string>().Where(c => c.Length > 0).ToArray() is { Length: > 0 } filled && filled.Count(c => char.IsAsciiDigit(c[0]) || c[0] is '-' or '.') * 2 > filled.Length;
        var layout = grids.FirstOrDefault(g => !Numeric(g));
        Grid[] numeric = [.. grids.Where(Numeric)];
        if (numeric.Length != 1) return Outcome<InstrumentFile>.Refused(new Problem(name, $"{numeric.Length} grids of readings", "one grid of optical densities (one wavelength), and a grid of sample names beside it where there is one"));
        var readings = new List<AntibodyReading>();
        var cells = numeric[0].Cells;
        for (int r = 0; r < cells.GetLength(0); r++)
        {
            for (int c = 0; c < cells.GetLength(1); c++)
            {
                string text = cells[r, c];
                if (text.Length == 0) continue;
                var well = new WellPosition(r + 1, c + 1);
                if (!ExportNumber.TryParse(text, out double value) || ExportNumber.IsAmbiguous(text))
                {
                    if (problems.Count < 100) problems.Add(new Problem(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}, line {numeric[0].Line + r + 1}, well {well}"), text, "an optical density with '.' as decimal mark; a decimal comma is read only when it is stated (--decimal comma)"));
                    continue;
                }
                string sample = layout is not null && r < layout.Cells.GetLength(0) && c < layout.Cells.GetLength(1) ? layout.Cells[r, c] : "";
                double? ratio = head.CutOff is { } cut ? value / cut : null;
                readings.Add(new(well, sample.Length > 0 ? sample : well.ToString(), PlateReaderText.Role(sample), head.Test, value, "OD")
                {
                    Kit = head.Kit,
                    Lot = head.Lot,
                    CutOff = head.CutOff,
                    RatioToCutOff = ratio,
                    Line = numeric[0].Line + r + 1,
                    Call = ratio is not { } x ? null : x >= head.GreyUpper ? SerologyCall.Positive : x >= head.GreyLower ? SerologyCall.Equivocal : SerologyCall.Negative,
                });
            }
        }
        return PlateReaderText.Finish(readings, problems, head, name);
    }

    private static Grid GridAt(string[] lines, ref int i, char separator)
    {
        int columns = ColumnsOf(ExportText.Fields(lines[i], separator)), line = i + 1;
        var rows = new List<string[]>();
        while (i + 1 < lines.Length && rows.Count < 32 && ExportText.Fields(lines[i + 1], separator) is var cells && cells[0].Trim().Length is 1 or 2 && cells[0].Trim().All(char.IsAsciiLetter))
        {
            rows.Add(cells);
            i++;
        }
        string[,] grid = new string[rows.Count, columns];
        for (int r = 0; r < rows.Count; r++)
            for (int c = 0; c < columns; c++) grid[r, c] = c + 1 < rows[r].Length ? rows[r][c + 1].Trim() : "";
        return new(grid, line);
    }
}
