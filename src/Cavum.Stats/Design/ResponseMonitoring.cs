namespace Cavum.Stats;

/// <summary>The futility boundary after one subject count.</summary>
/// <param name="N">Subjects observed.</param>
/// <param name="StopAtOrBelow">The largest number of responses that stops; null where none does.</param>
public sealed record MonitoringLook(int N, int? StopAtOrBelow);

/// <summary>What a monitoring rule does when the true response probability is p.</summary>
/// <param name="ExpectedN">Counts the maximum where the rule never stops.</param>
public sealed record MonitoringOperating(double P, double StopProbability, double ExpectedN);

/// <summary>Continuous Bayesian monitoring of a single arm for futility (Thall &amp; Simon 1994, Biometrics 50:337–349).</summary>
/// <remarks>Stop after subject n if Pr(p &gt; p₀ | x) &lt; threshold under a Beta prior. Operating characteristics are exact, by forward recursion over (n, x).</remarks>
public static class ResponseMonitoring
{
    public static IReadOnlyList<MonitoringLook> Boundary(double priorA, double priorB, double p0, double threshold, int minimum, int maximum)
    {
        Demand.Level(p0, nameof(p0));
        Demand.Level(threshold, nameof(threshold));
        if (minimum < 1 || maximum < minimum) throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "Looks go from at least 1 to a maximum not below it.");
        var looks = new List<MonitoringLook>();
        int x = 0; // the boundary never falls as n grows
        for (int n = minimum; n <= maximum; n++)
        {
            while (x <= n && Beta.Sf(p0, priorA + x, priorB + n - x) < threshold) x++;
            looks.Add(new(n, x == 0 ? null : x - 1));
        }
        return looks;
    }

    /// <summary>Exact stopping probability and expected n of a boundary given in order of n.</summary>
    public static MonitoringOperating Operating(IReadOnlyList<MonitoringLook> boundary, double p)
    {
        Demand.Probability(p, nameof(p));
        if (boundary.Count == 0) throw new ArgumentException("A boundary has at least one look.", nameof(boundary));
        int maximum = boundary[^1].N;
        var stopAt = boundary.ToDictionary(b => b.N, b => b.StopAtOrBelow ?? -1);
        var alive = new double[maximum + 1];
        alive[0] = 1;
        double stopped = 0, expected = 0;
        for (int n = 1; n <= maximum; n++)
        {
            for (int x = n; x >= 0; x--) alive[x] = alive[x] * (1 - p) + (x > 0 ? alive[x - 1] * p : 0);
            if (!stopAt.TryGetValue(n, out int limit)) continue;
            for (int x = 0; x <= Math.Min(limit, n); x++)
            {
                stopped += alive[x];
                expected += n * alive[x];
                alive[x] = 0;
            }
        }
        double through = 0;
        for (int x = 0; x <= maximum; x++) through += alive[x];
        return new(p, stopped, expected + maximum * through);
    }

    /// <summary>Predictive probability that, at N subjects, Pr(p &gt; p₀ | all) exceeds θ (Lee &amp; Liu 2008, Clin Trials 5:93–106).</summary>
    public static double PredictiveProbability(int x, int n, int total, double priorA, double priorB, double p0, double theta)
    {
        ProportionInterval.Check(x, n);
        if (total < n) throw new ArgumentOutOfRangeException(nameof(total), total, "The final number is at least the present one.");
        int needed = x;
        while (needed <= x + total - n && !(Beta.Sf(p0, priorA + needed, priorB + total - needed) > theta)) needed++;
        return BetaBinomial.AtLeast(needed - x, total - n, priorA + x, priorB + n - x);
    }
}
