using Cavum.Core;

namespace Cavum.Stats;

/// <summary>Bootstrap of the difference in restricted means, resampling within arms.</summary>
/// <remarks>
/// Each replicate draws from its own numbered stream, so the result does not depend on the number of threads. A draw is counted, not copied: the sample
/// is sorted once, a replicate is a vector of counts, and its curve one pass over the distinct times. A replicate whose last time lies before τ carries its
/// last survival on to τ, as the estimate of the area requires.
/// </remarks>
public static class RmstBootstrap
{
    /// <returns>RMST(second arm) − RMST(first arm) of every replicate, in order.</returns>
    public static double[] Differences(
        ReadOnlySpan<double> times, ReadOnlySpan<bool> events, ReadOnlySpan<bool> second, double tau, int replicates, ulong seed)
    {
        SurvivalArguments.Check(times, events);
        if (second.Length != times.Length) throw new ArgumentException($"{times.Length} times but {second.Length} arms.", nameof(second));
        if (!(tau > 0)) throw new ArgumentOutOfRangeException(nameof(tau), tau, "A horizon is above 0.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(replicates);
        Arm first = Arm.Make(times, events, second, false), other = Arm.Make(times, events, second, true);
        var differences = new double[replicates];
        const int Chunk = 256;
        int chunks = (replicates + Chunk - 1) / Chunk;
        Parallel.For(0, chunks, chunk =>
        {
            int[] counts = new int[Math.Max(first.Size, other.Size)];
            for (int r = chunk * Chunk; r < Math.Min(replicates, (chunk + 1) * Chunk); r++)
            {
                var random = new SeededRandom(seed, (ulong)r);
                double a = first.Draw(random, counts, tau);
                differences[r] = other.Draw(random, counts, tau) - a;
            }
        });
        return differences;
    }

    /// <summary>One arm, sorted by time, deaths first.</summary>
    private sealed class Arm(double[] time, bool[] isEvent)
    {
        public int Size => time.Length;

        public static Arm Make(ReadOnlySpan<double> times, ReadOnlySpan<bool> events, ReadOnlySpan<bool> second, bool wanted)
        {
            List<double> t = [];
            List<bool> e = [];
            for (int i = 0; i < times.Length; i++)
            {
                if (second[i] != wanted) continue;
                t.Add(times[i]);
                e.Add(events[i]);
            }
            if (t.Count == 0) throw new ArgumentException("Each arm has at least one row.", nameof(second));
            var (sorted, order) = TimeOrder.Sort(t.ToArray());
            TimeTies.MergeSorted(sorted);
            return new(sorted, [.. order.Select(i => e[i])]);
        }

        /// <summary>Area to τ under the curve of one resample.</summary>
        public double Draw(SeededRandom random, int[] counts, double tau)
        {
            int n = time.Length;
            Array.Clear(counts, 0, n);
            for (int k = 0; k < n; k++) counts[random.NextInt(n)]++;
            double area = 0, survival = 1, since = 0;
            int atRisk = n;
            for (int start = 0, end; start < n && time[start] < tau && survival > 0; start = end)
            {
                int deaths = 0, leaving = 0;
                double t = time[start];
                for (end = start; end < n && time[end] == t; end++)
                {
                    leaving += counts[end];
                    if (isEvent[end]) deaths += counts[end];
                }
                if (deaths > 0)
                {
                    area += survival * (t - since);
                    since = t;
                    survival *= (double)(atRisk - deaths) / atRisk;
                }
                atRisk -= leaving;
            }
            return area + survival * (tau - since);
        }
    }
}
