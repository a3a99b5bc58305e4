namespace Cavum.Imaging;

/// <summary>PERCIST 1.0, imPERCIST5 and iPERCIST: states the facts and asks the tables.</summary>
public static class Percist
{
    /// <summary>PERCIST 1.0 of one follow-up against baseline.</summary>
    /// <remarks>Primary comparison: hottest SULpeak of each scan, not necessarily the same lesion (Wahl 2009). Percent of the unrounded values.</remarks>
    public static CriterionResult Assess(PetComparison scans)
    {
        double? before = scans.Hottest(scans.BaselineLesions), now = scans.Hottest(scans.NowLesions);
        double? change = Bar.ChangePercent(before, now), absolute = now - before;
        double? tlg = Bar.ChangePercent(TlgOfFive(scans, scans.BaselineLesions), TlgOfFive(scans, scans.NowLesions));
        string numbers = $"hottest {scans.Unit} {Bar.Show(before)} -> {Bar.Show(now)}, {Bar.Percent(change)}, {Bar.Show(absolute)} absolute";
        var facts = Gate(scans)
            .Add("newLesion", scans.NewCount > 0, scans.NewNote)
            .Add("cleared", Cleared(scans, out string cleared) && scans.NewCount == 0, cleared)
            .Add("rise", change is { } up && Bar.Reaches(up, 30) && Bar.Reaches(absolute!.Value, 0.8), numbers)
            .Add("tlgRise", tlg is null ? "unknown" : Bar.Exceeds(tlg.Value, 75) ? "yes" : "no", $"TLG of the up to five hottest: {Bar.Percent(tlg)}")
            .Add("extent", scans.Now.ExtentIncreased == true, scans.Now.ExtentIncreased is null ? "the reader does not say" : "the reader's word")
            .Add("fall", change is { } down && Bar.Reaches(-down, 30) && Bar.Reaches(-absolute!.Value, 0.8), numbers)
            .Add("riseElsewhere", RiseElsewhere(scans, out string where), where);
        double? five = Bar.ChangePercent(SumOfFive(scans, scans.BaselineLesions), SumOfFive(scans, scans.NowLesions));
        var result = Result(MetabolicTables.Percist, facts, change, scans, new()
        {
            ["hottestBaseline"] = before,
            ["hottestNow"] = now,
            ["absoluteChange"] = absolute,
            ["sumOfFiveChangePercent"] = five,
            ["tlgOfFiveChangePercent"] = tlg,
            ["measurableBar"] = scans.MeasurableBar(scans.Baseline).Bar,
        });
        return result with { Notes = [.. Comparability.Glucose(scans)] };
    }

    /// <summary>imPERCIST5: the sum of up to five hottest SULpeak, new lesions among them.</summary>
    public static CriterionResult AssessImmuneFive(PetComparison scans)
    {
        double? before = SumOfFive(scans, scans.BaselineLesions), now = SumOfFive(scans, scans.NowLesions);
        double? change = Bar.ChangePercent(before, now);
        string numbers = $"sum of up to five {scans.Unit} {Bar.Show(before)} -> {Bar.Show(now)}, {Bar.Percent(change)}";
        int unmeasured = scans.NewCount - scans.NewLesions.Count();
        var facts = Gate(scans)
            .Add("newUnmeasured", unmeasured > 0, $"{unmeasured} new lesions without numbers")
            .Add("cleared", Cleared(scans, out string cleared), cleared)
            .Add("rise", change is { } up && Bar.Reaches(up, 30), numbers)
            .Add("fall", change is { } down && Bar.Reaches(-down, 30), numbers);
        return Result(MetabolicTables.ImPercist5, facts, change, scans, new() { ["sumBaseline"] = before, ["sumNow"] = now });
    }

