namespace Cavum.Imaging;

/// <summary>What a spot is taken for.</summary>
/// <param name="Organ">The healthy organ that it belongs to; null for a candidate lesion.</param>
public sealed record SpotVerdict(string? Organ, string Site, double Confidence, string Reason);

/// <summary>What the judge looks at.</summary>
/// <param name="Ct">In HU on any grid; null where there is none.</param>
/// <param name="Bar">Uptake from which spots are looked at.</param>
internal sealed record SearchScene(BodyMap Body, ImageVolume Suv, ReferenceUptake? Liver, IReadOnlyList<Organ> Organs, ImageVolume? Ct, double Bar);

/// <summary>Judges a drawn spot by its place in the body, its mirror image, its size and shape.</summary>
/// <remarks>Rules, not learning; each states its reason. Distances in mm against brain, liver and the slice's midline.</remarks>
internal sealed class SiteJudge(SearchScene scene)
{
    private readonly BodyMap body = scene.Body;
    private readonly ReferenceUptake? liver = scene.Liver;
    private readonly Mask? brain = scene.Organs.FirstOrDefault(o => o.Name == "brain")?.Mask;
    private readonly BodyZones zones = BodyZones.Of(scene.Body, scene.Liver, scene.Organs);

    /// <summary>Whether the middle of the voxels lies between skull base and shoulders.</summary>
    public bool InNeck(int[] voxels)
    {
        var g = scene.Suv.Geometry;
        return zones.At(voxels.Average(i => g.ToPatient(g.VoxelAt(i)).Z)) == "neck";
    }

    public SpotVerdict Judge(Mask mask, LesionMeasures m)
    {
        var shape = SpotShape.Of(mask, body);
        var zone = zones.At(shape.Centre.Z);
        double off = body.Off(shape.Centre);
        string side = Math.Abs(off) < 8 ? "midline" : off > 0 ? "left" : "right";
        if (AtEndOfScan(shape)) return new("edge of scan", zone, 0, "thin uptake in the outermost slices, where noise is highest");
        if (BrownFat(mask, shape, zone)) return new("brown fat", zone, 0, "fat density on CT at uptake of the neck, shoulder or spine");
        if (zone is "head" or "neck" && shape.Centre.Z > zones.NeckBottom + ShouldersMm && Math.Abs(off) > BesideHeadMm)
            return new(null, $"arm, {side}", Confidence(m, shape, Arm), "in a raised arm beside the head, where tracer beside the vein of injection is likelier than a lesion");
        var verdict = zone switch
        {
            "head" => Head(shape, m, off),
            "neck" => EdgeOfBrain(shape, m) ?? Neck(mask, shape, m, off, side),
            "chest" => LikeBrownFat(mask, shape, m, off, zone, side),
            "abdomen" or "pelvis" => Belly(shape, m, off, zone, side),
            _ => null,
        };
        return verdict ?? new(null, SiteName(zone, side, shape, off), Confidence(m, shape, 1), "no healthy uptake is expected here");
    }

    private const double BesideHeadMm = 98, ShouldersMm = 40, Arm = 0.45;

    private const double EyeDepth = 0.25, EyeNearMm = 15, EyeFarMm = 50, EyeMostSuv = 6, EyeMostMl = 2;

    private SpotVerdict? Head(SpotShape shape, LesionMeasures m, double off)
    {
        if (brain is not null && Touches(brain, shape, 6)) return new("brain", "head", 0, "beside the brain, above the skull base");
        bool eye = body.Depth(shape.Centre) < EyeDepth && Math.Abs(off) is > EyeNearMm and < EyeFarMm && m.SuvMax < EyeMostSuv && m.VolumeMl < EyeMostMl;
        return eye ? new("eye muscles", "head", 0, "small moderate uptake at the place of an orbit") : null;
    }

    private const double BrainEdgeMm = 16, BrainEdgeMl = 1, BackOfSkull = 0.65;

