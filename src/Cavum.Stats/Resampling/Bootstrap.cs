using Cavum.Core;

namespace Cavum.Stats;

/// <summary>A bootstrap distribution and its intervals.</summary>
/// <param name="StdErr">Standard deviation of the replicates.</param>
/// <param name="Bias">Mean of the replicates minus the estimate.</param>
/// <param name="Failed">Replicates whose statistic did not exist; they are left out of the rest.</param>
public sealed record BootstrapResult(double Estimate, double StdErr, double Bias, Limits Percentile, Limits Bca, int Failed);

/// <summary>Resampling of subjects, or of clusters of rows, with replacement.</summary>
/// <remarks>
/// Percentile and bias-corrected accelerated intervals (Efron 1987, JASA 82:171–185; acceleration by the jackknife), quantiles by
/// R's type 6. Replicate r uses stream r of the seed, so the result does not depend on threads.
/// </remarks>
public static class Bootstrap
{
    /// <param name="units">Number of independent units (subjects or clusters).</param>
    /// <param name="statistic">The statistic of a list of units, repeats included; NaN where it does not exist.</param>
    public static BootstrapResult Run(int units, Func<int[], double> statistic, int replicates, ulong seed, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 20);
        Demand.Level(confidence, nameof(confidence));
        int[] all = [.. Enumerable.Range(0, units)];
        double estimate = statistic(all);
        if (!double.IsFinite(estimate)) throw new ArgumentException("The statistic does not exist for the sample itself.", nameof(statistic));
        var values = new List<double>(replicates);
        var draw = new int[units];
        for (int r = 0; r < replicates; r++)
        {
            var random = new SeededRandom(seed, (ulong)r);
            for (int i = 0; i < units; i++) draw[i] = random.NextInt(units);
            double value = statistic(draw);
            if (double.IsFinite(value)) values.Add(value);
        }
        if (values.Count < 20) throw new ArgumentException("The statistic exists in fewer than 20 replicates.", nameof(statistic));
        values.Sort();
        double mean = values.Average(), variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1), tail = (1 - confidence) / 2;
        return new(estimate, Math.Sqrt(variance), mean - estimate, new(SortedSample.Quantile(values, tail), SortedSample.Quantile(values, 1 - tail)),
            Bca(values, estimate, Jackknife(all, statistic), tail), replicates - values.Count);
    }

    /// <summary>The percentile interval with its level calibrated by a second resampling of each resample (Hall 1986, Ann Stat 14:1431–1452; Beran 1987, Biometrika 74:457–468).</summary>
    /// <remarks>uᵣ is the share of the inner replicates at or below the sample's own estimate; the tails' quantiles of u replace the nominal levels.</remarks>
    /// <param name="inner">Replicates of each resample; outer × inner statistics are computed.</param>
    public static Limits Double(int units, Func<int[], double> statistic, int outer, int inner, ulong seed, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(outer, 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(inner, 20);
        Demand.Level(confidence, nameof(confidence));
        double estimate = statistic([.. Enumerable.Range(0, units)]), tail = (1 - confidence) / 2;
        List<double> values = [], shares = [];
        int[] first = new int[units], second = new int[units];
        for (int r = 0; r < outer; r++)
        {
            var random = new SeededRandom(seed, (ulong)r);
            for (int i = 0; i < units; i++) first[i] = random.NextInt(units);
            double value = statistic(first);
            if (!double.IsFinite(value)) continue;
            int below = 0, made = 0;
            for (int k = 0; k < inner; k++)
            {
                for (int i = 0; i < units; i++) second[i] = first[random.NextInt(units)];
                double nested = statistic(second);
                if (!double.IsFinite(nested)) continue;
                made++;
                if (nested <= estimate) below++;
            }
            values.Add(value);
            if (made > 0) shares.Add((below + 0.5) / (made + 1.0));
        }
        if (values.Count < 20 || shares.Count < 20) throw new ArgumentException("The statistic exists in fewer than 20 replicates.", nameof(statistic));
        values.Sort();
        shares.Sort();
        return new(SortedSample.Quantile(values, SortedSample.Quantile(shares, tail)), SortedSample.Quantile(values, SortedSample.Quantile(shares, 1 - tail)));
    }

    /// <summary>Two-sided permutation p of a difference between two groups: (1 + #{|T*| ≥ |T|})/(1 + replicates).</summary>
    /// <param name="statistic">The statistic of a labelling; larger in absolute value is more extreme.</param>
    public static double Permutation(ReadOnlySpan<bool> labels, Func<bool[], double> statistic, int replicates, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 1);
        bool[] observed = labels.ToArray();
        double seen = Math.Abs(statistic(observed));
        int extreme = 0;
        for (int r = 0; r < replicates; r++)
        {
            bool[] shuffled = (bool[])observed.Clone();
            new SeededRandom(seed, (ulong)r).Shuffle<bool>(shuffled);
            if (Math.Abs(statistic(shuffled)) >= seen - 1e-12 * Math.Max(1, seen)) extreme++;
        }
        return (1.0 + extreme) / (1.0 + replicates);
    }

    private static double[] Jackknife(int[] all, Func<int[], double> statistic)
    {
        var values = new double[all.Length];
        for (int i = 0; i < all.Length; i++) values[i] = statistic([.. all.Where(u => u != i)]);
        return values;
    }

    private static Limits Bca(List<double> sorted, double estimate, double[] jackknife, double tail)
    {
        double[] left = [.. jackknife.Where(double.IsFinite)];
        double mean = left.Average(), cube = 0, square = 0;
        foreach (double v in left)
        {
            cube += Math.Pow(mean - v, 3);
            square += Math.Pow(mean - v, 2);
        }
        double acceleration = square > 0 ? cube / (6 * Math.Pow(square, 1.5)) : 0;
        double below = sorted.Count(v => v < estimate) + 0.5 * sorted.Count(v => v == estimate);
        double z0 = Normal.Quantile(Math.Clamp(below / sorted.Count, 0.5 / sorted.Count, 1 - 0.5 / sorted.Count));
        return new(SortedSample.Quantile(sorted, Shifted(tail)), SortedSample.Quantile(sorted, Shifted(1 - tail)));

        double Shifted(double p)
        {
            double z = z0 + Normal.Quantile(p);
            return Normal.Cdf(z0 + z / (1 - acceleration * z));
        }
    }
}

/// <summary>Quantiles of a sorted sample.</summary>
internal static class SortedSample
{
    /// <summary>Type 6 of Hyndman &amp; Fan 1996: the (n + 1)p-th value, linear between neighbours.</summary>
    internal static double Quantile(IReadOnlyList<double> sorted, double p)
    {
        double place = (sorted.Count + 1) * p - 1;
        if (place <= 0) return sorted[0];
        if (place >= sorted.Count - 1) return sorted[^1];
        int low = (int)place;
        return sorted[low] + (place - low) * (sorted[low + 1] - sorted[low]);
    }
}
