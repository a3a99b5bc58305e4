namespace Cavum.Stats;

/// <summary>The rows of one subject: which visit (from 0), the value, the fixed-effect row.</summary>
public sealed record RepeatedSeries(string Subject, int[] Visits, double[] Y, double[,] X);

/// <summary>A linear combination of fixed effects, its error and t test.</summary>
public sealed record MixedContrast(double Estimate, double StdErr, double? DegreesOfFreedom, double? PValue);

/// <summary>A fit of the mixed model for repeated measures.</summary>
/// <param name="FixedCovariance">Adjusted where the method adjusts.</param>
/// <param name="Covariance">Of a subject's values over the visits.</param>
/// <param name="GradientNorm">Largest component of the gradient of −2ℓ by the covariance parameters.</param>
public sealed record RepeatedFit(double LogLikelihood, IReadOnlyList<MixedEffect> Fixed, double[,] FixedCovariance, double[,] Covariance,
    int CovarianceParameters, double GradientNorm, bool Converged, string Status)
{
    internal CovarianceUncertainty? Uncertainty { get; init; }
    internal bool Adjusted { get; init; }

    /// <summary>c′β with its error and degrees of freedom.</summary>
    public MixedContrast Contrast(double[] weights)
    {
        Demand.SameLength(Fixed.Count, weights.Length, nameof(weights));
        double estimate = 0, error = Math.Sqrt(Matrix.Quadratic(FixedCovariance, weights));
        for (int k = 0; k < weights.Length; k++) estimate += weights[k] * Fixed[k].Estimate;
        double? df = Uncertainty?.DegreesOfFreedom(weights);
        return new(estimate, error, df, df is { } v ? 2 * StudentT.Sf(Math.Abs(estimate / error), v) : null);
    }

    /// <summary>F test of several combinations at once, by the method of the fit; null where the covariance parameters are not identified.</summary>
    public JointEffectTest? Test(IReadOnlyList<double[]> rows)
    {
        double[] beta = [.. Fixed.Select(f => f.Estimate)];
        return Adjusted ? Uncertainty?.KenwardRoger(rows, beta, FixedCovariance) : Uncertainty?.Satterthwaite(rows, beta);
    }
}

/// <summary>The mixed model for repeated measures: y_i = X_iβ + e_i, e_i ~ N(0, Σ) over planned visits, rows missing at random left out.</summary>
/// <remarks>
/// Restricted or full maximum likelihood over θ of Σ(θ) by BFGS with the exact score, then Newton (Mallinckrodt et al. 2008, Drug Inf J 42:303–319).
/// Satterthwaite and Kenward–Roger use the observed information of θ, as the R package mmrm does. docs/methods/repeated-measures.md.
/// </remarks>
public static class RepeatedMeasures
{
    public static RepeatedFit Fit(IReadOnlyList<RepeatedSeries> subjects, IReadOnlyList<string> names, int visits,
        CovarianceStructure structure = CovarianceStructure.Unstructured, SmallSampleMethod test = SmallSampleMethod.KenwardRoger, MixedMethod method = MixedMethod.Reml)
    {
        Check(subjects, names, visits);
        var model = new RepeatedLikelihood(subjects, names.Count, visits, structure, method);
        double[] theta = Start(subjects, names.Count, visits, structure);
        var optimum = Bfgs.Minimise(t => model.At(t)?.Deviance ?? double.PositiveInfinity, theta, t => model.At(t)?.Gradient ?? new double[t.Length], 1e-9);
        theta = optimum.Point;
        if (model.At(theta) is null) throw new ArgumentException("The covariance is not positive definite at the start: a visit has no variation.", nameof(subjects));
        var hessian = Hessian(model, theta);
        theta = Polish(model, theta, ref hessian);
        var state = model.At(theta)!;
        double norm = state.Gradient.Max(Math.Abs);
        bool identified = Cholesky.TryDecompose(hessian, out var cholesky, 1e-9), converged = norm < 1e-4 * Math.Max(1, Math.Abs(state.Deviance)) && identified;
        bool adjust = test != SmallSampleMethod.Satterthwaite && identified;
        var terms = identified ? model.Terms(theta, test == SmallSampleMethod.KenwardRoger) : null;
        double[,]? w = cholesky?.Inverse();
        var fit = new RepeatedFit(-0.5 * state.Deviance, [], adjust ? terms!.Adjusted(state.Phi, w!) : state.Phi, state.Sigma, theta.Length, norm, converged,
            converged ? "Converged." : !identified ? "The covariance parameters are not identified by these data: choose a simpler structure." : $"Not converged: {optimum.Status}")
        {
            Uncertainty = terms?.Uncertainty(state.Phi, w!),
            Adjusted = adjust,
        };
        fit = fit with { Fixed = [.. names.Select((name, k) => new MixedEffect(name, state.Beta[k], 0, null, null))] };
        return fit with
        {
            Fixed = [.. fit.Fixed.Select((effect, k) =>
            {
                double[] unit = new double[names.Count];
                unit[k] = 1;
                var c = fit.Contrast(unit);
                return effect with { StdErr = c.StdErr, DegreesOfFreedom = c.DegreesOfFreedom, PValue = c.PValue };
            })],
        };
    }

