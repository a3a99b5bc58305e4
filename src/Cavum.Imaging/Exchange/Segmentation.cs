using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>A DICOM segmentation object: its segments and the planes on which each is drawn.</summary>
public sealed record Segmentation(DicomFile File, IReadOnlyList<SegmentInfo> Segments, IReadOnlyList<SegmentFrame> Frames, SegmentPlane Plane)
{
    /// <summary>Every segment on a grid; frames that coincide with slices are taken voxel by voxel, others by position.</summary>
    public IReadOnlyList<Region> ToGrid(ImageGeometry grid) =>
        [.. Segments.Select(s => SegmentationMapping.ToGrid(this, s, grid))];
}

/// <summary>One segment's name and codes.</summary>
public sealed record SegmentInfo(int Number, string Label, string? Category, string? Type);

/// <summary>One drawn plane of one segment.</summary>
/// <param name="Inside">Row by row.</param>
public sealed record SegmentFrame(int Segment, Point3 Position, bool[] Inside);

/// <summary>What all planes share.</summary>
public sealed record SegmentPlane(int Rows, int Columns, Point3 RowAxis, Point3 ColumnAxis, double ColumnSpacing, double RowSpacing, double SliceSpacing)
{
    /// <summary>Spacing Between Slices (0018,0088), where the object tells it.</summary>
    public double? ToldSpacing { get; init; }

    public Point3 Normal => RowAxis.Cross(ColumnAxis).Unit();
}

/// <summary>Reads segmentation objects: BINARY (bit-packed without padding between frames), FRACTIONAL and LABELMAP.</summary>
/// <remarks>DICOM PS3.3 A.51, C.8.20. A fractional voxel is inside from half of the maximum fractional value on.</remarks>
public static class SegmentationReader
{
    private static readonly DicomTag SegmentIdentification = DicomTags.SegmentIdentification, SpacingBetweenSlices = new(0x00180088),
        CategoryCode = new(0x00620003), TypeCode = new(0x0062000F);

    public static Outcome<Segmentation> Read(DicomFile file)
    {
        if (file.Modality != "SEG") return Refuse(file.Place(DicomTags.Modality), file.Modality, "SEG");
        var format = PixelFormat.Of(file);
        if (format.IsRefused) return Outcome<Segmentation>.Refused(format.Problems);
        if (DicomPixels.Shortage(file, format.Value) is { } shortage) return Outcome<Segmentation>.Refused(shortage);
        List<Problem> problems = [];
        var segments = Segments(file, problems);
        var plane = Plane(file, format.Value, problems);
        if (problems.Count > 0 || plane is null) return Outcome<Segmentation>.Refused(problems);
        string type = file.Data.Text(DicomTags.SegmentationType) ?? "BINARY";
        problems.AddRange(Contradictions(file, format.Value, type, plane));
        if (problems.Count > 0) return Outcome<Segmentation>.Refused(problems);
        var frames = Frames(file, format.Value, type, segments, problems);
        return problems.Count > 0 ? Outcome<Segmentation>.Refused(problems)
            : Outcome<Segmentation>.Of(new(file, segments, frames, plane with { SliceSpacing = SliceSpacing(file, plane, frames), ToldSpacing = FrameGroups.Find(file.Data, 0, DicomTags.PixelMeasuresSequence)?.Number(SpacingBetweenSlices) is { } told and > 0 ? told : null }));
    }

    private static List<SegmentInfo> Segments(DicomFile file, List<Problem> problems)
    {
        List<SegmentInfo> found = [];
        foreach (var item in file.Data.Sequence(DicomTags.SegmentSequence))
        {
            if (item.Integer(DicomTags.SegmentNumber) is not { } number) problems.Add(new(file.Place(DicomTags.SegmentNumber), "", "a number for each segment"));
            else if (found.Any(s => s.Number == number)) problems.Add(new(file.Place(DicomTags.SegmentNumber), $"{number} twice", "each number once"));
            else found.Add(new(number, item.Text(DicomTags.SegmentLabel) ?? $"Segment {number}", item.FirstItem(CategoryCode)?.Text(DicomTags.CodeMeaning), item.FirstItem(TypeCode)?.Text(DicomTags.CodeMeaning)));
        }
        if (found.Count == 0 && problems.Count == 0) problems.Add(new(file.Place(DicomTags.SegmentSequence), "", "at least one segment"));
        return found;
    }

