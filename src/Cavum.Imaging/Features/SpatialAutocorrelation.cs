using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cavum.Imaging;

/// <summary>Moran's I and Geary's C of a region's intensities, each pair of voxels weighted by 1/distance in mm.</summary>
/// <remarks>
/// I = n/Σw · Σ wᵢⱼ(xᵢ − μ)(xⱼ − μ)/Σ(xᵢ − μ)², C = (n − 1)/2Σw · Σ wᵢⱼ(xᵢ − xⱼ)²/Σ(xᵢ − μ)². All pairs, exactly: a weight depends
/// on the pair's offset only. Small regions fold rows of the box with one row of weights at a time, O(n²); from 2000 voxels the sums
/// over pairs are taken in Fourier space, Σ w(d)·(a ⋆ b)(d) = Σ Ŵ·Â*·B̂/N, which agrees to about 1e-12. Sums run in a fixed order with
/// four lanes on every machine.
/// </remarks>
internal static class SpatialAutocorrelation
{
    internal const int FourierFrom = 2000;

    public static (double Moran, double Geary) Compute(FeatureRegion region, double mean)
    {
        // Each pair once: Σ w, Σ w cᵢcⱼ and Σ w (cᵢ² + cⱼ²) with c = x − μ.
        var (weights, cross, square) = region.Count >= FourierFrom ? FourierSums.Pairs(region, mean) : Pairs(region, mean);
        double variance = 0;
        foreach (float v in region.Values) variance += (v - mean) * (v - mean);
        return (region.Count / weights * cross / variance, (region.Count - 1) / (2 * weights) * (square - 2 * cross) / variance);
    }

    internal static (double Weights, double Cross, double Square) Pairs(FeatureRegion region, double mean)
    {
        var rows = Rows(region, mean);
        var byLine = new int[region.Ny * region.Nz];
        Array.Fill(byLine, -1);
        for (int r = 0; r < rows.Length; r++) byLine[rows[r].Line] = r;
        var parts = new (double W, double WCross, double WSquare)[region.Nz];
        Parallel.For(0, region.Nz, dz => parts[dz] = Plane(region, rows, byLine, dz));
        double weights = 0, cross = 0, square = 0;
        foreach (var part in parts)
        {
            weights += part.W;
            cross += part.WCross;
            square += part.WSquare;
        }
        return (weights, cross, square);
    }

    /// <summary>One line of the box along x: centred intensities from the first to the last voxel of the region, 0 in holes.</summary>
    private sealed record Row(int Line, int Start, double[] Centred, List<(int From, int To)> Runs);

    private static Row[] Rows(FeatureRegion region, double mean)
    {
        List<Row> rows = [];
        for (int n = 0; n < region.Count;)
        {
            int line = region.At[n] / region.Nx, start = region.At[n] % region.Nx, end = n;
            while (end < region.Count && region.At[end] / region.Nx == line) end++;
            double[] centred = new double[region.At[end - 1] % region.Nx - start + 1];
            List<(int From, int To)> runs = [];
            for (; n < end; n++)
            {
                int x = region.At[n] % region.Nx - start;
                centred[x] = region.Values[n] - mean;
                if (runs.Count > 0 && runs[^1].To == x) runs[^1] = (runs[^1].From, x + 1);
                else runs.Add((x, x + 1));
            }
            rows.Add(new(line, start, centred, runs));
        }
        return [.. rows];
    }

    private static (double, double, double) Plane(FeatureRegion region, Row[] rows, int[] byLine, int dz)
    {
        int reach = region.Nx;
        double[] weight = new double[2 * reach + 1], before = new double[2 * reach + 2];
        double w = 0, cross = 0, square = 0;
        for (int dy = dz == 0 ? 0 : 1 - region.Ny; dy < region.Ny; dy++)
        {
            bool made = false;
            foreach (var row in rows)
            {
                int y = row.Line % region.Ny + dy, z = row.Line / region.Ny + dz;
                if ((uint)y >= (uint)region.Ny || z >= region.Nz || byLine[z * region.Ny + y] is not (>= 0 and var other)) continue;
                if (!made) Weigh(region, dy, dz, weight, before);
                made = true;
                var (a, b, c) = Fold(row, rows[other], weight, before, reach);
                // A row with itself meets each pair twice.
                double half = dy == 0 && dz == 0 ? 0.5 : 1;
                w += half * a;
                cross += half * b;
                square += half * c;
            }
        }
        return (w, cross, square);
    }

    private static void Weigh(FeatureRegion region, int dy, int dz, double[] weight, double[] before)
    {
        int reach = region.Nx;
        var across = dy * region.StepY + dz * region.StepZ;
        for (int dx = -reach; dx <= reach; dx++)
        {
            double distance = (dx * region.StepX + across).Length;
            weight[dx + reach] = distance > 0 ? 1 / distance : 0;
            before[dx + reach + 1] = before[dx + reach] + weight[dx + reach];
        }
    }

