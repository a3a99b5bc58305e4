namespace Cavum.Imaging;

/// <summary>The sixteen or so features that run lengths, zones, zone distances and dependences share.</summary>
/// <remarks>
/// Counts r(i, j) over level i and length (size, distance, dependence) j, Ns = Σ r: short Σ r/j²/Ns, long Σ r j²/Ns, low Σ r/i²/Ns,
/// high Σ r i²/Ns and their four products; non-uniformities Σ(Σⱼ r)²/Ns and Σ(Σᵢ r)²/Ns, also over Ns; share Ns/Nv; variances of i
/// and j; entropy. Zwanenburg et al. 2020 (IBSI 1), families 3.7 to 3.9 and 3.11.
/// </remarks>
internal static class EmphasisFeatures
{
    /// <summary>Features of one matrix in the order of the names the families give them; energy is the seventeenth.</summary>
    /// <param name="voxels">Nv: the voxels that could have had an entry.</param>
    /// <param name="lengths">What each column stands for, from column 1; the column's own number where not given.</param>
    public static double[] Compute(CountMatrix matrix, long voxels, int[]? lengths = null)
    {
        double[] f = new double[17];
        matrix.Sort();
        double ns = matrix.Total;
        if (ns == 0)
        {
            Array.Fill(f, double.NaN);
            return f;
        }
        long[] rows = new long[matrix.Rows + 1], columns = new long[matrix.Columns + 1];
        double logs = 0, energy = 0;
        for (int n = 0; n < matrix.CellCount; n++)
        {
            var (i, j, count) = matrix.Cell(n);
            double length = lengths is null ? j : lengths[j - 1], ii = (double)i * i, jj = length * length;
            f[0] += count / jj;
            f[1] += count * jj;
            f[2] += count / ii;
            f[3] += count * ii;
            f[4] += count / (ii * jj);
            f[5] += count * ii / jj;
            f[6] += count * jj / ii;
            f[7] += count * ii * jj;
            rows[i] += count;
            columns[j] += count;
            logs += Entropy.XLog2X(count);
            energy += (double)count * count;
        }
        for (int k = 0; k < 8; k++) f[k] /= ns;
        (f[8], f[13]) = Spread(rows, ns, null);
        (f[10], f[14]) = Spread(columns, ns, lengths);
        f[9] = f[8] / ns;
        f[11] = f[10] / ns;
        f[12] = ns / voxels;
        f[15] = Entropy.OfCounts(logs, ns);
        f[16] = energy / (ns * ns);
        return f;
    }

    /// <summary>Σ n²/Ns, and the variance of the index under n.</summary>
    private static (double NonUniformity, double Variance) Spread(long[] counts, double total, int[]? values)
    {
        double squares = 0, mean = 0, variance = 0;
        for (int k = 1; k < counts.Length; k++)
        {
            squares += (double)counts[k] * counts[k];
            mean += (double)Value(k) * counts[k];
        }
        mean /= total;
        for (int k = 1; k < counts.Length; k++)
            if (counts[k] > 0) variance += (Value(k) - mean) * (Value(k) - mean) * counts[k];
        return (squares / total, variance / total);

        int Value(int k) => values is null ? k : values[k - 1];
    }
}