    private static SegmentPlane? Plane(DicomFile file, PixelFormat format, List<Problem> problems)
    {
        double[] axes = FrameGroups.Find(file.Data, 0, DicomTags.PlaneOrientationSequence)?.Numbers(DicomTags.ImageOrientation) ?? file.Data.Numbers(DicomTags.ImageOrientation);
        double[] spacing = FrameGroups.Find(file.Data, 0, DicomTags.PixelMeasuresSequence)?.Numbers(DicomTags.PixelSpacing) ?? file.Data.Numbers(DicomTags.PixelSpacing);
        if (axes.Length != 6 || !axes.All(double.IsFinite) || Math.Abs(new Point3(axes[0], axes[1], axes[2]).Cross(new(axes[3], axes[4], axes[5])).Length - 1) > 0.02)
            problems.Add(new(file.Place(DicomTags.ImageOrientation), string.Join('\\', axes), "two perpendicular unit vectors, shared by all frames"));
        if (spacing is not [> 0 and < 1000, > 0 and < 1000])
            problems.Add(new(file.Place(DicomTags.PixelSpacing), string.Join('\\', spacing), "two distances above 0 mm"));
        return problems.Count > 0 ? null
            : new(format.Rows, format.Columns, new(axes[0], axes[1], axes[2]), new(axes[3], axes[4], axes[5]), spacing[1], spacing[0], 0);
    }

    /// <summary>What one part of the object says against another: a type it has not, frames without groups, planes that do not lie as the first.</summary>
    private static IEnumerable<Problem> Contradictions(DicomFile file, PixelFormat format, string type, SegmentPlane plane)
    {
        if (type is not ("BINARY" or "FRACTIONAL" or "LABELMAP")) yield return new(file.Place(DicomTags.SegmentationType), type, "BINARY, FRACTIONAL or LABELMAP");
        double most = file.Data.Number(DicomTags.MaximumFractionalValue) ?? 255;
        if (type == "FRACTIONAL" && most > Math.Pow(2, format.Bits) - 1)
            yield return new(file.Place(DicomTags.MaximumFractionalValue), $"{most} in {format.Bits} bit(s)", "a value that the pixels can hold");
        var groups = file.Data.Sequence(DicomTags.PerFrameFunctionalGroups);
        if (groups.Count > 0 && groups.Count != format.Frames)
            yield return new(file.Place(DicomTags.NumberOfFrames), $"{format.Frames} frame(s)", $"{groups.Count}, as many as there are items of PerFrameFunctionalGroupsSequence {DicomTags.PerFrameFunctionalGroups}");
        for (int f = 1; f < groups.Count; f++)
        {
            double[] axes = groups[f].FirstItem(DicomTags.PlaneOrientationSequence)?.Numbers(DicomTags.ImageOrientation) ?? [], spacing = groups[f].FirstItem(DicomTags.PixelMeasuresSequence)?.Numbers(DicomTags.PixelSpacing) ?? [];
            bool turned = axes.Length == 6 && (plane.RowAxis.DistanceTo(new(axes[0], axes[1], axes[2])) > 1e-3 || plane.ColumnAxis.DistanceTo(new(axes[3], axes[4], axes[5])) > 1e-3);
            bool scaled = spacing.Length == 2 && (Math.Abs(spacing[0] / plane.RowSpacing - 1) > 1e-3 || Math.Abs(spacing[1] / plane.ColumnSpacing - 1) > 1e-3);
            if (!turned && !scaled) continue;
            yield return new(file.Place(DicomTags.PerFrameFunctionalGroups), $"frame {f + 1} with {(turned ? "another orientation" : "other pixel spacing")} than frame 1", "one orientation and pixel spacing for all frames");
            yield break;
        }
    }

