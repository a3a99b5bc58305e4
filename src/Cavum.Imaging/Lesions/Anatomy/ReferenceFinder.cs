namespace Cavum.Imaging;

/// <summary>Uptake of a normal tissue, measured in a volume that was found automatically.</summary>
/// <param name="Centre">Centre of the volume, patient mm.</param>
/// <param name="Confidence">0 to 1: how well it looks like the tissue; a reader confirms it.</param>
public sealed record ReferenceUptake(string Tissue, double Mean, double StdDev, int Voxels, Point3 Centre, double Confidence);

/// <summary>Finds the liver (3 cm sphere, right lobe) and the thoracic aorta's blood pool on a SUV image.</summary>
/// <remarks>
/// PERCIST 1.0 (Wahl 2009, J Nucl Med 50 Suppl 1:122S) measures a 3 cm sphere in the right lobe, else 1 × 2 cm in the descending
/// aorta. Liver: the largest evenly taking-up part on the right of the midline, with a mean of 1.0 to 4.5 and above muscle.
/// Blood pool: on PET alone the aorta is hard to tell from the spine; its confidence is low and says so.
/// </remarks>
public static class ReferenceFinder
{
    private const double SphereMm = 15, LeastMean = 1.0, MostMean = 4.5, MostVariation = 0.22, LeastMl = 150, LiverToRightMm = 15, LeastBelowBrainMm = 220;

    public static ReferenceUptake? Liver(BodyMap body)
    {
        var g = body.Suv.Geometry;
        var (mean, variation) = LocalMoments(body.Suv, SphereMm * 0.6);
        bool[] even = new bool[g.Count];
        double ceiling = body.Brain is { } brain ? BodyZones.Lowest(brain.Mask) - LeastBelowBrainMm : double.PositiveInfinity; // a scan of head and neck holds no liver
        for (int i = 0; i < even.Length; i++)
        {
            if (!body.Body.Inside[i] || !(mean[i] is > (float)LeastMean and < (float)MostMean) || !(variation[i] < MostVariation)) continue;
            var p = g.ToPatient(g.VoxelAt(i));
            even[i] = p.X < body.Midline(p.Z) - LiverToRightMm && p.Z <= ceiling;
        }
        var whole = new Mask(g, even);
        (int[] Part, double Score)? best = null;
        foreach (int[] part in Connected.Parts(whole).TakeWhile(p => p.Length * g.VoxelMillilitres >= LeastMl / 4))
        {
            double level = part.Average(i => mean[i]);
            double score = part.Length * g.VoxelMillilitres * level * level;
            if (best is null || score > best.Value.Score) best = (part, score);
        }
        if (best is not { } found) return null;
        int centre = Deepest(g, found.Part, i => mean[i], i => variation[i]);
        return Sphere(body.Suv, "liver", g.ToPatient(g.VoxelAt(centre)), Math.Clamp(found.Part.Length * g.VoxelMillilitres / 600, 0.2, 0.95));
    }

    /// <summary>Mean over the descending aorta beside the spine, above the liver; null where the image does not reach there.</summary>
    public static ReferenceUptake? BloodPool(BodyMap body, ReferenceUptake liver)
    {
        var g = body.Suv.Geometry;
        ReferenceUptake? best = null;
        for (double dz = 110; dz <= 170; dz += 12)
            for (double dx = 5; dx <= 40; dx += 5)
                for (double depth = 0.5; depth <= 0.7; depth += 0.04)
                {
                    double z = liver.Centre.Z + dz, x = body.Midline(z) + dx;
                    if (z > body.Top - 20) continue;
                    var p = AtDepth(body, x, z, depth);
                    if (Cylinder(body.Suv, p) is not { } c || !(c.Mean > 0.3 * liver.Mean && c.Mean < 1.3 * liver.Mean) || c.StdDev > 0.25 * c.Mean) continue;
                    if (best is null || c.Mean > best.Mean) best = c;
                }
        return best;
    }

    private static Point3 AtDepth(BodyMap body, double x, double z, double depth)
    {
        double low = -400, high = 400; // depth grows with y
        for (int k = 0; k < 30; k++)
        {
            double y = (low + high) / 2;
            if (body.Depth(new(x, y, z)) < depth) low = y;
            else high = y;
        }
        return new(x, (low + high) / 2, z);
    }

    private static (float[] Mean, float[] Variation) LocalMoments(ImageVolume image, double radiusMm)
    {
        var g = image.Geometry;
        float[] mean = Smoothing.BlockMean(image.Values, g, radiusMm);
        float[] squares = new float[mean.Length];
        for (int i = 0; i < squares.Length; i++) squares[i] = image.Values[i] * image.Values[i];
        squares = Smoothing.BlockMean(squares, g, radiusMm);
        for (int i = 0; i < squares.Length; i++)
            squares[i] = mean[i] > 0 ? (float)(Math.Sqrt(Math.Max(0, squares[i] - (double)mean[i] * mean[i])) / mean[i]) : float.MaxValue;
        return (mean, squares);
    }

    /// <summary>The voxel farthest from the part's border; of equals the most even one.</summary>
    private static int Deepest(ImageGeometry g, int[] part, Func<int, float> mean, Func<int, float> variation)
    {
        var mask = Mask.FromIndices(g, part);
        while (true)
        {
            var inner = Morphology.Erode(mask, BodyMap.GridMm);
            if (inner.VoxelCount == 0) break;
            mask = inner;
        }
        double level = part.Select(mean).Order().ElementAt(part.Length / 2);
        return mask.Indices().MinBy(i => variation(i) + 0.5 * Math.Abs(mean(i) / level - 1));
    }

    private static ReferenceUptake? Sphere(ImageVolume suv, string tissue, Point3 centre, double confidence) =>
        Moments(suv, tissue, centre, p => p.DistanceTo(centre) <= SphereMm, SphereMm, confidence);

    private static ReferenceUptake? Cylinder(ImageVolume suv, Point3 centre) =>
        Moments(suv, "bloodPool", centre, p => Math.Abs(p.Z - centre.Z) <= 10 && Math.Sqrt((p.X - centre.X) * (p.X - centre.X) + (p.Y - centre.Y) * (p.Y - centre.Y)) <= 5.7, 12, 0.3);

    private static ReferenceUptake? Moments(ImageVolume suv, string tissue, Point3 centre, Predicate<Point3> inside, double reach, double confidence)
    {
        var g = suv.Geometry;
        var at = g.ToVoxel(centre);
        int rx = (int)(reach / g.Spacing.X) + 1, ry = (int)(reach / g.Spacing.Y) + 1, rz = (int)(reach / g.Spacing.Z) + 1;
        double sum = 0, squares = 0;
        int n = 0;
        for (int z = (int)at.Z - rz; z <= (int)at.Z + rz; z++)
            for (int y = (int)at.Y - ry; y <= (int)at.Y + ry; y++)
                for (int x = (int)at.X - rx; x <= (int)at.X + rx; x++)
                {
                    Voxel v = new(x, y, z);
                    if (!g.Contains(v) || !inside(g.ToPatient(v))) continue;
                    double value = suv[v];
                    sum += value;
                    squares += value * value;
                    n++;
                }
        if (n < 5) return null;
        double mean = sum / n;
        return new(tissue, mean, Math.Sqrt(Math.Max(0, squares / n - mean * mean)), n, centre, confidence);
    }
}
