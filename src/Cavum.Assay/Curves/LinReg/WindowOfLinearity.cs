namespace Cavum.Assay;

/// <summary>The limits of fluorescence above baseline between which every reaction of a target is read.</summary>
internal readonly record struct FluorescenceWindow(double Lower, double Upper)
{
    /// <summary>Half the upper limit after it is rounded to a thousandth of a unit of fluorescence.</summary>
    internal double Threshold => 0.5 * Math.Round(1000 * Upper) / 1000;

    /// <summary>From log10 of the upper limit and the width, each limit rounded to 0.001 and kept inside the readings of the run.</summary>
    internal static FluorescenceWindow Of(double upper, double width, double lowest, double highest)
    {
        double Limit(double log) => Math.Max(Math.Min(Math.Pow(10, Math.Round(1000 * log) / 1000), highest), lowest);
        return new(Limit(upper - width), Limit(upper));
    }
}

/// <summary>Straight line through the log readings of one reaction inside a window; NaN where there are too few.</summary>
/// <param name="MeanCycle">Mean of the cycles.</param>
/// <param name="MeanLog">Mean of log10 fluorescence.</param>
/// <param name="Cycles">Cycles from the first to the last inside; 0 when the window lies outside the curve.</param>
internal readonly record struct WindowFit(double Slope, double MeanCycle, double MeanLog, int Cycles)
{
    internal static WindowFit None => new(double.NaN, double.NaN, double.NaN, 0);

    internal double Efficiency => Math.Exp(Slope * Math.Log(10));

    /// <summary>Log10 of the line at a cycle.</summary>
    internal double LogAt(double cycle) => MeanLog + Slope * (cycle - MeanCycle);
}

/// <summary>The places of a curve inside a window; of a curve outside it, the nearest place that exists, and −1 where a missing reading hides a crossing.</summary>
internal readonly record struct WindowPlaces(int First, int Last, bool IsInside);

/// <summary>Where a curve lies inside a window, and the line through it there.</summary>
internal static class WindowOfLinearity
{
    /// <summary>Place of the highest reading from <paramref name="first"/> on, the first of equal ones; −1 for none.</summary>
    internal static int TopOf(ReadOnlySpan<double> above, int first)
    {
        int top = -1;
        double highest = double.NegativeInfinity;
        for (int i = first; i < above.Length; i++)
            if (above[i] > highest) (top, highest) = (i, above[i]);
        return top;
    }

    /// <summary>Places inside the window, from the first crossing of the lower limit to the first of the upper one.</summary>
    internal static WindowPlaces Locate(ReadOnlySpan<double> above, ExponentialPhase phase, int top, FluorescenceWindow window)
    {
        if (top < 0) return new(phase.Start, phase.Start, false);
        if (above[top] < window.Lower) return new(top, top, false);
        if (above[phase.Start] > window.Upper) return new(phase.Start, phase.Start, false);
        int i = phase.Start + 1, first = phase.First;
        if (!(above[first] > window.Lower))
        {
            while (i <= top && !(above[i] > window.Lower && window.Lower > above[i - 1])) i++;
            if (i > top) return new(-1, -1, false);
            first = i;
        }
        if (above[top] < window.Upper) return new(first, top, true);
        while (i <= top && !(above[i] > window.Upper && window.Upper > above[i - 1])) i++;
        return i <= top ? new(first, i - 1, true) : new(-1, -1, false);
    }

    internal static WindowFit Fit(ReadOnlySpan<double> logs, int first, int last)
    {
        double sx = 0, sy = 0, sxx = 0, sxy = 0;
        int n = 0;
        for (int i = first; i <= last; i++)
        {
            double y = logs[i], x = i - first;
            if (double.IsNaN(y)) continue;
            (n, sx, sy, sxx, sxy) = (n + 1, sx + x, sy + y, sxx + x * x, sxy + x * y);
        }
        double ssx = sxx - sx * sx / n;
        return n > 1 && ssx > 0 ? new((sxy - sx * sy / n) / ssx, first + 1 + sx / n, sy / n, last - first + 1) : WindowFit.None with { Cycles = last - first + 1 };
    }

    internal static WindowPlaces Locate(ClassicCurve curve, FluorescenceWindow window) => Locate(curve.Above, curve.Phase, curve.Top, window);

    internal static WindowFit Fit(ReadOnlySpan<double> logs, WindowPlaces places) => places.IsInside ? Fit(logs, places.First, places.Last) : WindowFit.None;
}