    /// <summary>What the brain's mask leaves of its lower side: small, or at the cerebellum's place.</summary>
    private SpotVerdict? EdgeOfBrain(SpotShape shape, LesionMeasures m) =>
        brain is not null && zones.SkullBase - shape.Centre.Z < BrainEdgeMm && (m.VolumeMl < BrainEdgeMl || body.Depth(shape.Centre) > BackOfSkull) && Touches(brain, shape, 8)
            ? new("brain", "head", 0, "at the brain's lower edge") : null;

    private const double PairNearMm = 12, PairRatio = 1.35, TonsilRatio = 1.5, PairLeastOffMm = 8;

    /// <summary>Healthy glands above these maxima are rare; a like pair that is hotter is taken for nodes of both sides.</summary>
    private const double GlandMostSuv = 5, TonsilMostSuv = 7, TonsilMostMl = 6, MidlineMostSuv = 5;

    /// <summary>Farther forward than nodes behind the pharynx lie, a closely like pair is tonsils up to this uptake.</summary>
    private const double HotTonsilSuv = 10, HotTonsilRatio = 1.25;

    /// <summary>Chewing is seldom even: the muscle of one side may take up this many times the other's.</summary>
    private const double ChewingMostSuv = 6, ChewingRatio = 2;

    /// <summary>Uptake below this in a parotid gland or chewing muscle is more often theirs than a node's, whatever the other side does.</summary>
    private const double RareNodeSuv = 6.5, RareNode = 0.75, OppositeMostSuv = 8, Opposite = 0.6;

    /// <summary>An inflamed lining of the pharynx spans the midline evenly around air.</summary>
    private const double LiningCompact = 0.45;

    /// <summary>A compact spot on one side where nothing healthy takes up is more likely a node than one as hot among glands.</summary>
    private const double QuietCompact = 0.5, QuietMl = 0.5, Quiet = 1.15;

    private const double MidlineMostMl = 6, TongueMostSuv = 6.5, TongueMostMl = 4.5, LarynxMostMl = 3;

    /// <summary>Salivary glands, thyroid, chewing muscles and tonsils come in pairs of like, moderate uptake at their places; the larynx and tongue lie in the midline.</summary>
    /// <remarks>Metastatic nodes of both sides are like pairs as well: a pair is healthy only where a gland lies and not hotter than glands become.</remarks>
    private SpotVerdict? Neck(Mask mask, SpotShape shape, LesionMeasures m, double off, string side)
    {
        var at = new NeckPlace(Math.Abs(off), zones.SkullBase - shape.Centre.Z, body.Depth(shape.Centre));
        double mirrored = at.Away > PairLeastOffMm ? MirrorMaximum(shape) : 0, suv = SteadyUptake.Of(m);
        bool Like(double ratio) => mirrored > 0 && (m.SuvMax < ratio * mirrored || suv < ratio * mirrored) && mirrored < ratio * m.SuvMax;
        bool pair = Like(PairRatio), small = suv < MidlineMostSuv || m.VolumeMl < TonsilMostMl;
        const string Alike = "a like, moderate uptake lies at the mirrored place of the other side";
        if (at.Tonsils && (pair || small && Like(TonsilRatio)) && (suv < TonsilMostSuv || suv < HotTonsilSuv && small && at.PalatineTonsils && Like(HotTonsilRatio))) return new("tonsils", "neck", 0, Alike);
        if (pair && at.Glands && (at.OwnGlands ? suv : m.SuvMax) < GlandMostSuv) return new("salivary glands", "neck", 0, Alike);
        if (at.Chewing && Like(ChewingRatio) && suv < ChewingMostSuv) return new("chewing muscles", "neck", 0, "moderate uptake of both sides at the place of the chewing muscles");
        if (pair && at.Thyroid && suv < ThyroidMostSuv) return new("thyroid", "neck", 0, "a like uptake lies at the other lobe's place, low at the front of the neck");
        if (LikeBrownFat(mask, shape, m, off, "neck", side) is { } fat) return fat;
        if (at.Away <= PairLeastOffMm && at.Front && (suv < MidlineMostSuv && m.VolumeMl < MidlineMostMl || at.Tongue && suv < TongueMostSuv && m.VolumeMl < TongueMostMl) || at.Larynx && suv < TongueMostSuv && m.VolumeMl < LarynxMostMl)
            return new("larynx or tongue", "neck", 0, "moderate uptake in the midline at the front of the neck");
        if (at.Tonsils && small && suv < TonsilMostSuv && shape.WidthMm > 2 * PairLeastOffMm && SelfMirrored(mask) > RingPart)
            return new("tonsils", "neck", 0, "moderate uptake that spans the midline evenly, as the ring of tonsils does");
        bool opposite = at.PalatineTonsils && suv < OppositeMostSuv && mirrored > suv; // where the other tonsil is hotter, this one is what a healthy one looks like
        bool lining = suv < RareNodeSuv && shape.WidthMm > 2 * PairLeastOffMm && shape.Compactness < LiningCompact && SelfMirrored(mask) > RingPart;
        double prior = opposite || lining ? Opposite : at.Tonsils && suv < MidlineMostSuv || (at.Chewing || at.Parotid) && suv < RareNodeSuv ? RareNode : pair && suv < GlandMostSuv ? 0.9 : 1;
        string why = pair ? "uptake of both sides, hotter than glands or away from them" : "focal uptake of the neck without a mirror image";
        if (prior == 1 && !pair && at.Quiet && shape.Compactness > QuietCompact && m.VolumeMl > QuietMl) prior = Quiet;
        var (teeth, doubt) = Teeth(shape, m, at);
        return new(null, $"neck, {side}", Confidence(m, shape, teeth < 1 ? Math.Min(prior, teeth) : prior), why + doubt);
    }

