namespace Cavum.Imaging;

/// <summary>Draws every spot above a bar and joins the pieces of one lesion.</summary>
internal static class DrawnSpots
{
    /// <summary>Touching spots are one lesion if the hottest way between them stays above this part of the lower maximum.</summary>
    private const double JoinPart = 0.65;

    private const int MostSpots = 2000;

    /// <summary>Voxel lists with the threshold of each one's hottest piece; hottest first.</summary>
    public static List<(int[] Voxels, double Threshold)> Draw(ImageVolume suv, double bar, OrganBarrier organAt)
    {
        var grid = suv.Geometry;
        int[] owner = new int[grid.Count]; // number of the spot + 1
        List<int> maxima = [];
        List<(int[] Voxels, double Threshold)> drawn = [];
        foreach (var spot in Peaks.Find(suv, bar, i => organAt[i] == 0).Take(MostSpots))
        {
            if (owner[spot.Maximum] != 0) continue;
            double threshold = AdaptiveThreshold.Of(suv, spot.Maximum);
            var growth = GuardedGrowth.From(suv, spot.Maximum, threshold, i => organAt[i] != 0 || owner[i] != 0);
            foreach (int i in growth.Voxels) owner[i] = drawn.Count + 1;
            drawn.Add((growth.Voxels, growth.Reached));
            maxima.Add(spot.Maximum);
        }
        return Join(suv, owner, maxima, drawn);
    }

    private static List<(int[], double)> Join(ImageVolume suv, int[] owner, List<int> maxima, List<(int[] Voxels, double Threshold)> drawn)
    {
        int[] parent = [.. Enumerable.Range(0, drawn.Count)];
        for (int s = 0; s < drawn.Count; s++)
            foreach (int voxel in drawn[s].Voxels)
                foreach (int n in Connected.Neighbours(suv.Geometry, voxel))
                {
                    int other = owner[n] - 1;
                    if (other <= s) continue;
                    double way = Math.Min(suv.Values[voxel], suv.Values[n]), lower = Math.Min(suv.Values[maxima[s]], suv.Values[maxima[other]]);
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
