namespace Cavum.Stats;

/// <summary>The family of a parametric survival model.</summary>
public enum SurvivalFamily
{
    /// <summary>S = exp(−λt); covariates act on log λ.</summary>
    Exponential,

    /// <summary>S = exp(−(t/b)^a); covariates act on log b.</summary>
    Weibull,

    /// <summary>log T normal(μ, σ); covariates act on μ.</summary>
    LogNormal,

    /// <summary>S = 1/(1 + (t/b)^a); covariates act on log b.</summary>
    LogLogistic,

    /// <summary>Hazard b·exp(at), a of either sign; covariates act on log b.</summary>
    Gompertz,

    /// <summary>Prentice's three parameters μ, σ, Q: Weibull at Q = 1, log-normal at Q = 0 (Prentice 1974, Biometrika 61:539); covariates act on μ.</summary>
    GeneralisedGamma,

    /// <summary>Gamma of shape a and rate b; covariates act on log b.</summary>
    Gamma,
}

/// <summary>One parameter on its own scale; limits are Wald on the log for a positive one.</summary>
public sealed record ParametricParameter(string Name, double Estimate, double StdErr, double Lower, double Upper);

/// <param name="Working">What was maximised over: intercept, covariates, then the family's other parameters (logs of positive ones).</param>
/// <param name="Variance">Inverse observed information of the working parameters.</param>
public sealed record ParametricFit(
    SurvivalFamily Family, FitStatus Status, double LogLikelihood, double Aic, IReadOnlyList<ParametricParameter> Parameters,
    double[] Working, double[,] Variance)
{
    /// <summary>S(t) at covariates x (the family's own reference, 0, if none are given).</summary>
    public double SurvivalAt(double t, ReadOnlySpan<double> x = default)
    {
        if (t <= 0) return 1;
        double eta = Working[0];
        for (int c = 0; c < x.Length; c++) eta += Working[c + 1] * x[c];
        return Math.Exp(SurvivalFamilies.LogSurvival(Family, t, eta, Working.AsSpan(SurvivalFamilies.Covariates(Family, Working.Length) + 1)));
    }
}

/// <summary>Maximum likelihood fits of parametric survival models, with right, left and interval censoring and delayed entry.</summary>
/// <remarks>
/// Contributions: log f(t) for an event, log S(t) for a censoring, log(S(a) − S(b)) for an interval, − log S(entry). Exponential, Weibull, log-normal and
/// log-logistic by Newton with exact derivatives (R's survreg), the others by Newton with fourth-order differences (R's flexsurvreg parametrisations).
/// Limits: Wald, on the log for positive parameters. Kalbfleisch &amp; Prentice 2002, chapter 3; Jackson 2016, J Stat Softw 70(8).
/// </remarks>
public static class ParametricSurvival
{
    public static ParametricFit Fit(SurvivalFamily family, ParametricInput input, double confidence = 0.95)
    {
        SurvivalArguments.CheckConfidence(confidence);
        var rows = input.Rows();
        var (status, point, theta) = family switch
        {
            SurvivalFamily.Exponential => Climb(AftError.ExtremeValue, rows, true),
            SurvivalFamily.Weibull => Climb(AftError.ExtremeValue, rows, false),
            SurvivalFamily.LogNormal => Climb(AftError.Normal, rows, false),
            SurvivalFamily.LogLogistic => Climb(AftError.Logistic, rows, false),
            _ => FamilyClimb.Run(family, rows),
        };
        bool[] free = [.. Enumerable.Repeat(true, theta.Length)];
        double[,] variance = SymmetricSolve.Inverse(point.Information, free) ?? new double[theta.Length, theta.Length];
        double z = Normal.Quantile(0.5 + confidence / 2);
        return new(family, status, point.LogLikelihood, 2 * theta.Length - 2 * point.LogLikelihood,
            SurvivalFamilies.Describe(family, theta, variance, input.Names, z), theta, variance);
    }

    /// <summary>Newton with halving from the exponential's intercept.</summary>
    internal static (FitStatus Status, CoxPoint Point, double[] Theta) Climb(AftError error, ParametricRows rows, bool fixedScale)
    {
        var likelihood = new AftLikelihood(error, rows, fixedScale);
        var theta = new double[likelihood.Parameters];
        theta[0] = StartingIntercept(rows, error);
        return NewtonClimb.Run(t => likelihood.Evaluate(t), theta);
    }

    private static double StartingIntercept(ParametricRows rows, AftError error)
    {
        double time = 0, events = 0;
        for (int i = 0; i < rows.N; i++)
        {
            double middle = double.IsPositiveInfinity(rows.Upper[i]) ? rows.Lower[i] : (rows.Lower[i] + rows.Upper[i]) / 2;
            time += rows.Weight[i] * (middle - rows.Entry[i]);
            if (!double.IsPositiveInfinity(rows.Upper[i])) events += rows.Weight[i];
        }
        return Math.Log(time / Math.Max(events, 0.5)) - (error == AftError.ExtremeValue ? 0 : 0.3);
    }
}

/// <summary>Newton's method with halving for a log-likelihood with derivatives.</summary>
internal static class NewtonClimb
{
    public static (FitStatus Status, CoxPoint Point, double[] Theta) Run(
        Func<double[], CoxPoint> evaluate, double[] start, double arrived = 1e-9, bool[]? free = null, Func<double[], bool>? escaped = null)
    {
        double[] theta = [.. start];
        var point = evaluate(theta);
        free ??= [.. Enumerable.Repeat(true, theta.Length)];
        for (int iteration = 0; iteration < 200; iteration++)
        {
            double[]? step = SymmetricSolve.Solve(point.Information, point.Gradient, free);
            // Where the likelihood is not concave yet, a ridge turns the step towards the gradient.
            for (double ridge = 1e-3; step is null && ridge < 1e9; ridge *= 10) step = SymmetricSolve.Solve(Ridged(point.Information, ridge), point.Gradient, free);
            if (step is null) return (FitStatus.NotConverged, point, theta);
            double largest = step.Max(Math.Abs), shrink = Math.Min(1, 3 / largest);
            CoxPoint? next = null;
            double[] to = theta;
            for (int halving = 0; halving < 40 && next is null; halving++, shrink /= 2)
            {
                to = [.. theta.Select((t, i) => t + shrink * step[i])];
                var tried = evaluate(to);
                if (tried.IsFinite && tried.LogLikelihood >= point.LogLikelihood - 1e-12 * Math.Abs(point.LogLikelihood)) next = tried;
            }
            if (next is null) return (largest < 1e-6 ? FitStatus.Converged : FitStatus.NotConverged, point, theta);
            (point, theta) = (next, to);
            if (escaped?.Invoke(theta) == true) return (FitStatus.NoFiniteMaximum, point, theta);
            if (largest < arrived) return (FitStatus.Converged, point, theta);
        }
        return (FitStatus.NotConverged, point, theta);
    }

    private static double[,] Ridged(double[,] matrix, double ridge)
    {
        double[,] result = (double[,])matrix.Clone();
        double largest = 0;
        for (int i = 0; i < result.GetLength(0); i++) largest = Math.Max(largest, Math.Abs(result[i, i]));
        for (int i = 0; i < result.GetLength(0); i++) result[i, i] += ridge * largest;
        return result;
    }
}
