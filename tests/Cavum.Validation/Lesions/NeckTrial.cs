using Cavum.Imaging;
using Cavum.Simulation;

namespace Cavum.Validation;

/// <summary>What the search and the guarded growth make of one phantom.</summary>
/// <param name="Drawn">Dice against what readers draw in place of the true edge.</param>
/// <param name="HottestInBars">SUVmax of the hottest lesion of the neck over the bar of the search.</param>
internal sealed record NeckTrial(int Case, IReadOnlyList<string> Traits, double SpacingMm, double Dice, DrawnDice Drawn, double DiceOfThreshold, double HottestInBars, int Lesions, int Found, int FalseSpots, double FalseMl, GrowthCount Growths, IReadOnlyList<string> Story)
{
    private const double LeastConfidence = 0.5, LeakFactor = 3, LeakMl = 3;

    public static NeckTrial Run(ulong seed, int number, bool withCt, NeckScene? scene = null)
    {
        var phantom = NeckPhantom.Draw(seed, number, scene);
        var suv = phantom.Suv;
        var g = suv.Geometry;
        int area = g.Rows * g.Columns, first = Math.Clamp((int)Math.Ceiling((phantom.NeckBottom - g.Origin.Z) / g.Spacing.Z), 0, g.Slices) * area;
        bool[] truth = new bool[g.Count], found = new bool[g.Count], plain = new bool[g.Count];
        foreach (var lesion in phantom.Lesions) foreach (int i in lesion.Mask.Indices()) truth[i] = true;
        var findings = CandidateFinder.Find(suv, withCt ? phantom.Hu : null);
        var kept = findings.Candidates.Where(c => c.Confidence >= LeastConfidence).ToList();
        foreach (var c in kept) foreach (int i in c.Mask.Indices()) found[i] = true;
        var barrier = OrganBarrier.Of(suv);
        for (int i = 0; i < plain.Length; i++) plain[i] = suv.Values[i] >= 4 && barrier[i] == 0;

        List<string> story = [];
        var wrong = kept.Where(c => c.Mask.Indices() is var v && v[0] >= first && !v.Any(i => truth[i])).ToList();
        foreach (var c in wrong) story.Add($"false {c.Site} {c.Measures.VolumeMl:F1} mL max {c.Measures.SuvMax:F1} conf {c.Confidence} at {Place(g.ToPatient(c.Measures.MaxVoxel))}");
        foreach (var c in kept.Where(c => c.Mask.Indices() is var v && v[0] >= first && v.Any(i => truth[i])))
            if (c.Mask.Indices().Count(i => !truth[i]) * g.VoxelMillilitres is > 2 and var over) story.Add($"over {over:F1} of {c.Measures.VolumeMl:F1} mL {c.Site} max {c.Measures.SuvMax:F1} threshold {c.Threshold:F2}");
        int hit = 0;
        foreach (var lesion in phantom.Lesions)
        {
            int[] v = lesion.Mask.Indices();
            if (v.Count(i => found[i]) >= 0.3 * v.Length)
            {
                hit++;
                if (v.Count(i => !found[i]) * g.VoxelMillilitres is > 2 and var under) story.Add($"under {under:F1} of {lesion.Mask.VolumeMillilitres:F1} mL {lesion.Label}{Elsewhere(findings, [.. v.Where(i => !found[i])], g)}");
            }
            else
            {
                int max = v.MaxBy(i => suv.Values[i]);
                var not = findings.Candidates.FirstOrDefault(c => c.Mask.Inside[max]);
                story.Add($"missed {lesion.Label} {lesion.Mask.VolumeMillilitres:F1} mL max {suv.Values[max]:F1} at {Place(g.ToPatient(g.VoxelAt(max)))} {(barrier[max] > 0 ? "in " + barrier.Organs[barrier[max] - 1].Name : not is null ? "excluded" : $"{not.Site} {not.Confidence} {not.Reason}")}");
            }
        }
        var growths = Grow(phantom, barrier, story);
        int[] inNeck = [.. phantom.Lesions.SelectMany(l => l.Mask.Indices()).Where(i => i >= first)];
        double hottest = inNeck.Length == 0 ? 0 : inNeck.Max(i => suv.Values[i]) / findings.Bar;
        var drawn = new DrawnDice(Overlap(ReaderOutline.Union(phantom, 0.41), found, first), Overlap(ReaderOutline.Union(phantom, 0.5), found, first), Overlap(ReaderOutline.Union(phantom, 0.41), plain, first));
        return new(number, phantom.Traits, g.Spacing.X, Overlap(truth, found, first), drawn, Overlap(truth, plain, first), hottest, phantom.Lesions.Count, hit, wrong.Count, wrong.Sum(c => c.Measures.VolumeMl), growths, story);
    }

