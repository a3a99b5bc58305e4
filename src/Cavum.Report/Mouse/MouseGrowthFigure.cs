using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Spider plot: one panel an arm, each mouse a line on a logarithmic axis, sacrifice marks, the mixed model's mean with its band.</summary>
internal static class MouseGrowthFigure
{
    private const double Width = 760, Gap = 34, Left = 58, PanelHeight = 210, Head = 26, Foot = 46;

    public static string Render(MouseResult mouse, Doors doors)
    {
        var svg = new Svg("mouse-growth", Width, "Tumour volume of each mouse", Describe(mouse), doors);
        double key = Key(svg, mouse);
        double panel = (Width - Left - Gap - 8) / 2;
        double[] seen = [.. mouse.Curves.SelectMany(c => c.Points).Select(p => p.Volume).OfType<double>()];
        double low = Math.Min(mouse.DetectionLimit ?? double.MaxValue, seen.Min()) / 1.6, high = Math.Max(mouse.HumaneEndPoint ?? 0, seen.Max()) * 1.25;
        double bottom = key;
        for (int i = 0; i < mouse.Arms.Count; i++)
        {
            double x = Left + i % 2 * (panel + Gap), top = key + i / 2 * (PanelHeight + Head + Foot) + Head;
            var days = new Axis(0, mouse.LastDay * 1.02, x, x + panel);
            var volume = new Axis(low, high, top + PanelHeight, top, true);
            Panel(svg, mouse, mouse.Arms[i], days, volume, i % 2 == 0);
            bottom = top + PanelHeight + Foot;
        }
        return svg.Finish(bottom);
    }

    private static void Panel(Svg svg, MouseResult mouse, MouseArmResult arm, Axis days, Axis volume, bool first)
    {
        string colour = MouseColours.Of(arm.Role);
        svg.Text(days.Start, volume.End - 10, arm.Arm, "b " + colour);
        svg.Number(days.Start + 9 + 7.2 * arm.Arm.Length, volume.End - 10, $"n = {arm.N}", arm.ResultId + ".n", "sm");
        if (arm.Slope is { } rate) svg.Number(days.End, volume.End - 10, $"{Show.Number(rate)} per day{(arm.SlopeStdErr is { } e ? $" (SE {Show.Number(e)})" : "")}", arm.ResultId + ".slope", "e sm");
        Limit(svg, mouse.HumaneEndPoint, "humane end point", days, volume, first);
        Limit(svg, mouse.DetectionLimit, "detection limit", days, volume, first);
        if (arm.SacrificeFrom is { } from) svg.Rect(days.At(from), volume.End, days.End - days.At(from), volume.Start - volume.End, "soft");
        Band(svg, mouse, arm, days, volume, colour);
        foreach (var curve in mouse.Curves.Where(c => c.Arm == arm.Arm)) Mouse(svg, curve, days, volume, colour, mouse.LastDay);
        svg.XAxis(days, volume.Start, days.DayTicks(5), t => Show.Count(t), "Days since the first day of the data");
        svg.YAxis(volume, days.Start, Decades(volume), Show.Tick, first ? $"Volume ({mouse.VolumeUnit})" : "", 46);
    }

    private static List<double> Decades(Axis volume)
    {
        var ticks = new List<double>();
        for (double power = Math.Pow(10, Math.Floor(Math.Log10(volume.From))); power <= volume.To; power *= 10)
            foreach (double tick in (double[])[power, 3 * power])
                if (volume.Holds(tick)) ticks.Add(tick);
        return ticks;
    }

    private static void Limit(Svg svg, double? at, string name, Axis days, Axis volume, bool first)
    {
        if (at is not { } value || !volume.Holds(value)) return;
        svg.Line(days.Start, volume.At(value), days.End, volume.At(value), "dot");
        if (first) svg.Text(days.Start + 4, volume.At(value) - 4, name, "xs mu halo");
    }

