using System.Numerics;
using System.Runtime.InteropServices;

namespace Cavum.Imaging;

/// <summary>SUVpeak at every voxel: the mean of the 1 mL sphere around it, over the voxels that are in the image.</summary>
/// <remarks>
/// The sphere of <see cref="PeakSphere"/> is taken row by row in single precision, so a value differs from
/// <see cref="PeakSphere.At"/>, which is what is reported, by rounding only (about 1e-6 of it). Slices are computed apart from one
/// another: the number of threads does not change a bit.
/// </remarks>
public static class PeakMap
{
    /// <summary>Voxels dx = −Half..Half of the row that lies at (dy, dz).</summary>
    private readonly record struct Run(int Y, int Z, int Half);

    public static ImageVolume Compute(ImageVolume image)
    {
        var g = image.Geometry;
        var sphere = new PeakSphere(g);
        var rows = new Dictionary<(int Y, int Z), (int Low, int High)>();
        foreach (var (x, y, z) in sphere.Offsets)
        {
            var had = rows.GetValueOrDefault((y, z), (x, x));
            rows[(y, z)] = (Math.Min(had.Item1, x), Math.Max(had.Item2, x));
        }
        bool symmetric = rows.Values.All(r => r.Low == -r.High);
        Run[] runs = symmetric ? [.. rows.Select(r => new Run(r.Key.Y, r.Key.Z, r.Value.High)).OrderBy(r => r.Z).ThenBy(r => r.Y)] : [];
        int reach = symmetric ? runs.Max(r => r.Half) : 0;
        float[] peaks = new float[g.Count];
        bool byRows = symmetric && g.Columns >= 2 * reach + 1;
        Parallel.For(0, g.Slices, new ParallelOptions { MaxDegreeOfParallelism = 2 }, z =>
        {
            for (int y = 0; y < g.Rows; y++)
            {
                var into = peaks.AsSpan(g.Index(0, y, z), g.Columns);
                if (byRows) Row(image.Values, g, runs, reach, y, z, into);
                else // a sheared grid, or one narrower than the sphere
                    for (int x = 0; x < g.Columns; x++) into[x] = (float)sphere.At(image, new(x, y, z));
            }
        });
        return new(g, peaks);
    }

    private static void Row(ReadOnlySpan<float> values, ImageGeometry g, Run[] runs, int reach, int y, int z, Span<float> into)
    {
        int n = g.Columns, count = 0, inner = n - 2 * reach;
        var middle = into.Slice(reach, inner);
        foreach (var run in runs)
        {
            if ((uint)(y + run.Y) >= (uint)g.Rows || (uint)(z + run.Z) >= (uint)g.Slices) continue;
            var row = values.Slice(g.Index(0, y + run.Y, z + run.Z), n);
            for (int dx = -run.Half; dx <= run.Half; dx++) Add(middle, row.Slice(reach + dx, inner));
            count += 2 * run.Half + 1;
        }
        Scale(middle, 1f / count);
        for (int k = 0; k < reach; k++)
        {
            into[k] = Border(values, g, runs, k, y, z);
            into[n - 1 - k] = Border(values, g, runs, n - 1 - k, y, z);
        }
    }

    private static float Border(ReadOnlySpan<float> values, ImageGeometry g, Run[] runs, int x, int y, int z)
    {
        double sum = 0;
        int count = 0;
        foreach (var run in runs)
        {
            if ((uint)(y + run.Y) >= (uint)g.Rows || (uint)(z + run.Z) >= (uint)g.Slices) continue;
            int from = Math.Max(0, x - run.Half), to = Math.Min(g.Columns - 1, x + run.Half);
            foreach (float v in values.Slice(g.Index(from, y + run.Y, z + run.Z), to - from + 1)) sum += v;
            count += to - from + 1;
        }
        return (float)(sum / count);
    }

    private static void Add(Span<float> sums, ReadOnlySpan<float> row)
    {
        var wide = MemoryMarshal.Cast<float, Vector<float>>(sums);
        var source = MemoryMarshal.Cast<float, Vector<float>>(row);
        for (int i = 0; i < wide.Length; i++) wide[i] += source[i];
        for (int i = wide.Length * Vector<float>.Count; i < sums.Length; i++) sums[i] += row[i];
    }

    private static void Scale(Span<float> sums, float factor)
    {
        var wide = MemoryMarshal.Cast<float, Vector<float>>(sums);
        for (int i = 0; i < wide.Length; i++) wide[i] *= factor;
        for (int i = wide.Length * Vector<float>.Count; i < sums.Length; i++) sums[i] *= factor;
    }
}
