using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>A solid of one uptake and one density: an ellipsoid, or an elliptic cylinder along z.</summary>
/// <param name="Centre">Patient position, mm (LPS); the vertex of the head is at z = 0.</param>
/// <param name="Radii">Half axes, mm; the z of a cylinder is half its length.</param>
/// <param name="Hu">CT number.</param>
internal readonly record struct Solid(string Name, Point3 Centre, Point3 Radii, bool Cylinder, float Suv, float Hu)
{
    /// <summary>Whether a point lies inside, the surface included.</summary>
    public bool Contains(Point3 p)
    {
        double x = (p.X - Centre.X) / Radii.X, y = (p.Y - Centre.Y) / Radii.Y, z = (p.Z - Centre.Z) / Radii.Z;
        return Cylinder ? x * x + y * y <= 1 && Math.Abs(z) <= 1 : x * x + y * y + z * z <= 1;
    }

    public double VolumeMl => (Cylinder ? 2 : 4.0 / 3) * Math.PI * Radii.X * Radii.Y * Radii.Z / 1000;
}

/// <summary>How large a subject is against the standard phantom (170 cm, 65 kg).</summary>
internal readonly record struct BodyScale(double Across, double Along)
{
    public static BodyScale Of(Person person)
    {
        double along = person.HeightCm / 170;
        return new(Math.Clamp(Math.Sqrt(person.WeightKg / 65 / along), 0.88, 1.16), along);
    }

    /// <summary>Head and neck do not widen with the trunk.</summary>
    public Point3 Place(double x, double y, double z) =>
        z > -300 ? new(x, y, z * Along) : new(x * Across, y * Across, z * Along);

    public Point3 Size(double x, double y, double z, double atZ) =>
        atZ > -300 ? new(x, y, z * Along) : new(x * Across, y * Across, z * Along);
}

/// <summary>The body without tumour: outline, organs with their usual FDG uptake, lungs and bone for CT.</summary>
/// <remarks>
/// SUV of brain 8–12, liver 2.2 ± 0.15 between subjects, blood pool 1.6, bladder 15–40; no atlas: solids that stand where
/// the organs stand, so that thresholds meet the neighbours that they meet in patients. Later solids cover earlier ones.
/// </remarks>
internal static class Anatomy
{
    public const double LowestZ = -880;

    /// <summary>A place in the right lobe of the liver that is kept free of lesions, and one in the descending aorta.</summary>
    public static Point3 LiverReference(BodyScale scale) => scale.Place(-88, -10, -517);

    public static Point3 BloodPoolReference(BodyScale scale) => scale.Place(17, 40, -500);

    public static List<Solid> Draw(SeededRandom random, BodyScale scale)
    {
        var solids = new List<Solid>();
        double brain = random.Uniform(8, 12), liver = 2.2 + 0.15 * random.NextNormal(), blood = random.Uniform(1.45, 1.75);
        double gland = random.Uniform(1.8, 3), heart = random.LogNormal(3.5, 0.5), kidney = random.Uniform(4, 7);
        double bladder = random.Uniform(15, 40), marrow = random.Uniform(1.1, 1.7), tonsil = random.Uniform(3, 5);

        void Ellipsoid(string name, double x, double y, double z, double rx, double ry, double rz, double suv, double hu) =>
            solids.Add(new(name, scale.Place(x, y, z), scale.Size(rx, ry, rz, z), false, (float)suv, (float)hu));
        void Column(string name, double x, double y, double top, double bottom, double rx, double ry, double suv, double hu) =>
            solids.Add(new(name, scale.Place(x, y, (top + bottom) / 2), scale.Size(rx, ry, (top - bottom) / 2, (top + bottom) / 2), true, (float)suv, (float)hu));
        void Pair(string name, double x, double y, double z, double rx, double ry, double rz, double suv, double hu)
        {
            Ellipsoid("left " + name, x, y, z, rx, ry, rz, suv, hu);
            Ellipsoid("right " + name, -x, y, z, rx, ry, rz, suv, hu);
        }

        Ellipsoid("head", 0, 0, -113, 78, 98, 112, 0.6, 45);
        Column("neck", 0, 10, -190, -305, 58, 60, 0.65, 45);
        Ellipsoid("shoulders", 0, 18, -322, 195, 88, 52, 0.55, 30);
        Column("trunk", 0, 0, -320, -900, 168, 108, 0.5, -40);
        Column("muscle", 0, 0, -325, -895, 150, 94, 0.6, 45);
        Skull(solids, scale, brain);
        Pair("parotid gland", 55, 12, -186, 13, 18, 24, gland, 30);
        Pair("submandibular gland", 28, -38, -226, 12, 12, 12, gland * 1.1, 40);
        Ellipsoid("sublingual glands", 0, -48, -214, 13, 9, 8, gland, 40);
        Pair("tonsil", 19, -22, -206, 7, 8, 10, tonsil, 50);
        Column("airway", 0, -6, -196, -362, 8, 8, 0.2, -990);
        Pair("lung", 77, 5, -392, 50, 74, 95, 0.4, -820);
        Ellipsoid("mediastinum", 0, 5, -390, 32, 62, 75, 1, 40);
        Ellipsoid("heart wall", 22, -25, -437, 46, 41, 44, heart, 45);
        Ellipsoid("heart cavity", 22, -25, -437, 33, 29, 32, blood, 45);
        Ellipsoid("liver", -62, -5, -541, 74, 70, 58, liver, 58);
        Ellipsoid("spleen", 96, 42, -545, 27, 37, 47, liver * 0.85, 52);
        Ellipsoid("stomach", 55, -30, -530, 36, 32, 38, 1.6, 30);
        Pair("kidney", 62, 55, -607, 26, 22, 50, kidney, 35);
        Pair("renal pelvis", 54, 52, -607, 8, 8, 16, kidney * 3, 10);
        Ellipsoid("bowel", 10, -35, -680, 85, 45, 60, 1.3, 20);
        Column("spine", 0, 65, -200, -790, 17, 16, marrow, 250);
        Column("aorta", 17, 40, -380, -640, 12, 12, blood, 45);
        Pair("ilium", 84, 38, -765, 22, 26, 42, marrow * 0.9, 320);
        Pair("femur", 88, 8, -850, 21, 21, 34, marrow * 0.7, 350);
        Ellipsoid("bladder", 0, -22, -828, 36, 31, 32, bladder, 8);
        return solids;
    }

    private static void Skull(List<Solid> solids, BodyScale scale, double brain)
    {
        solids.Add(new("skull", scale.Place(0, 2, -84), scale.Size(71, 87, 68, -84), false, 0.7f, 700));
        solids.Add(new("brain", scale.Place(0, 3, -81), scale.Size(64, 80, 58, -81), false, (float)brain, 35));
        solids.Add(new("ventricles", scale.Place(0, 5, -78), scale.Size(12, 30, 14, -78), false, 2.5f, 8));
        solids.Add(new("cerebellum", scale.Place(0, 48, -139), scale.Size(44, 27, 21, -139), false, (float)(brain * 0.85), 35));
        solids.Add(new("skull base", scale.Place(0, -15, -152), scale.Size(45, 45, 7, -152), false, 0.8f, 500));
    }
}
