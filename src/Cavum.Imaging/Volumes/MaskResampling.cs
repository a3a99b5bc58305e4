namespace Cavum.Imaging;

/// <summary>Brings a mask or labels from one grid to another by patient position.</summary>
public static class MaskResampling
{
    /// <summary>Each voxel of the target takes the flag of the source voxel in which its centre lies; outside is empty.</summary>
    public static Mask ToGrid(Mask source, ImageGeometry target)
    {
        if (ReferenceEquals(source.Geometry, target)) return source;
        if (source.Geometry.SameGrid(target)) return new(target, source.Inside.ToArray());
        bool[] inside = new bool[target.Count];
        var inSource = source.Inside;
        ForEachSource(source.Geometry, target, inSource, inside);
        return new(target, inside);
    }

    private static void ForEachSource(ImageGeometry from, ImageGeometry target, ReadOnlySpan<bool> source, bool[] inside)
    {
        var origin = from.ToVoxel(target.ToPatient(0, 0, 0));
        var dx = from.ToVoxel(target.ToPatient(1, 0, 0)) - origin;
        var dy = from.ToVoxel(target.ToPatient(0, 1, 0)) - origin;
        var dz = from.ToVoxel(target.ToPatient(0, 0, 1)) - origin;
        if (Reach(from, target, source) is not { } box) return;
        for (int z = box.First.Z; z <= box.Last.Z; z++)
            for (int y = box.First.Y; y <= box.Last.Y; y++)
                for (int x = box.First.X, at = target.Index(box.First.X, y, z); x <= box.Last.X; x++, at++)
                {
                    var p = origin + x * dx + y * dy + z * dz;
                    // half-open cells, so that a centre on a border belongs to one voxel
                    int sx = (int)Math.Floor(p.X + 0.5), sy = (int)Math.Floor(p.Y + 0.5), sz = (int)Math.Floor(p.Z + 0.5);
                    if (from.Contains(new(sx, sy, sz)) && source[from.Index(sx, sy, sz)]) inside[at] = true;
                }
    }

    /// <summary>The box of the target in which the mask can lie: a lesion of a few millilitres on a CT's grid fills a thousandth of it. Null for an empty mask and for one that lies outside.</summary>
    private static (Voxel First, Voxel Last)? Reach(ImageGeometry from, ImageGeometry target, ReadOnlySpan<bool> source)
    {
        int x0 = int.MaxValue, x1 = -1, y0 = int.MaxValue, y1 = -1, z0 = int.MaxValue, z1 = -1;
        for (int i = source.IndexOf(true); i >= 0;)
        {
            var v = from.VoxelAt(i);
            (x0, x1, y0, y1, z0, z1) = (Math.Min(x0, v.X), Math.Max(x1, v.X), Math.Min(y0, v.Y), Math.Max(y1, v.Y), Math.Min(z0, v.Z), Math.Max(z1, v.Z));
            int next = source[(i + 1)..].IndexOf(true);
            i = next < 0 ? -1 : i + 1 + next;
        }
        if (x1 < 0) return null;
        Point3 low = new(double.MaxValue, double.MaxValue, double.MaxValue), high = new(double.MinValue, double.MinValue, double.MinValue);
        foreach (double x in (double[])[x0 - 0.5, x1 + 0.5])
            foreach (double y in (double[])[y0 - 0.5, y1 + 0.5])
                foreach (double z in (double[])[z0 - 0.5, z1 + 0.5])
                {
                    var p = target.ToVoxel(from.ToPatient(x, y, z));
                    (low, high) = (new(Math.Min(low.X, p.X), Math.Min(low.Y, p.Y), Math.Min(low.Z, p.Z)), new(Math.Max(high.X, p.X), Math.Max(high.Y, p.Y), Math.Max(high.Z, p.Z)));
                }
        // a voxel more on each side, since a corner may be rounded either way
        Voxel first = new(First(low.X), First(low.Y), First(low.Z)), last = new(Last(high.X, target.Columns), Last(high.Y, target.Rows), Last(high.Z, target.Slices));
        return first.X > last.X || first.Y > last.Y || first.Z > last.Z ? null : (first, last);

        static int First(double at) => (int)Math.Max(0, Math.Floor(at) - 1);
        static int Last(double at, int count) => (int)Math.Min(count - 1, Math.Ceiling(at) + 1);
    }
}
