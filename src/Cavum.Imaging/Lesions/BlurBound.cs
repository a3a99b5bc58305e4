namespace Cavum.Imaging;

/// <summary>A growth that is larger than a small faint lesion can be at its threshold, and the lowest border at which it is not.</summary>
/// <remarks>
/// A lesion of the size of the scanner's blur has the profile of a Gaussian on its background b: the volume at a threshold T is that at
/// 70 % of the maximum M times (ln((M−b)/(T−b)) ÷ ln((M−b)/(0.7M−b)))^1.5. What is grown beyond <see cref="Slack"/> times that is
/// tissue which touches the lesion at its foot without a saddle of its own. Asked only where the part at 70 % is below <see cref="SmallMl"/>
/// and the threshold lies at uptake of healthy tissue of the neck, below SUV 2 (of glands, below SUV 3, where the part at 70 % is no spike
/// of noise): a large uneven tumour may hold one small hot part.
/// </remarks>
internal sealed record BlurBound(double Level, double Asked, double Ml)
{
    private const double HealthySuv = 2, GlandSuv = 3, SpikeMl = 0.3, HotPart = 0.7, SmallMl = 1.2, Slack = 2, LeastMl = 2, NearMm = 8, FarMm = 20, LeastContrast = 0.12, StepPart = 0.01, HighestPart = 0.65;
    private const int LeastVoxels = 30, LeastCore = 2;

    /// <summary>Null where the growth is within the bound, or the question does not arise.</summary>
    public static BlurBound? Exceeded(ImageVolume suv, int maximum, GuardedGrowth.Growth growth, OrganBarrier? organs)
    {
        var g = suv.Geometry;
        var values = suv.Memory;
        double max = values.Span[maximum], asked = growth.Reached, ml = growth.Voxels.Length * g.VoxelMillilitres;
        if (asked >= GlandSuv || ml <= LeastMl || asked >= HighestPart * max) return null;
        var grown = new HashSet<int>(growth.Voxels);
        double At(double level) => Connected.From(g, maximum, i => values.Span[i] >= level && grown.Contains(i)).Count * g.VoxelMillilitres;
        double core = Math.Max(At(HotPart * max), LeastCore * g.VoxelMillilitres);
        if (core > SmallMl || (asked >= HealthySuv && core < SpikeMl) || Background(suv, maximum, core, HotPart * max, organs) is not { } background) return null;
        double Allowed(double level)
        {
            double top = max - background, foot = Math.Max(level - background, LeastContrast * top), hot = Math.Max(HotPart * max - background, LeastContrast * top);
            return Math.Max(LeastMl, Slack * core * Math.Pow(Math.Log(top / foot) / Math.Log(top / hot), 1.5));
        }
        if (background >= HotPart * max || ml <= Allowed(asked)) return null;
        for (double level = asked + StepPart * max; level <= HighestPart * max; level += StepPart * max)
            if (At(level) <= Allowed(level)) return new(level, asked, ml);
        return new(HighestPart * max, asked, ml);
    }

    /// <summary>The median of the shell 8 to 20 mm from the core, without what is as hot as the lesion and without organs.</summary>
    private static double? Background(ImageVolume suv, int maximum, double coreMl, double below, OrganBarrier? organs)
    {
        double radius = Math.Cbrt(3 * coreMl * 1000 / (4 * Math.PI));
        List<float> shell = Surroundings.Shell(suv, maximum, radius + NearMm, radius + FarMm, below, organs);
        if (shell.Count < LeastVoxels) return null;
        shell.Sort();
        return shell[shell.Count / 2];
    }
}
