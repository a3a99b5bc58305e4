using System.Globalization;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Reads masks of any kind this program knows onto an image's grid: DICOM SEG, RTSTRUCT, NIfTI labels.</summary>
public static class MaskReader
{
    private const int MostLabels = 10_000;

    /// <param name="warnings">Receives what was left out, fell outside of the image or was drawn in another frame of reference.</param>
    /// <param name="series">The image's series, where it is one: a mask drawn in another frame of reference is then told.</param>
    public static Outcome<IReadOnlyList<Region>> Read(string path, ImageGeometry grid, List<string> warnings, ImageSeries? series = null)
    {
        var regions = Nifti.IsName(path) ? Nifti.ReadFile(path, warnings).Then(v => FromLabels(path, v, grid, warnings)) : DicomSource.Read(path).Then(c => FromDicom(c, grid, warnings, series));
        if (!regions.TryGet(out var found)) return regions;
        foreach (var r in found)
        {
            warnings.AddRange(r.Warnings);
            if (r.LostVoxels > 0) warnings.Add($"Region {r.Id} '{r.Label}': {r.LostVoxels} voxel(s) or contour(s) lie outside of the image.");
        }
        return regions;
    }

    /// <summary>Farther than this from a whole number, a value is no label that rounding moved.</summary>
    private const float Rounding = 1e-3f;

    /// <summary>Each whole number above 0 is a label; an image of fractions of 1 is one region, from one half on.</summary>
    private static Outcome<IReadOnlyList<Region>> FromLabels(string path, ImageVolume labels, ImageGeometry grid, List<string> warnings)
    {
        var values = labels.Values;
        var found = new SortedSet<int>();
        bool fractions = false;
        foreach (float v in values)
        {
            if (v < 0) return Refuse(path, v.ToString(CultureInfo.InvariantCulture), "labels of 0 and above");
            if (MathF.Abs(v - MathF.Round(v)) > Rounding) fractions = true;
            else if (v > 0.5f && found.Add((int)MathF.Round(v)) && found.Count > MostLabels) return Refuse(path, $"more than {MostLabels} labels", "a label image, not an image");
        }
        if (fractions)
        {
            float most = values.ToArray().Max();
            if (most > 1 + Rounding) return Refuse(path, $"fractions in an image that reaches {most.ToString(CultureInfo.InvariantCulture)}", "[labelsNotWhole] whole numbers as labels, or fractions of 1");
            warnings.Add("The mask has fractions: what is inside by one half or more was taken as one region.");
            found.Clear();
            found.Add(1);
        }
        List<Region> regions = [];
        foreach (int label in found)
        {
            bool[] inside = new bool[values.Length];
            for (int i = 0; i < inside.Length; i++) inside[i] = fractions ? values[i] >= 0.5f : (int)MathF.Round(values[i]) == label;
            var mask = new Mask(labels.Geometry, inside);
            var here = MaskResampling.ToGrid(mask, grid);
            regions.Add(new(label, $"Label {label}", here));
        }
        return regions.Count == 0 ? Refuse(path, "no voxel above 0", "a mask with at least one voxel") : Outcome<IReadOnlyList<Region>>.Of(regions);
    }

    private static Outcome<IReadOnlyList<Region>> FromDicom(DicomCollection files, ImageGeometry grid, List<string> warnings, ImageSeries? series)
    {
        string? frame = series?.FrameOfReferenceUid, patient = series?.First.Data.Text(DicomTags.PatientId);
        List<Region> regions = [];
        List<Problem> problems = [];
        List<string> told = [];
        foreach (var file in files.Files)
        {
            if (file.Modality == "SEG")
            {
                var seg = SegmentationReader.Read(file);
                if (seg.TryGet(out var read)) regions.AddRange(read.ToGrid(grid));
                else problems.AddRange(seg.Problems);
            }
            else if (file.Modality == "RTSTRUCT")
            {
                var rois = RtStruct.Read(file);
                problems.AddRange(rois.Problems);
                if (rois.TryGet(out var found)) Structures(found, grid, regions, problems, told);
            }
            else continue;
            if (patient is not null && file.Data.Text(DicomTags.PatientId) is { } other && other != patient)
                told.Add($"{file.Name} names the patient '{other}' {DicomTags.PatientId}, the image '{patient}'.");
            string[] drawnIn = [.. FramesOf(file).Distinct()];
            if (frame is not null && drawnIn.Length > 0 && !drawnIn.Contains(frame))
                told.Add($"{file.Name} was drawn in the frame of reference {drawnIn[0]}, the image is in {frame}: the places agree only if one was renamed.");
        }
        warnings.AddRange(told);
        if (problems.Count > 0) return Outcome<IReadOnlyList<Region>>.Refused(problems);
        return regions.Count > 0 ? Outcome<IReadOnlyList<Region>>.Of(Numbered(regions, warnings))
            : Refuse(files.Path, told.Count > 0 ? string.Join(' ', told) : string.Join(", ", files.Files.Select(f => f.Modality).Distinct()), "a SEG, RTSTRUCT or NIfTI mask with a region");
    }

    /// <summary>One number a region: of several objects in one source, the later ones that repeat a number get the next free ones.</summary>
    private static List<Region> Numbered(List<Region> regions, List<string> warnings)
    {
        var taken = new HashSet<int>();
        int next = regions.Max(r => r.Id);
        List<Region> numbered = [];
        foreach (var region in regions)
        {
            numbered.Add(taken.Add(region.Id) ? region : region with { Id = ++next });
            if (numbered[^1].Id != region.Id) warnings.Add($"Region {region.Id} '{region.Label}' of a further object is region {next} here, as the number was taken.");
        }
        return numbered;
    }

    private static void Structures(IReadOnlyList<RtStruct.Roi> rois, ImageGeometry grid, List<Region> regions, List<Problem> problems, List<string> told)
    {
        foreach (var same in rois.GroupBy(r => r.Name).Where(g => g.Count() > 1))
            told.Add($"{same.Count()} ROIs are named '{same.Key}': numbers {string.Join(", ", same.Select(r => r.Number))}; each is a region of its own.");
        foreach (var roi in rois)
        {
            told.AddRange(roi.Warnings);
            if (roi.Contours.Count == 0)
            {
                told.Add($"ROI {roi.Number} '{roi.Name}' has no closed contour and was left out.");
                continue;
            }
            var region = RtStruct.ToGrid(roi, grid);
            problems.AddRange(region.Problems);
            if (region.TryGet(out var drawn)) regions.Add(drawn);
        }
    }

    /// <summary>The frames of reference that a mask says it was drawn in.</summary>
    private static IEnumerable<string> FramesOf(DicomFile file)
    {
        string?[] all = [file.Data.Text(DicomTags.FrameOfReferenceUid), .. file.Data.Sequence(DicomTags.StructureSetRois).Select(r => r.Text(DicomTags.ReferencedFrameOfReferenceUid)),
            .. file.Data.Sequence(DicomTags.ReferencedFrameOfReference).Select(r => r.Text(DicomTags.FrameOfReferenceUid))];
        return all.OfType<string>();
    }

    private static Outcome<IReadOnlyList<Region>> Refuse(string place, string read, string expected) =>
        Outcome<IReadOnlyList<Region>>.Refused(new Problem(place, read, expected));
}
