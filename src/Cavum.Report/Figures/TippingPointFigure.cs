using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>How far each assumption must move before the verdict changes, with today's value marked.</summary>
public static class TippingPointFigure
{
    private const double Width = 760, Gap = 26, PanelHeight = 178, PlotHeight = 104, Margin = 40;
    private const int Columns = 2;

    /// <param name="more">Probability above which the verdict is "more effective".</param>
    /// <param name="less">Probability below which it is "less effective".</param>
    public static string Render(IReadOnlyList<TippingPoint> points, double more, double less, Doors doors)
    {
        var svg = new Svg("tipping", Width, "Tipping points",
            "Probability that the combination is more effective as each assumption moves: " + string.Join("; ", points.Select(Spoken)) + ".", doors);
        double panel = (Width - (Columns - 1) * Gap) / Columns;
        for (int i = 0; i < points.Count; i++) Panel(svg, points[i], i % Columns * (panel + Gap), i / Columns * (PanelHeight + 14), panel, more, less);
        int rows = (points.Count + Columns - 1) / Columns;
        return svg.Finish(Math.Max(20, rows * (PanelHeight + 14) - 4));
    }

    private static string Value(TippingPoint point, double v) => ForestFigure.IsShare(point.Unit) ? Show.Percent(v) + " %" : v == Math.Floor(v) && Math.Abs(v) < 1e6 ? Show.Count(v) : Show.Number(v);

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Spoken(TippingPoint p) => p.FlipsAt is { } at ? $"{p.Assumption} flips at {Value(p, at)} {p.Unit}" : $"{p.Assumption} {Show.Words(p.Status)}";

    private static void Panel(Svg svg, TippingPoint point, double x, double y, double width, double more, double less)
    {
        svg.Text(x, y + 11, Capital(point.Assumption), "b");
        string words = point.FlipsAt is { } flip ? $"flips at {Value(point, flip)}" : Show.Words(point.Status);
        if (point.FlipsAt is null) svg.Text(x, y + 26, words, "sm mu");
        else svg.Number(x, y + 26, words, point.ResultId + ".flipsAt", "sm combo");
        if (point.Curve.Count < 2)
        {
            string today = point.Today is { } now ? $"today {Value(point, now)}" : "";
            foreach (var (part, i) in ForestFigure.Wrapped(Show.Words(point.Status), 58).Take(4).Select((p, i) => (p, i))) svg.Text(x, y + 66 + 15 * i, part, "sm mu");
            svg.Text(x, y + 44, today, "sm mu");
            return;
        }
        double top = y + 36, bottom = top + PlotHeight;
        double low = point.Curve.Min(c => c.At), high = point.Curve.Max(c => c.At);
        var at = new Axis(low, high, x + Margin, x + width - 14);
        var probability = new Axis(0, 1, bottom, top);
        svg.Rect(at.Start, probability.At(1), at.End - at.Start, probability.At(more) - probability.At(1), "comboSoft");
        svg.Rect(at.Start, probability.At(less), at.End - at.Start, probability.At(0) - probability.At(less), "prior");
        svg.Line(at.Start, probability.At(more), at.End, probability.At(more), "dash");
        svg.Line(at.Start, probability.At(less), at.End, probability.At(less), "dash");
        svg.YAxis(probability, at.Start, [0, 0.5, 1], v => Svg.N(v), "P(more)", 32);
        svg.XAxis(at, bottom, at.Ticks(5), v => ForestFigure.IsShare(point.Unit) ? Show.PercentTick(v) : Show.Tick(v), ForestFigure.IsShare(point.Unit) ? "%" : point.Unit);
        var path = new PathData();
        foreach (var step in point.Curve.OrderBy(c => c.At)) path.To(at.At(step.At), probability.At(step.ProbabilityMore));
        svg.Path(path.ToString(), "inkLine");
        Today(svg, point, at, probability, top, bottom);
        if (point.FlipsAt is { } f && at.Holds(f)) svg.Door(point.ResultId + ".flipsAt", Spoken(point), a => a.Diamond(at.At(f), At(point, f, probability), 5.5, "comboFill"));
    }

    private static void Today(Svg svg, TippingPoint point, Axis at, Axis probability, double top, double bottom)
    {
        if (point.Today is not { } today || !at.Holds(today)) return;
        double x = at.At(today);
        svg.Line(x, top, x, bottom, "dot");
        svg.Door(point.ResultId + ".today", $"{point.Assumption} today {Show.Number(today)} {point.Unit}", a => a.Circle(x, At(point, today, probability), 4, "open"));
        bool right = x > at.End - 90;
        svg.Text(x + (right ? -6 : 6), top - 3, "today " + Value(point, today), right ? "e xs mu" : "xs mu");
    }

    /// <summary>The curve's height between its two nearest steps.</summary>
    private static double At(TippingPoint point, double value, Axis probability)
    {
        var curve = point.Curve.OrderBy(c => c.At).ToList();
        int i = Math.Clamp(curve.FindIndex(c => c.At >= value), 1, curve.Count - 1);
        double span = curve[i].At - curve[i - 1].At, share = span > 0 ? Math.Clamp((value - curve[i - 1].At) / span, 0, 1) : 0;
        return probability.At(curve[i - 1].ProbabilityMore + share * (curve[i].ProbabilityMore - curve[i - 1].ProbabilityMore));
    }
}
