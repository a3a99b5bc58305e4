namespace Cavum.Stats;

/// <summary>The midrank estimator: a censored second period ranks midway between leaving now and lasting for ever.</summary>
internal static class Midrank
{
    public static GmiEstimate Estimate(IReadOnlyList<LinePair> pairs, double delta, double z)
    {
        int n = pairs.Count, reached = 0;
        double[] right = new double[2 * n], left = new double[2 * n];
        for (int i = 0; i < n; i++)
        {
            right[i] = left[i] = delta * pairs[i].First;
            left[n + i] = pairs[i].Second;
            right[n + i] = pairs[i].SecondIsEvent ? pairs[i].Second : double.PositiveInfinity;
        }
        Array.Sort(right);
        Array.Sort(left);
        foreach (var pair in pairs)
        {
            double a = delta * pair.First;
            int threshold = 1 + Below(right, a) + NotAbove(left, a);
            int second = 1 + Below(right, pair.Second) + NotAbove(left, pair.SecondIsEvent ? pair.Second : double.PositiveInfinity);
            if (second >= threshold) reached++;
        }
        double p = (double)reached / n, se = Math.Sqrt(p * (1 - p) / n);
        return se > 0
            ? new(GmiMethod.Midrank, GmiStatus.Done, p, se, p - z * se, p + z * se)
            : new(GmiMethod.Midrank, GmiStatus.NoInterval, p, se, null, null);
    }

    private static int Below(double[] sorted, double value)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static int NotAbove(double[] sorted, double value)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] <= value) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
