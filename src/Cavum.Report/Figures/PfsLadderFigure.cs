using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>PFS on the combination against PFS on the subject's own prior ICB line: a rung a subject, and their ratio.</summary>
public static class PfsLadderFigure
{
    private const double Width = 760, Left = 62, Split = 470, RatioLeft = 500, Right = 72, Top = 52, RowHeight = 19;

    public static string Render(PfsRatioResult pfs, Doors doors)
    {
        var rows = pfs.Ladder.OrderByDescending(p => p.Ratio).ThenBy(p => p.Subject, StringComparer.Ordinal).ToList();
        var svg = new Svg("pfs-ladder", Width, "PFS on the combination against PFS on the prior ICB line",
            $"{pfs.Pairs} subjects, each their own control, by ratio. Open diamonds are censored: the ratio is at least this.", doors);
        double longest = rows.SelectMany(r => new[] { r.PriorPfsDays, r.StudyPfsDays }).Append(90).Max();
        double bottom = Top + rows.Count * RowHeight + 4;
        var days = new Axis(0, longest * 1.04, Left, Split);
        var ratio = RatioAxis(rows);
        Key(svg);
        RatioLines(svg, ratio, pfs.Delta, bottom);
        for (int i = 0; i < rows.Count; i++) Row(svg, rows[i], days, ratio, Top + i * RowHeight + RowHeight / 2);
        svg.XAxis(days, bottom, days.DayTicks(6), Show.Count, "PFS (days)");
        double[] ticks = [0.125, 0.25, 0.5, 1, 2, 4, 8, 16];
        svg.XAxis(ratio, bottom, ticks.Where(ratio.Holds), Show.Machine, "ratio, combination : prior ICB");
        return svg.Finish(bottom + 42);
    }

    private static Axis RatioAxis(List<PfsPair> rows)
    {
        double low = rows.Select(r => r.Ratio).Where(r => r > 0).Append(0.5).Min(), high = rows.Select(r => r.Ratio).Append(2).Max();
        return new(Math.Clamp(low / 1.25, 0.1, 0.45), Math.Clamp(high * 1.25, 2.5, 20), RatioLeft, Width - Right, Logarithmic: true);
    }

    private static void RatioLines(Svg svg, Axis ratio, double delta, double bottom)
    {
        svg.Rect(ratio.At(delta), Top - 4, ratio.End - ratio.At(delta), bottom - Top + 4, "comboSoft");
        svg.Line(ratio.At(1), Top - 4, ratio.At(1), bottom, "ax");
        svg.Line(ratio.At(delta), Top - 4, ratio.At(delta), bottom, "ax dashed");
        svg.Text(ratio.At(1) - 3, Top - 9, "1", "e sm");
        svg.Text(ratio.At(delta) + 2, Top - 9, "≥ " + Show.Number(delta), "sm b combo");
    }

    private static void Row(Svg svg, PfsPair pair, Axis days, Axis ratio, double y)
    {
        double prior = days.At(pair.PriorPfsDays), study = days.At(pair.StudyPfsDays);
        svg.Text(Left - 8, y + 4, pair.Subject, "e sm");
        svg.Line(days.Start, y, days.End, y, "gr");
        svg.Line(prior, y, study, y, pair.StudyPfsDays >= pair.PriorPfsDays ? "comboLine" : "thin");
        svg.Door(pair.ResultId + ".priorPfsDays", $"{pair.Subject}: PFS on the prior ICB line {Show.Count(pair.PriorPfsDays)} days", a => a.Circle(prior, y, 4, "icbFill"));
        string state = pair.StudyPfsEvent ? "" : ", censored";
        svg.Door(pair.ResultId + ".studyPfsDays", $"{pair.Subject}: PFS on the combination {Show.Count(pair.StudyPfsDays)} days{state}", a =>
        {
            if (!pair.StudyPfsEvent) a.Arrow(study + 4, y, 11, "strong");
            a.Diamond(study, y, 5, pair.StudyPfsEvent ? "comboFill" : "comboOpen");
        });
        double r = ratio.Clamped(pair.Ratio);
        svg.Line(ratio.At(1), y, r, y, "thin");
        if (!pair.StudyPfsEvent) svg.Arrow(r + 4, y, 11, "strong");
        svg.Diamond(r, y, 5, pair.StudyPfsEvent ? "comboFill" : "comboOpen");
        svg.Number(Width - 6, y + 4, (pair.StudyPfsEvent ? "" : "> ") + Show.Number(pair.Ratio), pair.ResultId + ".ratio", "e sm");
    }

    private static void Key(Svg svg)
    {
        svg.Circle(Left + 4, 12, 4, "icbFill");
        svg.Text(Left + 14, 16, "prior ICB line", "sm icb");
        svg.Diamond(Left + 116, 12, 5, "comboFill");
        svg.Text(Left + 127, 16, "combination, event", "sm combo");
        svg.Diamond(Left + 256, 12, 5, "comboOpen");
        svg.Arrow(Left + 261, 12, 10, "strong");
        svg.Text(Left + 276, 16, "combination, censored: at least this", "sm combo");
    }
}
