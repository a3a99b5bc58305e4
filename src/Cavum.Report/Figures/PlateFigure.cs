using System.Globalization;
using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The plate of a run: role and Cq of each well, controls outlined, excluded wells crossed.</summary>
public static class PlateFigure
{
    private const double Width = 760, Left = 26, Top = 40;

    public static string Render(QpcrRunResult run, Doors doors, string key = "plate")
    {
        (int rows, int columns) = run.Plate.Any(w => Position(w.Well) is { } p && (p.Row >= 8 || p.Column >= 12)) ? (16, 24) : (8, 12);
        double cell = (Width - Left - 2) / columns, height = columns == 24 ? cell : 34;
        var svg = new Svg(key, Width, $"Plate, {run.Run}", $"{rows * columns}-well plate with {run.Plate.Count} wells in use.", doors);
        for (int c = 0; c < columns; c++) svg.Text(Left + (c + 0.5) * cell, Top - 5, (c + 1).ToString(CultureInfo.InvariantCulture), "c xs mu");
        for (int r = 0; r < rows; r++) svg.Text(Left - 8, Top + (r + 0.5) * height + 4, ((char)('A' + r)).ToString(), "e xs mu");
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++) svg.Rect(Left + c * cell + 1, Top + r * height + 1, cell - 2, height - 2, "gr");
        foreach (var well in run.Plate)
            if (Position(well.Well) is { } p) Well(svg, well, Left + p.Column * cell + 1, Top + p.Row * height + 1, cell - 2, height - 2);
        Key(svg);
        return svg.Finish(Top + rows * height + 6);
    }

    /// <summary>standard, sample or control.</summary>
    public static string Kind(string role) => Letter(role) switch { "S" => "standard", "U" => "sample", _ => "control" };

    /// <summary>S standard, U sample, N no-template, P positive, Q other control.</summary>
    internal static string Letter(string role) => role.ToUpperInvariant() switch
    {
        "STD" or "STANDARD" => "S",
        "UNKN" or "UNKNOWN" or "SAMPLE" => "U",
        "NTC" or "NAC" or "NTP" or "NRT" or "NEG" or "NEGATIVECONTROL" or "NOTEMPLATECONTROL" => "N",
        "POS" or "POSITIVECONTROL" => "P",
        _ => "Q",
    };

    internal static (int Row, int Column)? Position(string well)
    {
        if (well.Length < 2 || !char.IsAsciiLetter(well[0])) return null;
        if (!int.TryParse(well.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int column) || column < 1) return null;
        int row = char.ToUpperInvariant(well[0]) - 'A';
        return row < 16 && column <= 24 ? (row, column - 1) : null;
    }

    private static void Well(Svg svg, WellResult well, double x, double y, double w, double h)
    {
        string letter = Letter(well.Role), fill = letter switch { "S" => "icbBand", "U" => "comboBand", _ => "soft" };
        string cq = well.Cq is { } value ? value.ToString("0.0", CultureInfo.InvariantCulture) : "no Cq";
        bool excluded = well.Status.Contains("exclude", StringComparison.OrdinalIgnoreCase);
        svg.Door(well.ResultId + ".cq", $"{well.Well}, {well.Sample}, {well.Role}: {cq}, {Show.Words(well.Status)}", a =>
        {
            a.Rect(x, y, w, h, fill);
            if (letter is "N" or "P" or "Q") a.Rect(x + 1, y + 1, w - 2, h - 2, "strong");
            if (excluded) a.Path($"M{Svg.N(x)} {Svg.N(y)}l{Svg.N(w)} {Svg.N(h)}m0 {Svg.N(-h)}l{Svg.N(-w)} {Svg.N(h)}", "ax");
        });
        if (h < 32)
        {
            svg.Text(x + w / 2, y + h / 2 + 4, letter, "c xs over");
            return;
        }
        svg.Text(x + 4, y + 12, well.Sample.Length > 9 ? well.Sample[..8] + "…" : well.Sample, "xs over");
        svg.Text(x + 4, y + 27, letter, "xs mu over");
        svg.Text(x + w - 4, y + 27, cq, well.Cq is null ? "e xs mu over" : "e sm b over");
    }

    private static void Key(Svg svg)
    {
        svg.Rect(Left, 4, 14, 12, "icbBand");
        svg.Text(Left + 20, 14, "S standard", "sm");
        svg.Rect(Left + 108, 4, 14, 12, "comboBand");
        svg.Text(Left + 128, 14, "U sample", "sm");
        svg.Rect(Left + 206, 4, 14, 12, "strong");
        svg.Text(Left + 226, 14, "control: N no template, P positive, Q other", "sm");
        svg.Cross(Left + 482, 10, 5, "ax");
        svg.Text(Left + 494, 14, "excluded", "sm");
    }
}
