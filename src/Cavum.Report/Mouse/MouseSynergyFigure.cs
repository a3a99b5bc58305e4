using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The combination index over time by each definition of "expected", and under each changed assumption on the last day.</summary>
internal static class MouseSynergyFigure
{
    private const double Width = 760;

    public static string OverTime(MouseResult mouse, Doors doors)
    {
        var svg = new Svg("mouse-synergy", Width, "Combination index over time", "Observed over expected relative volume with 95 % interval, each day from the data up to it; below 1 is synergy.", doors);
        double[] known = [.. mouse.SynergyOverTime.SelectMany(p => new[] { p.CombinationIndex, p.Lower, p.Upper }).OfType<double>().Where(v => v > 0)];
        if (known.Length == 0) return svg.Finish(20);
        string[] methods = [.. mouse.SynergyOverTime.Select(p => p.Method).Distinct()];
        const double left = 62, gap = 26, top = 28, height = 200;
        double panel = (Width - left - gap * (methods.Length - 1) - 6) / methods.Length;
        double reach = Math.Clamp(Math.Max(known.Max(), 1 / known.Min()) * 1.15, 1.5, 1e3);
        var index = new Axis(1 / reach, reach, top + height, top, true);
        double[] ticks = [.. new[] { 0.001, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 1000 }.Where(t => index.Holds(t))];
        for (int i = 0; i < methods.Length; i++)
        {
            double x = left + i * (panel + gap);
            MouseSynergyPoint[] points = [.. mouse.SynergyOverTime.Where(p => p.Method == methods[i])];
            var days = new Axis(points[0].Day - 1.5, points[^1].Day + 1.5, x, x + panel);
            svg.Text(x, top - 12, Name(methods[i]), "b");
            foreach (double t in ticks) svg.Line(x, index.At(t), x + panel, index.At(t), "gr");
            svg.Line(x, index.At(1), x + panel, index.At(1), "ax");
            foreach (var p in points) Point(svg, p, days, index);
            svg.XAxis(days, top + height, points.Length > 7 ? days.DayTicks(4) : points.Select(p => p.Day), t => Show.Count(t), "Day");
            svg.YAxis(index, x, ticks, t => i == 0 ? Show.Tick(t) : "", i == 0 ? "Observed / expected volume" : "", 46);
            if (i != 0) continue;
            svg.Text(x + 6, top + 12, "antagonism ↑", "xs mu");
            svg.Text(x + 6, top + height - 6, "synergy ↓", "xs mu");
        }
        return svg.Finish(top + height + 44);
    }

    private static void Point(Svg svg, MouseSynergyPoint p, Axis days, Axis index)
    {
        double x = days.At(p.Day);
        if (p.CombinationIndex is not { } value)
        {
            svg.Door(p.ResultId + ".status", $"day {Show.Count(p.Day)}: {Show.Words(p.Status)}", a => a.Text(x, index.At(1) - 6, Show.Words(p.Status), "c xs mu"));
            return;
        }
        if (p is { Lower: { } low, Upper: { } high }) svg.Line(x, index.Clamped(low), x, index.Clamped(high), "comboLine");
        svg.Door(p.ResultId + ".combinationIndex", $"day {Show.Count(p.Day)}: {Show.Number(value)}", a => a.Square(x, index.Clamped(value), 3.2, p.Upper < 1 || p.Lower > 1 ? "comboFill" : "comboOpen"));
    }

    public static string Name(string method) => method switch
    {
        "bliss" => "Bliss independence",
        "hsa" => "Highest single agent",
        _ => "Response additivity",
    };

    public static string Forest(MouseResult mouse, Doors doors)
    {
        var rows = new List<(string Id, string Words, double? Value, double? Lower, double? Upper, string Status, bool Main)>
        {
            (mouse.Synergy.ResultId + ".ratio", "Main analysis: Bliss, mixed model, CR2, t", mouse.Synergy.Ratio, mouse.Synergy.Lower, mouse.Synergy.Upper, mouse.Synergy.Status, true),
        };
        rows.AddRange(mouse.Sensitivity.Select(s => (s.ResultId + ".combinationIndex", s.Change, s.CombinationIndex, s.Lower, s.Upper, s.Status, false)));
        var svg = new Svg("mouse-forest", Width, "Synergy under other assumptions", "Combination index on the last day with 95 % interval, one row per changed assumption.", doors);
        double[] known = [.. rows.SelectMany(r => new[] { r.Value, r.Lower, r.Upper }).OfType<double>().Where(v => v > 1e-6 && v < 1e6)];
        double reach = known.Length == 0 ? 2 : Math.Clamp(Math.Max(known.Max(), 1 / known.Min()) * 1.2, 1.5, 1e3);
        const double left = 400, right = 118, step = 26;
        var index = new Axis(1 / reach, reach, left, Width - right, true);
        double y = 20, bottom = y + rows.Count * step;
        foreach (double t in new[] { 0.001, 0.01, 0.1, 1, 10, 100, 1000 }.Where(t => index.Holds(t))) svg.Line(index.At(t), y - 8, index.At(t), bottom, t == 1 ? "ax" : "gr");
        svg.Text(index.At(1) - 8, 8, "← synergy", "e xs mu");
        svg.Text(index.At(1) + 8, 8, "antagonism →", "xs mu");
        foreach (var r in rows)
        {
            y += step;
            Words(svg, r.Words, y - 12, r.Main);
            if (r.Value is { } value)
            {
                if (r is { Lower: { } low, Upper: { } high }) svg.Line(index.Clamped(low), y - 12, index.Clamped(high), y - 12, r.Main ? "comboLine" : "inkLine");
                svg.Square(index.Clamped(value), y - 12, r.Main ? 4 : 3, r.Main ? "comboFill" : "inkfill");
                svg.Number(Width, y - 8, Show.Number(value) + (r is { Lower: { } l, Upper: { } u } ? $" ({Show.Range(Show.Number(l), Show.Number(u))})" : ""), r.Id, "e sm");
            }
            else svg.Text(Width, y - 8, "not estimable", "e sm mu");
        }
        svg.XAxis(index, bottom, new[] { 0.001, 0.01, 0.1, 1, 10, 100, 1000 }.Where(t => index.Holds(t)), Show.Tick, "Observed / expected");
        return svg.Finish(bottom + 42);
    }

    /// <summary>Up to two lines of words at the left of a row.</summary>
    private static void Words(Svg svg, string words, double y, bool main)
    {
        const int most = 66;
        string css = main ? "b sm" : "sm";
        words = char.ToUpperInvariant(words[0]) + words[1..];
        int cut = words.Length <= most ? -1 : words.LastIndexOf(' ', most);
        if (cut < 0)
        {
            svg.Text(0, y + 4, words, css);
            return;
        }
        svg.Text(0, y - 2, words[..cut], css);
        svg.Text(0, y + 10, words[(cut + 1)..], css);
    }
}
