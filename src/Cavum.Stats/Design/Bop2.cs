namespace Cavum.Stats;

/// <summary>A calibrated BOP2 design of a binary endpoint.</summary>
/// <param name="Lambda">Posterior probability required at the end.</param>
/// <param name="Gamma">How fast the requirement falls towards the first looks; 0: not at all.</param>
/// <param name="Null">Operating characteristics at p₀: Reject is the type I error.</param>
/// <param name="Alternative">Operating characteristics at p₁: Reject is the power.</param>
public sealed record Bop2Design(double Lambda, double Gamma, InterimRule Rule, InterimOperating Null, InterimOperating Alternative);

/// <summary>Bayesian optimal phase II design, one binary endpoint (Zhou, Lee &amp; Yuan 2017, Stat Med 36:3302–3314).</summary>
/// <remarks>
/// Prior Beta(p₀, 1 − p₀), worth one subject. After n subjects stop for futility where Pr(p &gt; p₀ | x) &lt; λ(n/N)^γ; at N reject p₀ otherwise. Of all λ in
/// 0.50, 0.51, …, 0.99 and γ in 0, 0.05, …, 1 the pair with the greatest power at p₁ among those with type I error ≤ α; equal power (1e-12): the least
/// expected number under p₀, then the least λ and γ. All probabilities are exact (the paper simulates).
/// </remarks>
public static class Bop2
{
    /// <returns>Null where no pair holds the type I error.</returns>
    public static Bop2Design? Find(double p0, double p1, double alpha, int maximum, IReadOnlyList<int> looks)
    {
        Demand.Level(p0, nameof(p0));
        Demand.Level(p1, nameof(p1));
        Demand.Level(alpha, nameof(alpha));
        if (p1 <= p0) throw new ArgumentOutOfRangeException(nameof(p1), p1, "The alternative lies above p₀.");
        int[] at = InterimRule.CheckLooks(looks, maximum);
        double[][] posterior = [.. at.Append(maximum).Select(n => Enumerable.Range(0, n + 1).Select(x => Beta.Sf(p0, p0 + x, 1 - p0 + n - x)).ToArray())];
        Bop2Design? best = null;
        var seen = new HashSet<string>();
        for (int l = 50; l <= 99; l++)
            for (int g = 0; g <= 20; g++)
            {
                double lambda = l / 100.0, gamma = g / 20.0;
                var rule = Rule(at, maximum, posterior, lambda, gamma);
                // Many pairs give one and the same boundary.
                if (!seen.Add(string.Join(' ', rule.Looks.Select(k => k.StopAtOrBelow ?? -1).Append(rule.SuccessAtOrAbove)))) continue;
                if (rule.SuccessAtOrAbove > maximum) continue; // a trial that cannot succeed is no design
                var under = rule.Operating(p0);
                if (under.Reject > alpha) continue;
                var design = new Bop2Design(lambda, gamma, rule, under, rule.Operating(p1));
                if (best is null || Better(design, best)) best = design;
            }
        return best;
    }

    private static bool Better(Bop2Design design, Bop2Design best)
    {
        double gain = design.Alternative.Reject - best.Alternative.Reject;
        return gain > 1e-12 || (gain >= -1e-12 && design.Null.ExpectedN < best.Null.ExpectedN - 1e-12);
    }

    private static InterimRule Rule(int[] looks, int maximum, double[][] posterior, double lambda, double gamma)
    {
        var list = new List<InterimLook>();
        for (int k = 0; k < looks.Length; k++)
        {
            double required = lambda * Math.Pow((double)looks[k] / maximum, gamma);
            int below = posterior[k].Count(p => p < required);
            list.Add(new(looks[k], below == 0 ? null : below - 1));
        }
        return new(list, maximum, posterior[^1].Count(p => p < lambda));
    }
}
