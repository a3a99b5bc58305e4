using System.Globalization;
using System.Text;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Validation;

/// <summary>How series behave whose truth is known: stable ones must not rebound, regrowth must be seen, half-lives must hold.</summary>
internal static class SeriesCoverage
{
    private const double AssaySd = 0.15, Lod = 18.8, Loq = 35;

    public static void Write(StringBuilder page, int series, ulong seed)
    {
        page.Append(CultureInfo.InvariantCulture, $"## Series, {series} each, assay SD {AssaySd} log10, LOD {Lod}, LOQ {Loq}\n\n| what | share |\n|---|---|\n");
        int[] sizes = [6, 10, 14];
        foreach (int n in sizes)
            page.Append(CultureInfo.InvariantCulture, $"| false rebound in a stable series of {n} samples at 1,000 | {AssayReport.Share(Count(series, seed, r => Rebound(Stable(r, n, 1000))), series)} |\n");
        page.Append(CultureInfo.InvariantCulture, $"| false rebound in a stable series of 10 samples at 40 (about the LOQ) | {AssayReport.Share(Count(series, seed, r => Rebound(Stable(r, 10, 40))), series)} |\n");
        page.Append(CultureInfo.InvariantCulture, $"| rebound seen: half-life 7 days from 10,000, from day 42 doubling every 10 days, 10 samples to day 126 | {AssayReport.Share(Count(series, seed, r => Rebound(Turning(r))), series)} |\n");
        int few = Math.Min(series, 2000);
        page.Append(CultureInfo.InvariantCulture, $"| regrowth shape chosen in that series ({few}) | {AssayReport.Share(Count(few, seed, r => Form(Turning(r)) == DecayForm.Regrowth), few)} |\n");
        page.Append(CultureInfo.InvariantCulture, $"| any second shape chosen in a straight decline (half-life 14 days, {few}) | {AssayReport.Share(Count(few, seed, r => Form(Falling(r, 14, 10)) is DecayForm.Regrowth or DecayForm.Biphasic), few)} |\n");
        foreach (int n in sizes)
        {
            page.Append(CultureInfo.InvariantCulture, $"| half-life of 14 days inside ln 2/(k ± z·se), {n} samples | {AssayReport.Share(Count(series, seed, r => HoldsWald(Falling(r, 14, n), 14)), series)} |\n");
            page.Append(CultureInfo.InvariantCulture, $"| … inside the profile limits, {n} samples | {AssayReport.Share(Count(few, seed, r => HoldsProfile(Falling(r, 14, n), 14)), few)} |\n");
        }
        page.Append("\nThe z limits are those of the contract of `assay kinetics`; the report uses Student's t with the small-sample error (docs/validation/simulator.md).\n");
    }

    private static long Count(int series, ulong seed, Func<SeededRandom, bool> holds)
    {
        bool[] yes = new bool[series];
        Parallel.For(0, series, i => yes[i] = holds(new SeededRandom(seed, (ulong)i)));
        return yes.Count(y => y);
    }

    private static EbvPoint Point(SeededRandom random, double day, double truth)
    {
        double read = truth * Math.Pow(10, AssaySd * random.NextNormal());
        return new(day, read >= Loq ? new EbvLevel.Quantified(read) : read >= Lod ? new EbvLevel.BelowLoq(Lod, Loq) : new EbvLevel.NotDetected(Lod));
    }

    private static EbvPoint[] Stable(SeededRandom random, int n, double level) => [.. Enumerable.Range(0, n).Select(k => Point(random, k * 14, level))];

    private static EbvPoint[] Falling(SeededRandom random, double halfLife, int n) => [.. Enumerable.Range(0, n).Select(k => Point(random, k * 7, 1e5 * Math.Pow(2, -k * 7 / halfLife)))];

    private static EbvPoint[] Turning(SeededRandom random) =>
        [.. Enumerable.Range(0, 10).Select(k => Point(random, k * 14, 10_000 * Math.Pow(2, -Math.Min(k * 14, 42) / 7.0 + Math.Max(0, k * 14 - 42) / 10.0)))];

    private static bool Rebound(EbvPoint[] series) => EbvResponseRules.Apply(series, EbvKinetics.Decay(series))["rebound"].Call == Called.Yes;

    private static DecayForm Form(EbvPoint[] series) => DecayShapes.Choose(series, EbvKinetics.Decay(series)).Form;

    private static bool HoldsWald(EbvPoint[] series, double truth)
    {
        var decay = EbvKinetics.Decay(series);
        return decay.HalfLifeDays is not null && decay.Lower <= truth && truth <= (decay.Upper ?? double.PositiveInfinity);
    }

    private static bool HoldsProfile(EbvPoint[] series, double truth)
    {
        var (lower, upper) = EbvKinetics.ProfileLimits(series, EbvKinetics.Decay(series));
        return lower <= truth && truth <= (upper ?? double.PositiveInfinity);
    }
}
