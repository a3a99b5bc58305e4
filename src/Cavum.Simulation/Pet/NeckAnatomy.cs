using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>The healthy body of a <see cref="NeckPhantom"/>: glands, tonsils, muscle, brown fat and vocal cords as hot as they can be in patients.</summary>
internal static class NeckAnatomy
{
    public static List<Solid> Draw(SeededRandom random, BodyScale scale, List<string> traits)
    {
        double brain = random.Uniform(6, 15);
        var organs = new Physiology(brain, random.Uniform(1.7, 2.9), random.Uniform(1.2, 1.9), random.Uniform(1.4, 3.6), random.Uniform(1.5, 12), random.Uniform(4, 8),
            random.Uniform(10, 60), random.Uniform(1, 2.4), random.Uniform(2, 6.5), random.Uniform(1, 4));
        var solids = Anatomy.Draw(random, organs, scale);
        var body = new BodyBuilder(scale);
        Face(body, random, organs);
        if (random.Chance(0.35)) Tension(body, random, traits);
        if (random.Chance(0.25)) BrownFat(body, random, traits);
        if (random.Chance(0.3)) VocalCords(body, random, traits);
        if (random.Chance(0.2)) Thyroid(body, random, traits);
        Arms(body, random, traits);
        solids.AddRange(body.Solids);
        return solids;
    }

    private static void Face(BodyBuilder body, SeededRandom random, Physiology organs)
    {
        double left = random.Uniform(0.82, 1.2);
        body.Ellipsoid(19, -22, -207, 7, 8, 10, organs.Tonsil * left, 50);
        body.Ellipsoid(0, -12, -183, 11, 6, 5, random.Uniform(1.2, 4), 45); // adenoid and the roof of the nasopharynx
        body.Pair(30, -80, -112, 4, 9, 4, random.Uniform(1.5, 5), 45); // eye muscles
        body.Ellipsoid(0, -44, -196, 20, 22, 9, random.Uniform(1, 2.6), 50); // tongue
        body.Ellipsoid(0, -70, -178, 28, 6, 12, random.Uniform(1, 2.5), 400); // alveolar ridge, teeth
        for (double z = -195; z > -300; z -= 12) body.Column(0, Anatomy.SpineY(z - 6) + 12, z, z - 12.5, 4, 4, 1.8, 35); // cord
    }

    private static void Tension(BodyBuilder body, SeededRandom random, List<string> traits)
    {
        traits.Add("muscle");
        double suv = random.Uniform(2, 4.5);
        bool oneSided = random.Chance(0.4);
        foreach (int side in new[] { 1, -1 })
        {
            if (oneSided && side < 0) continue;
            for (double z = -215; z > -290; z -= 10) body.Column(side * (46 - (z + 215) * -0.25), 2 + (z + 215) * 0.35, z, z - 10.5, 6, 9, suv, 55);
        }
    }

    private static void BrownFat(BodyBuilder body, SeededRandom random, List<string> traits)
    {
        traits.Add("brown fat");
        double suv = random.Uniform(3, 11);
        for (int i = 0; i < 5; i++)
        {
            double x = random.Uniform(45, 100), y = random.Uniform(0, 30), z = random.Uniform(-320, -285), r = random.Uniform(6, 11);
            body.Ellipsoid(x, y, z, r, r, r * 1.4, suv * random.Uniform(0.7, 1), -95);
            body.Ellipsoid(-x + random.Uniform(-6, 6), y, z, r, r, r * 1.4, suv * random.Uniform(0.7, 1), -95);
        }
    }

    private static void VocalCords(BodyBuilder body, SeededRandom random, List<string> traits)
    {
        traits.Add("vocal cords");
        double suv = random.Uniform(2, 5.5);
        body.Ellipsoid(6, -16, -277, 4, 10, 5, suv, 45);
        if (random.Chance(0.7)) body.Ellipsoid(-6, -16, -277, 4, 10, 5, suv * random.Uniform(0.8, 1.1), 45);
    }

    private static void Thyroid(BodyBuilder body, SeededRandom random, List<string> traits)
    {
        traits.Add("thyroid");
        body.Pair(18, -14, -298, 9, 9, 20, random.Uniform(2, 6), 90);
    }

    private static void Arms(BodyBuilder body, SeededRandom random, List<string> traits)
    {
        if (random.Chance(0.5)) return;
        bool up = random.Chance(0.5);
        traits.Add(up ? "arms up" : "arms down");
        double away = up ? 128 : 205;
        body.Column(away, 15, up ? -20 : -350, up ? -330 : -700, 36, 38, 0.55, 45);
        body.Column(-away, 15, up ? -20 : -350, up ? -330 : -700, 36, 38, 0.55, 45);
    }
}
