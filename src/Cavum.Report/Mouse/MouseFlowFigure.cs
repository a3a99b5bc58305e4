using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Density with contours and gates, one sample an arm; and the share of each marker, one mark a mouse.</summary>
internal static class MouseFlowFigure
{
    private const double Width = 760;
    private static readonly double[] Levels = [0.03, 0.1, 0.25, 0.5, 0.75];

    public static string Densities(MouseResult mouse, Doors doors)
    {
        var svg = new Svg("mouse-density", Width, "Density and gate", "Events of the gate's parent by two channels on the gate's own scale, with contours of the smoothed density and the outline of the gate; one sample an arm.", doors);
        const double left = 44, gap = 36, top = 40;
        int columns = Math.Min(4, Math.Max(2, mouse.Densities.Count));
        double panel = (Width - left - (columns - 1) * gap) / columns;
        double bottom = 20;
        for (int i = 0; i < mouse.Densities.Count; i++)
            bottom = Panel(svg, mouse, mouse.Densities[i], left + i % columns * (panel + gap), top + i / columns * (panel + 84), panel, i % columns == 0);
        return svg.Finish(bottom);
    }

    private static double Panel(Svg svg, MouseResult mouse, MouseDensity d, double x, double y, double size, bool first)
    {
        string colour = MouseColours.OfArm(mouse, d.Arm);
        svg.Text(x, y - 22, d.Arm, "b sm " + colour);
        svg.Text(x, y - 8, $"sample {d.Sample}, {Show.Count(d.Events)} events", "xs mu");
        var ax = new Axis(d.FromX, d.ToX, x, x + size);
        var ay = new Axis(d.FromY, d.ToY, y + size, y);
        svg.Door(d.ResultId, $"density of {d.Sample}, {d.Events} events", a =>
        {
            Cells(a, d, ax, ay);
            foreach (double level in Levels) a.Path(Contour(d, level, ax, ay), "thin");
        });
        svg.Rect(x, y, size, size, "ax", " fill=\"none\"");
        foreach (var gate in d.Gates)
        {
            var path = new PathData();
            for (int i = 0; i < gate.X.Count; i++) path.To(ax.Clamped(gate.X[i]), ay.Clamped(gate.Y[i]));
            svg.Path(path.Close().ToString(), "outline");
            if (gate.PercentParent is { } percent)
                svg.Number(ax.Clamped(gate.X.Max()) - 4, ay.Clamped(gate.Y.Max()) + 14, Show.Number(percent) + " %", gate.ResultId + ".percentParent", "e b sm halo");
        }
        foreach (double tick in (double[])[0.25, 0.5, 0.75, 1])
        {
            if (ax.Holds(tick)) svg.Text(ax.At(tick), y + size + 14, Show.Tick(tick), "c xs");
            if (ay.Holds(tick)) svg.Text(x - 5, ay.At(tick) + 3, Show.Tick(tick), "e xs");
        }
        svg.Text(x + size / 2, y + size + 30, d.X, "c xs");
        if (first) svg.VerticalText(x - 32, y + size / 2, d.Y, "c xs");
        return y + size + 44;
    }

    /// <summary>Squares whose weight follows the square root of the count, so that single events can be seen.</summary>
    private static void Cells(Svg svg, MouseDensity d, Axis ax, Axis ay)
    {
        int most = Math.Max(1, d.Counts.Max());
        double w = (ax.End - ax.Start) / d.Bins, h = (ay.Start - ay.End) / d.Bins;
        foreach (var shade in Enumerable.Range(0, d.Counts.Count).Where(i => d.Counts[i] > 0).GroupBy(i => Math.Ceiling(5 * Math.Sqrt((double)d.Counts[i] / most))).OrderBy(g => g.Key))
        {
            var path = new System.Text.StringBuilder();
            foreach (int i in shade)
                path.Append($"M{Svg.N(ax.Start + i % d.Bins * w)} {Svg.N(ay.Start - (i / d.Bins + 1) * h)}h{Svg.N(w)}v{Svg.N(h)}h{Svg.N(-w)}z");
            svg.Raw($"<path class=\"mutedfill\" opacity=\"{Svg.N(0.12 + 0.16 * shade.Key)}\" d=\"{path}\"/>");
        }
    }

