using Cavum.Analysis;
using Cavum.Stats;

namespace Cavum.Report;

/// <summary>The standard curve of a run: replicates of each level, the fit with its 95 % band, and the unknowns projected on it.</summary>
public static class StandardCurveFigure
{
    private const double Width = 760, Left = 64, Right = 20, Top = 14, PlotHeight = 300;

    public static string Render(QpcrRunResult run, Doors doors, string key = "standard-curve")
    {
        var svg = new Svg(key, Width, $"Standard curve, {run.Run}",
            $"Cq against log10 copies per reaction, slope {Show.Number(run.Slope)}, efficiency {Efficiency(run)}.", doors);
        var measured = run.Standards.Where(s => s.Cq is not null && s.CopiesPerReaction > 0).ToList();
        if (measured.Count == 0 || run is not { Slope: { } slope, Intercept: { } intercept })
        {
            svg.Text(Width / 2, 40, "No standard curve could be fitted in this run.", "c mu");
            return svg.Finish(70);
        }
        var fit = Calibration.Of(measured, slope, intercept);
        var unknowns = run.Plate.Where(w => w.Cq is not null && IsSample(w.Role)).Select(w => (Well: w, Log: (w.Cq!.Value - intercept) / slope)).ToList();
        (var logs, var cycles) = Axes(measured, unknowns.Select(u => (u.Log, u.Well.Cq!.Value)));
        Frame(svg, logs, cycles);
        Fit(svg, fit, logs, cycles);
        foreach (var (well, log) in unknowns) Unknown(svg, well, log, fit, logs, cycles);
        foreach (var s in measured) svg.Door(s.ResultId + ".cq", $"standard {s.Well}, {Show.Number(s.CopiesPerReaction)} copies: Cq {Show.Number(s.Cq!.Value)}", a => a.Circle(logs.At(Math.Log10(s.CopiesPerReaction)), cycles.At(s.Cq!.Value), 3.6, "open"));
        Corner(svg, run, measured.Count, unknowns.Count);
        return svg.Finish(Top + PlotHeight + 44);
    }

    internal static bool IsSample(string role) => role.ToUpperInvariant() is "UNKN" or "UNKNOWN" or "SAMPLE";

    private static string Efficiency(QpcrRunResult run) => run.Efficiency is { } e ? Show.Percent(e) + " %" : "not estimable";

    private static (Axis Logs, Axis Cycles) Axes(List<StandardPoint> standards, IEnumerable<(double Log, double Cq)> unknowns)
    {
        var points = standards.Select(s => (Log: Math.Log10(s.CopiesPerReaction), Cq: s.Cq!.Value)).Concat(unknowns).ToList();
        double low = Math.Floor(points.Min(p => p.Log) * 2 - 0.2) / 2, high = Math.Ceiling(points.Max(p => p.Log) * 2 + 0.2) / 2;
        double first = Math.Floor(points.Min(p => p.Cq) - 1), last = Math.Ceiling(points.Max(p => p.Cq) + 1);
        return (new(low, high, Left, Width - Right), new(first, last, Top + PlotHeight, Top));
    }

    private static void Frame(Svg svg, Axis logs, Axis cycles)
    {
        foreach (double tick in cycles.Ticks(7)) svg.Line(Left, cycles.At(tick), Width - Right, cycles.At(tick), "gr");
        svg.YAxis(cycles, Left, cycles.Ticks(7), Show.Count, "Cq (cycles)");
        var decades = logs.Ticks(12).Where(t => t == Math.Floor(t));
        svg.XAxis(logs, Top + PlotHeight, decades, t => "10" + Show.Superscript((int)t), "copies per reaction");
    }

