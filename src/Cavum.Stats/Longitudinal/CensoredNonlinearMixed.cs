namespace Cavum.Stats;

/// <summary>A mean curve of named parameters.</summary>
/// <param name="Names">Names of the parameters φ.</param>
/// <param name="Evaluate">The mean at a time for φ; fills its last argument with ∂/∂φ.</param>
public sealed record MeanCurve(IReadOnlyList<string> Names, Func<double[], double, double[], double> Evaluate)
{
    /// <summary>log₁₀(e^(φ₁ − e^φ₃·t) + e^(φ₂ − e^φ₄·t)): decay of DNA in two phases.</summary>
    public static MeanCurve BiexponentialLog10 { get; } = new(["logAmplitude1", "logAmplitude2", "logRate1", "logRate2"], (phi, t, slope) => TwoPhases(phi, t, slope, -1));

    /// <summary>log₁₀(e^(φ₁ − e^φ₃·t) + e^(φ₂ + e^φ₄·t)): decay, then regrowth.</summary>
    public static MeanCurve DecayRegrowthLog10 { get; } = new(["logAmplitude", "logRegrowing", "logDecayRate", "logGrowthRate"], (phi, t, slope) => TwoPhases(phi, t, slope, 1));

    /// <summary>log₁₀ e^(φ₁ − e^φ₂·t): one phase of decay.</summary>
    public static MeanCurve MonoexponentialLog10 { get; } = new(["logAmplitude", "logRate"], (phi, t, slope) =>
    {
        double k = Math.Exp(phi[1]);
        slope[0] = 1 / Ln10;
        slope[1] = -k * t / Ln10;
        return (phi[0] - k * t) / Ln10;
    });

    private const double Ln10 = 2.3025850929940457;

    private static double TwoPhases(double[] phi, double t, double[] slope, int secondSign)
    {
        double k1 = Math.Exp(phi[2]), k2 = secondSign * Math.Exp(phi[3]), a = phi[0] - k1 * t, b = phi[1] + k2 * t;
        double log = LogExp.LogAdd(a, b), share = Math.Exp(a - log);
        slope[0] = share / Ln10;
        slope[1] = (1 - share) / Ln10;
        slope[2] = -share * k1 * t / Ln10;
        slope[3] = (1 - share) * k2 * t / Ln10;
        return log / Ln10;
    }
}

/// <summary>A fit of a censored nonlinear mixed model.</summary>
/// <param name="LogLikelihoodError">Monte Carlo standard error of the log-likelihood; 0 where it is by quadrature.</param>
/// <param name="Parameters">Population values of φ.</param>
/// <param name="RandomStdDevs">Standard deviations of the random effects, in the order asked for.</param>
/// <param name="RandomCovariance">Their covariance matrix; diagonal unless correlation was asked for.</param>
public sealed record CensoredNonlinearMixedFit(double LogLikelihood, double LogLikelihoodError, IReadOnlyList<FixedEffect> Parameters, double[] RandomStdDevs,
    double[,] RandomCovariance, double ResidualStdDev, IReadOnlyList<double[]> SubjectParameters, double GradientNorm, bool Converged, string Status);

