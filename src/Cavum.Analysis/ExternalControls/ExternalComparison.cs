using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Analysis;

/// <summary>Weights of both groups and how they were found.</summary>
/// <param name="Status">ok, or why there are no weights.</param>
internal sealed record GroupWeights(double[] Treated, double[] Control, string Status);

/// <summary>The figures of one comparison.</summary>
/// <param name="ProportionalP">p-value of proportional hazards; null where it cannot be tested.</param>
internal sealed record ComparisonFit(
    double? LogRatio, double? StdErr, string Status, double? ProportionalP, double Tau, double RmstTreated, double RmstControl, GroupWeights Weights);

/// <summary>Treated subjects against external controls: weights, weighted Cox with the Lin–Wei sandwich, restricted means to τ.</summary>
internal static class ExternalComparison
{
    /// <summary>Weights by the planned method; a covariate subset may be given to see what dropping one does.</summary>
    /// <param name="method">propensity and entropy weigh the controls to the treated, overlap both, maic the treated to the published means.</param>
    public static GroupWeights Weigh(string method, IReadOnlyList<TimedPerson> treated, IReadOnlyList<TimedPerson> control, IReadOnlyList<string> names, IReadOnlyList<MatchTarget> targets)
    {
        double[] one = Ones(treated.Count), controlOne = Ones(control.Count);
        if (method == "none" || names.Count == 0) return new(one, controlOne, "ok");
        if (method == "maic")
        {
            var fit = MatchingAdjusted.Weigh(Matrix(treated, names.Count), targets);
            return fit.Feasible && fit.Converged ? new(Scaled(fit.Weights), controlOne, "ok") : new([], [], fit.Feasible ? "the weights did not converge" : fit.Status);
        }
        bool[] group = [.. treated.Select(_ => true), .. control.Select(_ => false)];
        var rows = Matrix([.. treated, .. control], names.Count);
        if (method == "entropy")
            return PropensityScore.EntropyBalance(group, rows, names) is { } balanced ? Split(balanced, treated.Count) : new([], [], "no weights of the controls reach the subjects' means");
        var model = PropensityScore.Fit(group, rows, names);
        if (!model.Converged) return new([], [], model.Status);
        double[] scores = [.. model.Scores.Select(e => Math.Clamp(e, 1e-12, 1 - 1e-12))];
        return Split(PropensityScore.Weights(group, scores, method == "overlap" ? WeightingTarget.Overlap : WeightingTarget.Treated), treated.Count);
    }

    public static ComparisonFit Compare(IReadOnlyList<TimedPerson> treated, IReadOnlyList<TimedPerson> control, GroupWeights w, double? tau = null)
    {
        var (times, events, group, weights) = Rows(treated, control, w);
        double horizon = tau ?? Math.Min(treated.Max(p => p.Days), control.Max(p => p.Days));
        var (a, b) = (Curve(treated, w.Treated), Curve(control, w.Control));
        double rmstT = horizon > 0 ? a.RestrictedMean(horizon).Mean : 0, rmstC = horizon > 0 ? b.RestrictedMean(horizon).Mean : 0;
        if (!treated.Any(p => p.Event) || !control.Any(p => p.Event)) return new(null, null, "not estimable: a group has no event", null, horizon, rmstT, rmstC, w);
        var fit = CoxRegression.Fit(new CoxInput(times, events, group) { Weights = weights, Names = ["combination"] }, new CoxOptions { Robust = true });
        var c = fit.Coefficients[0];
        if (fit.Status != FitStatus.Converged || c.Estimate is null) return new(null, null, $"not estimable: {fit.Status}", null, horizon, rmstT, rmstC, w);
        double? p = fit.Events >= 5 ? ProportionalHazards.Test(fit)[0].PValue : null;
        return new(c.Estimate, c.RobustStdErr, "estimated", p, horizon, rmstT, rmstC, w);
    }

    /// <summary>Unweighted Firth fit: finite and less biased where events are few.</summary>
    public static CoxCoefficient? Firth(IReadOnlyList<TimedPerson> treated, IReadOnlyList<TimedPerson> control)
    {
        var (times, events, group, _) = Rows(treated, control, new(Ones(treated.Count), Ones(control.Count), "ok"));
        var fit = FirthCox.Fit(new CoxInput(times, events, group) { Names = ["combination"] });
        return fit.Status == FitStatus.Converged ? fit.Coefficients[0] : null;
    }

    /// <summary>Both sides are drawn again, a curve from its replicates, and the weights are found anew each time; null rows are draws without an estimate.</summary>
    public static (double LogRatio, double RmstDifference)?[] Bootstrap(
        IReadOnlyList<TimedPerson> treated, ControlData control, Func<IReadOnlyList<TimedPerson>, IReadOnlyList<TimedPerson>, GroupWeights> weigh, double tau, int count)
    {
        var draws = new (double, double)?[count];
        Parallel.For(0, count, i =>
        {
            var random = new SeededRandom(ControlData.Seed, (ulong)i);
            var persons = control.Replicates.Count > 0 ? control.Replicates[i % control.Replicates.Count] : control.Persons;
            TimedPerson[] t = Resample(treated, random), c = Resample(persons, random);
            var w = weigh(t, c);
            if (w.Status != "ok") return;
            var fit = Compare(t, c, w, tau);
            if (fit.LogRatio is { } log) draws[i] = (log, fit.RmstTreated - fit.RmstControl);
        });
        return draws;
    }

    private static TimedPerson[] Resample(IReadOnlyList<TimedPerson> persons, SeededRandom random)
    {
        var drawn = new TimedPerson[persons.Count];
        for (int i = 0; i < drawn.Length; i++) drawn[i] = persons[random.NextInt(persons.Count)];
        return drawn;
    }

    public static SurvivalCurve Curve(IReadOnlyList<TimedPerson> persons, double[] weights) => KaplanMeier.Estimate(
        [.. persons.Select(p => p.Days)], [.. persons.Select(p => p.Event)], new KaplanMeierOptions { Interval = SurvivalInterval.LogLog, Robust = weights.Any(w => w != 1) }, default, weights);

    private static (double[] Times, bool[] Events, double[,] Group, double[] Weights) Rows(IReadOnlyList<TimedPerson> treated, IReadOnlyList<TimedPerson> control, GroupWeights w)
    {
        TimedPerson[] all = [.. treated, .. control];
        var group = new double[all.Length, 1];
        for (int i = 0; i < treated.Count; i++) group[i, 0] = 1;
        return ([.. all.Select(p => p.Days)], [.. all.Select(p => p.Event)], group, [.. w.Treated, .. w.Control]);
    }

    public static double[,] Matrix(IReadOnlyList<TimedPerson> persons, int columns)
    {
        var x = new double[persons.Count, columns];
        for (int i = 0; i < persons.Count; i++)
            for (int j = 0; j < columns; j++) x[i, j] = persons[i].Covariates[j];
        return x;
    }

    public static double EffectiveSize(double[] w) => w.Length == 0 ? 0 : w.Sum() * w.Sum() / w.Sum(v => v * v);

    private static double[] Ones(int n) => [.. Enumerable.Repeat(1.0, n)];

    /// <summary>Mean 1, so that counts at risk read as people.</summary>
    private static double[] Scaled(double[] w)
    {
        double mean = w.Average();
        return [.. w.Select(v => v / mean)];
    }

    private static GroupWeights Split(double[] w, int treated) => new(Scaled(w[..treated]), Scaled(w[treated..]), "ok");
}
