namespace Cavum.Imaging;

/// <summary>A part of the image whose uptake belongs to a healthy organ.</summary>
/// <param name="Mask">On the upright grid of the <see cref="BodyMap"/>.</param>
public sealed record Organ(string Name, Mask Mask, string Reason);

/// <summary>Finds the organs whose uptake is too large to be judged spot by spot: brain, heart, bladder.</summary>
/// <remarks>
/// Rules of place, size and uptake on PET alone. Brain: the solid part (holes filled, opened by 6 mm) at the upper end of the
/// body. Bladder: the hottest part near the midline of the pelvis. Heart: the largest hot part left of the midline above the
/// liver. Each mask is widened by a margin for the scanner's blur.
/// </remarks>
public static class OrganFinder
{
    private const double MarginMm = 8, OpeningMm = 6;

    /// <summary>A shorter image is a part of a body: hot tissue at its upper end need not be the brain.</summary>
    private const double WholeBodyMm = 350, BrainAloneLeastMl = 400;

    public static IReadOnlyList<Organ> Find(BodyMap body, ReferenceUptake? liver)
    {
        List<Organ> organs = [];
        if (body.Brain is { } brain) organs.Add(brain);
        if (body.Top - body.Bottom < WholeBodyMm) return organs;
        if (Bladder(body, liver) is { } bladder) organs.Add(bladder);
        if (liver is not null && Heart(body, liver) is { } heart) organs.Add(heart);
        return organs;
    }

    private const double HeadMm = 260, BrainDownMm = 170, BrainLeastSuv = 3, BrainPart = 0.4, BrainLeastMl = 60, TruncatedLeastMl = 8, BrainLeastWidthMm = 40;

    internal static Organ? Brain(BodyMap body)
    {
        var g = body.Suv.Geometry;
        double floor = Math.Max(body.Top - HeadMm, Math.Min((body.Top + body.Bottom) / 2, body.Top - BrainDownMm)); // in a scan of the head alone the brain is more than its upper half
        float[] hot = [.. body.Body.Indices().Where(i => g.ToPatient(g.VoxelAt(i)).Z >= floor).Select(i => body.Smooth.Values[i]).Where(v => v >= BrainLeastSuv).Order()];
        if (hot.Length * g.VoxelMillilitres < TruncatedLeastMl) return null;
        double bar = Math.Max(BrainLeastSuv, BrainPart * hot[(int)(0.9 * (hot.Length - 1))]);
        bool[] above = new bool[g.Count];
        for (int i = 0; i < above.Length; i++) above[i] = body.Suv.Values[i] >= bar && g.ToPatient(g.VoxelAt(i)).Z >= floor;
        var core = Morphology.Erode(FilledBySlice(new(g, above)), OpeningMm);
        List<int> kept = [];
        foreach (int[] part in Connected.Parts(core))
        {
            var places = part.Select(i => g.ToPatient(g.VoxelAt(i))).ToList();
            double ml = part.Length * g.VoxelMillilitres, width = places.Max(p => p.X) - places.Min(p => p.X);
            bool whole = body.Top - body.Bottom >= WholeBodyMm, headWide = width >= HeadWidthMm - 2 * OpeningMm && places.Max(p => p.Z) >= body.Top - OpeningMm - TopSlabMm;
            if (width >= BrainLeastWidthMm && ml >= (whole || headWide ? BrainLeastMl : BrainAloneLeastMl)) kept.AddRange(part);
        }
        if (kept.Count == 0) return TruncatedBrain(body, above);
        var mask = Morphology.Dilate(Mask.FromIndices(g, kept), OpeningMm + MarginMm);
        return new("brain", mask, "the large solid uptake at the upper end of the body");
    }

    /// <summary>A scan that begins at the skull base holds only the brain's lowest slices: hot parts at the upper end, spread over the head's width.</summary>
    private static Organ? TruncatedBrain(BodyMap body, bool[] above)
    {
        var g = body.Suv.Geometry;
        List<int> slab = [];
        foreach (int[] part in Connected.Parts(new(g, above)))
            if (part.Any(i => g.ToPatient(g.VoxelAt(i)).Z >= body.Top - TopSlabMm)) slab.AddRange(part.Where(i => g.ToPatient(g.VoxelAt(i)).Z >= body.Top - 2 * TopSlabMm));
        if (slab.Count * g.VoxelMillilitres < TruncatedLeastMl) return null;
        var places = slab.Select(i => g.ToPatient(g.VoxelAt(i)).X).ToList();
        return places.Max() - places.Min() < (body.Top - body.Bottom >= WholeBodyMm ? BrainLeastWidthMm : PartsOfHeadMm) ? null
            : new("brain", Morphology.Dilate(Mask.FromIndices(g, slab), MarginMm), "hot parts over the head's width where the image ends");
    }

