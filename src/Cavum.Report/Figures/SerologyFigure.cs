using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Antibodies of one subject over days as ratio to the cut-off; one line a marker and kit, never joined across kits.</summary>
public static class SerologyFigure
{
    private const double Width = 760, Left = 56, Right = 196, Top = 18, PlotHeight = 210, LabelStep = 26;

    /// <summary>The results of one antibody by one kit in one unit, in order of day.</summary>
    private sealed record Line(string Marker, string Kit, string Unit, IReadOnlyList<SerologyPointResult> Points, string Stroke, int Shape)
    {
        public double Last => Points[^1].Ratio!.Value;
    }

    /// <summary>Empty when no result has both a day and a ratio.</summary>
    public static string Render(SubjectResult subject, Doors doors)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var lines = Lines(subject.Serology);
        if (lines.Count == 0) return "";
        var svg = new Svg("serology", Width, $"Antibodies to EBV of {subject.Subject}", "Ratio to the kit's cut-off against days from the first dose; one line a marker and kit. Never a marker of response.", doors);
        var points = lines.SelectMany(l => l.Points).ToList();
        double first = points.Min(p => p.Day!.Value), last = points.Max(p => p.Day!.Value), pad = Math.Max((last - first) * 0.04, 3);
        var day = new Axis(first - pad, last + pad, Left, Width - Right);
        double least = points.Min(p => p.Ratio!.Value), most = Math.Max(points.Max(p => p.Ratio!.Value), 1);
        var ratio = new Axis(Math.Min(0, least * 1.08), most * 1.12, Top + PlotHeight, Top);
        svg.Line(Left, ratio.At(1), Width - Right, ratio.At(1), "dash");
        svg.Line(Width - Right - 150, 8, Width - Right - 126, 8, "dash");
        svg.Text(Width - Right - 120, 12, "cut-off of the kit, ratio 1", "xs mu");
        foreach (var line in lines) Draw(svg, line, day, ratio, subject.Subject);
        Labels(svg, lines, day, ratio);
        svg.YAxis(ratio, Left, ratio.Ticks(6), Show.Tick, "ratio to cut-off");
        svg.XAxis(day, Top + PlotHeight, day.DayTicks(7), Show.Tick, "days since first dose of the combination");
        return svg.Finish(Top + PlotHeight + 42);
    }

    private static List<Line> Lines(IReadOnlyList<SerologyPointResult> points)
    {
        string[] strokes = ["inkLine", "icbLine", "laLine", "rmLine", "greyLine"];
        string[] markers = [.. points.Select(p => p.Marker).Distinct()];
        var shown = points.Where(p => p is { Day: not null, Ratio: not null }).GroupBy(p => (p.Marker, p.Kit, p.Unit));
        var kits = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. shown.Select(g =>
        {
            int shape = Array.IndexOf(markers, g.Key.Marker), kit = kits[g.Key.Marker] = kits.GetValueOrDefault(g.Key.Marker) + 1;
            return new Line(g.Key.Marker, g.Key.Kit, g.Key.Unit, [.. g.OrderBy(p => p.Day)], strokes[shape % strokes.Length] + (kit > 1 ? " dashed" : ""), shape);
        })];
    }

    private static void Draw(Svg svg, Line line, Axis day, Axis ratio, string subject)
    {
        var path = new PathData();
        foreach (var p in line.Points) path.To(day.At(p.Day!.Value), ratio.At(p.Ratio!.Value));
        if (line.Points.Count > 1) svg.Path(path.ToString(), line.Stroke);
        string? lot = null;
        foreach (var p in line.Points)
        {
            double x = day.At(p.Day!.Value), y = ratio.At(p.Ratio!.Value);
            bool changed = lot is not null && lot != p.Lot;
            string spoken = $"{subject}, {p.Marker} by {p.Kit}, day {Show.Tick(p.Day.Value)}: ratio {Show.Number(p.Ratio.Value)}, {Show.Words(p.Call)}{(p.Lot.Length > 0 ? $", lot {p.Lot}" : "")}{(changed ? ", another lot than before" : "")}";
            svg.Door(p.ResultId + ".ratio", spoken, a => Mark(a, line, x, y));
            if (changed) svg.Text(x, y - 9, "lot " + p.Lot, "c xs mu halo");
            lot = p.Lot;
        }
    }

    /// <summary>Marker by shape, second kit by an open mark, so that colour is not needed.</summary>
    private static void Mark(Svg svg, Line line, double x, double y)
    {
        string css = line.Stroke.Split(' ')[0].Replace("Line", line.Stroke.Contains("dashed", StringComparison.Ordinal) ? "Open" : "Fill", StringComparison.Ordinal);
        css = css switch { "inkFill" => "inkfill", "inkOpen" => "open", _ => css };
        switch (line.Shape % 4)
        {
            case 0: svg.Circle(x, y, 4, css); break;
            case 1: svg.Square(x, y, 3.8, css); break;
            case 2: svg.Triangle(x, y, 4.6, css); break;
            default: svg.Diamond(x, y, 4.8, css); break;
        }
    }

    /// <summary>Names at the right end, moved apart so that none covers another.</summary>
    private static void Labels(Svg svg, List<Line> lines, Axis day, Axis ratio)
    {
        var ordered = lines.OrderBy(l => ratio.At(l.Last)).ToList();
        double[] y = new double[ordered.Count];
        for (int i = 0; i < y.Length; i++) y[i] = Math.Max(ratio.At(ordered[i].Last), i == 0 ? Top + 4 : y[i - 1] + LabelStep);
        double over = y[^1] + 12 - (Top + PlotHeight);
        for (int i = y.Length - 1; i >= 0 && over > 0; i--) y[i] = Math.Min(y[i], Top + PlotHeight - 12 - (y.Length - 1 - i) * LabelStep);
        for (int i = 0; i < y.Length; i++)
        {
            double x = Width - Right + 22, end = day.At(ordered[i].Points[^1].Day!.Value);
            svg.Line(end + 6, ratio.At(ordered[i].Last), x - 12, y[i], "dot");
            Mark(svg, ordered[i], x - 4, y[i]);
            svg.Text(x + 6, y[i] + 3, ordered[i].Marker, "sm b");
            svg.Text(x + 6, y[i] + 14, ordered[i].Kit.Length > 0 ? ordered[i].Kit : "kit not stated", "xs mu");
        }
    }
}
