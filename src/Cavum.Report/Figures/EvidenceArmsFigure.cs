using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The published ICB-only arms with their intervals, and the predictive distribution made of them.</summary>
public static class EvidenceArmsFigure
{
    private const double Width = 760, PlotLeft = 330, PlotRight = 620, Top = 30, RowHeight = 44;

    public static string Render(EvidenceResult evidence, Doors doors)
    {
        var svg = new Svg("icb-arms", Width, "Response on ICB alone in published arms",
            $"{evidence.Arms.Count} arms with exact 95 % intervals, and their predictive distribution. {evidence.PopulationNote}", doors);
        var axis = new Axis(0, 1, PlotLeft, PlotRight);
        svg.Text(0, 14, "trial, regimen", "sm mu");
        svg.Text(PlotRight + 12, 14, "responders, % (95 %)", "sm mu");
        double bottom = Top + (evidence.Arms.Count + (evidence.MapMean is null ? 0 : 1)) * RowHeight;
        foreach (double tick in (double[])[0, 0.2, 0.4, 0.6, 0.8, 1]) svg.Line(axis.At(tick), Top - 6, axis.At(tick), bottom, "gr");
        for (int i = 0; i < evidence.Arms.Count; i++) Arm(svg, evidence.Arms[i], axis, Top + i * RowHeight + 10);
        if (evidence is { MapMean: { } mean, MapLower: { } low, MapUpper: { } high }) Predictive(svg, evidence, (mean, low, high), axis, bottom - RowHeight + 12);
        svg.XAxis(axis, bottom, [0, 0.2, 0.4, 0.6, 0.8, 1], Show.PercentTick, "objective response (%)");
        return svg.Finish(bottom + 40);
    }

    private static void Arm(Svg svg, EvidenceArm arm, Axis axis, double y)
    {
        svg.Text(0, y - 2, Short(arm.Trial, 50), "sm b");
        svg.Text(0, y + 11, Short(arm.Regimen, 62), "xs");
        svg.Text(0, y + 24, Short($"{(arm.PriorIcb ? "after ICB" : "no prior ICB")} · assessed by {arm.Assessor}", 62), "xs mu");
        svg.Door(arm.ResultId + ".estimate", $"{arm.Trial}: {arm.Responders} of {arm.Of}", a =>
        {
            a.Line(axis.At(arm.Lower), y, axis.At(arm.Upper), y, "icbLine");
            double half = 2.5 + 3 * Math.Sqrt(arm.Of / 120.0);
            a.Square(axis.At(arm.Estimate), y, Math.Min(half, 6.5), arm.PriorIcb ? "icbFill" : "icbOpen");
        });
        svg.Number(PlotRight + 12, y + 4, $"{arm.Responders}/{arm.Of}, {Show.Percent(arm.Estimate)} ({Show.Percent(arm.Lower)}–{Show.Percent(arm.Upper)})", arm.ResultId + ".estimate", "xs");
    }

    private static string Short(string text, int most) => text.Length > most ? text[..(most - 1)] + "…" : text;

    private static void Predictive(Svg svg, EvidenceResult evidence, (double Mean, double Low, double High) map, Axis axis, double y)
    {
        svg.Text(0, y + 1, "A new ICB-only arm (predictive)", "sm b");
        if (evidence.TauMean is { } tau) svg.Number(0, y + 14, $"between-trial SD {Show.Number(tau)} (log odds), ESS {Show.Number(evidence.EffectiveSampleSize)}", evidence.ResultId + ".effectiveSampleSize", "xs mu");
        svg.Door(evidence.ResultId + ".mapMean", $"predictive mean {Show.Percent(map.Mean)} %", a => a.Path(new PathData()
            .To(axis.At(map.Low), y).To(axis.At(map.Mean), y - 6).To(axis.At(map.High), y).To(axis.At(map.Mean), y + 6).Close().ToString(), "icbFill"));
        svg.Number(PlotRight + 12, y + 4, $"{Show.Percent(map.Mean)} ({Show.Percent(map.Low)}–{Show.Percent(map.High)})", evidence.ResultId + ".mapMean", "xs b");
    }
}
