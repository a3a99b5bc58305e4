namespace Cavum.Stats;

/// <summary>Makes times equal that differ by rounding only, so that 0.3 and 0.1 + 0.2 are one time.</summary>
/// <remarks>
/// Neighbouring distinct times are one time if they differ by at most 2⁻²⁶ ≈ 1.4901161e-8, or by at most that fraction
/// of the mean absolute distinct time; a run of such neighbours takes its latest time. Entry times take part.
/// </remarks>
public static class TimeTies
{
    /// <summary>The largest difference that counts as rounding: 2⁻²⁶.</summary>
    public const double Tolerance = 1.0 / (1 << 26);

    /// <summary>The times (and entry times, if any) with rounding ties merged, in the order given.</summary>
    public static (double[] Times, double[]? Entries) Merge(ReadOnlySpan<double> times, ReadOnlySpan<double> entries = default)
    {
        double[] all = [.. times, .. entries];
        var (sorted, order) = TimeOrder.Sort(all);
        if (MergeSorted(sorted))
            for (int i = 0; i < all.Length; i++) all[order[i]] = sorted[i];
        return entries.IsEmpty ? (all, null) : (all[..times.Length], all[times.Length..]);
    }

    /// <summary>Merges in place; false when every time stands as it was.</summary>
    internal static bool MergeSorted(Span<double> sorted)
    {
        if (sorted.Length < 2) return false;
        double sum = Math.Abs(sorted[0]), smallest = double.PositiveInfinity;
        int distinct = 1;
        for (int i = 1; i < sorted.Length; i++)
        {
            double gap = sorted[i] - sorted[i - 1];
            if (gap <= 0) continue;
            distinct++;
            sum += Math.Abs(sorted[i]);
            if (gap < smallest) smallest = gap;
        }
        double allowed = Math.Max(Tolerance, Tolerance * (sum / distinct));
        if (!(smallest <= allowed)) return false;

        for (int i = sorted.Length - 2; i >= 0; i--)
        {
            // Compare with the original neighbour, not with the merged one: a run is a chain of small gaps.
            int next = i + 1;
            double gap = sorted[next] - sorted[i];
            if (gap <= 0) continue;
            if (gap <= allowed) MergeRun(sorted, ref i, allowed);
        }
        return true;
    }

    private static void MergeRun(Span<double> sorted, ref int index, double allowed)
    {
        double latest = sorted[index + 1], last = latest;
        while (index >= 0 && last - sorted[index] <= allowed)
        {
            last = sorted[index];
            sorted[index] = latest;
            index--;
        }
        index++;
    }
}
