namespace Cavum.Imaging;

/// <summary>A spot of uptake that may be a lesion, for a reader to accept or reject.</summary>
/// <param name="Site">Where in the body, by place relative to brain, liver and midline.</param>
/// <param name="Confidence">0 to 1: how unlike healthy uptake it is. Not a probability of cancer.</param>
public sealed record Candidate(int Id, Mask Mask, LesionMeasures Measures, string Site, double Confidence, string Reason, double Threshold);

/// <summary>Uptake that was recognised as healthy and left out.</summary>
public sealed record PhysiologicalUptake(string Organ, double VolumeMl, double SuvMax, Voxel MaxVoxel, string Reason);

/// <summary>What a search over the whole image gave.</summary>
public sealed record Findings(IReadOnlyList<Candidate> Candidates, IReadOnlyList<PhysiologicalUptake> Physiological, ReferenceUptake? Liver, ReferenceUptake? BloodPool, double Bar, string BarReason)
{
    /// <summary>The body that was searched; null where none was found.</summary>
    internal BodyMap? Body { get; init; }
}

/// <summary>Searches a whole-body FDG image for candidate lesions and sets healthy uptake aside.</summary>
/// <remarks>
/// 1. Body, liver reference, brain, bladder, heart. 2. Maxima at or above the bar (PERCIST bar of the liver, kept between 2.5
/// and 4.5; 4.0 without a liver). 3. Each drawn at a contrast-oriented threshold with leak guard. 4. Each judged by
/// <see cref="SiteJudge"/>: place, symmetry, size, shape. Everything that is left out is listed with its reason.
/// </remarks>
public static class CandidateFinder
{
    private const double LeastBar = 2.5, MostBar = 4.5, BarWithoutLiver = 4.0, LeastMl = 0.15, PeakOfBar = 0.5;
    private const int LeastVoxels = 3;

    public static Findings Find(ImageVolume suv, ImageVolume? ct = null)
    {
        if (BodyMap.Of(suv) is not { } body) return new([], [], null, null, BarWithoutLiver, "no body was found");
        var liver = ReferenceFinder.Liver(body);
        var pool = liver is null ? null : ReferenceFinder.BloodPool(body, liver);
        var percist = liver is null ? null : PercistBar.FromLiver(liver);
        double bar = percist is null ? BarWithoutLiver : Math.Clamp(percist.Suv, LeastBar, MostBar);
        var organs = OrganFinder.Find(body, liver);
        var organAt = OrganBarrier.Of(suv.Geometry, organs, body);
        var judge = new SiteJudge(new(body, suv, liver, organs, ct, bar));

        List<PhysiologicalUptake> healthy = [.. OrganUptake(suv, organAt, bar)];
        List<Candidate> candidates = [];
        var sphere = new PeakSphere(suv.Geometry);
        foreach (var part in DrawnSpots.Draw(suv, bar, organAt).SelectMany(d => judge.InNeck(d.Voxels) ? SpotParting.Of(suv, d.Voxels, d.Threshold, body) : [new(d.Voxels, d.Threshold, null, "")]))
        {
            var mask = Mask.FromIndices(suv.Geometry, part.Voxels);
            var m = LesionMeasurer.Measure(suv, mask, sphere)!;
            if (m.Voxels < LeastVoxels || m.VolumeMl < LeastMl || m.SuvPeakGlobal < PeakOfBar * bar) continue;
            var verdict = part.Organ is null ? judge.Judge(mask, m) : new(part.Organ, "neck", 0, part.Reason);
            if (verdict.Organ is { } organ) healthy.Add(new(organ, m.VolumeMl, m.SuvMax, m.MaxVoxel, verdict.Reason));
            else candidates.Add(new(0, mask, m, verdict.Site, verdict.Confidence, verdict.Reason, part.Threshold));
        }
        Candidate[] numbered = [.. candidates.OrderByDescending(c => c.Confidence).ThenBy(c => suv.Geometry.Index(c.Measures.MaxVoxel)).Select((c, i) => c with { Id = i + 1 })];
        return new(numbered, Gathered(healthy), liver, pool, bar, percist?.Reason ?? "no liver was found: fixed bar") { Body = body };
    }

    /// <summary>One row an organ: summed volume, hottest voxel.</summary>
    private static List<PhysiologicalUptake> Gathered(List<PhysiologicalUptake> spots) =>
        [.. spots.GroupBy(s => s.Organ).Select(g => g.MaxBy(s => s.SuvMax)! with { VolumeMl = g.Sum(s => s.VolumeMl) }).OrderByDescending(s => s.SuvMax)];

    private static IEnumerable<PhysiologicalUptake> OrganUptake(ImageVolume suv, OrganBarrier organAt, double bar)
    {
        int[] hottest = [.. organAt.Organs.Select(_ => -1)], count = new int[hottest.Length];
        var values = suv.Values;
        for (int i = 0; i < values.Length; i++)
        {
            if (organAt[i] == 0 || values[i] < bar) continue;
            int o = organAt[i] - 1;
            count[o]++;
            if (hottest[o] < 0 || values[i] > values[hottest[o]]) hottest[o] = i;
        }
        return [.. organAt.Organs.Select((organ, o) => (organ, o)).Where(p => hottest[p.o] >= 0).Select(p =>
            new PhysiologicalUptake(p.organ.Name, count[p.o] * suv.Geometry.VoxelMillilitres, suv.Values[hottest[p.o]], suv.Geometry.VoxelAt(hottest[p.o]), p.organ.Reason))];
    }
}
