namespace Cavum.Stats;

/// <summary>One part of a mixture: Beta(a, b) with its weight.</summary>
public sealed record BetaComponent(double Weight, double A, double B);

/// <summary>A mixture of beta distributions: conjugate to binomial data, part by part.</summary>
public sealed class BetaMixture
{
    public BetaMixture(IEnumerable<BetaComponent> components)
    {
        BetaComponent[] parts = [.. components];
        double total = parts.Sum(c => c.Weight);
        if (parts.Length == 0 || !(total > 0) || parts.Any(c => !(c.Weight >= 0)))
            throw new ArgumentException("A mixture has parts of weights not below 0, one of them above 0.", nameof(components));
        foreach (var c in parts)
        {
            Demand.Positive(c.A, "a");
            Demand.Positive(c.B, "b");
        }
        Components = [.. parts.Select(c => c with { Weight = c.Weight / total })];
    }

    public IReadOnlyList<BetaComponent> Components { get; }

    public double Mean => Components.Sum(c => c.Weight * c.A / (c.A + c.B));

    public double Sd
    {
        get
        {
            double mean = Mean;
            return Math.Sqrt(Components.Sum(c =>
            {
                double m = c.A / (c.A + c.B);
                return c.Weight * (m * (1 - m) / (c.A + c.B + 1) + (m - mean) * (m - mean));
            }));
        }
    }

    public double LogPdf(double p) => LogExp.LogSum([.. Components.Select(c => Math.Log(c.Weight) + Beta.LogPdf(p, c.A, c.B))]);

    public double Cdf(double p) => Components.Sum(c => c.Weight * Beta.Cdf(p, c.A, c.B));

    public double Sf(double p) => Components.Sum(c => c.Weight * Beta.Sf(p, c.A, c.B));

    public double Quantile(double q)
    {
        Demand.Probability(q, nameof(q));
        if (q is 0 or 1) return q;
        double low = Components.Min(c => Beta.Quantile(q, c.A, c.B)), high = Components.Max(c => Beta.Quantile(q, c.A, c.B));
        return low == high ? low : Brent.Root(p => Cdf(p) - q, low, high);
    }

    /// <summary>The mixture after r responders of n: shapes add, weights follow the marginal probabilities.</summary>
    public BetaMixture Update(int r, int n)
    {
        if (n < 0 || r < 0 || r > n) throw new ArgumentOutOfRangeException(nameof(r), r, $"Responders lie between 0 and {n}.");
        double[] log = [.. Components.Select(c => Math.Log(c.Weight) + BetaBinomial.LogPmf(r, n, c.A, c.B))];
        double total = LogExp.LogSum(log);
        return new(Components.Select((c, i) => new BetaComponent(Math.Exp(log[i] - total), c.A + r, c.B + n - r)));
    }

    /// <summary>Predictive probability of r responders of n.</summary>
    public double Predictive(int r, int n) => Components.Sum(c => c.Weight * Math.Exp(BetaBinomial.LogPmf(r, n, c.A, c.B)));

    /// <summary>Adds a weak part with the given weight, Beta(1, 1) by default.</summary>
    public BetaMixture Robustify(double weight, double a = 1, double b = 1)
    {
        Demand.Probability(weight, nameof(weight));
        return new([.. Components.Select(c => c with { Weight = c.Weight * (1 - weight) }), new(weight, a, b)]);
    }

    /// <summary>Pr(P &gt; Q + margin) for independent P of this mixture and Q of the other.</summary>
    public double Superiority(BetaMixture other, double margin = 0) => Components.Sum(c => other.Components.Sum(d =>
        c.Weight * d.Weight == 0 ? 0 : c.Weight * d.Weight * BetaBinomial.Superiority(c.A, c.B, d.A, d.B, margin)));

    /// <summary>ELIR and moment effective sample sizes of the mixture itself.</summary>
    /// <remarks>ELIR integrates −(ln f)″·p(1 − p) over f, part by part in the logit (RBesT's ess, method "elir").</remarks>
    public EffectiveSampleSize EffectiveSampleSize()
    {
        double sum = 0;
        foreach (var c in Components)
        {
            if (c.Weight == 0) continue;
            double low = IncompleteBeta.LogitQuantile(c.A, c.B, 1e-14, 1), high = IncompleteBeta.LogitQuantile(c.A, c.B, 1, 1e-14);
            double log = Beta.LogFunction(c.A, c.B);
            sum += c.Weight * GaussLegendre.Integrate(t =>
                Math.Exp(c.A * IncompleteBeta.LogLogistic(t) + c.B * IncompleteBeta.LogLogistic(-t) - log) * InformationRatio(t), low, high, 24, 16);
        }
        double mean = Mean, sd = Sd;
        return new(double.IsFinite(sum) ? sum : null, mean * (1 - mean) / (sd * sd) - 1);
    }

    /// <summary>Morita's effective sample size: the subjects whose expected information at the mode equals the prior's curvature there.</summary>
    /// <remarks>m = [D + 1/θ² + 1/(1−θ)²]/(μ/θ² + (1−μ)/(1−θ)²), D = −(ln f)″(θ), θ the mode, μ the mean (Morita, Thall &amp; Müller 2008, Biometrics
    /// 64:595–602, with the least informative prior's size taken to 0; RBesT takes it as 0.01). Null where the mode is at 0 or 1 or the result is not positive.</remarks>
    public double? MoritaSampleSize()
    {
        double mode = 0, best = double.NegativeInfinity;
        for (int i = 1; i < 1000; i++)
            if (LogPdf(i / 1000.0) is var value && value > best) (best, mode) = (value, i / 1000.0);
        if (mode is < 0.0015 or > 0.9985) return null;
        mode = Brent.Minimise(p => -LogPdf(p), mode - 0.001, mode + 0.001).X;
        double q = 1 - mode, mean = Mean, size = (InformationRatio(Math.Log(mode / q)) / (mode * q) + 1 / (mode * mode) + 1 / (q * q)) / (mean / (mode * mode) + (1 - mean) / (q * q));
        return size > 0 ? size : null;
    }

    /// <summary>−(ln f)″(p)·p(1 − p) = [(f′/f)² − f″/f]·pq with the derivatives of each part in closed form.</summary>
    private double InformationRatio(double t)
    {
        double p = IncompleteBeta.Logistic(t), q = IncompleteBeta.Logistic(-t);
        double[] log = [.. Components.Select(c => Math.Log(c.Weight) + (c.A - 1) * IncompleteBeta.LogLogistic(t) + (c.B - 1) * IncompleteBeta.LogLogistic(-t) - Beta.LogFunction(c.A, c.B))];
        double total = LogExp.LogSum(log), first = 0, second = 0;
        for (int i = 0; i < log.Length; i++)
        {
            double share = Math.Exp(log[i] - total), a = Components[i].A - 1, b = Components[i].B - 1, slope = a / p - b / q;
            first += share * slope;
            second += share * (slope * slope - a / (p * p) - b / (q * q));
        }
        return (first * first - second) * p * q;
    }
}
