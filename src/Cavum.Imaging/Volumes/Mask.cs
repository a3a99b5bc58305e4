namespace Cavum.Imaging;

/// <summary>Which voxels of a grid belong to something: a lesion, an organ, a reader's region.</summary>
public sealed class Mask
{
    private readonly bool[] inside;
    private int[]? indices;

    /// <param name="inside">In storage order, x fastest; taken over, not copied.</param>
    public Mask(ImageGeometry geometry, bool[] inside)
    {
        if (inside.Length != geometry.Count)
            throw new ArgumentException($"{inside.Length} flags do not fill a grid of {geometry.Count} voxels.", nameof(inside));
        Geometry = geometry;
        this.inside = inside;
        foreach (bool flag in inside) VoxelCount += flag ? 1 : 0;
    }

    public static Mask Empty(ImageGeometry geometry) => new(geometry, new bool[geometry.Count]);

    /// <summary>The mask whose set voxels have these storage indices.</summary>
    public static Mask FromIndices(ImageGeometry geometry, IEnumerable<int> indices)
    {
        int[] sorted = [.. indices.Distinct().Order()];
        bool[] inside = new bool[geometry.Count];
        foreach (int i in sorted) inside[i] = true;
        return new(geometry, inside, sorted);
    }

    private Mask(ImageGeometry geometry, bool[] inside, int[] sorted)
    {
        (Geometry, this.inside, indices) = (geometry, inside, sorted);
        VoxelCount = sorted.Length;
    }

    public ImageGeometry Geometry { get; }

    public ReadOnlySpan<bool> Inside => inside;

    public ReadOnlyMemory<bool> Memory => inside;

    /// <summary>How many voxels are set.</summary>
    public int VoxelCount { get; }

    public double VolumeMillilitres => VoxelCount * Geometry.VoxelMillilitres;

    public bool this[int x, int y, int z] => inside[Geometry.Index(x, y, z)];

    public bool this[Voxel v] => inside[Geometry.Index(v)];

    /// <summary>Storage indices of the set voxels, ascending; computed once, not to be written to.</summary>
    public int[] Indices()
    {
        if (indices is not null) return indices;
        int[] found = new int[VoxelCount];
        for (int i = 0, n = 0; i < inside.Length; i++)
            if (inside[i]) found[n++] = i;
        return indices = found;
    }

    public Mask And(Mask other) => Combine(other, (a, b) => a && b);

    public Mask Or(Mask other) => Combine(other, (a, b) => a || b);

    public Mask Without(Mask other) => Combine(other, (a, b) => a && !b);

    private Mask Combine(Mask other, Func<bool, bool, bool> rule)
    {
        if (other.inside.Length != inside.Length) throw new ArgumentException("Both masks lie on one grid.", nameof(other));
        bool[] joined = new bool[inside.Length];
        for (int i = 0; i < joined.Length; i++) joined[i] = rule(inside[i], other.inside[i]);
        return new(Geometry, joined);
    }
}
