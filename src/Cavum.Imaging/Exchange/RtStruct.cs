using System.Globalization;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Reads RT structure sets and fills their closed contours on an image's grid.</summary>
/// <remarks>
/// A voxel belongs to a region when its centre lies inside an odd number of the contours on its slice (XOR, so that inner
/// contours are holes).
/// </remarks>
public static class RtStruct
{
    private const int MostPoints = 5_000_000;

    /// <summary>Planes farther apart than this, mm, do not stand for what lies between them.</summary>
    private const double WidestStepMm = 10;

    /// <summary>One closed planar contour, in patient mm.</summary>
    /// <param name="Place">Where it was read, for a problem.</param>
    public sealed record Contour(IReadOnlyList<Point3> Points, string Place = "contour");

    /// <summary>One region of interest with its contours.</summary>
    public sealed record Roi(int Number, string Name, IReadOnlyList<Contour> Contours, IReadOnlyList<string> Warnings);

    public static Outcome<IReadOnlyList<Roi>> Read(DicomFile file)
    {
        List<Problem> problems = [];
        if (file.Modality != "RTSTRUCT") return Outcome<IReadOnlyList<Roi>>.Refused(new Problem(file.Place(DicomTags.Modality), file.Modality, "RTSTRUCT"));
        var contours = new Dictionary<int, DicomDataset>();
        foreach (var item in file.Data.Sequence(DicomTags.RoiContours))
            if (item.Integer(DicomTags.ReferencedRoiNumber) is { } number && !contours.TryAdd(number, item))
                problems.Add(new(file.Place(DicomTags.RoiContours), $"two contour sets for ROI {number}", "one"));
        List<Roi> rois = [];
        foreach (var item in file.Data.Sequence(DicomTags.StructureSetRois))
        {
            if (item.Integer(DicomTags.RoiNumber) is not { } number)
            {
                problems.Add(new(file.Place(DicomTags.RoiNumber), "", "a number for each ROI"));
                continue;
            }
            string name = item.Text(DicomTags.RoiName) ?? $"ROI {number}";
            rois.Add(ReadRoi(file, number, name, contours.GetValueOrDefault(number), problems));
        }
        if (rois.Count == 0 && problems.Count == 0) problems.Add(new(file.Place(DicomTags.StructureSetRois), "", "at least one ROI"));
        return problems.Count > 0 ? Outcome<IReadOnlyList<Roi>>.Refused(problems) : Outcome<IReadOnlyList<Roi>>.Of(rois);
    }