/// <summary>Nonlinear curves with normal random effects, independent or correlated, on some parameters and normal errors, values below a limit kept as censored ("M3").</summary>
/// <remarks>
/// y_ij = f(θ + Luᵢ, t_ij) + e_ij, u ~ N(0, I); a censored row adds Φ((limit − f)/σ) (Beal 2001, J Pharmacokinet Pharmacodyn
/// 28:481–504). The likelihood is integrated on a lattice about each subject's mode, so there is neither the bias of Laplace's
/// approximation nor the scatter of a stochastic EM; gradient by Fisher's identity. For one to three random effects; for more see <see cref="StochasticEm"/>.
/// </remarks>
public static class CensoredNonlinearMixed
{
    /// <param name="start">Starting values of θ.</param>
    /// <param name="random">Indices of the parameters with random effects.</param>
    /// <param name="startSd">Starting values of the standard deviations of the random effects and, last, of σ.</param>
    /// <param name="correlated">True to estimate the correlations of the random effects, from 0.</param>
    public static CensoredNonlinearMixedFit Fit(IReadOnlyList<CensoredSeries> subjects, MeanCurve curve, double[] start, int[] random, double[] startSd, bool correlated = false)
    {
        Check(subjects, curve, start, random, startSd);
        if (random.Length > 3) throw new ArgumentException("One to three parameters carry random effects here.", nameof(random));
        var factor = new RandomFactor(start.Length, random.Length, correlated);
        var model = new CensoredNonlinearLikelihood(subjects, curve, random, correlated);
        double[] sd = [.. startSd.Select(s => Math.Log(s))], p = [.. start, .. sd[..^1], .. new double[factor.Count - random.Length], sd[^1]];
        var optimum = Bfgs.Minimise(x => -model.Evaluate(x).Log, p, x => [.. model.Evaluate(x).Gradient.Select(g => -g)], 2e-7, 200);
        p = optimum.Point;
        var information = Matrix.Scale(Differences.HessianOfGradient(x => model.Evaluate(x).Gradient, p, 0.3), -1);
        double?[] errors = new double?[start.Length];
        if (Cholesky.TryDecompose(information, out var cholesky, 1e-10))
        {
            p = Newton(model, p, cholesky);
            var inverse = cholesky.Inverse();
            for (int k = 0; k < errors.Length; k++) errors[k] = Math.Sqrt(inverse[k, k]);
        }
        var (log, gradient) = model.Evaluate(p);
        double norm = gradient.Max(Math.Abs);
        bool converged = norm < 1e-4 * Math.Max(1, Math.Abs(log));
        double[,] covariance = RandomFactor.Covariance(factor.Lower(p));
        return new(log, 0, [.. curve.Names.Select((name, k) => new FixedEffect(name, p[k], errors[k]))], [.. Matrix.Diagonal(covariance).Select(v => Math.Sqrt(v))], covariance, Math.Exp(p[^1]),
            model.SubjectParameters(p), norm, converged, converged ? "Converged." : $"Not converged: {optimum.Status}");
    }

    internal static void Check(IReadOnlyList<CensoredSeries> subjects, MeanCurve curve, double[] start, int[] random, double[] startSd)
    {
        Demand.SameLength(curve.Names.Count, start.Length, nameof(start));
        Demand.SameLength(random.Length + 1, startSd.Length, nameof(startSd));
        if (subjects.Count < 2) throw new ArgumentException("A mixed model needs at least two subjects.", nameof(subjects));
        if (random.Length < 1 || random.Any(r => r < 0 || r >= start.Length) || random.Distinct().Count() < random.Length)
            throw new ArgumentException("Different parameters, one at least, carry random effects.", nameof(random));
        foreach (double sd in startSd) Demand.Positive(sd, nameof(startSd));
    }

    /// <summary>Starting values for a log₁₀ curve: the best pooled fit, without random effects, from a few guesses of the rates.</summary>
    public static (double[] Theta, double Sigma) Pooled(IReadOnlyList<CensoredSeries> subjects, MeanCurve curve)
    {
        double span = subjects.Max(s => s.Times.Max()), high = Math.Log(10) * subjects.SelectMany(s => s.Values).Max(), low = Math.Log(10) * subjects.SelectMany(s => s.Values).Min();
        if (!(span > 0)) throw new ArgumentException("A curve needs times above 0.", nameof(subjects));
        Optimum? best = null;
        foreach (double fast in (ReadOnlySpan<double>)[3, 10, 30])
            foreach (double slow in (ReadOnlySpan<double>)[0.3, 1, 3])
            {
                double middle = 0.6 * high + 0.4 * low;
                double[] theta = curve.Names.Count == 2 ? [middle, Math.Log(slow / span)] : [middle, 0.3 * high + 0.7 * low, Math.Log(fast / span), Math.Log(slow / span)];
                var optimum = NelderMead.Minimise(p => -PooledLog(subjects, curve, p), [.. theta, 0], [.. theta.Select(_ => 0.5), 0.5], 1e-7, 3000);
                if (best is null || optimum.Value < best.Value) best = optimum;
            }
        return (best!.Point[..^1], Math.Exp(best.Point[^1]));
    }

    private static double PooledLog(IReadOnlyList<CensoredSeries> subjects, MeanCurve curve, double[] p)
    {
        if (Math.Abs(p[^1]) > 10) return double.NegativeInfinity;
        double sum = 0, sigma = Math.Exp(p[^1]);
        var unused = new double[curve.Names.Count];
        foreach (var s in subjects)
        {
            double[] fit = [.. s.Times.Select(t => curve.Evaluate(p, t, unused))], slope = new double[fit.Length], curvature = new double[fit.Length];
            sum += CensoredRows.Evaluate(s, fit, sigma, slope, curvature).Log;
        }
        return sum;
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
