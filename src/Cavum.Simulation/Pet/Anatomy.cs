using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>How avid the normal organs of a subject are in one scan, SUV.</summary>
internal sealed record Physiology(
    double Brain, double Liver, double Blood, double Gland, double Heart, double Kidney, double Bladder, double Marrow, double Tonsil, double Bowel)
{
    /// <summary>A subject's own level, moved a little from scan to scan; heart, bowel and bladder change most.</summary>
    public static Physiology Draw(SeededRandom subject, SeededRandom scan)
    {
        double Level(double from, double to, double lnSd) => subject.Uniform(from, to) * Math.Exp(lnSd * scan.NextNormal());
        return new(Level(8.3, 11.6, 0.03), Level(1.95, 2.45, 0.03), Level(1.45, 1.75, 0.03), Level(1.8, 3, 0.08), Level(1.8, 7, 0.3),
            Level(4, 6.5, 0.12), Level(15, 40, 0.25), Level(1.1, 1.6, 0.05), Level(3, 5, 0.08), Level(1, 1.8, 0.2));
    }
}

/// <summary>The body without tumour: outline, organs with their usual FDG uptake, lungs and bone for CT.</summary>
/// <remarks>No atlas: solids that stand where the organs stand, so that a threshold meets the neighbours that it meets in patients.</remarks>
internal static class Anatomy
{
    public const double LowestZ = -880;

    private static readonly (double Z, double Rx, double Ry, double Y)[] Trunk =
    [
        (-195, 54, 58, 14), (-275, 57, 58, 10), (-292, 80, 62, 12), (-304, 122, 70, 12), (-318, 162, 80, 11), (-335, 180, 88, 9), (-365, 182, 97, 5),
        (-420, 167, 105, 2), (-500, 157, 107, 0), (-580, 143, 100, 0), (-640, 140, 98, 0), (-700, 153, 103, 4), (-760, 171, 110, 8), (-800, 177, 112, 10), (-858, 172, 102, 10),
    ];

    private static readonly (double Z, double Y)[] SpineCurve = [(-200, 36), (-290, 50), (-420, 72), (-620, 48), (-700, 52), (-780, 70)];

    /// <summary>A place in the right lobe of the liver that is kept free of lesions, and one in the descending aorta.</summary>
    public static Point3 LiverReference(BodyScale scale) => scale.Place(-88, -10, -519);

    public static Point3 BloodPoolReference(BodyScale scale) => scale.Place(16, SpineY(-500) - 30, -500);

    /// <summary>How far behind the middle the vertebral bodies lie.</summary>
    public static double SpineY(double z)
    {
        for (int i = 0; i + 1 < SpineCurve.Length; i++)
            if (z >= SpineCurve[i + 1].Z)
                return SpineCurve[i].Y + (SpineCurve[i + 1].Y - SpineCurve[i].Y) * Math.Max(0, (SpineCurve[i].Z - z) / (SpineCurve[i].Z - SpineCurve[i + 1].Z));
        return SpineCurve[^1].Y;
    }

    public static List<Solid> Draw(SeededRandom random, Physiology organs, BodyScale scale)
    {
        var body = new BodyBuilder(scale);
        body.Profile(Trunk, 0, 0.35, -95);
        body.Column(88, 10, -856, -925, 85, 96, 0.35, -95);
        body.Column(-88, 10, -856, -925, 85, 96, 0.35, -95);
        body.Profile(Trunk, 11, 0.65, 45);
        body.Column(88, 10, -856, -925, 72, 82, 0.6, 45);
        body.Column(-88, 10, -856, -925, 72, 82, 0.6, 45);
        Head(body, organs);
        Chest(body, organs);
        Abdomen(body, organs, random);
        Skeleton(body, organs);
        for (double z = -385; z > -625; z -= 10) body.Column(16, SpineY(z - 5) - 30, z + 0.5, z - 10.5, 12, 12, organs.Blood, 45);
        body.Ellipsoid(0, -22, -808, 36, 31, 32, organs.Bladder, 8);
        return body.Solids;
    }

