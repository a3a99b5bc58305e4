using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>One bar of a waterfall plot.</summary>
/// <param name="IsBound">The change is at most this: the best value lay below a limit.</param>
/// <param name="Status">Why there is no value.</param>
public sealed record WaterfallBar(string ResultId, string Subject, string Setting, double? ChangePercent, bool IsBound, string Status);

/// <summary>Best change from baseline, worst first, with the line of response; hatched where not evaluable.</summary>
public static class WaterfallFigure
{
    private const double Width = 760, Left = 62, Right = 12, Top = 40, PlotHeight = 250, Ceiling = 100;

    public static string RenderEbvDna(IReadOnlyList<EbvDnaResultSeries> series, double threshold, Doors doors) =>
        Render("waterfall-ebv", "Best change of plasma EBV DNA from baseline", "EBV DNA, best change from baseline (%)", threshold,
            [.. series.Select(Bar)], doors);

    public static string RenderPet(IReadOnlyList<PetResult> pet, double threshold, Doors doors) =>
        Render("waterfall-pet", "Change of SUVpeak from baseline to the follow-up scan", "SUVpeak, change at 3 months (%)", threshold,
            [.. pet.Select(p => new WaterfallBar(p.ResultId + ".changeSuvPeakPercent", p.Subject, p.Setting, p.ChangeSuvPeakPercent, false, p.Response))], doors);

    /// <summary>The change, else its upper bound when that still says it fell, else none.</summary>
    private static WaterfallBar Bar(EbvDnaResultSeries s)
    {
        var r = s.Response;
        if (r.BestChangePercent is null && r.BestChangeUpper is < 0 and { } bound) return new(r.ResultId + ".bestChangeUpper", s.Subject, s.Setting, bound, true, r.BestChangeStatus);
        return new(r.ResultId + ".bestChangePercent", s.Subject, s.Setting, r.BestChangePercent, false, r.BestChangeStatus);
    }

    public static string Render(string key, string title, string axisTitle, double threshold, IReadOnlyList<WaterfallBar> bars, Doors doors)
    {
        var evaluable = bars.Where(b => b.ChangePercent is not null).OrderByDescending(b => b.ChangePercent).ThenBy(b => b.Subject, StringComparer.Ordinal).ToList();
        var missing = bars.Where(b => b.ChangePercent is null).OrderBy(b => b.Subject, StringComparer.Ordinal).ToList();
        int reached = evaluable.Count(b => b.ChangePercent <= threshold);
        var svg = new Svg(key, Width, title, $"{title} in {evaluable.Count} evaluable subjects; {reached} reach {Show.Tick(threshold)} %; {missing.Count} not evaluable.", doors);
        double highest = evaluable.Count == 0 ? 0 : evaluable[0].ChangePercent!.Value;
        var axis = new Axis(-100, highest > 60 ? Ceiling : highest > 20 ? 60 : 20, Top + PlotHeight, Top);
        double step = (Width - Left - Right) / Math.Max(1, bars.Count + (missing.Count > 0 ? 1 : 0));
        foreach (double tick in axis.Ticks(8).Where(t => t != 0)) svg.Line(Left, axis.At(tick), Width - Right, axis.At(tick), "gr");
        svg.YAxis(axis, Left, axis.Ticks(8), v => (v > 0 ? "+" : "") + Show.Tick(v), axisTitle, 46);
        for (int i = 0; i < evaluable.Count; i++) Bar(svg, evaluable[i], axis, Left + i * step, step);
        for (int i = 0; i < missing.Count; i++) NotEvaluable(svg, missing[i], axis, Left + (evaluable.Count + 1 + i) * step, step);
        svg.Line(Left, axis.At(0), Width - Right, axis.At(0), "ax");
        svg.Line(Left, axis.At(threshold), Width - Right, axis.At(threshold), "ax dashed");
        svg.Text(Left + 6, axis.At(threshold) - 5, Show.Tick(threshold) + " %", "sm b halo");
        Key(svg, bars);
        return svg.Finish(Top + PlotHeight + 14);
    }

    private static void Bar(Svg svg, WaterfallBar bar, Axis axis, double x, double step)
    {
        bool la = bar.Setting.StartsWith("LA", StringComparison.Ordinal), bound = bar.IsBound;
        double change = bar.ChangePercent!.Value, shown = Math.Min(change, axis.To), zero = axis.At(0), y = axis.At(shown), w = Math.Min(26, step * 0.76), left = x + (step - w) / 2;
        string sign = bound ? "at most " : "";
        svg.Door(bar.ResultId, $"{bar.Subject}, {bar.Setting}: {sign}{Show.Change(change)} %", a =>
        {
            a.Rect(left, Math.Min(zero, y), w, Math.Max(1.5, Math.Abs(y - zero)), la ? "laOpen" : "rmFill");
            if (la) a.Rect(left, Math.Min(zero, y), w, Math.Max(1.5, Math.Abs(y - zero)), "laBand");
            if (bound) a.CaretDown(left + w / 2, y - 6, 4, la ? "ax" : "open");
            if (change > axis.To)
            {
                a.Path($"M{Svg.N(left - 2)} {Svg.N(y + 14)}l{Svg.N(w + 4)} -6", "open");
            }
        });
        if (change > axis.To) svg.Text(left + w / 2, y - 4, Show.Change(change), "c xs halo over");
        Label(svg, bar.Subject, left + w / 2, zero, change >= 0, step);
    }

    private static void NotEvaluable(Svg svg, WaterfallBar bar, Axis axis, double x, double step)
    {
        double w = Math.Min(26, step * 0.76), left = x + (step - w) / 2, zero = axis.At(0);
        svg.Door(bar.ResultId, $"{bar.Subject}, {bar.Setting}: not evaluable, {Show.Words(bar.Status)}", a => a.Hatched(bar.Subject, left, zero, w, 22));
        Label(svg, bar.Subject, left + w / 2, zero, false, step);
    }

    private static void Label(Svg svg, string subject, double x, double zero, bool below, double step)
    {
        if (step >= subject.Length * 6.3) svg.Text(x, below ? zero + 13 : zero - 5, subject, "c xs");
        else svg.Group(below ? "e" : "", g => g.Raw($"<text class=\"xs\" transform=\"translate({Svg.N(x + 3.5)} {Svg.N(below ? zero + 5 : zero - 5)}) rotate(-90)\">{Svg.Escape(subject)}</text>"));
    }

    private static void Key(Svg svg, IReadOnlyList<WaterfallBar> bars)
    {
        double y = 12;
        svg.Rect(Left, y - 6, 12, 12, "laOpen");
        svg.Rect(Left, y - 6, 12, 12, "laBand");
        svg.Text(Left + 18, y + 4, $"LA-NPC (n = {bars.Count(b => b.Setting.StartsWith("LA", StringComparison.Ordinal))})", "sm");
        svg.Rect(Left + 128, y - 6, 12, 12, "rmFill");
        svg.Text(Left + 146, y + 4, $"RM-NPC (n = {bars.Count(b => b.Setting.StartsWith("RM", StringComparison.Ordinal))})", "sm");
        svg.Hatched("key", Left + 256, y - 6, 12, 12);
        svg.Text(Left + 274, y + 4, "not evaluable", "sm");
        svg.CaretDown(Left + 374, y, 4, "ax");
        svg.Text(Left + 386, y + 4, "best value below a limit: fall is at least this", "sm");
    }
}
