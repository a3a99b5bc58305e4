using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Each line of evidence with its interval on its own scale; the values of no difference stand under one another, and right always means more effective.</summary>
public static class ForestFigure
{
    private const double Width = 760, PlotLeft = 246, PlotRight = 512, Top = 46, RowHeight = 74;

    public static string Render(IReadOnlyList<EvidenceLine> lines, Doors doors)
    {
        var svg = new Svg("forest", Width, "Forest of evidence",
            "Lines of evidence on the combination against ICB alone: " + string.Join("; ", lines.Select(Spoken)) + ".", doors);
        double centre = (PlotLeft + PlotRight) / 2;
        svg.Text(centre - 12, 14, "ICB alone better", "e sm b icb");
        svg.Text(centre + 12, 14, "combination better", "sm b combo");
        svg.Path($"M{Svg.N(PlotLeft + 2)} 26H{Svg.N(centre - 8)}M{Svg.N(PlotLeft + 7)} 22.5L{Svg.N(PlotLeft + 2)} 26L{Svg.N(PlotLeft + 7)} 29.5", "ax");
        svg.Path($"M{Svg.N(centre + 8)} 26H{Svg.N(PlotRight - 2)}M{Svg.N(PlotRight - 7)} 22.5L{Svg.N(PlotRight - 2)} 26L{Svg.N(PlotRight - 7)} 29.5", "ax");
        svg.Text(Width - 4, 14, "P(more effective)", "e sm mu");
        svg.Line(centre, Top - 10, centre, Top + lines.Count * RowHeight - 16, "ax");
        for (int i = 0; i < lines.Count; i++) Row(svg, lines[i], Top + i * RowHeight, i == lines.Count - 1);
        return svg.Finish(Top + lines.Count * RowHeight + 4);
    }

    private static string Spoken(EvidenceLine line) => line.Effect.Value is { } v
        ? $"{line.Name} {Show.Number(v)} ({Show.Range(line.Effect.Lower, line.Effect.Upper)}) {line.Scale}, {Show.Words(line.Direction)}"
        : $"{line.Name} {Show.Words(line.Effect.Status)}";

    private static void Row(Svg svg, EvidenceLine line, double y, bool last)
    {
        double mid = y + 14;
        double at = y + 10;
        foreach (string part in Wrapped(line.Name, 34).Take(2))
        {
            svg.Text(0, at, part, "b");
            at += 15;
        }
        foreach (string part in Wrapped("against " + line.Comparator, 42).Take(at > y + 26 ? 2 : 3))
        {
            svg.Text(0, at, part, "xs mu");
            at += 12;
        }
        if (!last) svg.Line(0, y + RowHeight - 8, Width, y + RowHeight - 8, "gr");
        var effect = line.Effect;
        svg.Text(Width - 4, y + 10, line.N > 0 ? $"n = {line.N}" : "", "e xs mu");
        if (line.ProbabilityMore is { } p) svg.Number(Width - 4, y + 26, Show.Probability(p), line.ResultId + ".probabilityMore", "e b");
        string direction = line.Direction switch { "more" => "▶ more", "less" => "◀ less", "neither" => "◆ neither", _ => "not answerable" };
        svg.Text(Width - 4, y + 41, direction, "e sm");
        if (effect.Value is not { } value)
        {
            foreach (var (part, i) in Wrapped(Show.Words(effect.Status), 38).Take(3).Select((p, i) => (p, i))) svg.Text((PlotLeft + PlotRight) / 2 + 8, mid + 15 * i, part, "sm mu halo");
            return;
        }
        Interval(svg, line, value, y, mid);
        svg.Number(PlotRight + 14, y + 10, Value(value, line.Effect.Unit), effect.ResultId + ".value", "b");
        svg.Number(PlotRight + 14, y + 25, Limits(effect), effect.ResultId + ".lower", "xs");
    }

