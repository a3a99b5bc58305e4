namespace Cavum.Assay;

/// <summary>Cholesky of the small symmetric matrices of a least-squares step, stored in rows of <c>stride</c> numbers; only the lower triangle is read.</summary>
internal static class NormalEquations
{
    /// <summary>Factors in place; false when the matrix is not positive definite.</summary>
    internal static bool Factor(Span<double> a, int stride, int n)
    {
        for (int j = 0; j < n; j++)
        {
            double diagonal = a[j * stride + j];
            for (int k = 0; k < j; k++) diagonal -= a[j * stride + k] * a[j * stride + k];
            if (!(diagonal > 0)) return false;
            double root = Math.Sqrt(diagonal);
            a[j * stride + j] = root;
            for (int i = j + 1; i < n; i++)
            {
                double sum = a[i * stride + j];
                for (int k = 0; k < j; k++) sum -= a[i * stride + k] * a[j * stride + k];
                a[i * stride + j] = sum / root;
            }
        }
        return true;
    }

    /// <summary>Turns <paramref name="b"/> into the solution for a factored matrix.</summary>
    internal static void Solve(ReadOnlySpan<double> factor, int stride, int n, Span<double> b)
    {
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++) b[i] -= factor[i * stride + k] * b[k];
            b[i] /= factor[i * stride + i];
        }
        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++) b[i] -= factor[k * stride + i] * b[k];
            b[i] /= factor[i * stride + i];
        }
    }
}
