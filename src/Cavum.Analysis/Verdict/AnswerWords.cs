using System.Globalization;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>The answer in words: two sentences that can be read out, and the ledger of assumptions.</summary>
internal static class AnswerWords
{
    public static IReadOnlyList<string> Sentences(string verdict, PrimaryResult primary, LineFinding response, IReadOnlyList<EvidenceArm> arms, AnalysisContext context)
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
            _ => "Whether the combination is more or less effective than ICB alone is not answerable from these data: " + response.Reason + "." + caveat,
        };
        return [first, second];
    }

    private static string Share(Proportion p) =>
        string.Create(CultureInfo.InvariantCulture, $"{p.Count} of {p.Of} evaluable subjects ({100 * p.Lower:0.0}–{100 * p.Upper:0.0} %)");

    public static IReadOnlyList<Assumption> Assumptions(IReadOnlyList<EvidenceArm> arms, AnalysisContext context)
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
        };
        return list;
    }
}