    private static void Head(BodyBuilder body, Physiology organs)
    {
        body.Ellipsoid(0, 0, -113, 78, 98, 112, 0.6, 45);
        body.Ellipsoid(0, -30, -190, 50, 60, 44, 0.6, 45);
        body.Ellipsoid(0, 2, -84, 71, 88, 69, 0.7, 700);
        body.Ellipsoid(0, 3, -81, 64, 81, 59, organs.Brain, 36);
        body.Pair(27, 3, -79, 25, 62, 40, organs.Brain * 0.45, 30);
        body.Pair(19, -3, -84, 11, 22, 15, organs.Brain * 1.05, 36);
        body.Pair(6, 8, -76, 6, 30, 12, 1.5, 8);
        body.Ellipsoid(0, 48, -139, 44, 27, 21, organs.Brain * 0.85, 36);
        body.Ellipsoid(0, -15, -153, 45, 45, 6, 0.8, 500);
        body.Pair(30, -82, -112, 12, 12, 12, 0.7, 15);
        body.Ellipsoid(0, -62, -150, 14, 25, 22, 0.3, -900);
        body.Pair(55, 12, -186, 13, 18, 24, organs.Gland, 30);
        body.Pair(28, -38, -226, 12, 12, 12, organs.Gland * 1.1, 40);
        body.Ellipsoid(0, -48, -214, 13, 9, 8, organs.Gland, 40);
        body.Pair(19, -22, -207, 7, 8, 10, organs.Tonsil, 50);
        body.Column(0, -6, -198, -366, 8, 8, 0.2, -990);
        body.Pair(9, -14, -277, 4, 9, 4, organs.Gland * 0.9, 45);
    }

    private static void Chest(BodyBuilder body, Physiology organs)
    {
        body.Pair(79, 8, -395, 50, 76, 92, 0.4, -830);
        body.Ellipsoid(0, 5, -390, 30, 60, 76, 1, 40);
        body.Ellipsoid(-6, -36, -441, 42, 34, 36, organs.Blood, 45);
        body.Ellipsoid(30, -28, -441, 41, 38, 37, organs.Heart, 45);
        body.Ellipsoid(22, -22, -436, 30, 27, 26, organs.Blood, 45);
        body.Ellipsoid(6, -20, -385, 16, 15, 30, organs.Blood, 45);
    }

    private static void Abdomen(BodyBuilder body, Physiology organs, SeededRandom random)
    {
        body.Ellipsoid(-68, 0, -545, 66, 72, 62, organs.Liver, 58);
        body.Ellipsoid(-14, -36, -527, 58, 36, 32, organs.Liver, 58);
        body.Ellipsoid(95, 40, -545, 26, 36, 46, organs.Liver * 0.85, 52);
        body.Ellipsoid(56, -32, -537, 34, 30, 36, organs.Bowel * 1.1, 30);
        body.Pair(62, 55, -607, 26, 22, 50, organs.Kidney, 35);
        body.Pair(53, 50, -607, 8, 8, 15, organs.Kidney * 3, 10);
        body.Ellipsoid(-98, -20, -645, 20, 24, 56, organs.Bowel, 15);
        body.Ellipsoid(98, 0, -650, 17, 20, 66, organs.Bowel * 0.9, 15);
        body.Ellipsoid(0, -62, -602, 84, 18, 17, organs.Bowel * 0.9, 15);
        for (int i = 0; i < 9; i++)
        {
            double size = random.Uniform(15, 25);
            body.Ellipsoid(random.Uniform(-58, 58), random.Uniform(-62, -22), random.Uniform(-735, -645), size, size, size * 0.8, organs.Bowel * random.Uniform(0.7, 1.35), 20);
        }
    }

    /// <summary>Vertebrae with discs between them, pelvis, femora, shoulders, breastbone.</summary>
    private static void Skeleton(BodyBuilder body, Physiology organs)
    {
        double marrow = organs.Marrow;
        for (double top = -200, height; top > -735; top -= height + 4)
        {
            height = top > -300 ? 13 : top > -540 ? 19 : 27;
            double width = top > -300 ? 12 : top > -540 ? 15 : 20, y = SpineY(top - height / 2);
            body.Column(0, y, top, top - height, width, width * 0.85, marrow, 230);
            body.Column(0, y + width * 0.85 + 10, top, top - height * 0.6, 5, 11, marrow * 0.7, 350);
        }
        body.Ellipsoid(0, 70, -765, 36, 18, 38, marrow, 220);
        body.Pair(84, 38, -765, 22, 26, 42, marrow * 0.9, 300);
        body.Pair(92, 12, -836, 23, 23, 23, marrow * 0.7, 380);
        body.Column(96, 14, -850, -925, 15, 15, marrow * 0.5, 500);
        body.Column(-96, 14, -850, -925, 15, 15, marrow * 0.5, 500);
        body.Pair(142, 22, -336, 20, 20, 20, marrow * 0.8, 330);
        body.Ellipsoid(0, -86, -405, 15, 7, 66, marrow * 0.9, 200);
    }
}