    private static List<SegmentFrame> Frames(DicomFile file, PixelFormat format, string type, List<SegmentInfo> segments, List<Problem> problems)
    {
        List<SegmentFrame> frames = [];
        if (type == "FRACTIONAL" && file.Data.Number(DicomTags.MaximumFractionalValue) is not (null or > 0 and <= 65535))
        {
            problems.Add(new(file.Place(DicomTags.MaximumFractionalValue), file.Data.Text(DicomTags.MaximumFractionalValue) ?? "", "the value that means wholly inside, above 0"));
            return frames;
        }
        float half = type == "FRACTIONAL" ? (float)(file.Data.Number(DicomTags.MaximumFractionalValue) ?? 255) / 2 : 0.5f;
        float[] values = new float[format.PixelsPerFrame];
        ReadOnlyMemory<byte> bits = default;
        if (format.Bits == 1)
        {
            if (file.Data[DicomTags.PixelData] is not { } element) problems.Add(new(file.Place(DicomTags.PixelData), "", "pixel data"));
            else if (DicomPixels.NativeBytes(file, element, format, 0, out bits) is { } wrong) problems.Add(wrong);
            if (problems.Count > 0) return frames;
        }
        for (int f = 0; f < format.Frames && problems.Count == 0; f++)
        {
            double[] position = FrameGroups.Find(file.Data, f, DicomTags.PlanePositionSequence)?.Numbers(DicomTags.ImagePosition) ?? [];
            if (position.Length != 3 || !position.All(double.IsFinite))
            {
                problems.Add(new(file.Place(DicomTags.PerFrameFunctionalGroups), $"frame {f + 1} without a position", "Image Position (Patient) for each frame"));
                break;
            }
            Point3 at = new(position[0], position[1], position[2]);
            if (format.Bits == 1) Unpack(bits.Span, (long)f * values.Length, values);
            else if (DicomPixels.ReadFrame(file, format, f, 1, 0, values) is { } wrong)
            {
                problems.Add(wrong);
                break;
            }
            if (type == "LABELMAP")
            {
                float[] labels = [.. values.Distinct().Where(v => v != 0)];
                if (labels.FirstOrDefault(l => segments.All(s => s.Number != l)) is var unknown and not 0)
                    problems.Add(new(file.Place(DicomTags.PixelData), $"label {unknown} in frame {f + 1}", "labels of the segment sequence, 0 for none"));
                foreach (var s in segments.Where(s => labels.Contains(s.Number))) frames.Add(new(s.Number, at, [.. values.Select(v => v == s.Number)]));
                continue;
            }
            int? number = FrameGroups.Find(file.Data, f, SegmentIdentification)?.Integer(DicomTags.ReferencedSegmentNumber);
            if (number is not { } n || segments.All(s => s.Number != n))
                problems.Add(new(file.Place(DicomTags.PerFrameFunctionalGroups), $"frame {f + 1} of segment {number}", "a segment of the segment sequence"));
            else frames.Add(new(n, at, [.. values.Select(v => v >= half)]));
        }
        return frames;
    }

    /// <summary>Bits lie low to high in each byte, frame after frame without padding.</summary>
    private static void Unpack(ReadOnlySpan<byte> bits, long start, Span<float> into)
    {
        for (int i = 0; i < into.Length; i++)
        {
            long bit = start + i;
            into[i] = (bits[(int)(bit >> 3)] >> (int)(bit & 7)) & 1;
        }
    }

    private static double SliceSpacing(DicomFile file, SegmentPlane plane, List<SegmentFrame> frames)
    {
        double[] places = [.. frames.Select(f => f.Position.Dot(plane.Normal)).Distinct().Order()];
        double[] steps = [.. places.Zip(places.Skip(1), (a, b) => b - a).Where(s => s > 1e-3).Order()];
        var measures = FrameGroups.Find(file.Data, 0, DicomTags.PixelMeasuresSequence);
        return measures?.Number(SpacingBetweenSlices) is { } told and > 0 ? told
            : steps.Length > 0 ? steps[0]
            : measures?.Number(DicomTags.SliceThickness) is { } thickness and > 0 ? thickness : 1;
    }

    private static Outcome<Segmentation> Refuse(string place, string read, string expected) =>
        Outcome<Segmentation>.Refused(new Problem(place, read, expected));
}
