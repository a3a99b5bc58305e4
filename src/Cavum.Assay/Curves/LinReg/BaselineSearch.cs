using System.Runtime.Intrinsics;

namespace Cavum.Assay;

/// <summary>The two stages of the search for a baseline on one curve; see <see cref="ClassicBaseline"/>.</summary>
/// <remarks>
/// Differences between cycles do not depend on the baseline, so the bounds of the phase change only when the baseline passes a
/// reading: they are kept until it does. Only the readings of the phase are put above the baseline at a step; the whole curve at the end.
/// </remarks>
internal ref struct BaselineSearch(ReadOnlySpan<double> raw, Span<double> above, Span<double> logs, ExponentialPhase phase)
{
    private readonly ReadOnlySpan<double> raw = raw;
    private readonly Span<double> above = above, logs = logs;
    private double lower, upper, highestDropped = double.PositiveInfinity, lowestKept = double.NegativeInfinity, next;

    /// <summary>The baseline for which the slopes of the last step were computed.</summary>
    internal double Baseline { get; private set; }
    internal ExponentialPhase Phase { get; private set; } = phase;

    /// <summary>Absolute difference of the slopes at the last step of tuning.</summary>
    internal double Difference { get; private set; } = 10;

    /// <summary>Lowers the baseline from a first value until the lower half is less steep than the upper half.</summary>
    internal bool Lower(double first)
    {
        next = first;
        (lower, upper) = (0, 0);
        for (int trial = 0; trial <= ClassicBaseline.MostTrials; trial++)
        {
            double baseline = next;
            if (!Slopes(baseline)) break;
            if (lower >= upper) next *= ClassicCurve.StartShare;
            else break;
            if (upper < ClassicBaseline.LeastSlope || next <= 0) break;
        }
        return lower < upper;
    }

    /// <summary>Tunes the baseline and leaves the curve above it; returns the efficiency of the upper half one step before the last.</summary>
    internal double Tune()
    {
        double step = ClassicBaseline.TuningStep * next, width = 1, before = upper;
        int sign = 0, patience = 0;
        bool crossed = false;
        for (int trial = 0; trial <= ClassicBaseline.MostTrials; trial++)
        {
            if (++patience > ClassicBaseline.PatienceCycles && !crossed) (width, patience) = (2 * width, 0);
            int lastSign = sign;
            double lastDifference = Difference;
            Baseline = next;
            before = upper;
            if (!Slopes(next)) break;
            Difference = Math.Abs(lower - upper);
            sign = lower > upper ? 1 : -1;
            if (lower < upper) next += width * step;
            else
            {
                next -= 2 * width * step;
                width /= 2;
                crossed = true;
            }
            if (Math.Abs(Difference - lastDifference) < ClassicBaseline.SlopeChange && sign == lastSign && crossed) break;
            if (Difference < ClassicBaseline.SlopeTolerance || upper < ClassicBaseline.LeastSlope) break;
        }
        ClassicCurve.Subtract(raw, Baseline, above);
        return Math.Pow(10, before);
    }

    /// <summary>Slopes of both halves of the phase above a baseline; false when the phase is a single cycle.</summary>
    private bool Slopes(double baseline)
    {
        if (!(highestDropped - baseline <= ClassicCurve.LeastSignal && lowestKept - baseline > ClassicCurve.LeastSignal)) Bound(baseline);
        int start = Phase.Start, last = Phase.Last;
        LogsAbove(baseline, start, last + 1);
        int first = ExponentialPhase.IsSteep(logs[start + 1] - logs[start], logs[last] - logs[last - 1]) ? start + 1 : start;
        Phase = new(start, first, last);
        if (last - first <= 0) return false;
        int p = first, q = last;
        do
        {
            q--;
            p++;
            while (q - p > 1 && double.IsNaN(logs[q])) q--;
        }
        while (q - p > 1);
        (lower, upper) = (RiseTest.Slope(logs[first..(p + 1)], out _), RiseTest.Slope(logs[q..(last + 1)], out _));
        return true;
    }

    /// <summary>Bounds the phase above a baseline, and notes between which readings the bounds hold.</summary>
    private void Bound(double baseline)
    {
        ClassicCurve.Subtract(raw, baseline, above);
        (highestDropped, lowestKept) = (double.NegativeInfinity, double.PositiveInfinity);
        for (int i = 0; i < raw.Length; i++)
        {
            if (above[i] > 0) lowestKept = Math.Min(lowestKept, raw[i]);
            else if (raw[i] > highestDropped) highestDropped = raw[i];
        }
        int last = ExponentialPhase.LastOf(above), start = ExponentialPhase.StartOf(above, last);
        Phase = new(start, start, last);
    }

    private void LogsAbove(double baseline, int from, int to)
    {
        var scale = Vector256.Create(1 / Math.Log(10));
        var level = Vector256.Create(baseline);
        var least = Vector256.Create(ClassicCurve.LeastSignal);
        var none = Vector256.Create(double.NaN);
        int width = Vector256<double>.Count, i = from;
        if (to - from < width && to >= width) i = to - width; // a short phase: the lanes before it do no harm
        for (; i < to; i = i + width < to && i + 2 * width > to ? to - width : i + width)
        {
            if (i + width > raw.Length)
            {
                for (; i < to; i++) logs[i] = raw[i] - baseline is var v && v > ClassicCurve.LeastSignal ? Math.Log10(v) : double.NaN;
                return;
            }
            var lifted = Vector256.Create(raw[i..]) - level;
            (Vector256.Log(Vector256.ConditionalSelect(Vector256.GreaterThan(lifted, least), lifted, none)) * scale).CopyTo(logs[i..]);
        }
    }
}
