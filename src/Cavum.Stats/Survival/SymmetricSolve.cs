namespace Cavum.Stats;

/// <summary>Solves and inverts a symmetric positive matrix restricted to some of its rows; the others stay 0.</summary>
internal static class SymmetricSolve
{
    private const double Singular = 1e-14;

    /// <summary>A⁻¹b on the free rows; null where A is not positive definite there.</summary>
    public static double[]? Solve(double[,] matrix, ReadOnlySpan<double> right, bool[] free)
    {
        if (Factor(matrix, free) is not { } lower) return null;
        var result = new double[right.Length];
        for (int i = 0; i < result.Length; i++)
        {
            if (!free[i]) continue;
            double sum = right[i];
            for (int j = 0; j < i; j++) sum -= lower[i, j] * result[j];
            result[i] = sum / lower[i, i];
        }
        for (int i = result.Length - 1; i >= 0; i--)
        {
            if (!free[i]) continue;
            double sum = result[i];
            for (int j = i + 1; j < result.Length; j++) sum -= lower[j, i] * result[j];
            result[i] = sum / lower[i, i];
        }
        return result;
    }

    /// <summary>The inverse on the free rows, symmetric to the bit; null where it does not exist.</summary>
    public static double[,]? Inverse(double[,] matrix, bool[] free)
    {
        int p = free.Length;
        var inverse = new double[p, p];
        var unit = new double[p];
        for (int c = 0; c < p; c++)
        {
            if (!free[c]) continue;
            Array.Clear(unit);
            unit[c] = 1;
            if (Solve(matrix, unit, free) is not { } column) return null;
            for (int r = 0; r < p; r++) inverse[r, c] = column[r];
        }
        for (int a = 0; a < p; a++)
            for (int b = 0; b < a; b++) inverse[a, b] = inverse[b, a] = (inverse[a, b] + inverse[b, a]) / 2;
        return inverse;
    }

    /// <summary>log det on the free rows; null where the matrix is not positive definite there.</summary>
    public static double? LogDeterminant(double[,] matrix, bool[] free)
    {
        if (Factor(matrix, free) is not { } lower) return null;
        double sum = 0;
        for (int i = 0; i < free.Length; i++)
            if (free[i]) sum += 2 * Math.Log(lower[i, i]);
        return sum;
    }

    private static double[,]? Factor(double[,] matrix, bool[] free)
    {
        int p = free.Length;
        var lower = new double[p, p];
        for (int i = 0; i < p; i++)
        {
            if (!free[i]) continue;
            for (int j = 0; j <= i; j++)
            {
                if (!free[j]) continue;
                double sum = matrix[i, j];
                for (int k = 0; k < j; k++) sum -= lower[i, k] * lower[j, k];
                if (i != j) lower[i, j] = sum / lower[j, j];
                else if (sum > Singular * matrix[i, i] && sum > 0) lower[i, i] = Math.Sqrt(sum);
                else return null;
            }
        }
        return lower;
    }
}
