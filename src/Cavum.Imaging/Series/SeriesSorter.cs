using System.Globalization;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Orders the images of a series by geometry and checks that they fill a volume.</summary>
/// <remarks>
/// Sorting is by the projection of Image Position (Patient) on the slice normal, not by instance number or file name.
/// A missing slice (also at an end, where NumberOfSlices (0054,0081) tells of more), images of unlike size or orientation, and two
/// different images at one position refuse the series; instance numbers that leave numbers out are warned of;
/// exact copies, uneven spacing and tilt are warned of. Nothing is left out in silence.
/// </remarks>
public static class SeriesSorter
{
    /// <summary>Spacing above this many usual spacings means that slices are missing between.</summary>
    private const double GapRatio = 1.5;

    /// <summary>A volume of more voxels is taken for a broken header; 2 GB of values.</summary>
    private const long MostVoxels = 1L << 29;

    /// <summary>Two images closer than this part of the usual spacing lie at one position.</summary>
    private const double SamePlaceRatio = 0.1;

    private const double DirectionTolerance = 1e-3;
    private const double TiltDegreesWorthWarning = 0.5;

    /// <param name="acceptIncomplete">Takes a series of which the header says that slices are missing at an end, with a warning.</param>
    public static Outcome<ImageSeries> Sort(IReadOnlyList<DicomFile> files, bool acceptIncomplete = false)
    {
        List<Problem> problems = [];
        List<string> warnings = [];
        var planes = files.SelectMany(f => Planes(f, problems)).ToList();
        if (problems.Count > 0) return Outcome<ImageSeries>.Refused(problems);
        if (planes.Count == 0) return Outcome<ImageSeries>.Refused(new Problem("series", "no image", "at least one image"));

        CheckAlike(planes, problems);
        if (problems.Count > 0) return Outcome<ImageSeries>.Refused(problems);

        var normal = planes[0].RowAxis.Cross(planes[0].ColumnAxis).Unit();
        var sorted = planes.OrderBy(p => p.Position.Dot(normal)).ThenBy(p => p.File.SopInstanceUid, StringComparer.Ordinal).ToList();
        DropCopies(sorted, normal, problems, warnings);
        double spacing = CheckSpacing(sorted, normal, problems, warnings);
        CheckCount(sorted, acceptIncomplete, problems, warnings);
        foreach (var same in sorted.GroupBy(p => (p.File.SopInstanceUid, p.Frame)).Where(g => g.Key.SopInstanceUid.Length > 0 && g.Count() > 1))
            warnings.Add($"{string.Join(", ", same.Select(p => p.File.Name))} are different images of one SOP Instance UID {DicomTags.SopInstanceUid}: a reference to it names no single one.");
        if (planes.Select(p => p.File.Data.Text(DicomTags.FrameOfReferenceUid)).OfType<string>().Distinct().Count() is var frames and > 1)
            warnings.Add($"The slices name {frames} frames of reference {DicomTags.FrameOfReferenceUid}: their places were taken as in one.");
        if (problems.Count > 0) return Outcome<ImageSeries>.Refused(problems);
        return Build(sorted, normal, spacing, warnings);
    }

    private sealed record Plane(DicomFile File, int Frame, Point3 Position, Point3 RowAxis, Point3 ColumnAxis, (double Row, double Column) Spacing, PixelFormat Format);

