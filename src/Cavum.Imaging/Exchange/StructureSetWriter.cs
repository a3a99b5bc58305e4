using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Writes masks as a DICOM RT structure set: closed planar contours on the slices of the source series.</summary>
/// <remarks>
/// PS3.3 A.19. Contours run along the edges of voxels, so a reader that takes a voxel by its centre and contours by odd and even gets the
/// same masks back; an inner contour is a hole. The same input gives the same bytes.
/// </remarks>
public static class StructureSetWriter
{
    public const string StorageClass = "1.2.840.10008.5.1.4.1.1.481.3";

    private static readonly (int Red, int Green, int Blue)[] Colours = [(230, 60, 60), (60, 150, 230), (240, 170, 30), (90, 190, 90), (180, 90, 210), (40, 190, 190)];

    /// <param name="source">The series whose slices the masks lie on.</param>
    public static byte[] Write(ImageSeries source, IReadOnlyList<SegmentToWrite> regions, string description = "Lesions")
    {
        if (regions.Count == 0 || regions.Any(r => r.Mask.Geometry.Count != source.Geometry.Count || r.Mask.VoxelCount == 0)) throw new ArgumentException("At least one region, each with a voxel and on the grid.", nameof(regions));
        string identity = string.Join('|', regions.Select(r => r.Label + ContentHash.Of(System.Runtime.InteropServices.MemoryMarshal.AsBytes(r.Mask.Inside)).Hex)) + source.Uid + description;
        var data = DerivedObject.Common(source, "RTSTRUCT", StorageClass, identity, description);
        string frame = data.Text(DicomTags.FrameOfReferenceUid)!, date = data.Text(DicomTags.ContentDate)!, time = data.Text(DicomTags.ContentTime)!;
        data.Remove(DicomTags.ContentDate);
        data.Remove(DicomTags.ContentTime);
        data.With(DicomTags.InstanceNumber, 1).With(new DicomTag(0x00081070), "")
            .With(new DicomTag(0x30060002), "LESIONS").With(new DicomTag(0x30060008), date).With(new DicomTag(0x30060009), time)
            .With(new DicomTag(0x30060010), Reference(source, frame))
            .With(DicomTags.StructureSetRois, [.. regions.Select((r, i) => new DicomDataset()
                .With(DicomTags.RoiNumber, i + 1).With(new DicomTag(0x30060024), frame).With(DicomTags.RoiName, r.Label.Length > 64 ? r.Label[..64] : r.Label)
                .With(new DicomTag(0x30060036), r.Automatic ? "SEMIAUTOMATIC" : "MANUAL"))])
            .With(DicomTags.RoiContours, [.. regions.Select((r, i) => Contours(source, r.Mask, i))])
            .With(new DicomTag(0x30060080), [.. regions.Select((_, i) => new DicomDataset()
                .With(new DicomTag(0x30060082), i + 1).With(DicomTags.ReferencedRoiNumber, i + 1).With(new DicomTag(0x300600A4), "GTV").With(new DicomTag(0x300600A6), ""))])
            .With(new DicomTag(0x300E0002), "UNAPPROVED");
        return DicomWriter.Write(data);
    }

    /// <summary>Frame of reference, study, series and images that the contours lie on.</summary>
    private static DicomDataset Reference(ImageSeries source, string frame)
    {
        var images = source.Slices.Select(s => s.File).Distinct().Select(DerivedObject.InstanceReference).ToArray();
        var series = new DicomDataset().With(DicomTags.SeriesInstanceUid, source.Uid).With(new DicomTag(0x30060016), images);
        var study = new DicomDataset().With(DicomTags.ReferencedSopClassUid, "1.2.840.10008.3.1.2.3.1")
            .With(DicomTags.ReferencedSopInstanceUid, source.First.Data.Text(DicomTags.StudyInstanceUid) ?? "").With(new DicomTag(0x30060014), series);
        return new DicomDataset().With(DicomTags.FrameOfReferenceUid, frame).With(new DicomTag(0x30060012), study);
    }

    private static DicomDataset Contours(ImageSeries source, Mask mask, int region)
    {
        var g = source.Geometry;
        int area = g.Rows * g.Columns;
        List<DicomDataset> contours = [];
        for (int z = 0; z < g.Slices; z++)
        {
            if (!mask.Inside.Slice(z * area, area).Contains(true)) continue;
            var offset = source.Slices[z].Position - g.ToPatient(0, 0, z); // the slice's own place, where spacing varies a little
            foreach (var polygon in MaskContours.OfSlice(mask, z))
            {
                string[] coordinates = [.. polygon.SelectMany(c =>
                {
                    var p = g.ToPatient(c.X, c.Y, z) + offset;
                    return new[] { Millimetres(p.X), Millimetres(p.Y), Millimetres(p.Z) };
                })];
                contours.Add(new DicomDataset().With(new DicomTag(0x30060016), DerivedObject.InstanceReference(source.Slices[z].File))
                    .With(DicomTags.ContourType, "CLOSED_PLANAR").With(new DicomTag(0x30060046), polygon.Count).With(DicomTags.ContourData, coordinates));
            }
        }
        var (red, green, blue) = Colours[region % Colours.Length];
        return new DicomDataset().With(new DicomTag(0x3006002A), red, green, blue).With(DicomTags.Contours, [.. contours]).With(DicomTags.ReferencedRoiNumber, region + 1);
    }

    /// <summary>Ten-thousandths of a millimetre: far below a voxel, and short in the file.</summary>
    private static string Millimetres(double value) => DicomWriter.Decimal(Math.Round(value, 4) + 0.0);
}
