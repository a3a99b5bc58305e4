using System.Globalization;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>One mask to be written as a segment.</summary>
/// <param name="Automatic">False for a mask that a reader drew by hand.</param>
public sealed record SegmentToWrite(string Label, Mask Mask, bool Automatic = true)
{
    /// <summary>What the segment is; a neoplasm unless told.</summary>
    public (string Value, string Scheme, string Meaning) Type { get; init; } = ("108369006", "SCT", "Neoplasm");

    public (string Value, string Scheme, string Meaning) Category { get; init; } = ("49755003", "SCT", "Morphologically Altered Structure");

    /// <summary>What another reader should know of the outline: Segment Description (0062,0006); left out if empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>What to call the same lesion at another time; made from series and number if empty.</summary>
    public string TrackingId { get; init; } = "";
}

/// <summary>Writes masks as a DICOM segmentation object of type BINARY on the grid of its source series.</summary>
/// <remarks>PS3.3 A.51. Bits follow one another without padding between frames. Frames without a voxel are not written. The same input gives the same bytes.</remarks>
public static class SegmentationWriter
{
    public const string StorageClass = "1.2.840.10008.5.1.4.1.1.66.4";

    private const string AlgorithmName = "Cavum threshold with leak guard";

    /// <param name="source">The series whose slices the masks lie on; null for an image that is not DICOM.</param>
    public static byte[] Write(ImageSeries? source, ImageGeometry grid, IReadOnlyList<SegmentToWrite> segments, string description = "Lesions")
    {
        if (segments.Count == 0 || segments.Any(s => s.Mask.Geometry.Count != grid.Count)) throw new ArgumentException("At least one segment, each on the grid.", nameof(segments));
        var frames = Frames(grid, segments);
        if (frames.Count == 0) throw new ArgumentException("At least one voxel is set.", nameof(segments));
        byte[] bits = Pack(grid, segments, frames);
        string identity = ContentHash.Of(bits).Hex + (source?.Uid ?? "") + description + string.Join('|', segments.Select(s => s.Label));

        var data = DerivedObject.Common(source, "SEG", StorageClass, identity, description);
        data.With(DicomTags.ImageType, "DERIVED", "PRIMARY").With(DicomTags.InstanceNumber, 1)
            .With(new DicomTag(0x00700080), "LESIONS").With(new DicomTag(0x00700081), description).With(new DicomTag(0x00700084), "Cavum")
            .With(DicomTags.SamplesPerPixel, 1).With(DicomTags.PhotometricInterpretation, "MONOCHROME2").With(DicomTags.NumberOfFrames, frames.Count)
            .With(DicomTags.Rows, grid.Rows).With(DicomTags.Columns, grid.Columns).With(DicomTags.BitsAllocated, 1).With(DicomTags.BitsStored, 1)
            .With(DicomTags.HighBit, 0).With(DicomTags.PixelRepresentation, 0).With(new DicomTag(0x00282110), "00")
            .With(DicomTags.SegmentationType, "BINARY").With(new DicomTag(0x00620013), Overlap(segments) ? "YES" : "NO")
            .With(DicomTags.SegmentSequence, [.. segments.Select((s, i) => Segment(s, i + 1, identity))]);
        if (source is not null) data.With(DicomTags.ReferencedSeriesSequence, DerivedObject.SeriesReference(source));
        Dimensions(data, identity);
        data.With(DicomTags.SharedFunctionalGroups, Shared(grid)).With(DicomTags.PerFrameFunctionalGroups, [.. frames.Select((f, i) => PerFrame(source, grid, f, frames))]);
        data.Set(new(DicomTags.PixelData, "OB", bits));
        return DicomWriter.Write(data);
    }

    private readonly record struct Frame(int Segment, int Slice);

    private static List<Frame> Frames(ImageGeometry grid, IReadOnlyList<SegmentToWrite> segments)
    {
        List<Frame> frames = [];
        int area = grid.Rows * grid.Columns;
        for (int s = 0; s < segments.Count; s++)
            for (int z = 0; z < grid.Slices; z++)
                if (segments[s].Mask.Inside.Slice(z * area, area).Contains(true)) frames.Add(new(s, z));
        return frames;
    }

    private static byte[] Pack(ImageGeometry grid, IReadOnlyList<SegmentToWrite> segments, List<Frame> frames)
    {
        int area = grid.Rows * grid.Columns;
        byte[] bits = new byte[((long)area * frames.Count + 7) / 8];
        for (int f = 0; f < frames.Count; f++)
        {
            var inside = segments[frames[f].Segment].Mask.Inside.Slice(frames[f].Slice * area, area);
            for (int i = 0; i < area; i++)
            {
                long bit = (long)f * area + i;
                if (inside[i]) bits[bit >> 3] |= (byte)(1 << (int)(bit & 7));
            }
        }
        return bits;
    }

