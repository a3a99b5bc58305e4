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
    double[,] RandomCovariance, double Sigma, IReadOnlyList<double[]> RandomEffects, bool Converged, string Status);

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
        double?[] df = Satterthwaite(model, optimum.Point, at.Sigma, names.Count);
        var effects = new MixedEffect[names.Count];
        for (int k = 0; k < effects.Length; k++)
        {
            double error = Math.Sqrt(at.Covariance[k, k]);
            effects[k] = new(names[k], at.Beta[k], error, df[k], df[k] is { } v ? 2 * StudentT.Sf(Math.Abs(at.Beta[k] / error), v) : null);
        }
        return new(method, -0.5 * optimum.Value, effects, at.Covariance, model.RandomCovariance(optimum.Point, at.Sigma), at.Sigma,
            model.RandomEffects(optimum.Point, at.Beta), converged, converged ? "Converged." : $"Not converged: {optimum.Status}");
    }

    private static double?[] Satterthwaite(LinearMixedProfile model, double[] theta, double sigma, int count)
    {
        double[] psi = [.. theta, Math.Log(sigma)];
        var degrees = new double?[count];
        var information = Matrix.Scale(Differences.Hessian(model.FullDeviance, psi), 0.5);
        if (!Cholesky.TryDecompose(information, out var cholesky, 1e-8)) return degrees;
        for (int k = 0; k < count; k++)
        {
            double[] slope = Differences.Gradient(p => model.Variance(p, k), psi);
            double g = model.Variance(psi, k), spread = Matrix.Dot(slope, cholesky.Solve(slope));
            if (spread > 0) degrees[k] = 2 * g * g / spread;
        }
        return degrees;
    }
}
