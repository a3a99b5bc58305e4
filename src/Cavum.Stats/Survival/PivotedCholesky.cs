namespace Cavum.Stats;

/// <summary>Solves with symmetric matrices that may be singular: what score tests need when groups or covariates are redundant.</summary>
internal static class PivotedCholesky
{
    private const double Singular = 1e-11;

    /// <summary>uᵀ·A⁻·u by elimination in order; null where A has no positive direction or u points outside its range.</summary>
    public static double? QuadraticForm(double[,] matrix, ReadOnlySpan<double> vector)
    {
        int k = vector.Length;
        double[,] a = (double[,])matrix.Clone();
        double[] u = vector.ToArray();
        double form = 0;
        int rank = 0;
        for (int p = 0; p < k; p++)
        {
            if (!(a[p, p] > Singular * Math.Abs(matrix[p, p])) || a[p, p] <= 0) continue;
            rank++;
            form += u[p] * u[p] / a[p, p];
            for (int i = p + 1; i < k; i++)
            {
                double factor = a[i, p] / a[p, p];
                u[i] -= factor * u[p];
                for (int j = p + 1; j < k; j++) a[i, j] -= factor * a[p, j];
            }
        }
        return rank == 0 ? null : form;
    }
}
