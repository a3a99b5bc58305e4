using System.Globalization;
using System.Text;

namespace Cavum.Validation;

/// <summary>The page docs/validation/lesions.md: the search and the leak guard on phantoms.</summary>
internal static class LesionReport
{
    private const ulong FirstSeed = 20261129;
    private const double Aim = 0.8;

    public static string Write(int cases, int draw, bool withCt, TextWriter progress)
    {
        ulong seed = FirstSeed + (ulong)draw;
        var trials = new NeckTrial[cases];
        Parallel.For(0, cases, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            trials[i] = NeckTrial.Run(seed, i, withCt);
            progress.Write('.');
        });
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Lesions: the search and the leak guard on {cases} phantoms
            Written by `scripts/validate lesions {cases} {draw} {(withCt ? 1 : 0)}` (seed {seed}). {(withCt ? "PET with CT." : "PET alone.")} No page of real patients: no real head-and-neck scan with outlines was at hand.

            Each phantom differs in body, posture (head turned and tilted, arms up, down or cut), scanner (voxels of 2 to 5.4 mm, blur of 4.5 to 8 mm, noise), where the scan ends (a quarter cut through the brain), physiology
            (brain 6–15, tonsils 2–7.8 and uneven, glands to 4, muscle to 4.5 on one or both sides, brown fat to 11, vocal cords to 5.5, thyroid to 6) and lesions (1 to 11: primary below or at the skull base, nodes of all levels on both sides,
            8 mm to 44 mm, some with a dead core). Dice: union of the candidates of confidence 0.5 and more against the union of the lesions, above the shoulders. Threshold: SUV 4 without brain, heart and bladder.

            | | median | mean | least | at least {Aim:F1} |
            |---|---|---|---|---|
            | Dice of the search | {Median(trials.Select(t => t.Dice)):F3} | {trials.Average(t => t.Dice):F3} | {trials.Min(t => t.Dice):F3} | {trials.Count(t => t.Dice >= Aim)} of {cases} |
            | Dice of the threshold alone | {Median(trials.Select(t => t.DiceOfThreshold)):F3} | {trials.Average(t => t.DiceOfThreshold):F3} | {trials.Min(t => t.DiceOfThreshold):F3} | {trials.Count(t => t.DiceOfThreshold >= Aim)} of {cases} |

            Lesions found (30 % of their voxels or more): {trials.Sum(t => t.Found)} of {trials.Sum(t => t.Lesions)}. False candidates in head and neck: {trials.Sum(t => t.FalseSpots)}, {trials.Sum(t => t.FalseMl):F1} mL in all.
            Growth from each lesion's maximum at 41 and 50 %: {trials.Sum(t => t.Seeds)} growths, {trials.Sum(t => t.Leaks)} larger than three times the lesions they touch and 3 mL, {trials.Sum(t => t.Missed)} that missed the lesion.

            | phantom | voxel (mm) | Dice | threshold | found | false | leaks | traits |
            |---|---|---|---|---|---|---|---|

            """);
        foreach (var t in trials)
            page.Append(CultureInfo.InvariantCulture, $"| {t.Case} | {t.SpacingMm:F1} | {t.Dice:F3} | {t.DiceOfThreshold:F3} | {t.Found} of {t.Lesions} | {t.FalseSpots} | {t.Leaks} of {t.Seeds} | {string.Join(", ", t.Traits.Distinct())} |\n");
        page.Append("\n## What went wrong\n");
        foreach (var t in trials.Where(t => t.Story.Count > 0))
            foreach (string line in t.Story) page.Append(CultureInfo.InvariantCulture, $"- {t.Case}: {line}\n");
        return page.ToString();
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
