namespace Cavum.Imaging;

/// <summary>EORTC 1999: SUV of the baseline regions, followed.</summary>
public static class Eortc
{
    /// <summary>Change of the summed SUVmax of all baseline lesions; a region that is gone counts 0; each region's own rise is asked as well.</summary>
    /// <param name="cycles">Cycles given; more than one where not stated.</param>
    public static CriterionResult Assess(PetComparison scans, int? cycles)
    {
        var regions = scans.Pairs.Where(p => p.Baseline is not null).ToArray();
        var measure = Measures.FirstOrDefault(m => regions.All(p => m.Of(p.Baseline!) is > 0 && (p.Now is null || m.Of(p.Now) is not null)));
        bool known = scans.TablesPresent && regions.Length > 0 && measure is not null;
        double? Uptake(PetLesion lesion) => measure?.Of(lesion);
        double? before = known ? regions.Sum(p => Uptake(p.Baseline!)!.Value) : null;
        double? now = known ? regions.Sum(p => p.Now is null ? 0 : Uptake(p.Now)!.Value) : null;
        double? change = Bar.ChangePercent(before, now);
        string numbers = $"{measure?.Name ?? "SUV"} of {regions.Length} baseline region(s) {Bar.Show(before)} -> {Bar.Show(now)}, {Bar.Percent(change)}";
        string[] risen = known ? [.. regions.Where(p => p.Now is not null && Bar.Exceeds(Bar.ChangePercent(Uptake(p.Baseline!), Uptake(p.Now))!.Value, 25))
            .Select(p => p.Baseline!.Label ?? p.Baseline.Id)] : [];
        bool cleared = Cleared(scans, measure, out string note);
        string[] grown = [.. regions.Where(p => Bar.ChangePercent(p.Baseline!.LongestDiameterMm, p.Now?.LongestDiameterMm) is { } size && Bar.Exceeds(size, 20))
            .Select(p => p.Baseline!.Label ?? p.Baseline.Id)];
        var facts = new FactSheet()
            .Add("lesionTables", scans.TablesPresent)
            .Add("uptake", known ? "known" : scans.TablesPresent && regions.Length == 0 ? "none" : "unknown", numbers)
            .Add("newUptake", scans.NewCount > 0, scans.NewNote)
            .Add("cleared", cleared, note)
            .Add("rise", change is { } up && Bar.Exceeds(up, 25), numbers)
            .Add("regionRise", risen.Length > 0, risen.Length == 0 ? "no region rose by more than 25 %" : string.Join(", ", risen))
            .Add("extent", scans.Now.ExtentIncreased == true || grown.Length > 0,
                grown.Length > 0 ? "longest dimension up by more than 20 %: " + string.Join(", ", grown) : "the reader's word, or the longest dimension of a region")
            .Add("fall", change is not { } down ? "small" : Bar.Exceeds(-down, 25) ? "large" : Bar.Reaches(-down, 15) ? "medium" : "small", numbers)
            .Add("cycles", cycles == 1 ? "one" : "more", cycles is null ? "not stated, so more than one" : $"{cycles} given");
        return CriterionResult.From(MetabolicTables.Eortc, MetabolicTables.Eortc.Decide(facts), change) with { Basis = known ? $"{(measure!.IsSul ? "SUL" : "SUVbw")}, {measure.Name}" : null };
    }

    private sealed record Measure(string Name, Func<PetLesion, double?> Of, bool IsSul = false);

    // One kind of SUV for all regions of both scans: a maximum is not compared with a mean.
    private static readonly Measure[] Measures =
    [
        new("SUVmax", l => l.SuvMax), new("SUVpeak", l => l.SuvPeakGlobal), new("SUVpeak (local)", l => l.SuvPeakLocal), new("SUVmean", l => l.SuvMean), new("SULpeak", l => l.SulPeak, true),
    ];

    // "Indistinguishable" has no number in the paper: nothing left, or the reader's word, or not above the blood pool (else liver).
    private static bool Cleared(PetComparison scans, Measure? measure, out string note)
    {
        if (scans.NowLesions.Count == 0)
        {
            note = "no lesion is left";
            return true;
        }
        double? background = Background(scans, measure, scans.Now.BloodPool) ?? Background(scans, measure, scans.Now.Liver);
        note = $"background {(scans.Now.BloodPool?.Mean is null ? "liver" : "blood pool")} mean {Bar.Show(background)}, or the reader's word";
        return scans.NowLesions.All(l => l.Distinguishable is { } word ? !word
            : background is { } b && measure?.Of(l) is { } u && !Bar.Exceeds(u, b));
    }