    /// <summary>Where the smoothed density crosses a share of its highest value, by marching squares.</summary>
    private static string Contour(MouseDensity d, double level, Axis ax, Axis ay)
    {
        int n = d.Bins;
        double[] smooth = Smooth(d.Counts, n);
        double at = level * smooth.Max(), w = (ax.End - ax.Start) / n, h = (ay.Start - ay.End) / n;
        var path = new System.Text.StringBuilder();
        double V(int i, int j) => smooth[j * n + i];
        Span<(double X, double Y)> cuts = stackalloc (double, double)[4];
        for (int j = 0; j + 1 < n; j++)
        {
            for (int i = 0; i + 1 < n; i++)
            {
                int found = 0;
                void Edge(double a, double b, double x1, double y1, double x2, double y2, Span<(double, double)> into)
                {
                    if (a >= at == b >= at) return;
                    double t = (at - a) / (b - a);
                    into[found++] = (ax.Start + (x1 + t * (x2 - x1) + 0.5) * w, ay.Start - (y1 + t * (y2 - y1) + 0.5) * h);
                }
                Edge(V(i, j), V(i + 1, j), i, j, i + 1, j, cuts);
                Edge(V(i + 1, j), V(i + 1, j + 1), i + 1, j, i + 1, j + 1, cuts);
                Edge(V(i, j + 1), V(i + 1, j + 1), i, j + 1, i + 1, j + 1, cuts);
                Edge(V(i, j), V(i, j + 1), i, j, i, j + 1, cuts);
                for (int k = 0; k + 1 < found; k += 2) path.Append($"M{Svg.N(cuts[k].X)} {Svg.N(cuts[k].Y)}L{Svg.N(cuts[k + 1].X)} {Svg.N(cuts[k + 1].Y)}");
            }
        }
        return path.ToString();
    }

    private static double[] Smooth(IReadOnlyList<int> counts, int n)
    {
        double[] weights = [1, 4, 6, 4, 1], from = [.. counts.Select(c => (double)c)];
        for (int pass = 0; pass < 4; pass++)
        {
            var to = new double[from.Length];
            bool across = pass % 2 == 0;
            for (int j = 0; j < n; j++)
                for (int i = 0; i < n; i++)
                    for (int k = -2; k <= 2; k++)
                    {
                        int x = across ? i + k : i, y = across ? j : j + k;
                        if (x >= 0 && y >= 0 && x < n && y < n) to[j * n + i] += weights[k + 2] / 16 * from[y * n + x];
                    }
            from = to;
        }
        return from;
    }

    public static string Readouts(MouseResult mouse, Doors doors)
    {
        var svg = new Svg("mouse-readouts", Width, "Share of marked cells by arm", "One mark a mouse with Jeffreys' 95 % interval; open where the parent has few events.", doors);
        string[] markers = [.. mouse.Readouts.Select(r => r.Marker).Distinct()];
        const double left = 52, gap = 26, top = 28, height = 190;
        int columns = Math.Clamp(markers.Length, 1, 4);
        double panel = (Width - left - (columns - 1) * gap) / columns, bottom = 20;
        double most = Math.Min(100, 1.1 * mouse.Readouts.Max(r => r.Upper ?? 0));
        for (int m = 0; m < markers.Length; m++)
        {
            double x = left + m % columns * (panel + gap), y = top + m / columns * (height + 74);
            var share = new Axis(0, most, y + height, y);
            svg.Text(x, y - 12, markers[m], "b");
            foreach (double t in share.Ticks(5)) svg.Line(x, share.At(t), x + panel, share.At(t), "gr");
            for (int a = 0; a < mouse.Arms.Count; a++) Arm(svg, mouse, markers[m], mouse.Arms[a], x + (a + 0.5) * panel / mouse.Arms.Count, panel / mouse.Arms.Count, share);
            svg.YAxis(share, x, share.Ticks(5), t => m % columns == 0 ? Show.Tick(t) : "", m % columns == 0 ? "% of parent" : "", 38);
            bottom = y + height + 62;
        }
        return svg.Finish(bottom);
    }

    private static void Arm(Svg svg, MouseResult mouse, string marker, MouseArmResult arm, double x, double width, Axis share)
    {
        string colour = MouseColours.Of(arm.Role);
        MouseReadoutResult[] own = [.. mouse.Readouts.Where(r => r.Marker == marker && r.Arm == arm.Arm)];
        for (int i = 0; i < own.Length; i++)
        {
            if (own[i] is not { Percent: { } percent, Lower: { } low, Upper: { } high }) continue;
            double at = x + (i - (own.Length - 1) / 2.0) * Math.Min(9, 0.7 * width / Math.Max(1, own.Length));
            svg.Line(at, share.At(low), at, share.At(high), colour + "Line mouse");
            var r = own[i];
            svg.Door(r.ResultId + ".percent", $"mouse {r.Mouse}: {Show.Number(percent)} % of {r.Events}", a => a.Circle(at, share.At(percent), 3, colour + (r.FewEvents ? "Open" : "Fill")));
        }
        svg.Raw($"<g transform=\"translate({Svg.N(x)} {Svg.N(share.Start + 10)}) rotate(-24)\">").Text(0, 0, arm.Arm, "e xs").Raw("</g>");
    }
}
