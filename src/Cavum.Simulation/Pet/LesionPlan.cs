using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>A lesion as it stands in one scan, with the reader's mark.</summary>
/// <param name="Suv">Uniform uptake.</param>
/// <param name="Method">The reader's way to outline it, as marks.csv names it.</param>
internal sealed record PlannedLesion(string Mark, string Site, Solid Shape, double Suv, string Method)
{
    public LesionTruth Truth(string scan) =>
        new(scan, Mark, Site, Suv, Shape.VolumeMl, Shape.Centre.X, Shape.Centre.Y, Shape.Centre.Z, Shape.Radii.X, Shape.Radii.Y, Shape.Radii.Z);
}

/// <summary>Which lesions a subject has, and how large and avid they are in each scan: both follow the burden.</summary>
internal static class LesionPlan
{
    private readonly record struct Site(string Name, double X, double Y, double Z, double LeastRadius, double MostRadius, double Background, bool Distant);

    private static readonly Site[] Sites =
    [
        new("nasopharynx", 0, -12, -181, 10, 15, 0.6, false),
        new("left neck", 42, 4, -229, 7, 11, 0.65, false),
        new("right neck", -42, 4, -229, 7, 11, 0.65, false),
        new("left neck", 37, 14, -268, 7, 10, 0.65, false),
        new("right neck", -37, 14, -268, 7, 10, 0.65, false),
        new("left lung", 80, 15, -385, 7, 12, 0.4, true),
        new("right lung", -80, 15, -375, 7, 12, 0.4, true),
        new("right lung", -82, 5, -435, 7, 11, 0.4, true),
        new("mediastinum", -8, 0, -368, 8, 11, 1, true),
        new("liver", -44, -18, -547, 10, 15, 2.2, true),
        new("liver", -88, 12, -570, 10, 15, 2.2, true),
        new("thoracic spine", 0, 71, -430, 9, 12, 1.4, true),
        new("lumbar spine", 0, 50, -655, 9, 12, 1.4, true),
        new("left ilium", 84, 38, -765, 9, 14, 1.2, true),
        new("right ilium", -84, 38, -765, 9, 14, 1.2, true),
    ];

    /// <summary>Lesions that a reader sees and marks; one that has shrunk or faded out of sight is gone.</summary>
    public static List<PlannedLesion> Of(SimulationSettings settings, SimulatedSubject subject, SimulatedScan scan)
    {
        var random = Streams.Of(settings, subject.Index, Purpose.Lesions);
        var scale = BodyScale.Of(subject.Person);
        double logBurden = subject.Truth.StudyLine.Course.LogAt(scan.Day);
        var chosen = Choose(random, subject.Metastatic);
        var lesions = new List<PlannedLesion>();
        for (int i = 0; i < chosen.Count; i++)
        {
            bool isNew = i == chosen.Count - 1; // the last site stays free for a lesion that may appear
            double radius = random.Uniform(chosen[i].LeastRadius, chosen[i].MostRadius), suv = Math.Clamp(random.LogNormal(9.5, 0.35), 5, 20);
            double own = 1 + 0.15 * random.NextNormal(), shape = random.Uniform(0.88, 1.14);
            if (isNew && !(scan.Index == 1 && scan.NewLesion)) continue;
            double change = isNew || scan.Index == 0 ? 0 : Math.Min(logBurden * own, 2.2);
            suv = Math.Min(chosen[i].Background + (suv - chosen[i].Background) * Math.Exp(0.45 * change), 24);
            radius *= Math.Clamp(Math.Exp(0.2 * change), 0.5, 1.35);
            if (isNew) radius = chosen[i].LeastRadius;
            if (suv < Math.Max(2.5, 2 * chosen[i].Background) || radius < 4.5) continue;
            var solid = new Solid(scale.Place(chosen[i].X, chosen[i].Y, chosen[i].Z), new(radius * shape, radius / shape, radius), false, (float)suv, 50);
            string method = suv / chosen[i].Background < 5 ? "50" : "41";
            lesions.Add(new(isNew ? "N1" : $"L{i + 1}", chosen[i].Name, solid, (float)suv, method));
        }
        return lesions;
    }

    private static List<Site> Choose(SeededRandom random, bool metastatic)
    {
        var local = Sites.Where(s => !s.Distant).ToArray();
        var distant = Sites.Where(s => s.Distant).ToArray();
        random.Shuffle<Site>(local.AsSpan(1));
        random.Shuffle<Site>(distant);
        var chosen = new List<Site>();
        if (random.Chance(metastatic ? 0.5 : 0.9)) chosen.Add(local[0]);
        int nodes = random.Whole(chosen.Count == 0 && !metastatic ? 1 : 0, metastatic ? 2 : 3);
        chosen.AddRange(local.AsSpan(1, nodes));
        if (metastatic) chosen.AddRange(distant.AsSpan(0, random.Whole(1, 4)));
        chosen.Add(metastatic ? distant[^1] : local[^1]);
        return chosen;
    }
}