    private static void Fit(Svg svg, Calibration fit, Axis logs, Axis cycles)
    {
        const int Steps = 30;
        var band = new PathData();
        for (int side = -1; side <= 1; side += 2)
            for (int i = 0; i <= Steps; i++)
            {
                double share = side < 0 ? i / (double)Steps : 1 - i / (double)Steps, log = fit.Low + share * (fit.High - fit.Low);
                band.To(logs.At(log), cycles.At(fit.At(log) + side * fit.HalfWidth(log)));
            }
        if (fit.Count > 2) svg.Path(band.Close().ToString(), "icbBand");
        svg.Line(logs.At(fit.Low), cycles.At(fit.At(fit.Low)), logs.At(fit.High), cycles.At(fit.At(fit.High)), "icbLine");
        svg.Clip("beyond", Left, Top, Width - Right - Left, PlotHeight, s =>
        {
            s.Line(logs.At(logs.From), cycles.At(fit.At(logs.From)), logs.At(fit.Low), cycles.At(fit.At(fit.Low)), "icbLine dashed");
            s.Line(logs.At(fit.High), cycles.At(fit.At(fit.High)), logs.At(logs.To), cycles.At(fit.At(logs.To)), "icbLine dashed");
        });
    }

    private static void Unknown(Svg svg, WellResult well, double log, Calibration fit, Axis logs, Axis cycles)
    {
        double half = fit.InverseHalfWidth(log), y = cycles.At(well.Cq!.Value);
        svg.Door(well.ResultId + ".cq", $"{well.Sample}, {well.Well}: Cq {Show.Number(well.Cq.Value)}, {Show.Number(Math.Pow(10, log))} copies per reaction", a =>
        {
            a.Line(logs.Clamped(log - half), y, logs.Clamped(log + half), y, "comboLine");
            a.Diamond(logs.At(log), y, 3.8, "comboFill");
        });
    }

    private static void Corner(Svg svg, QpcrRunResult run, int standards, int unknowns)
    {
        double x = Width - Right - 6, y = Top + 16;
        void Row(string text, string key)
        {
            svg.Number(x, y, text, run.ResultId + key, "e sm halo");
            y += 16;
        }
        Row($"slope {Show.Number(run.Slope)} per log10", ".slope");
        Row($"intercept {Show.Number(run.Intercept)}", ".intercept");
        Row($"efficiency {Efficiency(run)}", ".efficiency");
        if (run.RSquared is { } r) Row($"R² {Show.Machine(Math.Round(r, 4))}", ".rSquared");
        if (run.LackOfFitP is { } p) Row($"lack of fit p {(p < 0.001 ? "< 0.001" : "= " + Show.Number(p))}", ".lackOfFitP");
        svg.Circle(Left + 14, Top + PlotHeight - 34, 3.6, "open");
        svg.Text(Left + 24, Top + PlotHeight - 30, $"standard (n = {standards} wells); line and band: fit, 95 %", "sm halo");
        svg.Diamond(Left + 14, Top + PlotHeight - 16, 3.8, "comboFill");
        svg.Text(Left + 24, Top + PlotHeight - 12, $"sample (n = {unknowns} wells), projected with its 95 % interval", "sm halo");
    }
}

/// <summary>What is needed to draw a calibration line's band: the line is the run's own, the spread that of its standards about it.</summary>
internal sealed record Calibration(double Slope, double Intercept, int Count, double MeanLog, double SumSquares, double Residual, double Quantile, double Low, double High)
{
    public static Calibration Of(List<StandardPoint> standards, double slope, double intercept)
    {
        double[] logs = [.. standards.Select(s => Math.Log10(s.CopiesPerReaction))];
        double mean = logs.Average(), squares = logs.Sum(l => (l - mean) * (l - mean));
        double residual = standards.Sum(s => Math.Pow(s.Cq!.Value - intercept - slope * Math.Log10(s.CopiesPerReaction), 2));
        int freedom = standards.Count - 2;
        return new(slope, intercept, standards.Count, mean, squares, freedom > 0 ? Math.Sqrt(residual / freedom) : 0, freedom > 0 ? StudentT.Quantile(0.975, freedom) : 0, logs.Min(), logs.Max());
    }

    public double At(double log) => Intercept + Slope * log;

    /// <summary>t s √(1/n + (x − x̄)²/Sxx).</summary>
    public double HalfWidth(double log) => Quantile * Residual * Math.Sqrt(Spread(log));

    /// <summary>t s/|b| √(1 + 1/n + (x − x̄)²/Sxx): one well read back through the line.</summary>
    public double InverseHalfWidth(double log) => Quantile * Residual / Math.Abs(Slope) * Math.Sqrt(1 + Spread(log));

    private double Spread(double log) => 1.0 / Count + (SumSquares > 0 ? (log - MeanLog) * (log - MeanLog) / SumSquares : 0);
}