    /// <summary>The candidate below the confidence of the union that holds most of what was left out, if one holds a tenth.</summary>
    private static string Elsewhere(Findings findings, int[] left, ImageGeometry g) =>
        findings.Candidates.Select(c => (c, Held: left.Count(i => c.Mask.Inside[i]))).Where(p => p.Held >= 0.1 * left.Length && p.c.Confidence < LeastConfidence).OrderByDescending(p => p.Held).Select(p => $", {p.Held * g.VoxelMillilitres:F1} mL of it in {p.c.Site} {p.c.Confidence}").FirstOrDefault() ?? "";

    private static string Place(Point3 p) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{p.X:F0}, {p.Y:F0}, {p.Z:F0} mm");

    private static double Overlap(bool[] a, bool[] b, int from)
    {
        long both = 0, sum = 0;
        for (int i = from; i < a.Length; i++)
        {
            if (a[i] && b[i]) both++;
            sum += (a[i] ? 1 : 0) + (b[i] ? 1 : 0);
        }
        return sum == 0 ? 1 : 2.0 * both / sum;
    }

    /// <summary>A growth from a lesion's maximum leaks when it holds more than three times and 3 mL more than all lesions it touches.</summary>
    private static GrowthCount Grow(NeckPhantom phantom, OrganBarrier barrier, List<string> story)
    {
        var suv = phantom.Suv;
        var count = new GrowthCount();
        foreach (var lesion in phantom.Lesions)
        {
            int max = lesion.Mask.Indices().MaxBy(i => suv.Values[i]);
            foreach (double percent in (double[])[41, 50])
            {
                var grown = LesionSegmenter.FromSeed(suv, suv.Geometry.VoxelAt(max), new ThresholdMethod.PercentOfMaximum(percent), organs: barrier);
                int[] indices = grown?.Mask.Indices() ?? [];
                double touched = phantom.Lesions.Where(l => indices.Any(i => l.Mask.Inside[i])).Sum(l => l.Mask.VolumeMillilitres);
                bool leak = grown is not null && touched > 0 && grown.Mask.VolumeMillilitres > LeakFactor * touched + LeakMl;
                if (grown is null || touched == 0) count.Missed++;
                count.Growths++;
                count.Leaks += leak && !grown!.Leaked ? 1 : 0;
                count.FlaggedLeaks += leak && grown!.Leaked ? 1 : 0;
                count.FlaggedOthers += !leak && grown is { Leaked: true } ? 1 : 0;
                count.Doubted += !leak && grown is { Leaked: false, Doubtful: true } ? 1 : 0;
                if (leak)
                    story.Add($"{(leak ? grown!.Leaked ? "flagged leak" : "LEAK" : "flagged")} {percent} % {lesion.Label} {grown!.Mask.VolumeMillilitres:F1} of {touched:F1} mL max {suv.Values[max]:F1} at {Place(suv.Geometry.ToPatient(suv.Geometry.VoxelAt(max)))} {grown.Reason}");
            }
        }
        return count;
    }
}

/// <summary>Growths from lesions' maxima, and what became of them.</summary>
internal sealed class GrowthCount
{
    public int Growths { get; set; }

    /// <summary>Leaks that nothing tells.</summary>
    public int Leaks { get; set; }

    public int FlaggedLeaks { get; set; }

    /// <summary>Growths called leaked that hold no more than the bound.</summary>
    public int FlaggedOthers { get; set; }

    /// <summary>Growths cut by rule where the threshold would have run through muscle, glands or fat.</summary>
    public int Doubted { get; set; }

    public int Missed { get; set; }
}
