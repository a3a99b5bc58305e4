using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>One slice of a sorted series: which file and frame it came from and where it lies.</summary>
/// <param name="AlongNormal">mm along the slice normal.</param>
public sealed record SeriesSlice(DicomFile File, int Frame, Point3 Position, double AlongNormal)
{
    public string SopInstanceUid => File.SopInstanceUid;
}

/// <summary>The images of one series, sorted along the slice normal, checked to fill a regular grid.</summary>
/// <param name="Warnings">What a reader must know and did not stop the reading: uneven spacing, dropped copies, tilt.</param>
public sealed record ImageSeries(string Uid, string Modality, ImageGeometry Geometry, IReadOnlyList<SeriesSlice> Slices, IReadOnlyList<string> Warnings)
{
    public DicomFile First => Slices[0].File;

    public string? FrameOfReferenceUid => First.Data.Text(DicomTags.FrameOfReferenceUid);

    /// <summary>Stored values as rescaled numbers, slice by slice, each multiplied by its own factor.</summary>
    /// <param name="factor">What to multiply the rescaled values of a slice by, for example to reach SUV.</param>
    public Outcome<ImageVolume> Load(Func<int, double> factor)
    {
        float[] values = new float[Geometry.Count];
        var problems = new Problem?[Slices.Count];
        int area = Geometry.Columns * Geometry.Rows;
        Parallel.For(0, Slices.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, z =>
        {
            var slice = Slices[z];
            var format = PixelFormat.Of(slice.File);
            if (format.IsRefused) problems[z] = format.Problems[0];
            else
            {
                var (slope, intercept) = Rescale(slice, out problems[z]);
                problems[z] ??= DicomPixels.ReadFrame(slice.File, format.Value, slice.Frame, slope * factor(z), intercept * factor(z), values.AsSpan(z * area, area));
            }
        });
        Problem[] found = [.. problems.Where(p => p is not null).Select(p => p!)];
        return found.Length > 0 ? Outcome<ImageVolume>.Refused(found) : Outcome<ImageVolume>.Of(new(Geometry, values));
    }

    /// <summary>A PET image must have its slope (type 1), above 0; elsewhere absent means 1. What is no number is never taken for one.</summary>
    private (double Slope, double Intercept) Rescale(SeriesSlice slice, out Problem? problem)
    {
        if (Modality == "PT" && EnhancedPet.Mapping(slice.File.Data, slice.Frame) is { } mapping)
        {
            problem = mapping.Slope is { } real and not 0 && mapping.Intercept is not null ? null : new(slice.File.Place(DicomTags.RealWorldSlope), "", "[missingRescaleSlope] a real-world slope that is not 0, with its intercept");
            return (mapping.Slope ?? 0, mapping.Intercept ?? 0);
        }
        var set = FrameGroups.Find(slice.File.Data, slice.Frame, DicomTags.PixelValueTransformation) ?? slice.File.Data;
        double slope = Ask(DicomTags.RescaleSlope, Modality == "PT" ? null : 1, out problem);
        double intercept = Ask(DicomTags.RescaleIntercept, 0, out var second);
        problem ??= second;
        return (slope, intercept);

        double Ask(DicomTag tag, double? absent, out Problem? wrong)
        {
            double[] read = set.Numbers(tag);
            wrong = null;
            if (read.Length == 0 && absent is { } value) return value;
            bool usable = read.Length > 0 && double.IsFinite(read[0]) && (tag != DicomTags.RescaleSlope || (Modality == "PT" ? read[0] > 0 : read[0] != 0));
            if (usable) return read[0];
            wrong = new(slice.File.Place(tag), string.Join('\\', set.Texts(tag)), tag != DicomTags.RescaleSlope ? "a number" : Modality == "PT" ? "[missingRescaleSlope] a number above 0" : "[missingRescaleSlope] a number that is not 0");
            return 0;
        }
    }
}
