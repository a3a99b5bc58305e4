namespace Cavum.Stats;

/// <summary>How variance parameters are estimated.</summary>
public enum MixedMethod
{
    /// <summary>Restricted maximum likelihood.</summary>
    Reml,

    /// <summary>Maximum likelihood.</summary>
    Ml,
}

/// <summary>The rows of one subject: responses, fixed-effect rows X and random-effect rows Z.</summary>
public sealed record MixedGroup(string Subject, double[] Y, double[,] X, double[,] Z);

/// <summary>One fixed effect with Satterthwaite's t test.</summary>
/// <param name="DegreesOfFreedom">Null where the variance parameters' information is singular (a variance estimated as 0).</param>
public sealed record MixedEffect(string Name, double Estimate, double StdErr, double? DegreesOfFreedom, double? PValue);

/// <summary>A fit of the linear mixed model.</summary>
/// <param name="RandomEffects">Conditional means of each subject's random effects, in the order of the groups.</param>
public sealed record LinearMixedFit(MixedMethod Method, double LogLikelihood, IReadOnlyList<MixedEffect> Fixed, double[,] FixedCovariance,
    double[,] RandomCovariance, double Sigma, IReadOnlyList<double[]> RandomEffects, bool Converged, string Status)
{
    internal CovarianceUncertainty? Uncertainty { get; init; }

    /// <summary>Satterthwaite's F test of several combinations of fixed effects at once; null where the information of the variance parameters is singular.</summary>
    public JointEffectTest? Test(IReadOnlyList<double[]> rows) => Uncertainty?.Satterthwaite(rows, [.. Fixed.Select(f => f.Estimate)]);
}

/// <summary>Linear mixed models y = Xβ + Zb + e, b ~ N(0, σ²ΛΛ′), e ~ N(0, σ²I), one level of grouping.</summary>
/// <remarks>
/// β and σ profiled out, the relative factor Λ by BFGS (Laird &amp; Ware 1982, Biometrics 38:963–974; profiling as in Bates et al.
/// 2015, J Stat Softw 67:1–48). The restricted likelihood includes ½ ln|X′V⁻¹X|. Fixed-effect errors are σ̂²(X′V̂⁻¹X)⁻¹ without nlme's
/// N/(N − p) adjustment. Satterthwaite's degrees of freedom 2g²/Var(g), g = Var(β̂ₖ), with the observed information of the
/// variance parameters (Giesbrecht &amp; Burns 1985, Biometrics 41:477–486).
/// </remarks>
public static class LinearMixed
{
    public static LinearMixedFit Fit(IReadOnlyList<MixedGroup> groups, IReadOnlyList<string> names, MixedMethod method = MixedMethod.Reml)
    {
        var model = new LinearMixedProfile(groups, names.Count, method);
        double[] start = model.Start();
        var optimum = Bfgs.Minimise(model.Deviance, start, tolerance: 1e-11);
        var again = Bfgs.Minimise(model.Deviance, optimum.Point, tolerance: 1e-12);
        if (again.Value <= optimum.Value) optimum = again;
        var at = model.Solve(optimum.Point) ?? throw new ArgumentException("The fixed effects fit the rows exactly: nothing is left to estimate variances from.", nameof(groups));
        bool converged = optimum.GradientNorm < 1e-4 * Math.Max(1, Math.Abs(optimum.Value));
        var uncertainty = Uncertainty(model, optimum.Point, at.Sigma, at.Covariance);
        var effects = new MixedEffect[names.Count];
        for (int k = 0; k < effects.Length; k++)
        {
            double[] unit = new double[names.Count];
            unit[k] = 1;
            double error = Math.Sqrt(at.Covariance[k, k]);
            double? df = uncertainty?.DegreesOfFreedom(unit);
            effects[k] = new(names[k], at.Beta[k], error, df, df is { } v ? 2 * StudentT.Sf(Math.Abs(at.Beta[k] / error), v) : null);
        }
        return new(method, -0.5 * optimum.Value, effects, at.Covariance, model.RandomCovariance(optimum.Point, at.Sigma), at.Sigma,
            model.RandomEffects(optimum.Point, at.Beta), converged, converged ? "Converged." : $"Not converged: {optimum.Status}")
        {
            Uncertainty = uncertainty,
        };
    }

    private static CovarianceUncertainty? Uncertainty(LinearMixedProfile model, double[] theta, double sigma, double[,] phi)
    {
        double[] psi = [.. theta, Math.Log(sigma)];
        var information = Matrix.Scale(Differences.Hessian(model.FullDeviance, psi), 0.5);
        if (!Cholesky.TryDecompose(information, out var cholesky, 1e-8)) return null;
        var slopes = new double[psi.Length][,];
        for (int k = 0; k < slopes.Length; k++)
        {
            double h = 4e-4 * Math.Max(Math.Abs(psi[k]), 0.1);
            slopes[k] = Matrix.Scale(Matrix.Add(Matrix.Scale(Difference(k, h), 8), Difference(k, 2 * h), -1), 1 / (12 * h));
        }
        return new(phi, slopes, cholesky.Inverse());

        double[,] Difference(int k, double step)
        {
            double[] up = [.. psi], down = [.. psi];
            up[k] += step;
            down[k] -= step;
            return Matrix.Add(model.Covariance(up), model.Covariance(down), -1);
        }
    }
}
