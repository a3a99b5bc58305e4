using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>A curve of a Kaplan–Meier figure and how it is drawn.</summary>
/// <param name="Colour">combo, icb, la or rm.</param>
/// <param name="Comparator">Drawn dashed.</param>
/// <param name="Source">Where a comparator comes from, with its effective sample size when it is weighted.</param>
public sealed record KaplanMeierCurve(KaplanMeierResult Result, string Colour, bool Comparator, string Source = "");

/// <summary>Kaplan–Meier curves with numbers at risk, censor ticks, bands and medians; a month is 30.4375 days.</summary>
public static class KaplanMeierFigure
{
    public const double DaysPerMonth = 30.4375;
    private const double Width = 760, Left = 64, Right = 20, Top = 16, PlotHeight = 280;

    public static string Render(string key, string title, string endpoint, IReadOnlyList<KaplanMeierCurve> curves, Doors doors)
    {
        var svg = new Svg(key, Width, title, Describe(endpoint, curves), doors);
        double last = curves.SelectMany(c => c.Result.Curve).Select(s => s.Day).DefaultIfEmpty(90).Max() / DaysPerMonth;
        var months = new Axis(0, Math.Max(3, last * 1.02), Left, Width - Right);
        var survival = new Axis(0, 1, Top + PlotHeight, Top);
        double step = months.To > 40 ? 12 : months.To > 20 ? 6 : months.To > 14 ? 3 : months.To > 7 ? 2 : 1;
        var ticks = Enumerable.Range(0, (int)(months.To / step) + 1).Select(i => i * step).ToList();
        foreach (double tick in (double[])[0.25, 0.5, 0.75, 1]) svg.Line(Left, survival.At(tick), Width - Right, survival.At(tick), "gr");
        foreach (var curve in curves.Reverse()) Curve(svg, curve, months, survival);
        Medians(svg, curves, months, survival);
        svg.YAxis(survival, Left, [0, 0.25, 0.5, 0.75, 1], Show.PercentTick, endpoint + " (%)", 46);
        svg.XAxis(months, Top + PlotHeight, ticks, t => Show.Count(t), "Months");
        double bottom = AtRisk(svg, curves, months, ticks, Top + PlotHeight + 56);
        return svg.Finish(bottom);
    }

    private static string Describe(string endpoint, IReadOnlyList<KaplanMeierCurve> curves) =>
        $"Kaplan–Meier estimate of {endpoint}. " + string.Join(" ", curves.Select(c =>
            $"{c.Result.Label}: {c.Result.Events} events in {c.Result.N} subjects, median {Median(c.Result)}."));

    private static void Curve(Svg svg, KaplanMeierCurve curve, Axis months, Axis survival)
    {
        string line = curve.Colour + "Line" + (curve.Comparator ? " dashed" : "");
        var steps = curve.Result.Curve.OrderBy(s => s.Day).ToList();
        if (!curve.Comparator && Band(steps, months, survival) is { } band) svg.Path(band, curve.Colour + "Band");
        var path = new PathData().To(months.At(0), survival.At(1));
        foreach (var s in steps) path.Step(months.At(s.Day / DaysPerMonth), survival.At(s.Survival));
        svg.Path(path.ToString(), line);
        foreach (var s in steps)
        {
            double x = months.At(s.Day / DaysPerMonth), y = survival.At(s.Survival);
            if (s.Events > 0) svg.Door(s.ResultId + ".survival", $"{curve.Result.Label}, day {Show.Count(s.Day)}: {Show.Percent(s.Survival)} %, {s.AtRisk} at risk", a => a.Circle(x, y, 2, curve.Colour + "Fill"));
            if (s.Censored > 0) svg.Line(x, y - 5, x, y + 5, curve.Colour + "Line");
        }
    }

    private static string? Band(List<SurvivalStep> steps, Axis months, Axis survival)
    {
        var known = steps.Where(s => s is { Lower: not null, Upper: not null }).ToList();
        if (known.Count < 2) return null;
        double end = months.At(known[^1].Day / DaysPerMonth);
        var path = new PathData().To(months.At(known[0].Day / DaysPerMonth), survival.At(known[0].Upper!.Value));
        foreach (var s in known.Skip(1)) path.Step(months.At(s.Day / DaysPerMonth), survival.At(s.Upper!.Value));
        path.To(end, survival.At(known[^1].Lower!.Value));
        for (int i = known.Count - 2; i >= 0; i--)
        {
            path.To(months.At(known[i + 1].Day / DaysPerMonth), survival.At(known[i].Lower!.Value));
            path.To(months.At(known[i].Day / DaysPerMonth), survival.At(known[i].Lower!.Value));
        }
        return path.Close().ToString();
    }

