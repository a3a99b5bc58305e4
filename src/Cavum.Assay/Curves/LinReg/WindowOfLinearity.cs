namespace Cavum.Assay;

/// <summary>The fluorescence limits, as log10, between which every reaction of a target is read.</summary>
internal readonly record struct LinearityWindow(double Upper, double Width)
{
    internal double Lower => Upper - Width;

    /// <summary>Half the upper limit, to a thousandth of a unit below 1,000 units of fluorescence.</summary>
    internal double Threshold => 0.5 * Math.Round(1000 * Math.Pow(10, Upper)) / 1000;
}

/// <summary>Straight line through the readings of one reaction inside a window.</summary>
internal readonly record struct WindowFit(double Slope, double MeanCycle, double MeanLog, double RSquared, int Points)
{
    internal double Efficiency => Math.Pow(10, Slope);
}

/// <summary>Sets the window of linearity of a target: four cycles wide, where the efficiencies of its reactions agree best.</summary>
/// <remarks>
/// The search starts at the mean fluorescence of the last log-linear cycle and steps down by 0.2 cycles of growth. In each place
/// width and efficiency are made to agree (width = 4·log10 of the mean efficiency, to 0.001). The window is the place with the least
/// variance of the efficiencies, smoothed 1-2-1 over neighbouring places.
/// </remarks>
internal static class WindowOfLinearity
{
    internal const int WidthCycles = 4, Places = 24, LeastPoints = 3;
    internal const double StepCycles = 0.2, StartEfficiency = 1.9;

    internal static LinearityWindow Set(IReadOnlyList<(double[] Readings, ClassicPhase Phase)> curves)
    {
        double top = 0;
        foreach (var (readings, phase) in curves) top += readings[phase.Last - 1] - phase.Baseline;
        double upper = Math.Log10(top / curves.Count), efficiency = StartEfficiency;
        var places = new List<(LinearityWindow Window, double Variance)>();
        for (int place = 0; place < Places; place++)
        {
            var window = new LinearityWindow(Math.Round(upper, 3), Math.Round(WidthCycles * Math.Log10(efficiency), 3));
            double variance = 0;
            for (int round = 0; round < 30; round++)
            {
                if (MeanAndVariance(curves, window) is not { } found) break;
                bool settled = Math.Abs(found.Mean - efficiency) < 1e-4;
                (efficiency, variance) = (found.Mean, found.Variance);
                window = window with { Width = Math.Round(WidthCycles * Math.Log10(efficiency), 3) };
                if (settled) break;
            }
            if (MeanAndVariance(curves, window) is null) break;
            places.Add((window, variance));
            upper -= StepCycles * Math.Log10(efficiency);
        }
        return places.Count == 0 ? new(Math.Round(upper, 3), Math.Round(WidthCycles * Math.Log10(efficiency), 3)) : places[Least(places)].Window;
    }

    private static int Least(List<(LinearityWindow Window, double Variance)> places)
    {
        int best = 0;
        double least = double.PositiveInfinity;
        for (int i = 0; i < places.Count; i++)
        {
            double sum = 2 * places[i].Variance, weight = 2;
            if (i > 0) (sum, weight) = (sum + places[i - 1].Variance, weight + 1);
            if (i + 1 < places.Count) (sum, weight) = (sum + places[i + 1].Variance, weight + 1);
            if (sum / weight < least) (best, least) = (i, sum / weight);
        }
        return best;
    }

    /// <summary>Over the reactions with enough readings inside the window; null when less than half of them, or less than two, have.</summary>
    private static (double Mean, double Variance)? MeanAndVariance(IReadOnlyList<(double[] Readings, ClassicPhase Phase)> curves, LinearityWindow window)
    {
        double sum = 0, squares = 0;
        int n = 0;
        foreach (var (readings, phase) in curves)
        {
            if (Fit(readings, phase, window) is not { } fit) continue;
            double e = fit.Efficiency;
            (sum, squares, n) = (sum + e, squares + e * e, n + 1);
        }
        if (n == 0 || 2 * n < curves.Count) return null;
        double mean = sum / n;
        if (!(mean > 1.001)) return null;
        return (mean, n < 2 ? 0 : Math.Max(0, (squares - n * mean * mean) / (n - 1)));
    }

    internal static WindowFit? Fit(double[] readings, ClassicPhase phase, LinearityWindow window)
    {
        double sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0;
        int n = 0;
        for (int cycle = phase.First; cycle <= phase.Last; cycle++)
        {
            double above = readings[cycle - 1] - phase.Baseline;
            if (!(above > 0)) continue;
            double log = Math.Log10(above), x = cycle - phase.Last;
            if (log < window.Lower || log > window.Upper) continue;
            (n, sx, sy, sxx, sxy, syy) = (n + 1, sx + x, sy + log, sxx + x * x, sxy + x * log, syy + log * log);
        }
        if (n < LeastPoints) return null;
        double mx = sx / n, my = sy / n, vx = sxx - n * mx * mx, cov = sxy - n * mx * my, vy = syy - n * my * my;
        return new(cov / vx, mx + phase.Last, my, vy > 0 ? cov * cov / (vx * vy) : 1, n);
    }
}
