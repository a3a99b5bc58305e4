namespace Cavum.Imaging;

/// <summary>Grey level run lengths: voxels of one level in a row along a direction.</summary>
/// <remarks>Zwanenburg et al. 2020 (IBSI 1), family 3.7; aggregated as <see cref="CooccurrenceFeatures"/>. The region's edge ends a run.</remarks>
internal static class RunLengthFeatures
{
    private static readonly string[] Names =
    [
        "sre", "lre", "lgre", "hgre", "srlge", "srhge", "lrlge", "lrhge", "glnu", "glnu_norm", "rlnu", "rlnu_norm", "r_perc", "gl_var", "rl_var", "rl_entr",
    ];

    public static FeatureList Compute(LevelGrid grid)
    {
        var region = grid.Region;
        int[] directions = grid.Directions();
        int longest = Math.Max(region.Nx, Math.Max(region.Ny, region.Nz));
        CountMatrix New() => new(grid.Max, longest);
        CountMatrix direction = New(), slice = New();
        CountMatrix[] inPlane = [New(), New(), New(), New()];
        FeatureMean average = new(Names.Length), merged = new(Names.Length);
        for (int z = 1; z < region.Nz - 1; z++)
        {
            int from = grid.SliceStart[z], to = grid.SliceStart[z + 1];
            slice.Clear();
            for (int d = 0; d < 4; d++)
            {
                direction.Clear();
                Count(grid, from, to, directions[d], direction);
                Add(average, direction, to - from);
                slice.AddAll(direction);
                inPlane[d].AddAll(direction);
            }
            Add(merged, slice, 4L * (to - from));
        }
        var list = new FeatureList();
        average.WriteTo(list, "rlm_", Names, "_2D_avg");
        merged.WriteTo(list, "rlm_", Names, "_2D_comb");
        average = new(Names.Length);
        slice.Clear();
        foreach (var matrix in inPlane)
        {
            Add(average, matrix, region.Count);
            slice.AddAll(matrix);
        }
        Write(list, average, slice, 4L * region.Count, "_2_5D");
        average = new(Names.Length);
        slice.Clear();
        foreach (int step in directions)
        {
            direction.Clear();
            Count(grid, 0, region.Count, step, direction);
            Add(average, direction, region.Count);
            slice.AddAll(direction);
        }
        Write(list, average, slice, 13L * region.Count, "_3D");
        return list;
    }

    private static void Write(FeatureList list, FeatureMean average, CountMatrix all, long voxels, string dimension)
    {
        var merged = new FeatureMean(Names.Length);
        Add(merged, all, voxels);
        average.WriteTo(list, "rlm_", Names, dimension + "_avg");
        merged.WriteTo(list, "rlm_", Names, dimension + "_comb");
    }

    private static void Add(FeatureMean mean, CountMatrix matrix, long voxels)
    {
        if (matrix.Total > 0) mean.Add(EmphasisFeatures.Compute(matrix, voxels).AsSpan(0, Names.Length));
    }

    private static void Count(LevelGrid grid, int from, int to, int step, CountMatrix into)
    {
        int[] levels = grid.Grid;
        for (int n = from; n < to; n++)
        {
            int level = grid.Levels[n], at = grid.Region.At[n];
            if (levels[at - step] == level) continue; // not the start of a run
            int length = 1;
            for (int next = at + step; levels[next] == level; next += step) length++;
            into.Add(level, length);
        }
    }
}
