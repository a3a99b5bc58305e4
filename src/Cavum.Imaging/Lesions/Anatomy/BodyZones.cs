namespace Cavum.Imaging;

/// <summary>Heights that divide the body: by brain and liver where they were found, else by usual distances.</summary>
internal sealed record BodyZones(double SkullBase, double NeckBottom, double LiverDome, double PelvisTop, double PelvisBottom)
{
    private const double NeckMm = 150, LiverDomeMm = 90, BelowLiverToPelvisMm = 190, PelvisMm = 170, LiverToSkullBaseMm = 420, BladderToPelvisBottomMm = 60;

    public static BodyZones Of(BodyMap body, ReferenceUptake? liver, IReadOnlyList<Organ> organs)
    {
        double? brainBottom = LowestOf(organs.FirstOrDefault(o => o.Name == "brain"));
        double skullBase = brainBottom ?? (liver is null ? body.Top : Math.Min(body.Top, liver.Centre.Z + LiverToSkullBaseMm));
        double dome = liver is null ? skullBase - 360 : liver.Centre.Z + LiverDomeMm;
        double neckBottom = Math.Max(skullBase - NeckMm, dome + 60);
        double pelvisTop = (liver?.Centre.Z ?? dome - LiverDomeMm) - BelowLiverToPelvisMm;
        double? bladder = LowestOf(organs.FirstOrDefault(o => o.Name == "bladder"));
        return new(skullBase, neckBottom, dome, pelvisTop, bladder - BladderToPelvisBottomMm ?? pelvisTop - PelvisMm);
    }

    public string At(double z) => z > SkullBase + 8 ? "head" : z > NeckBottom ? "neck" : z > LiverDome ? "chest" : z > PelvisTop ? "abdomen" : z > PelvisBottom ? "pelvis" : "legs";

    private static double? LowestOf(Organ? organ) => organ is null ? null : Lowest(organ.Mask);

    /// <summary>z of the lowest voxels of a mask on an upright grid.</summary>
    internal static double Lowest(Mask mask) => mask.Geometry.ToPatient(mask.Geometry.VoxelAt(mask.Indices()[0])).Z;
}

/// <summary>Place, extent and compactness of a drawn spot.</summary>
/// <param name="Compactness">Its volume over that of the ellipsoid that its box holds; about 1 for a ball.</param>
internal sealed record SpotShape(Point3 Centre, Point3 Peak, double WidthMm, double HeightMm, double Compactness)
{
    public static SpotShape Of(Mask mask, BodyMap body)
    {
        var g = mask.Geometry;
        Point3 sum = default, low = new(double.MaxValue, double.MaxValue, double.MaxValue), high = -low, peak = default;
        double hottest = double.NegativeInfinity;
        int[] inside = mask.Indices();
        foreach (int i in inside)
        {
            var p = g.ToPatient(g.VoxelAt(i));
            sum += p;
            low = new(Math.Min(low.X, p.X), Math.Min(low.Y, p.Y), Math.Min(low.Z, p.Z));
            high = new(Math.Max(high.X, p.X), Math.Max(high.Y, p.Y), Math.Max(high.Z, p.Z));
            double value = Resampling.Sample(body.Suv.Values, body.Suv.Geometry, body.Suv.Geometry.ToVoxel(p), 0);
            if (value > hottest) (hottest, peak) = (value, p);
        }
        double cell = Math.Cbrt(g.VoxelMillilitres * 1000);
        Point3 extent = high - low + new Point3(cell, cell, cell);
        double ellipsoid = Math.PI / 6 * extent.X * extent.Y * extent.Z / 1000;
        return new(sum / inside.Length, peak, Math.Max(extent.X, extent.Y), extent.Z, inside.Length * g.VoxelMillilitres / ellipsoid);
    }
}