    private static void Medians(Svg svg, IReadOnlyList<KaplanMeierCurve> curves, Axis months, Axis survival)
    {
        double height = curves.Sum(c => c.Source.Length > 0 ? 52.0 : 38), edge = Width - Right, left = edge - 330, y = Top + 6;
        if (StaysHigh(curves, months)) (left, y) = (Left + 14, Top + PlotHeight - height + 6);
        foreach (var curve in curves)
        {
            var result = curve.Result;
            if (result.MedianDays is { } median)
            {
                double x = months.At(median / DaysPerMonth);
                svg.Line(months.At(0), survival.At(0.5), x, survival.At(0.5), "dot");
                svg.Line(x, survival.At(0.5), x, survival.At(0), "dot");
            }
            svg.Line(left, y, left + 24, y, curve.Colour + "Line" + (curve.Comparator ? " dashed" : ""));
            svg.Text(left + 30, y + 4, $"{result.Label} (n = {result.N})", $"b {curve.Colour} halo");
            svg.Number(left + 30, y + 20, "median " + Median(result), result.ResultId + ".medianDays", "sm halo");
            y += 38;
            if (curve.Source.Length == 0) continue;
            svg.Text(left + 30, y - 3, curve.Source, "xs mu halo");
            y += 14;
        }
    }

    /// <summary>True when a curve or its band runs where the key would stand, at the top right.</summary>
    private static bool StaysHigh(IReadOnlyList<KaplanMeierCurve> curves, Axis months)
    {
        double from = months.To * 0.52 * DaysPerMonth, high = 0, low = 1;
        foreach (var curve in curves)
        {
            double survival = 1, upper = 1;
            foreach (var step in curve.Result.Curve.OrderBy(s => s.Day).Where(s => s.Day <= from)) (survival, upper) = (step.Survival, step.Upper ?? step.Survival);
            if (curve.Result.Curve.Any(s => s.Day > from)) high = Math.Max(high, curve.Comparator ? survival : upper);
            low = Math.Min(low, survival);
        }
        return high > 0.72 && low > 0.45;
    }

    /// <summary>Months with the interval, and days: "3.9 months (2.8–5.1), 118 d".</summary>
    public static string Median(KaplanMeierResult result)
    {
        if (result.MedianDays is not { } median) return result.N == 0 ? "not estimable" : "not reached";
        string lower = result.MedianLower is { } l ? Show.Number(l / DaysPerMonth) : "not estimable";
        string upper = result.MedianUpper is { } u ? Show.Number(u / DaysPerMonth) : "not reached";
        return $"{Show.Number(median / DaysPerMonth)} months (95 % {Show.Range(lower, upper)}), {Show.Count(median)} d";
    }

    private static double AtRisk(Svg svg, IReadOnlyList<KaplanMeierCurve> curves, Axis months, List<double> ticks, double y)
    {
        svg.Text(Left, y, "Number at risk (events so far)", "sm mu");
        foreach (var curve in curves)
        {
            y += 17;
            svg.Line(Left - 52, y - 4, Left - 30, y - 4, curve.Colour + "Line" + (curve.Comparator ? " dashed" : ""));
            foreach (double tick in ticks)
            {
                (int risk, int events, string id) = StateAt(curve.Result, tick * DaysPerMonth);
                svg.Number(months.At(tick), y, $"{risk} ({events})", id, "c sm");
            }
        }
        return y + 10;
    }

    /// <summary>Subjects still at risk at a time, and the events before or at it.</summary>
    private static (int AtRisk, int Events, string ResultId) StateAt(KaplanMeierResult result, double day)
    {
        int events = 0;
        foreach (var step in result.Curve.OrderBy(s => s.Day))
        {
            if (step.Day >= day && !(step.Day == 0 && day == 0)) return (step.AtRisk, events, step.ResultId + ".atRisk");
            events += step.Events;
        }
        return result.Curve.Count == 0 ? (result.N, 0, result.ResultId + ".n") : (0, events, result.ResultId + ".events");
    }
}
