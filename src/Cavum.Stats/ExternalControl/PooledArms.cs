namespace Cavum.Stats;

/// <summary>Two arms in order of time, for many weighted one-covariate Cox fits with Efron's ties.</summary>
internal sealed class PooledArms
{
    private readonly int[] unit; // index within its arm
    private readonly bool[] treated, isEvent, last; // last of its time
    private readonly int comparators;

    internal PooledArms(double[] times, bool[] events, IReadOnlyList<ReconstructedSubject> comparator)
    {
        int n = times.Length, all = n + comparator.Count;
        comparators = comparator.Count;
        double[] key = [.. times, .. comparator.Select(c => c.Time)];
        int[] order = [.. Enumerable.Range(0, all).OrderByDescending(i => key[i])];
        (unit, treated, isEvent, last) = (new int[all], new bool[all], new bool[all], new bool[all]);
        for (int k = 0; k < all; k++)
        {
            int i = order[k];
            (treated[k], unit[k]) = (i < n, i < n ? i : i - n);
            isEvent[k] = i < n ? events[i] : comparator[i - n].Event;
            last[k] = k + 1 == all || key[order[k + 1]] < key[i] - 1e-12 * Math.Abs(key[i]);
        }
    }

    internal int Comparators => comparators;

    /// <summary>ln HR of the treated over the comparator by Newton's method; NaN where an arm has no event or the fit runs away.</summary>
    /// <param name="weights">Of the treated.</param>
    /// <param name="comparatorCounts">How often each comparator subject is drawn.</param>
    /// <param name="counts">How often each treated subject is drawn.</param>
    internal double LogHazardRatio(double[] weights, int[] comparatorCounts, int[] counts)
    {
        double b = 0;
        for (int iteration = 0; iteration < 40; iteration++)
        {
            var (score, information) = Sweep(weights, comparatorCounts, counts, Math.Exp(b));
            if (!(information > 1e-12)) return double.NaN;
            double step = Math.Clamp(score / information, -2, 2);
            b += step;
            if (Math.Abs(step) < 1e-9) return b;
            if (Math.Abs(b) > 15) return double.NaN;
        }
        return double.NaN;
    }

    private (double Score, double Information) Sweep(double[] weights, int[] comparatorCounts, int[] counts, double ratio)
    {
        double score = 0, information = 0, all = 0, one = 0, tiedAll = 0, tiedOne = 0, deathWeight = 0, deathOne = 0;
        int deaths = 0;
        for (int k = 0; k < unit.Length; k++)
        {
            int times = treated[k] ? counts[unit[k]] : comparatorCounts[unit[k]];
            if (times > 0)
            {
                double w = times * (treated[k] ? weights[unit[k]] : 1), risk = treated[k] ? w * ratio : w;
                all += risk;
                if (treated[k]) one += risk;
                if (isEvent[k])
                {
                    deaths += times;
                    deathWeight += w;
                    tiedAll += risk;
                    if (treated[k]) (tiedOne, deathOne) = (tiedOne + risk, deathOne + w);
                }
            }
            if (!last[k]) continue;
            score += deathOne;
            double share = deaths > 0 ? deathWeight / deaths : 0;
            for (int l = 0; l < deaths; l++)
            {
                double mean = (one - tiedOne * l / deaths) / (all - tiedAll * l / deaths);
                score -= share * mean;
                information += share * mean * (1 - mean);
            }
            (deaths, deathWeight, deathOne, tiedAll, tiedOne) = (0, 0, 0, 0, 0);
        }
        return (score, information);
    }
}
