using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Simulation;

namespace Cavum.Validation;

/// <summary>The page docs/validation/lesions.md: the search and the leak guard on phantoms, scanned in several ways.</summary>
internal static class LesionReport
{
    private const ulong FirstSeed = 20261129;
    private const double Aim = 0.8;
    private const int Resamples = 4000;

    private sealed record Scene(string Name, NeckScene Shown, bool WithCt, double PartOfCases);

    private static readonly Scene[] Scenes =
    [
        new("abdomen to vertex", new(), false, 1), new("the same with twice the noise", new(NoiseFactor: 2), false, 0.5), new("head and neck alone", new(LowestZ: -400), false, 0.5),
        new("whole body, lesions beside brain, tonsil, parotid gland and bladder", new(LowestZ: -925, Neighbours: true), false, 0.5),
        new("dental metal, no CT", new(Metal: true), false, 0.5), new("dental metal, with CT", new(Metal: true), true, 0.5),
        new("as in the clinic", new(Clinic: true), false, 1), new("as in the clinic, head and neck alone", new(LowestZ: -400, Clinic: true), false, 0.5),
    ];

    /// <param name="only">A part of the names of the scenes to run; empty for all.</param>
    public static string Write(int cases, int draw, string only, TextWriter progress)
    {
        ulong seed = FirstSeed + (ulong)draw;
        var page = new StringBuilder();
        var rows = new StringBuilder();
        var stories = new StringBuilder();
        List<NeckTrial> all = [], clinic = [];
        foreach (var scene in Scenes.Where(s => s.Name.Contains(only, StringComparison.Ordinal)))
        {
            var trials = Run(scene, seed, (int)Math.Ceiling(scene.PartOfCases * cases), progress);
            all.AddRange(trials);
            if (scene.Shown.Clinic) clinic.AddRange(trials);
            rows.Append(Row(scene.Name, trials));
            stories.Append(CultureInfo.InvariantCulture, $"\n### {scene.Name}\n");
            foreach (var t in trials.Where(t => t.Dice < Aim || t.Growths.Leaks + t.Growths.FlaggedLeaks > 0))
            {
                stories.Append(CultureInfo.InvariantCulture, $"- {t.Case} (voxel {t.SpacingMm:F1} mm; {string.Join(", ", t.Traits.Distinct())}): Dice {t.Dice:F3}, threshold {t.DiceOfThreshold:F3}, found {t.Found} of {t.Lesions}\n");
                foreach (string line in t.Story) stories.Append(CultureInfo.InvariantCulture, $"  - {line}\n");
            }
        }
        page.Append(CultureInfo.InvariantCulture, $"""
            # Lesions: the search and the leak guard on {all.Count} scans of phantoms
            Written by `scripts/validate lesions {cases} {draw}` (seed {seed}). No page of real patients: no real head-and-neck scan with outlines was at hand.

            Each phantom differs in body, posture (head turned and tilted, arms up, down or cut), scanner (voxels of 2 to 5.4 mm, blur of 4.5 to 8 mm, noise), where the scan ends (a quarter cut through the brain), physiology
            (brain 6–15, tonsils 2–7.8 and uneven, glands to 4, muscle to 4.5 on one or both sides, brown fat to 11, vocal cords to 5.5, thyroid to 6) and lesions (1 to 11: primary below or at the skull base, nodes of all levels on both sides,
            8 mm to 44 mm, some with a dead core). Dice: union of the candidates of confidence 0.5 and more against the union of the lesions, above the shoulders. Threshold: SUV 4 without brain, heart and bladder. In brackets: 95 % interval of
            the bootstrap over phantoms ({Resamples} resamples, percentiles). A growth from a lesion's maximum at 41 or 50 % leaks when it holds more than three times and 3 mL more than the lesions it touches; called: `leaked` is true.
            As in the clinic: voxels of ten scanners' grids from 2.0 × 2.0 × 2.0 to 5.5 × 5.5 × 3.3 mm, log-normal noise of 5 to 18 % correlated over 4 to 7 mm, a third with edges overshot by a model of the blur, the head turned up to 17° and tipped by 9° more, and by
            chance each: chewing muscles, lingual tonsil, nasal mucosa, longus colli, muscle at the back of the neck, stellate ganglia, oesophagus, a tooth, mucositis, reactive nodes, glands of unlike uptake, the cord, tracer beside the vein of a raised or lowered arm.

            | scan | phantoms | Dice, median | mean | least | at least {Aim:F1} | threshold, median | lesions found | false in head and neck | growths | leaks not called | leaks called | others called | cut by rule, doubtful | missed |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
            {rows}{Row("all", all)}
            ## How hard the scan is, and what readers outline
            How well the search does depends on how far uptake alone tells lesions. Threshold: SUV 4 without brain, heart and bladder, as above. 41 and 50 %: in place of the true edges the outlines a reader's tool would draw, the part of each
            lesion at or above that part of its own maximum, within 5 mm of the true edge. A hard but usual scan: its threshold reaches a Dice of 0.6 to 0.8 against the 41 % outlines.

            | scans | of them | at least {Aim:F1} against the true edges | median | against 41 % | median | against 50 % | median |
            |---|---|---|---|---|---|---|---|
            {Conditional("all", all)}{Conditional("threshold at least 0.5", [.. all.Where(t => t.DiceOfThreshold >= 0.5)])}{Conditional("threshold below 0.5", [.. all.Where(t => t.DiceOfThreshold < 0.5)])}{Conditional("hottest lesion of the neck at least 1.5 bars", [.. all.Where(t => t.HottestInBars >= 1.5)])}{Conditional("threshold 0.6 to 0.8 against 41 %", [.. all.Where(t => t.Drawn.ThresholdAt41 is >= 0.6 and <= 0.8)])}{Conditional("the same, as in the clinic", [.. clinic.Where(t => t.Drawn.ThresholdAt41 is >= 0.6 and <= 0.8)])}
            ## Where it went wrong
            Scans below a Dice of {Aim:F1} and scans with a leak; a scene's other scans are in the table alone.
            {stories}
            """);
        return page.ToString();
    }

