namespace Cavum.Imaging;

/// <summary>Neighbourhood grey tone difference and neighbouring level dependence, distance 1.</summary>
/// <remarks>
/// Zwanenburg et al. 2020 (IBSI 1), families 3.10 and 3.11: 8 neighbours in a slice, 26 in space, those in the region only.
/// Difference: s(i) = Σ |i − mean of the neighbours|; voxels without neighbours are left out; coarseness of no difference is 10⁶.
/// Dependence (coarseness 0): one more than the neighbours of the same level. Slices are averaged (2D) or merged (2_5D).
/// </remarks>
internal static class NeighbourhoodFeatures
{
    private static readonly string[] DifferenceNames = ["coarseness", "contrast", "busyness", "complexity", "strength"];

    private static readonly string[] DependenceNames =
    [
        "lde", "hde", "lgce", "hgce", "ldlge", "ldhge", "hdlge", "hdhge", "glnu", "glnu_norm", "dcnu", "dcnu_norm", "dc_perc", "gl_var", "dc_var", "dc_entr", "dc_energy",
    ];

    public static FeatureList Compute(LevelGrid grid)
    {
        var region = grid.Region;
        var slice = new Tally(grid);
        var flat = new Tally(grid);
        var space = new Tally(grid);
        FeatureMean difference = new(DifferenceNames.Length), dependence = new(DependenceNames.Length);
        for (int z = 1; z < region.Nz - 1; z++)
        {
            int from = grid.SliceStart[z], to = grid.SliceStart[z + 1];
            if (from == to) continue;
            slice.Clear();
            slice.Count(from, to, space: false);
            difference.Add(slice.Differences());
            dependence.Add(EmphasisFeatures.Compute(slice.Dependence, to - from));
            flat.Add(slice);
        }
        space.Count(0, region.Count, space: true);

        var list = new FeatureList();
        difference.WriteTo(list, "ngt_", DifferenceNames, "_2D");
        Write(list, "ngt_", DifferenceNames, "_2_5D", flat.Differences());
        Write(list, "ngt_", DifferenceNames, "_3D", space.Differences());
        dependence.WriteTo(list, "ngl_", DependenceNames, "_2D");
        Write(list, "ngl_", DependenceNames, "_2_5D", EmphasisFeatures.Compute(flat.Dependence, region.Count));
        Write(list, "ngl_", DependenceNames, "_3D", EmphasisFeatures.Compute(space.Dependence, region.Count));
        return list;
    }

    private static void Write(FeatureList list, string prefix, string[] names, string suffix, double[] values)
    {
        for (int i = 0; i < names.Length; i++) list.Add(prefix + names[i] + suffix, values[i]);
    }

    /// <summary>Sums over a slice or the whole region.</summary>
    private sealed class Tally(LevelGrid grid)
    {
        private readonly double[] sums = new double[grid.Max + 1];
        private readonly long[] counts = new long[grid.Max + 1];

        public CountMatrix Dependence { get; } = new(grid.Max, 27);

        public void Clear()
        {
            Array.Clear(sums);
            Array.Clear(counts);
            Dependence.Clear();
        }

        public void Add(Tally other)
        {
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += other.sums[i];
                counts[i] += other.counts[i];
            }
            Dependence.AddAll(other.Dependence);
        }

        public void Count(int from, int to, bool space)
        {
            var region = grid.Region;
            int[] levels = grid.Grid;
            int near = space ? 1 : 0;
            for (int n = from; n < to; n++)
            {
                int at = region.At[n], level = grid.Levels[n], neighbours = 0, total = 0, same = 0;
                for (int dz = -near; dz <= near; dz++)
                    for (int dy = -1; dy <= 1; dy++)
                    {
                        int row = at + dz * region.SliceSize + dy * region.Nx;
                        for (int next = row - 1; next <= row + 1; next++)
                        {
                            int other = levels[next];
                            if (other == 0) continue;
                            neighbours++;
                            total += other;
                            if (other == level) same++;
                        }
                    }
                Dependence.Add(level, same); // the voxel itself is the one more
                if (neighbours == 1) continue;
                sums[level] += Math.Abs(level - (total - level) / (double)(neighbours - 1));
                counts[level]++;
            }
        }

        public double[] Differences()
        {
            List<(double Level, double P, double S)> present = [];
            double voxels = counts.Sum(), total = sums.Sum();
            for (int i = 1; i < counts.Length; i++)
                if (counts[i] > 0) present.Add((i, counts[i] / voxels, sums[i]));
            if (present.Count == 0) return [double.NaN, double.NaN, double.NaN, double.NaN, double.NaN];
            double weighted = present.Sum(l => l.P * l.S), contrast = 0, spread = 0, complexity = 0, strength = 0;
            foreach (var a in present)
                foreach (var b in present)
                {
                    double d = a.Level - b.Level, p = a.P + b.P;
                    contrast += a.P * b.P * d * d;
                    spread += Math.Abs(a.Level * a.P - b.Level * b.P);
                    complexity += Math.Abs(d) * (a.P * a.S + b.P * b.S) / p;
                    strength += p * d * d;
                }
            double n = present.Count;
            return
            [
                weighted > 1e-6 ? 1 / weighted : 1e6,
                n > 1 ? contrast / (n * (n - 1)) * (total / voxels) : 0,
                n == 1 ? 0 : spread > 1e-12 ? weighted / spread : double.NaN, // every level times its share may be the same
                complexity / voxels,
                total > 0 ? strength / total : 0,
            ];
        }
    }
}
