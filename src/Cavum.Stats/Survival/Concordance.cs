namespace Cavum.Stats;

/// <summary>How well scores order survival.</summary>
/// <param name="Estimate">(concordant + ½·tied in score)/all comparable; null where no pair is comparable.</param>
/// <param name="StdErr">Infinitesimal jackknife.</param>
public sealed record ConcordanceResult(double? Estimate, double? StdErr, double Concordant, double Discordant, double TiedScore);

/// <summary>Harrell's concordance: the share of comparable pairs in which the higher score fails first.</summary>
/// <remarks>
/// A pair is comparable when one has an event at t and the other is at risk then and goes on beyond t (a censoring at t does); pairs of events at
/// one time are left out. Pair weight wᵢwⱼ. Error: √Σ(wᵢ·∂C/∂wᵢ)², summed within clusters (Therneau &amp; Watson 2015). O(n log n) by a Fenwick tree over scores.
/// </remarks>
public static class Concordance
{
    /// <param name="scores">Higher means earlier failure.</param>
    public static ConcordanceResult Estimate(CoxInput input, ReadOnlySpan<double> scores)
    {
        SurvivalArguments.Check(input.Times, input.Events, input.Entries, input.Weights);
        int n = input.Times.Length;
        if (scores.Length != n) throw new ArgumentException($"{n} times but {scores.Length} scores.", nameof(scores));
        var pairs = new ConcordancePairs(input, scores);
        pairs.Count();
        double total = pairs.Concordant + pairs.Discordant + pairs.Tied;
        if (!(total > 0)) return new(null, null, 0, 0, 0);
        double c = (pairs.Concordant + pairs.Tied / 2) / total;
        double[] sums = new double[input.Clusters.Length == 0 ? n : LogRankSums.CountOf(input.Clusters)];
        for (int i = 0; i < n; i++)
        {
            double weight = input.Weights.Length == 0 ? 1 : input.Weights[i];
            sums[input.Clusters.Length == 0 ? i : input.Clusters[i]] += weight * (pairs.Won[i] - c * pairs.Compared[i]) / total;
        }
        double variance = 0;
        foreach (double s in sums) variance += s * s;
        return new(c, Math.Sqrt(variance), pairs.Concordant, pairs.Discordant, pairs.Tied);
    }
}

/// <summary>Counts, for every row, its weight of concordant and of all comparable pairs.</summary>
internal sealed class ConcordancePairs
{
    private readonly CoxInput input;
    private readonly double[] times, below, tree;
    private readonly double[]? entries;
    private readonly int[] rank, byTime;
    private readonly int ranks;

    public ConcordancePairs(CoxInput input, ReadOnlySpan<double> scores)
    {
        this.input = input;
        (times, entries) = TimeTies.Merge(input.Times, input.Entries);
        byTime = TimeOrder.Sort(times).Order;
        var (sorted, order) = TimeOrder.Sort(scores);
        rank = new int[scores.Length];
        for (int i = 0, r = 0; i < order.Length; i++)
        {
            if (i > 0 && sorted[i] != sorted[i - 1]) r++;
            rank[order[i]] = r;
            ranks = r + 1;
        }
        tree = new double[ranks + 1];
        below = new double[ranks];
        Won = new double[scores.Length];
        Compared = new double[scores.Length];
    }

    public double Concordant { get; private set; }
    public double Discordant { get; private set; }
    public double Tied { get; private set; }

    /// <summary>Σ w of partners over which a row's pairs are concordant, ties one half.</summary>
    public double[] Won { get; }
    public double[] Compared { get; }

    public void Count()
    {
        if (input.Strata.Length == 0)
        {
            CountStratum(byTime);
            return;
        }
        foreach (var (_, order) in LogRankSums.Split([.. byTime.Select(i => times[i])], byTime, input.Strata)) CountStratum(order);
    }

    private void CountStratum(int[] order)
    {
        int[]? byEntry = entries is null ? null : [.. order.OrderBy(i => entries[i])];
        FromEvents(order, byEntry);
        FromSurvivors(order, byEntry);
    }

    /// <summary>Backwards: at each event the tree holds those at risk who go on beyond it.</summary>
    private void FromEvents(int[] order, int[]? byEntry)
    {
        Clear();
        int entry = order.Length - 1;
        for (int end = order.Length - 1, start; end >= 0; end = start)
        {
            double time = times[order[end]];
            for (start = end; start >= 0 && times[order[start]] == time; start--)
                if (!input.Events[order[start]]) Add(order[start], 1);
            if (byEntry is not null)
                for (; entry >= 0 && entries![byEntry[entry]] >= time; entry--) Add(byEntry[entry], -1);
            for (int k = start + 1; k <= end; k++)
            {
                int i = order[k];
                if (!input.Events[i]) continue;
                var (lower, equal, higher) = Around(rank[i]);
                double w = Weight(i);
                Concordant += w * lower;
                Tied += w * equal;
                Discordant += w * higher;
                Won[i] += lower + equal / 2;
                Compared[i] += lower + equal + higher;
            }
            for (int k = start + 1; k <= end; k++)
                if (input.Events[order[k]]) Add(order[k], 1);
        }
    }

    /// <summary>Forwards: each row meets the events before its end, less those up to its entry.</summary>
    private void FromSurvivors(int[] order, int[]? byEntry)
    {
        Clear();
        int entry = 0;
        for (int start = 0, end; start < order.Length; start = end)
        {
            double time = times[order[start]];
            if (byEntry is not null)
                for (; entry < byEntry.Length && entries![byEntry[entry]] < time; entry++) Meet(byEntry[entry], -1);
            for (end = start; end < order.Length && times[order[end]] == time; end++)
                if (input.Events[order[end]]) Meet(order[end], 1);
            for (int k = start; k < end; k++)
                if (input.Events[order[k]]) Add(order[k], 1);
            for (int k = start; k < end; k++)
                if (!input.Events[order[k]]) Meet(order[k], 1);
        }

        void Meet(int i, double sign)
        {
            var (lower, equal, higher) = Around(rank[i]);
            Won[i] += sign * (higher + equal / 2);
            Compared[i] += sign * (lower + equal + higher);
        }
    }

    private double Weight(int i) => input.Weights.Length == 0 ? 1 : input.Weights[i];

    private double total;

    private void Clear()
    {
        Array.Clear(tree);
        Array.Clear(below);
        total = 0;
    }

    private void Add(int row, double sign)
    {
        double w = sign * Weight(row);
        total += w;
        below[rank[row]] += w;
        for (int k = rank[row] + 1; k <= ranks; k += k & -k) tree[k] += w;
    }

    private (double Lower, double Equal, double Higher) Around(int r)
    {
        double lower = 0;
        for (int k = r; k > 0; k -= k & -k) lower += tree[k];
        double equal = below[r];
        return (lower, equal, total - lower - equal);
    }
}
