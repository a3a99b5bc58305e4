namespace Cavum.Assay;

/// <summary>The exponential phase of one curve as the classic LinRegPCR bounds it; indices from 0, cycle = index + 1.</summary>
/// <param name="Start">Where the unbroken rise towards <paramref name="Last"/> begins, at most eleven cycles before it.</param>
/// <param name="First">As <paramref name="Start"/>, or one later when the first step is steeper than the last one.</param>
/// <param name="Last">Largest three-point mean of second differences; the last cycle of the run when there is no plateau.</param>
internal readonly record struct ExponentialPhase(int Start, int First, int Last)
{
    /// <summary>Least gain, in units of fluorescence, by which a later second derivative replaces an earlier one.</summary>
    private const double LeastGain = 1e-12;

    /// <summary>How far the phase may reach back from its last cycle.</summary>
    internal const int MostSteps = 11;

    /// <summary>A first step more than this much steeper (log scale) than the last one is background, not growth.</summary>
    private const double SteepFirstStep = 1.1;

    /// <param name="f">Fluorescence above baseline; NaN where there is none.</param>
    internal static ExponentialPhase Of(ReadOnlySpan<double> f)
    {
        int last = LastOf(f), start = StartOf(f, last);
        return new(start, FirstOf(f, start, last), last);
    }

    /// <summary>Searched from the first three readings in a row up to the steepest step; the last index when the search ends nowhere before.</summary>
    internal static int LastOf(ReadOnlySpan<double> f)
    {
        int n = f.Length, steepest = SteepestStep(f);
        if (steepest < 0) return n - 1;
        if (steepest + 2 < n) steepest += f[steepest + 2] > f[steepest + 1] && f[steepest + 1] > f[steepest] ? 2 : 0;
        else steepest = n - 1;
        int from = 2;
        while (from < n && !double.IsFinite(f[from] + f[from - 1] + f[from - 2])) from++;
        double best = 0;
        int last = n - 1;
        for (int c = from; c < steepest; c++)
        {
            if (c < 2 || c + 2 >= n) continue;
            double mean = (f[c - 2] - f[c - 1] - f[c + 1] + f[c + 2]) / 3;
            if (mean - best > LeastGain) (best, last) = (mean, c);
        }
        return last + 2 >= n - 1 ? n - 1 : last;
    }

    private static int SteepestStep(ReadOnlySpan<double> f)
    {
        int steepest = -1;
        double most = double.NegativeInfinity;
        for (int c = 1; c < f.Length; c++)
            if (f[c] - f[c - 1] > most) (steepest, most) = (c, f[c] - f[c - 1]);
        return steepest;
    }

    /// <summary>Back from <paramref name="last"/> while readings exist and do not rise backwards.</summary>
    internal static int StartOf(ReadOnlySpan<double> f, int last)
    {
        int s = last - 1, g = 0;
        while (g < s && double.IsNaN(f[g])) g++;
        while (s > g && double.IsNaN(f[s])) s--;
        while (s > g && last - s < MostSteps && f[s - 1] <= f[s]) s--;
        return s;
    }

    private static int FirstOf(ReadOnlySpan<double> f, int start, int last)
    {
        double firstStep = Math.Log(f[start + 1] / f[start]), lastStep = Math.Log(f[last] / f[last - 1]);
        return IsSteep(firstStep, lastStep) ? start + 1 : start;
    }

    /// <summary>Of two differences of logarithms; false where a reading is missing.</summary>
    internal static bool IsSteep(double firstStep, double lastStep) => firstStep > SteepFirstStep * lastStep;
}
