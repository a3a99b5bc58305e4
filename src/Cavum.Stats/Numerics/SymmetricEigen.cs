namespace Cavum.Stats;

/// <summary>Eigenvalues and orthonormal eigenvectors of a small symmetric matrix, by cyclic Jacobi rotations.</summary>
/// <param name="Values">In no order.</param>
/// <param name="Vectors">Column k belongs to value k.</param>
public sealed record SymmetricEigen(double[] Values, double[,] Vectors)
{
    /// <summary>Only the symmetric part is used; each rotation zeroes one pair (Golub &amp; Van Loan 2013, section 8.5).</summary>
    public static SymmetricEigen Of(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        Demand.SameLength(n, matrix.GetLength(1), nameof(matrix));
        var a = (double[,])matrix.Clone();
        var v = Matrix.Identity(n);
        for (int sweep = 0; sweep < 60; sweep++)
        {
            bool rotated = false;
            for (int i = 0; i < n; i++)
                for (int j = i + 1; j < n; j++)
                {
                    if (!(Math.Abs(a[i, j]) > 1e-17 * Math.Sqrt(Math.Abs(a[i, i] * a[j, j])))) continue;
                    rotated = true;
                    Rotate(a, v, i, j);
                }
            if (!rotated) break;
        }
        return new(Matrix.Diagonal(a), v);
    }

    private static void Rotate(double[,] a, double[,] v, int i, int j)
    {
        double ratio = (a[j, j] - a[i, i]) / (2 * a[i, j]), t = (ratio < 0 ? -1 : 1) / (Math.Abs(ratio) + Math.Sqrt(ratio * ratio + 1));
        double c = 1 / Math.Sqrt(t * t + 1), s = t * c;
        int n = a.GetLength(0);
        for (int k = 0; k < n; k++) (a[k, i], a[k, j]) = (c * a[k, i] - s * a[k, j], s * a[k, i] + c * a[k, j]);
        for (int k = 0; k < n; k++) (a[i, k], a[j, k]) = (c * a[i, k] - s * a[j, k], s * a[i, k] + c * a[j, k]);
        for (int k = 0; k < n; k++) (v[k, i], v[k, j]) = (c * v[k, i] - s * v[k, j], s * v[k, i] + c * v[k, j]);
        a[i, j] = a[j, i] = 0;
    }
}
