namespace Cavum.Stats;

/// <summary>Cox regression with Firth's penalty: finite estimates where groups are small or separated.</summary>
/// <remarks>
/// Maximises l(β) + ½·log det I(β), Breslow ties (Firth 1993, Biometrika 80:27; Heinze &amp; Schemper 2001, Biometrics 57:114). Limits are those of the
/// profile penalised likelihood, p-values penalised likelihood ratios, z its signed root. Oracle: R coxphf.
/// The penalised log-likelihood depends on the covariates' units by a constant: only differences compare.
/// </remarks>
public static class FirthCox
{
    private const int MaxIterations = 400;

    public static CoxFit Fit(CoxInput input, CoxOptions? options = null)
    {
        options = (options ?? CoxOptions.Default) with { Ties = CoxTies.Breslow, Robust = false };
        if (input.Weights.Length > 0 || input.Clusters.Length > 0)
            throw new ArgumentException("The Firth fit takes neither weights nor clusters.", nameof(input));
        SurvivalArguments.CheckConfidence(options.Confidence);
        var sample = CoxSample.Make(input);
        var objective = new FirthObjective(sample);
        double[] zero = new double[sample.P];
        var start = objective.Evaluate(zero);
        bool[] free = CoxNewton.Informative(start.Information);
        objective.Free = free;
        start = objective.Evaluate(zero);
        var climb = sample.Deaths == 0
            ? new CoxClimb(FitStatus.NoEvents, start, zero, new bool[sample.P], [], zero)
            : Climb(objective, start, zero, free);
        return Describe(sample, input, options, objective, start, climb);
    }

    /// <summary>Steps I⁻¹U* with halving: the information of the plain likelihood stands in for the penalised one's.</summary>
    private static CoxClimb Climb(FirthObjective objective, CoxPoint point, double[] beta, bool[] free)
    {
        var path = new List<FitStep> { new(0, point.LogLikelihood, 0) };
        double[] step = new double[beta.Length];
        double relax = 1, before = double.PositiveInfinity;
        for (int iteration = 1; iteration <= MaxIterations; iteration++)
        {
            if (SymmetricSolve.Solve(point.Information, point.Gradient, free) is not { } full)
                return new(FitStatus.NotConverged, point, beta, free, path, step);
            double length = full.Max(Math.Abs), turn = 0;
            for (int c = 0; c < full.Length; c++) turn += full[c] * step[c];
            // The plain information is smaller than the penalised one where events are few: steps then overshoot and swing about the maximum.
            if (turn < 0 && length > 0.3 * before) relax = Math.Max(0.05, relax / 2);
            (step, before) = (full, length);
            double shrink = Math.Min(relax, 2 / length), slack = 1e-13 * Math.Abs(point.LogLikelihood);
            CoxPoint? next = null;
            double[] to = beta;
            for (int halving = 0; halving < 40 && next is null; halving++, shrink /= 2)
            {
                to = [.. beta.Select((b, c) => b + shrink * step[c])];
                var tried = objective.Evaluate(to);
                if (tried.IsFinite && tried.LogLikelihood >= point.LogLikelihood - slack) next = tried;
            }
            if (next is null) return new(length < 1e-7 ? FitStatus.Converged : FitStatus.NotConverged, point, beta, free, path, step);
            (point, beta) = (next, to);
            path.Add(new(iteration, point.LogLikelihood, length));
            if (length < 1e-11) return new(FitStatus.Converged, point, beta, free, path, step);
        }
        return new(path[^1].LargestStep < 1e-7 ? FitStatus.Converged : FitStatus.NotConverged, point, beta, free, path, step);
    }

