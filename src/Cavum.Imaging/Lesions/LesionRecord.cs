namespace Cavum.Imaging;

/// <summary>One measured lesion with what leads back to its raw voxels.</summary>
/// <param name="Trace">Null where the image has no DICOM instances.</param>
public sealed record LesionRecord(int Id, string Label, LesionMeasures Measures, LesionTrace? Trace);

/// <summary>Where a lesion's voxels are in the DICOM series.</summary>
/// <param name="Slices">Every slice that the lesion touches.</param>
/// <param name="First">Lowest indices of its box.</param>
/// <param name="Last">Highest indices of its box.</param>
public sealed record LesionTrace(string SeriesInstanceUid, IReadOnlyList<TracedSlice> Slices, Voxel First, Voxel Last)
{
    public static LesionTrace? Of(ImageSeries? series, Mask mask)
    {
        if (series is null || mask.VoxelCount == 0) return null;
        Voxel[] voxels = [.. mask.Indices().Select(mask.Geometry.VoxelAt)];
        var slices = voxels.Select(v => v.Z).Distinct().Order().Select(z => new TracedSlice(z, series.Slices[z].SopInstanceUid, series.Slices[z].File.Name));
        return new(series.Uid, [.. slices], new(voxels.Min(v => v.X), voxels.Min(v => v.Y), voxels.Min(v => v.Z)), new(voxels.Max(v => v.X), voxels.Max(v => v.Y), voxels.Max(v => v.Z)));
    }
}

/// <summary>One slice by index, instance and file.</summary>
public sealed record TracedSlice(int Z, string SopInstanceUid, string File);
