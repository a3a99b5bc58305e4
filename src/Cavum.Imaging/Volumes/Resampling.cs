namespace Cavum.Imaging;

/// <summary>Brings an image onto another grid by patient position: PET onto CT, CT onto PET, anything onto an upright grid.</summary>
/// <remarks>Trilinear between voxel centres; the border voxel's value holds up to its outer face, beyond it <c>outside</c>.</remarks>
public static class Resampling
{
    public static ImageVolume ToGrid(ImageVolume source, ImageGeometry target, float outside = 0)
    {
        if (source.Geometry.SameGrid(target, 1e-6)) return new(target, source.Values.ToArray());
        float[] values = new float[target.Count];
        var from = source.Geometry;
        var origin = from.ToVoxel(target.ToPatient(0, 0, 0));
        var dx = from.ToVoxel(target.ToPatient(1, 0, 0)) - origin;
        var dy = from.ToVoxel(target.ToPatient(0, 1, 0)) - origin;
        var dz = from.ToVoxel(target.ToPatient(0, 0, 1)) - origin;
        Parallel.For(0, target.Slices, new ParallelOptions { MaxDegreeOfParallelism = 2 }, z =>
        {
            var all = source.Values;
            int at = z * target.Rows * target.Columns;
            for (int y = 0; y < target.Rows; y++)
                for (int x = 0; x < target.Columns; x++, at++)
                    values[at] = Sample(all, from, origin + x * dx + y * dy + z * dz, outside);
        });
        return new(target, values);
    }

    /// <summary>The value at a fractional voxel index.</summary>
    public static float Sample(ReadOnlySpan<float> values, ImageGeometry g, Point3 at, float outside)
    {
        if (!(at.X >= -0.5 && at.Y >= -0.5 && at.Z >= -0.5 && at.X <= g.Columns - 0.5 && at.Y <= g.Rows - 0.5 && at.Z <= g.Slices - 0.5)) return outside;
        var (x0, x1, fx) = Axis(at.X, g.Columns);
        var (y0, y1, fy) = Axis(at.Y, g.Rows);
        var (z0, z1, fz) = Axis(at.Z, g.Slices);
        double near = Plane(values, g, x0, x1, fx, y0, y1, fy, z0), far = z1 == z0 ? near : Plane(values, g, x0, x1, fx, y0, y1, fy, z1);
        return (float)(near + (far - near) * fz);
    }

    private static (int Low, int High, double Part) Axis(double at, int size)
    {
        double inside = Math.Clamp(at, 0, size - 1);
        int low = (int)inside;
        return (low, Math.Min(low + 1, size - 1), inside - low);
    }

    private static double Plane(ReadOnlySpan<float> v, ImageGeometry g, int x0, int x1, double fx, int y0, int y1, double fy, int z)
    {
        double a = v[g.Index(x0, y0, z)], b = v[g.Index(x1, y0, z)], c = v[g.Index(x0, y1, z)], d = v[g.Index(x1, y1, z)];
        double top = a + (b - a) * fx, bottom = c + (d - c) * fx;
        return top + (bottom - top) * fy;
    }

    /// <summary>An upright grid (axes of the patient) of cubes that covers the image.</summary>
    public static ImageGeometry UprightGrid(ImageGeometry g, double spacingMm)
    {
        Point3 low = new(double.MaxValue, double.MaxValue, double.MaxValue), high = -low;
        foreach (int x in (int[])[0, g.Columns - 1])
            foreach (int y in (int[])[0, g.Rows - 1])
                foreach (int z in (int[])[0, g.Slices - 1])
                {
                    var p = g.ToPatient(x, y, z);
                    low = new(Math.Min(low.X, p.X), Math.Min(low.Y, p.Y), Math.Min(low.Z, p.Z));
                    high = new(Math.Max(high.X, p.X), Math.Max(high.Y, p.Y), Math.Max(high.Z, p.Z));
                }
        int Cells(double from, double to) => Math.Max(1, (int)Math.Floor((to - from) / spacingMm + 1e-6) + 1);
        return ImageGeometry.Upright(Cells(low.X, high.X), Cells(low.Y, high.Y), Cells(low.Z, high.Z), new(spacingMm, spacingMm, spacingMm), low);
    }
}
