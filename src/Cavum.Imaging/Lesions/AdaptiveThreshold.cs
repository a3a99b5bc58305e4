namespace Cavum.Imaging;

/// <summary>A threshold between a lesion's uptake and its surroundings.</summary>
/// <remarks>
/// T = ½ · mean of the voxels at or above 70 % of the maximum + ½ · background (contrast-oriented; Schaefer et al. 2008, Eur J
/// Nucl Med Mol Imaging 35:1989), kept between 35 and 60 % of the maximum. Background: the median of what lies below 40 % of the
/// maximum within 25 mm. Where the part at or above T is large enough to hold the 1 mL sphere away from its blurred edge, and the mean of that sphere at
/// the maximum is lower than the first mean, the middle of both takes its place: noise lifts the maximum of a large lesion, and a threshold above half
/// of its true uptake leaves holes. The middle, because readers outline at a part of that same lifted maximum.
/// </remarks>
public static class AdaptiveThreshold
{
    private const double HotPart = 0.7, ColdPart = 0.4, NearMm = 25, Least = 0.35, Most = 0.6, LargeMl = 4;

    /// <param name="sphere">The 1 mL sphere on the image's grid.</param>
    public static double Of(ImageVolume suv, int maximum, PeakSphere sphere)
    {
        var g = suv.Geometry;
        var values = suv.Memory;
        float max = values.Span[maximum];
        var centre = g.ToPatient(g.VoxelAt(maximum));
        bool Near(int i) => g.ToPatient(g.VoxelAt(i)).DistanceTo(centre) <= NearMm;
        double hot = Connected.From(g, maximum, i => values.Span[i] >= HotPart * max && Near(i)).Average(i => (double)values.Span[i]);

        var v = g.VoxelAt(maximum);
        int rx = (int)(NearMm / g.Spacing.X), ry = (int)(NearMm / g.Spacing.Y), rz = (int)(NearMm / g.Spacing.Z);
        List<float> cold = [];
        for (int z = Math.Max(0, v.Z - rz); z <= Math.Min(g.Slices - 1, v.Z + rz); z++)
            for (int y = Math.Max(0, v.Y - ry); y <= Math.Min(g.Rows - 1, v.Y + ry); y++)
                for (int x = Math.Max(0, v.X - rx); x <= Math.Min(g.Columns - 1, v.X + rx); x++)
                    if (values.Span[g.Index(x, y, z)] is var value && value < ColdPart * max && value > 0.05f * max && g.ToPatient(x, y, z).DistanceTo(centre) <= NearMm) cold.Add(value);
        cold.Sort();
        double background = cold.Count == 0 ? 0 : cold[cold.Count / 2];
        double threshold = Math.Clamp(0.5 * hot + 0.5 * background, Least * max, Most * max), plateau = sphere.At(suv, v);
        if (plateau >= hot || Connected.From(g, maximum, i => values.Span[i] >= threshold && Near(i)).Count * g.VoxelMillilitres < LargeMl) return threshold;
        return Math.Clamp(0.25 * (hot + plateau) + 0.5 * background, Least * max, threshold);
    }
}
