namespace Cavum.Stats;

/// <summary>The rows that are still followed at a landmark, with time counted from it.</summary>
/// <param name="Index">Row numbers kept.</param>
/// <param name="Times">Time after the landmark.</param>
public sealed record LandmarkRows(double Landmark, int[] Index, double[] Times, bool[] Events, int EndedBefore);

/// <summary>Landmark analysis: what is known at a fixed time predicts what comes after it.</summary>
/// <remarks>
/// Rows that ended at or before the landmark are left out and counted; group by what was known then, never by what came later: comparing "responders" from
/// time 0 gives them the time that they had to live to respond (Anderson, Cain &amp; Gelber 1983, J Clin Oncol 1:710).
/// </remarks>
public static class LandmarkAnalysis
{
    public static LandmarkRows At(double landmark, ReadOnlySpan<double> times, ReadOnlySpan<bool> events)
    {
        SurvivalArguments.Check(times, events);
        if (!(landmark >= 0)) throw new ArgumentOutOfRangeException(nameof(landmark), landmark, "A landmark is 0 or more.");
        var index = new List<int>();
        for (int i = 0; i < times.Length; i++)
            if (times[i] > landmark + TimeTies.Tolerance) index.Add(i);
        double[] after = new double[index.Count];
        bool[] seen = new bool[index.Count];
        for (int k = 0; k < after.Length; k++) (after[k], seen[k]) = (times[index[k]] - landmark, events[index[k]]);
        return new(landmark, [.. index], after, seen, times.Length - index.Count);
    }

    /// <summary>Cuts each row at the time at which its covariate changed: start–stop rows for a time-dependent Cox model.</summary>
    /// <param name="changes">Time of the change; +∞ for none. A change at or after the row's end is none.</param>
    /// <returns>Rows with Entry, the covariate 0 before and 1 after the change, and the row each came from as its cluster.</returns>
    public static CoxInput SplitAtChange(ReadOnlySpan<double> times, ReadOnlySpan<bool> events, ReadOnlySpan<double> changes)
    {
        SurvivalArguments.Check(times, events);
        if (changes.Length != times.Length) throw new ArgumentException($"{times.Length} times but {changes.Length} times of change.", nameof(changes));
        for (int i = 0; i < times.Length; i++)
            if (changes[i] < 0 || double.IsNaN(changes[i])) throw new ArgumentException($"Change {i} (from 0) is {changes[i]}; a change is at 0 or later.", nameof(changes));
        var (zero, ends, at) = Merged(times, changes);
        List<double> start = [], stop = [], state = [];
        List<bool> seen = [];
        List<int> from = [];
        for (int i = 0; i < times.Length; i++)
        {
            if (ends[i] <= zero) throw new ArgumentException($"Row {i} (from 0) ends at {times[i]}, up to rounding at 0: it is never at risk.", nameof(times));
            bool inside = at[i] > zero && at[i] < ends[i];
            if (inside) Add(zero, at[i], false, 0, i);
            Add(inside ? at[i] : zero, ends[i], events[i], at[i] < ends[i] ? 1 : 0, i);
        }
        var x = new double[state.Count, 1];
        for (int k = 0; k < state.Count; k++) x[k, 0] = state[k];
        return new([.. stop], [.. seen], x) { Entries = [.. start], Clusters = [.. from] };

        void Add(double a, double b, bool isEvent, double value, int row)
        {
            start.Add(a);
            stop.Add(b);
            seen.Add(isEvent);
            state.Add(value);
            from.Add(row);
        }
    }

    /// <summary>Rows whose time is 0 up to rounding (beside all times and changes): they are never at risk, and no model can hold them.</summary>
    public static int[] NeverAtRisk(ReadOnlySpan<double> times, ReadOnlySpan<double> changes)
    {
        var (zero, ends, _) = Merged(times, changes);
        return [.. Enumerable.Range(0, ends.Length).Where(i => ends[i] <= zero)];
    }

    /// <summary>The origin, the times and the changes with rounding ties made one: a stretch shorter than rounding is none.</summary>
    private static (double Zero, double[] Times, double[] Changes) Merged(ReadOnlySpan<double> times, ReadOnlySpan<double> changes)
    {
        double[] all = [0, .. times, .. changes];
        double[] finite = TimeTies.Merge(Array.FindAll(all, double.IsFinite)).Times;
        for (int i = 0, k = 0; i < all.Length; i++)
            if (double.IsFinite(all[i])) all[i] = finite[k++];
        return (all[0], all[1..(1 + times.Length)], all[(1 + times.Length)..]);
    }
}