    private static string Conditional(string name, IReadOnlyList<NeckTrial> t)
    {
        if (t.Count == 0) return $"| {name} | 0 | – | – | – | – | – | – |\n";
        string Of(Func<NeckTrial, double> dice) => string.Create(CultureInfo.InvariantCulture, $"{t.Count(x => dice(x) >= Aim)} ({Between([.. t.Select(dice)], d => d.Count(x => x >= Aim) / (double)d.Length)}) | {Median([.. t.Select(dice)]):F3}");
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {t.Count} | {Of(x => x.Dice)} | {Of(x => x.Drawn.At41)} | {Of(x => x.Drawn.At50)} |\n");
    }

    private static NeckTrial[] Run(Scene scene, ulong seed, int cases, TextWriter progress)
    {
        var trials = new NeckTrial[cases];
        Parallel.For(0, cases, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            trials[i] = NeckTrial.Run(seed, i, scene.WithCt, scene.Shown);
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scene.Name}\t{i}\t{trials[i].Dice:F3}\t{trials[i].Drawn.At41:F3}\t{trials[i].Drawn.At50:F3}\t{trials[i].DiceOfThreshold:F3}\t{trials[i].Drawn.ThresholdAt41:F3}\t{trials[i].HottestInBars:F2}\t{trials[i].SpacingMm:F2}"));
        });
        return trials;
    }

    private static string Row(string name, IReadOnlyList<NeckTrial> t)
    {
        double[] dice = [.. t.Select(x => x.Dice)];
        string Count(Func<GrowthCount, int> of) => t.Sum(x => of(x.Growths)).ToString(CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {t.Count} | {Between(dice, Median)} | {Between(dice, d => d.Average())} | {dice.Min():F3} | {dice.Count(d => d >= Aim)} ({Between(dice, d => d.Count(x => x >= Aim) / (double)d.Length)}) | {Median([.. t.Select(x => x.DiceOfThreshold)]):F3} | {t.Sum(x => x.Found)} of {t.Sum(x => x.Lesions)} | {t.Sum(x => x.FalseSpots)}, {t.Sum(x => x.FalseMl):F1} mL | {Count(g => g.Growths)} | {Count(g => g.Leaks)} | {Count(g => g.FlaggedLeaks)} | {Count(g => g.FlaggedOthers)} | {Count(g => g.Doubted)} | {Count(g => g.Missed)} |\n");
    }

    /// <summary>The statistic and its bootstrap interval.</summary>
    private static string Between(double[] values, Func<double[], double> statistic)
    {
        var random = new SeededRandom(1);
        double[] drawn = new double[values.Length], found = new double[Resamples];
        for (int r = 0; r < Resamples; r++)
        {
            for (int i = 0; i < drawn.Length; i++) drawn[i] = values[random.NextInt(values.Length)];
            found[r] = statistic(drawn);
        }
        Array.Sort(found);
        return string.Create(CultureInfo.InvariantCulture, $"{statistic(values):F3} [{found[Resamples / 40]:F3}–{found[^(Resamples / 40)]:F3}]");
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
