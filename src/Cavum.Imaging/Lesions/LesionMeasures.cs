namespace Cavum.Imaging;

/// <summary>What is measured in one region of a SUV image.</summary>
/// <param name="SuvStdDev">Divides by n.</param>
/// <param name="SuvPeakLocal">Mean over the 1 mL sphere at the maximum; of tied maxima the highest.</param>
/// <param name="SuvPeakGlobal">Highest mean over the sphere centred inside the region.</param>
/// <param name="Tlg">Total lesion glycolysis: SUVmean × volume, g.</param>
/// <param name="MaxVoxel">Where the maximum is: the first in storage order.</param>
public sealed record LesionMeasures(
    int Voxels, double VolumeMl, double SuvMin, double SuvMax, double SuvMean, double SuvMedian, double SuvStdDev,
    double SuvPeakLocal, double SuvPeakGlobal, double Tlg, Voxel MaxVoxel, Voxel PeakVoxel);

/// <summary>Measures regions: SUVmax, mean, median, SD, peak, volume (MTV) and TLG.</summary>
public static class LesionMeasurer
{
    /// <returns>Null for an empty mask: there is nothing to measure.</returns>
    public static LesionMeasures? Measure(ImageVolume suv, Mask mask) => Measure(suv, mask, new PeakSphere(suv.Geometry));

    /// <summary>With a sphere prepared once for many regions of the same grid.</summary>
    public static LesionMeasures? Measure(ImageVolume suv, Mask mask, PeakSphere sphere)
    {
        if (mask.Geometry.Count != suv.Geometry.Count) throw new ArgumentException("Image and mask lie on one grid.", nameof(mask));
        int[] inside = mask.Indices();
        if (inside.Length == 0) return null;
        var g = suv.Geometry;
        var values = suv.Values;
        float[] sorted = new float[inside.Length];
        double sum = 0;
        for (int i = 0; i < inside.Length; i++)
        {
            sorted[i] = values[inside[i]];
            sum += sorted[i];
        }
        double mean = sum / inside.Length, squares = 0;
        foreach (float v in sorted) squares += (v - mean) * (v - mean);
        Array.Sort(sorted);
        float max = sorted[^1];

        double local = double.NegativeInfinity, global = double.NegativeInfinity;
        int maxAt = -1, peakAt = inside[0];
        foreach (int i in inside)
        {
            double peak = sphere.At(suv, g.VoxelAt(i));
            if (values[i] == max)
            {
                if (maxAt < 0) maxAt = i;
                local = Math.Max(local, peak);
            }
            if (peak > global) (global, peakAt) = (peak, i);
        }
        int half = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + (double)sorted[half]) / 2;
        double volume = inside.Length * g.VoxelMillilitres;
        return new(inside.Length, volume, sorted[0], max, mean, median, Math.Sqrt(squares / inside.Length), local, global, mean * volume, g.VoxelAt(maxAt), g.VoxelAt(peakAt));
    }
}
