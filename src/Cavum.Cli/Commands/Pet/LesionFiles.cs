using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>Saves lesions in the form that the file name asks for.</summary>
internal static class LesionFiles
{
    public static Problem? Save(string path, PetImage pet, IReadOnlyList<(string Label, Mask Mask)> lesions)
    {
        var filled = lesions.Where(l => l.Mask.VoxelCount > 0).ToList();
        if (filled.Count == 0) return new(path, "no lesion", "at least one voxel to write");
        if (IsStructureSet(path) && pet.Series is null) return new(path, "a NIfTI image", "a DICOM series, whose slices contours lie on");
        SegmentToWrite[] segments = [.. filled.Select(l => new SegmentToWrite(l.Label, l.Mask))];
        byte[] bytes = Nifti.IsName(path) ? Nifti.Write([.. filled.Select(l => l.Mask)])
            : IsStructureSet(path) ? StructureSetWriter.Write(pet.Series!, segments)
            : SegmentationWriter.Write(pet.Series, pet.Suv.Geometry, segments);
        AtomicFile.Write(path, bytes);
        return null;
    }

    /// <summary>An RTSTRUCT is asked for by the name: lesions.rtstruct.dcm, RTSTRUCT.dcm.</summary>
    private static bool IsStructureSet(string path) => Path.GetFileName(path).Contains("rtstruct", StringComparison.OrdinalIgnoreCase);

    /// <summary>The structured report that points at the segmentation just saved.</summary>
    public static Problem? SaveReport(string path, string segmentation, PetImage pet, IReadOnlyList<(string Label, Mask Mask)> lesions)
    {
        if (pet.Series is null || Nifti.IsName(segmentation)) return new(path, segmentation, "a DICOM series and a DICOM SEG, which the report can point at");
        var seg = DicomReader.Read(segmentation, File.ReadAllBytes(segmentation)).Value;
        var reported = lesions.Where(l => l.Mask.VoxelCount > 0).Select((l, i) => new ReportedLesion(i + 1, l.Label, LesionMeasurer.Measure(pet.Suv, l.Mask)!));
        AtomicFile.Write(path, MeasurementReport.Write(pet.Series, seg, [.. reported]));
        return null;
    }
}
