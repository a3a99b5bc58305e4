namespace Cavum.Assay;

/// <summary>Amplification test, exponential phase and baseline of one curve, as the classic LinRegPCR takes them.</summary>
/// <remarks>
/// The baseline starts below the readings five cycles before the end of the phase and is lowered by 1 % a time until the lower half of the
/// phase is less steep (log scale) than the upper one. It is then tuned in steps of 0.5 %, which double while the two slopes have not
/// crossed and halve once they have, until they agree within 1e-4. The phase is bounded anew at every step.
/// The step sizes are part of the method: they decide where inside the tolerance the baseline comes to rest.
/// </remarks>
internal static class ClassicBaseline
{
    internal const double SlopeTolerance = 1e-4, SlopeChange = 1e-5, TuningStep = 0.005, TwentyFold = 20;
    internal const int MostTrials = 1000, StartCycles = 5, PatienceCycles = 10;

    /// <summary>A rise per cycle below this is no amplification.</summary>
    internal static readonly double LeastSlope = Math.Log10(1.2);

    /// <summary>Whether a curve amplifies and where its exponential phase lies above 99 % of its lowest reading.</summary>
    internal static void Judge(ClassicCurve curve)
    {
        double lowest = curve.LowestReading();
        int n = curve.Cycles;
        var above = curve.Above;
        ClassicCurve.Subtract(curve.Raw, 0, above);
        ClassicCurve.Log10(above, curve.Logs);
        bool rises = RiseTest.Slope(curve.Logs, out _) is not < 0;
        for (int i = 0; i < n; i++) // a reading dropped above stays dropped
            above[i] = above[i] - ClassicCurve.StartShare * lowest is var v && v > ClassicCurve.LeastSignal ? v : double.NaN;
        ClassicCurve.Log10(curve.Above, curve.Logs);
        rises &= RiseTest.Slope(curve.Logs, out int valid) is not double.NaN and var slope && slope >= RiseTest.LeastRise / valid;
        if (!rises || RiseTest.IsLow(curve.Above)) curve.NotAmplified = true;
        curve.Phase = curve.NotAmplified ? new(0, 0, n - 1) : ExponentialPhase.Of(curve.Above);
        if (!RiseTest.RisesToTheEnd(curve.Above, curve.Phase.Last)) curve.NotAmplified = true;
        curve.LeftOut = curve.NotAmplified;
        curve.LateHigh = curve.HighestLate();
        curve.NoPlateau = curve.NotAmplified || curve.Phase.Last == n - 1;
    }

    /// <summary>Finds baseline, phase and first efficiency of a judged curve, or marks it as without a baseline.</summary>
    internal static void Find(ClassicCurve curve)
    {
        if (!curve.NotAmplified)
        {
            curve.NoBaseline = true;
            var search = new BaselineSearch(curve.Raw, curve.Above, curve.Logs, curve.Phase);
            bool found = search.Lower(FirstGuess(curve));
            double efficiency = search.Tune();
            if (found || search.Difference < SlopeTolerance)
            {
                curve.NoBaseline = false;
                curve.Baseline = search.Baseline;
                curve.Phase = search.Phase;
                curve.Efficiency = efficiency;
                curve.IsShort = curve.Above[search.Phase.Last] / curve.Above[search.Phase.First] < TwentyFold;
            }
        }
        if (curve.Failed) Fail(curve);
        curve.LeftOut |= curve.Failed || LinRegPcr.IsControl(curve.Reaction);
        curve.Settle();
    }

    private static void Fail(ClassicCurve curve)
    {
        curve.Baseline = curve.LowestReading() is var lowest && double.IsFinite(lowest) ? ClassicCurve.StartShare * lowest : double.NaN;
        curve.Subtract(curve.Baseline);
        int last = curve.Cycles - 1;
        curve.Phase = new(last, last, last);
        curve.Efficiency = double.NaN;
    }

    private static double FirstGuess(ClassicCurve curve)
    {
        int last = curve.Phase.Last, first = 0, at = last;
        var raw = curve.Raw;
        while (first < last && double.IsNaN(raw[first])) first++;
        for (int count = StartCycles; count > 0 && at > first;)
            if (!double.IsNaN(raw[--at])) count--;
        return ClassicCurve.StartShare * raw[at];
    }
}

/// <summary>Rough tests of whether a curve rises at all.</summary>
internal static class RiseTest
{
    /// <summary>Over the whole run the log scale must rise by at least this: sevenfold.</summary>
    internal static readonly double LeastRise = Math.Log10(7);

    private const double LeastEarlyFold = 2, LeastLastFold = 7;
    private const int EarlyReadings = 10;

    /// <summary>Least-squares slope of the values on their place; NaN from fewer than two.</summary>
    internal static double Slope(ReadOnlySpan<double> logs, out int valid)
    {
        double sx = 0, sy = 0, sxx = 0, sxy = 0;
        int n = 0;
        for (int i = 0; i < logs.Length; i++)
        {
            double y = logs[i];
            if (double.IsNaN(y)) continue;
            (n, sx, sy, sxx, sxy) = (n + 1, sx + i, sy + y, sxx + (double)i * i, sxy + i * y);
        }
        valid = n;
        return (sxy - sx * sy / n) / (sxx - sx * sx / n);
    }

    /// <summary>Neither twofold within the first ten readings nor sevenfold at the end over their mean.</summary>
    internal static bool IsLow(ReadOnlySpan<double> above)
    {
        Span<int> place = stackalloc int[EarlyReadings];
        int found = 0;
        for (int i = 0; i < above.Length && found < EarlyReadings; i++)
            if (!double.IsNaN(above[i])) place[found++] = i;
        if (found < EarlyReadings) return found == 0 || !(above[^1] / above[place[0]] >= LeastLastFold);
        double first = above[place[0]] + above[place[1]], late = above[place[^2]] + above[place[^1]], sum = 0;
        foreach (int i in place) sum += above[i];
        return late / first < LeastEarlyFold && above[^1] / (sum / EarlyReadings) < LeastLastFold;
    }

    /// <summary>Whether the last three readings up to the end of the phase rise strictly.</summary>
    internal static bool RisesToTheEnd(ReadOnlySpan<double> above, int last)
    {
        int before = -1, earlier = -1;
        for (int k = last - 2; k >= 0 && earlier < 0; k--)
        {
            if (double.IsNaN(above[k])) continue;
            if (before < 0) before = k + 1;
            else earlier = k + 1;
        }
        return earlier >= 0 && above[last] > above[before] && above[before] > above[earlier];
    }
}
