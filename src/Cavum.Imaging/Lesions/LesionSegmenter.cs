namespace Cavum.Imaging;

/// <summary>A segmented lesion.</summary>
/// <param name="Threshold">The SUV that bounded it.</param>
/// <param name="Leaked">True if the plain threshold ran into other tissue and was cut back.</param>
public sealed record SegmentedLesion(Mask Mask, double Threshold, bool Leaked, string Reason);

/// <summary>Draws a lesion by threshold, inside a given region or from a seed.</summary>
public static class LesionSegmenter
{
    /// <summary>The voxels of a region at or above the threshold; for a part of the maximum, those connected (26) to it.</summary>
    public static SegmentedLesion Inside(ImageVolume suv, Mask region, ThresholdMethod method, double? percistBar = null)
    {
        int[] inside = region.Indices();
        if (inside.Length == 0) throw new ArgumentException("The region has at least one voxel.", nameof(region));
        float[] values = suv.Values.ToArray();
        int maxAt = inside[0];
        foreach (int i in inside)
            if (values[i] > values[maxAt]) maxAt = i;
        double bar = Bar(method, values[maxAt], percistBar);
        IEnumerable<int> kept = method is ThresholdMethod.PercentOfMaximum
            ? Connected.From(suv.Geometry, maxAt, i => region.Inside[i] && values[i] >= bar)
            : inside.Where(i => values[i] >= bar);
        return new(Mask.FromIndices(suv.Geometry, kept), bar, false, "bounded by the given region");
    }

    internal static double Bar(ThresholdMethod method, double max, double? percistBar) => method switch
    {
        ThresholdMethod.PercentOfMaximum p => p.Percent / 100 * max,
        ThresholdMethod.Fixed f => f.Suv,
        _ => percistBar ?? throw new ArgumentNullException(nameof(percistBar), "PERCIST needs a liver or blood-pool reference."),
    };
}