    private const double ThyroidMostSuv = 8;

    private const double FatHighestMm = 96, BeyondNodesMm = 62, FatHighMm = 112, FatLowMm = 210, FatNearMm = 50, FatFarMm = 130, FatBackDepth = 0.6, FatPairMm = 30, FatPairPart = 0.6, FatPart = 0.4, FatAlike = 0.4, FatBallMl = 12, FatBallCompact = 0.6, FatBallAlike = 0.8, Doubtful = 0.5;

    /// <summary>Uptake of both sides where neck and shoulders meet is brown fat or a tense muscle more often than nodes; CT tells, and where there is none the reader must. A large ball is neither unless the other side mirrors nearly all of it.</summary>
    private SpotVerdict? LikeBrownFat(Mask mask, SpotShape shape, LesionMeasures m, double off, string zone, string side)
    {
        double below = zones.SkullBase - shape.Centre.Z;
        if (scene.Ct is not null || brain is null || below < (Math.Abs(off) > BeyondNodesMm ? FatHighestMm : FatHighMm) || below > FatLowMm || Math.Abs(off) is < FatNearMm or > FatFarMm || body.Depth(shape.Centre) > FatBackDepth || MirrorMaximum(shape, FatPairMm) < FatPairPart * m.SuvMax) return null;
        if (MirroredPart(mask, FatPart * m.SuvMax) < (m.VolumeMl > FatBallMl && shape.Compactness > FatBallCompact ? FatBallAlike : FatAlike)) return null;
        return new(null, SiteName(zone, side, shape, off), Confidence(m, shape, Doubtful), "uptake of both sides at the place of brown fat; CT would tell fat from nodes");
    }

    private const double MetalHu = 2500, MetalMm = 15, MetalMostSuv = 7;

    /// <summary>Metal in the mouth raises the uptake beside it when attenuation is corrected by CT: a doubt, and no proof of health.</summary>
    private (double Prior, string Doubt) Teeth(SpotShape shape, LesionMeasures m, NeckPlace at)
    {
        if (m.SuvMax >= MetalMostSuv) return (1, "");
        if (scene.Ct is { } ct) return NearMetal(ct, shape) ? (Doubtful, "; metal lies beside it on CT, which raises corrected uptake: compare with the images without attenuation correction") : (1, "");
        return at.Teeth ? (Doubtful, "; at the place of the teeth, where metal raises corrected uptake: CT would tell") : (1, "");
    }

