namespace Cavum.Stats;

/// <summary>Small dense matrices as <c>double[,]</c> (row, column): the few operations that the estimators need.</summary>
/// <remarks>Sums run in index order, so the same input gives the same bits.</remarks>
public static class Matrix
{
    public static double[,] Identity(int n)
    {
        var m = new double[n, n];
        for (int i = 0; i < n; i++) m[i, i] = 1;
        return m;
    }

    public static double[,] Transpose(double[,] a)
    {
        var t = new double[a.GetLength(1), a.GetLength(0)];
        for (int i = 0; i < a.GetLength(0); i++)
            for (int j = 0; j < a.GetLength(1); j++) t[j, i] = a[i, j];
        return t;
    }

    public static double[,] Multiply(double[,] a, double[,] b)
    {
        int n = a.GetLength(0), inner = a.GetLength(1), m = b.GetLength(1);
        Demand.SameLength(inner, b.GetLength(0), nameof(b));
        var c = new double[n, m];
        for (int i = 0; i < n; i++)
            for (int k = 0; k < inner; k++)
            {
                double factor = a[i, k];
                for (int j = 0; j < m; j++) c[i, j] += factor * b[k, j];
            }
        return c;
    }

    public static double[] Multiply(double[,] a, ReadOnlySpan<double> x)
    {
        Demand.SameLength(a.GetLength(1), x.Length, nameof(x));
        var y = new double[a.GetLength(0)];
        for (int i = 0; i < y.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < x.Length; j++) sum += a[i, j] * x[j];
            y[i] = sum;
        }
        return y;
    }

    public static double[,] Add(double[,] a, double[,] b, double scaleOfB = 1)
    {
        var c = (double[,])a.Clone();
        for (int i = 0; i < a.GetLength(0); i++)
            for (int j = 0; j < a.GetLength(1); j++) c[i, j] += scaleOfB * b[i, j];
        return c;
    }

    public static double[,] Scale(double[,] a, double factor)
    {
        var c = (double[,])a.Clone();
        for (int i = 0; i < a.GetLength(0); i++)
            for (int j = 0; j < a.GetLength(1); j++) c[i, j] *= factor;
        return c;
    }

    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Demand.SameLength(x.Length, y.Length, nameof(y));
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    public static double Trace(double[,] a)
    {
        double sum = 0;
        for (int i = 0; i < a.GetLength(0); i++) sum += a[i, i];
        return sum;
    }

    /// <summary>x′Ax.</summary>
    public static double Quadratic(double[,] a, ReadOnlySpan<double> x) => Dot(x, Multiply(a, x));

    public static double[] Column(double[,] a, int column)
    {
        var c = new double[a.GetLength(0)];
        for (int i = 0; i < c.Length; i++) c[i] = a[i, column];
        return c;
    }

    public static double[] Diagonal(double[,] a)
    {
        var d = new double[Math.Min(a.GetLength(0), a.GetLength(1))];
        for (int i = 0; i < d.Length; i++) d[i] = a[i, i];
        return d;
    }

    /// <summary>The matrix as rows, as JSON writes it.</summary>
    public static double[][] Rows(double[,] a)
    {
        var rows = new double[a.GetLength(0)][];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = new double[a.GetLength(1)];
            for (int j = 0; j < rows[i].Length; j++) rows[i][j] = a[i, j];
        }
        return rows;
    }

    /// <summary>Solves Ax = b for a square A by elimination with row pivots; false where A is singular to working precision.</summary>
    public static bool TrySolve(double[,] a, ReadOnlySpan<double> b, out double[] x)
    {
        int n = a.GetLength(0);
        Demand.SameLength(n, b.Length, nameof(b));
        var m = (double[,])a.Clone();
        x = b.ToArray();
        double scale = 0;
        foreach (double value in a) scale = Math.Max(scale, Math.Abs(value));
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
                if (Math.Abs(m[i, k]) > Math.Abs(m[pivot, k])) pivot = i;
            if (!(Math.Abs(m[pivot, k]) > 1e-14 * scale)) return false;
            if (pivot != k)
            {
                for (int j = k; j < n; j++) (m[k, j], m[pivot, j]) = (m[pivot, j], m[k, j]);
                (x[k], x[pivot]) = (x[pivot], x[k]);
            }
            for (int i = k + 1; i < n; i++)
            {
                double factor = m[i, k] / m[k, k];
                if (factor == 0) continue;
                for (int j = k + 1; j < n; j++) m[i, j] -= factor * m[k, j];
                x[i] -= factor * x[k];
            }
        }
        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < n; j++) x[i] -= m[i, j] * x[j];
            x[i] /= m[i, i];
        }
        return true;
    }
}