    private static Roi ReadRoi(DicomFile file, int number, string name, DicomDataset? set, List<Problem> problems)
    {
        List<Contour> found = [];
        List<string> warnings = [];
        int points = 0;
        foreach (var contour in set?.Sequence(DicomTags.Contours) ?? [])
        {
            string type = contour.Text(DicomTags.ContourType) ?? "CLOSED_PLANAR";
            if (type is not ("CLOSED_PLANAR" or "CLOSEDPLANAR_XOR"))
            {
                warnings.Add($"ROI {number} '{name}': a contour of type {type} encloses nothing and was left out.");
                continue;
            }
            double[] numbers = contour.Numbers(DicomTags.ContourData);
            string place = $"{DicomPlace.Of(file.Name, DicomTags.ContourData, contour[DicomTags.ContourData]?.Offset ?? -1)} of ROI {number} '{name}'";
            points += numbers.Length / 3;
            if (numbers.Length % 3 != 0 || numbers.Length == 0 || !numbers.All(double.IsFinite) || points > MostPoints)
            {
                problems.Add(new(place, $"{numbers.Length} values", "x\\y\\z triples of finite mm"));
                continue;
            }
            if (numbers.Length < 9)
            {
                warnings.Add($"ROI {number} '{name}': a contour of {numbers.Length / 3} point(s) encloses nothing and was left out.");
                continue;
            }
            var corners = new Point3[numbers.Length / 3];
            for (int i = 0; i < corners.Length; i++) corners[i] = new(numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]);
            if (found.Any(c => c.Points.SequenceEqual(corners))) warnings.Add($"ROI {number} '{name}': a contour is there twice; the second, which would cancel the first, was left out.");
            else found.Add(new(corners, place));
        }
        return new(number, name, found, warnings);
    }

    /// <summary>The region on a grid; refused where contours do not lie in the planes of its slices.</summary>
    /// <remarks>
    /// Contours of one plane are filled together; a slice of the grid takes the nearest plane within half a step of the planes, or of the
    /// slices where those are farther apart. Contours drawn on a CT of finer or coarser slices then neither cancel nor leave gaps.
    /// </remarks>
    public static Outcome<Region> ToGrid(Roi roi, ImageGeometry grid)
    {
        var drawn = roi.Contours.Select(c => (c.Place, Corners: c.Points.Select(grid.ToVoxel).ToArray())).ToList();
        var across = drawn.Where(c => c.Corners.Max(p => p.Z) - c.Corners.Min(p => p.Z) > 0.5).ToList();
        if (across.Count > 0)
            return Outcome<Region>.Refused(new Problem(across[0].Place, $"a contour through {across[0].Corners.Max(p => p.Z) - across[0].Corners.Min(p => p.Z):0.0} slices of the image ({across.Count} of {drawn.Count} contours)", "[contourOffPlane] contours in the planes of the image's slices"));
        bool[] inside = new bool[grid.Count];
        var planes = Planes(drawn.Select(c => c.Corners));
        List<string> warnings = [];
        double half = 0.5 * Step(roi, planes, grid, warnings);
        for (int z = 0; z < grid.Slices; z++)
        {
            // Planes midway between slices all go to the slice above, whichever way the last digit of a position was rounded.
            var near = planes.Where(p => p.Z - half < z - Midway && z - Midway <= p.Z + half).OrderBy(p => Math.Abs(p.Z - z + Midway)).FirstOrDefault();
            foreach (var corners in near.Contours ?? []) Fill(corners, grid, z, inside);
        }
        int lost = planes.Sum(p => p.Z + half < 0 || p.Z - half >= grid.Slices - 1 ? p.Contours.Count : p.Contours.Count(c => BeyondEdge(c, grid)));
        return Outcome<Region>.Of(new(roi.Number, roi.Name, new(grid, inside), lost) { Warnings = warnings });
    }

    private static bool BeyondEdge(Point3[] corners, ImageGeometry grid) =>
        corners.Any(p => p.X < -1 || p.Y < -1 || p.X > grid.Columns || p.Y > grid.Rows);

    /// <summary>How many slices of the grid a plane stands for.</summary>
    /// <remarks>
    /// More than one only if the contours were evidently drawn on coarser slices: at most 10 mm apart, and either three or more planes in even steps
    /// or planes that are not the grid's. Two outlines in slices 3 and 5 of the image itself are two outlines, not three.
    /// </remarks>
    private static double Step(Roi roi, List<(double Z, List<Point3[]> Contours)> planes, ImageGeometry grid, List<string> warnings)
    {
        double[] steps = [.. planes.Zip(planes.Skip(1), (p, q) => q.Z - p.Z)];
        double least = steps.DefaultIfEmpty(1).Min();
        if (least <= 1 + SamePlane) return 1;
        bool even = steps.Length >= 2 && steps.All(s => Math.Abs(s / least - Math.Round(s / least)) < SamePlane), off = planes.Any(p => Math.Abs(p.Z - Math.Round(p.Z)) > SamePlane);
        double mm = least * grid.Spacing.Z;
        if (mm <= WidestStepMm && (even || off)) return least;
        warnings.Add(string.Create(CultureInfo.InvariantCulture, $"ROI {roi.Number} '{roi.Name}': its contours lie {mm:0.#} mm apart or more; nothing was filled between them."));
        return 1;
    }

    /// <summary>How far, in slices, rounding moves a plane that lies in the middle of two.</summary>
    private const double Midway = 0.01;

    /// <summary>Two contours closer than this part of a slice lie in one plane.</summary>
    private const double SamePlane = 0.05;

    /// <summary>Contours by plane, in voxel indices, from the first slice on.</summary>
    private static List<(double Z, List<Point3[]> Contours)> Planes(IEnumerable<Point3[]> contours)
    {
        List<(double Z, List<Point3[]> Contours)> planes = [];
        foreach (var corners in contours.OrderBy(c => c.Average(p => p.Z)))
        {
            double z = corners.Average(p => p.Z);
            if (planes.Count == 0 || z - planes[^1].Z > SamePlane) planes.Add((z, []));
            planes[^1].Contours.Add(corners);
        }
        return planes;
    }

    /// <summary>Flips every voxel of a slice whose centre the polygon encloses: between crossings of the row's line, odd to even.</summary>
    private static void Fill(Point3[] corners, ImageGeometry grid, int slice, bool[] inside)
    {
        int from = Math.Max(0, (int)Math.Ceiling(corners.Min(c => c.Y))), to = Math.Min(grid.Rows - 1, (int)Math.Floor(corners.Max(c => c.Y)));
        List<double> crossings = [];
        for (int y = from; y <= to; y++)
        {
            crossings.Clear();
            for (int i = 0, j = corners.Length - 1; i < corners.Length; j = i++)
            {
                Point3 a = corners[i], b = corners[j];
                if (a.Y > y != b.Y > y) crossings.Add((b.X - a.X) * (y - a.Y) / (b.Y - a.Y) + a.X);
            }
            crossings.Sort();
            for (int k = 0; k + 1 < crossings.Count; k += 2)
            {
                int first = Math.Max(0, (int)Math.Ceiling(crossings[k])), last = Math.Min(grid.Columns - 1, (int)Math.Ceiling(crossings[k + 1]) - 1);
                for (int x = first; x <= last; x++) inside[grid.Index(x, y, slice)] ^= true;
            }
        }
    }
}
