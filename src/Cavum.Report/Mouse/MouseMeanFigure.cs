using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The middle of each arm with its interval by day; open and dashed once mice of the arm have left.</summary>
internal static class MouseMeanFigure
{
    private const double Width = 760, Left = 62, Right = 130, Top = 14, PlotHeight = 260;

    public static string Render(MouseResult mouse, Doors doors)
    {
        var svg = new Svg("mouse-means", Width, "Mean tumour volume by arm", "Geometric mean (median where a tumour was not detected) with 95 % interval by day and arm.", doors);
        double[] known = [.. mouse.Arms.SelectMany(a => a.Means).SelectMany(m => new[] { m.Value, m.Lower, m.Upper }).OfType<double>().Where(v => v > 0)];
        if (known.Length == 0) return svg.Finish(20);
        var days = new Axis(-0.3, mouse.LastDay * 1.03, Left, Width - Right);
        var volume = new Axis(known.Min() / 1.2, known.Max() * 1.2, Top + PlotHeight, Top, true);
        var ends = new List<(double Y, MouseArmResult Arm)>();
        for (int i = 0; i < mouse.Arms.Count; i++)
        {
            var arm = mouse.Arms[i];
            string colour = MouseColours.Of(arm.Role);
            double shift = (i - (mouse.Arms.Count - 1) / 2.0) * 3;
            MouseMean? before = null;
            foreach (var m in arm.Means)
            {
                if (m.Value is not { } value)
                {
                    svg.Door(m.ResultId + ".notDetected", $"{arm.Arm}, day {Show.Count(m.Day)}: {m.NotDetected} of {m.N} not detected", a => a.TriangleDown(days.At(m.Day) + shift, volume.Start - 5, 3.6, colour + "Open"));
                    before = null;
                    continue;
                }
                double x = days.At(m.Day) + shift, y = volume.At(value);
                if (before is { Value: { } last }) svg.Line(days.At(before.Day) + shift, volume.At(last), x, y, colour + "Line" + (m.Conditional ? " dashed" : ""));
                if (m is { Lower: { } low, Upper: { } high }) svg.Line(x, volume.Clamped(low), x, volume.Clamped(high), colour + "Line mouse");
                svg.Door(m.ResultId + ".value", $"{arm.Arm}, day {Show.Count(m.Day)}: {Show.Number(value)} {mouse.VolumeUnit}, {m.N} mice", a => a.Circle(x, y, 3, colour + (m.Conditional ? "Open" : "Fill")));
                before = m;
            }
            if (arm.Means.LastOrDefault(m => m.Value is not null) is { Value: { } end }) ends.Add((volume.At(end), arm));
        }
        double floor = double.MinValue;
        foreach (var (y, arm) in ends.OrderBy(e => e.Y))
        {
            double at = Math.Max(y, floor + 15);
            svg.Text(Width - Right + 10, at + 4, arm.Arm, "b sm " + MouseColours.Of(arm.Role));
            floor = at;
        }
        svg.XAxis(days, Top + PlotHeight, days.DayTicks(8).Where(t => t >= 0), t => Show.Count(t), "Days since the first day of the data");
        List<double> ticks = [];
        for (double power = Math.Pow(10, Math.Floor(Math.Log10(volume.From))); power <= volume.To; power *= 10)
            ticks.AddRange(((double[])[power, 3 * power]).Where(t => volume.Holds(t)));
        svg.YAxis(volume, Left, ticks, Show.Tick, $"Volume ({mouse.VolumeUnit})", 48);
        return svg.Finish(Counts(svg, mouse, days, Top + PlotHeight + 52));
    }

    private static double Counts(Svg svg, MouseResult mouse, Axis days, double y)
    {
        svg.Text(Left, y, "Mice measured", "sm mu");
        foreach (var arm in mouse.Arms)
        {
            y += 16;
            svg.Line(Left - 40, y - 4, Left - 20, y - 4, MouseColours.Of(arm.Role) + "Line");
            foreach (var m in arm.Means) svg.Number(days.At(m.Day), y, Show.Count(m.N), m.ResultId + ".n", "c sm");
        }
        return y + 10;
    }
}
