namespace Cavum.Imaging;

/// <summary>A growth at the uptake of glands whose mirror image takes up as much: the threshold runs through healthy tissue of both sides, and nothing parts the lesion from it.</summary>
/// <param name="Kept">The growth at the lowest level that the other side does not reach; at most at 70 % of the maximum.</param>
/// <param name="Ml">mL at the threshold that was asked for.</param>
/// <param name="KeptMl">mL of the part kept.</param>
/// <param name="Hotter">Whether the part kept is hotter than the other side.</param>
/// <param name="BrownFat">Whether it lies where neck and shoulders meet, where brown fat of both sides is as hot as nodes.</param>
/// <param name="Part">The part of it, beyond the blur of its maximum, whose mirrored place reaches the threshold, too.</param>
/// <remarks>
/// A small node within a salivary gland of nearly its own uptake has the gland's border, at any part of its maximum that lies below the
/// gland: no saddle, leap, strand or size tells. The other gland does. Metastases of both sides look the same, so this is a doubt for a
/// reader's eye and not a finding. Asked only where the threshold lies below <see cref="HotGlandSuv"/>, between neck and shoulders below <see cref="FatSuv"/>; from
/// <see cref="GlandSuv"/> on the growth is not cut unless it is hotter than the other side. The midline is the body's, slice by
/// slice; a turned or tilted head is met by the best of shifts up to 8 mm across, 4 mm in depth and 12 mm along. A growth that is its own
/// mirror image lies in the midline and is no pair.
/// </remarks>
internal sealed record PairedTissue(GuardedGrowth.Growth Kept, double Ml, double KeptMl, double Part, bool Hotter, bool BrownFat)
{
    /// <summary>Whether the part kept is a lesion's: hotter than the other side, and so small that the question would not arise. A larger one may still hold the tissue.</summary>
    public bool Parted => Hotter && KeptMl <= LeastMl;

    private const double GlandSuv = 3, LeastMl = 3, BlurMm = 8, LeastPart = 0.6, LonePart = 0.3, HighestPart = 0.7, StepPart = 0.02;
    private const double HotGlandSuv = 4, HotGlandPart = 0.5, FatSuv = 6, HotLeastMl = 6, FatLeastPart = 0.8, FatHighMm = 112, FatLowMm = 210, FatNearMm = 20;
    private const int MostSamples = 1500;

    /// <summary>Null where the growth is no such pair, or the question does not arise.</summary>
    public static PairedTissue? Exceeded(ImageVolume suv, int maximum, GuardedGrowth.Growth growth, BodyMap body)
    {
        var g = suv.Geometry;
        double ml = growth.Voxels.Length * g.VoxelMillilitres, asked = growth.Reached;
        bool hot = asked >= GlandSuv;
        if (asked >= FatSuv || ml <= (hot ? HotLeastMl : LeastMl)) return null;
        var values = suv.Memory;
        double max = values.Span[maximum];
        var peak = g.ToPatient(g.VoxelAt(maximum));
        bool fat = hot && AtShoulders(body, peak);
        if (asked >= HotGlandSuv && !fat) return null;
        var grown = new HashSet<int>(growth.Voxels);
        int[] tail = [.. growth.Voxels.Where(i => g.ToPatient(g.VoxelAt(i)).DistanceTo(peak) > BlurMm)];
        var scene = new Scene(suv, body, grown);
        var (shift, part) = scene.BestShift(tail, asked);
        if (part < (fat ? FatLeastPart : hot ? HotGlandPart : LeastPart)) return null;
        double level = asked;
        IReadOnlyList<int> kept = growth.Voxels;
        while (level < HighestPart * max && scene.Mirrored(kept, level, shift) > LonePart)
        {
            level = Math.Min(level + StepPart * max, HighestPart * max);
            double from = level;
            kept = Connected.From(g, maximum, i => values.Span[i] >= from && grown.Contains(i));
        }
        bool hotter = scene.Mirrored(kept, level, shift) <= LonePart;
        if (hot && !hotter) (kept, level) = (growth.Voxels, asked);
        return new(new([.. kept.Order()], level, growth.OtherTissueMl + (growth.Voxels.Length - kept.Count) * g.VoxelMillilitres, growth.Leapt), ml, kept.Count * g.VoxelMillilitres, part, hotter, fat);
    }

    private static bool AtShoulders(BodyMap body, Point3 p) =>
        body.Brain is { } brain && BodyZones.Lowest(brain.Mask) - p.Z is > FatHighMm and < FatLowMm && Math.Abs(body.Off(p)) > FatNearMm;

    private sealed record Scene(ImageVolume Suv, BodyMap Body, HashSet<int> Grown)
    {
        public (Point3 Shift, double Part) BestShift(int[] voxels, double level)
        {
            (Point3 Shift, double Part) best = (default, 0);
            for (int dx = -8; dx <= 8; dx += 4)
                for (int dy = -4; dy <= 4; dy += 4)
                    for (int dz = -12; dz <= 12; dz += 4)
                        if (Mirrored(voxels, level, new(dx, dy, dz)) is var part && part > best.Part) best = (new(dx, dy, dz), part);
            return best;
        }

        /// <summary>The part of the voxels whose mirrored place is no part of the growth and reaches the level.</summary>
        public double Mirrored(IReadOnlyList<int> voxels, double level, Point3 shift)
        {
            var g = Suv.Geometry;
            int step = Math.Max(1, voxels.Count / MostSamples), looked = 0, reached = 0;
            for (int k = 0; k < voxels.Count; k += step, looked++)
            {
                var p = g.ToPatient(g.VoxelAt(voxels[k]));
                var at = g.ToVoxel(Body.Mirror(p) + shift);
                Voxel nearest = new((int)Math.Round(at.X), (int)Math.Round(at.Y), (int)Math.Round(at.Z));
                if (g.Contains(nearest) && !Grown.Contains(g.Index(nearest)) && Resampling.Sample(Suv.Values, g, at, 0) >= level) reached++;
            }
            return looked == 0 ? 0 : (double)reached / looked;
        }
    }
}
