namespace Cavum.Stats;

/// <summary>How far inside the convex hull of a set of points the origin lies.</summary>
/// <remarks>
/// max ε subject to Σ λᵢxᵢ = 0, Σ λᵢ = 1, λᵢ ≥ ε, by the two-phase simplex method with Bland's rule (Bland 1977, Math Oper
/// Res 2:103–107), which cannot cycle. The origin is strictly inside, relative to the points' own plane, exactly when ε &gt; 0.
/// </remarks>
internal static class ConvexHull
{
    private const double Zero = 1e-10;

    /// <returns>n·ε (1 where all points weigh the same), 0 on the boundary; null where the origin is outside.</returns>
    /// <param name="points">One row a point, columns of about unit size.</param>
    internal static double? DepthOfOrigin(double[,] points)
    {
        int n = points.GetLength(0), p = points.GetLength(1), rows = p + 1, columns = n + 1;
        // λᵢ = μᵢ + ε with μ ≥ 0; variables μ₁…μₙ, ε; ε ≥ 0 costs nothing since a negative one means outside
        var a = new double[rows, columns + rows + 1];
        for (int j = 0; j < p; j++)
        {
            double sum = 0;
            for (int i = 0; i < n; i++) sum += a[j, i] = points[i, j];
            a[j, n] = sum / n; // ε in units of 1/n
        }
        for (int i = 0; i < n; i++) a[p, i] = 1;
        a[p, n] = 1;
        a[p, columns + rows] = 1;
        var basis = new int[rows];
        for (int j = 0; j < rows; j++)
        {
            a[j, columns + j] = 1;
            basis[j] = columns + j;
        }
        var phase1 = new double[columns + rows];
        for (int j = 0; j < rows; j++) phase1[columns + j] = -1;
        if (Maximise(a, basis, phase1, columns + rows) < -1e-9) return null;
        DriveOutArtificials(a, basis, columns);
        var phase2 = new double[columns + rows];
        phase2[n] = 1;
        return Maximise(a, basis, phase2, columns);
    }

    private static void DriveOutArtificials(double[,] a, int[] basis, int columns)
    {
        for (int row = 0; row < basis.Length; row++)
        {
            if (basis[row] < columns) continue;
            int best = -1;
            for (int j = 0; j < columns; j++)
                if (Math.Abs(a[row, j]) > 1e-7 && (best < 0 || Math.Abs(a[row, j]) > Math.Abs(a[row, best]))) best = j;
            if (best >= 0) Pivot(a, basis, row, best); // else the row is redundant and its artificial stays at 0
        }
    }

    private static double Maximise(double[,] a, int[] basis, double[] cost, int usable)
    {
        int rows = basis.Length, right = a.GetLength(1) - 1;
        for (int step = 0; step < 50_000; step++)
        {
            bool bland = step > 500;
            int enter = -1;
            double steepest = Zero;
            for (int j = 0; j < usable; j++)
            {
                if (Array.IndexOf(basis, j) >= 0) continue;
                double reduced = cost[j];
                for (int i = 0; i < rows; i++) reduced -= cost[basis[i]] * a[i, j];
                if (reduced <= steepest) continue;
                enter = j;
                if (bland) break;
                steepest = reduced;
            }
            if (enter < 0) break;
            int leave = -1;
            double least = double.PositiveInfinity;
            for (int i = 0; i < rows; i++)
            {
                if (a[i, enter] <= Zero) continue;
                double ratio = a[i, right] / a[i, enter];
                if (leave < 0 || ratio < least - 1e-14 || (ratio < least + 1e-14 && basis[i] < basis[leave])) (leave, least) = (i, Math.Min(ratio, least));
            }
            if (leave < 0) return double.PositiveInfinity;
            Pivot(a, basis, leave, enter);
        }
        double value = 0;
        for (int i = 0; i < rows; i++) value += cost[basis[i]] * a[i, right];
        return value;
    }

    private static void Pivot(double[,] a, int[] basis, int row, int column)
    {
        int rows = a.GetLength(0), width = a.GetLength(1);
        double pivot = a[row, column];
        for (int j = 0; j < width; j++) a[row, j] /= pivot;
        for (int i = 0; i < rows; i++)
        {
            double factor = a[i, column];
            if (i == row || factor == 0) continue;
            for (int j = 0; j < width; j++) a[i, j] -= factor * a[row, j];
        }
        basis[row] = column;
    }
}
