using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Fluorescence by cycle of every well of a run, with the Cq marked on each curve.</summary>
public static class AmplificationFigure
{
    private const double Width = 760, Left = 74, Right = 20, Top = 34, PlotHeight = 290;

    public static string Render(QpcrRunResult run, Doors doors, string key = "amplification")
    {
        var wells = run.Plate.Where(w => w.Fluorescence.Count > 1).ToList();
        var svg = new Svg(key, Width, $"Amplification curves, {run.Run}", $"Fluorescence over {run.Cycles} cycles in {wells.Count} wells.", doors);
        if (wells.Count == 0)
        {
            svg.Text(Width / 2, 40, "This run holds no fluorescence: its Cq values come from the instrument.", "c mu");
            return svg.Finish(70);
        }
        double high = wells.Max(w => w.Fluorescence.Max()), low = Math.Min(0, wells.Min(w => w.Fluorescence.Min()));
        var cycles = new Axis(1, wells.Max(w => w.Fluorescence.Count), Left, Width - Right);
        var signal = new Axis(low, high > low ? high * 1.04 : low + 1, Top + PlotHeight, Top);
        foreach (double tick in signal.Ticks(6)) svg.Line(Left, signal.At(tick), Width - Right, signal.At(tick), "gr");
        foreach (var well in wells.OrderBy(Order)) Curve(svg, well, cycles, signal);
        svg.YAxis(signal, Left, signal.Ticks(6), v => Math.Abs(v) < 1e6 ? Show.Tick(v) : Show.Number(v), "fluorescence (instrument units)", 58);
        svg.XAxis(cycles, Top + PlotHeight, cycles.Ticks(9), Show.Count, "cycle");
        Key(svg, wells);
        return svg.Finish(Top + PlotHeight + 42);
    }

    /// <summary>Standards beneath, samples above them, controls on top.</summary>
    private static int Order(WellResult well) => Role(well) switch { "icb" => 0, "combo" => 1, _ => 2 };

    private static string Role(WellResult well)
    {
        string role = PlateFigure.Letter(well.Role);
        return role switch { "S" => "icb", "U" => "combo", _ => "ink" };
    }

    private static void Curve(Svg svg, WellResult well, Axis cycles, Axis signal)
    {
        string role = Role(well), line = role + "Line amp" + (role == "ink" ? " dashed" : "");
        var path = new PathData();
        for (int i = 0; i < well.Fluorescence.Count; i++) path.To(cycles.At(i + 1), signal.At(well.Fluorescence[i]));
        svg.Path(path.ToString(), line);
        if (well.Cq is not { } cq || !cycles.Holds(cq)) return;
        int before = Math.Clamp((int)Math.Floor(cq) - 1, 0, well.Fluorescence.Count - 2);
        double height = well.Fluorescence[before] + (cq - 1 - before) * (well.Fluorescence[before + 1] - well.Fluorescence[before]);
        svg.Door(well.ResultId + ".cq", $"{well.Well}, {well.Sample}: Cq {Show.Number(cq)}", a => a.Circle(cycles.At(cq), signal.Clamped(height), 2.2, role == "ink" ? "inkfill" : role + "Fill"));
    }

    private static void Key(Svg svg, List<WellResult> wells)
    {
        double x = Left;
        foreach ((string role, string word, string css) in (ReadOnlySpan<(string, string, string)>)[("icb", "standard", "icbLine"), ("combo", "sample", "comboLine"), ("ink", "control", "inkLine dashed")])
        {
            svg.Line(x, 14, x + 24, 14, css);
            svg.Text(x + 30, 18, $"{word} (n = {wells.Count(w => Role(w) == role)})", "sm");
            x += 140;
        }
        svg.Circle(x + 6, 14, 2.2, "inkfill");
        svg.Text(x + 14, 18, "Cq", "sm");
    }
}
