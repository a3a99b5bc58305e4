namespace Cavum.Stats;

/// <summary>A fixed effect with its standard error; null where the information is singular.</summary>
public sealed record FixedEffect(string Name, double Estimate, double? StdErr);

/// <summary>One subject's own line: fixed plus expected random effects given its data.</summary>
public sealed record SubjectLine(string Subject, double Intercept, double Slope);

/// <summary>A fit of the left-censored linear mixed model.</summary>
/// <param name="RandomCovariance">Covariance of the random intercept (and slope).</param>
/// <param name="GradientNorm">Largest component of the gradient of the log-likelihood at the end, in standardised units.</param>
public sealed record CensoredLinearMixedFit(double LogLikelihood, IReadOnlyList<FixedEffect> Fixed, double[,] RandomCovariance,
    double ResidualStdDev, IReadOnlyList<SubjectLine> Subjects, double GradientNorm, bool Converged, string Status);

/// <summary>Straight lines with random intercept (and slope) and normal errors, some values left-censored, by exact maximum likelihood.</summary>
/// <remarks>
/// y_ij = β₀ + β₁t_ij + b₀ᵢ + b₁ᵢt_ij + e_ij; a censored row adds Φ((y_ij − fit)/σ) (Hughes 1999, Biometrics 55:625–629;
/// Vaida &amp; Liu 2009, JCGS 18:797–817). The random effects are integrated out on a lattice about each subject's own mode, in
/// closed form where nothing is censored; the gradient is the posterior mean of the complete-data score (Fisher's
/// identity). Standard errors from the full observed information. Values are never substituted.
/// </remarks>
public static class CensoredLinearMixed
{
    public static CensoredLinearMixedFit Fit(IReadOnlyList<CensoredSeries> subjects, bool randomSlope)
    {
        Check(subjects);
        var scaled = new CensoredLinearLikelihood(subjects, randomSlope);
        double[] start = scaled.Start();
        var optimum = Bfgs.Minimise(p => -scaled.Evaluate(p).Log, start, p => Negate(scaled.Evaluate(p).Gradient), 1e-7);
        double[] p = optimum.Point;
        bool exhausted = scaled.Exhausted;
        scaled.Settle();
        double?[] errors = [null, null];
        if (!exhausted)
        {
            var information = scaled.Information(p);
            p = Polish(scaled, p, information);
            errors = scaled.FixedErrors(p, information);
        }
        var (log, gradient) = scaled.Evaluate(p);
        double norm = gradient.Max(Math.Abs);
        bool converged = !exhausted && norm < 1e-5 * Math.Max(1, Math.Abs(log));
        return new(log - scaled.ObservedRows * Math.Log(scaled.ValueScale),
            [new("intercept", p[0] * scaled.ValueScale, errors[0]), new("slope", p[1] * scaled.ValueScale / scaled.TimeScale, errors[1])],
            scaled.Covariance(p), Math.Exp(p[^1]) * scaled.ValueScale, scaled.Lines(p), norm, converged,
            exhausted ? "Not converged: the random effects are not identified; the likelihood still rises as they spread (too few values above the limit)."
            : !converged ? p[^1] < -8
                ? "Not converged: the residual standard deviation runs to 0; the subjects have too few rows for these random effects."
                : $"Not converged: {optimum.Status}" : errors[0] is null ? "Converged; the information is singular, so there are no standard errors." : "Converged.");
    }

    /// <summary>Past the resolution of the value, Newton's steps on the gradient still gain digits.</summary>
    private static double[] Polish(CensoredLinearLikelihood model, double[] p, double[,] information)
    {
        if (!Cholesky.TryDecompose(information, out var cholesky, 1e-10)) return p;
        for (int i = 0; i < 3; i++)
        {
            var (log, gradient) = model.Evaluate(p);
            double[] step = cholesky.Solve(gradient), next = new double[p.Length];
            for (int j = 0; j < p.Length; j++) next[j] = p[j] + step[j];
            var after = model.Evaluate(next);
            if (!(after.Log >= log - 1e-9 * Math.Abs(log)) || after.Gradient.Max(Math.Abs) >= gradient.Max(Math.Abs)) break;
            p = next;
        }
        return p;
    }

    private static double[] Negate(double[] g) => [.. g.Select(v => -v)];

    private static void Check(IReadOnlyList<CensoredSeries> subjects)
    {
        if (subjects.Count < 2) throw new ArgumentException("A mixed model needs at least two subjects.", nameof(subjects));
        int observed = 0;
        foreach (var s in subjects)
        {
            if (s.Times.Length == 0 || s.Values.Length != s.Times.Length || s.Censored.Length != s.Times.Length)
                throw new ArgumentException($"Subject {s.Subject} has {s.Times.Length} times, {s.Values.Length} values and {s.Censored.Length} marks.", nameof(subjects));
            Demand.Finite(s.Times, "times");
            Demand.Finite(s.Values, "values");
            observed += s.Censored.Count(c => !c);
        }
        if (observed < 3) throw new ArgumentException("At least three values must be above the limit.", nameof(subjects));
        if (subjects.SelectMany(s => s.Times).Distinct().Count() < 2) throw new ArgumentException("A slope needs at least two distinct times.", nameof(subjects));
    }
}
