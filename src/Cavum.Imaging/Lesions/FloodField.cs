namespace Cavum.Imaging;

/// <summary>The voxels that a flood has taken, and those that wait in order of falling uptake; equal values go by index.</summary>
/// <remarks>A waiting voxel belongs to whoever reached it first: the neighbour with the higher uptake. One field serves many floods of one image, one after the other.</remarks>
internal sealed class FloodField(ImageVolume suv)
{
    public const byte Lesion = 1, Other = 2;

    private const byte Taken = 3, WaitsForLesion = 4, WaitsForOther = 8, Seen = 16;

    private readonly byte[] state = new byte[suv.Geometry.Count];
    private readonly List<int> touched = [];
    private readonly PriorityQueue<int, ulong> waiting = new();
    private readonly Neighbourhood near = new(suv.Geometry);
    private int ofLesion;

    public ImageGeometry Grid { get; } = suv.Geometry;

    public ReadOnlyMemory<float> Values { get; } = suv.Memory;

    /// <summary>Whether a voxel waits that the lesion reached.</summary>
    public bool LesionWaits => ofLesion > 0;

    public bool IsTaken(int voxel) => (state[voxel] & Taken) != 0;

    /// <summary>The hottest waiting voxel and who reached it; there is one where <see cref="LesionWaits"/>.</summary>
    public (int Voxel, byte Label) Next()
    {
        int voxel = waiting.Dequeue();
        bool lesion = (state[voxel] & WaitsForLesion) != 0;
        if (lesion) ofLesion--;
        return (voxel, lesion ? Lesion : Other);
    }

    /// <summary>Gives a voxel to a label and lets its neighbours at or above the threshold wait.</summary>
    public void Take(int voxel, byte label, double threshold)
    {
        var values = Values.Span;
        Touch(voxel);
        state[voxel] |= label;
        Span<int> buffer = stackalloc int[Neighbourhood.Most];
        foreach (int n in near.Of(voxel, buffer))
        {
            if (!(values[n] >= threshold) || (state[n] & (Taken | WaitsForLesion | WaitsForOther)) != 0) continue;
            Touch(n);
            state[n] |= label == Lesion ? WaitsForLesion : WaitsForOther;
            if (label == Lesion) ofLesion++;
            waiting.Enqueue(n, ((ulong)~Order(values[n]) << 32) | (uint)n);
        }
    }

    /// <summary>The connected voxels above the saddle that hold this one and are not yet taken.</summary>
    public List<int> Above(int start, float saddle, Predicate<int>? barrier)
    {
        var values = Values.Span;
        List<int> part = [start];
        Touch(start);
        state[start] |= Seen;
        Span<int> buffer = stackalloc int[Neighbourhood.Most];
        for (int next = 0; next < part.Count; next++)
            foreach (int n in near.Of(part[next], buffer))
            {
                if (!(values[n] > saddle) || (state[n] & (Taken | Seen)) != 0 || (barrier is not null && barrier(n))) continue;
                Touch(n);
                state[n] |= Seen;
                part.Add(n);
            }
        return part;
    }

    /// <summary>Makes the field ready for the next flood.</summary>
    public void Clear()
    {
        foreach (int i in touched) state[i] = 0;
        touched.Clear();
        waiting.Clear();
        ofLesion = 0;
    }

    private void Touch(int voxel)
    {
        if (state[voxel] == 0) touched.Add(voxel);
    }

    /// <summary>Whole numbers in the order of the values, negative ones included.</summary>
    private static uint Order(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
    }
}

/// <summary>The up to 26 neighbours of voxels of one grid; within its inside by added offsets.</summary>
internal sealed class Neighbourhood
{
    public const int Most = 26;

    private readonly ImageGeometry grid;
    private readonly int[] offsets;

    public Neighbourhood(ImageGeometry grid)
    {
        this.grid = grid;
        List<int> all = [];
        for (int dz = -1; dz <= 1; dz++)
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++)
                    if ((dx | dy | dz) != 0) all.Add((dz * grid.Rows + dy) * grid.Columns + dx);
        offsets = [.. all];
    }

    /// <summary>Indices of the neighbours, in storage order, written into the buffer.</summary>
    public ReadOnlySpan<int> Of(int index, Span<int> buffer)
    {
        var v = grid.VoxelAt(index);
        if (v.X > 0 && v.Y > 0 && v.Z > 0 && v.X < grid.Columns - 1 && v.Y < grid.Rows - 1 && v.Z < grid.Slices - 1)
        {
            for (int k = 0; k < Most; k++) buffer[k] = index + offsets[k];
            return buffer;
        }
        int count = 0;
        foreach (int n in Connected.Neighbours(grid, index)) buffer[count++] = n;
        return buffer[..count];
    }
}