    /// <summary>exp(β·day) times the geometric mean of day 0, with 1.96 standard errors of the slope; a guide for the eye, the numbers stand in the table.</summary>
    private static void Band(Svg svg, MouseResult mouse, MouseArmResult arm, Axis days, Axis volume, string colour)
    {
        if (arm is not { Slope: { } slope, SlopeStdErr: { } error }) return;
        double[] starts = [.. mouse.Curves.Where(c => c.Arm == arm.Arm).Select(c => c.Points.FirstOrDefault(p => p.Day == 0)?.Volume).OfType<double>()];
        if (starts.Length == 0) return;
        double start = Math.Exp(starts.Average(Math.Log));
        double Height(double day, double k) => volume.Clamped(start * Math.Exp((slope + k * error) * day));
        var band = new PathData();
        double[] at = [.. Enumerable.Range(0, 25).Select(i => mouse.LastDay * i / 24)];
        foreach (double d in at) band.To(days.At(d), Height(d, 1.96));
        foreach (double d in at.Reverse()) band.To(days.At(d), Height(d, -1.96));
        svg.Path(band.Close().ToString(), colour + "Band");
        var line = new PathData();
        foreach (double d in at) line.To(days.At(d), Height(d, 0));
        svg.Path(line.ToString(), colour + "Line dashed");
    }

    private static void Mouse(Svg svg, MouseCurve curve, Axis days, Axis volume, string colour, double lastDay)
    {
        string end = curve.Ended switch
        {
            "humaneEndPoint" => "taken out at the humane end point",
            "foundDead" => "found dead",
            "leftEarly" => "left early",
            _ => "until the end",
        };
        svg.Door(curve.ResultId, $"mouse {curve.Mouse}: {curve.Points.Count} measurements, {end}", a =>
        {
            PathData? path = null;
            foreach (var p in curve.Points)
            {
                if (p.Volume is not { } v)
                {
                    if (path is not null) a.Path(path.ToString(), colour + "Line mouse");
                    path = null;
                    a.TriangleDown(days.At(p.Day), volume.Start - 4, 3, colour + "Open");
                    continue;
                }
                (path ??= new PathData()).To(days.At(p.Day), volume.At(v));
            }
            if (path is not null) a.Path(path.ToString(), colour + "Line mouse");
            var last = curve.Points[^1];
            double x = days.At(last.Day), y = last.Volume is { } size ? volume.At(size) : volume.Start - 4;
            if (curve.Ended is "humaneEndPoint") a.Cross(x, y, 3.5, "strong");
            else if (curve.Ended is "foundDead") a.Plus(x, y, 4, "strong");
            else if (last.Volume is not null) a.Circle(x, y, 2, last.Day < lastDay ? colour + "Open" : colour + "Fill");
        });
    }

    private static double Key(Svg svg, MouseResult mouse)
    {
        double x = Left;
        void Item(double width, string word, Action<double> mark)
        {
            mark(x);
            svg.Text(x + 12, 12, word, "sm");
            x += width;
        }
        Item(222, "taken out at the humane end point", c => svg.Cross(c, 8, 3.5, "strong"));
        Item(100, "not detected", c => svg.TriangleDown(c, 8, 3.2, "open"));
        Item(158, "model mean, 95 % band", c => svg.Line(c - 8, 8, c + 8, 8, "inkLine dashed"));
        if (mouse.SacrificeFrom is not null) Item(220, "some of the arm’s mice have left", c => svg.Rect(c - 8, 2, 16, 12, "soft", " stroke=\"currentColor\" stroke-opacity=\".25\""));
        return 16;
    }

    private static string Describe(MouseResult mouse) => "One panel an arm: " + string.Join(", ", mouse.Arms.Select(a => $"{a.Arm} ({a.N} mice, {a.TumourFree} without tumour at the end, {a.HumaneEndPoint} at the humane end point)")) + ".";
}
