using System.Globalization;
using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>The band between the clusters of a target: up to <paramref name="Lower"/> a partition is surely negative, from <paramref name="Upper"/> on surely positive.</summary>
public readonly record struct RainBand(double Lower, double Upper);

/// <summary>What the partitions between the clusters can do to a concentration; or why that cannot be told.</summary>
public abstract record Rain
{
    private Rain()
    {
    }

    /// <summary>Counts alone, one cluster, or clusters that overlap: nothing is known of rain, which is not the same as none.</summary>
    public sealed record NotEvaluable(string Reason) : Rain;

    /// <param name="Band">Amplitudes between which a partition belongs to neither cluster.</param>
    /// <param name="BandFromOtherWells">Whether the well lacks a cluster of its own and the band is the median of the target's other wells.</param>
    /// <param name="Partitions">Partitions in the band: the rain.</param>
    /// <param name="Disagreeing">Partitions that the software called otherwise than the cluster in which they lie.</param>
    /// <param name="AllNegative">Mean copies per partition with all rain called negative: the lower bound.</param>
    /// <param name="AllPositive">The same with all rain called positive; null when no partition is left negative, which leaves it open.</param>
    public sealed record Evaluated(RainBand Band, bool BandFromOtherWells, long Negatives, long Partitions, long Positives, long Disagreeing, PartitionMean? AllNegative, PartitionMean? AllPositive) : Rain;
}

/// <summary>Finds the partitions that lie between the clusters of a digital PCR well.</summary>
/// <remarks>
/// After the bands of Jones et al. 2014 (J Virol Methods 202:46–53), made robust: each cluster of the software has its median m and a scale s, 1.4826 times the
/// median distance from m on the side that faces away from the rain. Where the software's clusters are of two colours, a call may have two
/// of them in one channel; beside the largest one counts that holds 1 % of the call and scatters at most 1.5 times as much, in proportion to its level:
/// what a threshold cuts out of a tail is no cluster. Surely negative is up to the highest m + κs of the
/// negative clusters, surely positive from the lowest m − κs of the positive ones; κ is the normal quantile that a rain-free cluster
/// of n passes with probability 5 % (Bonferroni), 4.5 at 15,000. Nothing in the band: both bounds are the counts themselves.
/// </remarks>
public static class PartitionRain
{
    /// <summary>Fewer partitions are no cluster.</summary>
    public const int LeastOfCluster = 20;

    private const double PassingShare = 0.05, MadToSd = 1.4826022185056018, LeastScale = 1e-3, LeastShare = 0.01, WidestScatter = 1.5;

    /// <summary>The band of a well from its own clusters; null with the reason where it has none.</summary>
    public static RainBand? BandOf(IReadOnlyList<PartitionEnd> ends, out string reason)
    {
        ArgumentNullException.ThrowIfNull(ends);
        double least = ends.Count == 0 ? 0 : LeastScale * (ends.Max(e => e.Amplitude) - ends.Min(e => e.Amplitude)); // equal readings are no cluster without width
        var negative = Clusters(ends, PartitionCall.Negative, least);
        var positive = Clusters(ends, PartitionCall.Positive, least);
        reason = negative.Count == 0 ? "fewer than 20 partitions are negative: no cluster bounds the rain from below" : positive.Count == 0 ? "fewer than 20 partitions are positive: no cluster bounds the rain from above" : "";
        if (reason.Length > 0) return null;
        double lower = negative.Max(c => Edge(c, 1, least)), upper = positive.Min(c => Edge(c, -1, least));
        if (lower < upper) return new(lower, upper);
        reason = "the clusters of negative and positive partitions overlap in this channel";
        return null;
    }

