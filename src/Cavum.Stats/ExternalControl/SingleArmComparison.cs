namespace Cavum.Stats;

/// <summary>Probability that the treated response probability exceeds the control's, for a treated arm against a borrowed control.</summary>
/// <param name="Superior">Pr(p_T &gt; p_C | data).</param>
/// <param name="SuperiorByMargin">Pr(p_T &gt; p_C + margin | data).</param>
/// <param name="Difference">Posterior mean of p_T − p_C.</param>
/// <param name="DifferenceLower">2.5 % quantile of p_T − p_C.</param>
/// <param name="DifferenceUpper">97.5 % quantile of p_T − p_C.</param>
public sealed record SingleArmComparisonResult(double Superior, double SuperiorByMargin, double Difference, double DifferenceLower, double DifferenceUpper);

/// <summary>A treated single arm against an external control known through a distribution of its response probability.</summary>
/// <remarks>
/// p_T ~ Beta(a + x, b + n − x), p_C of the given density (a robust MAP as a rule), independent: Pr(p_T &gt; p_C + δ) = E S_T(p_C + δ),
/// the expectation taken on the density's own nodes.
/// </remarks>
public static class SingleArmComparison
{
    public static SingleArmComparisonResult Of(int x, int n, ProportionDensity control, double margin = 0.1, double priorA = 0.5, double priorB = 0.5)
    {
        ProportionInterval.Check(x, n);
        double a = priorA + x, b = priorB + n - x;
        return new(Superiority(a, b, control, 0), Superiority(a, b, control, margin), a / (a + b) - control.Mean, Quantile(0.025), Quantile(0.975));

        double Quantile(double q) => Brent.Root(d => 1 - Superiority(a, b, control, d) - q, -0.999999999, 0.999999999, 1e-10);
    }

    /// <summary>Pr(p_T &gt; p_C + margin) for p_T ~ Beta(a, b).</summary>
    public static double Superiority(double a, double b, ProportionDensity control, double margin = 0) =>
        Math.Clamp(control.Expect(p =>
        {
            double shifted = p + margin;
            return shifted <= 0 ? 1 : shifted >= 1 ? 0 : Beta.Sf(shifted, a, b);
        }), 0, 1);

    /// <summary>The fewest responders of n whose posterior probability of superiority exceeds the cut; null where even n do not suffice.</summary>
    public static int? FewestResponders(int n, ProportionDensity control, double cut, double margin = 0, double priorA = 0.5, double priorB = 0.5)
    {
        int low = -1, high = n + 1; // superiority rises with x
        while (high - low > 1)
        {
            int x = (low + high) / 2;
            if (Superiority(priorA + x, priorB + n - x, control, margin) > cut) high = x;
            else low = x;
        }
        return high > n ? null : high;
    }
}
