using System.Globalization;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Where the voxels of a NIfTI image lie: by sform, else qform, else pixdim; in mm, LPS.</summary>
internal static class NiftiGeometry
{
    /// <summary>Voxel sizes of pixdim and sform that differ by more than this part contradict each other.</summary>
    private const double SizeTolerance = 0.01;

    private sealed record Axes(Point3 X, Point3 Y, Point3 Z, Point3 Origin)
    {
        public Point3 At(double x, double y, double z) => Origin + x * X + y * Y + z * Z;
    }

    /// <param name="warnings">Receives what the header contradicts itself in, or does not say.</param>
    public static Outcome<ImageGeometry> Of(string name, NiftiHeader h, List<string> warnings)
    {
        var (sform, qform) = (h.Sform is { } s ? FromSform(s) : null, h.Quaternion is { } q ? FromQuaternion(h, q) : null);
        var used = sform ?? qform ?? new Axes(new(Width(h, 1), 0, 0), new(0, Width(h, 2), 0), new(0, 0, Width(h, 3)), default);
        double volume = used.X.Dot(used.Y.Cross(used.Z)), product = used.X.Length * used.Y.Length * used.Z.Length;
        if (!(double.IsFinite(product) && product > 0 && Math.Abs(volume) > 1e-3 * product))
            return Outcome<ImageGeometry>.Refused(new Problem(name + (sform is not null ? ", sform" : ", qform"), $"axes {Show(used.X)}, {Show(used.Y)} and {Show(used.Z)}", "three axes that span space"));

        if (sform is null && qform is null) warnings.Add($"{name} tells neither sform nor qform: its axes were taken as the patient's right, front and head.");
        if (sform is not null && qform is not null) WarnOfDifference(name, h, sform, qform, warnings);
        if (sform is not null && Enumerable.Range(0, 3).Any(i => Math.Abs(new[] { sform.X, sform.Y, sform.Z }[i].Length / Width(h, i + 1) - 1) > SizeTolerance))
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: pixdim tells voxels of {Width(h, 1):G4} × {Width(h, 2):G4} × {Width(h, 3):G4}, the sform of {sform.X.Length:G4} × {sform.Y.Length:G4} × {sform.Z.Length:G4}; the sform was used."));
        double toMm = ToMillimetres(name, h.SpaceUnit, Math.Max(used.X.Length, Math.Max(used.Y.Length, used.Z.Length)), warnings);

        Point3 Lps(Point3 p) => new(-p.X * toMm, -p.Y * toMm, p.Z * toMm);
        double longest = Math.Max(used.X.Length, Math.Max(used.Y.Length, used.Z.Length)) * toMm, far = used.Origin.Length * toMm;
        if (!(longest < 1e4 && far < 1e7))
            return Outcome<ImageGeometry>.Refused(new Problem(name + ", sform/qform", string.Create(CultureInfo.InvariantCulture, $"a voxel of {longest:G4} mm, {far:G4} mm from the origin"), "voxels of less than 10 m at a place within 10 km"));
        return Outcome<ImageGeometry>.Of(new(new(h.Size.X, h.Size.Y, h.Size.Z), new(used.X.Length * toMm, used.Y.Length * toMm, used.Z.Length * toMm), Lps(used.Origin), Lps(used.X), Lps(used.Y), Lps(used.Z)));
    }

    /// <summary>A unit that would make voxels no scanner makes was set by mistake: many writers leave it at random.</summary>
    private static double ToMillimetres(string name, int unit, double longest, List<string> warnings)
    {
        double toMm = unit switch { 1 => 1000, 3 => 0.001, _ => 1 };
        if (toMm == 1) return 1;
        string told = unit == 1 ? "metres" : "micrometres";
        bool believable = longest * toMm is > 0.05 and < 50;
        warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is in {told} by its header: {(believable ? "it was brought to mm" : $"voxels of {longest:G4} {told} are no scan's, and mm were taken")}."));
        return believable ? toMm : 1;
    }

    private static Axes FromSform(double[] s) => new(new(s[0], s[4], s[8]), new(s[1], s[5], s[9]), new(s[2], s[6], s[10]), new(s[3], s[7], s[11]));

    private static Axes FromQuaternion(NiftiHeader h, double[] q)
    {
        double b = q[0], c = q[1], d = q[2], a = Math.Sqrt(Math.Max(0, 1 - b * b - c * c - d * d));
        double handed = h.PixDim[0] < 0 ? -1 : 1;
        return new(new Point3(a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)) * Width(h, 1),
            new Point3(2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)) * Width(h, 2),
            new Point3(2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - c * c - b * b) * (Width(h, 3) * handed),
            new(q[3], q[4], q[5]));
    }

    private static double Width(NiftiHeader h, int axis) => Math.Abs(h.PixDim[axis]) > 0 && double.IsFinite(h.PixDim[axis]) ? Math.Abs(h.PixDim[axis]) : 1;

    private static void WarnOfDifference(string name, NiftiHeader h, Axes sform, Axes qform, List<string> warnings)
    {
        double apart = 0;
        foreach (int x in (int[])[0, h.Size.X - 1])
            foreach (int y in (int[])[0, h.Size.Y - 1])
                foreach (int z in (int[])[0, h.Size.Z - 1])
                    apart = Math.Max(apart, sform.At(x, y, z).DistanceTo(qform.At(x, y, z)));
        if (apart > 0.5 * Math.Min(sform.X.Length, Math.Min(sform.Y.Length, sform.Z.Length)))
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: sform and qform place the image up to {apart:G4} mm apart; the sform was used."));
    }

    private static string Show(Point3 p) => string.Create(CultureInfo.InvariantCulture, $"({p.X:G4}, {p.Y:G4}, {p.Z:G4})");
}
