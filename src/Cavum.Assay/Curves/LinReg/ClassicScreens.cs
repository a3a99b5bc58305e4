namespace Cavum.Assay;

/// <summary>The two tests of the classic LinRegPCR that take a curve out of every average: an unstable baseline, and noise.</summary>
internal static class ClassicScreens
{
    private const double BaselineChange = 0.05, MostCqChange = 1, NoiseMargin = 0.0043, SteepBelow = 1.2, LowestUsable = 1e-5;

    /// <summary>Marks curves of a short phase whose Cq moves by more than a cycle when the baseline is 5 % higher or lower.</summary>
    /// <param name="window">The first window of the run; its upper limit is the threshold of this test.</param>
    internal static void MarkUnstable(ReadOnlySpan<ClassicCurve> curves, FluorescenceWindow window)
    {
        double start = Math.Log10(window.Upper) - Math.Log10(EfficiencySpread.Of(curves).Mean);
        foreach (var curve in curves)
        {
            if (!curve.IsShort || curve.Failed) continue;
            double up = CqAbove(curve, (1 + BaselineChange) * curve.Baseline, window, start);
            double down = CqAbove(curve, (1 - BaselineChange) * curve.Baseline, window, start);
            if (Math.Abs(up - down) > MostCqChange) curve.Unstable = curve.NoBaseline = curve.LeftOut = true;
        }
    }

    private static double CqAbove(ClassicCurve curve, double baseline, FluorescenceWindow window, double start)
    {
        Span<double> above = stackalloc double[curve.Cycles], logs = stackalloc double[curve.Cycles];
        ClassicCurve.Subtract(curve.Raw, baseline, above);
        ClassicCurve.Log10(above, logs);
        var phase = ExponentialPhase.Of(above);
        var fit = WindowOfLinearity.Fit(logs, WindowOfLinearity.Locate(above, phase, WindowOfLinearity.TopOf(above, phase.First), window));
        return fit.Efficiency > 1 + 1e-12 ? fit.MeanCycle + (start - fit.MeanLog) / fit.Slope : 0;
    }

    /// <summary>Marks curves that jump into a window of the run: below it they are above its lower limit, or enter it more steeply than they leave it.</summary>
    /// <param name="lowest">Log10 of the lower limit.</param>
    internal static void MarkNoisy(ReadOnlySpan<ClassicCurve> curves, FluorescenceWindow window, double lowest)
    {
        foreach (var curve in curves)
        {
            if (!curve.LeftOut && IsNoisy(curve, WindowOfLinearity.Locate(curve, window), lowest + NoiseMargin)) curve.Noisy = curve.LeftOut = true;
        }
    }

    private static bool IsNoisy(ClassicCurve curve, WindowPlaces places, double limit)
    {
        var (first, last, _) = places;
        var above = curve.Above;
        if (first < 0) return false;
        if (first == 0) return true; // nothing was read below the window
        int below = first - 1, before = Math.Max(last - 1, 0);
        while (below > 0 && double.IsNaN(above[below])) below--;
        while (before > 1 && double.IsNaN(above[before])) before--;
        double v = double.IsNaN(above[below]) ? LowestUsable : above[below];
        double entry = Math.Log10(above[first] / v), exit = Math.Log10(above[last] / above[before]);
        return Math.Log10(v) > limit && !((v < above[first] && entry < SteepBelow * exit) || first - below > 1);
    }
}
