using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>A solid of one uptake and one density: an ellipsoid, or an elliptic cylinder along z.</summary>
/// <param name="Centre">Patient position, mm (LPS); the vertex of the head is at z = 0.</param>
/// <param name="Radii">Half axes, mm; the z of a cylinder is half its length.</param>
/// <param name="Hu">CT number.</param>
internal readonly record struct Solid(Point3 Centre, Point3 Radii, bool Cylinder, float Suv, float Hu)
{
    public double VolumeMl => (Cylinder ? 2 : 4.0 / 3) * Math.PI * Radii.X * Radii.Y * Radii.Z / 1000;
}

/// <summary>How large a subject is against the standard phantom (170 cm, 65 kg).</summary>
internal readonly record struct BodyScale(double Across, double Along)
{
    /// <summary>Head and neck do not widen with the trunk.</summary>
    private const double NeckEnds = -295;

    public static BodyScale Of(Person person)
    {
        double along = person.HeightCm / 170;
        return new(Math.Clamp(Math.Sqrt(person.WeightKg / 65 / along), 0.88, 1.16), along);
    }

    public Point3 Place(double x, double y, double z) =>
        z > NeckEnds ? new(x, y, z * Along) : new(x * Across, y * Across, z * Along);

    public Point3 Size(double x, double y, double z, double atZ) =>
        atZ > NeckEnds ? new(x, y, z * Along) : new(x * Across, y * Across, z * Along);
}

/// <summary>Collects the solids of a body of a given size; later ones cover earlier ones.</summary>
internal sealed class BodyBuilder(BodyScale scale)
{
    private const double SlabMm = 5;
    private const double OverlapMm = 0.5; // no slice falls between two slabs

    public List<Solid> Solids { get; } = [];

    public void Ellipsoid(double x, double y, double z, double rx, double ry, double rz, double suv, double hu) =>
        Solids.Add(new(scale.Place(x, y, z), scale.Size(rx, ry, rz, z), false, (float)suv, (float)hu));

    /// <summary>The same on the left (x) and on the right (−x).</summary>
    public void Pair(double x, double y, double z, double rx, double ry, double rz, double suv, double hu)
    {
        Ellipsoid(x, y, z, rx, ry, rz, suv, hu);
        Ellipsoid(-x, y, z, rx, ry, rz, suv, hu);
    }

    public void Column(double x, double y, double top, double bottom, double rx, double ry, double suv, double hu)
    {
        double middle = (top + bottom) / 2;
        Solids.Add(new(scale.Place(x, y, middle), scale.Size(rx, ry, (top - bottom) / 2, middle), true, (float)suv, (float)hu));
    }

    /// <summary>A body part whose half-widths and place change along z: straight between the knots, made of thin slabs.</summary>
    /// <param name="less">Taken off both half-widths: the layer between skin and muscle.</param>
    public void Profile(ReadOnlySpan<(double Z, double Rx, double Ry, double Y)> knots, double less, double suv, double hu)
    {
        for (int k = 0; k + 1 < knots.Length; k++)
        {
            var (a, b) = (knots[k], knots[k + 1]);
            int slabs = Math.Max(1, (int)Math.Round((a.Z - b.Z) / SlabMm));
            for (int i = 0; i < slabs; i++)
            {
                double t = (i + 0.5) / slabs, top = a.Z + (b.Z - a.Z) * i / slabs + OverlapMm, bottom = a.Z + (b.Z - a.Z) * (i + 1) / slabs - OverlapMm;
                Column(0, a.Y + t * (b.Y - a.Y), top, bottom, a.Rx + t * (b.Rx - a.Rx) - less, a.Ry + t * (b.Ry - a.Ry) - less, suv, hu);
            }
        }
    }
}
