namespace Cavum.Imaging;

/// <summary>What became of a lesion between two time points.</summary>
public enum LesionFate { Persisted, Gone, New, Split, Merged }

/// <summary>Lesions of the earlier image that became lesions of the later one.</summary>
/// <param name="Earlier">Ids at the earlier time; empty for a new lesion.</param>
/// <param name="Later">Ids at the later time; empty for one that is gone.</param>
/// <param name="DistanceMm">Between the nearest borders after registration; null for new and gone.</param>
public sealed record LesionMatch(LesionFate Fate, IReadOnlyList<int> Earlier, IReadOnlyList<int> Later, double? DistanceMm);

/// <summary>Matches the lesions of two time points.</summary>
/// <remarks>
/// Two lesions belong together when they overlap, or when the nearest distance of their voxels is at most the tolerance, after
/// a shift that aligns the two images. What is connected by such links is one group: one to one persisted, one to many split,
/// many to one merged, many to many merged and split (told as merged). The transform is the caller's: zero when the images share a
/// frame of reference, else <see cref="RigidRegistration"/>, <see cref="EstimateShift(ImageVolume, ImageVolume)"/>, or a reader's.
/// </remarks>
public static class LesionMatcher
{
    public const double DefaultToleranceMm = 10;

    /// <param name="shift">What to add to earlier positions to reach the later image's, mm.</param>
    public static IReadOnlyList<LesionMatch> Match(IReadOnlyList<Region> earlier, IReadOnlyList<Region> later, Point3 shift = default, double toleranceMm = DefaultToleranceMm) =>
        Match(earlier, later, RigidTransform.Translation(shift), toleranceMm);

    /// <param name="transform">From earlier positions to the later image's.</param>
    public static IReadOnlyList<LesionMatch> Match(IReadOnlyList<Region> earlier, IReadOnlyList<Region> later, RigidTransform transform, double toleranceMm = DefaultToleranceMm)
    {
        var before = earlier.Select(r => Points(r.Mask, transform)).ToList();
        var after = later.Select(r => Points(r.Mask, RigidTransform.Translation(default))).ToList();
        int n = earlier.Count, all = n + later.Count;
        int[] group = [.. Enumerable.Range(0, all)];
        double[] nearest = [.. Enumerable.Repeat(double.PositiveInfinity, all)];
        for (int e = 0; e < n; e++)
            for (int l = 0; l < later.Count; l++)
            {
                double distance = Distance(before[e], after[l], toleranceMm);
                if (distance > toleranceMm) continue;
                nearest[e] = Math.Min(nearest[e], distance);
                nearest[n + l] = Math.Min(nearest[n + l], distance);
                int from = group[n + l], to = group[e];
                for (int i = 0; i < all; i++)
                    if (group[i] == from) group[i] = to;
            }
        return [.. Enumerable.Range(0, all).GroupBy(i => group[i]).OrderBy(g => g.Min()).Select(g =>
        {
            int[] olds = [.. g.Where(i => i < n)], news = [.. g.Where(i => i >= n)];
            var fate = (olds.Length, news.Length) switch { (0, _) => LesionFate.New, (_, 0) => LesionFate.Gone, (1, 1) => LesionFate.Persisted, (1, _) => LesionFate.Split, _ => LesionFate.Merged };
            double? distance = olds.Length > 0 && news.Length > 0 ? g.Min(i => nearest[i]) : null;
            return new LesionMatch(fate, [.. olds.Select(i => earlier[i].Id)], [.. news.Select(i => later[i - n].Id)], distance);
        })];
    }

    /// <summary>A coarse shift from the earlier to the later image, mm: by midline and height of the liver, else by the body's upper end.</summary>
    /// <returns>Zero where either image holds no body. Good to a few cm only; a reader or a registration refines it.</returns>
    public static Point3 EstimateShift(ImageVolume earlier, ImageVolume later)
    {
        return BodyMap.Of(earlier) is { } a && BodyMap.Of(later) is { } b ? EstimateShift(a, b) : default;
    }

    internal static Point3 EstimateShift(BodyMap a, BodyMap b)
    {
        if (ReferenceFinder.Liver(a) is { } liverA && ReferenceFinder.Liver(b) is { } liverB)
        {
            double z = liverB.Centre.Z - liverA.Centre.Z;
            return new(b.Midline(liverB.Centre.Z) - a.Midline(liverA.Centre.Z), 0, z);
        }
        return new(0, 0, b.Top - a.Top);
    }

    private static Point3[] Points(Mask mask, RigidTransform transform) => [.. mask.Indices().Select(i => transform.Apply(mask.Geometry.ToPatient(mask.Geometry.VoxelAt(i))))];

    /// <summary>Least distance of two point sets; exact up to the tolerance, anything above is "farther".</summary>
    private static double Distance(Point3[] a, Point3[] b, double tolerance)
    {
        var cells = b.ToLookup(p => Cell(p, tolerance));
        double best = double.PositiveInfinity;
        foreach (var p in a)
        {
            var (cx, cy, cz) = Cell(p, tolerance);
            for (int z = -1; z <= 1; z++)
                for (int y = -1; y <= 1; y++)
                    for (int x = -1; x <= 1; x++)
                        foreach (var q in cells[(cx + x, cy + y, cz + z)]) best = Math.Min(best, p.DistanceTo(q));
        }
        return best;
    }

    private static (int, int, int) Cell(Point3 p, double size) => ((int)Math.Floor(p.X / size), (int)Math.Floor(p.Y / size), (int)Math.Floor(p.Z / size));
}
