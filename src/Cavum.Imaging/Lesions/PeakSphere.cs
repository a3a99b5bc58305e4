namespace Cavum.Imaging;

/// <summary>The sphere of 1 mL over which SUVpeak is averaged.</summary>
/// <remarks>
/// Radius 6.2035049 mm (4/3 πr³ = 1 mL); voxel centres within it count whole, voxels outside of the mask included; at the
/// border of the image the mean is over the voxels present (Wahl 2009, J Nucl Med 50 Suppl 1:122S; IBSI 1 local and global peak).
/// </remarks>
public sealed class PeakSphere
{
    public static readonly double RadiusMm = Math.Cbrt(3000 / (4 * Math.PI));

    private readonly (int X, int Y, int Z)[] offsets;

    public PeakSphere(ImageGeometry geometry)
    {
        Point3 x = geometry.AxisX * geometry.Spacing.X, y = geometry.AxisY * geometry.Spacing.Y, z = geometry.AxisZ * geometry.Spacing.Z;
        int Reach(double spacing) => (int)Math.Ceiling(2 * RadiusMm / spacing);
        int rx = Math.Min(Reach(x.Length), geometry.Columns), ry = Math.Min(Reach(y.Length), geometry.Rows), rz = Math.Min(Reach(z.Length), geometry.Slices);
        List<(int, int, int)> found = [];
        for (int dz = -rz; dz <= rz; dz++)
            for (int dy = -ry; dy <= ry; dy++)
                for (int dx = -rx; dx <= rx; dx++)
                    if ((dx * x + dy * y + dz * z).Length <= RadiusMm + 1e-9) found.Add((dx, dy, dz));
        offsets = [.. found];
    }

    /// <summary>Voxels of the whole sphere.</summary>
    public int VoxelCount => offsets.Length;

    public ReadOnlySpan<(int X, int Y, int Z)> Offsets => offsets;

    /// <summary>Mean of the voxels of the image within the sphere around a voxel.</summary>
    public double At(ImageVolume image, Voxel centre)
    {
        var g = image.Geometry;
        var values = image.Values;
        double sum = 0;
        int n = 0;
        foreach (var (dx, dy, dz) in offsets)
        {
            Voxel v = new(centre.X + dx, centre.Y + dy, centre.Z + dz);
            if (!g.Contains(v)) continue;
            sum += values[g.Index(v)];
            n++;
        }
        return sum / n;
    }
}