    private static bool Overlap(IReadOnlyList<SegmentToWrite> segments)
    {
        bool[] seen = new bool[segments[0].Mask.Inside.Length];
        foreach (var s in segments)
            foreach (int i in s.Mask.Indices())
            {
                if (seen[i]) return true;
                seen[i] = true;
            }
        return false;
    }

    private static DicomDataset Segment(SegmentToWrite s, int number, string identity)
    {
        var item = new DicomDataset()
            .With(new DicomTag(0x00620003), DicomBuilder.Code(s.Category.Value, s.Category.Scheme, s.Category.Meaning))
            .With(DicomTags.SegmentNumber, number).With(DicomTags.SegmentLabel, s.Label.Length > 64 ? s.Label[..64] : s.Label)
            .With(new DicomTag(0x00620008), s.Automatic ? "SEMIAUTOMATIC" : "MANUAL")
            .With(new DicomTag(0x0062000F), DicomBuilder.Code(s.Type.Value, s.Type.Scheme, s.Type.Meaning))
            .With(new DicomTag(0x00620020), s.TrackingId.Length > 0 ? s.TrackingId : $"{s.Label} {number}")
            .With(new DicomTag(0x00620021), DicomUid.FromText($"{identity} tracking {s.TrackingId} {number}"));
        if (s.Note.Length > 0) item.With(new DicomTag(0x00620006), s.Note.Length > 1024 ? s.Note[..1024] : s.Note);
        return s.Automatic ? item.With(new DicomTag(0x00620009), AlgorithmName) : item;
    }

    private static void Dimensions(DicomDataset data, string identity)
    {
        string uid = DicomUid.FromText("dimensions " + identity);
        DicomDataset Pointer(DicomTag index, DicomTag group, string label) => new DicomDataset().With(new DicomTag(0x00209164), uid)
            .WithPointer(new(0x00209165), index).WithPointer(new(0x00209167), group).With(new DicomTag(0x00209421), label);
        data.With(new DicomTag(0x00209221), new DicomDataset().With(new DicomTag(0x00209164), uid))
            .With(new DicomTag(0x00209222), Pointer(DicomTags.ReferencedSegmentNumber, DicomTags.SegmentIdentification, "ReferencedSegmentNumber"), Pointer(DicomTags.ImagePosition, DicomTags.PlanePositionSequence, "ImagePositionPatient"));
    }

    private static DicomDataset Shared(ImageGeometry g) => new DicomDataset()
        .With(DicomTags.PlaneOrientationSequence, new DicomDataset().With(DicomTags.ImageOrientation, g.AxisX.X, g.AxisX.Y, g.AxisX.Z, g.AxisY.X, g.AxisY.Y, g.AxisY.Z))
        .With(DicomTags.PixelMeasuresSequence, new DicomDataset().With(DicomTags.SliceThickness, g.Spacing.Z).With(new DicomTag(0x00180088), g.Spacing.Z).With(DicomTags.PixelSpacing, g.Spacing.Y, g.Spacing.X));

    private static DicomDataset PerFrame(ImageSeries? source, ImageGeometry g, Frame frame, List<Frame> frames)
    {
        int place = frames.Where(f => f.Slice <= frame.Slice).Select(f => f.Slice).Distinct().Count();
        var position = source?.Slices[frame.Slice].Position ?? g.ToPatient(0, 0, frame.Slice);
        var item = new DicomDataset()
            .With(new DicomTag(0x00209111), new DicomDataset().With(new DicomTag(0x00209157), frame.Segment + 1, place))
            .With(DicomTags.PlanePositionSequence, new DicomDataset().With(DicomTags.ImagePosition, position.X, position.Y, position.Z))
            .With(DicomTags.SegmentIdentification, new DicomDataset().With(DicomTags.ReferencedSegmentNumber, frame.Segment + 1));
        if (source is null) return item;
        var image = DerivedObject.InstanceReference(source.Slices[frame.Slice].File)
            .With(new DicomTag(0x0040A170), DicomBuilder.Code("121322", "DCM", "Source image for image processing operation"));
        return item.With(DicomTags.DerivationImageSequence, new DicomDataset()
            .With(DicomTags.SourceImageSequence, image).With(new DicomTag(0x00089215), DicomBuilder.Code("113076", "DCM", "Segmentation")));
    }
}
