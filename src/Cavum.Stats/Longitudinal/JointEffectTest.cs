namespace Cavum.Stats;

/// <summary>F test that several linear combinations of fixed effects are all 0.</summary>
/// <param name="DenominatorDf">Null where the variance parameters' information is singular.</param>
public sealed record JointEffectTest(int NumeratorDf, double? DenominatorDf, double FValue, double? PValue)
{
    /// <summary>Rows that pick single effects: their joint test is that of a term.</summary>
    public static double[][] Rows(int effects, IEnumerable<int> columns) => [.. columns.Select(c =>
    {
        var row = new double[effects];
        row[c] = 1;
        return row;
    })];

    internal static JointEffectTest Of(int numerator, double f, double? denominator) =>
        new(numerator, denominator, f, denominator is { } v ? FDistribution.Sf(f, numerator, v) : null);
}

/// <summary>How the covariance Φ of fixed effects moves with the variance parameters, and how well those are known.</summary>
/// <param name="Phi">Unadjusted covariance of β̂, (X′V⁻¹X)⁻¹.</param>
/// <param name="Slopes">∂Φ by each variance parameter.</param>
/// <param name="Parameters">Covariance of the variance parameters.</param>
internal sealed record CovarianceUncertainty(double[,] Phi, double[][,] Slopes, double[,] Parameters)
{
    /// <summary>Satterthwaite's 2v²/(g′Wg) of c′β, v = c′Φc, g its slopes; the same for Kenward–Roger's t of one contrast.</summary>
    internal double? DegreesOfFreedom(double[] contrast)
    {
        double v = Matrix.Quadratic(Phi, contrast);
        double[] g = [.. Slopes.Select(s => Matrix.Quadratic(s, contrast))];
        double spread = Matrix.Quadratic(Parameters, g);
        return spread > 0 ? 2 * v * v / spread : null;
    }

    /// <summary>
    /// Fai &amp; Cornelius 1996, J Stat Comput Simul 54:363–378: F = (Lβ)′(LΦL′)⁻¹Lβ/q as a mean of q independent t², each with its own degrees of freedom νₘ;
    /// the denominator's are 2E/(E − q), E = Σ νₘ/(νₘ − 2), the common ν where all agree, and 2 where one νₘ is 2 or less (as lmerTest).
    /// </summary>
    internal JointEffectTest Satterthwaite(IReadOnlyList<double[]> rows, double[] beta)
    {
        int q = Check(rows, beta.Length);
        var eigen = SymmetricEigen.Of(Project(Phi, rows));
        double[] estimates = [.. rows.Select(r => Matrix.Dot(r, beta))];
        double f = 0;
        var degrees = new List<double>();
        for (int m = 0; m < q; m++)
        {
            double[] direction = Matrix.Column(eigen.Vectors, m), contrast = new double[beta.Length];
            for (int i = 0; i < q; i++)
                for (int k = 0; k < contrast.Length; k++) contrast[k] += direction[i] * rows[i][k];
            double estimate = Matrix.Dot(direction, estimates);
            f += estimate * estimate / eigen.Values[m] / q;
            if (DegreesOfFreedom(contrast) is { } v) degrees.Add(v);
        }
        if (degrees.Count < q) return JointEffectTest.Of(q, f, null);
        if (degrees.Max() - degrees.Min() < 1e-8 * degrees.Max()) return JointEffectTest.Of(q, f, degrees.Average());
        double e = degrees.Sum(v => v / (v - 2));
        return JointEffectTest.Of(q, f, degrees.Any(v => v <= 2) ? 2 : 2 * e / (e - q));
    }

    /// <summary>
    /// Kenward &amp; Roger 1997, section 3: λF with F from the adjusted covariance, λ and the denominator's degrees of freedom from
    /// A₁ = Σ wₖₗ tr(ΘΦₖ)tr(ΘΦₗ) and A₂ = Σ wₖₗ tr(ΘΦₖΘΦₗ), Θ = L′(LΦL′)⁻¹L, Φₖ the slopes.
    /// </summary>
    internal JointEffectTest KenwardRoger(IReadOnlyList<double[]> rows, double[] beta, double[,] adjusted)
    {
        int q = Check(rows, beta.Length);
        double f = Wald(rows, beta, adjusted) / q;
        if (q == 1) return JointEffectTest.Of(1, f, DegreesOfFreedom(rows[0]));
        if (!Cholesky.TryDecompose(Project(Phi, rows), out var cholesky)) return JointEffectTest.Of(q, f, null);
        var inverse = cholesky.Inverse();
        double[][,] moved = [.. Slopes.Select(s => Matrix.Multiply(inverse, Project(s, rows)))]; // same traces as ΘΦₖ
        double a1 = 0, a2 = 0;
        for (int k = 0; k < moved.Length; k++)
            for (int l = 0; l < moved.Length; l++)
            {
                a1 += Parameters[k, l] * Matrix.Trace(moved[k]) * Matrix.Trace(moved[l]);
                a2 += Parameters[k, l] * Matrix.Trace(Matrix.Multiply(moved[k], moved[l]));
            }
        if (!(a2 > 0)) return JointEffectTest.Of(q, f, null);
        double b = (a1 + 6 * a2) / (2 * q), g = ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2), d = 3 * q + 2 * (1 - g);
        double c1 = g / d, c2 = (q - g) / d, c3 = (q + 2 - g) / d, root = 1 - c2 * b;
        double mean = 1 / (1 - a2 / q), variance = 2.0 / q * (1 + c1 * b) / (root * root * (1 - c3 * b)), rho = variance / (2 * mean * mean);
        double m = 4 + (q + 2) / (q * rho - 1), scale = m / (mean * (m - 2));
        return m > 2 && double.IsFinite(m) && scale > 0 ? JointEffectTest.Of(q, scale * f, m) : JointEffectTest.Of(q, f, null);
    }

    private static double Wald(IReadOnlyList<double[]> rows, double[] beta, double[,] covariance)
    {
        double[] estimates = [.. rows.Select(r => Matrix.Dot(r, beta))];
        return Cholesky.TryDecompose(Project(covariance, rows), out var cholesky) ? Matrix.Dot(estimates, cholesky.Solve(estimates))
            : throw new InvalidOperationException("The adjusted covariance of independent combinations is positive definite.");
    }

    /// <summary>LAL′.</summary>
    private static double[,] Project(double[,] a, IReadOnlyList<double[]> rows)
    {
        var result = new double[rows.Count, rows.Count];
        for (int i = 0; i < rows.Count; i++)
        {
            double[] left = Matrix.Multiply(a, rows[i]);
            for (int j = 0; j < rows.Count; j++) result[i, j] = Matrix.Dot(left, rows[j]);
        }
        return result;
    }

    private int Check(IReadOnlyList<double[]> rows, int effects)
    {
        if (rows.Count == 0 || rows.Any(r => r.Length != effects)) throw new ArgumentException($"Each combination has {effects} weights.", nameof(rows));
        if (!Cholesky.TryDecompose(Project(Phi, rows), out _, 1e-11)) throw new ArgumentException("The combinations are not independent.", nameof(rows));
        return rows.Count;
    }
}
