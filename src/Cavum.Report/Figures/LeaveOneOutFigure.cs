using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The two numbers that carry the answer, with each subject left out in turn: a point that leaves the others shows on whom it hangs.</summary>
public static class LeaveOneOutFigure
{
    private const double Width = 760, Left = 56, Right = 14, Top = 22, PlotHeight = 92, Gap = 34;

    public static string Render(AnswerResult answer, Doors doors)
    {
        var rows = answer.LeaveOneOut ?? [];
        var svg = new Svg("leave-one-out", Width, "The answer with one subject left out", $"{rows.Count(r => r.Changes)} of {rows.Count} subjects change the answer when left out.", doors);
        double step = rows.Count > 0 ? (Width - Left - Right) / rows.Count : 1;
        double At(int i) => Left + step * (i + 0.5);
        var probability = new Axis(0, 1, Top + PlotHeight, Top);
        svg.Text(Left, Top - 9, "Pr(more), response", "sm b");
        svg.YAxis(probability, Left, [0, 0.5, 1], v => Svg.N(v), "", 30);
        svg.Line(Left, probability.At(answer.MoreAbove), Width - Right, probability.At(answer.MoreAbove), "dash");
        double second = Top + PlotHeight + Gap;
        double[] uppers = [.. rows.Select(r => r.PfsUpper).OfType<double>().Where(u => u > 0)];
        double low = Math.Min(0.5, uppers.DefaultIfEmpty(0.5).Min() * 0.8), high = Math.Max(1.25, uppers.DefaultIfEmpty(1.25).Max() * 1.2);
        var ratio = new Axis(Math.Max(low, 0.02), Math.Min(high, 50), second + PlotHeight, second, Logarithmic: true);
        svg.Text(Left, second - 9, "upper limit of the PFS hazard ratio", "sm b");
        svg.YAxis(ratio, Left, ((double[])[0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50]).Where(ratio.Holds), Show.Tick, "", 30);
        svg.Line(Left, ratio.At(1), Width - Right, ratio.At(1), "dash");
        for (int i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            string state = row.Changes ? ", the answer changes" : "";
            if (row.ProbabilityMore is { } p)
                svg.Door(row.ResultId + ".probabilityMore", $"without {row.Subject}: Pr(more) {Show.Probability(p)}{state}", a => a.Circle(At(i), probability.At(p), 4, row.Changes ? "comboFill" : "comboOpen"));
            if (row.PfsUpper is { } u && u > 0)
                svg.Door(row.ResultId + ".pfsUpper", $"without {row.Subject}: upper limit {Show.Number(u)}{state}", a => a.Diamond(At(i), ratio.Clamped(u), 4.5, row.Changes ? "comboFill" : "comboOpen"));
            double y = second + PlotHeight + 10;
            svg.Raw($"<text class=\"xs mu e\" transform=\"translate({Svg.N(At(i) + 3)} {Svg.N(y)}) rotate(-60)\">{Svg.Escape(row.Subject)}</text>");
        }
        return svg.Finish(second + PlotHeight + 40);
    }
}