    private static double[,] Hessian(RepeatedLikelihood model, double[] theta) =>
        Matrix.Scale(Differences.HessianOfGradient(t => model.At(t)?.Gradient ?? [.. t.Select(_ => double.NaN)], theta, 0.3), 0.5);

    private static double[] Polish(RepeatedLikelihood model, double[] theta, ref double[,] hessian)
    {
        for (int i = 0; i < 4; i++)
        {
            if (!Cholesky.TryDecompose(hessian, out var cholesky, 1e-10)) return theta;
            var here = model.At(theta)!;
            double[] step = cholesky.Solve(here.Gradient), next = [.. theta.Select((t, k) => t - 0.5 * step[k])];
            if (model.At(next) is not { } there || there.Gradient.Max(Math.Abs) >= here.Gradient.Max(Math.Abs)) break;
            theta = next;
            hessian = Hessian(model, theta);
        }
        return theta;
    }

    /// <summary>Least-squares residuals: their standard deviation at each visit, no correlation.</summary>
    private static double[] Start(IReadOnlyList<RepeatedSeries> subjects, int effects, int visits, CovarianceStructure structure)
    {
        var information = new double[effects, effects];
        var score = new double[effects];
        foreach (var s in subjects)
            for (int r = 0; r < s.Y.Length; r++)
                for (int j = 0; j < effects; j++)
                {
                    score[j] += s.X[r, j] * s.Y[r];
                    for (int k = 0; k < effects; k++) information[j, k] += s.X[r, j] * s.X[r, k];
                }
        double[] beta = Cholesky.TryDecompose(information, out var cholesky, 1e-12) ? cholesky.Solve(score) : throw new InvalidOperationException("Checked before.");
        double[] square = new double[visits], count = new double[visits];
        foreach (var s in subjects)
        {
            double[] fit = Matrix.Multiply(s.X, beta);
            for (int r = 0; r < fit.Length; r++)
            {
                square[s.Visits[r]] += (s.Y[r] - fit[r]) * (s.Y[r] - fit[r]);
                count[s.Visits[r]]++;
            }
        }
        double pooled = 0.5 * Math.Log(Math.Max(1e-300, square.Sum() / count.Sum()));
        var theta = new double[CovarianceForm.Count(structure, visits)];
        bool single = structure is CovarianceStructure.CompoundSymmetry or CovarianceStructure.Autoregressive or CovarianceStructure.Toeplitz or CovarianceStructure.AnteDependence;
        for (int k = 0; k < (single ? 1 : visits); k++)
            theta[k] = single || square[k] <= 0 ? pooled : 0.5 * Math.Log(square[k] / count[k]);
        return theta;
    }

    private static void Check(IReadOnlyList<RepeatedSeries> subjects, IReadOnlyList<string> names, int visits)
    {
        if (subjects.Count < 2) throw new ArgumentException("Repeated measures need at least two subjects.", nameof(subjects));
        var seen = new bool[visits];
        var information = new double[names.Count, names.Count];
        int rows = 0;
        foreach (var s in subjects)
        {
            if (s.Visits.Length == 0 || s.Y.Length != s.Visits.Length || s.X.GetLength(0) != s.Y.Length || s.X.GetLength(1) != names.Count)
                throw new ArgumentException($"Subject {s.Subject}: visits, values and rows of X do not fit.", nameof(subjects));
            if (s.Visits.Distinct().Count() < s.Visits.Length) throw new ArgumentException($"Subject {s.Subject} has two values at one visit.", nameof(subjects));
            Demand.Finite(s.Y, "y");
            for (int r = 0; r < s.Y.Length; r++)
            {
                seen[s.Visits[r]] = true;
                for (int j = 0; j < names.Count; j++)
                    for (int k = 0; k < names.Count; k++) information[j, k] += s.X[r, j] * s.X[r, k];
            }
            rows += s.Y.Length;
        }
        if (Array.IndexOf(seen, false) is >= 0 and var empty) throw new ArgumentException($"Visit {empty} (from 0) has no value.", nameof(subjects));
        if (Cholesky.FirstDependent(information, 1e-11) is >= 0 and var column) throw new ArgumentException($"Fixed effect {names[column]} is a combination of those before it.", nameof(names));
        if (rows <= names.Count) throw new ArgumentException($"{rows} rows cannot carry {names.Count} fixed effects.", nameof(subjects));
    }
}
