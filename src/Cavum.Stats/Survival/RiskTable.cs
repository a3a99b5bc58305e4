namespace Cavum.Stats;

/// <summary>Who is at risk, fails and is censored at every distinct time: what all curves are made of.</summary>
/// <remarks>At equal times events precede censorings; a row is at risk on (entry, time]. Times are merged by <see cref="TimeTies"/>.</remarks>
internal sealed class RiskTable
{
    private RiskTable(int times, int rows)
    {
        Time = new double[times];
        AtRisk = new double[times];
        Events = new double[times];
        Censored = new double[times];
        AtRiskRows = new int[times];
        EventRows = new int[times];
        Start = new int[times + 1];
        Rows = rows;
    }

    public double[] Time { get; }
    public double[] AtRisk { get; }
    public double[] Events { get; }
    public double[] Censored { get; }
    public int[] AtRiskRows { get; }
    public int[] EventRows { get; }

    /// <summary>Where each distinct time begins in <see cref="Order"/>; the last entry is the number of rows.</summary>
    public int[] Start { get; }
    public int Rows { get; }

    /// <summary>Row numbers by ascending time.</summary>
    public int[] Order { get; private init; } = [];

    /// <summary>Entry time of every row in the order given, merged; null without delayed entry.</summary>
    public double[]? Entries { get; private init; }

    public static RiskTable Make(
        ReadOnlySpan<double> times, ReadOnlySpan<bool> events, ReadOnlySpan<double> entries, ReadOnlySpan<double> weights)
    {
        double[]? entry = null;
        double[] sorted;
        int[] order;
        if (entries.IsEmpty)
        {
            (sorted, order) = TimeOrder.Sort(times);
            TimeTies.MergeSorted(sorted);
        }
        else
        {
            (double[] merged, entry) = TimeTies.Merge(times, entries);
            (sorted, order) = TimeOrder.Sort(merged);
        }
        int distinct = sorted.Length == 0 ? 0 : 1;
        for (int i = 1; i < sorted.Length; i++)
            if (sorted[i] != sorted[i - 1]) distinct++;
        var table = new RiskTable(distinct, sorted.Length) { Order = order, Entries = entry };
        table.Count(sorted, events, weights);
        if (entry is not null) table.TakeAwayLateEntries(entry, weights);
        return table;
    }

    private void Count(double[] sorted, ReadOnlySpan<bool> events, ReadOnlySpan<double> weights)
    {
        int k = Time.Length - 1;
        double atRisk = 0;
        Start[^1] = sorted.Length;
        for (int end = sorted.Length - 1, i; end >= 0; end = i, k--)
        {
            double failing = 0, leaving = 0;
            int failingRows = 0;
            for (i = end; i >= 0 && sorted[i] == sorted[end]; i--)
            {
                int row = Order[i];
                double weight = weights.IsEmpty ? 1 : weights[row];
                if (events[row])
                {
                    failing += weight;
                    if (weight > 0) failingRows++;
                }
                else leaving += weight;
                if (weight > 0) AtRiskRows[k]++;
            }
            atRisk += failing + leaving;
            if (k + 1 < Time.Length) AtRiskRows[k] += AtRiskRows[k + 1];
            (Time[k], AtRisk[k], Events[k], Censored[k]) = (sorted[end], atRisk, failing, leaving);
            (EventRows[k], Start[k]) = (failingRows, i + 1);
        }
    }

    private void TakeAwayLateEntries(double[] entry, ReadOnlySpan<double> weights)
    {
        var (sorted, order) = TimeOrder.Sort(entry);
        double late = 0;
        int lateRows = 0, next = sorted.Length - 1;
        for (int k = Time.Length - 1; k >= 0; k--)
        {
            for (; next >= 0 && sorted[next] >= Time[k]; next--)
            {
                double weight = weights.IsEmpty ? 1 : weights[order[next]];
                late += weight;
                if (weight > 0) lateRows++;
            }
            AtRiskRows[k] -= lateRows;
            AtRisk[k] = AtRiskRows[k] == 0 ? 0 : AtRisk[k] - late;
        }
    }
}
