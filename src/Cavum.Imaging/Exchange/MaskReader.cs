using System.Globalization;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Reads masks of any kind this program knows onto an image's grid: DICOM SEG, RTSTRUCT, NIfTI labels.</summary>
public static class MaskReader
{
    private const int MostLabels = 10_000;

    /// <param name="warnings">Receives what was left out or fell outside of the image.</param>
    public static Outcome<IReadOnlyList<Region>> Read(string path, ImageGeometry grid, List<string> warnings)
    {
        var regions = Nifti.IsName(path) ? Nifti.ReadFile(path).Then(v => FromLabels(path, v, grid)) : DicomSource.Read(path).Then(c => FromDicom(c, grid, warnings));
        if (regions.TryGet(out var found))
            foreach (var r in found.Where(r => r.LostVoxels > 0))
                warnings.Add($"Region {r.Id} '{r.Label}': {r.LostVoxels} voxel(s) or contour(s) lie outside of the image.");
        return regions;
    }

    /// <summary>Each whole number above 0 is a label; an image of fractions is one region, from one half on.</summary>
    private static Outcome<IReadOnlyList<Region>> FromLabels(string path, ImageVolume labels, ImageGeometry grid)
    {
        var values = labels.Values;
        var found = new SortedSet<int>();
        bool fractions = false;
        foreach (float v in values)
        {
            if (v < 0) return Refuse(path, v.ToString(CultureInfo.InvariantCulture), "labels of 0 and above");
            if (v != MathF.Floor(v)) fractions = true;
            else if (v > 0 && found.Add((int)v) && found.Count > MostLabels) return Refuse(path, $"more than {MostLabels} labels", "a label image, not an image");
        }
        if (fractions)
        {
            found.Clear();
            found.Add(1);
        }
        List<Region> regions = [];
        foreach (int label in found)
        {
            bool[] inside = new bool[values.Length];
            for (int i = 0; i < inside.Length; i++) inside[i] = fractions ? values[i] >= 0.5f : values[i] == label;
            var mask = new Mask(labels.Geometry, inside);
            var here = MaskResampling.ToGrid(mask, grid);
            regions.Add(new(label, $"Label {label}", here));
        }
        return regions.Count == 0 ? Refuse(path, "no voxel above 0", "a mask with at least one voxel") : Outcome<IReadOnlyList<Region>>.Of(regions);
    }

    private static Outcome<IReadOnlyList<Region>> FromDicom(DicomCollection files, ImageGeometry grid, List<string> warnings)
    {
        List<Region> regions = [];
        List<Problem> problems = [];
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
                if (rois.IsRefused)
                {
                    problems.AddRange(rois.Problems);
                    continue;
                }
                foreach (var roi in rois.Value)
                {
                    warnings.AddRange(roi.Warnings);
                    if (roi.Contours.Count > 0) regions.Add(RtStruct.ToGrid(roi, grid));
                    else warnings.Add($"ROI {roi.Number} '{roi.Name}' has no closed contour and was left out.");
                }
            }
        }
        if (problems.Count > 0) return Outcome<IReadOnlyList<Region>>.Refused(problems);
        return regions.Count == 0 ? Refuse(files.Path, string.Join(", ", files.Files.Select(f => f.Modality).Distinct()), "a SEG, RTSTRUCT or NIfTI mask with a region")
            : Outcome<IReadOnlyList<Region>>.Of(regions);
    }

    private static Outcome<IReadOnlyList<Region>> Refuse(string place, string read, string expected) =>
        Outcome<IReadOnlyList<Region>>.Refused(new Problem(place, read, expected));
}
