namespace Cavum.Imaging;

/// <summary>Draws every spot above a bar and joins the pieces of one lesion.</summary>
internal static class DrawnSpots
{
    /// <summary>Touching spots are one lesion if the hottest way between them stays above this part of the lower maximum.</summary>
    private const double JoinPart = 0.65;

    /// <summary>A neighbour with less than this part of the hotter uptake is judged on its own if it has less than this many bars or is this much larger: a gland or an inflamed lining that a small hot lesion touches.</summary>
    private const double AlikePart = 0.6, HotOfBar = 1.4, LargerPart = 1.5;

    /// <summary>What lies beyond the blur of the drawn spots and still above the bar is a plateau without a maximum of its own.</summary>
    private const double BlurMm = 7, PlateauMl = 0.5;

    private const int MostSpots = 2000;

    /// <summary>Voxel lists with the threshold of each one's hottest piece; hottest first.</summary>
    public static List<(int[] Voxels, double Threshold)> Draw(ImageVolume suv, double bar, OrganBarrier organAt)
    {
        var grid = suv.Geometry;
        int[] owner = new int[grid.Count]; // number of the spot + 1
        List<int> maxima = [];
        List<(int[] Voxels, double Threshold)> drawn = [];
        var field = new FloodField(suv);
        var sphere = new PeakSphere(grid);
        foreach (var spot in Peaks.Find(suv, bar, i => organAt[i] == 0).Take(MostSpots)) DrawOne(spot.Maximum);
        foreach (int[] plateau in Plateaus(suv, bar, organAt, owner)) DrawOne(plateau.MaxBy(i => suv.Values[i]));
        return Join(suv, bar, owner, [.. drawn.Select((d, s) => Uptake(suv, d.Voxels, maxima[s], sphere))], drawn);

        void DrawOne(int maximum)
        {
            if (owner[maximum] != 0) return;
            var growth = GuardedGrowth.From(field, maximum, AdaptiveThreshold.Of(suv, maximum, sphere), i => organAt[i] != 0 || owner[i] != 0);
            foreach (int i in growth.Voxels) owner[i] = drawn.Count + 1;
            drawn.Add((growth.Voxels, growth.Reached));
            maxima.Add(maximum);
        }
    }

    /// <summary>Parts above the bar that no spot took and that lie beyond the blur of every spot and organ.</summary>
    private static List<int[]> Plateaus(ImageVolume suv, double bar, OrganBarrier organAt, int[] owner)
    {
        var taken = Morphology.Dilate(new Mask(suv.Geometry, [.. owner.Select((o, i) => o != 0 || organAt[i] != 0)]), BlurMm);
        bool[] left = new bool[owner.Length];
        for (int i = 0; i < left.Length; i++) left[i] = suv.Values[i] >= bar && organAt[i] == 0 && !taken.Inside[i];
        return [.. Connected.Parts(new(suv.Geometry, left)).TakeWhile(p => p.Length * suv.Geometry.VoxelMillilitres >= PlateauMl).Take(MostSpots)];
    }

    /// <summary>The maximum; of a spot large enough for it what the 1 mL sphere says, as for the judge.</summary>
    private static double Uptake(ImageVolume suv, int[] voxels, int maximum, PeakSphere sphere) =>
        voxels.Length * suv.Geometry.VoxelMillilitres < SteadyUptake.LeastMl ? suv.Values[maximum] : SteadyUptake.Of(voxels.Length * suv.Geometry.VoxelMillilitres, suv.Values[maximum], voxels.Max(i => sphere.At(suv, suv.Geometry.VoxelAt(i))));

    private static List<(int[], double)> Join(ImageVolume suv, double bar, int[] owner, double[] uptake, List<(int[] Voxels, double Threshold)> drawn)
    {
        int[] parent = [.. Enumerable.Range(0, drawn.Count)];
        for (int s = 0; s < drawn.Count; s++)
            foreach (int voxel in drawn[s].Voxels)
                foreach (int n in Connected.Neighbours(suv.Geometry, voxel))
                {
                    int other = owner[n] - 1;
                    if (other <= s) continue;
                    double way = Math.Min(suv.Values[voxel], suv.Values[n]), lower = Math.Min(uptake[s], uptake[other]), higher = Math.Max(uptake[s], uptake[other]);
                    var (fainter, hotter) = uptake[s] < uptake[other] ? (s, other) : (other, s);
                    if (lower < AlikePart * higher && (lower < HotOfBar * bar || drawn[fainter].Voxels.Length > LargerPart * drawn[hotter].Voxels.Length)) continue;
                    int a = Root(s), b = Root(other);
                    if (way >= JoinPart * lower && a != b) parent[Math.Max(a, b)] = Math.Min(a, b);
                }
        return [.. Enumerable.Range(0, drawn.Count).GroupBy(Root).OrderBy(g => g.Key).Select(g => ((int[])[.. g.SelectMany(s => drawn[s].Voxels)], drawn[g.Key].Threshold))];

        int Root(int s)
        {
            while (parent[s] != s) s = parent[s] = parent[parent[s]];
            return s;
        }
    }
}
