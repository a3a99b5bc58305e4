using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>A lesion of a <see cref="NeckPhantom"/>: one or more overlapping solids; those at or below <paramref name="CoreSuv"/> are its dead core.</summary>
internal sealed record NeckLesion(string Site, IReadOnlyList<Solid> Parts, double CoreSuv);

/// <summary>Primary and nodes where NPC and other head-and-neck cancers put them, from 8 mm nodes to masses at the skull base.</summary>
internal static class NeckLesions
{
    /// <summary>Levels II to V and retropharyngeal, left side; x is mirrored for the right.</summary>
    private static readonly (string Site, double X, double Y, double Z)[] Levels =
    [
        ("level II", 40, 6, -222), ("level II", 46, 14, -236), ("level III", 38, 6, -258), ("level IV", 36, 10, -284), ("level V", 54, 32, -262), ("retropharyngeal", 16, 6, -190), ("level Ib", 30, -34, -236),
    ];

    public static List<NeckLesion> Draw(SeededRandom random, BodyScale scale, List<string> traits)
    {
        List<NeckLesion> lesions = [];
        if (random.Chance(0.75)) lesions.Add(Primary(random, scale, traits));
        var places = Levels.SelectMany(l => new[] { l, (l.Site, -l.X, l.Y, l.Z) }).ToArray();
        random.Shuffle<(string, double, double, double)>(places);
        int nodes = random.Whole(lesions.Count == 0 ? 1 : 0, 10);
        double hottest = random.LogNormal(9, 0.4);
        foreach (var (site, x, y, z) in places.Take(nodes)) lesions.Add(Node(random, scale, (site, x, y, z), Math.Clamp(hottest * random.LogNormal(0.85, 0.3), 4, 25), traits));
        return lesions;
    }

    /// <summary>Lesions that touch healthy uptake: below the temporal lobe, in one tonsil, in a parotid gland, beside the bladder.</summary>
    public static List<NeckLesion> DrawNeighbours(SeededRandom random, BodyScale scale, List<string> traits)
    {
        traits.Add("beside organs");
        double side = random.Chance(0.5) ? 1 : -1;
        NeckLesion At(string site, double x, double y, double z, double least, double most)
        {
            double r = random.Uniform(least, most);
            return new(site, [Ball(scale, side * x, y, z, r, r * random.Uniform(0.8, 1.2), r * random.Uniform(0.8, 1.2), Math.Clamp(random.LogNormal(8, 0.35), 4, 20))], 0);
        }
        return [At("below the brain", 22, 5, -152, 6, 11), At("tonsil", 20, -22, -207, 8, 13), At("parotid", 55, 12, -186, 5, 11), At("beside the bladder", 52, -15, -806, 6, 12)];
    }

    private static NeckLesion Primary(SeededRandom random, BodyScale scale, List<string> traits)
    {
        double suv = Math.Clamp(random.LogNormal(11, 0.4), 5, 28), size = random.Uniform(8, 22);
        bool skullBase = random.Chance(0.35);
        if (skullBase) traits.Add("skull base");
        var (x, y, z) = skullBase ? (random.Uniform(-20, 20), random.Uniform(-20, 5), -165 - 0.5 * size) : random.Chance(0.6) ? (random.Uniform(-14, 14), -14, -186.0) : (random.Uniform(-26, 26), -35, -222.0);
        List<Solid> parts = [Ball(scale, x, y, z, size, size * random.Uniform(0.7, 1.1), size * random.Uniform(0.7, 1), suv)];
        if (random.Chance(0.6)) parts.Add(Ball(scale, x + random.Uniform(-12, 12), y + random.Uniform(-10, 10), z + random.Uniform(-8, 3), size * 0.6, size * 0.5, size * 0.6, suv * random.Uniform(0.6, 1)));
        return new("primary", parts, 0);
    }

    private static NeckLesion Node(SeededRandom random, BodyScale scale, (string Site, double X, double Y, double Z) place, double suv, List<string> traits)
    {
        double r = random.Chance(0.35) ? random.Uniform(4, 6) : random.Chance(0.2) ? random.Uniform(14, 22) : random.Uniform(6, 12);
        double dx = random.Uniform(-5, 5), dy = random.Uniform(-5, 5), dz = random.Uniform(-8, 8);
        var whole = Ball(scale, place.X + dx + Math.Sign(place.X) * Math.Max(0, r - 12) * 0.7, place.Y + dy, place.Z + dz, r * random.Uniform(0.85, 1.1), r, r * random.Uniform(0.9, 1.4), suv);
        if (r < 14 || random.Chance(0.5)) return new(place.Site, [whole], 0);
        traits.Add("necrotic node");
        var core = whole with { Radii = 0.6 * whole.Radii, Suv = 1.2f, Hu = 15 };
        return new(place.Site, [whole, core], 1.5);
    }

    private static Solid Ball(BodyScale scale, double x, double y, double z, double rx, double ry, double rz, double suv) =>
        new(scale.Place(x, y, z), new(rx, ry, rz), false, (float)suv, 50);
}
