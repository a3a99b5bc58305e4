using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The wells of a digital run by sample: copies per microlitre with the interval of counting, controls first; wells without positives stand at the left edge.</summary>
public static class DigitalWellsFigure
{
    /// <summary>More wells would be a figure of many pages.</summary>
    public const int MostWells = 120;

    private const double Width = 760, Left = 210, Right = 150, Top = 26, RowHeight = 17;

    /// <summary>Empty when the run has no well.</summary>
    public static string Render(DigitalRunResult run, Doors doors, string key = "digital")
    {
        ArgumentNullException.ThrowIfNull(run);
        DigitalWellResult[] wells = [.. run.Plate.Take(MostWells)];
        if (wells.Length == 0) return "";
        var svg = new Svg(key, Width, $"Wells of digital run {run.Run}", $"One row a well: copies per microlitre with 95 % interval on a logarithmic axis; {wells.Count(w => w.CopiesPerMicrolitre > 0)} of {wells.Length} wells have a concentration above 0.", doors);
        double[] values = [.. wells.SelectMany(w => new[] { w.CopiesPerMicrolitre, w.Lower, w.Upper }).OfType<double>().Where(v => v > 0)];
        double least = values.Length == 0 ? 0.1 : Math.Pow(10, Math.Floor(Math.Log10(values.Min()))), most = values.Length == 0 ? 10 : Math.Pow(10, Math.Ceiling(Math.Log10(values.Max()) + 1e-9));
        var axis = new Axis(least, most > least ? most : least * 10, Left + 40, Width - Right, Logarithmic: true);
        svg.Text(0, 12, "sample", "xs mu");
        svg.Text(Left - 8, 12, "well", "e xs mu");
        svg.Text(Width - 4, 12, "positive of accepted partitions", "e xs mu");
        double y = Top, bottom = Top + wells.Length * RowHeight;
        foreach (double tick in axis.Ticks(6)) svg.Line(axis.At(tick), Top - 6, axis.At(tick), bottom, "gr");
        string before = "";
        foreach (var well in wells)
        {
            Row(svg, well, axis, y + RowHeight / 2, well.Sample != before);
            before = well.Sample;
            y += RowHeight;
        }
        svg.XAxis(axis, bottom + 2, axis.Ticks(6), Show.Tick, "copies per µL of reaction");
        return svg.Finish(bottom + 46);
    }

    private static void Row(Svg svg, DigitalWellResult w, Axis axis, double y, bool first)
    {
        string letter = PlateFigure.Letter(w.Role), role = letter switch { "N" => " · no template", "P" => " · positive control", "Q" => " · control", _ => "" };
        if (first) svg.Text(0, y + 4, Short(w.Sample) + role, letter == "U" ? "sm" : "sm b");
        svg.Text(Left - 8, y + 4, w.Well.Length > 0 ? Short(w.Well) : "–", "e xs mu");
        string counted = w is { Positives: { } k, Negatives: { } n } ? $"{Show.Count(k)} of {Show.Count(k + n)}" : "no call";
        svg.Number(Width - 4, y + 4, counted, w.ResultId + ".positives", "e xs");
        string spoken = $"{w.Well}, {w.Sample}{role}: {(w.CopiesPerMicrolitre is { } c ? $"{Show.Number(c)} copies per microlitre, {Show.Range(w.Lower, w.Upper, "open")}" : Show.Words(w.Status))}";
        svg.Door(w.ResultId + ".copiesPerMicrolitre", spoken, a => Mark(a, w, axis, y, letter));
        if (w.Rain == "matters") svg.Text(axis.End + 6, y + 4, "▼ rain", "xs");
    }

    private static void Mark(Svg svg, DigitalWellResult w, Axis axis, double y, string letter)
    {
        if (w.CopiesPerMicrolitre is not > 0)
        {
            svg.Text(axis.Start - 4, y + 4, w.Status == "noPositives" ? "none" : w.Status == "saturated" ? "all" : "no call", "e xs mu");
            if (w.Upper is > 0 and var open) svg.Line(axis.Start, y, axis.Clamped(open), y, "dash");
            return;
        }
        double low = axis.Clamped(w.Lower is > 0 and var l ? l : axis.From), high = axis.Clamped(w.Upper ?? axis.To);
        svg.Line(low, y, high, y, "whisker");
        svg.Circle(axis.Clamped(w.CopiesPerMicrolitre.Value), y, 3.6, letter == "U" ? "comboFill" : "open");
    }

    private static string Short(string text) => text.Length > 22 ? text[..21] + "…" : text;
}
