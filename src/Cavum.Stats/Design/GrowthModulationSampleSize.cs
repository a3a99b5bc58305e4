namespace Cavum.Stats;

/// <summary>The size of a trial whose endpoint is the growth modulation index.</summary>
/// <param name="ProbabilityNull">Pr(PFS2/PFS1 &gt; null ratio) where the null holds: one half.</param>
/// <param name="ProbabilityAlternative">The same probability where the alternative holds.</param>
/// <param name="Shape">Shape of the log-logistic ratio: marginal shape over the copula's dependence parameter.</param>
/// <param name="Exact">Patients to enrol before rounding up, those lost included.</param>
public sealed record GrowthModulationSize(double ProbabilityNull, double ProbabilityAlternative, double Shape, double Exact, int Patients);

/// <summary>Patients needed to show that PFS2/PFS1 exceeds a null ratio.</summary>
/// <remarks>
/// PFS1 and PFS2 Weibull of one shape k, joined by Gumbel–Hougaard's copula (a shared positive stable frailty) with dependence a: the ratio is log-logistic,
/// Pr(ratio &gt; r) = 1/(1 + (r/θ)^{k/a}), θ its median. For exponential times the correlation is ρ = 2Γ(1 + a)²/Γ(1 + 2a) − 1, which gives a from ρ
/// (Gumbel 1960, JASA 55:698; Hougaard 1986, Biometrika 73:671). n/(1 − lost) solves Φ(2|p₁ − ½|√n − z) + Φ(−2|p₁ − ½|√n − z) = power, z = z_{1−α/2}, p₁ = Pr(ratio &gt; θ₀ | θ₁):
/// a sign test of the ratio against θ₀ (Kovalchik &amp; Mietlowski 2011, Contemp Clin Trials 32:99). Oracle: prophets.
/// </remarks>
public static class GrowthModulationSampleSize
{
    public static GrowthModulationSize Of(double alternative, double nullRatio = 1, double correlation = 0, double shape = 1,
        double alpha = 0.05, double power = 0.8, double lost = 0)
    {
        double steep = shape / Dependence(correlation), p1 = Check(alternative, nullRatio, steep, alpha, lost);
        Demand.Level(power, nameof(power));
        if (power <= alpha) throw new ArgumentOutOfRangeException(nameof(power), power, "The power is above the level.");
        double z = Normal.UpperTailQuantile(alpha / 2) + Normal.Quantile(power);
        double nearly = z * z / (4 * (p1 - 0.5) * (p1 - 0.5)); // leaves out the far tail, so it is at most a little too large
        double n = Brent.Root(m => TwoTails(m, p1, alpha) - power, 0, 2 * nearly + 1) / (1 - lost);
        return new(0.5, p1, steep, n, (int)Math.Min(int.MaxValue, Math.Ceiling(n - 1e-9)));
    }

    /// <summary>Two-sided power of <paramref name="patients"/> evaluable patients.</summary>
    public static double Power(int patients, double alternative, double nullRatio = 1, double correlation = 0, double shape = 1, double alpha = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patients, 1);
        double p1 = Check(alternative, nullRatio, shape / Dependence(correlation), alpha, 0);
        return TwoTails(patients, p1, alpha);
    }

    private static double TwoTails(double patients, double p1, double alpha)
    {
        double z = Normal.UpperTailQuantile(alpha / 2), shift = 2 * Math.Abs(p1 - 0.5) * Math.Sqrt(patients);
        return Normal.Cdf(shift - z) + Normal.Cdf(-shift - z);
    }

    /// <summary>The copula's parameter, 1 for independent times.</summary>
    public static double Dependence(double correlation)
    {
        if (!(correlation >= 0 && correlation < 1)) throw new ArgumentOutOfRangeException(nameof(correlation), correlation, "A correlation lies from 0 to below 1 here.");
        if (correlation == 0) return 1;
        return Brent.Root(a => 2 * Math.Exp(2 * GammaFunction.Log(1 + a) - GammaFunction.Log(1 + 2 * a)) - 1 - correlation, 1e-9, 1);
    }

    private static double Check(double alternative, double nullRatio, double steep, double alpha, double lost)
    {
        Demand.Positive(alternative, nameof(alternative));
        Demand.Positive(nullRatio, nameof(nullRatio));
        Demand.Positive(steep, nameof(steep));
        Demand.Level(alpha, nameof(alpha));
        if (!(lost >= 0 && lost < 1)) throw new ArgumentOutOfRangeException(nameof(lost), lost, "The share lost lies from 0 to below 1.");
        if (alternative == nullRatio) throw new ArgumentOutOfRangeException(nameof(alternative), alternative, "The alternative differs from the null ratio.");
        return 1 / (1 + Math.Pow(nullRatio / alternative, steep));
    }
}
