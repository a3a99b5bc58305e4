namespace Cavum.Stats;

/// <summary>Observed, expected and variance of a weighted log-rank comparison.</summary>
internal sealed class LogRankSums
{
    private readonly LogRankWeights weights;
    private readonly double[] atRisk, deaths;

    private LogRankSums(int groups, LogRankWeights weights)
    {
        this.weights = weights;
        Groups = groups;
        Subjects = new int[groups];
        Observed = new double[groups];
        Expected = new double[groups];
        Variance = new double[groups, groups];
        atRisk = new double[groups];
        deaths = new double[groups];
    }

    public int Groups { get; }
    public int[] Subjects { get; }
    public double[] Observed { get; }
    public double[] Expected { get; }
    public double[,] Variance { get; }

    public static int CountOf(ReadOnlySpan<int> labels)
    {
        int count = 0;
        foreach (int label in labels)
        {
            if (label < 0) throw new ArgumentException($"Label {label} is below 0.", nameof(labels));
            count = Math.Max(count, label + 1);
        }
        return count;
    }

    public static LogRankSums Make(
        ReadOnlySpan<double> times, ReadOnlySpan<bool> events, ReadOnlySpan<int> groups, ReadOnlySpan<int> strata, LogRankWeights weights)
    {
        SurvivalArguments.Check(times, events);
        if (groups.Length != times.Length) throw new ArgumentException($"{times.Length} times but {groups.Length} groups.", nameof(groups));
        if (!strata.IsEmpty && strata.Length != times.Length)
            throw new ArgumentException($"{times.Length} times but {strata.Length} strata.", nameof(strata));
        var sums = new LogRankSums(CountOf(groups), weights);
        foreach (int g in groups) sums.Subjects[g]++;
        var (sorted, order) = TimeOrder.Sort(times);
        TimeTies.MergeSorted(sorted);
        if (strata.IsEmpty)
        {
            sums.AddStratum(sorted, order, events, groups);
            return sums;
        }
        foreach (var (stratumTimes, stratumOrder) in Split(sorted, order, strata))
            if (stratumOrder.Length > 0) sums.AddStratum(stratumTimes, stratumOrder, events, groups);
        return sums;
    }

    /// <summary>The sorted rows of each stratum, each still by ascending time.</summary>
    internal static (double[] Times, int[] Order)[] Split(double[] sorted, int[] order, ReadOnlySpan<int> strata)
    {
        int count = CountOf(strata);
        var size = new int[count];
        foreach (int s in strata) size[s]++;
        var parts = new (double[] Times, int[] Order)[count];
        for (int s = 0; s < count; s++) parts[s] = (new double[size[s]], new int[size[s]]);
        Array.Clear(size);
        for (int i = 0; i < order.Length; i++)
        {
            int s = strata[order[i]], at = size[s]++;
            parts[s].Times[at] = sorted[i];
            parts[s].Order[at] = order[i];
        }
        return parts;
    }

    private void AddStratum(double[] sorted, int[] order, ReadOnlySpan<bool> events, ReadOnlySpan<int> groups)
    {
        Array.Clear(atRisk);
        foreach (int row in order) atRisk[groups[row]]++;
        double survival = 1, peto = 1;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            double time = sorted[start], n = sorted.Length - start, d = 0;
            for (end = start; end < sorted.Length && sorted[end] == time; end++)
                if (events[order[end]])
                {
                    deaths[groups[order[end]]]++;
                    d++;
                }
            if (d > 0)
            {
                peto *= 1 - d / (n + 1);
                AddTime(WeightAt(survival, peto, n), d, n);
                survival *= 1 - d / n;
            }
            for (int i = start; i < end; i++) atRisk[groups[order[i]]]--;
        }
        if (Groups == 2) (Variance[1, 1], Variance[0, 1], Variance[1, 0]) = (Variance[0, 0], -Variance[0, 0], -Variance[0, 0]);
    }

    private double WeightAt(double survival, double peto, double n) => weights.Kind switch
    {
        LogRankWeightKind.FlemingHarrington => (weights.Rho == 0 ? 1 : Math.Pow(survival, weights.Rho))
            * (weights.Gamma == 0 ? 1 : Math.Pow(1 - survival, weights.Gamma)),
        LogRankWeightKind.Gehan => n,
        LogRankWeightKind.TaroneWare => Math.Sqrt(n),
        LogRankWeightKind.Peto => peto,
        _ => throw new InvalidOperationException($"There is no family of weights {weights.Kind}."),
    };

    private void AddTime(double weight, double d, double n)
    {
        double spread = n > 1 ? weight * weight * d * (n - d) / (n - 1) / n : 0;
        if (Groups == 2)
        {
            double part = atRisk[0] / n, variance = spread * atRisk[0] * (1 - part);
            Observed[0] += weight * deaths[0];
            Observed[1] += weight * deaths[1];
            Expected[0] += weight * d * part;
            Expected[1] += weight * d * (atRisk[1] / n);
            Variance[0, 0] += variance;
            deaths[0] = deaths[1] = 0;
            return;
        }
        for (int g = 0; g < Groups; g++)
        {
            double share = atRisk[g] / n;
            Observed[g] += weight * deaths[g];
            Expected[g] += weight * d * share;
            deaths[g] = 0;
            if (spread == 0 || atRisk[g] == 0) continue;
            for (int h = 0; h < Groups; h++)
                Variance[g, h] += spread * (g == h ? atRisk[g] * (1 - share) : -share * atRisk[h]);
        }
    }
}
