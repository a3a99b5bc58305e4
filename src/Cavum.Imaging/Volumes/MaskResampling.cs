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
        int at = 0;
        for (int z = 0; z < target.Slices; z++)
            for (int y = 0; y < target.Rows; y++)
                for (int x = 0; x < target.Columns; x++, at++)
                {
                    var p = origin + x * dx + y * dy + z * dz;
                    // half-open cells, so that a centre on a border belongs to one voxel
                    int sx = (int)Math.Floor(p.X + 0.5), sy = (int)Math.Floor(p.Y + 0.5), sz = (int)Math.Floor(p.Z + 0.5);
                    if (from.Contains(new(sx, sy, sz)) && source[from.Index(sx, sy, sz)]) inside[at] = true;
                }
    }
}
