using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The exploratory model's courses in four panels: asparagine, activation of CD8 T cells, tumour, EBV DNA; doses below.</summary>
public static class ScheduleFigure
{
    private const double Width = 760, PanelWidth = 300, PanelHeight = 150, Left = 62, Gap = 78, Top = 30, Between = 74;

    public static string Render(ScheduleView view, Doors doors)
    {
        var svg = new Svg("schedule", Width, "What the exploratory model says of the schedule", "Asparagine, activation of CD8 T cells, tumour and EBV DNA over time, as shares of their values before treatment, for the chosen schedule, anti-PD-1 alone and no treatment.", doors);
        (string Title, Func<ScheduleCourse, IReadOnlyList<double>> Of, bool Log)[] panels =
        [
            ("Plasma asparagine", c => c.Asparagine, false), ("Activation of CD8 T cells", c => c.Activation, false),
            ("Tumour", c => c.Tumour, true), ("EBV DNA in plasma", c => c.EbvDna, true),
        ];
        for (int k = 0; k < panels.Length; k++)
            Panel(svg, view, panels[k], Left + k % 2 * (PanelWidth + Gap), Top + k / 2 * (PanelHeight + Between));
        double y = Top + 2 * PanelHeight + Between + 58, x = Left;
        foreach (var course in view.Courses)
        {
            svg.Line(x, y - 4, x + 22, y - 4, MouseColours.Of(course.Role) + "Line");
            svg.Text(x + 28, y, course.Name, "sm b " + MouseColours.Of(course.Role));
            x += 60 + 6.6 * course.Name.Length;
        }
        svg.Text(Left, y + 18, "Marks under the first panel: lines are doses of asparaginase, triangles anti-PD-1.", "sm mu");
        return svg.Finish(y + 28);
    }

    private static void Panel(Svg svg, ScheduleView view, (string Title, Func<ScheduleCourse, IReadOnlyList<double>> Of, bool Log) panel, double left, double top)
    {
        double[] all = [.. view.Courses.SelectMany(panel.Of)];
        var days = new Axis(0, view.EndDay, left, left + PanelWidth);
        var value = panel.Log ? new Axis(all.Min() / 1.15, all.Max() * 1.15, top + PanelHeight, top, true) : new Axis(0, Math.Max(1.1, all.Max() * 1.08), top + PanelHeight, top);
        svg.Text(left, top - 10, panel.Title, "b");
        svg.Line(left, value.At(Math.Clamp(1, value.From, value.To)), left + PanelWidth, value.At(Math.Clamp(1, value.From, value.To)), "grid");
        foreach (var course in view.Courses.Reverse())
        {
            var path = new PathData();
            var y = panel.Of(course);
            for (int i = 0; i < y.Count; i++) path.To(days.At(course.Days[i]), value.Clamped(y[i]));
            svg.Path(path.ToString(), MouseColours.Of(course.Role) + "Line line");
        }
        bool first = panel.Title == "Plasma asparagine";
        svg.XAxis(days, top + PanelHeight, days.DayTicks(5), t => Show.Count(t), first ? "" : "Days");
        IReadOnlyList<double> ticks = panel.Log ? [.. ((double[])[0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100]).Where(value.Holds)] : value.Ticks(4);
        if (ticks.Count < 2 && panel.Log) ticks = [.. ((double[])[0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.2, 1.5, 2, 2.5]).Where(value.Holds)];
        svg.YAxis(value, left, ticks, Show.Tick, "share of before", 44);
        if (!first) return;
        double below = top + PanelHeight + 30;
        foreach (double d in view.AsparaginaseDays) svg.Line(days.At(d), below, days.At(d), below + 9, "comboLine");
        foreach (double d in view.AntiPd1Days) svg.Triangle(days.At(d), below + 5, 5, "icbFill");
    }
}
