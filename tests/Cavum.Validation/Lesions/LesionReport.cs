using System.Globalization;
using System.Text;

namespace Cavum.Validation;

/// <summary>The page docs/validation/lesions.md.</summary>
internal static class LesionReport
{
    private const ulong Seed = 20261129;

    public static string Write(int cases, TextWriter progress)
    {
        NeckTrial[] alone = Run(cases, false, progress), withCt = Environment.GetEnvironmentVariable("CT") is null ? alone : Run(cases, true, progress);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# Lesions: search and leak guard on {cases} phantoms\n");
        foreach (var (name, trials) in new[] { ("PET alone", alone), ("PET with CT", withCt) })
            page.Append(CultureInfo.InvariantCulture, $"{name}: median Dice {Median(trials.Select(t => t.Dice)):F3}, threshold {Median(trials.Select(t => t.DiceOfThreshold)):F3}, mean {trials.Average(t => t.Dice):F3}, below 0.8 {trials.Count(t => t.Dice < 0.8)}, found {trials.Sum(t => t.Found)} of {trials.Sum(t => t.Lesions)}, false {trials.Sum(t => t.FalseSpots)}, leaks {trials.Sum(t => t.Leaks)} of {trials.Sum(t => t.Seeds)}, astray {trials.Sum(t => t.Missed)}\n");
        return page.ToString();
    }

    private static NeckTrial[] Run(int cases, bool ct, TextWriter progress)
    {
        var trials = new NeckTrial[cases];
        Parallel.For(0, cases, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => { trials[i] = NeckTrial.Run(Seed, i, ct); progress.Write('.'); });
        foreach (var t in trials)
        {
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{t.Case} {t.SpacingMm:F1} mm dice {t.Dice:F3} plain {t.DiceOfThreshold:F3} found {t.Found}/{t.Lesions} false {t.FalseSpots} {t.FalseMl:F1} leaks {t.Leaks} astray {t.Missed} [{string.Join(", ", t.Traits.Distinct())}]"));
            foreach (string s in t.Story) progress.WriteLine("    " + s);
        }
        return trials;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