    private static CoxFit Describe(CoxSample sample, CoxInput input, CoxOptions options, FirthObjective objective, CoxPoint start, CoxClimb climb)
    {
        int p = sample.P;
        var variance = CoxRegression.Unscale(SymmetricSolve.Inverse(climb.Point.Information, climb.Free) ?? new double[p, p], sample.Scale);
        double[] beta = [.. climb.Beta.Select((b, c) => b / sample.Scale[c])];
        var coefficients = new CoxCoefficient[p];
        for (int c = 0; c < p; c++)
        {
            string name = CoxRegression.Name(input, c);
            coefficients[c] = climb.Status == FitStatus.Converged && climb.Free[c]
                ? Coefficient(name, c, beta[c], Math.Sqrt(variance[c, c]), new Profile(objective, climb, c, start), options.Confidence)
                : new(name, null, null, null, null, null, null, null, null, climb.Status == FitStatus.Converged);
        }
        double[] step = SymmetricSolve.Solve(start.Information, start.Gradient, climb.Free) ?? new double[p];
        return new CoxFit(sample, input, options, climb)
        {
            Status = climb.Status,
            LogLikelihoodNull = start.LogLikelihood,
            Beta = beta,
            Variance = variance,
            ScoreStatistic = step.Zip(start.Gradient, (a, b) => a * b).Sum(),
            Coefficients = coefficients,
        };
    }

    private static CoxCoefficient Coefficient(string name, int c, double estimate, double stdErr, Profile profile, double confidence)
    {
        double scale = profile.Scale, critical = ChiSquare.Quantile(confidence, 1);
        double? atNull = profile.Drop(0);
        double? lower = profile.Limit(-1, critical, stdErr * scale), upper = profile.Limit(1, critical, stdErr * scale);
        double? z = atNull is { } drop ? Math.CopySign(Math.Sqrt(Math.Max(0, drop)), estimate) : null;
        return new(name, estimate, stdErr, null, z, atNull is { } statistic ? ChiSquare.Sf(Math.Max(0, statistic), 1) : null, Math.Exp(estimate),
            Ratio(lower), Ratio(upper));

        double? Ratio(double? limit) => limit is { } b && double.IsFinite(Math.Exp(b / scale)) ? Math.Exp(b / scale) : null;
    }

    /// <summary>The penalised likelihood as a function of one coefficient, the others at their best.</summary>
    private sealed class Profile(FirthObjective objective, CoxClimb climb, int index, CoxPoint start)
    {
        public double Scale { get; } = objective.Sample.Scale[index];

        /// <summary>Twice the loss of penalised log-likelihood when the (scaled) coefficient is fixed.</summary>
        public double? Drop(double value)
        {
            double[] beta = [.. climb.Beta];
            beta[index] = value;
            bool[] others = [.. climb.Free];
            others[index] = false;
            if (!others.Contains(true))
                return 2 * (climb.Point.LogLikelihood - (value == 0 ? start : objective.Evaluate(beta)).LogLikelihood);
            var inner = Climb(objective, objective.Evaluate(beta), beta, others);
            return inner.Status == FitStatus.Converged ? 2 * (climb.Point.LogLikelihood - inner.Point.LogLikelihood) : null;
        }

        /// <summary>Where the loss reaches the critical value, in the direction of <paramref name="sign"/>; null where it never does.</summary>
        public double? Limit(int sign, double critical, double stdErr)
        {
            double near = climb.Beta[index], far = near;
            double? drop = 0;
            for (int k = 0; k < 60 && drop is { } d && d < critical; k++)
            {
                near = far;
                far = climb.Beta[index] + sign * stdErr * Math.Pow(1.5, k);
                drop = Drop(far);
            }
            if (drop is not { } end || end < critical) return null;
            double atNear = (Drop(near) ?? 0) - critical, atFar = end - critical;
            for (int k = 0; k < 200 && Math.Abs(far - near) > 1e-13 * (1 + Math.Abs(far)); k++)
            {
                double secant = far - atFar * (far - near) / (atFar - atNear), half = (near + far) / 2;
                double middle = k % 3 == 2 || !(Math.Abs(secant - half) < Math.Abs(far - near) / 2) ? half : secant;
                if (Drop(middle) is not { } at) return null;
                at -= critical;
                if (Math.Abs(at) < 1e-12) return middle;
                if (at < 0) (near, atNear) = (middle, at);
                else (far, atFar) = (middle, at);
            }
            return (near + far) / 2;
        }
    }
}