    private static void Interval(Svg svg, EvidenceLine line, double value, double y, double mid)
    {
        var axis = AxisOf(line);
        double low = axis.Clamped(line.Effect.Lower ?? value), high = axis.Clamped(line.Effect.Upper ?? value);
        svg.Line(axis.Start, y + 30, axis.End, y + 30, "gr");
        foreach (double tick in TicksOf(axis))
        {
            svg.Line(axis.At(tick), y + 28, axis.At(tick), y + 32, "thin");
            svg.Text(axis.At(tick), y + 43, Tick(tick, line.Effect.Unit), "c xs mu halo");
        }
        svg.Door(line.Effect.ResultId + ".value", Spoken(line), a =>
        {
            a.Line(low, mid, high, mid, "strong");
            End(a, line.Effect.Lower, axis, mid);
            End(a, line.Effect.Upper, axis, mid);
            a.Square(axis.Clamped(value), mid, 4.5, "comboFill");
        });
        svg.Text((PlotLeft + PlotRight) / 2, y + 57, line.Scale, "c xs mu halo");
    }

    private static void End(Svg svg, double? limit, Axis axis, double y)
    {
        if (limit is not { } v) return;
        double x = axis.Clamped(v);
        if (axis.Holds(v)) svg.Line(x, y - 4, x, y + 4, "strong");
        else
        {
            int inward = x > (axis.Start + axis.End) / 2 ? -1 : 1;
            svg.Path($"M{Svg.N(x + inward * 6)} {Svg.N(y - 4)}L{Svg.N(x)} {Svg.N(y)}L{Svg.N(x + inward * 6)} {Svg.N(y + 4)}", "strong");
        }
    }

    /// <summary>Symmetric about no difference, wide enough for the interval, mirrored when lower is better.</summary>
    private static Axis AxisOf(EvidenceLine line)
    {
        double[] ends = [line.Effect.Value!.Value, line.Effect.Lower ?? line.Effect.Value.Value, line.Effect.Upper ?? line.Effect.Value.Value];
        bool log = line.NullValue > 0 && line.Scale.Contains("ratio", StringComparison.OrdinalIgnoreCase) && ends.All(v => v > 0);
        double from, to;
        if (log)
        {
            double reach = Math.Clamp(ends.Max(v => Math.Abs(Math.Log(v / line.NullValue))) * 1.08, Math.Log(2), Math.Log(32));
            (from, to) = (line.NullValue * Math.Exp(-reach), line.NullValue * Math.Exp(reach));
        }
        else
        {
            double reach = Math.Max(ends.Max(v => Math.Abs(v - line.NullValue)) * 1.08, 1e-9);
            (from, to) = (line.NullValue - reach, line.NullValue + reach);
        }
        return line.HigherIsBetter ? new(from, to, PlotLeft, PlotRight, log) : new(to, from, PlotLeft, PlotRight, log);
    }

    private static IEnumerable<double> TicksOf(Axis axis) =>
        axis.Logarithmic ? ((double[])[1 / 16.0, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16]).Where(axis.Holds) : axis.Ticks(6);

    internal static bool IsShare(string unit) => unit is "probability" or "fraction" || unit.Contains("proportion", StringComparison.Ordinal);

    private static string Tick(double value, string unit) => IsShare(unit) ? Show.PercentTick(value) : Show.Tick(value);

    internal static string Value(double value, string unit) =>
        IsShare(unit) ? Show.Percent(value) + " %" : Show.Number(value) + (unit is "" or "ratio" || unit.Length > 8 ? "" : " " + unit);

    internal static string Limits(Estimate effect)
    {
        string Text(double? v, string none) => v is { } x ? IsShare(effect.Unit) ? Show.Percent(x) : Show.Number(x) : none;
        return "95 % " + Show.Range(Text(effect.Lower, "not estimable"), Text(effect.Upper, "not reached"));
    }

    /// <summary>Breaks words into lines of at most <paramref name="width"/> characters.</summary>
    internal static List<string> Wrapped(string text, int width)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + word.Length + 1 > width)
            {
                lines.Add(line);
                line = word;
            }
            else line = line.Length == 0 ? word : line + " " + word;
        }
        if (line.Length > 0) lines.Add(line);
        return lines;
    }
}
