using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Stopping boundaries by number of subjects, with where the study stands.</summary>
public static class BoundaryFigure
{
    private const double Width = 760, Left = 50, Gap = 70, Right = 16, Top = 26, PlotHeight = 170;

    public static string Render(MonitoringResult m, Doors doors)
    {
        var svg = new Svg("boundary", Width, "Stopping boundaries", $"Futility by responders of evaluated subjects ({m.Responders} of {m.Evaluated} now); toxicity by severe events of treated subjects ({m.Toxicities} of {m.Treated} now).", doors);
        double panel = (Width - Left - Gap - Right) / 2;
        Panel(svg, m, Left, panel, "Futility", "responders", m.Evaluated, m.Responders, b => b.FutileAtOrBelow, "futileAtOrBelow", above: false, m.ResultId + ".responders");
        Panel(svg, m, Left + panel + Gap, panel, "Toxicity", "subjects with a severe related event", m.Treated, m.Toxicities, b => b.ToxicAtOrAbove, "toxicAtOrAbove", above: true, m.ResultId + ".toxicities");
        return svg.Finish(Top + PlotHeight + 44);
    }

    private static void Panel(Svg svg, MonitoringResult m, double left, double width, string title, string what, int n, int x, Func<BoundaryStep, int?> limit, string key, bool above, string nowId)
    {
        double last = Math.Max(m.Boundary[^1].Subjects, n) + 1, most = Math.Max(m.Boundary.Select(limit).Max() ?? 1, x) + 2;
        var at = new Axis(0, last, left, left + width);
        var count = new Axis(0, most, Top + PlotHeight, Top);
        svg.Text(left, Top - 11, title, "b");
        var steps = m.Boundary.Where(b => limit(b) is not null).ToList();
        if (steps.Count > 0)
        {
            var area = new PathData().To(at.At(steps[0].Subjects), above ? Top : Top + PlotHeight);
            foreach (var b in steps) area.Step(at.At(b.Subjects), count.At(limit(b)!.Value));
            area.Step(at.At(steps[^1].Subjects + 0.5), count.At(limit(steps[^1])!.Value)).To(at.At(steps[^1].Subjects + 0.5), above ? Top : Top + PlotHeight).Close();
            svg.Path(area.ToString(), above ? "comboBand" : "icbBand");
            foreach (var b in steps) svg.Door($"{b.ResultId}.{key}", $"{b.Subjects} subjects: {title.ToLowerInvariant()} {(above ? "at or above" : "at or below")} {limit(b)}", a => a.Circle(at.At(b.Subjects), count.At(limit(b)!.Value), 2.2, "mutedfill"));
        }
        svg.YAxis(count, left, count.Ticks(5).Where(t => t == Math.Floor(t)), Show.Count, what, 34);
        svg.XAxis(at, Top + PlotHeight, at.Ticks(6), Show.Count, above ? "treated subjects" : "evaluated RM-NPC subjects");
        svg.Door(nowId, $"now: {x} of {n}", a => a.Diamond(at.At(n), count.At(x), 6, "comboFill"));
        svg.Text(at.At(n) + (n > last * 0.75 ? -9 : 9), count.At(x) + 4, $"now {x} of {n}", (n > last * 0.75 ? "e " : "") + "sm halo b");
    }
}
