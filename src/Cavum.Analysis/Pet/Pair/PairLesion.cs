using Cavum.Imaging;

namespace Cavum.Analysis;

/// <summary>One lesion of one of the two scans, under the name that it has on both.</summary>
/// <param name="Name">L1, L2 … from the baseline on; N1 … for what is new; a letter behind it for parts of one lesion.</param>
/// <param name="Fate">persisted, gone, new, split or merged.</param>
/// <param name="Baseline">The baseline lesion that it continues; null at baseline and for new ones.</param>
/// <param name="By">How it was outlined: candidate with its confidence, or a reader's outline.</param>
public sealed record PairLesion(string Name, string Site, string Fate, string? Baseline, string By, LesionMeasures Measures, Mask Mask);

/// <summary>Matches the lesions of the two scans and names them.</summary>
internal static class PairMatching
{
    internal readonly record struct Drawn(int Id, string Site, string By, Mask Mask);

    public static (IReadOnlyList<PairLesion> Before, IReadOnlyList<PairLesion> After, RegistrationResult? Registration) Match(PairScan before, PairScan after, IReadOnlyList<Drawn> earlier, IReadOnlyList<Drawn> later)
    {
        Region[] from = [.. earlier.Select(d => new Region(d.Id, d.Site, d.Mask))], to = [.. later.Select(d => new Region(d.Id, d.Site, d.Mask))];
        var registration = from.Length == 0 || to.Length == 0 ? null : Register(before, after, [.. from.Select(r => Middle(r.Mask))]);
        var matches = LesionMatcher.Match(from, to, registration?.Transform ?? RigidTransform.Translation(default));
        List<PairLesion> first = [], second = [];
        int gone = 0, fresh = 0;
        foreach (var match in matches)
        {
            string fate = match.Fate.ToString().ToLowerInvariant(), name = match.Earlier.Count == 0 ? $"N{++fresh}" : "";
            string? continues = null;
            foreach (int id in match.Earlier)
            {
                name = $"L{++gone}";
                var made = Made(name, fate, null, earlier.First(d => d.Id == id), before);
                first.Add(made);
                // What several lesions have become continues the hottest of them.
                if (continues is null || made.Measures.SuvPeakGlobal > first.First(l => l.Name == continues).Measures.SuvPeakGlobal) continues = name;
            }
            for (int part = 0; part < match.Later.Count; part++)
            {
                string whole = continues ?? name;
                second.Add(Made(part == 0 ? whole : $"{whole}{(char)('a' + Math.Min(part, 25))}", fate, continues, later.First(d => d.Id == match.Later[part]), after));
            }
        }
        return (first, second, registration);
    }

    private static PairLesion Made(string name, string fate, string? continues, Drawn drawn, PairScan scan) =>
        new(name, drawn.Site, fate, continues, drawn.By, LesionMeasurer.Measure(scan.Pet.Suv, drawn.Mask)!, drawn.Mask);

    private static RegistrationResult? Register(PairScan before, PairScan after, Point3[] around) =>
        before.Ct is { } a && after.Ct is { } b ? RigidRegistration.OfCt(a.Hu, b.Hu, around) ?? RigidRegistration.Of(before.Found, after.Found, around) : RigidRegistration.Of(before.Found, after.Found, around);

    private static Point3 Middle(Mask mask)
    {
        int[] inside = mask.Indices();
        return inside.Aggregate(default(Point3), (sum, i) => sum + mask.Geometry.ToPatient(mask.Geometry.VoxelAt(i))) / inside.Length;
    }
}
