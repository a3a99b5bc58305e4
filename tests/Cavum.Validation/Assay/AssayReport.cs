using System.Globalization;
using System.Text;
using Cavum.Stats;

namespace Cavum.Validation;

/// <summary>Runs the simulated validation of the assay and words its page.</summary>
internal static class AssayReport
{
    private const ulong Seed = 20261129;

    private static readonly PlateDesign[] Designs =
    [
        new("no counting noise, equal weights, duplicates", false, Cavum.Assay.CurveWeighting.Equal, 2),
        new("counting noise, Poisson weights, duplicates", true, Cavum.Assay.CurveWeighting.Poisson, 2),
        new("counting noise, Poisson weights, triplicates", true, Cavum.Assay.CurveWeighting.Poisson, 3),
        new("counting noise, equal weights with the counting interval, duplicates", true, Cavum.Assay.CurveWeighting.Equal, 2, Interval: Cavum.Assay.CurveInterval.Counting),
        new("counting noise, equal weights with the counting interval, triplicates", true, Cavum.Assay.CurveWeighting.Equal, 3, Interval: Cavum.Assay.CurveInterval.Counting),
        new("counting noise, equal weights with the counting interval, duplicates, 0.05 cycles of noise", true, Cavum.Assay.CurveWeighting.Equal, 2, 0.05, Cavum.Assay.CurveInterval.Counting),
        new("no counting noise, equal weights with the counting interval, duplicates (amounts that are no molecules: not what that interval is for)", false, Cavum.Assay.CurveWeighting.Equal, 2, Interval: Cavum.Assay.CurveInterval.Counting),
        new("counting noise, equal weights, duplicates (not what Cavum's own settings state)", true, Cavum.Assay.CurveWeighting.Equal, 2),
    ];

    public static string Write(int plates, int series, TextWriter log)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# Do the assay's intervals hold the truth?\n\nMade by `tests/Cavum.Validation` (`assay docs/validation/assay.md {plates} {series}`), seed {Seed}. Brackets are exact 95 % limits of the Monte Carlo share.\n\n");
        page.Append(CultureInfo.InvariantCulture, $"## 95 % intervals of concentration, {plates} simulated plates a design\n\n");
        page.Append("Standards 10 to 10⁶ copies in triplicate, slope −3.4, 0.15 cycles of noise a well; one unknown a level. Recovery, IU conversion and its scatter are drawn anew for each plate from the uncertainty that the settings state. Wanted: 94–96 % at and above the LOQ (35 % CV; with duplicates about 30 copies).\n\n");
        foreach (var design in Designs)
        {
            Plates(page, PlateCoverage.Run(design, plates, Seed));
            log.WriteLine($"{design.Name}: {plates} plates");
        }
        SeriesCoverage.Write(page, series, Seed);
        log.WriteLine($"{series} series");
        return page.ToString();
    }

    private static void Plates(StringBuilder page, PlateCoverage c)
    {
        page.Append(CultureInfo.InvariantCulture, $"### {c.Design.Name}\n\n| true copies per reaction | copies per reaction | copies/mL | IU/mL |\n|---|---|---|---|\n");
        for (int l = 0; l < PlateCoverage.Levels.Length; l++)
            page.Append(CultureInfo.InvariantCulture, $"| {PlateCoverage.Levels[l]:#,##0} | {Share(c.Reaction[l], c.Of[l])} | {Share(c.PerMl[l], c.Of[l])} | {Share(c.International[l], c.Of[l])} |\n");
        page.Append(CultureInfo.InvariantCulture, $"| all levels | {Share(c.Reaction.Sum(), c.Of.Sum())} | {Share(c.PerMl.Sum(), c.Of.Sum())} | {Share(c.International.Sum(), c.Of.Sum())} |\n\n");
        if (c.Design is { Counting: true, Weighting: Cavum.Assay.CurveWeighting.Equal, Interval: Cavum.Assay.CurveInterval.OneVariance }) Checks(page, c);
    }

    /// <summary>How often the checks speak where equal weights fail.</summary>
    private static void Checks(StringBuilder page, PlateCoverage c)
    {
        page.Append("What the checks of docs/methods/standard-curve.md say in this design (copies per reaction):\n\n| true copies per reaction | without a remark | of those covered |\n|---|---|---|\n");
        for (int l = 0; l < PlateCoverage.Levels.Length; l++)
            page.Append(CultureInfo.InvariantCulture, $"| {PlateCoverage.Levels[l]:#,##0} | {Share(c.Trusted[l], c.Of[l])} | {Share(c.TrustedHolds[l], c.Trusted[l])} |\n");
        page.Append('\n');
    }

    internal static string Share(long k, long n)
    {
        if (n == 0) return "none";
        var exact = ProportionInterval.Of(IntervalMethod.ClopperPearson, (int)k, (int)n);
        return string.Create(CultureInfo.InvariantCulture, $"{100.0 * k / n:0.00} % ({100 * exact.Lower:0.00}–{100 * exact.Upper:0.00})");
    }
}
