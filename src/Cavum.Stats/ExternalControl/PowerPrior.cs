namespace Cavum.Stats;

/// <summary>What borrowing by a power prior gives.</summary>
/// <param name="Posterior">Of the control's response probability.</param>
/// <param name="Power">The discount a₀: given, or the posterior mean of a modelled one.</param>
/// <param name="BorrowedSubjects">a₀ times the historical subjects.</param>
public sealed record PowerPriorResult(BetaMixture Posterior, double Power, double BorrowedSubjects);

/// <summary>Borrowing from one historical control by raising its likelihood to a power a₀ in [0, 1].</summary>
/// <remarks>
/// Given a₀: Beta(a + a₀r₀ + r, b + a₀(n₀ − r₀) + n − r) (Ibrahim &amp; Chen 2000, Stat Sci 15:46–60). Modelled: the normalised power prior (Duan, Ye &amp; Smith 2006,
/// Environmetrics 17:95–106) with a₀ ~ Beta(c, d), a₀ summed over Gauss–Legendre nodes of its prior probability; each node's posterior is a beta, so the whole is a mixture of betas.
/// </remarks>
public static class PowerPrior
{
    private const int Nodes = 64;

    public static PowerPriorResult Fixed(int r, int n, HistoricalArm historical, double power, double priorA = 1, double priorB = 1)
    {
        Check(r, n, historical, priorA, priorB);
        Demand.Probability(power, nameof(power));
        return new(new([new(1, priorA + power * historical.R + r, priorB + power * (historical.N - historical.R) + n - r)]), power, power * historical.N);
    }

    /// <summary>a₀ is learnt from how well the two agree: its marginal likelihood is that of a beta-binomial with the discounted prior.</summary>
    public static PowerPriorResult Normalised(int r, int n, HistoricalArm historical, double c = 1, double d = 1, double priorA = 1, double priorB = 1)
    {
        Check(r, n, historical, priorA, priorB);
        Demand.Positive(c, nameof(c));
        Demand.Positive(d, nameof(d));
        var rule = GaussLegendre.Rule(Nodes);
        var log = new double[Nodes];
        var parts = new BetaComponent[Nodes];
        for (int i = 0; i < Nodes; i++)
        {
            double power = Power(i), a = priorA + power * historical.R, b = priorB + power * (historical.N - historical.R);
            log[i] = Math.Log(rule.Weights[i]) + BetaBinomial.LogPmf(r, n, a, b);
            parts[i] = new(0, a + r, b + n - r);
        }
        double total = LogExp.LogSum(log), mean = 0;
        for (int i = 0; i < Nodes; i++)
        {
            double weight = Math.Exp(log[i] - total);
            parts[i] = parts[i] with { Weight = weight };
            mean += weight * Power(i);
        }
        return new(new(parts), mean, mean * historical.N);

        // Nodes in the prior probability of a₀, so that a prior with poles at 0 or 1 (c or d below 1) is summed as well as a flat one.
        double Power(int i) => Beta.Quantile(0.5 * (rule.Nodes[i] + 1), c, d);
    }

    private static void Check(int r, int n, HistoricalArm historical, double a, double b)
    {
        if (n < 0 || r < 0 || r > n) throw new ArgumentOutOfRangeException(nameof(r), r, $"Responders lie between 0 and {n}.");
        if (historical.N < 0 || historical.R < 0 || historical.R > historical.N) throw new ArgumentException($"{historical.Study}: {historical.R} responders of {historical.N}.", nameof(historical));
        Demand.Positive(a, "prior a");
        Demand.Positive(b, "prior b");
    }
}