    private static (double W, double Cross, double Square) Fold(Row a, Row b, double[] weight, double[] before, int reach)
    {
        double w = 0, cross = 0, square = 0;
        foreach (var (from, to) in a.Runs)
            for (int i = from; i < to; i++)
            {
                // Column j of b lies (b.Start + j) − (a.Start + i) steps along x from i.
                int zero = b.Start - a.Start - i + reach;
                double near = 0;
                foreach (var run in b.Runs) near += before[zero + run.To] - before[zero + run.From];
                w += near;
                square += a.Centred[i] * a.Centred[i] * near;
                cross += a.Centred[i] * Dot(weight.AsSpan(zero, b.Centred.Length), b.Centred);
            }
        foreach (var (from, to) in b.Runs)
            for (int j = from; j < to; j++)
            {
                int zero = b.Start + j - a.Start + reach;
                double near = 0;
                foreach (var run in a.Runs) near += before[zero - run.From + 1] - before[zero - run.To + 1];
                square += b.Centred[j] * b.Centred[j] * near;
            }
        return (w, cross, square);
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ref double left = ref MemoryMarshal.GetReference(a), right = ref MemoryMarshal.GetReference(b);
        var sum = Vector256<double>.Zero;
        int i = 0;
        for (; i + 4 <= b.Length; i += 4) sum += Vector256.LoadUnsafe(ref left, (nuint)i) * Vector256.LoadUnsafe(ref right, (nuint)i);
        double total = Vector256.Sum(sum);
        for (; i < b.Length; i++) total += a[i] * b[i];
        return total;
    }
}

/// <summary>The same sums over pairs by the Fourier transform of the box.</summary>
internal static class FourierSums
{
    public static (double Weights, double Cross, double Square) Pairs(FeatureRegion region, double mean)
    {
        // The border of the box holds nothing; twice the rest keeps offsets of either sign apart.
        int nx = FastFourier.Size(2 * (region.Nx - 2) - 1), ny = FastFourier.Size(2 * (region.Ny - 2) - 1), nz = FastFourier.Size(2 * (region.Nz - 2) - 1);
        double[] centred = new double[nx * ny * nz], mask = new double[centred.Length], squares = new double[centred.Length];
        for (int n = 0; n < region.Count; n++)
        {
            var (x, y, z) = region.Position(region.At[n]);
            int at = ((z - 1) * ny + y - 1) * nx + x - 1;
            double c = region.Values[n] - mean;
            (centred[at], mask[at], squares[at]) = (c, 1, c * c);
        }
        double[] weight = Weights(region, nx, ny, nz);
        // Two real boxes ride in one complex transform.
        FastFourier.Transform(ref centred, ref mask, nx, ny, nz);
        FastFourier.Transform(ref squares, ref weight, nx, ny, nz);
        double sumWeights = 0, sumCross = 0, sumSquare = 0;
        for (int z = 0; z < nz; z++)
            for (int y = 0; y < ny; y++)
            {
                int row = (z * ny + y) * nx, opposite = ((nz - z) % nz * ny + (ny - y) % ny) * nx;
                for (int x = 0; x < nx; x++)
                {
                    int k = row + x, minus = opposite + (nx - x) % nx;
                    // Of a + ib with real a, b: A(k) = (Z(k) + Z*(−k))/2, B(k) = (Z(k) − Z*(−k))/2i.
                    double cRe = (centred[k] + centred[minus]) / 2, cIm = (mask[k] - mask[minus]) / 2;
                    double mRe = (mask[k] + mask[minus]) / 2, mIm = (centred[minus] - centred[k]) / 2;
                    double qRe = (squares[k] + squares[minus]) / 2, qIm = (weight[k] - weight[minus]) / 2;
                    double w = (weight[k] + weight[minus]) / 2; // real, as weights are even
                    sumWeights += w * (mRe * mRe + mIm * mIm);
                    sumCross += w * (cRe * cRe + cIm * cIm);
                    sumSquare += w * (qRe * mRe + qIm * mIm);
                }
            }
        double count = centred.Length;
        // Ordered pairs are twice the pairs; w(cᵢ² + cⱼ²) over pairs is w cᵢ² over ordered pairs.
        return (sumWeights / (2 * count), sumCross / (2 * count), sumSquare / count);
    }

    private static double[] Weights(FeatureRegion region, int nx, int ny, int nz)
    {
        double[] weight = new double[nx * ny * nz];
        int reachX = region.Nx - 3, reachY = region.Ny - 3, reachZ = region.Nz - 3;
        for (int z = -reachZ; z <= reachZ; z++)
            for (int y = -reachY; y <= reachY; y++)
            {
                var across = y * region.StepY + z * region.StepZ;
                int row = ((z + nz) % nz * ny + (y + ny) % ny) * nx;
                for (int x = -reachX; x <= reachX; x++)
                {
                    double distance = (x * region.StepX + across).Length;
                    if (distance > 0) weight[row + (x + nx) % nx] = 1 / distance;
                }
            }
        return weight;
    }
}
