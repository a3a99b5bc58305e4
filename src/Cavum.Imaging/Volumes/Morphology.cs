namespace Cavum.Imaging;

/// <summary>Grows and shrinks masks by a distance in mm.</summary>
public static class Morphology
{
    /// <summary>All voxels within the distance of a set voxel.</summary>
    public static Mask Dilate(Mask mask, double mm)
    {
        var g = mask.Geometry;
        bool[] grown = mask.Inside.ToArray();
        var ball = Ball(g, mm);
        foreach (int i in mask.Indices())
        {
            if (!IsBorder(mask, i)) continue;
            var v = g.VoxelAt(i);
            foreach (var (dx, dy, dz) in ball)
            {
                Voxel n = new(v.X + dx, v.Y + dy, v.Z + dz);
                if (g.Contains(n)) grown[g.Index(n)] = true;
            }
        }
        return new(g, grown);
    }

    /// <summary>Set voxels that are farther than the distance from every voxel that is not set; the image's border does not erode.</summary>
    public static Mask Erode(Mask mask, double mm)
    {
        var g = mask.Geometry;
        bool[] kept = mask.Inside.ToArray();
        var ball = Ball(g, mm);
        foreach (int i in mask.Indices())
        {
            if (!IsBorder(mask, i)) continue;
            kept[i] = false;
            var v = g.VoxelAt(i);
            foreach (var (dx, dy, dz) in ball)
            {
                Voxel n = new(v.X + dx, v.Y + dy, v.Z + dz);
                if (g.Contains(n)) kept[g.Index(n)] = false;
            }
        }
        return new(g, kept);
    }

    private static bool IsBorder(Mask mask, int i)
    {
        foreach (int n in Connected.Neighbours(mask.Geometry, i))
            if (!mask.Inside[n]) return true;
        return false;
    }

    private static List<(int, int, int)> Ball(ImageGeometry g, double mm)
    {
        int rx = (int)(mm / g.Spacing.X), ry = (int)(mm / g.Spacing.Y), rz = (int)(mm / g.Spacing.Z);
        List<(int, int, int)> ball = [];
        for (int z = -rz; z <= rz; z++)
            for (int y = -ry; y <= ry; y++)
                for (int x = -rx; x <= rx; x++)
                    if (new Point3(x * g.Spacing.X, y * g.Spacing.Y, z * g.Spacing.Z).Length <= mm) ball.Add((x, y, z));
        return ball;
    }
}
