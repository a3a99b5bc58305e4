namespace Cavum.Stats;

/// <summary>Inference after a two-stage trial.</summary>
/// <param name="Umvue">Uniformly minimum-variance unbiased estimate of the response probability.</param>
/// <param name="Naive">Responders over subjects, biased downwards after an early stop and the other way without.</param>
/// <param name="PValue">Pr(an outcome at least as high | p₀) in the order of the unbiased estimate.</param>
/// <param name="Lower">The p with Pr(at least this outcome) = tail.</param>
/// <param name="Upper">The p with Pr(at most this outcome) = tail: the exact limit, which keeps its coverage.</param>
/// <param name="UpperByPValue">The p with Pr(at least this outcome) = 1 − tail: clinfun's upper limit, shorter by one outcome.</param>
public sealed record TwoStageInferenceResult(double Umvue, double Naive, double PValue, double Lower, double Upper, double UpperByPValue);

/// <summary>Estimation and testing after Simon's design as it happened.</summary>
/// <remarks>
/// Jung &amp; Kim 2004 (Stat Med 23:881–896); p and limits by the order of the unbiased estimate (Jung et al. 2006; oracle:
/// clinfun::twostage.inference, whose limits are rounded to 1e-4). n is the number at which the second stage really ended: it
/// may differ from the plan if the reason had nothing to do with the responses.
/// </remarks>
public static class TwoStageInference
{
    /// <param name="x">Responders in all.</param>
    /// <param name="n">Subjects in all; equal to <paramref name="n1"/> where the trial stopped.</param>
    /// <param name="alpha">Tail on each side of the interval.</param>
    public static TwoStageInferenceResult Of(int x, int r1, int n1, int n, double p0, double alpha)
    {
        Demand.Level(p0, nameof(p0));
        Demand.Level(alpha, nameof(alpha));
        if (n1 < 1 || n < n1 || r1 < 0 || r1 >= n1) throw new ArgumentOutOfRangeException(nameof(n1), n1, "A first stage has subjects, a limit below their number, and does not exceed the whole.");
        bool stopped = n == n1 && x <= r1;
        if (x < 0 || x > n || (!stopped && x <= r1)) throw new ArgumentOutOfRangeException(nameof(x), x, "These responders do not fit the stages.");
        double lower = AtLeast(0) >= alpha ? 0 : Brent.Root(p => AtLeast(p) - alpha, 0, 1);
        double upper = x == n && !stopped ? 1 : Brent.Root(p => 1 - AtLeast(p, above: true) - alpha, 0, 1);
        return new(stopped ? (double)x / n1 : Umvue(x, r1, n1, n), (double)x / n, AtLeast(p0), lower, upper,
            AtLeast(0) >= 1 - alpha ? 0 : Brent.Root(p => AtLeast(p) - (1 - alpha), 0, 1));

        double AtLeast(double p, bool above = false) => Tail(stopped, above ? x + 1 : x, r1, n1, n, p);
    }

    /// <summary>The fewest responders in all at which p₀ is rejected at one-sided level <paramref name="alpha"/> by the exact p-value of the trial as it happened; null if none.</summary>
    /// <remarks>With the planned n this is r + 1 or below; with another n it takes the place of the planned limit (Koyama &amp; Chen 2008, Stat Med 27:3145).</remarks>
    public static int? CriticalValue(int r1, int n1, int n, double p0, double alpha)
    {
        for (int x = r1 + 1; x <= n; x++)
            if (Tail(false, x, r1, n1, n, p0) <= alpha) return x;
        return null;
    }

    /// <summary>Σ C(n₁−1, x₁−1)C(n₂, x−x₁) / Σ C(n₁, x₁)C(n₂, x−x₁) over the first-stage counts that went on.</summary>
    public static double Umvue(int x, int r1, int n1, int n)
    {
        int n2 = n - n1;
        var above = new List<double>();
        var below = new List<double>();
        for (int x1 = Math.Max(r1 + 1, x - n2); x1 <= Math.Min(x, n1); x1++)
        {
            double common = Choose(n2, x - x1);
            above.Add(Choose(n1 - 1, x1 - 1) + common);
            below.Add(Choose(n1, x1) + common);
        }
        if (below.Count == 0) throw new ArgumentOutOfRangeException(nameof(x), x, "These responders do not fit the stages.");
        return Math.Exp(LogExp.LogSum([.. above]) - LogExp.LogSum([.. below]));
    }

    /// <summary>Pr(outcome at least x): a trial that went on ranks above one that stopped.</summary>
    private static double Tail(bool stopped, int x, int r1, int n1, int n, double p)
    {
        if (p is 0 or 1) return p == 0 ? (stopped && x <= 0 ? 1 : 0) : 1;
        if (stopped) return Binomial.Sf(x - 1, n1, p);
        double sum = 0;
        for (int x1 = r1 + 1; x1 <= n1; x1++) sum += Binomial.Pmf(x1, n1, p) * (n == n1 ? (x1 >= x ? 1 : 0) : Binomial.Sf(x - x1 - 1, n - n1, p));
        return sum;
    }

    private static double Choose(int n, int k) => k < 0 || k > n ? double.NegativeInfinity : k == 0 || k == n ? 0 : -Math.Log(n + 1.0) - Beta.LogFunction(k + 1.0, n - k + 1.0);
}
