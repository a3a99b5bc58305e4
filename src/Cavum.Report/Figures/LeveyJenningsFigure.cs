using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>A control over the runs: each run a mark, mean and 1, 2, 3 SD as lines; rejected runs filled and named with their rule. Runs without a date are not joined.</summary>
public static class LeveyJenningsFigure
{
    private const double Width = 760, Left = 64, Right = 56, Top = 18, PlotHeight = 230;

    public static string Render(ControlSeries series, Doors doors, string key = "levey-jennings")
    {
        int n = series.Points.Count;
        var svg = new Svg(key, Width, $"Control chart, {series.Control}, {series.Assay}", $"{n} runs, {series.Rejected} rejected{(series.Undated > 0 ? $", {series.Undated} without a date" : "")}.", doors);
        var (low, high) = Range(series);
        var value = new Axis(low, high, Top + PlotHeight, Top);
        var run = new Axis(0.5, Math.Max(n, 2) + 0.5, Left, Width - Right);
        Limits(svg, series, value);
        var line = new PathData();
        for (int i = 0; i < n - series.Undated; i++) line.To(run.At(i + 1), value.At(series.Points[i].Log10Copies));
        if (n - series.Undated > 1) svg.Path(line.ToString(), "thin");
        for (int i = 0; i < n; i++) Point(svg, series.Points[i], run.At(i + 1), value.At(series.Points[i].Log10Copies), i < series.EstablishedFrom);
        svg.YAxis(value, Left, value.Ticks(6), Show.Tick, "log10 copies per reaction");
        svg.XAxis(run, Top + PlotHeight, run.Ticks(Math.Min(10, Math.Max(n, 2))).Where(t => t >= 1 && t <= n && t == Math.Floor(t)), Show.Count, series.Undated == 0 ? "run, in order of date" : series.Undated == n ? "run, in order of name: no run states a date" : $"run, in order of date; the last {series.Undated} without a date");
        if (series.Undated > 0 && series.Undated < n)
        {
            double from = (run.At(n - series.Undated) + run.At(n - series.Undated + 1)) / 2;
            svg.Line(from, Top, from, Top + PlotHeight, "dot");
            svg.Text(from + 4, Top + PlotHeight - 6, "no date", "xs mu halo");
        }
        if (series.EstablishedFrom > 0)
        {
            double x = (run.At(series.EstablishedFrom) + run.At(series.EstablishedFrom + 1)) / 2;
            svg.Line(x, Top, x, Top + PlotHeight, "dash");
            svg.Text(x - 4, Top - 5, $"limits from these {series.EstablishedFrom}", "e xs mu");
        }
        return svg.Finish(Top + PlotHeight + 42);
    }

    private static (double Low, double High) Range(ControlSeries series)
    {
        double low = series.Points.Min(p => p.Log10Copies), high = series.Points.Max(p => p.Log10Copies);
        if (series is { Mean: { } mean, StdDev: { } sd }) (low, high) = (Math.Min(low, mean - 3.4 * sd), Math.Max(high, mean + 3.4 * sd));
        double pad = Math.Max((high - low) * 0.06, 0.02);
        return (low - pad, high + pad);
    }

    private static void Limits(Svg svg, ControlSeries series, Axis value)
    {
        if (series is not { Mean: { } mean, StdDev: { } sd }) return;
        for (int k = -3; k <= 3; k++)
        {
            double y = value.At(mean + k * sd);
            svg.Line(Left, y, Width - Right, y, k == 0 ? "ax" : Math.Abs(k) == 3 ? "strong" : Math.Abs(k) == 2 ? "dash" : "gr");
            svg.Text(Width - Right + 6, y + 4, k == 0 ? "mean" : $"{(k > 0 ? "+" : "−")}{Math.Abs(k)} SD", "xs mu");
        }
    }

    private static void Point(Svg svg, ControlPoint p, double x, double y, bool establishing)
    {
        string rules = p.Rules.Count > 0 ? ", breaks " + string.Join(", ", p.Rules) : establishing ? ", one of the runs that set the limits" : "";
        svg.Door(p.ResultId, $"run {p.Run}: {Show.Number(p.Log10Copies)} log10 copies{(p.Z is { } z ? $", {Show.Number(z)} SD" : "")}{rules}", a =>
        {
            if (p.Rejected) a.Square(x, y, 4.5, "comboFill");
            else a.Circle(x, y, establishing ? 3 : 4, establishing ? "open" : "inkfill");
        });
        if (p.Rejected) svg.Text(x, y - 9, p.Rules[^1], "c xs halo");
    }
}
