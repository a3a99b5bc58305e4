using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>Healthy and harmless uptake of the head and neck that <see cref="NeckAnatomy"/> lacks and a scan of the clinic has, each present or not by chance.</summary>
/// <remarks>
/// Places and ranges of uptake are ours, after what reviews of variants describe (chewing and longus colli muscles, lingual tonsil, nasal mucosa, cervical cord,
/// stellate ganglia, oesophagus, teeth, radiation mucositis, tracer beside the vein of injection); no counts of how frequent each is were at hand.
/// </remarks>
internal static class ClinicalTissue
{
    public static List<Solid> Draw(SeededRandom random, BodyScale scale, List<string> traits)
    {
        var body = new BodyBuilder(scale);
        bool Has(double chance, string trait)
        {
            if (!random.Chance(chance)) return false;
            traits.Add(trait);
            return true;
        }
        if (Has(0.3, "chewing")) Chewing(body, random);
        if (Has(0.4, "lingual tonsil")) body.Ellipsoid(random.Uniform(-4, 4), -26, -224, random.Uniform(9, 16), 7, 8, random.Uniform(2, 5), 50);
        if (Has(0.4, "nasal mucosa")) body.Pair(7, -58, -158, 4, 20, 10, random.Uniform(1.5, 3.8), 40);
        if (Has(0.3, "longus colli")) Strand(body, random, 9, 20, 6, random.Uniform(1.5, 3.8));
        if (Has(0.3, "back of neck")) Strand(body, random, 30, 62, 12, random.Uniform(1.2, 3));
        if (Has(0.25, "ganglia")) body.Pair(24, 36, -306, 4, 4, 7, random.Uniform(2, 4), 40);
        if (Has(0.3, "oesophagus")) for (double z = -300; z > -400; z -= 10) body.Column(3, Anatomy.SpineY(z) - 24, z, z - 10.5, 6, 5, random.Uniform(1.3, 3), 40);
        if (Has(0.3, "tooth")) Tooth(body, random);
        if (Has(0.25, "mucositis")) Mucositis(body, random);
        if (Has(0.3, "reactive nodes")) for (int i = random.Whole(1, 4); i > 0; i--) body.Ellipsoid((random.Chance(0.5) ? 1 : -1) * random.Uniform(36, 48), random.Uniform(0, 18), random.Uniform(-255, -218), 4, 4, 6, random.Uniform(1.5, 3.4), 40);
        if (Has(0.3, "uneven glands")) body.Ellipsoid(random.Chance(0.5) ? 55 : -55, 12, -186, 13, 18, 24, random.Uniform(0.7, 4.5), 30);
        if (Has(0.3, "cord")) for (double z = -195; z > -300; z -= 12) body.Column(0, Anatomy.SpineY(z - 6) + 12, z, z - 12.5, 4.5, 4.5, random.Uniform(1.8, 3.2), 35);
        if (Has(0.25, "extravasation")) Extravasation(body, random);
        return body.Solids;
    }

    /// <summary>Masseters and medial pterygoids of a patient who chewed or talked; one side may do more.</summary>
    private static void Chewing(BodyBuilder body, SeededRandom random)
    {
        double suv = random.Uniform(1.8, 5), right = random.Uniform(0.5, 1.1);
        foreach (int side in new[] { 1, -1 })
        {
            double here = side > 0 ? suv : suv * right;
            body.Ellipsoid(side * 46, -44, -190, 6, 13, 26, here, 55);
            body.Ellipsoid(side * 29, -30, -186, 5, 11, 20, here * 0.8, 55);
        }
    }

    private static void Strand(BodyBuilder body, SeededRandom random, double x, double y, double width, double suv)
    {
        double right = random.Uniform(0.7, 1.1);
        for (double z = -205; z > -290; z -= 10)
        {
            body.Column(x, y + (z + 205) * -0.15, z, z - 10.5, width * 0.7, width, suv, 55);
            body.Column(-x, y + (z + 205) * -0.15, z, z - 10.5, width * 0.7, width, suv * right, 55);
        }
    }

    private static void Tooth(BodyBuilder body, SeededRandom random)
    {
        double angle = random.Uniform(-1.2, 1.2), r = random.Uniform(3, 5);
        body.Ellipsoid(26 * Math.Sin(angle), -48 - 22 * Math.Cos(angle), random.Chance(0.5) ? -175 : -196, r, r, r * 1.4, random.Uniform(2.5, 7), 400);
    }

    /// <summary>The walls of pharynx and palate some weeks after radiotherapy: a moderate, even lining.</summary>
    private static void Mucositis(BodyBuilder body, SeededRandom random)
    {
        double suv = random.Uniform(2, 4.5);
        body.Ellipsoid(0, -16, -215, 17, 14, 36, suv, 40);
        body.Ellipsoid(0, -16, -215, 11, 9, 34, 0.6, 40);
        body.Column(0, -14, -190, -250, 8, 7, 0.2, -990);
    }

    /// <summary>Tracer beside the vein: at the elbow or forearm of an arm at the side, or raised and then beside the head.</summary>
    private static void Extravasation(BodyBuilder body, SeededRandom random)
    {
        double side = random.Chance(0.5) ? 1 : -1, suv = random.Uniform(8, 60);
        if (random.Chance(0.5))
        {
            body.Column(side * 135, 15, -20, -330, 36, 38, 0.55, 45);
            body.Column(-side * 135, 15, -20, -330, 36, 38, 0.55, 45);
            body.Ellipsoid(side * 138, 0, random.Uniform(-120, -40), 8, 8, 16, suv, 20);
        }
        else
        {
            body.Column(side * 205, 15, -350, -700, 36, 38, 0.55, 45);
            body.Ellipsoid(side * 208, 0, random.Uniform(-640, -560), 8, 8, 16, suv, 20);
        }
    }
}
