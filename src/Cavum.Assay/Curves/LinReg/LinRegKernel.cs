namespace Cavum.Assay;

/// <summary>Why a reaction does not take part in the mean efficiency of its target.</summary>
public enum LinRegExclusion
{
    /// <summary>The second derivative has no maximum inside the run that a rise leads up to.</summary>
    NoTd0,

    /// <summary>Fewer than four cycles in the exponential phase.</summary>
    ShortLogPhase,

    /// <summary>No baseline makes the two halves of the exponential phase equally steep.</summary>
    NoBaseline,

    /// <summary>The reaction's own efficiency is below 1.4: no amplification.</summary>
    LowEfficiency,

    /// <summary>A negative or optical control: never in the mean.</summary>
    Control,

    /// <summary>Excluded in the source.</summary>
    Excluded,

    /// <summary>The efficiency is an outlier among those of the target.</summary>
    EfficiencyOutlier,

    /// <summary>Classic: the readings do not rise as an amplification does.</summary>
    NotAmplified,

    /// <summary>Classic: a short phase whose Cq moves by over a cycle when the baseline moves by 5 %.</summary>
    UnstableBaseline,

    /// <summary>Classic: the curve jumps into the window of the run.</summary>
    Noisy,

    /// <summary>Classic: the curve still grows at the end of the run.</summary>
    NoPlateau,

    /// <summary>Classic: a probe whose Cq is earlier than its efficiency can explain.</summary>
    EarlyCq,
}

/// <summary>What the window of linearity says about one curve; numbers exist as far as the stage was reached.</summary>
/// <param name="Td0">Cycle at which the third derivative passes zero.</param>
/// <param name="Td0Fluorescence">Baseline-corrected fluorescence there, by log-linear interpolation.</param>
/// <param name="FirstCycle">First cycle of the window.</param>
/// <param name="LastCycle">Last cycle of the window.</param>
public readonly record struct LinRegFit(
    LinRegExclusion? Failure, double Baseline, double? Td0, double? Td0Fluorescence, double? Efficiency, int FirstCycle, int LastCycle);

/// <summary>LinRegPCR, current generation, for one curve without gaps.</summary>
internal static class LinRegKernel
{
    internal const int WindowCycles = 9, LeastCycles = 4, Halvings = 50, FirstUsableIndex = 3;
    internal const double SlopeTolerance = 1e-5, LeastEfficiency = 1.4, StartShare = 0.99;

    /// <param name="f">Fluorescence of cycles 1…n, all above 0 (shifted where necessary).</param>
    internal static LinRegFit Fit(ReadOnlySpan<double> f)
    {
        double lowest = double.PositiveInfinity;
        foreach (double v in f) lowest = Math.Min(lowest, v);
        double start = StartShare * lowest;
        int top = SecondDerivativeMaximum(f, out double td0);
        if (top < 0) return new(LinRegExclusion.NoTd0, start, null, null, null, 0, 0);
        int from = top;
        while (from > FirstUsableIndex && f[from] > f[from - 1]) from--;
        if (!(f[from] > f[from - 1])) from++;
        int inPhase = top - from + 1;
        if (inPhase < 2) return new(LinRegExclusion.NoTd0, start, null, null, null, 0, 0);
        int used = Math.Min(WindowCycles, inPhase - 1), first = top - used;
        if (used < LeastCycles) return new(LinRegExclusion.ShortLogPhase, start, td0, Between(f, td0, start), null, first + 1, top);
        if (!Straighten(f.Slice(first, used), out double baseline, out double slope))
            return new(LinRegExclusion.NoBaseline, start, td0, Between(f, td0, start), null, first + 1, top);
        double efficiency = Math.Pow(10, slope);
        LinRegExclusion? failure = efficiency < LeastEfficiency ? LinRegExclusion.LowEfficiency : null;
        return new(failure, baseline, td0, Between(f, td0, baseline), efficiency, first + 1, top);
    }

    /// <summary>Index of the largest three-point mean of second differences, −1 at an edge; TD0 where its difference passes 0.</summary>
    private static int SecondDerivativeMaximum(ReadOnlySpan<double> f, out double td0)
    {
        td0 = 0;
        if (f.Length < 7) return -1;
        int best = -1;
        double largest = double.NegativeInfinity;
        for (int i = 2; i < f.Length - 2; i++)
        {
            double mean = MeanSecond(f, i);
            if (mean > largest || (mean == largest && best == i - 1)) (best, largest) = (i, mean); // of equal neighbours the later
        }
        if (best <= 2 || best >= f.Length - 3) return -1;
        double rise = largest - MeanSecond(f, best - 1), fall = largest - MeanSecond(f, best + 1);
        if (!(rise + fall > 0)) return -1;
        td0 = best + 0.5 + rise / (rise + fall);
        return best;
    }

    private static double MeanSecond(ReadOnlySpan<double> f, int i) =>
        (f[i - 2] - f[i - 1] - f[i + 1] + f[i + 2]) / 3;

    /// <summary>Halves the interval from 0 to the first reading until the log slopes of the two halves of the window agree.</summary>
    /// <remarks>Halves of an odd window share its middle cycle. The slope that is kept is that of the upper half.</remarks>
    private static bool Straighten(ReadOnlySpan<double> window, out double baseline, out double slope)
    {
        int half = (window.Length + 1) / 2;
        Span<double> logs = stackalloc double[WindowCycles];
        double low = 0, high = window[0];
        (baseline, slope) = (0, 0);
        for (int step = 0; step < Halvings; step++)
        {
            baseline = (low + high) / 2;
            for (int i = 0; i < window.Length; i++)
            {
                double above = window[i] - baseline;
                if (!(above > 0)) return false;
                logs[i] = Math.Log10(above);
            }
            double lower = Slope(logs[..half]);
            slope = Slope(logs.Slice(window.Length - half, half));
            if (Math.Abs(slope - lower) < SlopeTolerance) return true;
            if (slope < lower) high = baseline;
            else low = baseline;
        }
        return false;
    }

    private static double Slope(ReadOnlySpan<double> y)
    {
        double middle = (y.Length - 1) / 2.0, sum = 0;
        for (int i = 0; i < y.Length; i++) sum += (i - middle) * y[i];
        return sum / (y.Length * (y.Length * y.Length - 1) / 12.0);
    }

    /// <summary>Baseline-corrected fluorescence at a fractional cycle, straight on the log scale between its neighbours.</summary>
    private static double? Between(ReadOnlySpan<double> f, double cycle, double baseline)
    {
        int below = Math.Clamp((int)Math.Floor(cycle), 1, f.Length - 1);
        double a = f[below - 1] - baseline, b = f[below] - baseline, share = cycle - below;
        return a > 0 && b > 0 ? Math.Exp(Math.Log(a) * (1 - share) + Math.Log(b) * share) : null;
    }
}
