using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Posterior density of the response rate on the combination against the predictive density on ICB alone.</summary>
public static class PosteriorFigure
{
    private const double Width = 760, Left = 30, Right = 20, Top = 26, PlotHeight = 200;

    public static string Render(EvidenceResult evidence, Doors doors)
    {
        var svg = new Svg("posterior", Width, "Response rate: combination and ICB alone",
            "Probability densities of the response rate: the study's posterior, solid, and the predictive distribution for ICB alone, dashed.", doors);
        double peak = evidence.ControlDensity.Concat(evidence.StudyDensity).Select(p => p.Density).Append(1e-9).Max();
        var share = new Axis(0, 1, Left, Width - Right);
        var density = new Axis(0, peak * 1.12, Top + PlotHeight, Top);
        Draw(svg, evidence.ControlDensity, share, density, "icb", "icbLine dashed", "ICB alone (predictive)", evidence.ResultId + ".controlDensity");
        Draw(svg, evidence.StudyDensity, share, density, "combo", "comboLine", "combination (posterior)", evidence.ResultId + ".studyDensity");
        svg.XAxis(share, Top + PlotHeight, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1], Show.PercentTick, "response (%)");
        svg.VerticalText(Left - 12, Top + PlotHeight / 2, "probability density", "c sm mu");
        return svg.Finish(Top + PlotHeight + 42);
    }

    private static void Draw(Svg svg, IReadOnlyList<DensityPoint> points, Axis share, Axis density, string colour, string line, string label, string id)
    {
        if (points.Count < 2) return;
        var path = new PathData();
        foreach (var p in points) path.To(share.At(p.At), density.At(p.Density));
        var area = new PathData().To(share.At(points[0].At), density.At(0));
        foreach (var p in points) area.To(share.At(p.At), density.At(p.Density));
        svg.Path(area.To(share.At(points[^1].At), density.At(0)).Close().ToString(), colour + "Band");
        svg.Path(path.ToString(), line);
        var mode = points.MaxBy(p => p.Density)!;
        double x = Math.Clamp(share.At(mode.At), Left + 70, Width - Right - 70);
        svg.Number(x, density.At(mode.Density) - 8, label, mode.ResultId.Length > 0 ? mode.ResultId + ".density" : id, $"c b halo {colour}");
    }
}
