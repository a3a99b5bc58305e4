using System.Globalization;
using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>The answer in words: two sentences that can be read out, and the ledger of assumptions.</summary>
internal static class AnswerWords
{
    public static IReadOnlyList<string> Sentences(string verdict, PrimaryResult primary, Judgement j, IReadOnlyList<EvidenceArm> arms, AnalysisContext context)
    {
        var plan = context.Plan;
        string first = primary.EbvResponse.Of == 0
            ? string.Create(CultureInfo.InvariantCulture, $"EBV DNA response by day {plan.EbvByDay} is not evaluable in any subject")
            : string.Create(CultureInfo.InvariantCulture, $"EBV DNA fell by ≥ {plan.EbvFallPercent:0.###} % by day {plan.EbvByDay} in {Share(primary.EbvResponse)}");
        first += primary.PetResponse.Of == 0 ? ", and PET response is not evaluable yet." : $", and {Share(primary.PetResponse)} responded on PET at the follow-up scan.";
        bool unmatched = arms.Count > 0 && arms.All(a => !a.PriorIcb);
        string caveat = unmatched
            ? " No published arm is ICB alone after ICB failure: the arms used here are ICB-naive and favour ICB alone."
            : "";
        string second = verdict switch
        {
            "moreEffective" => "The combination is more effective than ICB alone would have been, under the assumptions listed below." + caveat,
            "lessEffective" => "The combination is less effective than ICB alone, under the assumptions listed below.",
            "noClearDifference" => "These data show no clear difference between the combination and ICB alone." + caveat,
            _ => "Whether the combination is more or less effective than ICB alone is not answerable from these data: " + Why(j) + "." + caveat,
        };
        return [first, second];
    }

    /// <summary>The first reason where the synthesis gave one of its own, else what the response line says.</summary>
    private static string Why(Judgement j)
    {
        string first = j.Reasons[0].TrimEnd('.');
        return first.StartsWith(j.Response.Finding.Name, StringComparison.Ordinal) || first.StartsWith("No line", StringComparison.Ordinal) ? j.Response.Finding.Reason : char.ToLowerInvariant(first[0]) + first[1..];
    }

    /// <summary>What a physician would want to be told, one sentence a line, numbers first.</summary>
    public static IReadOnlyList<string> Plain(Judgement j, ResponseComparison? comparison, AnalysisContext context)
    {
        var words = new List<string>();
        var rule = context.Plan.Decision;
        if (j.Count.Of > 0)
        {
            var limits = ProportionInterval.Of(IntervalMethod.ClopperPearson, j.Count.Responders, j.Count.Of);
            string tail = "";
            if (comparison is not null)
            {
                double rate = comparison.Map.Mean;
                bool holds = limits.Lower <= rate && rate <= limits.Upper;
                tail = string.Create(CultureInfo.InvariantCulture, $", which {(holds ? "does not exclude" : "excludes")} the {100 * rate:0} % that arms of ICB alone would predict");
            }
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{j.Count.Responders} of {j.Count.Of} RM-NPC subjects responded on PET; the exact interval is {100 * limits.Lower:0}–{100 * limits.Upper:0} %{tail}."));
        }
        if (j.Pfs.Value is { } hr)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"At any time, a subject's chance of progressing soon was {hr:0.00} times what it was on the prior ICB line (95 % {j.Pfs.Lower:0.00}–{j.Pfs.Upper:0.00}); by line order alone one would expect up to {rule.LineTrendHazardRatio:0.0#} times."));
        if (j.Slope.Value is { } slope)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"EBV DNA moved {(slope < 0 ? "down" : "up")} by a factor of {Math.Pow(10, Math.Abs(slope)):0.0} every four weeks compared with its course on ICB alone; a fall of EBV DNA is not proof of longer life."));
        words.AddRange(j.External.Where(e => !e.Decides).Select(e => $"{e.Name} is shown and not counted: {e.Reason}."));
        return words;
    }

    private static string Share(Proportion p) =>
        string.Create(CultureInfo.InvariantCulture, $"{p.Count} of {p.Of} evaluable subjects ({100 * p.Lower:0.0}–{100 * p.Upper:0.0} %)");

    public static IReadOnlyList<Assumption> Assumptions(IReadOnlyList<EvidenceArm> arms, IReadOnlyList<ExternalControlResult> controls, AnalysisContext context)
    {
        bool unmatched = arms.Count > 0 && arms.All(a => !a.PriorIcb);
        var rule = context.Plan.Decision;
        var list = new List<Assumption>
        {
            new("No randomisation", "The study has one arm. A difference from ICB alone is causal only if the comparator is exchangeable with these subjects.", "cannot be tested here"),
            new("Population of the comparator", unmatched ? "The ICB-only arms are ICB-naive; these subjects progressed on ICB. The comparison is biased towards ICB alone." : "The arms hold subjects after ICB failure.", unmatched ? "known to be violated, in the direction that makes 'more' harder" : "holds"),
            new("Disease setting", "All arms are RM-NPC, so line A counts RM-NPC subjects only; for LA-NPC no arm exists.", "holds by design"),
            new("Criterion", "Response here is metabolic (PERCIST) at 3 months; in the arms it is RECIST best response. Metabolic response is seen more often than RECIST response, which favours the combination.", "cannot be tested here"),
            new("Prior line as control", "Each subject progressed on its prior line, else it would not be here. That favours the combination; later lines being shorter favours ICB alone.", "partly offset; see the tipping points"),
            new("Missing scans", "Death, progression or a missing scan after its window count as no response (composite strategy).", "conservative"),
            new("New therapy", "PFS is censored at a new anticancer therapy (hypothetical strategy); OS is not (treatment policy).", "stated"),
            new("Prior", string.Create(CultureInfo.InvariantCulture, $"Robust MAP: {1 - rule.RobustWeight:0.##} on the arms, {rule.RobustWeight:0.##} on a flat prior; heterogeneity half-normal({rule.TauScale:0.##})."), "varied in the sensitivity table"),
            new("EBV DNA", "One assay per series; values below LOQ are censored. EBV DNA response is the primary outcome and not a proven surrogate of survival.", "stated"),
            new("Tipping bound", string.Create(CultureInfo.InvariantCulture, $"A verdict must survive {100 * rule.TippingControlShift:0} % more response on ICB alone, hazard ratios biased by a factor of {rule.TippingHazardMultiplier:0.0#}, and {rule.TippingSlopeShift:0.0#} log10 per 4 weeks of regression to the mean."), "checked; else the answer is 'not answerable'"),
            new("Scan schedule", context.Plan.ScanInterval is { PriorEveryDays: { } p, StudyEveryDays: { } s } ? string.Create(CultureInfo.InvariantCulture, $"Scans every {p} days on the prior line and every {s} days on the combination.") : "The scan intervals of the two lines are not in the plan: PFS is seen on each line's own schedule.", context.Plan.ScanInterval is { PriorEveryDays: { } a, StudyEveryDays: { } b } ? (a == b ? "holds" : "violated: the null of the PFS ratio is computed on the two grids") : "not known"),
        };
        list.AddRange(controls.Select(c => new Assumption($"External control '{c.Name}'", c.Justification, c.Mismatches.Count > 0 ? "does not match: " + string.Join("; ", c.Mismatches) : c.Decides ? "matches; exchangeable given " + (c.Balance.Count == 0 ? "nothing" : string.Join(", ", c.Balance.Select(b => b.Covariate))) : "shown, not counted")));
        return list;
    }
}
