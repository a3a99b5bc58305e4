using System.Globalization;
using Cavum.Core;
using Cavum.Imaging;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Turns a reader's mark into voxels: a sphere for a reference, a thresholded region for a lesion.</summary>
/// <remarks>
/// A lesion's maximum is the highest voxel within 12 mm of the mark; the region grows from it with a guard against other tissue
/// (LesionSegmenter.FromSeed). Organs and the body's sides are looked for only where that growth met other tissue or runs at the uptake of glands: looking
/// takes longer than all lesions of a scan, and elsewhere it changes nothing. A maximum that is not above the liver (mean + 2 SD, or 2.5 without a liver reference) is no lesion.
/// </remarks>
internal static class MarkedRegions
{
    private const double SearchMm = 12, BarWithoutLiver = 2.5, GlandSuv = 4, GlandMl = 3;

    public static Mask Sphere(ImageGeometry grid, Point3 centre, double diameterMm) => Within(grid, centre, diameterMm / 2);

    /// <summary>The diameter in <c>sphere:30</c>; null for other methods.</summary>
    public static double? Diameter(string method) =>
        method.StartsWith("sphere:", StringComparison.Ordinal) && double.TryParse(method[7..], NumberStyles.Float, CultureInfo.InvariantCulture, out double d) ? d : null;

    public static (Mask? Mask, int MaxAt, string Status) Lesion(ImageVolume suv, Point3 mark, ThresholdMethod method, LesionMeasures? liver, double? percistBar, Lazy<OrganBarrier> organs)
    {
        var grid = suv.Geometry;
        float[] values = suv.Values.ToArray();
        int[] near = Within(grid, mark, SearchMm).Indices();
        if (near.Length == 0) return (null, -1, "notFound: the mark lies outside of the image");
        int maxAt = near.MaxBy(i => values[i]);
        double floor = liver is { } l ? l.SuvMean + 2 * l.SuvStdDev : BarWithoutLiver;
        if (values[maxAt] <= floor)
            return (null, maxAt, string.Create(CultureInfo.InvariantCulture, $"notFound: SUVmax {values[maxAt]:0.00} at the mark is not above {(liver is null ? "2.5" : "the liver (mean + 2 SD)")}"));
        if (method is ThresholdMethod.Percist && percistBar is null) return (null, maxAt, "notFound: the PERCIST bar needs a liver mark on the scan");
        if (LesionSegmenter.FromSeed(suv, grid.VoxelAt(maxAt), method, percistBar) is not { } lesion)
            return (null, maxAt, string.Create(CultureInfo.InvariantCulture, $"notFound: SUVmax {values[maxAt]:0.00} at the mark is below the threshold"));
        if (lesion.CutBack || lesion.Doubtful || lesion.Threshold < GlandSuv && lesion.Mask.VolumeMillilitres > GlandMl)
            lesion = LesionSegmenter.FromSeed(suv, grid.VoxelAt(maxAt), method, percistBar, organs.Value)!;
        return (lesion.Mask, maxAt, lesion.Leaked ? "leaked: " + lesion.Reason : lesion.Doubtful ? "doubtful: " + lesion.Reason : "measured");
    }

    private static Mask Within(ImageGeometry grid, Point3 centre, double radiusMm)
    {
        var at = grid.ToVoxel(centre);
        var inside = new List<int>();
        int rx = (int)(radiusMm / grid.Spacing.X) + 1, ry = (int)(radiusMm / grid.Spacing.Y) + 1, rz = (int)(radiusMm / grid.Spacing.Z) + 1;
        for (int z = Math.Max(0, (int)at.Z - rz); z <= Math.Min(grid.Slices - 1, (int)at.Z + rz + 1); z++)
            for (int y = Math.Max(0, (int)at.Y - ry); y <= Math.Min(grid.Rows - 1, (int)at.Y + ry + 1); y++)
                for (int x = Math.Max(0, (int)at.X - rx); x <= Math.Min(grid.Columns - 1, (int)at.X + rx + 1); x++)
                    if (grid.ToPatient(x, y, z).DistanceTo(centre) <= radiusMm) inside.Add(grid.Index(x, y, z));
        return Mask.FromIndices(grid, inside);
    }

    /// <summary>The region that a mask file gives for a mark, on the image's grid.</summary>
    public static Outcome<Mask> FromFile(string path, string shown, string? roi, ImageGeometry grid, List<string> warnings) =>
        MaskReader.Read(path, grid, warnings).Then(regions =>
        {
            var chosen = regions.Where(r => roi is null || r.Label == roi || r.Id.ToString(CultureInfo.InvariantCulture) == roi).ToList();
            return chosen.Count == 1 && chosen[0].Mask.VoxelCount > 0
                ? Outcome<Mask>.Of(chosen[0].Mask)
                : Outcome<Mask>.Refused(new Problem(shown, string.Join(", ", regions.Select(r => $"{r.Id} '{r.Label}'")), roi is null ? "one region, or a roi in marks.csv that names one" : $"one region named or numbered '{roi}' that is not empty"));
        });
}
