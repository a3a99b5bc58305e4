using System.Diagnostics.CodeAnalysis;

namespace Cavum.Stats;

/// <summary>The lower triangle L with A = LL′ of a symmetric positive-definite A.</summary>
public sealed class Cholesky
{
    private readonly double[,] l;

    private Cholesky(double[,] lower) => l = lower;

    public int Size => l.GetLength(0);

    /// <summary>A copy of L.</summary>
    public double[,] Lower() => (double[,])l.Clone();

    /// <summary>Decomposes A; false where A is not positive definite to working precision. Only the lower triangle is read.</summary>
    /// <param name="tolerance">A pivot below this fraction of its diagonal element counts as zero.</param>
    public static bool TryDecompose(double[,] a, [NotNullWhen(true)] out Cholesky? cholesky, double tolerance = 1e-14)
    {
        int n = a.GetLength(0);
        Demand.SameLength(n, a.GetLength(1), nameof(a));
        cholesky = null;
        var l = new double[n, n];
        for (int j = 0; j < n; j++)
        {
            double pivot = a[j, j];
            for (int k = 0; k < j; k++) pivot -= l[j, k] * l[j, k];
            if (!(pivot > tolerance * Math.Abs(a[j, j])) || !double.IsFinite(pivot)) return false;
            double root = l[j, j] = Math.Sqrt(pivot);
            for (int i = j + 1; i < n; i++)
            {
                double sum = a[i, j];
                for (int k = 0; k < j; k++) sum -= l[i, k] * l[j, k];
                l[i, j] = sum / root;
            }
        }
        cholesky = new(l);
        return true;
    }

    /// <summary>The index of the first column that is a combination of those before it; −1 where A is positive definite.</summary>
    public static int FirstDependent(double[,] a, double tolerance = 1e-12)
    {
        for (int size = 1; size <= a.GetLength(0); size++)
        {
            var part = new double[size, size];
            for (int i = 0; i < size; i++)
                for (int j = 0; j < size; j++) part[i, j] = a[i, j];
            if (!TryDecompose(part, out _, tolerance)) return size - 1;
        }
        return -1;
    }

    /// <summary>The x with Ax = b.</summary>
    public double[] Solve(ReadOnlySpan<double> b)
    {
        double[] x = SolveLower(b);
        for (int i = Size - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < Size; k++) x[i] -= l[k, i] * x[k];
            x[i] /= l[i, i];
        }
        return x;
    }

    /// <summary>The y with Ly = b.</summary>
    public double[] SolveLower(ReadOnlySpan<double> b)
    {
        Demand.SameLength(Size, b.Length, nameof(b));
        double[] y = b.ToArray();
        for (int i = 0; i < y.Length; i++)
        {
            for (int k = 0; k < i; k++) y[i] -= l[i, k] * y[k];
            y[i] /= l[i, i];
        }
        return y;
    }

    /// <summary>The X with AX = B.</summary>
    public double[,] Solve(double[,] b)
    {
        var x = new double[Size, b.GetLength(1)];
        for (int j = 0; j < b.GetLength(1); j++)
        {
            double[] column = Solve(Matrix.Column(b, j));
            for (int i = 0; i < Size; i++) x[i, j] = column[i];
        }
        return x;
    }

    /// <summary>A⁻¹, exactly symmetric.</summary>
    public double[,] Inverse()
    {
        var inverse = Solve(Matrix.Identity(Size));
        for (int i = 0; i < Size; i++)
            for (int j = 0; j < i; j++) inverse[i, j] = inverse[j, i] = 0.5 * (inverse[i, j] + inverse[j, i]);
        return inverse;
    }

    /// <summary>ln |A| = 2 Σ ln Lᵢᵢ.</summary>
    public double LogDeterminant()
    {
        double sum = 0;
        for (int i = 0; i < Size; i++) sum += Math.Log(l[i, i]);
        return 2 * sum;
    }
}
