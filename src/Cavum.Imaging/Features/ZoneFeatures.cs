namespace Cavum.Imaging;

/// <summary>Grey level zones: connected voxels of one level, by their size and by their distance to the region's edge.</summary>
/// <remarks>
/// Zwanenburg et al. 2020 (IBSI 1), families 3.8 and 3.9. Zones join over faces, edges and corners (8 neighbours in a slice, 26 in
/// space). The distance of a voxel counts steps over faces (4 or 6 neighbours) to the outside, 1 at the edge, also at the edge of
/// the image; a zone has the least of its voxels. Slices are averaged (2D) or merged (2_5D).
/// </remarks>
internal static class ZoneFeatures
{
    private static readonly string[] SizeNames =
    [
        "sze", "lze", "lgze", "hgze", "szlge", "szhge", "lzlge", "lzhge", "glnu", "glnu_norm", "zsnu", "zsnu_norm", "z_perc", "gl_var", "zs_var", "zs_entr",
    ];

    private static readonly string[] DistanceNames =
    [
        "sde", "lde", "lgze", "hgze", "sdlge", "sdhge", "ldlge", "ldhge", "glnu", "glnu_norm", "zdnu", "zdnu_norm", "z_perc", "gl_var", "zd_var", "zd_entr",
    ];

    public static FeatureList Compute(LevelGrid grid)
    {
        var region = grid.Region;
        int deepest = Math.Max(region.Nx, Math.Max(region.Ny, region.Nz));
        FeatureMean sizes = new(SizeNames.Length), distances = new(DistanceNames.Length);
        List<Zone> flat = [];
        var flatDistance = Distances(region, space: false);
        bool[] seen = new bool[grid.Grid.Length];
        for (int z = 1; z < region.Nz - 1; z++)
        {
            int from = grid.SliceStart[z], to = grid.SliceStart[z + 1];
            if (from == to) continue;
            var here = Zones(grid, from, to, Neighbours(region, space: false), flatDistance, seen);
            sizes.Add(SizeFeatures(here, grid.Max, to - from));
            distances.Add(DistanceFeatures(here, grid.Max, deepest, to - from));
            flat.AddRange(here);
        }
        Array.Clear(seen);
        var space = Zones(grid, 0, region.Count, Neighbours(region, space: true), Distances(region, space: true), seen);

        var list = new FeatureList();
        sizes.WriteTo(list, "szm_", SizeNames, "_2D");
        Write(list, "szm_", SizeNames, "_2_5D", SizeFeatures(flat, grid.Max, region.Count));
        Write(list, "szm_", SizeNames, "_3D", SizeFeatures(space, grid.Max, region.Count));
        distances.WriteTo(list, "dzm_", DistanceNames, "_2D");
        Write(list, "dzm_", DistanceNames, "_2_5D", DistanceFeatures(flat, grid.Max, deepest, region.Count));
        Write(list, "dzm_", DistanceNames, "_3D", DistanceFeatures(space, grid.Max, deepest, region.Count));
        return list;
    }

    private readonly record struct Zone(int Level, int Size, int Distance);

    private static void Write(FeatureList list, string prefix, string[] names, string suffix, double[] values)
    {
        for (int i = 0; i < names.Length; i++) list.Add(prefix + names[i] + suffix, values[i]);
    }

    private static double[] SizeFeatures(List<Zone> zones, int levels, long voxels)
    {
        // Sizes can be as large as the region, so a column stands for a size that occurs.
        int[] sizes = [.. zones.Select(z => z.Size).Distinct().Order()];
        var matrix = new CountMatrix(levels, sizes.Length);
        foreach (var zone in zones) matrix.Add(zone.Level, Array.BinarySearch(sizes, zone.Size) + 1);
        return EmphasisFeatures.Compute(matrix, voxels, sizes)[..16];
    }

    private static double[] DistanceFeatures(List<Zone> zones, int levels, int deepest, long voxels)
    {
        var matrix = new CountMatrix(levels, deepest);
        foreach (var zone in zones) matrix.Add(zone.Level, zone.Distance);
        return EmphasisFeatures.Compute(matrix, voxels)[..16];
    }

    private static int[] Neighbours(FeatureRegion region, bool space)
    {
        List<int> steps = [];
        for (int dz = space ? -1 : 0; dz <= (space ? 1 : 0); dz++)
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++)
                    if ((dx | dy | dz) != 0) steps.Add(dz * region.SliceSize + dy * region.Nx + dx);
        return [.. steps];
    }

    private static List<Zone> Zones(LevelGrid grid, int from, int to, int[] neighbours, int[] distance, bool[] seen)
    {
        int[] levels = grid.Grid;
        List<Zone> zones = [];
        var stack = new Stack<int>();
        for (int n = from; n < to; n++)
        {
            int start = grid.Region.At[n], level = grid.Levels[n];
            if (seen[start]) continue;
            int size = 0, nearest = int.MaxValue;
            seen[start] = true;
            stack.Push(start);
            while (stack.TryPop(out int at))
            {
                size++;
                nearest = Math.Min(nearest, distance[at]);
                foreach (int step in neighbours)
                {
                    int next = at + step;
                    if (levels[next] != level || seen[next]) continue;
                    seen[next] = true;
                    stack.Push(next);
                }
            }
            zones.Add(new(level, size, nearest));
        }
        return zones;
    }

    // Breadth first from the edge: each voxel's steps over faces to the outside.
    private static int[] Distances(FeatureRegion region, bool space)
    {
        int[] faces = space ? [1, -1, region.Nx, -region.Nx, region.SliceSize, -region.SliceSize] : [1, -1, region.Nx, -region.Nx];
        int[] distance = new int[region.Inside.Length];
        var queue = new Queue<int>();
        foreach (int at in region.At)
        {
            if (faces.All(f => region.Inside[at + f])) continue;
            distance[at] = 1;
            queue.Enqueue(at);
        }
        while (queue.TryDequeue(out int at))
            foreach (int face in faces)
                if (region.Inside[at + face] && distance[at + face] == 0)
                {
                    distance[at + face] = distance[at] + 1;
                    queue.Enqueue(at + face);
                }
        return distance;
    }
}
