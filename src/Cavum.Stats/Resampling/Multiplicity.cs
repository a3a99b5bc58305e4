namespace Cavum.Stats;

/// <summary>p-values adjusted for the number of hypotheses.</summary>
/// <remarks>Oracle: R's p.adjust. Adjusted values are at most 1 and keep the order of the raw ones.</remarks>
public static class Multiplicity
{
    public static double[] Bonferroni(ReadOnlySpan<double> p)
    {
        Check(p);
        var adjusted = new double[p.Length];
        for (int i = 0; i < p.Length; i++) adjusted[i] = Math.Min(1, p.Length * p[i]);
        return adjusted;
    }

    /// <summary>Step-down, any dependence (Holm 1979, Scand J Stat 6:65–70).</summary>
    public static double[] Holm(ReadOnlySpan<double> p) => StepDown(p, (rank, n) => n - rank);

    /// <summary>Step-up, valid under positive dependence (Hochberg 1988, Biometrika 75:800–802).</summary>
    public static double[] Hochberg(ReadOnlySpan<double> p) => StepUp(p, (rank, n) => n - rank);

    /// <summary>False discovery rate under positive dependence (Benjamini &amp; Hochberg 1995, JRSS B 57:289–300).</summary>
    public static double[] BenjaminiHochberg(ReadOnlySpan<double> p) => StepUp(p, (rank, n) => n / (rank + 1.0));

    /// <summary>False discovery rate, any dependence (Benjamini &amp; Yekutieli 2001, Ann Stat 29:1165–1188).</summary>
    public static double[] BenjaminiYekutieli(ReadOnlySpan<double> p)
    {
        double harmonic = 0;
        for (int i = 1; i <= p.Length; i++) harmonic += 1.0 / i;
        return StepUp(p, (rank, n) => harmonic * n / (rank + 1.0));
    }

    /// <summary>Closure of Simes's test (Hommel 1988, Biometrika 75:383–386).</summary>
    public static double[] Hommel(ReadOnlySpan<double> p)
    {
        Check(p);
        int n = p.Length;
        int[] order = Order(p);
        double[] sorted = new double[n], adjusted = new double[n];
        for (int i = 0; i < n; i++) sorted[i] = p[order[i]];
        double all = double.PositiveInfinity;
        for (int i = 0; i < n; i++) all = Math.Min(all, n * sorted[i] / (i + 1));
        Array.Fill(adjusted, all);
        for (int m = n - 1; m >= 2; m--) // the largest Simes value of all intersections of m hypotheses
        {
            double tail = double.PositiveInfinity;
            for (int k = 2; k <= m; k++) tail = Math.Min(tail, m * sorted[n - m + k - 1] / k);
            for (int i = 0; i < n; i++) adjusted[i] = Math.Max(adjusted[i], Math.Min(m * sorted[Math.Min(i, n - m)], tail));
        }
        var result = new double[n];
        for (int i = 0; i < n; i++) result[order[i]] = Math.Min(1, Math.Max(adjusted[i], sorted[i]));
        return result;
    }

    /// <summary>Adjusted p-values of a graphical sequentially rejective procedure (Bretz et al. 2009, Stat Med 28:586–604).</summary>
    /// <param name="weights">Share of α of each hypothesis; at most 1 in all.</param>
    /// <param name="transitions">g(i, j): the share of i's level that goes to j when i is rejected; rows at most 1, diagonal 0.</param>
    public static double[] Graphical(ReadOnlySpan<double> p, ReadOnlySpan<double> weights, double[,] transitions)
    {
        Check(p);
        int n = p.Length;
        CheckGraph(n, weights, transitions);
        double[] w = weights.ToArray(), adjusted = new double[n];
        var g = (double[,])transitions.Clone();
        var open = new List<int>(Enumerable.Range(0, n));
        double highest = 0;
        while (open.Count > 0)
        {
            int next = -1;
            double least = double.PositiveInfinity;
            foreach (int i in open)
            {
                double ratio = p[i] == 0 ? 0 : w[i] > 0 ? p[i] / w[i] : double.PositiveInfinity;
                if (next < 0 || ratio < least) (next, least) = (i, ratio);
            }
            highest = Math.Max(highest, Math.Min(1, least));
            adjusted[next] = highest;
            open.Remove(next);
            Pass(next, open, w, ref g);
        }
        return adjusted;
    }

    private static void Pass(int rejected, List<int> open, double[] w, ref double[,] g)
    {
        var updated = (double[,])g.Clone();
        foreach (int l in open)
        {
            w[l] += w[rejected] * g[rejected, l];
            foreach (int k in open)
            {
                double loop = g[l, rejected] * g[rejected, l];
                updated[l, k] = l == k || loop >= 1 ? 0 : (g[l, k] + g[l, rejected] * g[rejected, k]) / (1 - loop);
            }
        }
        g = updated;
    }

    private static void CheckGraph(int n, ReadOnlySpan<double> weights, double[,] transitions)
    {
        Demand.SameLength(n, weights.Length, nameof(weights));
        Demand.SameLength(n, transitions.GetLength(0), nameof(transitions));
        Demand.SameLength(n, transitions.GetLength(1), nameof(transitions));
        double sum = 0;
        foreach (double w in weights)
        {
            Demand.Probability(w, nameof(weights));
            sum += w;
        }
        if (sum > 1 + 1e-12) throw new ArgumentException($"The weights sum to {sum}, above 1.", nameof(weights));
        for (int i = 0; i < n; i++)
        {
            double row = 0;
            for (int j = 0; j < n; j++)
            {
                Demand.Probability(transitions[i, j], nameof(transitions));
                row += transitions[i, j];
            }
            if (transitions[i, i] != 0 || row > 1 + 1e-12) throw new ArgumentException($"Row {i} of the transitions passes on more than it has, or to itself.", nameof(transitions));
        }
    }

    private static double[] StepDown(ReadOnlySpan<double> p, Func<int, int, double> factor)
    {
        Check(p);
        int[] order = Order(p);
        var adjusted = new double[p.Length];
        double highest = 0;
        for (int rank = 0; rank < order.Length; rank++)
            adjusted[order[rank]] = highest = Math.Max(highest, Math.Min(1, factor(rank, p.Length) * p[order[rank]]));
        return adjusted;
    }

    private static double[] StepUp(ReadOnlySpan<double> p, Func<int, int, double> factor)
    {
        Check(p);
        int[] order = Order(p);
        var adjusted = new double[p.Length];
        double lowest = 1;
        for (int rank = order.Length - 1; rank >= 0; rank--)
            adjusted[order[rank]] = lowest = Math.Min(lowest, factor(rank, p.Length) * p[order[rank]]);
        return adjusted;
    }

    /// <summary>Indices by rising p; ties in the order given.</summary>
    private static int[] Order(ReadOnlySpan<double> p)
    {
        double[] values = p.ToArray();
        return [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i])];
    }

    private static void Check(ReadOnlySpan<double> p)
    {
        foreach (double value in p) Demand.Probability(value, nameof(p));
    }
}
