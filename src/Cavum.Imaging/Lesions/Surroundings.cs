namespace Cavum.Imaging;

/// <summary>The tissue around a grown lesion: whether the threshold lies within its uptake, so that growth would flood it.</summary>
/// <param name="Upper">80th percentile of the shell: 26-connected growth runs through tissue of which a tenth or more lies above the threshold.</param>
/// <param name="Border">Half way between the lesion's hot part and the median of the shell; at most 80 % of the maximum.</param>
/// <remarks>
/// Shell: 8 to 20 mm from a ball as large as the part at or above 70 % of the maximum, without voxels above 80 % of it (another
/// lesion or organ). Asked only at thresholds of healthy tissue, below SUV 2.5: above it a cold border inside of a large uneven
/// tumour would be taken for its surroundings.
/// </remarks>
internal sealed record Surroundings(double Upper, double Border)
{
    private const double HealthySuv = 2.5, HotPart = 0.7, OtherPart = 0.8, NearMm = 8, FarMm = 20, SmallMl = 1;
    private const int LeastVoxels = 30;

    public bool Floods(double threshold) => threshold < Upper && threshold < Border;

    /// <summary>Null where the question does not arise.</summary>
    public static Surroundings? Of(ImageVolume suv, int maximum, GuardedGrowth.Growth growth, double threshold)
    {
        var g = suv.Geometry;
        if (threshold >= HealthySuv || growth.Voxels.Length * g.VoxelMillilitres < SmallMl) return null;
        double max = suv.Values[maximum], hot = 0;
        int core = 0;
        foreach (int i in growth.Voxels)
            if (suv.Values[i] >= HotPart * max)
            {
                hot += suv.Values[i];
                core++;
            }
        double radius = Math.Cbrt(3 * core * g.VoxelMillilitres * 1000 / (4 * Math.PI));
        List<float> shell = Shell(suv, maximum, radius + NearMm, radius + FarMm, OtherPart * max);
        if (shell.Count < LeastVoxels) return null;
        shell.Sort();
        return new(shell[shell.Count * 8 / 10], Math.Min(OtherPart * max, 0.5 * hot / core + 0.5 * shell[shell.Count / 2]));
    }

    internal static List<float> Shell(ImageVolume suv, int maximum, double from, double to, double below, OrganBarrier? organs = null)
    {
        var g = suv.Geometry;
        var v = g.VoxelAt(maximum);
        var centre = g.ToPatient(v);
        int rx = (int)(to / g.Spacing.X), ry = (int)(to / g.Spacing.Y), rz = (int)(to / g.Spacing.Z);
        List<float> shell = [];
        for (int z = Math.Max(0, v.Z - rz); z <= Math.Min(g.Slices - 1, v.Z + rz); z++)
            for (int y = Math.Max(0, v.Y - ry); y <= Math.Min(g.Rows - 1, v.Y + ry); y++)
                for (int x = Math.Max(0, v.X - rx); x <= Math.Min(g.Columns - 1, v.X + rx); x++)
                    if (suv[x, y, z] is var value && value < below && (organs is null || organs[g.Index(x, y, z)] == 0) && g.ToPatient(x, y, z).DistanceTo(centre) is var d && d >= from && d <= to) shell.Add(value);
        return shell;
    }
}
