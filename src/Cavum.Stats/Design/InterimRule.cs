namespace Cavum.Stats;

/// <summary>What one look at a single arm decides.</summary>
/// <param name="StopAtOrBelow">The largest number of responses that stops for futility; null where none does.</param>
/// <param name="StopAtOrAbove">The smallest number of responses that stops for efficacy; null where none does.</param>
public sealed record InterimLook(int N, int? StopAtOrBelow, int? StopAtOrAbove = null);

/// <summary>What a single-arm rule with looks does when the true response probability is p.</summary>
/// <param name="Reject">Probability that p₀ is rejected, at a look or at the end.</param>
/// <param name="StopFutility">Probability of a stop for futility before the end.</param>
/// <param name="StopEfficacy">Probability of a stop for efficacy before the end.</param>
public sealed record InterimOperating(double P, double Reject, double StopFutility, double StopEfficacy, double ExpectedN);

/// <summary>A single arm with looks, and success at the end from <paramref name="SuccessAtOrAbove"/> responses of <paramref name="MaximumN"/>.</summary>
public sealed record InterimRule(IReadOnlyList<InterimLook> Looks, int MaximumN, int SuccessAtOrAbove)
{
    /// <summary>Exact operating characteristics by forward recursion over (n, x).</summary>
    public InterimOperating Operating(double p)
    {
        Demand.Probability(p, nameof(p));
        var at = Looks.Where(l => l.N < MaximumN).ToDictionary(l => l.N);
        var alive = new double[MaximumN + 1];
        alive[0] = 1;
        double futile = 0, effective = 0, expected = 0;
        for (int n = 1; n <= MaximumN; n++)
        {
            for (int x = n; x >= 0; x--) alive[x] = alive[x] * (1 - p) + (x > 0 ? alive[x - 1] * p : 0);
            if (!at.TryGetValue(n, out var look)) continue;
            for (int x = 0; x <= n; x++)
            {
                bool low = x <= look.StopAtOrBelow, high = x >= look.StopAtOrAbove;
                if (!low && !high) continue;
                if (low) futile += alive[x];
                else effective += alive[x];
                expected += n * alive[x];
                alive[x] = 0;
            }
        }
        double reject = effective, through = 0;
        for (int x = 0; x <= MaximumN; x++)
        {
            through += alive[x];
            if (x >= SuccessAtOrAbove) reject += alive[x];
        }
        return new(p, reject, futile, effective, expected + MaximumN * through);
    }

    internal static int[] CheckLooks(IReadOnlyList<int> looks, int maximum)
    {
        if (maximum < 1) throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "A trial has at least one subject.");
        int[] sorted = [.. looks.Distinct().Order()];
        if (sorted.Length > 0 && (sorted[0] < 1 || sorted[^1] > maximum))
            throw new ArgumentOutOfRangeException(nameof(looks), sorted[^1], $"Looks lie between 1 and {maximum} subjects.");
        return sorted;
    }
}

/// <summary>Monitoring by predictive probability: will the trial succeed at its full size? (Lee &amp; Liu 2008, Clin Trials 5:93–106.)</summary>
/// <remarks>
/// At N subjects success is Pr(p &gt; p₀ | x) &gt; θ under a Beta(a, b) prior. At each look PP = Pr(success at N | x of n), beta-binomial; the trial stops for
/// futility where PP &lt; lower and, if upper &lt; 1, for efficacy where PP &gt; upper. PP rises with x, so both are limits on x.
/// </remarks>
public static class PredictiveMonitoring
{
    public static InterimRule Rule(double priorA, double priorB, double p0, double theta, double lower, double upper, int maximum, IReadOnlyList<int> looks)
    {
        Demand.Positive(priorA, nameof(priorA));
        Demand.Positive(priorB, nameof(priorB));
        Demand.Level(p0, nameof(p0));
        Demand.Level(theta, nameof(theta));
        Demand.Probability(lower, nameof(lower));
        Demand.Probability(upper, nameof(upper));
        if (lower >= upper) throw new ArgumentOutOfRangeException(nameof(lower), lower, "The lower limit is below the upper one.");
        int success = 0;
        while (success <= maximum && !(Beta.Sf(p0, priorA + success, priorB + maximum - success) > theta)) success++;
        var rule = new List<InterimLook>();
        foreach (int n in InterimRule.CheckLooks(looks, maximum))
        {
            int? low = null, high = null;
            for (int x = 0; x <= n; x++)
            {
                double pp = BetaBinomial.AtLeast(success - x, maximum - n, priorA + x, priorB + n - x);
                if (pp < lower) low = x;
                if (pp > upper && high is null) high = x;
            }
            rule.Add(new(n, low, high));
        }
        return new(rule, maximum, success);
    }
}
