namespace Cavum.Stats;

/// <summary>The covariance of one subject's values over the planned visits.</summary>
public enum CovarianceStructure
{
    /// <summary>Every variance and covariance free.</summary>
    Unstructured,

    /// <summary>One variance, one correlation.</summary>
    CompoundSymmetry,

    /// <summary>A variance a visit, one correlation.</summary>
    HeterogeneousCompoundSymmetry,

    /// <summary>One variance, correlation ρ^|i−j|.</summary>
    Autoregressive,

    /// <summary>A variance a visit, correlation ρ^|i−j|.</summary>
    HeterogeneousAutoregressive,

    /// <summary>One variance, a correlation a lag.</summary>
    Toeplitz,

    /// <summary>A variance a visit, a correlation a lag.</summary>
    HeterogeneousToeplitz,

    /// <summary>One variance, correlation the product of those of the steps between two visits.</summary>
    AnteDependence,

    /// <summary>A variance a visit, correlation the product of those of the steps between two visits.</summary>
    HeterogeneousAnteDependence,
}

/// <summary>Σ(θ) of each structure, and its derivatives.</summary>
/// <remarks>
/// Standard deviations are e^θ, correlations θ/√(1+θ²); unstructured is Σ = DL(DL)′, D = diag(e^θ), L unit lower triangular: the parameters of
/// the R package mmrm, so that the Kenward–Roger term with second derivatives, which depends on them, agrees with its.
/// </remarks>
internal static class CovarianceForm
{
    internal static int Count(CovarianceStructure structure, int visits) => Scales(structure, visits) + Correlations(structure, visits);

    private static int Scales(CovarianceStructure structure, int visits) => structure is CovarianceStructure.CompoundSymmetry
        or CovarianceStructure.Autoregressive or CovarianceStructure.Toeplitz or CovarianceStructure.AnteDependence ? 1 : visits;

    private static int Correlations(CovarianceStructure structure, int visits) => visits == 1 ? 0 : structure switch
    {
        CovarianceStructure.Unstructured => visits * (visits - 1) / 2,
        CovarianceStructure.Toeplitz or CovarianceStructure.HeterogeneousToeplitz
            or CovarianceStructure.AnteDependence or CovarianceStructure.HeterogeneousAnteDependence => visits - 1,
        _ => 1,
    };

    internal static double[,] At(CovarianceStructure structure, int visits, double[] theta)
    {
        int scales = Scales(structure, visits);
        var sigma = new double[visits, visits];
        if (structure == CovarianceStructure.Unstructured)
        {
            var l = new double[visits, visits];
            for (int i = 0, k = scales; i < visits; i++)
                for (int j = 0; j <= i; j++) l[i, j] = Math.Exp(theta[i]) * (j == i ? 1 : theta[k++]);
            return Matrix.Multiply(l, Matrix.Transpose(l));
        }
        double Rho(int k) => theta[scales + k] / Math.Sqrt(1 + theta[scales + k] * theta[scales + k]);
        for (int i = 0; i < visits; i++)
            for (int j = 0; j <= i; j++)
            {
                double correlation = 1;
                if (j < i) correlation = structure switch
                {
                    CovarianceStructure.CompoundSymmetry or CovarianceStructure.HeterogeneousCompoundSymmetry => Rho(0),
                    CovarianceStructure.Autoregressive or CovarianceStructure.HeterogeneousAutoregressive => Power(Rho(0), i - j),
                    CovarianceStructure.Toeplitz or CovarianceStructure.HeterogeneousToeplitz => Rho(i - j - 1),
                    _ => Steps(j, i),
                };
                sigma[i, j] = sigma[j, i] = correlation * Math.Exp(theta[scales == 1 ? 0 : i] + theta[scales == 1 ? 0 : j]);
            }
        return sigma;

        double Steps(int from, int to)
        {
            double product = 1;
            for (int k = from; k < to; k++) product *= Rho(k);
            return product;
        }
    }

    private static double Power(double x, int n)
    {
        double product = 1;
        for (int i = 0; i < n; i++) product *= x;
        return product;
    }

    /// <summary>∂Σ/∂θₖ by sixth-order central differences: Σ is analytic and cheap, and the error is of order 1e-12.</summary>
    internal static double[][,] Slopes(CovarianceStructure structure, int visits, double[] theta) =>
        [.. Enumerable.Range(0, theta.Length).Select(k => Slope(t => At(structure, visits, t), theta, k))];

    /// <summary>∂²Σ/∂θₖ∂θₗ.</summary>
    internal static double[,][,] Curvatures(CovarianceStructure structure, int visits, double[] theta)
    {
        var second = new double[theta.Length, theta.Length][,];
        for (int k = 0; k < theta.Length; k++)
            for (int l = 0; l <= k; l++)
                second[k, l] = second[l, k] = Slope(t => Slope(u => At(structure, visits, u), t, l), theta, k);
        return second;
    }

    private static double[,] Slope(Func<double[], double[,]> form, double[] theta, int k)
    {
        const double h = 0.02;
        double[,] sum = new double[0, 0];
        for (int step = 1; step <= 3; step++)
        {
            double weight = step switch { 1 => 45, 2 => -9, _ => 1 } / (60 * h);
            foreach (int sign in (ReadOnlySpan<int>)[1, -1])
            {
                double[] at = (double[])theta.Clone();
                at[k] += sign * step * h;
                var value = form(at);
                sum = sum.Length == 0 ? Matrix.Scale(value, sign * weight) : Matrix.Add(sum, value, sign * weight);
            }
        }
        return sum;
    }
}