    private static bool NearMetal(ImageVolume ct, SpotShape shape)
    {
        var g = ct.Geometry;
        var at = g.ToVoxel(shape.Centre);
        double reach = MetalMm + shape.WidthMm / 2;
        int rx = (int)(reach / g.Spacing.X) + 1, ry = (int)(reach / g.Spacing.Y) + 1, rz = (int)(MetalMm / g.Spacing.Z) + 1;
        for (int z = (int)at.Z - rz; z <= (int)at.Z + rz; z++)
            for (int y = (int)at.Y - ry; y <= (int)at.Y + ry; y++)
                for (int x = (int)at.X - rx; x <= (int)at.X + rx; x++)
                    if (g.Contains(new(x, y, z)) && ct[x, y, z] >= MetalHu && g.ToPatient(x, y, z).DistanceTo(shape.Centre) <= reach) return true;
        return false;
    }

    private const double RingPart = 0.55;

    /// <summary>The part of a spot's voxels whose mirror image lies within it, too.</summary>
    private double SelfMirrored(Mask mask)
    {
        var g = mask.Geometry;
        int both = 0;
        foreach (int i in mask.Indices())
        {
            var p = g.ToPatient(g.VoxelAt(i));
            var at = g.ToVoxel(body.Mirror(p));
            Voxel v = new((int)Math.Round(at.X), (int)Math.Round(at.Y), (int)Math.Round(at.Z));
            if (g.Contains(v) && mask[v]) both++;
        }
        return (double)both / mask.VoxelCount;
    }

    private const double FatJitterMm = 12;

    /// <summary>The part of a spot's voxels about whose mirrored place the other side reaches a level: a depot of fat has its like, a mass opposite one node has not.</summary>
    private double MirroredPart(Mask mask, double level)
    {
        var g = body.Suv.Geometry;
        int step = Math.Max(1, mask.VoxelCount / MostSamples), looked = 0, reached = 0;
        int[] inside = mask.Indices();
        int reach = (int)(FatJitterMm / BodyMap.GridMm);
        for (int k = 0; k < inside.Length; k += step, looked++)
        {
            var at = g.ToVoxel(body.Mirror(mask.Geometry.ToPatient(mask.Geometry.VoxelAt(inside[k]))));
            if (Around(at)) reached++;
        }
        return (double)reached / looked;

        bool Around(Point3 at)
        {
            for (int z = -reach; z <= reach; z++)
                for (int y = -reach; y <= reach; y++)
                    for (int x = -reach; x <= reach; x++)
                        if (x * x + y * y + z * z <= reach * reach && new Voxel((int)Math.Round(at.X) + x, (int)Math.Round(at.Y) + y, (int)Math.Round(at.Z) + z) is var v && g.Contains(v) && body.Suv[v] >= level) return true;
            return false;
        }
    }

    private const int MostSamples = 200;

    private double MirrorMaximum(SpotShape shape, double nearMm = PairNearMm)
    {
        Point3 mirrored = body.Mirror(shape.Peak);
        var g = body.Suv.Geometry;
        var at = g.ToVoxel(mirrored);
        int reach = (int)(nearMm / BodyMap.GridMm) + 1;
        double max = 0;
        for (int z = (int)at.Z - reach; z <= (int)at.Z + reach; z++)
            for (int y = (int)at.Y - reach; y <= (int)at.Y + reach; y++)
                for (int x = (int)at.X - reach; x <= (int)at.X + reach; x++)
                    if (g.Contains(new(x, y, z)) && g.ToPatient(x, y, z).DistanceTo(mirrored) <= nearMm) max = Math.Max(max, Native(g.ToPatient(x, y, z)));
        return max;
    }

    private double Native(Point3 p) => Resampling.Sample(scene.Suv.Values, scene.Suv.Geometry, scene.Suv.Geometry.ToVoxel(p), 0);

    private const double KidneyNearMm = 22, KidneyFarMm = 115, KidneyDepth = 0.5, UreterNearMm = 8, UreterFarMm = 75, UreterDepth = 0.4;

