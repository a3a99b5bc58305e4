namespace Cavum.Stats;

/// <summary>A mean curve of named parameters.</summary>
/// <param name="Names">Names of the parameters φ.</param>
/// <param name="Evaluate">The mean at a time for φ; fills its last argument with ∂/∂φ.</param>
public sealed record MeanCurve(IReadOnlyList<string> Names, Func<double[], double, double[], double> Evaluate)
{
    /// <summary>log₁₀(e^(φ₁ − e^φ₃·t) + e^(φ₂ − e^φ₄·t)): decay of DNA in two phases (or regrowth, where a rate is given a negative sign by the data's own time).</summary>
    public static MeanCurve BiexponentialLog10 { get; } = new(["logAmplitude1", "logAmplitude2", "logRate1", "logRate2"], (phi, t, slope) =>
    {
        double k1 = Math.Exp(phi[2]), k2 = Math.Exp(phi[3]), a = phi[0] - k1 * t, b = phi[1] - k2 * t;
        double log = LogExp.LogAdd(a, b), share = Math.Exp(a - log);
        const double ln10 = 2.3025850929940457;
        slope[0] = share / ln10;
        slope[1] = (1 - share) / ln10;
        slope[2] = -share * k1 * t / ln10;
        slope[3] = -(1 - share) * k2 * t / ln10;
        return log / ln10;
    });
}

/// <summary>A fit of a censored nonlinear mixed model.</summary>
/// <param name="Parameters">Population values of φ.</param>
/// <param name="RandomStdDevs">Standard deviations of the random effects, in the order asked for.</param>
public sealed record CensoredNonlinearMixedFit(double LogLikelihood, IReadOnlyList<FixedEffect> Parameters, double[] RandomStdDevs, double ResidualStdDev,
    IReadOnlyList<double[]> SubjectParameters, double GradientNorm, bool Converged, string Status);

/// <summary>Nonlinear curves with independent normal random effects on some parameters and normal errors, values below a limit kept as censored ("M3").</summary>
/// <remarks>
/// y_ij = f(θ + diag(ω)uᵢ, t_ij) + e_ij, u ~ N(0, I); a censored row adds Φ((limit − f)/σ) (Beal 2001, J Pharmacokinet Pharmacodyn
/// 28:481–504). The likelihood is integrated on a lattice about each subject's mode, so there is neither the bias of Laplace's
/// approximation nor the scatter of a stochastic EM; gradient by Fisher's identity. For one to three random effects.
/// </remarks>
public static class CensoredNonlinearMixed
{
    /// <param name="start">Starting values of θ.</param>
    /// <param name="random">Indices of the parameters with random effects.</param>
    /// <param name="startSd">Starting values of ω and, last, of σ.</param>
    public static CensoredNonlinearMixedFit Fit(IReadOnlyList<CensoredSeries> subjects, MeanCurve curve, double[] start, int[] random, double[] startSd)
    {
        Demand.SameLength(curve.Names.Count, start.Length, nameof(start));
        Demand.SameLength(random.Length + 1, startSd.Length, nameof(startSd));
        if (subjects.Count < 2) throw new ArgumentException("A mixed model needs at least two subjects.", nameof(subjects));
        if (random.Length is < 1 or > 3 || random.Any(r => r < 0 || r >= start.Length) || random.Distinct().Count() < random.Length)
            throw new ArgumentException("One to three different parameters carry random effects.", nameof(random));
        foreach (double sd in startSd) Demand.Positive(sd, nameof(startSd));
        var model = new CensoredNonlinearLikelihood(subjects, curve, random);
        double[] p = [.. start, .. startSd.Select(s => Math.Log(s))];
        var optimum = Bfgs.Minimise(x => -model.Evaluate(x).Log, p, x => [.. model.Evaluate(x).Gradient.Select(g => -g)], 2e-7, 200);
        p = optimum.Point;
        var information = Matrix.Scale(Differences.HessianOfGradient(x => model.Evaluate(x).Gradient, p, 0.3), -1);
        double?[] errors = new double?[start.Length];
        if (Cholesky.TryDecompose(information, out var cholesky, 1e-10))
        {
            p = Newton(model, p, cholesky);
            var covariance = cholesky.Inverse();
            for (int k = 0; k < errors.Length; k++) errors[k] = Math.Sqrt(covariance[k, k]);
        }
        var (log, gradient) = model.Evaluate(p);
        double norm = gradient.Max(Math.Abs);
        bool converged = norm < 1e-4 * Math.Max(1, Math.Abs(log));
        return new(log, [.. curve.Names.Select((name, k) => new FixedEffect(name, p[k], errors[k]))], [.. p[start.Length..^1].Select(v => Math.Exp(v))], Math.Exp(p[^1]),
            model.SubjectParameters(p), norm, converged, converged ? "Converged." : $"Not converged: {optimum.Status}");
    }

    private static double[] Newton(CensoredNonlinearLikelihood model, double[] p, Cholesky information)
    {
        for (int i = 0; i < 3; i++)
        {
            var (log, gradient) = model.Evaluate(p);
            double[] step = information.Solve(gradient), next = [.. p.Select((v, j) => v + step[j])];
            var after = model.Evaluate(next);
            if (!(after.Log >= log - 1e-9 * Math.Abs(log)) || after.Gradient.Max(Math.Abs) >= gradient.Max(Math.Abs)) break;
            p = next;
        }
        return p;
    }
}