    /// <summary>Counts a well's partitions by a band.</summary>
    public static Rain.Evaluated Count(IReadOnlyList<PartitionEnd> ends, RainBand band, bool fromOtherWells = false, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(ends);
        if (!(band.Lower < band.Upper)) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{band.Lower} to {band.Upper} is no band."), nameof(band));
        long negatives = 0, rain = 0, positives = 0, disagreeing = 0;
        foreach (var end in ends)
        {
            if (end.Amplitude <= band.Lower) negatives++;
            else if (end.Amplitude < band.Upper) rain++;
            else positives++;
            if ((end.Amplitude <= band.Lower && end.Call == PartitionCall.Positive) || (end.Amplitude >= band.Upper && end.Call == PartitionCall.Negative)) disagreeing++;
        }
        PartitionMean? Mean(long k, long rest) => k + rest == 0 ? null : PoissonCount.Estimate(k, rest, confidence: confidence);
        return new(band, fromOtherWells, negatives, rain, positives, disagreeing, Mean(positives, negatives + rain), Mean(positives + rain, negatives));
    }

    /// <summary>The clusters of a call, each sorted: the largest, and beside it those as tight; clusters too small to judge are taken together.</summary>
    private static List<double[]> Clusters(IReadOnlyList<PartitionEnd> ends, PartitionCall call, double least)
    {
        int side = call == PartitionCall.Negative ? 1 : -1;
        var groups = new Dictionary<byte, List<double>>();
        foreach (var end in ends)
        {
            if (end.Call != call) continue;
            if (!groups.TryGetValue(end.Cluster, out var group)) groups[end.Cluster] = group = [];
            group.Add(end.Amplitude);
        }
        int all = groups.Values.Sum(g => g.Count);
        var clusters = groups.OrderByDescending(g => g.Value.Count).ThenBy(g => g.Key).Select(g => g.Value.ToArray()).Where(g => g.Length >= LeastOfCluster).ToList();
        if (clusters.Count == 0 && all >= LeastOfCluster) clusters.Add([.. groups.Values.SelectMany(g => g)]);
        foreach (double[] cluster in clusters) Array.Sort(cluster);
        if (clusters.Count < 2) return clusters;
        double largest = Scale(clusters[0], side, least), level = Math.Abs(Median(clusters[0]));
        return [.. clusters.Where((c, i) => i == 0 || (c.Length >= LeastShare * all && Scale(c, side, least) <= WidestScatter * largest * Math.Max(1, level > 0 ? Math.Abs(Median(c)) / level : 1)))];
    }

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    /// <summary>1.4826 times the median distance from the median on the side away from the rain: below a negative cluster, above a positive one.</summary>
    private static double Scale(double[] sorted, int side, double least)
    {
        double median = Median(sorted);
        double[] away = [.. sorted.Select(a => -side * (a - median)).Where(d => d >= 0)];
        Array.Sort(away);
        return Math.Max(MadToSd * Median(away), least);
    }

    /// <summary>m + κs of a negative cluster (side 1), m − κs of a positive one (side −1).</summary>
    private static double Edge(double[] sorted, int side, double least) =>
        Median(sorted) + side * Scale(sorted, side, least) * Normal.UpperTailQuantile(PassingShare / sorted.Length);
}

/// <summary>Parts of the variance of a concentration, each of 1: counting partitions, their volume, rain (rectangular between its bounds).</summary>
/// <param name="Volume">Null where no uncertainty of the volume is stated, which is not the same as none.</param>
public sealed record DigitalBudget(double Counting, double? Volume, double Rain)
{
    /// <summary>Shares of p/(n(1 − p)), (λ·cv)² and (λ_max − λ_min)²/12; null where nothing is positive or the well is saturated.</summary>
    public static DigitalBudget? Of(long positives, long negatives, double volumeRelativeSd, Rain rain)
    {
        if (positives <= 0 || negatives <= 0) return null;
        double n = positives + negatives, p = positives / n, lambda = -Math.Log(1 - p);
        double width = rain is Rain.Evaluated { Partitions: > 0 } e ? e is { AllNegative: { } low, AllPositive: { } high } ? high.Lambda - low.Lambda : double.PositiveInfinity : 0;
        if (double.IsInfinity(width)) return null;
        double counting = p / (n * (1 - p)), volume = lambda * volumeRelativeSd * (lambda * volumeRelativeSd), drops = width * width / 12, all = counting + volume + drops;
        return new(counting / all, volumeRelativeSd > 0 ? volume / all : null, drops / all);
    }
}
