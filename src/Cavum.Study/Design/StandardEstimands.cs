namespace Cavum.Study;

/// <summary>The estimands of a study whose design names none, in the order of the hierarchy.</summary>
internal static class StandardEstimands
{
    private const string Treatment = "asparaginase + anti-PD-1, against anti-PD-(L)1 alone given again after progression on it";
    private const string Entry = "progressed on a line of anti-PD-(L)1; at least one dose of the combination; LA-NPC and RM-NPC separately and together";

    private static readonly IntercurrentEvent StopAsparaginase = new("asparaginase stopped early", "treatmentPolicy", "the subject is followed and counted as treated");

    public static IReadOnlyList<Estimand> All { get; } =
    [
        new("metabolic response at 3 months", "primary", Entry + "; compared in RM-NPC only, because every arm of ICB alone is RM-NPC", Treatment,
            "complete or partial metabolic response on FDG PET/CT at the follow-up scan",
            [
                new("death, progression or no scan before the window closes", "composite", "no response"),
                new("new anticancer therapy before the scan", "composite", "no response"), StopAsparaginase,
            ], "difference of proportions and Pr(p_T > p_C) against the predictive distribution of ICB alone"),
        new("PFS against the own prior ICB line", "secondary", Entry, Treatment, "days from first dose to progression or death on each line",
            [new("new anticancer therapy", "hypothetical", "censored"), new("withdrawal", "hypothetical", "censored"), StopAsparaginase],
            "marginal hazard ratio, combination over prior line, against the line trend; P(PFS ratio ≥ δ) beside its null"),
        new("PFS against external controls", "secondary", Entry, Treatment, "days from first dose of the re-challenge to progression or death, first dose in both groups",
            [new("new anticancer therapy", "hypothetical", "censored"), StopAsparaginase], "weighted hazard ratio and difference of restricted mean survival time"),
        new("overall survival", "secondary", Entry, Treatment, "days from first dose to death",
            [new("new anticancer therapy", "treatmentPolicy", "followed on"), StopAsparaginase], "median and restricted mean; compared only where a control reports it"),
        new("plasma EBV DNA", "supportive", Entry + "; EBV DNA quantified at baseline", Treatment, "slope of log10 EBV DNA, values below LOQ censored",
            [new("change of assay", "whileOnTreatment", "the series ends; values of different assays are never joined"), StopAsparaginase],
            "difference of the slope from that on the prior line, log10 per 28 days; surrogacy for survival is not claimed"),
    ];
}
