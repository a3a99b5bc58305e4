namespace Cavum.Stats;

/// <summary>One historical arm: responders of subjects.</summary>
public sealed record HistoricalArm(string Study, int N, int R);

/// <summary>The prior of the between-study standard deviation τ of the logits.</summary>
public abstract record HeterogeneityPrior
{
    /// <summary>Density ∝ exp(−τ²/2s²) on τ &gt; 0.</summary>
    public sealed record HalfNormal(double Scale) : HeterogeneityPrior;

    /// <summary>Density ∝ 1/(1 + τ²/s²) on τ &gt; 0.</summary>
    public sealed record HalfCauchy(double Scale) : HeterogeneityPrior;

    /// <summary>ln τ ~ N(mean, sd²).</summary>
    public sealed record LogNormal(double Mean, double Sd) : HeterogeneityPrior;

    internal double LogDensity(double tau) => this switch
    {
        HalfNormal h => Normal.LogPdf(tau / h.Scale) + Math.Log(2 / h.Scale),
        HalfCauchy h => Math.Log(2 / (Math.PI * h.Scale)) - LogExp.Log1P(tau / h.Scale * (tau / h.Scale)),
        LogNormal l => Normal.LogPdf((Math.Log(tau) - l.Mean) / l.Sd) - Math.Log(l.Sd * tau),
        _ => throw new InvalidOperationException("A heterogeneity prior is one of three."),
    };

    internal double TypicalScale => this switch
    {
        HalfNormal h => h.Scale,
        HalfCauchy h => h.Scale,
        LogNormal l => Math.Exp(l.Mean),
        _ => 1,
    };

    internal void Check()
    {
        Demand.Positive(TypicalScale, "tau prior");
        if (this is LogNormal l) Demand.Positive(l.Sd, "tau prior");
    }
}

/// <summary>Mean and standard deviation of a posterior.</summary>
public sealed record PosteriorMoments(double Mean, double Sd);

/// <summary>What a fit of the hierarchical model gives.</summary>
/// <param name="Predictive">The meta-analytic-predictive prior: the response probability of a new study.</param>
/// <param name="Mu">Posterior of the mean logit.</param>
/// <param name="Tau">Posterior of the between-study standard deviation.</param>
public sealed record MapFit(ProportionDensity Predictive, PosteriorMoments Mu, PosteriorMoments Tau);

/// <summary>The meta-analytic-predictive prior of a control's response probability, by deterministic quadrature.</summary>
/// <remarks>
/// r_h ~ Bin(n_h, logistic θ_h), θ_h ~ N(μ, τ²), μ ~ N(m, s²), τ ~ prior; the prior of a new study is that of
/// logistic θ*, θ* ~ N(μ, τ²) (Neuenschwander et al. 2010, Clin Trials 7:5–18; Schmidli et al. 2014, Biometrics 70:1023–1032).
/// All integrals are trapezoidal sums of analytic integrands on steps tied to their width, so errors fall exponentially: no
/// sampling, no seed, the same bits every time. The step of τ is that of a double-exponential map of (0, ∞).
/// </remarks>
public static class MapModel
{
    private const double Negligible = 30; // nats below the maximum at which an integrand is dropped: e⁻³⁰ ≈ 1e-13

    public static MapFit Fit(IReadOnlyList<HistoricalArm> arms, HeterogeneityPrior tauPrior, double muMean = 0, double muSd = 2)
    {
        if (arms.Count == 0) throw new ArgumentException("A meta-analytic prior needs at least one arm.", nameof(arms));
        foreach (var arm in arms)
            if (arm.N < 1 || arm.R < 0 || arm.R > arm.N) throw new ArgumentException($"{arm.Study}: {arm.R} responders of {arm.N}.", nameof(arms));
        tauPrior.Check();
        Demand.Positive(muSd, nameof(muSd));
        if (!double.IsFinite(muMean)) throw new ArgumentOutOfRangeException(nameof(muMean), muMean, "A prior mean is finite.");

        var slices = Slices(arms, tauPrior, muMean, muSd);
        double high = slices.Max(s => s.LogMass), total = 0, tau1 = 0, mu1 = 0;
        foreach (var slice in slices) total += slice.Weight = Math.Exp(slice.LogMass - high);
        foreach (var slice in slices)
        {
            slice.Weight /= total;
            tau1 += slice.Weight * slice.Tau;
            mu1 += slice.Weight * slice.MuMean;
        }
        double tauVariance = 0, muVariance = 0;
        foreach (var slice in slices)
        {
            tauVariance += slice.Weight * (slice.Tau - tau1) * (slice.Tau - tau1);
            muVariance += slice.Weight * (slice.MuVariance + (slice.MuMean - mu1) * (slice.MuMean - mu1));
        }
        var used = slices.Where(s => s.Weight > 1e-16).ToArray();
        double width = Math.Min(used.Min(s => s.PredictiveSd), 1);
        var density = ProportionDensity.OnLogit(mu1, width, t =>
        {
            double sum = 0;
            foreach (var slice in used) sum += slice.Weight * slice.Predictive(t);
            return sum;
        }, t =>
        {
            double sum = 0;
            foreach (var slice in used) sum += slice.Weight * slice.PredictiveBelow(t);
            return sum;
        });
        return new(density, new(mu1, Math.Sqrt(muVariance)), new(tau1, Math.Sqrt(tauVariance)));
    }

    /// <summary>The posterior of μ for each node of τ = s·exp(x − e⁻ˣ), from the highest mass outwards.</summary>
    private static List<MapSlice> Slices(IReadOnlyList<HistoricalArm> arms, HeterogeneityPrior prior, double muMean, double muSd)
    {
        const double step = 0.15;
        double scale = Math.Min(prior.TypicalScale, 5), best = double.NegativeInfinity;
        var slices = new List<MapSlice>();
        for (int i = -23; i <= 200; i++)
        {
            double x = i * step, tau = scale * Math.Exp(x - Math.Exp(-x));
            if (tau < 1e-9 * scale) continue;
            var slice = MapSlice.At(tau, arms, muMean, muSd, Negligible);
            slice.LogMass += prior.LogDensity(tau) + Math.Log(tau * (1 + Math.Exp(-x)));
            slices.Add(slice);
            best = Math.Max(best, slice.LogMass);
            if (i > 0 && (slice.LogMass < best - Negligible || tau > 1e5 * scale)) break;
        }
        slices.RemoveAll(s => s.LogMass < best - Negligible);
        return slices;
    }
}
