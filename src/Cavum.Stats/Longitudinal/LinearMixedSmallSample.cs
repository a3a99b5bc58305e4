namespace Cavum.Stats;

/// <summary>Kenward–Roger errors and degrees of freedom for a linear mixed model.</summary>
/// <remarks>
/// Kenward &amp; Roger 1997, Biometrics 53:983–997, with the variances and covariances of the random effects and σ² as parameters and their expected
/// information under the restricted likelihood. V is linear in them, so its second derivatives vanish and the linear flavour is the same.
/// </remarks>
public static class LinearMixedSmallSample
{
    /// <summary>Fixed effects with adjusted errors and their covariance.</summary>
    public sealed record Adjusted(IReadOnlyList<MixedEffect> Fixed, double[,] Covariance)
    {
        internal CovarianceUncertainty? Uncertainty { get; init; }

        /// <summary>F test of several combinations at once; null where the information is singular.</summary>
        public JointEffectTest? Test(IReadOnlyList<double[]> rows) => Uncertainty?.KenwardRoger(rows, [.. Fixed.Select(f => f.Estimate)], Covariance);
    }

    /// <summary>The fixed effects of a restricted fit with adjusted errors; the errors stand unadjusted, without degrees of freedom, where the information is singular.</summary>
    public static Adjusted KenwardRoger(IReadOnlyList<MixedGroup> groups, LinearMixedFit fit)
    {
        if (fit.Method != MixedMethod.Reml) throw new ArgumentException("Kenward–Roger's adjustment is of a restricted fit.", nameof(fit));
        int q = groups[0].Z.GetLength(1), p = fit.Fixed.Count, parameters = q * (q + 1) / 2 + 1;
        var terms = new KenwardRogerTerms(parameters, p, second: false);
        double scale = fit.Sigma * fit.Sigma; // σ² is the unit of the variance parameters
        foreach (var g in groups)
        {
            int n = g.Y.Length;
            var v = Matrix.Multiply(Matrix.Multiply(g.Z, fit.RandomCovariance), Matrix.Transpose(g.Z));
            for (int i = 0; i < n; i++) v[i, i] += scale;
            if (!Cholesky.TryDecompose(v, out var cholesky)) throw new InvalidOperationException("V = ZDZ′ + σ²I is positive definite.");
            var inverse = cholesky.Inverse();
            terms.Add(Matrix.Multiply(inverse, g.X), inverse, Slopes(g, q, scale), null);
        }
        var phi = fit.FixedCovariance;
        bool regular = Cholesky.TryDecompose(terms.ExpectedInformation(phi), out var information, 1e-10);
        double[,]? w = information?.Inverse();
        var adjusted = regular ? terms.Adjusted(phi, w!) : phi;
        var uncertainty = regular ? terms.Uncertainty(phi, w!) : null;
        return new([.. fit.Fixed.Select((effect, k) =>
        {
            var unit = new double[p];
            unit[k] = 1;
            double error = Math.Sqrt(adjusted[k, k]);
            double? df = uncertainty?.DegreesOfFreedom(unit);
            return new MixedEffect(effect.Name, effect.Estimate, error, df, df is { } f ? 2 * StudentT.Sf(Math.Abs(effect.Estimate / error), f) : null);
        })], adjusted)
        { Uncertainty = uncertainty };
    }

    private static double[][,] Slopes(MixedGroup g, int q, double scale)
    {
        int n = g.Y.Length;
        var slopes = new List<double[,]>();
        for (int a = 0; a < q; a++)
            for (int b = 0; b <= a; b++)
            {
                var s = new double[n, n];
                for (int i = 0; i < n; i++)
                    for (int j = 0; j < n; j++) s[i, j] = scale * (g.Z[i, a] * g.Z[j, b] + (a == b ? 0 : g.Z[i, b] * g.Z[j, a]));
                slopes.Add(s);
            }
        slopes.Add(Matrix.Scale(Matrix.Identity(n), scale));
        return [.. slopes];
    }
}
