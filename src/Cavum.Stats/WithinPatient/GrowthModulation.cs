using Cavum.Core;

namespace Cavum.Stats;

/// <summary>One patient's two periods: progression-free survival on the earlier line (always an event) and on the later one.</summary>
public readonly record struct LinePair(double First, double Second, bool SecondIsEvent)
{
    /// <summary>The growth modulation index, second over first.</summary>
    public double Ratio => Second / First;
}

/// <summary>How the probability that the index reaches δ is estimated.</summary>
public enum GmiMethod
{
    /// <summary>Share with ratio ≥ δ among rows whose answer is known; Clopper–Pearson limits. Biased: long censored ratios below δ are lost.</summary>
    Count,

    /// <summary>Kaplan–Meier of the ratio at δ. Biased: the censoring of a ratio depends on its own first period.</summary>
    KaplanMeier,

    /// <summary>Ranks of PFS2 against δ·PFS1 with the censored placed midway (Hudgens' midrank pairing).</summary>
    Midrank,

    /// <summary>Kaplan–Meier of the ratio, conditional on the first period by a kernel, then averaged: allows for dependent censoring, as far as somebody was followed.</summary>
    KernelKaplanMeier,

    /// <summary>Log-logistic model of the ratio with the delta-method error in (μ, log σ).</summary>
    LogLogistic,

    /// <summary>The kernel estimate, continued by a log-logistic model of the second period given the first where nobody near was followed to δ; the default.</summary>
    CompletedKernel,
}

/// <summary>Why an estimator has no value or no interval.</summary>
public enum GmiStatus
{
    Done,

    /// <summary>No row's answer is known, or the model cannot be fitted (a ratio of 0, no event).</summary>
    NotEstimable,

    /// <summary>There is an estimate, and no interval for it (too few patients, or too few periods that ended).</summary>
    NoInterval,
}

public sealed record GmiEstimate(GmiMethod Method, GmiStatus Status, double? Estimate, double? StdErr, double? Lower, double? Upper)
{
    /// <summary>What is assumed or wrong here, and what to use instead; null where nothing is.</summary>
    public string? Caution { get; init; }
}

/// <summary>Hazard of the later line over that of the earlier one, robust by patient.</summary>
public sealed record PairedCox(FitStatus Status, double? HazardRatio, double? Lower, double? Upper, double? LogHazardRatio, double? RobustStdErr, double? PValue);

/// <summary>Exact two-sided sign test of the later period being longer.</summary>
public sealed record SignTest(int Pairs, int Longer, double? PValue);

/// <param name="KendallTau">τ-b of the two periods as observed, censored ones as they stand; null where one period is the same in all.</param>
public sealed record GmiResult(double Delta, int Patients, IReadOnlyList<GmiEstimate> Estimators, PairedCox PairedCox, SignTest SignTest, double? KendallTau);

/// <summary>Did the later line hold longer than the earlier? The growth modulation index PFS2/PFS1 and the share of patients that reach δ.</summary>
/// <remarks>
/// Von Hoff 1998, Clin Cancer Res 4:1079; Mick et al. 2000, Control Clin Trials 21:343; Texier et al. 2018, Clin Trials 15:158. P(GMI ≥ δ) is not 0 when the
/// later line does nothing: see <see cref="GrowthModulationNull"/>. Criteria compare with a tolerance of 1e-9. docs/methods/growth-modulation.md.
/// </remarks>
public static class GrowthModulation
{
    internal const double Tolerance = 1e-9;

    /// <summary>The estimator to report: its limits cover where those of the others need not (docs/validation).</summary>
    public const GmiMethod Recommended = GmiMethod.CompletedKernel;

    public static GmiResult Estimate(IReadOnlyList<LinePair> pairs, double delta = 1.33, double confidence = 0.95)
    {
        Check(pairs, delta);
        SurvivalArguments.CheckConfidence(confidence);
        double z = Normal.Quantile(0.5 + confidence / 2);
        var (kernel, completed) = KernelKaplanMeier.Estimate(pairs, delta, confidence);
        // what is censored before δ is what the estimators disagree about
        string? open = pairs.Count(p => !p.SecondIsEvent && !Reaches(p, delta)) is var unknown and > 0 ? $"{unknown} of {pairs.Count} ratios are censored below δ" : null;
        return new(delta, pairs.Count,
        [
            Count(pairs, delta, confidence) with { Caution = Biased("and left out, which is right only where being known does not depend on the ratio") },
            RatioKaplanMeier(pairs, delta, confidence) with { Caution = Biased("at a ratio that depends on the first period, so the curve is biased") },
            Midrank.Estimate(pairs, delta, z) with { Caution = Biased("and take a rank midway between leaving now and never, which is a convention") }, kernel,
            LogLogistic(pairs, delta, z) with { Caution = Biased("at a ratio that depends on the first period, so the model of the ratio alone is biased") }, completed,
        ], Paired(pairs, confidence), Sign(pairs), Kendall.TauB([.. pairs.Select(p => p.First)], [.. pairs.Select(p => p.Second)]));

        string? Biased(string how) => open is null ? null : $"{open} {how}: use kernel-km-completed";
    }