    /// <summary>iPERCIST over all follow-ups, in order of time: unconfirmed progression is confirmed by a PET at 28 to 56 days.</summary>
    public static CriterionResult AssessImmune(IReadOnlyList<(DateOnly? Date, CriterionResult Percist)> followUps)
    {
        string earlier = "none";
        DateOnly? since = null;
        bool unstated = false;
        CriterionResult? last = null;
        var path = new List<string>();
        foreach (var (date, percist) in followUps)
        {
            int? days = since is { } from && date is { } at ? at.DayNumber - from.DayNumber : null;
            var facts = new FactSheet().Add("percist", percist.Category, "PERCIST 1.0 of this scan").Add("earlier", earlier)
                .Add("interval", Interval(days, 28, 56, "within"), days is null ? "no interval is known" : $"{days} days since uPMD");
            var decision = MetabolicTables.IPercist.Decide(facts);
            unstated |= earlier == "uPMD" && decision.Category == "cPMD" && days is null;
            path.AddRange(decision.Path);
            if (decision.Category == "uPMD" && (earlier == "none" || days > 56)) since = date;
            earlier = decision.Category switch { "uPMD" => "uPMD", "cPMD" => "cPMD", "NE" => earlier, _ => "none" };
            last = CriterionResult.From(MetabolicTables.IPercist, decision, percist.ChangePercent) with { Basis = percist.Basis };
        }
        if (last is null) throw new ArgumentException("iPERCIST needs at least one follow-up.", nameof(followUps));
        string[] notes = last.Category == "cPMD" && unstated ? ["The interval is not known for want of dates: the second progression was taken as 4 to 8 weeks after the first."]
            : last.Category != "uPMD" ? []
            : since is { } day ? [$"A second PET is due {day.AddDays(28):yyyy-MM-dd} to {day.AddDays(56):yyyy-MM-dd}; without it the result stays uPMD and is overdue."]
            : ["A second PET is due 4 to 8 weeks after this one."];
        return last with { Path = path, Notes = notes };
    }

    internal static string Interval(int? days, int earliest, int latest, string inTime) => days switch
    {
        null => "unstated",
        _ when days < earliest => "early",
        _ when days > latest => "late",
        _ => inTime,
    };

    /// <summary>Facts both tables ask first: tables, unit, measurable baseline, comparable scans.</summary>
    private static FactSheet Gate(PetComparison scans)
    {
        var (bar, note) = scans.MeasurableBar(scans.Baseline);
        double? hottest = scans.Hottest(scans.BaselineLesions);
        string measurable = scans.BaselineLesions.Count == 0 ? "no" : bar is null || hottest is null ? "unknown" : Bar.Reaches(hottest.Value, bar.Value) ? "yes" : "no";
        var (comparable, why) = Comparability.Judge(scans);
        return new FactSheet()
            .Add("lesionTables", scans.TablesPresent)
            .Add("basis", scans.Basis, scans.Basis == "sul" ? (scans.StoredSul ? "SUL as stored" : "SUL from sex, height and weight")
                : scans.Basis == "suvbw" ? "SUVbw in place of SUL: a labelled deviation" : "no SULpeak, and no SUVpeak that may stand in")
            .Add("measurable", measurable, $"hottest baseline {scans.Unit} {Bar.Show(hottest)}; bar: {note}")
            .Add("comparable", comparable, why);
    }

    // Below mean liver, and not called distinguishable by the reader; nothing left is cleared as well.
    private static bool Cleared(PetComparison scans, out string note)
    {
        if (scans.NowLesions.Count == 0)
        {
            note = "no lesion is left";
            return true;
        }
        var liver = scans.Liver(scans.Now);
        double? mean = liver is { Diseased: true } ? scans.BloodPool(scans.Now)?.Mean : liver?.Mean;
        double? hottest = scans.Hottest(scans.NowLesions);
        note = $"hottest now {Bar.Show(hottest)}, {(liver is { Diseased: true } ? "blood pool" : "liver")} mean {Bar.Show(mean)}";
        return mean is { } m && hottest is { } h && h < m - Bar.Tolerance && scans.NowLesions.All(l => l.Distinguishable != true);
    }

    private static bool RiseElsewhere(PetComparison scans, out string note)
    {
        double? top = scans.Hottest(scans.BaselineLesions);
        var risen = scans.Pairs.Where(p => p is { Baseline: not null, Now: not null } && scans.Peak(p.Baseline) != top)
            .Where(p => Bar.ChangePercent(scans.Peak(p.Baseline!), scans.Peak(p.Now!)) is { } uptake && Bar.Exceeds(uptake, 30)
                || Bar.ChangePercent(p.Baseline!.LongestDiameterMm ?? p.Baseline.VolumeMl,
                    p.Baseline.LongestDiameterMm is null ? p.Now!.VolumeMl : p.Now!.LongestDiameterMm) is { } size && Bar.Exceeds(size, 30))
            .Select(p => p.Now!.Label ?? p.Now.Id).Order(StringComparer.Ordinal).ToArray();
        note = risen.Length == 0 ? "no other lesion rose by more than 30 % in uptake or size" : "more than 30 % up in uptake or size: " + string.Join(", ", risen);
        return risen.Length > 0;
    }

    private static double? SumOfFive(PetComparison scans, IReadOnlyList<PetLesion> lesions) =>
        !scans.TablesPresent || lesions.Any(l => scans.Peak(l) is null) ? null : scans.HottestFive(lesions).Sum(l => scans.Peak(l)!.Value);

