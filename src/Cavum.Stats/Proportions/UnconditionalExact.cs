namespace Cavum.Stats;

/// <summary>Which way two proportions may differ.</summary>
public enum Alternative
{
    TwoSided,

    /// <summary>p₁ &gt; p₀.</summary>
    Greater,

    /// <summary>p₁ &lt; p₀.</summary>
    Less,
}

/// <summary>An exact unconditional test.</summary>
/// <param name="Statistic">Barnard: the pooled z; Boschloo: Fisher's p.</param>
/// <param name="Nuisance">The common proportion at which the p-value is reached.</param>
public sealed record UnconditionalResult(double Statistic, double PValue, double Nuisance);

/// <summary>Exact tests of p₁ = p₀ that fix the two sample sizes only, not the number of responders.</summary>
/// <remarks>
/// p = max over π of Pr(tables at least as extreme | p₁ = p₀ = π), with X₁ ~ Bin(n₁, π) and X₀ ~ Bin(n₀, π) independent. "Extreme" is the pooled z
/// (Barnard 1947, Biometrika 34:123–138, in the score form of Suissa &amp; Shuster 1985, JRSS A 148:317–327) or Fisher's p of the same alternative
/// (Boschloo 1970, Stat Neerl 24:1–9), which is never less powerful than Fisher's test. Equality within 1e-7 relative counts as equal. The maximum is
/// sought on 1,000 cells of [0, 1] and refined in the eight best.
/// </remarks>
public static class UnconditionalExact
{
    /// <summary>Largest sample of a group: the work grows with n₁·n₀.</summary>
    public const int LargestSample = 1000;

    private const double Slack = 1e-7;

    public static UnconditionalResult Barnard(int x1, int n1, int x0, int n0, Alternative alternative = Alternative.TwoSided)
    {
        Check(x1, n1, x0, n0);
        double observed = PooledZ(x1, n1, x0, n0);
        var region = new Region(n1, n0, (a, b) => Toward(PooledZ(a, n1, b, n0), alternative) >= Toward(observed, alternative) - Slack * (1 + Math.Abs(observed)));
        return region.Maximise(observed);
    }

    public static UnconditionalResult Boschloo(int x1, int n1, int x0, int n0, Alternative alternative = Alternative.TwoSided)
    {
        Check(x1, n1, x0, n0);
        double[,] fisher = FisherTable(n1, n0, alternative);
        double observed = fisher[x1, x0];
        return new Region(n1, n0, (a, b) => fisher[a, b] <= observed * (1 + Slack)).Maximise(observed);
    }

    private static double Toward(double z, Alternative alternative) => alternative switch
    {
        Alternative.Greater => z,
        Alternative.Less => -z,
        _ => Math.Abs(z),
    };

    private static double PooledZ(int x1, int n1, int x0, int n0)
    {
        double pooled = (double)(x1 + x0) / (n1 + n0), variance = pooled * (1 - pooled) * (1.0 / n1 + 1.0 / n0);
        return variance > 0 ? ((double)x1 / n1 - (double)x0 / n0) / Math.Sqrt(variance) : 0;
    }

    /// <summary>Fisher's p of every table, one total of responders after the other.</summary>
    private static double[,] FisherTable(int n1, int n0, Alternative alternative)
    {
        var table = new double[n1 + 1, n0 + 1];
        double[] choose1 = Choose(n1), choose0 = Choose(n0);
        for (int total = 0; total <= n1 + n0; total++)
        {
            int low = Math.Max(0, total - n0), high = Math.Min(n1, total);
            double[] mass = new double[high - low + 1];
            for (int a = low; a <= high; a++) mass[a - low] = choose1[a] + choose0[total - a];
            double sum = LogExp.LogSum(mass);
            for (int i = 0; i < mass.Length; i++) mass[i] = Math.Exp(mass[i] - sum);
            for (int a = low; a <= high; a++) table[a, total - a] = Math.Min(1, Tail(mass, a - low, alternative));
        }
        return table;
    }

    private static double Tail(double[] mass, int at, Alternative alternative)
    {
        double p = 0;
        for (int i = 0; i < mass.Length; i++)
        {
            bool counts = alternative switch
            {
                Alternative.Greater => i >= at,
                Alternative.Less => i <= at,
                _ => mass[i] <= mass[at] * (1 + Slack),
            };
            if (counts) p += mass[i];
        }
        return p;
    }

    private static double[] Choose(int n) => [.. Enumerable.Range(0, n + 1).Select(k => k == 0 || k == n ? 0 : -Math.Log(n + 1.0) - Beta.LogFunction(k + 1.0, n - k + 1.0))];

    private static void Check(int x1, int n1, int x0, int n0)
    {
        TwoProportions.Check(x1, n1, x0, n0);
        if (n1 > LargestSample || n0 > LargestSample)
            throw new ArgumentOutOfRangeException(nameof(n1), Math.Max(n1, n0), $"A sample is at most {LargestSample} for an unconditional exact test.");
    }

    /// <summary>The tables that count, as intervals of x₀ for each x₁, so that a probability costs n₁ + n₀ steps.</summary>
    private sealed class Region
    {
        private readonly List<(int From, int To)>[] runs;
        private readonly double[] choose1, choose0;

        public Region(int n1, int n0, Func<int, int, bool> counts)
        {
            (choose1, choose0) = (Choose(n1), Choose(n0));
            runs = new List<(int, int)>[n1 + 1];
            for (int a = 0; a <= n1; a++)
            {
                runs[a] = [];
                for (int b = 0; b <= n0; b++)
                {
                    if (!counts(a, b)) continue;
                    int from = b;
                    while (b < n0 && counts(a, b + 1)) b++;
                    runs[a].Add((from, b));
                }
            }
        }

        public UnconditionalResult Maximise(double statistic)
        {
            const int cells = 1000;
            double[] heights = [.. Enumerable.Range(0, cells + 1).Select(i => Probability((double)i / cells))];
            var peaks = Enumerable.Range(0, cells + 1)
                .Where(i => (i == 0 || heights[i] >= heights[i - 1]) && (i == cells || heights[i] >= heights[i + 1]))
                .OrderByDescending(i => heights[i]).ThenBy(i => i).Take(8);
            var (p, at) = (0.0, 0.0);
            foreach (int i in peaks)
            {
                if (heights[i] > p) (p, at) = (heights[i], (double)i / cells);
                var (x, value) = Brent.Minimise(pi => -Probability(pi), Math.Max(0, (i - 1.0) / cells), Math.Min(1, (i + 1.0) / cells), 1e-10);
                if (-value > p) (p, at) = (-value, x);
            }
            return new(statistic, Math.Min(1, p), at);
        }

        private double Probability(double pi)
        {
            double[] first = Masses(choose1, pi), second = Masses(choose0, pi), below = new double[second.Length + 1];
            for (int b = 0; b < second.Length; b++) below[b + 1] = below[b] + second[b];
            double sum = 0;
            for (int a = 0; a < first.Length; a++)
                foreach (var (from, to) in runs[a]) sum += first[a] * (below[to + 1] - below[from]);
            return sum;
        }

        private static double[] Masses(double[] choose, double pi)
        {
            int n = choose.Length - 1;
            var masses = new double[n + 1];
            if (pi <= 0 || pi >= 1)
            {
                masses[pi <= 0 ? 0 : n] = 1;
                return masses;
            }
            double log = Math.Log(pi), other = LogExp.Log1P(-pi);
            for (int k = 0; k <= n; k++) masses[k] = Math.Exp(choose[k] + k * log + (n - k) * other);
            return masses;
        }
    }
}
