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
/// Two lesions belong together when they overlap by a fifth of either, after a transform that aligns the two images. One that overlaps with none
/// belongs to the nearest of the other time whose voxels lie within the tolerance; so two neighbours that both stayed are two that persisted and not
/// one that merged, and a piece that lies beside its lesion is not new. What is connected by such links is one group: one to one persisted, one to many split,
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
        List<Link> links = [];
        for (int e = 0; e < n; e++)
            for (int l = 0; l < later.Count; l++)
                if (Link.Between(e, n + l, before[e], after[l], Contact(later[l].Mask.Geometry), toleranceMm) is { } link) links.Add(link);
        bool Overlaps(int lesion) => links.Any(k => k.Overlap && (k.Earlier == lesion || k.Later == lesion));
        bool Nearest(Link link, int lesion) => !Overlaps(lesion) && !links.Any(k => (k.Earlier == lesion || k.Later == lesion) && k.DistanceMm < link.DistanceMm);
        foreach (var link in links.Where(k => k.Overlap || Nearest(k, k.Earlier) || Nearest(k, k.Later)))
        {
            nearest[link.Earlier] = Math.Min(nearest[link.Earlier], link.DistanceMm);
            nearest[link.Later] = Math.Min(nearest[link.Later], link.DistanceMm);
            int from = group[link.Later], to = group[link.Earlier];
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

    /// <summary>Two masks overlap where their voxels' centres lie within half a voxel's diagonal.</summary>
    private static double Contact(ImageGeometry g) => 0.5 * new Point3(g.Spacing.X, g.Spacing.Y, g.Spacing.Z).Length;

    /// <summary>Two lesions that may be one: they overlap by a fifth of either, or lie within the tolerance.</summary>
    private sealed record Link(int Earlier, int Later, double DistanceMm, bool Overlap)
    {
        private const double LeastOverlap = 0.2;

        public static Link? Between(int earlier, int later, Point3[] a, Point3[] b, double contact, double tolerance)
        {
            double reach = Math.Max(tolerance, contact);
            var (best, touching) = Nearest(a, b, reach, contact);
            if (best > reach) return null;
            bool overlap = touching >= LeastOverlap * a.Length || touching > 0 && Nearest(b, a, reach, contact).Touching >= LeastOverlap * b.Length;
            return overlap || best <= tolerance ? new(earlier, later, best, overlap) : null;
        }

        /// <summary>Least distance, exact up to the reach and infinite above, and how many of the first have one of the second in contact.</summary>
        private static (double Best, int Touching) Nearest(Point3[] a, Point3[] b, double reach, double contact)
        {
            var cells = b.ToLookup(p => Cell(p, reach));
            double best = double.PositiveInfinity;
            int touching = 0;
            foreach (var p in a)
            {
                var (cx, cy, cz) = Cell(p, reach);
                double here = double.PositiveInfinity;
                for (int z = -1; z <= 1; z++)
                    for (int y = -1; y <= 1; y++)
                        for (int x = -1; x <= 1; x++)
                            foreach (var q in cells[(cx + x, cy + y, cz + z)]) here = Math.Min(here, p.DistanceTo(q));
                best = Math.Min(best, here);
                if (here <= contact) touching++;
            }
            return (best, touching);
        }

        private static (int, int, int) Cell(Point3 p, double size) => ((int)Math.Floor(p.X / size), (int)Math.Floor(p.Y / size), (int)Math.Floor(p.Z / size));
    }
}