    private static double? TlgOfFive(PetComparison scans, IReadOnlyList<PetLesion> lesions)
    {
        var five = scans.HottestFive(lesions);
        return !scans.TablesPresent || five.Any(l => Tlg(l) is null) ? null : five.Sum(l => Tlg(l)!.Value);
    }

    private static double? Tlg(PetLesion lesion) => lesion.Tlg ?? lesion.SuvMean * lesion.VolumeMl;

    private static CriterionResult Result(DecisionTable table, FactSheet facts, double? change, PetComparison scans, Dictionary<string, double?> figures) =>
        CriterionResult.From(table, table.Decide(facts), change) with
        {
            Basis = scans.Basis switch { "sul" => "SUL", "suvbw" => "SUVbw (labelled deviation: SUL is not computable)", _ => null },
            Figures = figures,
        };
}

/// <summary>PERCIST's gate: may the two scans be compared?</summary>
public static class Comparability
{
    /// <summary><c>no</c> with every reason, <c>yes</c> when something was stated and all of it holds, <c>unstated</c> when nothing was.</summary>
    /// <remarks>Same scanner and reconstruction; uptake times of 50 to 70 minutes and within 15 of each other; liver mean within 20 %, and within 0.3 SUL where the unit is SUL.</remarks>
    public static (string Answer, string Note) Judge(PetComparison scans)
    {
        var against = new List<string>();
        int asked = 0;
        void Ask(bool? fails, string reason)
        {
            if (fails is null) return;
            asked++;
            if (fails.Value) against.Add(reason);
        }
        Ask(Differ(scans.Baseline.Scanner, scans.Now.Scanner), $"scanner '{scans.Baseline.Scanner}' and '{scans.Now.Scanner}'");
        Ask(Differ(scans.Baseline.Reconstruction, scans.Now.Reconstruction), "different reconstructions");
        Ask(scans.Baseline.UptakeMinutes is { } a && scans.Now.UptakeMinutes is { } b ? Bar.Exceeds(Math.Abs(a - b), 15) : null,
            $"uptake times {Bar.Show(scans.Baseline.UptakeMinutes)} and {Bar.Show(scans.Now.UptakeMinutes)} min differ by more than 15 min");
        foreach (double? minutes in new[] { scans.Baseline.UptakeMinutes, scans.Now.UptakeMinutes })
            Ask(minutes is { } m ? !Bar.Reaches(m, 50) || Bar.Exceeds(m, 70) : null, $"uptake time {Bar.Show(minutes)} min is outside 50 to 70 min");
        bool bothLivers = scans.Baseline.Liver is { Diseased: false, Mean: > 0 } && scans.Now.Liver is { Diseased: false, Mean: not null };
        double? before = scans.Liver(scans.Baseline)?.Mean, now = scans.Liver(scans.Now)?.Mean;
        Ask(bothLivers ? Bar.Exceeds(Math.Abs(now!.Value - before!.Value) / before.Value * 100, 20) : null,
            $"liver mean {Bar.Show(before)} and {Bar.Show(now)} differ by more than 20 %");
        Ask(bothLivers && scans.Basis == "sul" ? Bar.Exceeds(Math.Abs(now!.Value - before!.Value), 0.3) : null,
            $"liver mean {Bar.Show(before)} and {Bar.Show(now)} differ by more than 0.3 SUL");
        return against.Count > 0 ? ("no", string.Join("; ", against))
            : asked > 0 ? ("yes", $"{asked} of 7 conditions were stated and hold") : ("unstated", "nothing about comparability was stated");
    }

    /// <summary>Above 11.1 mmol/L (200 mg/dL) PERCIST advises against the scan; it is told, since the paper sets no category by it.</summary>
    public static IEnumerable<string> Glucose(PetComparison scans) =>
        from scan in new[] { (Name: "baseline", scans.Baseline.GlucoseMmolPerL), (Name: "follow-up", scans.Now.GlucoseMmolPerL) }
        where scan.GlucoseMmolPerL is { } level && Bar.Exceeds(level, 11.1)
        select $"Glucose {Bar.Show(scan.GlucoseMmolPerL)} mmol/L at {scan.Name} is above 11.1 mmol/L (200 mg/dL): uptake of tumour may be too low.";

    private static bool? Differ(string? a, string? b) =>
        a is null || b is null ? null : !string.Equals(a.Trim(), b.Trim(), StringComparison.OrdinalIgnoreCase);
}
