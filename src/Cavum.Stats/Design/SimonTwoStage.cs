namespace Cavum.Stats;

/// <summary>A two-stage design: stop after n₁ if x₁ ≤ r₁; after n declare activity if x &gt; r.</summary>
/// <param name="ExpectedN">Expected number of subjects under p₀.</param>
/// <param name="EarlyStop">Probability of stopping after the first stage under p₀.</param>
/// <param name="Alpha">Exact probability of declaring activity under p₀.</param>
/// <param name="Power">Exact probability of declaring activity under p₁.</param>
public sealed record TwoStageDesign(int R1, int N1, int R, int N, double ExpectedN, double EarlyStop, double Alpha, double Power);

/// <summary>Simon's designs for one pair of proportions.</summary>
/// <param name="Optimal">Least expected n under p₀.</param>
/// <param name="Minimax">Least n, then least expected n.</param>
/// <param name="Admissible">All designs least in q·n + (1 − q)·E₀n for some q in [0, 1], from minimax to optimal (Jung et al. 2004, Stat Med 23:561–569).</param>
public sealed record SimonDesigns(TwoStageDesign Optimal, TwoStageDesign Minimax, IReadOnlyList<TwoStageDesign> Admissible);

/// <summary>Simon's two-stage designs by exact enumeration (Simon 1989, Control Clin Trials 10:1–10).</summary>
/// <remarks>
/// Oracle: clinfun::ph2simon. For given n₁, n and r the largest r₁ that keeps the power has the least expected n, so only
/// that one is examined; among designs of equal expected n the one found first (smallest n₁, then smallest r) is kept.
/// </remarks>
public static class SimonTwoStage
{
    /// <returns>Null where no design with at most <paramref name="maximumN"/> subjects holds both error rates.</returns>
    public static SimonDesigns? Find(double p0, double p1, double alpha, double beta, int maximumN = 120)
    {
        Demand.Level(p0, nameof(p0));
        Demand.Level(p1, nameof(p1));
        Demand.Level(alpha, nameof(alpha));
        Demand.Level(beta, nameof(beta));
        if (!(p1 > p0)) throw new ArgumentOutOfRangeException(nameof(p1), p1, "The proportion worth detecting is above that of no interest.");
        var tables = new StageTables(p0, p1, maximumN);
        var perN = new List<TwoStageDesign>();
        for (int n = 2; n <= maximumN; n++)
            if (BestOf(n, tables, alpha, beta, perN.Count == 0 ? double.PositiveInfinity : perN[^1].ExpectedN) is { } best) perN.Add(best);
        return perN.Count == 0 ? null : new(perN[^1], perN[0], Admissible(perN));
    }

    /// <summary>The exact properties of any two-stage design.</summary>
    public static TwoStageDesign Evaluate(int r1, int n1, int r, int n, double p0, double p1)
    {
        double stop = Binomial.Cdf(r1, n1, p0);
        return new(r1, n1, r, n, n1 + (1 - stop) * (n - n1), stop, Reject(p0), Reject(p1));

        double Reject(double p)
        {
            double sum = 0;
            for (int x1 = n1; x1 > r1; x1--) sum += Binomial.Pmf(x1, n1, p) * Binomial.Sf(r - x1, n - n1, p);
            return sum;
        }
    }

    /// <summary>The design of n subjects with the least expected n, if it is below <paramref name="bound"/>.</summary>
    /// <remarks>As r rises, the largest r₁ that keeps the power falls, so the first r that holds α is the best; the expected n is at least n₁.</remarks>
    private static TwoStageDesign? BestOf(int n, StageTables tables, double alpha, double beta, double bound)
    {
        (int R1, int N1, int R)? best = null;
        int highestR = n; // one stage has at least the power of two with the same r
        while (highestR > 0 && tables.Above(1, n, highestR - 1) < 1 - beta) highestR--;
        for (int n1 = 1; n1 < n && n1 < bound; n1++)
            for (int r = 0; r < highestR; r++)
            {
                if (tables.Above(0, n1, r) > alpha) continue; // the first stage alone declares too often
                if (LargestR1(n1, n, r, tables, beta) is not int r1) break; // a larger r has less power still
                double expected = n1 + tables.Above(0, n1, r1) * (n - n1);
                if (expected >= bound - 1e-12) break; // a larger r has a smaller r1, hence a larger expected n
                if (tables.Reject(0, r1, n1, r, n) > alpha) continue;
                best = (r1, n1, r);
                bound = expected;
                break;
            }
        return best is var (first, stage, last) ? Evaluate(first, stage, last, n, tables.P0, tables.P1) : null;
    }

    private static int? LargestR1(int n1, int n, int r, StageTables tables, double beta)
    {
        double power = 0;
        for (int x1 = n1; x1 > 0; x1--)
        {
            power += tables.Mass(1, n1, x1) * tables.Above(1, n - n1, r - x1);
            if (power >= 1 - beta) return Math.Min(x1 - 1, r);
        }
        return null;
    }

    /// <summary>The lower convex hull of (n, E₀n): the designs come with rising n and falling E₀n.</summary>
    private static List<TwoStageDesign> Admissible(List<TwoStageDesign> perN)
    {
        var hull = new List<TwoStageDesign>();
        foreach (var design in perN)
        {
            while (hull.Count > 1 && Slope(hull[^2], design) <= Slope(hull[^2], hull[^1])) hull.RemoveAt(hull.Count - 1);
            hull.Add(design);
        }
        return hull;

        static double Slope(TwoStageDesign from, TwoStageDesign to) => (to.ExpectedN - from.ExpectedN) / (to.N - from.N);
    }

    /// <summary>Masses and upper tails of all binomials up to the largest n, for p₀ (0) and p₁ (1).</summary>
    private sealed class StageTables
    {
        private readonly double[][][] mass = [[], []], above = [[], []];

        internal StageTables(double p0, double p1, int maximumN)
        {
            (P0, P1) = (p0, p1);
            for (int which = 0; which < 2; which++)
            {
                double p = which == 0 ? p0 : p1;
                mass[which] = new double[maximumN + 1][];
                above[which] = new double[maximumN + 1][];
                for (int n = 0; n <= maximumN; n++)
                {
                    var m = mass[which][n] = new double[n + 1];
                    var a = above[which][n] = new double[n + 1];
                    for (int k = n; k >= 0; k--)
                    {
                        m[k] = Binomial.Pmf(k, n, p);
                        if (k > 0) a[k - 1] = a[k] + m[k];
                    }
                }
            }
        }

        internal double P0 { get; }
        internal double P1 { get; }

        internal double Mass(int which, int n, int k) => mass[which][n][k];

        /// <summary>Pr(X &gt; k).</summary>
        internal double Above(int which, int n, int k) => k < 0 ? 1 : k >= n ? 0 : above[which][n][k];

        internal double Reject(int which, int r1, int n1, int r, int n)
        {
            double sum = 0;
            for (int x1 = n1; x1 > r1; x1--) sum += mass[which][n1][x1] * Above(which, n - n1, r - x1);
            return sum;
        }
    }
}