    // In the unit of the lesions; null where the reference is in the other one and lean mass is not known.
    private static double? Background(PetComparison scans, Measure? measure, UptakeReference? reference) =>
        reference?.IsSul is not { } sul || measure is null || sul == measure.IsSul ? reference?.Mean
        : measure.IsSul ? reference.Mean * scans.LeanMassFraction : reference.Mean / scans.LeanMassFraction;
}

/// <summary>PERCIMT and PECRIT, the early criteria of checkpoint blockade.</summary>
public static class EarlyImmuneCriteria
{
    /// <summary>PERCIMT: new lesions against three bars of functional size, counted nested (each lesion at every bar it meets) or in bins.</summary>
    /// <remarks>Size is the longest diameter; where absent, the diameter of the sphere of the same volume.</remarks>
    public static CriterionResult Percimt(PetComparison scans, bool nested)
    {
        double[] centimetres = [.. scans.NewLesions.Select(FunctionalCentimetres).OfType<double>()];
        int unmeasured = scans.NewCount - centimetres.Length;
        int all = nested ? scans.NewCount : centimetres.Count(c => c < 1.0 - Bar.Tolerance);
        int overOne = centimetres.Count(c => Bar.Exceeds(c, 1.0) && (nested || !Bar.Exceeds(c, 1.5)));
        int overOneAndHalf = centimetres.Count(c => Bar.Exceeds(c, 1.5));
        int before = scans.BaselineLesions.Count, gone = scans.Pairs.Count(p => p.Now is null || p is { Baseline: not null, Now.Distinguishable: false });
        var facts = new FactSheet()
            .Add("lesionTables", scans.TablesPresent)
            .Add("manyNew", all >= 4 || overOne >= 3 || overOneAndHalf >= 2 ? "yes"
                : unmeasured > 0 && (all + (nested ? 0 : unmeasured) >= 4 || overOne + unmeasured >= 3 || overOneAndHalf + unmeasured >= 2) ? "unknown" : "no",
                $"{(unmeasured > 0 ? $"{unmeasured} of unknown size, " : "")}{all} new {(nested ? "of any size" : "below 1.0 cm")}, {overOne} above 1.0 cm, {overOneAndHalf} above 1.5 cm")
            .Add("newLesion", scans.NewCount > 0, scans.NewNote)
            .Add("gone", before == 0 ? "noBaseline" : gone == before ? "all" : gone > 0 ? "some" : "none", $"{gone} of {before} baseline lesions gone");
        return CriterionResult.From(MetabolicTables.Percimt, MetabolicTables.Percimt.Decide(facts)) with
        {
            Basis = nested ? "counting nested" : "counting in bins",
            Figures = new Dictionary<string, double?> { ["newLesions"] = scans.NewCount, ["newAbove1cm"] = overOne, ["newAbove1.5cm"] = overOneAndHalf },
        };
    }

    /// <summary>PECRIT: RECIST 1.1 with stable disease split at +15.5 % of the hottest SULpeak.</summary>
    public static CriterionResult Pecrit(PetComparison scans, CriterionResult recist)
    {
        double? change = scans.TablesPresent && scans.Basis != "none"
            ? Bar.ChangePercent(scans.Hottest(scans.BaselineLesions), scans.Hottest(scans.NowLesions)) : null;
        var facts = new FactSheet()
            .Add("recist", recist.Category == "nonCrNonPd" ? "SD" : recist.Category, "RECIST 1.1 of the same time")
            .Add("hottest", change is null ? "unknown" : Bar.Exceeds(change.Value, 15.5) ? "above" : "notAbove", $"hottest {scans.Unit} {Bar.Percent(change)}");
        return CriterionResult.From(MetabolicTables.Pecrit, MetabolicTables.Pecrit.Decide(facts), change) with
        {
            Notes = ["Validated at 3 to 4 weeks after the first dose, in 20 patients."],
        };
    }

    private static double? FunctionalCentimetres(PetLesion lesion) =>
        lesion.LongestDiameterMm is { } mm ? mm / 10
        : lesion.VolumeMl is { } ml ? 2 * Math.Cbrt(3 * ml / (4 * Math.PI)) : null;
}