    private static IEnumerable<Plane> Planes(DicomFile file, List<Problem> problems)
    {
        var format = PixelFormat.Of(file);
        if (format.IsRefused)
        {
            problems.AddRange(format.Problems);
            yield break;
        }
        if (DicomPixels.Shortage(file, format.Value) is { } shortage)
        {
            problems.Add(shortage);
            yield break;
        }
        for (int frame = 0; frame < format.Value.Frames; frame++)
        {
            double[] position = Ask(DicomTags.PlanePositionSequence, DicomTags.ImagePosition, 3, frame);
            double[] axes = Ask(DicomTags.PlaneOrientationSequence, DicomTags.ImageOrientation, 6, frame);
            double[] spacing = Ask(DicomTags.PixelMeasuresSequence, DicomTags.PixelSpacing, 2, frame);
            if (position.Length == 0 || axes.Length == 0 || spacing.Length == 0) yield break;
            Point3 row = new(axes[0], axes[1], axes[2]), column = new(axes[3], axes[4], axes[5]);
            if (Math.Abs(row.Length - 1) > 0.01 || Math.Abs(column.Length - 1) > 0.01 || Math.Abs(row.Dot(column)) > 0.01)
                problems.Add(new(file.Place(DicomTags.ImageOrientation), string.Join('\\', axes.Select(Number)), "two perpendicular unit vectors"));
            else if (!(spacing[0] > 0 && spacing[1] > 0 && spacing[0] < 1000 && spacing[1] < 1000))
                problems.Add(new(file.Place(DicomTags.PixelSpacing), string.Join('\\', spacing.Select(Number)), "two distances above 0 mm"));
            else yield return new(file, frame, new(position[0], position[1], position[2]), row, column, (spacing[0], spacing[1]), format.Value);
        }

        double[] Ask(DicomTag group, DicomTag tag, int count, int frame)
        {
            double[] found = FrameGroups.Find(file.Data, frame, group)?.Numbers(tag) ?? file.Data.Numbers(tag);
            if (found.Length == count && found.All(double.IsFinite)) return found;
            problems.Add(new(file.Place(tag), string.Join('\\', file.Data.Texts(tag)), $"{count} numbers"));
            return [];
        }
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static void CheckAlike(List<Plane> planes, List<Problem> problems)
    {
        var first = planes[0];
        foreach (var p in planes)
        {
            if ((p.Format.Rows, p.Format.Columns) != (first.Format.Rows, first.Format.Columns))
                problems.Add(new(p.File.Place(DicomTags.Rows), $"{p.Format.Rows} × {p.Format.Columns}", $"{first.Format.Rows} × {first.Format.Columns} as in {first.File.Name}: a mixed series is no volume"));
            if (p.RowAxis.DistanceTo(first.RowAxis) > DirectionTolerance || p.ColumnAxis.DistanceTo(first.ColumnAxis) > DirectionTolerance)
                problems.Add(new(p.File.Place(DicomTags.ImageOrientation), string.Join('\\', p.File.Data.Texts(DicomTags.ImageOrientation)), $"the orientation of {first.File.Name}: a mixed series is no volume"));
            if (Math.Abs(p.Spacing.Row / first.Spacing.Row - 1) > DirectionTolerance || Math.Abs(p.Spacing.Column / first.Spacing.Column - 1) > DirectionTolerance)
                problems.Add(new(p.File.Place(DicomTags.PixelSpacing), string.Join('\\', p.File.Data.Texts(DicomTags.PixelSpacing)), $"the pixel spacing of {first.File.Name}"));
            if (p.File.Data.Text(DicomTags.PatientId) is { } patient && first.File.Data.Text(DicomTags.PatientId) is { } wanted && patient != wanted)
                problems.Add(new(p.File.Place(DicomTags.PatientId), patient, $"[mixedPatients] '{wanted}' as in {first.File.Name}: images of two patients are no series"));
            if (p.File.Modality != first.File.Modality)
                problems.Add(new(p.File.Place(DicomTags.Modality), p.File.Modality, $"{first.File.Modality} as in {first.File.Name}"));
        }
    }

    /// <summary>Drops byte-identical pixel copies with a warning; two unlike images at one place refuse the series.</summary>
    private static void DropCopies(List<Plane> sorted, Point3 normal, List<Problem> problems, List<string> warnings)
    {
        if (sorted.Count < 2) return;
        double near = SamePlaceRatio * Math.Max(UsualSpacing(sorted, normal), 1e-3);
        for (int i = sorted.Count - 1; i > 0; i--)
        {
            if ((sorted[i].Position - sorted[i - 1].Position).Dot(normal) > near) continue;
            var (kept, copy) = (sorted[i - 1].File, sorted[i].File);
            if (SamePixels(sorted[i - 1], sorted[i])) warnings.Add($"{copy.Name} repeats {kept.Name} at one position with the same pixels: left out.");
            else problems.Add(new(copy.Place(DicomTags.ImagePosition), $"the position of {kept.Name} with other pixels", "one image a position (a dynamic, gated or mixed series is no single volume)"));
            sorted.RemoveAt(i);
        }
    }

    private static bool SamePixels(Plane a, Plane b) => a.Frame == b.Frame
        && a.File.Data[DicomTags.PixelData] is { } x && b.File.Data[DicomTags.PixelData] is { } y
        && x.Value.Span.SequenceEqual(y.Value.Span) && a.File.Data.Number(DicomTags.RescaleSlope) == b.File.Data.Number(DicomTags.RescaleSlope)
        && (x.Fragments is null) == (y.Fragments is null)
        && (x.Fragments is null || x.Fragments.Count == y.Fragments!.Count && x.Fragments.Zip(y.Fragments).All(f => f.First.Span.SequenceEqual(f.Second.Span)));

    /// <summary>The median distance of neighbours that are apart at all; robust against gaps and copies.</summary>
    private static double UsualSpacing(List<Plane> sorted, Point3 normal)
    {
        double[] steps = [.. sorted.Zip(sorted.Skip(1), (a, b) => (b.Position - a.Position).Dot(normal)).Where(d => d > 1e-4).Order()];
        return steps.Length == 0 ? 0 : steps[(steps.Length - 1) / 2];
    }

    private static double CheckSpacing(List<Plane> sorted, Point3 normal, List<Problem> problems, List<string> warnings)
    {
        if (sorted.Count == 1)
            return sorted[0].File.Data.Number(DicomTags.SliceThickness) is { } thickness and > 0 ? thickness : 1;
        double usual = UsualSpacing(sorted, normal);
        double least = usual, most = usual;
        for (int i = 1; i < sorted.Count; i++)
        {
            double step = (sorted[i].Position - sorted[i - 1].Position).Dot(normal);
            (least, most) = (Math.Min(least, step), Math.Max(most, step));
            if (step > GapRatio * usual)
                problems.Add(new(sorted[i].File.Place(DicomTags.ImagePosition), $"{Number(Math.Round(step, 3))} mm from {sorted[i - 1].File.Name}", $"{Number(Math.Round(usual, 3))} mm: {Math.Max(1, (int)Math.Round(step / usual) - 1)} slice(s) missing between"));
            else if (step < usual / GapRatio)
                problems.Add(new(sorted[i].File.Place(DicomTags.ImagePosition), $"{Number(Math.Round(step, 3))} mm from {sorted[i - 1].File.Name}", $"{Number(Math.Round(usual, 3))} mm as elsewhere in the series"));
        }
        if (problems.Count == 0 && (most - least) > 0.01 * usual)
            warnings.Add($"Slice spacing varies from {Number(Math.Round(least, 3))} to {Number(Math.Round(most, 3))} mm; {Number(Math.Round(usual, 3))} mm is used.");
        return usual;
    }

    private static void CheckCount(List<Plane> sorted, bool acceptIncomplete, List<Problem> problems, List<string> warnings)
    {
        var first = sorted[0].File;
        if (problems.Count == 0 && first.Data.Integer(DicomTags.NumberOfSlices) is { } told && told != sorted.Count)
        {
            if (told < sorted.Count) warnings.Add($"The header tells {told} slices {DicomTags.NumberOfSlices}; {sorted.Count} are here.");
            else if (acceptIncomplete) warnings.Add($"The header tells {told} slices {DicomTags.NumberOfSlices}; {sorted.Count} are here: {told - sorted.Count} are missing at an end.");
            else problems.Add(new(first.Place(DicomTags.NumberOfSlices), $"{told} slices, of which {sorted.Count} are here", $"[slicesMissingAtAnEnd] all {told} slices; {told - sorted.Count} are missing at an end ({End(sorted, told)}). A series cropped on purpose is taken by pet suv, measure and features with --incomplete"));
            return;
        }
        int[] numbers = [.. sorted.Select(p => p.File.Data.Integer(DicomTags.InstanceNumber)).OfType<int>().Distinct().Order()];
        if (numbers.Length == sorted.Count && numbers.Length > 1 && (numbers[^1] - numbers[0] != numbers.Length - 1 || numbers[0] > 1) && sorted.All(p => p.Format.Frames == 1))
            warnings.Add($"Instance numbers {DicomTags.InstanceNumber} run from {numbers[0]} to {numbers[^1]} for {sorted.Count} slices: slices may be missing at an end.");
    }

    /// <summary>Which end, where Image Index (0054,1330) tells.</summary>
    private static string End(List<Plane> sorted, int told)
    {
        int?[] index = [.. new[] { sorted[0], sorted[^1] }.Select(p => p.File.Data.Integer(new(0x00541330)) ?? p.File.Data.Integer(DicomTags.InstanceNumber))];
        return index is [{ } a, { } b] && (Math.Min(a, b) == 1) != (Math.Max(a, b) == told) ? $"image index {Math.Min(a, b)} to {Math.Max(a, b)} of {told}" : "the header does not tell which";
    }

    private static Outcome<ImageSeries> Build(List<Plane> sorted, Point3 normal, double spacing, List<string> warnings)
    {
        var first = sorted[0];
        long voxels = (long)first.Format.PixelsPerFrame * sorted.Count;
        if (voxels > MostVoxels || !double.IsFinite(spacing) || !double.IsFinite(first.Position.Length))
            return Outcome<ImageSeries>.Refused(new Problem(first.File.Place(DicomTags.Rows), $"{first.Format.Columns} × {first.Format.Rows} × {sorted.Count} voxels", $"at most {MostVoxels} voxels at finite places"));
        var axis = normal;
        if (sorted.Count > 1)
        {
            var along = sorted[^1].Position - first.Position;
            axis = along.Unit();
            double tilt = Math.Acos(Math.Clamp(axis.Dot(normal), -1, 1)) * 180 / Math.PI;
            if (tilt > TiltDegreesWorthWarning) warnings.Add($"The slices are sheared by {Number(Math.Round(tilt, 2))}° against their normal (gantry tilt); the geometry accounts for it.");
            else axis = normal;
            spacing /= axis.Dot(normal);
        }
        var geometry = new ImageGeometry(new(first.Format.Columns, first.Format.Rows, sorted.Count), new(first.Spacing.Column, first.Spacing.Row, spacing),
            first.Position, first.RowAxis, first.ColumnAxis, axis);
        for (int z = 0; z < sorted.Count; z++)
        {
            double off = sorted[z].Position.DistanceTo(geometry.ToPatient(0, 0, z));
            if (off > 0.5 * spacing)
                return Outcome<ImageSeries>.Refused(new Problem(sorted[z].File.Place(DicomTags.ImagePosition), $"{Number(Math.Round(off, 2))} mm beside the line of the other slices", "slices on one line at even distances"));
        }
        var slices = sorted.Select(p => new SeriesSlice(p.File, p.Frame, p.Position, p.Position.Dot(normal))).ToList();
        return Outcome<ImageSeries>.Of(new(first.File.SeriesInstanceUid, first.File.Modality, geometry, slices, warnings));
    }
}
