namespace Cavum.Imaging;

/// <summary>Connected parts of a set of voxels; neighbours share a face, an edge or a corner (26).</summary>
public static class Connected
{
    /// <summary>All voxels that are reached from the seed through voxels that are allowed; empty if the seed is not.</summary>
    public static List<int> From(ImageGeometry grid, int seed, Predicate<int> allowed)
    {
        List<int> found = [];
        if (!allowed(seed)) return found;
        var seen = new HashSet<int> { seed };
        found.Add(seed);
        for (int next = 0; next < found.Count; next++)
            foreach (int n in Neighbours(grid, found[next]))
                if (allowed(n) && seen.Add(n)) found.Add(n);
        return found;
    }

    /// <summary>The parts of a mask as index lists, largest first; ties by lowest index.</summary>
    public static List<int[]> Parts(Mask mask)
    {
        var grid = mask.Geometry;
        bool[] left = mask.Inside.ToArray();
        List<int[]> parts = [];
        var queue = new List<int>();
        for (int i = 0; i < left.Length; i++)
        {
            if (!left[i]) continue;
            queue.Clear();
            queue.Add(i);
            left[i] = false;
            for (int next = 0; next < queue.Count; next++)
                foreach (int n in Neighbours(grid, queue[next]))
                    if (left[n])
                    {
                        left[n] = false;
                        queue.Add(n);
                    }
            int[] part = [.. queue];
            Array.Sort(part);
            parts.Add(part);
        }
        return [.. parts.OrderByDescending(p => p.Length).ThenBy(p => p[0])];
    }

    /// <summary>Indices of the up to 26 neighbours of a voxel.</summary>
    public static NeighbourList Neighbours(ImageGeometry grid, int index)
    {
        var v = grid.VoxelAt(index);
        var list = new NeighbourList();
        for (int dz = -1; dz <= 1; dz++)
        {
            if ((uint)(v.Z + dz) >= (uint)grid.Slices) continue;
            for (int dy = -1; dy <= 1; dy++)
            {
                if ((uint)(v.Y + dy) >= (uint)grid.Rows) continue;
                for (int dx = -1; dx <= 1; dx++)
                    if ((uint)(v.X + dx) < (uint)grid.Columns && (dx | dy | dz) != 0) list.Add(index + (dz * grid.Rows + dy) * grid.Columns + dx);
            }
        }
        return list;
    }
}

/// <summary>Up to 26 indices without an allocation.</summary>
public struct NeighbourList
{
    private Buffer buffer;
    private int count;

    internal void Add(int index) => buffer[count++] = index;

    public readonly Enumerator GetEnumerator() => new(this);

    [System.Runtime.CompilerServices.InlineArray(26)]
    private struct Buffer
    {
        private int first;
    }

    public struct Enumerator(NeighbourList list)
    {
        private int at = -1;

        public readonly int Current => list.buffer[at];

        public bool MoveNext() => ++at < list.count;
    }
}