    /// <summary>Every reason why pairs cannot be used, by row.</summary>
    public static IEnumerable<Problem> Problems(IReadOnlyList<LinePair> pairs)
    {
        for (int i = 0; i < pairs.Count; i++)
        {
            if (!(pairs[i].First > 0)) yield return new($"pair {i + 1}", FormattableString.Invariant($"PFS1 {pairs[i].First}"), "a first period above 0");
            if (!(pairs[i].Second >= 0)) yield return new($"pair {i + 1}", FormattableString.Invariant($"PFS2 {pairs[i].Second}"), "a second period of 0 or more");
            else if (pairs[i].First > 0 && !double.IsFinite(pairs[i].Ratio)) yield return new($"pair {i + 1}", FormattableString.Invariant($"PFS2 {pairs[i].Second} over PFS1 {pairs[i].First}"), "a ratio that is a finite number");
        }
    }

    private static void Check(IReadOnlyList<LinePair> pairs, double delta)
    {
        if (pairs.Count == 0) throw new ArgumentException("There is no pair.", nameof(pairs));
        if (Problems(pairs).FirstOrDefault() is { } problem) throw new ArgumentException(problem.ToString(), nameof(pairs));
        if (!(delta > 0 && delta < double.PositiveInfinity)) throw new ArgumentOutOfRangeException(nameof(delta), delta, "A threshold is finite and above 0.");
    }

    internal static bool Reaches(LinePair pair, double delta) => pair.Ratio >= delta - Tolerance;

    private static GmiEstimate Count(IReadOnlyList<LinePair> pairs, double delta, double confidence)
    {
        int known = 0, reached = 0;
        foreach (var pair in pairs)
        {
            if (Reaches(pair, delta)) reached++;
            if (pair.SecondIsEvent || Reaches(pair, delta)) known++;
        }
        if (known == 0) return new(GmiMethod.Count, GmiStatus.NotEstimable, null, null, null, null);
        double p = (double)reached / known;
        var limits = ProportionInterval.Of(IntervalMethod.ClopperPearson, reached, known, confidence);
        return new(GmiMethod.Count, GmiStatus.Done, p, Math.Sqrt(p * (1 - p) / known), limits.Lower, limits.Upper);
    }

    private static GmiEstimate RatioKaplanMeier(IReadOnlyList<LinePair> pairs, double delta, double confidence)
    {
        var curve = KaplanMeier.Estimate([.. pairs.Select(p => p.Ratio)], [.. pairs.Select(p => p.SecondIsEvent)], new() { Confidence = confidence });
        if (curve.At(delta + Tolerance) is not { } step) return new(GmiMethod.KaplanMeier, GmiStatus.Done, 1, 0, 1, 1);
        return new(GmiMethod.KaplanMeier, step.Lower is null ? GmiStatus.NoInterval : GmiStatus.Done, step.Survival, step.StdErr, step.Lower, step.Upper);
    }

    private static GmiEstimate LogLogistic(IReadOnlyList<LinePair> pairs, double delta, double z)
    {
        var nothing = new GmiEstimate(GmiMethod.LogLogistic, GmiStatus.NotEstimable, null, null, null, null);
        if (pairs.Any(p => p.Second <= 0) || !pairs.Any(p => p.SecondIsEvent)) return nothing;
        var fit = ParametricSurvival.Fit(SurvivalFamily.LogLogistic, ParametricInput.RightCensored([.. pairs.Select(p => p.Ratio)], [.. pairs.Select(p => p.SecondIsEvent)]));
        if (fit.Status != FitStatus.Converged) return nothing;
        double sigma = Math.Exp(fit.Working[1]), w = (Math.Log(delta) - fit.Working[0]) / sigma, s = 1 / (1 + Math.Exp(w));
        // ∂S/∂μ = S(1 − S)/σ and ∂S/∂log σ = S(1 − S)·w.
        double a = s * (1 - s) / sigma, b = s * (1 - s) * w;
        double se = Math.Sqrt(a * a * fit.Variance[0, 0] + 2 * a * b * fit.Variance[0, 1] + b * b * fit.Variance[1, 1]);
        return double.IsFinite(se) ? new(GmiMethod.LogLogistic, GmiStatus.Done, s, se, s - z * se, s + z * se) : nothing;
    }

    private static PairedCox Paired(IReadOnlyList<LinePair> pairs, double confidence)
    {
        int n = pairs.Count;
        var (times, events, line) = (new double[2 * n], new bool[2 * n], new double[2 * n, 1]);
        var patient = new int[2 * n];
        for (int i = 0; i < n; i++)
        {
            (times[i], events[i], patient[i]) = (pairs[i].First, true, i);
            (times[n + i], events[n + i], line[n + i, 0], patient[n + i]) = (pairs[i].Second, pairs[i].SecondIsEvent, 1, i);
        }
        var fit = CoxRegression.Fit(new(times, events, line) { Clusters = patient }, new() { Confidence = confidence });
        var c = fit.Coefficients[0];
        return new(fit.Status, c.HazardRatio, c.Lower, c.Upper, c.Estimate, c.RobustStdErr, c.PValue);
    }

    private static SignTest Sign(IReadOnlyList<LinePair> pairs)
    {
        int known = pairs.Count(p => p.SecondIsEvent ? Math.Abs(p.Ratio - 1) > Tolerance : p.Ratio > 1), longer = pairs.Count(p => p.Ratio > 1 + Tolerance);
        return new(known, longer, known == 0 ? null : Math.Min(1, 2 * Math.Min(Binomial.Cdf(longer, known, 0.5), Binomial.Cdf(known - longer, known, 0.5))));
    }
}
