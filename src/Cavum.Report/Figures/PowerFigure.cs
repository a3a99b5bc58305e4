using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Share of simulated trials in which the plan, and in which a naive analysis, says more effective.</summary>
public static class PowerFigure
{
    private const double Width = 760, Left = 60, Right = 150, Top = 16, PlotHeight = 220;

    public static string Render(PlanningResult result)
    {
        var svg = new Svg("power", Width, "Operating characteristics", result.Reading, new Doors(_ => "#live"));
        var curve = result.Curve.Append(result.Operating).DistinctBy(c => c.Subjects).OrderBy(c => c.Subjects).ToList();
        var at = new Axis(0, Math.Max(60, curve[^1].Subjects) + 2, Left, Width - Right);
        var share = new Axis(0, 1, Top + PlotHeight, Top);
        foreach (double tick in (double[])[0.25, 0.5, 0.75, 1]) svg.Line(Left, share.At(tick), Width - Right, share.At(tick), "gr");
        svg.Line(Left, share.At(result.WantedPower), Width - Right, share.At(result.WantedPower), "dash");
        Draw(svg, curve, c => c.NaiveMore, at, share, "icbLine dashed", "icb", "naive analysis");
        Draw(svg, curve, c => c.NotAnswerable, at, share, "thin", "mu", "not answerable");
        Draw(svg, curve, c => c.More, at, share, "comboLine", "combo", "more effective");
        var here = result.Operating;
        svg.Diamond(at.At(here.Subjects), share.At(here.More), 6, "comboFill");
        svg.YAxis(share, Left, [0, 0.25, 0.5, 0.75, 1], Show.PercentTick, "trials (%)", 42);
        svg.XAxis(at, Top + PlotHeight, at.Ticks(7), Show.Count, "subjects");
        return svg.Finish(Top + PlotHeight + 44);
    }

    private static void Draw(Svg svg, List<OperatingCharacteristics> curve, Func<OperatingCharacteristics, double> value, Axis at, Axis share, string line, string colour, string label)
    {
        var path = new PathData();
        foreach (var c in curve) path.To(at.At(c.Subjects), share.At(value(c)));
        svg.Path(path.ToString(), line);
        svg.Text(at.At(curve[^1].Subjects) + 10, share.At(value(curve[^1])) + 4, label, $"sm {colour}");
    }
}
