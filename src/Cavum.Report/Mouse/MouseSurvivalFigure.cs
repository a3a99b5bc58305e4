using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Kaplan–Meier curves of time to the humane end point's volume, in days, with mice at risk.</summary>
internal static class MouseSurvivalFigure
{
    private const double Width = 760, Left = 74, Right = 150, Top = 14, PlotHeight = 230;

    public static string Render(MouseResult mouse, Doors doors)
    {
        var svg = new Svg("mouse-survival", Width, "Mice below the humane end point", "Share of mice whose tumour has not reached the volume of the humane end point, by arm and day.", doors);
        var days = new Axis(0, mouse.LastDay * 1.03, Left, Width - Right);
        var share = new Axis(0, 1, Top + PlotHeight, Top);
        foreach (double tick in (double[])[0.25, 0.5, 0.75, 1]) svg.Line(Left, share.At(tick), Width - Right, share.At(tick), "gr");
        var ends = new List<(double Y, KaplanMeierResult Curve, string Colour)>();
        for (int i = 0; i < mouse.Survival.Count; i++)
        {
            var curve = mouse.Survival[i];
            string colour = MouseColours.OfArm(mouse, curve.Label);
            double shift = i * 1.5, end = 1;
            var path = new PathData().To(days.At(0), share.At(1) + shift);
            foreach (var s in curve.Curve)
            {
                path.Step(days.At(s.Day), share.At(s.Survival) + shift);
                end = s.Survival;
            }
            svg.Path(path.ToString(), colour + "Line");
            foreach (var s in curve.Curve)
            {
                double x = days.At(s.Day), y = share.At(s.Survival) + shift;
                if (s.Events > 0) svg.Door(s.ResultId + ".survival", $"{curve.Label}, day {Show.Count(s.Day)}: {Show.Percent(s.Survival)} %", a => a.Circle(x, y, 2.4, colour + "Fill"));
                if (s.Censored > 0) svg.Line(x, y - 5, x, y + 5, colour + "Line");
            }
            ends.Add((share.At(end), curve, colour));
        }
        double floor = double.MinValue;
        foreach (var (y, curve, colour) in ends.OrderBy(e => e.Y))
        {
            double at = Math.Max(y, floor + 30);
            svg.Text(Width - Right + 12, at + 2, curve.Label, "b sm " + colour);
            svg.Number(Width - Right + 12, at + 16, curve.MedianDays is { } m ? $"median {Show.Number(m)} days" : "median not reached", curve.ResultId + ".medianDays", "xs");
            floor = at;
        }
        svg.YAxis(share, Left, [0, 0.25, 0.5, 0.75, 1], Show.PercentTick, "Below the end point (%)", 50);
        double[] ticks = [.. days.DayTicks(8)];
        svg.XAxis(days, Top + PlotHeight, ticks, t => Show.Count(t), "Days since the first day of the data");
        double bottom = Top + PlotHeight + 52;
        svg.Text(Left, bottom, "Mice at risk", "sm mu");
        foreach (var curve in mouse.Survival)
        {
            bottom += 16;
            svg.Line(Left - 50, bottom - 4, Left - 30, bottom - 4, MouseColours.OfArm(mouse, curve.Label) + "Line");
            foreach (double tick in ticks)
            {
                var next = curve.Curve.FirstOrDefault(s => s.Day >= tick);
                svg.Number(days.At(tick), bottom, Show.Count(next?.AtRisk ?? 0), next is null ? curve.ResultId + ".n" : next.ResultId + ".atRisk", "c sm");
            }
        }
        return svg.Finish(bottom + 10);
    }
}
