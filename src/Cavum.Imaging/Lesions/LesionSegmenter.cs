using System.Globalization;

namespace Cavum.Imaging;

/// <summary>A segmented lesion.</summary>
/// <param name="Threshold">The SUV that bounded it.</param>
/// <param name="Leaked">True if the mask itself may hold tissue that nothing parts from the lesion: as much uptake at the mirrored place up to the hot part, a strand to the end, or more than a lesion's size.</param>
/// <param name="Doubtful">True if the threshold runs along a strand or through paired tissue, and the mask ends before it by rule: an estimate for a reader's eye. A leak is doubtful, too.</param>
/// <param name="CutBack">True if the plain threshold would have run into other tissue; the mask then excludes it.</param>
/// <param name="Maximum">The voxel whose uptake set the threshold.</param>
public sealed record SegmentedLesion(Mask Mask, double Threshold, bool Leaked, bool CutBack, string Reason, Voxel Maximum)
{
    public bool Doubtful { get; init; }

    /// <summary>True if the threshold floods the image: nothing of it is a lesion's border, and the mask is the hot part alone.</summary>
    public bool Flooded { get; init; }
}

/// <summary>Draws a lesion by threshold, inside a given region or from a seed.</summary>
public static class LesionSegmenter
{
    /// <summary>The voxels of a region at or above the threshold; for a part of the maximum, those connected (26) to it.</summary>
    public static SegmentedLesion Inside(ImageVolume suv, Mask region, ThresholdMethod method, double? percistBar = null)
    {
        int[] inside = region.Indices();
        if (inside.Length == 0) throw new ArgumentException("The region has at least one voxel.", nameof(region));
        var values = suv.Memory;
        int maxAt = inside[0];
        foreach (int i in inside)
            if (values.Span[i] > values.Span[maxAt]) maxAt = i;
        double bar = method is ThresholdMethod.Gradient ? GradientEdge.Level(suv, maxAt, inside) : Bar(method, values.Span[maxAt], percistBar);
        IEnumerable<int> kept = method is ThresholdMethod.PercentOfMaximum or ThresholdMethod.Gradient
            ? Connected.From(suv.Geometry, maxAt, i => region.Inside[i] && values.Span[i] >= bar)
            : inside.Where(i => values.Span[i] >= bar);
        return new(Mask.FromIndices(suv.Geometry, kept), bar, false, false, "bounded by the given region", suv.Geometry.VoxelAt(maxAt));
    }