    private const double TopSlabMm = 10;

    /// <summary>In a scan of a part of the body, uptake this wide at its upper end is a brain cut through; parts of one this far apart are its lowest lobes.</summary>
    private const double HeadWidthMm = 100, PartsOfHeadMm = 60;

    /// <summary>Fills what the flags enclose within each slice: ventricles and white matter.</summary>
    private static Mask FilledBySlice(Mask mask)
    {
        var g = mask.Geometry;
        bool[] filled = new bool[g.Count];
        var queue = new Queue<(int X, int Y)>();
        for (int z = 0; z < g.Slices; z++)
        {
            bool[] outside = new bool[g.Rows * g.Columns];
            void Visit(int x, int y)
            {
                if ((uint)x >= (uint)g.Columns || (uint)y >= (uint)g.Rows || outside[y * g.Columns + x] || mask[x, y, z]) return;
                outside[y * g.Columns + x] = true;
                queue.Enqueue((x, y));
            }
            for (int x = 0; x < g.Columns; x++)
            {
                Visit(x, 0);
                Visit(x, g.Rows - 1);
            }
            for (int y = 0; y < g.Rows; y++)
            {
                Visit(0, y);
                Visit(g.Columns - 1, y);
            }
            while (queue.TryDequeue(out var at))
            {
                Visit(at.X - 1, at.Y);
                Visit(at.X + 1, at.Y);
                Visit(at.X, at.Y - 1);
                Visit(at.X, at.Y + 1);
            }
            for (int i = 0; i < outside.Length; i++) filled[z * outside.Length + i] = !outside[i];
        }
        return new(g, filled);
    }

    private const double BladderBelowLiverMm = 150, BladderOffMidlineMm = 45, BladderBelowBrainMm = 400, BladderLeastSuv = 6, BladderOverLiver = 3, BladderLeastMl = 8;

    private static Organ? Bladder(BodyMap body, ReferenceUptake? liver)
    {
        var g = body.Suv.Geometry;
        double ceiling = liver is not null ? liver.Centre.Z - BladderBelowLiverMm : body.Bottom + 0.4 * (body.Top - body.Bottom);
        if (body.Brain is { } brain) ceiling = Math.Min(ceiling, BodyZones.Lowest(brain.Mask) - BladderBelowBrainMm);
        double bar = Math.Max(BladderLeastSuv, BladderOverLiver * (liver?.Mean ?? 2));
        var part = LargestPart(body, bar, p => p.Z < ceiling && Math.Abs(p.X - body.Midline(p.Z)) < BladderOffMidlineMm);
        return part.Length * g.VoxelMillilitres < BladderLeastMl ? null
            : new("bladder", Morphology.Dilate(Mask.FromIndices(g, part), MarginMm), "the largest hot part near the midline of the pelvis");
    }

    private const double HeartLowMm = -20, HeartHighMm = 150, HeartRightMm = 30, HeartLeftMm = 110, HeartBackDepth = 0.7, HeartLeastSuv = 3, HeartOverLiver = 1.3, HeartLeastMl = 15;

    private static Organ? Heart(BodyMap body, ReferenceUptake liver)
    {
        var g = body.Suv.Geometry;
        double bar = Math.Max(HeartLeastSuv, HeartOverLiver * liver.Mean);
        var part = LargestPart(body, bar, p =>
            p.Z - liver.Centre.Z is > HeartLowMm and < HeartHighMm && p.X - body.Midline(p.Z) is > -HeartRightMm and < HeartLeftMm && body.Depth(p) < HeartBackDepth);
        return part.Length * g.VoxelMillilitres < HeartLeastMl ? null
            : new("heart", Morphology.Dilate(Mask.FromIndices(g, part), MarginMm), "the largest hot part left of the midline above the liver");
    }

    private static int[] LargestPart(BodyMap body, double bar, Predicate<Point3> where)
    {
        var g = body.Suv.Geometry;
        bool[] hot = new bool[g.Count];
        for (int i = 0; i < hot.Length; i++) hot[i] = body.Suv.Values[i] >= bar && where(g.ToPatient(g.VoxelAt(i)));
        return Connected.Parts(new(g, hot)).FirstOrDefault() ?? [];
    }
}
