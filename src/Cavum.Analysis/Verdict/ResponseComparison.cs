using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Responders of evaluated subjects.</summary>
internal readonly record struct ResponseCount(int Responders, int Of);

/// <summary>What stands for ICB alone where response is counted; null where no arm reports it.</summary>
/// <param name="Matched">True when every arm that is used treated subjects after ICB failure.</param>
internal sealed record ArmComparisons(ResponseComparison? Pet, bool Matched, ResponseComparison? Ebv, bool EbvMatched)
{
    public static ArmComparisons Of(IReadOnlyList<EvidenceArm> pet, IReadOnlyList<EvidenceArm> ebv, DecisionRule rule) =>
        new(pet.Count > 0 ? new(pet, rule) : null, pet.Count > 0 && pet.All(a => a.PriorIcb), ebv.Count > 0 ? new(ebv, rule) : null, ebv.Count > 0 && ebv.All(a => a.PriorIcb));
}

/// <summary>Response on the combination against the predictive distribution of ICB alone.</summary>
/// <remarks>
/// Study: p_T ~ Beta(a + x, b + n − x). Control: robust MAP, p_C ~ (1 − w)·MAP + w·Beta(1, 1).
/// Pr(p_T &gt; p_C) = E[1 − F_T(p_C)], the expectation over p_C by quadrature: the same bits every time.
/// </remarks>
internal sealed class ResponseComparison
{
    private readonly DecisionRule rule;
    private readonly ProportionDensity map, control;

    public ResponseComparison(IReadOnlyList<EvidenceArm> arms, DecisionRule rule)
    {
        this.rule = rule;
        var fit = MapModel.Fit([.. arms.Select(a => new HistoricalArm(a.Arm, a.Of, a.Responders))], new HeterogeneityPrior.HalfNormal(rule.TauScale), rule.MuMean, rule.MuStdDev);
        map = fit.Predictive;
        Tau = fit.Tau;
        control = rule.RobustWeight > 0 ? map.Robustify(rule.RobustWeight) : map;
    }

    private ResponseComparison(ResponseComparison of, DecisionRule rule)
    {
        (this.rule, map, Tau) = (rule, of.map, of.Tau);
        control = rule.RobustWeight > 0 ? map.Robustify(rule.RobustWeight) : map;
    }

    /// <summary>The same arms under another rule; the hierarchy is fitted anew only if its priors differ.</summary>
    public ResponseComparison With(IReadOnlyList<EvidenceArm> arms, DecisionRule other) =>
        (other.TauScale, other.MuMean, other.MuStdDev) == (rule.TauScale, rule.MuMean, rule.MuStdDev) ? new(this, other) : new(arms, other);

    public ProportionDensity Map => map;
    public ProportionDensity Control => control;
    public PosteriorMoments Tau { get; }

    /// <param name="shift">Added to every response rate of ICB alone: what a bias of the arms would do.</param>
    public double ProbabilityMore(ResponseCount x, double shift = 0)
    {
        var (a, b) = Posterior(x);
        return SingleArmComparison.Superiority(a, b, control, shift);
    }

    /// <summary>Posterior median and 95 % limits of the ratio p_T/p_C, from those of p_T and the quantiles of p_C jointly.</summary>
    public (double Median, double Lower, double Upper) Ratio(ResponseCount x)
    {
        var (a, b) = Posterior(x);
        double Below(double r) => control.Expect(p => p * r >= 1 ? 1 : Beta.Cdf(p * r, a, b));
        double Quantile(double q) => Math.Exp(Brent(l => Below(Math.Exp(l)) - q));
        return (Quantile(0.5), Quantile(0.025), Quantile(0.975));

        static double Brent(Func<double, double> f) => Cavum.Stats.TippingPoint.Solve(f, -9, 9) ?? double.NaN;
    }

    /// <summary>Posterior median and 95 % limits of the difference p_T − p_C.</summary>
    public (double Median, double Lower, double Upper) Difference(ResponseCount x)
    {
        var (a, b) = Posterior(x);
        double Below(double d) => control.Expect(p => p + d <= 0 ? 0 : p + d >= 1 ? 1 : Beta.Cdf(p + d, a, b));
        double Quantile(double q) => Bisect(d => Below(d) - q);
        return (Quantile(0.5), Quantile(0.025), Quantile(0.975));
    }

    /// <summary>The fixed control rate at which Pr(p_T &gt; p_C) is exactly the bar: below it the line speaks for more.</summary>
    public double ControlRateThatFlips(ResponseCount x, double bar)
    {
        var (a, b) = Posterior(x);
        return Beta.Quantile(1 - bar, a, b);
    }

    public double ProbabilityAbove(ResponseCount x, double controlRate)
    {
        var (a, b) = Posterior(x);
        return Beta.Sf(controlRate, a, b);
    }

    public double StudyDensity(ResponseCount x, double p)
    {
        var (a, b) = Posterior(x);
        return Math.Exp(Beta.LogPdf(p, a, b));
    }

    private (double A, double B) Posterior(ResponseCount x) => (rule.SubjectPriorA + x.Responders, rule.SubjectPriorB + x.Of - x.Responders);

    /// <summary>Root of an increasing function on [−1, 1]; 60 halvings reach double precision.</summary>
    private static double Bisect(Func<double, double> f)
    {
        double low = -1, high = 1;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            if (f(middle) < 0) low = middle;
            else high = middle;
        }
        return (low + high) / 2;
    }
}