    /// <summary>Grows from the maximum that uptake rises to around the seed, held back from other uptake; null where the seed's maximum lies below the threshold, or is that of air.</summary>
    /// <param name="organs">Organs that the lesion must not enter.</param>
    public static SegmentedLesion? FromSeed(ImageVolume suv, Voxel seed, ThresholdMethod method, double? percistBar = null, OrganBarrier? organs = null)
    {
        int maximum = Climb(suv, suv.Geometry.Index(seed));
        var barrier = organs?.Around(maximum);
        double max = suv.Values[maximum];
        if (!(max >= AirSuv)) return null;
        double bar = method is ThresholdMethod.Gradient ? GradientEdge.Level(suv, maximum, GuardedGrowth.From(suv, maximum, GradientEdge.LeastPart * max, barrier).Voxels) : Bar(method, max, percistBar);
        if (!(max >= bar)) return null;
        var growth = GuardedGrowth.From(suv, maximum, bar, barrier);
        double first = growth.Voxels.Length * suv.Geometry.VoxelMillilitres;
        string raised = "";
        if (Surroundings.Of(suv, maximum, growth, bar) is { } around && around.Floods(bar))
        {
            growth = GuardedGrowth.From(suv, maximum, around.Border, barrier);
            raised = string.Create(CultureInfo.InvariantCulture, $"the uptake around the lesion reaches SUV {around.Upper:F2}, above the threshold, so its border was set at {around.Border:F2} half way to them; ");
        }
        if (BlurBound.Exceeded(suv, maximum, growth, organs) is { } bound)
        {
            growth = GuardedGrowth.From(suv, maximum, bound.Level, barrier);
            raised = string.Create(CultureInfo.InvariantCulture, $"{raised}{bound.Ml:F1} mL at SUV {bound.Asked:F2} is more than the blur of so small a lesion explains, so its border was set at {bound.Level:F2}, the lowest that does not flood; ");
        }
        string leak = "";
        bool leaked = false;
        if (StrandBound.Exceeded(suv, maximum, growth) is { } strand)
        {
            leak = string.Create(CultureInfo.InvariantCulture, $"{(strand.Compact ? "" : "leaked: ")}growth at the threshold runs along a strand of {strand.LengthMm:F0} mm by {strand.WidthMm:F0} mm of the uptake of muscle, {strand.TailMl:F1} mL of which were given up at SUV {strand.Kept.Reached:F2}, {(strand.Compact ? "the lowest at which the lesion is compact" : "where it is still a strand")}; ");
            (growth, leaked) = (strand.Kept, !strand.Compact);
        }
        else if (organs?.Body is { } body && PairedTissue.Exceeded(suv, maximum, growth, body) is { } pair)
        {
            leak = string.Create(CultureInfo.InvariantCulture, $"{(pair.Parted ? "" : "leaked, or a lesion of both sides: ")}{pair.Part:P0} of the {pair.Ml:F1} mL at SUV {growth.Reached:F2}, beyond the blur of the maximum, take up as much at the mirrored place, as {(pair.BrownFat ? "brown fat does" : "glands do")}; the border at SUV {pair.Kept.Reached:F2}{(pair.Hotter ? ", above which the lesion is hotter than the other side," : "")} is an estimate; ");
            (growth, leaked) = (pair.Kept, !pair.Parted);
        }
        double ml = growth.Voxels.Length * suv.Geometry.VoxelMillilitres, other = growth.OtherTissueMl + (raised.Length > 0 ? Math.Max(0, first - ml - growth.OtherTissueMl) : 0);
        bool tooLarge = ml > LargestLesionMl, flooded = tooLarge || ml > LeastTissueMl && HoldsMostOf(suv, growth.Voxels);
        if (flooded)
        {
            string much = tooLarge ? "larger than a lesion" : "more than half of all tissue in the image";
            double hot = FloodPart * max;
            leak += string.Create(CultureInfo.InvariantCulture, $"leaked: {ml:F0} mL at SUV {growth.Reached:F2} is {much}, so only the part at or above {hot:F2} ({FloodPart:P0} of the maximum) is kept; ");
            int[] kept = [.. Connected.From(suv.Geometry, maximum, i => suv.Memory.Span[i] >= hot).Order()];
            if (kept.Length < growth.Voxels.Length) growth = growth with { Voxels = kept, Reached = Math.Max(hot, growth.Reached) };
            other += ml - growth.Voxels.Length * suv.Geometry.VoxelMillilitres;
        }
        bool cut = other > 0;
        string reason = string.Create(CultureInfo.InvariantCulture, $"{leak}{raised}{(growth.Leapt ? $"growth leapt below SUV {growth.Reached:F2} and was stopped there; " : "")}{(cut ? $"{other:F1} mL of other uptake at or above the threshold was held off" : "no other uptake touches the lesion at this threshold")}");
        return new(Mask.FromIndices(suv.Geometry, growth.Voxels), growth.Reached, leaked || flooded, cut, reason, suv.Geometry.VoxelAt(maximum)) { Doubtful = leak.Length > 0, Flooded = flooded };
    }

    /// <summary>Goes to the hottest neighbour until there is none; crosses dips of noise up to <see cref="ClimbMm"/> wide.</summary>
    private static int Climb(ImageVolume suv, int start)
    {
        var grid = suv.Geometry;
        int at = start;
        while (true)
        {
            int best = at;
            foreach (int n in Connected.Neighbours(grid, at))
                if (suv.Values[n] > suv.Values[best]) best = n;
            if (best == at) best = Beyond(suv, at);
            if (best == at) return at;
            at = best;
        }
    }

    /// <summary>A hotter voxel nearby that is reached without falling below nine tenths of here: the same peak, split by noise.</summary>
    private static int Beyond(ImageVolume suv, int at)
    {
        var grid = suv.Geometry;
        var centre = grid.ToPatient(grid.VoxelAt(at));
        float here = suv.Values[at];
        var memory = suv.Memory;
        var near = Connected.From(grid, at, i => memory.Span[i] >= NoiseDip * here && grid.ToPatient(grid.VoxelAt(i)).DistanceTo(centre) <= ClimbMm);
        int best = at;
        foreach (int i in near)
            if (suv.Values[i] > suv.Values[best] || (suv.Values[i] == suv.Values[best] && i < best && suv.Values[i] > here)) best = i;
        return best;
    }

    /// <summary>A grown region above this volume is reported as leaked: no lesion, but tissue.</summary>
    public const double LargestLesionMl = 1500;

    private const double LeastTissueMl = 100, TissueSuv = 0.25;

    private static bool HoldsMostOf(ImageVolume suv, int[] voxels)
    {
        int tissue = 0;
        foreach (float v in suv.Values)
            if (v >= TissueSuv) tissue++;
        return voxels.Length > tissue / 2;
    }

    private const double ClimbMm = 8, NoiseDip = 0.9, FloodPart = 0.7, AirSuv = 0.1;

    internal static double Bar(ThresholdMethod method, double max, double? percistBar) => method switch
    {
        ThresholdMethod.PercentOfMaximum p => p.Percent / 100 * max,
        ThresholdMethod.Fixed f => f.Suv,
        _ => percistBar ?? throw new ArgumentNullException(nameof(percistBar), "PERCIST needs a liver or blood-pool reference."),
    };
}