    private SpotVerdict? Belly(SpotShape shape, LesionMeasures m, double off, string zone, string side)
    {
        double away = Math.Abs(off), depth = body.Depth(shape.Centre);
        double below = liver is null ? 0 : liver.Centre.Z - shape.Centre.Z;
        if (liver is not null && away is > KidneyNearMm and < KidneyFarMm && depth > KidneyDepth && below is > -70 and < 170 && (m.VolumeMl > 1.5 || m.SuvMax > 3 * liver.Mean))
            return new("kidneys", zone, 0, "beside the spine at the height of the kidneys");
        bool tube = shape.HeightMm > 1.8 * shape.WidthMm || m.VolumeMl < 3;
        if (away is > UreterNearMm and < UreterFarMm && depth > UreterDepth && tube && below > 30 && m.VolumeMl < 12)
            return new("ureters", zone, 0, "small or tube-like uptake between kidneys and bladder");
        if (scene.Organs.FirstOrDefault(o => o.Name == "bladder") is { } bladder && Touches(bladder.Mask, shape, 8))
            return new("bladder", zone, 0, "touches the bladder");
        if (liver is not null && off < -15 && Math.Abs(below) < 90 && depth < 0.75 && shape.Compactness > 0.35 && m.SuvMax > 1.5 * liver.Mean)
            return new(null, "liver", Confidence(m, shape, 0.8), "focal uptake above the liver's");
        bool long_ = Math.Max(shape.HeightMm, shape.WidthMm) > 45 && shape.Compactness < 0.45;
        if (away < 140 && depth < 0.72 && (long_ || m.SuvMax < 3 * (liver?.Mean ?? 2)))
            return new("bowel", zone, 0, long_ ? "long uptake of low compactness in the abdomen" : "moderate uptake in the abdomen");
        return null;
    }

    private const double FatLow = -190, FatHigh = -30;

    private bool BrownFat(Mask mask, SpotShape shape, string zone)
    {
        if (scene.Ct is not { } ct || zone is not ("neck" or "chest")) return false;
        double sum = 0;
        int n = 0;
        foreach (int i in mask.Indices())
        {
            var at = ct.Geometry.ToVoxel(mask.Geometry.ToPatient(mask.Geometry.VoxelAt(i)));
            float hu = Resampling.Sample(ct.Values, ct.Geometry, at, float.NaN);
            if (float.IsNaN(hu)) continue;
            sum += hu;
            n++;
        }
        return n > 0 && sum / n is > FatLow and < FatHigh && shape.Centre.Z < body.Top;
    }

    private bool AtEndOfScan(SpotShape shape) =>
        shape.HeightMm <= 12 && (shape.Centre.Z > body.Top - 12 || shape.Centre.Z < body.Bottom + 12);

    private static bool Touches(Mask organ, SpotShape shape, double mm)
    {
        var g = organ.Geometry;
        var at = g.ToVoxel(shape.Centre);
        int reach = (int)Math.Ceiling(mm / BodyMap.GridMm);
        for (int z = -reach; z <= reach; z++)
            for (int y = -reach; y <= reach; y++)
                for (int x = -reach; x <= reach; x++)
                {
                    Voxel v = new((int)Math.Round(at.X) + x, (int)Math.Round(at.Y) + y, (int)Math.Round(at.Z) + z);
                    if (g.Contains(v) && organ[v]) return true;
                }
        return false;
    }

    /// <summary>Grows with uptake over the bar, from 1/3 at the bar to 0.9 at three times it; small and ragged spots score less.</summary>
    private double Confidence(LesionMeasures m, SpotShape shape, double prior)
    {
        double contrast = 1 - Math.Exp(-0.9 * (SteadyUptake.Of(m) / scene.Bar - 0.5)), small = m.VolumeMl < 0.3 ? 0.8 : 1;
        return Math.Round(Math.Clamp(prior * contrast * small * (0.7 + 0.3 * Math.Min(1, shape.Compactness / 0.5)), 0.01, 0.99), 3);
    }

    private string SiteName(string zone, string side, SpotShape shape, double off)
    {
        if (zone == "head") return brain is null ? "head" : "skull base or face";
        if (zone == "chest") return Math.Abs(off) < 35 ? "mediastinum" : Math.Abs(off) > 130 ? $"chest wall or arm, {side}" : $"lung or chest, {side}";
        if (zone == "legs") return $"leg, {side}";
        return body.Depth(shape.Centre) > 0.75 ? $"{zone}, spine or back" : $"{zone}, {side}";
    }
}
