namespace Cavum.Stats;

/// <summary>Cox's proportional hazards regression.</summary>
/// <remarks>
/// λ(t|x) = λ₀(t)·exp(x′β), β by maximum partial likelihood (Cox 1972, JRSS B 34:187), ties as <see cref="CoxTies"/> says. Rows may be (entry, time]
/// periods, stratified, weighted, clustered. Weighted ties: the tied deaths enter with their mean weight. Robust variance: the sum over clusters
/// of weighted dfbetas (Lin &amp; Wei 1989, JASA 84:1074), no small-sample factor. The interval and test use it when asked for, weighted or
/// clustered. Times that differ by rounding are one (<see cref="TimeTies"/>). Oracle: R coxph; docs/methods/cox.md.
/// </remarks>
public static class CoxRegression
{
    public static CoxFit Fit(CoxInput input, CoxOptions? options = null)
    {
        options ??= CoxOptions.Default;
        SurvivalArguments.CheckConfidence(options.Confidence);
        bool exact = options.Ties is CoxTies.ExactDiscrete or CoxTies.ExactMarginal;
        if (exact && (input.Weights.Length > 0 || input.Clusters.Length > 0 || options.Robust))
            throw new ArgumentException("The exact likelihoods take no weights and have no robust variance.", nameof(options));
        var sample = CoxSample.Make(input);
        var objective = CoxObjective.Make(sample, options.Ties);
        double[] zero = new double[sample.P];
        var start = objective.Evaluate(zero);
        var climb = sample.Deaths == 0
            ? new CoxClimb(FitStatus.NoEvents, start, zero, new bool[sample.P], [], zero)
            : CoxNewton.Climb(objective, start, zero, options.MaxIterations);
        return Describe(sample, input, options, start, climb);
    }

    private static CoxFit Describe(CoxSample sample, CoxInput input, CoxOptions options, CoxPoint start, CoxClimb climb)
    {
        int p = sample.P;
        double[] beta = [.. climb.Beta.Select((b, c) => b / sample.Scale[c])];
        var scaled = SymmetricSolve.Inverse(climb.Point.Information, climb.Free) ?? new double[p, p];
        var separated = climb.Status == FitStatus.Separated ? CoxSeparation.Along(sample, climb.Direction) : [];
        var status = climb.Status == FitStatus.Separated && separated.Count == 0 ? FitStatus.NotConverged : climb.Status; // unproven
        bool robust = options.Robust || input.Weights.Length > 0 || input.Clusters.Length > 0;
        double[,]? sandwich = robust && status == FitStatus.Converged ? CoxResiduals.Sandwich(sample, climb, input, scaled, options.Ties) : null;
        double[] step = SymmetricSolve.Solve(start.Information, start.Gradient, climb.Free) ?? new double[p];
        double score = 0;
        for (int c = 0; c < p; c++) score += step[c] * start.Gradient[c];
        return new CoxFit(sample, input, options, climb)
        {
            Status = status,
            SeparatedBy = [.. separated.Select(c => Name(input, c))],
            LogLikelihoodNull = start.LogLikelihood,
            Beta = beta,
            Variance = Unscale(scaled, sample.Scale),
            RobustVariance = sandwich is null ? null : Unscale(sandwich, sample.Scale),
            ScoreStatistic = score,
            Coefficients = [.. Enumerable.Range(0, p).Select(c => Coefficient(Name(input, c), beta[c],
                Math.Sqrt(scaled[c, c]) / sample.Scale[c], sandwich is null ? null : Math.Sqrt(sandwich[c, c]) / sample.Scale[c],
                status == FitStatus.Converged ? climb.Free[c] : null, options.Confidence))],
        };
    }

    internal static string Name(CoxInput input, int c) => input.Names.Count > 0 ? input.Names[c] : $"x{c + 1}";

    /// <param name="usable">True if the estimate stands, false if aliased, null if the fit gave none.</param>
    private static CoxCoefficient Coefficient(string name, double estimate, double stdErr, double? robust, bool? usable, double confidence)
    {
        if (usable != true) return new(name, null, null, null, null, null, null, null, null, usable == false);
        double error = robust ?? stdErr, z = estimate / error, half = Normal.Quantile(0.5 + confidence / 2) * error;
        return new(name, estimate, stdErr, robust, Finite(z), Finite(2 * Normal.Sf(Math.Abs(z))),
            Finite(Math.Exp(estimate)), Finite(Math.Exp(estimate - half)), Finite(Math.Exp(estimate + half)));
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    internal static double[,] Unscale(double[,] variance, double[] scale)
    {
        int p = scale.Length;
        var result = new double[p, p];
        for (int a = 0; a < p; a++)
            for (int b = 0; b < p; b++) result[a, b] = variance[a, b] / (scale[a] * scale[b]);
        return result;
    }
}
