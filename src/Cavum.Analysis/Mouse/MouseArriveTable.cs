using System.Globalization;
using Cavum.Preclinical;

namespace Cavum.Analysis;

/// <summary>The ARRIVE 2.0 items of a mouse experiment: what its record says, what its data say, and what is missing.</summary>
/// <remarks>Percie du Sert et al. 2020, PLoS Biol 18:e3000410: the Essential 10 and the Recommended Set; the wording of the items here is ours.</remarks>
internal static class MouseArriveTable
{
    private static readonly (string Number, string Item, string Key)[] Items =
    [
        ("1", "Study design: groups, controls, experimental unit", "studyDesign"),
        ("2", "Sample size: number per group and how it was decided", "sampleSize"),
        ("3", "Inclusion and exclusion: criteria, and every exclusion with its reason", "exclusions"),
        ("4", "Randomisation: how animals came into groups and cages", "randomisation"),
        ("5", "Blinding: who knew the groups, at which stage", "blinding"),
        ("6", "Outcome measures: what was measured, and the primary one", "outcomes"),
        ("7", "Statistical methods: each analysis, its unit, and its assumptions", "statistics"),
        ("8", "Experimental animals: species, strain, sex, age, source", "animals"),
        ("9", "Experimental procedures: what was done, when, where, how, why", "procedures"),
        ("10", "Results: summary with variability, effect sizes with intervals", "results"),
        ("11", "Abstract", "abstract"),
        ("12", "Background", "background"),
        ("13", "Objectives", "objectives"),
        ("14", "Ethical statement: approval and its number", "ethics"),
        ("15", "Housing and husbandry", "housing"),
        ("16", "Animal care and monitoring: humane end points, adverse events", "monitoring"),
        ("17", "Interpretation and scientific implications", "interpretation"),
        ("18", "Generalisability and translation", "translation"),
        ("19", "Protocol registration", "registration"),
        ("20", "Data access", "dataAccess"),
        ("21", "Declaration of interests and funding", "interests"),
    ];

    public static IReadOnlyList<MouseArrive> Of(MouseContext context, TumourStudy study) =>
    [
        .. Items.Select(item =>
        {
            string said = context.Design.Arrive.FirstOrDefault(a => a.Item == item.Key)?.Statement ?? "", found = FromData(item.Key, context, study);
            string both = string.Join(" ", ((string[])[said, found]).Where(t => t.Length > 0));
            return new MouseArrive(item.Number, item.Item, both, said.Length > 0 ? "reported" : found.Length > 0 ? "fromData" : "missing");
        }),
    ];

    private static string FromData(string key, MouseContext context, TumourStudy study)
    {
        string Count(int n, string one) => string.Create(CultureInfo.InvariantCulture, $"{n} {one}");
        return key switch
        {
            "studyDesign" => "Arms: " + string.Join("; ", context.Design.Arms.Select(a => a.Treatment.Length > 0 ? $"{a.Name} ({a.Treatment})" : a.Name)) + ". The mouse is the experimental unit.",
            "sampleSize" => "Analysed: " + string.Join(", ", context.Design.Arms.Select(a => $"{a.Name} {Count(study.In(a.Name).Count(), "mice")}")) + ".",
            "exclusions" => context.Record.Fates.Where(f => f.Outcome == "excluded").ToList() is { Count: > 0 } out_
                ? "Excluded: " + string.Join("; ", out_.Select(f => $"{f.Mouse} of {f.Arm} ({(f.Reason.Length > 0 ? f.Reason : "no reason is given")})")) + "."
                : context.Record.Fates.Count > 0 ? "No mouse was excluded." : "",
            "statistics" => "Mixed model of ln(V/V₀) on day with a slope of each arm and a random slope of each mouse; Bliss contrast with CR2 errors and Satterthwaite’s t; volumes below detection censored; sensitivity to dropout by censoring and by pattern mixture.",
            "animals" => context.Design.Model + ".",
            "results" => "See the table of arms, the synergy statement and its sensitivity, each with 95 % intervals.",
            "monitoring" => context.Design.HumaneEndPoint is { } size ? string.Create(CultureInfo.InvariantCulture, $"Humane end point: tumour volume {size:0.###} {context.Design.VolumeUnit}.") : "",
            "outcomes" => "Primary: tumour volume over time. Further: time to the humane end point, tumour-free mice" + (context.Record.Samples.Count > 0 ? ", CD8 read-outs by flow cytometry." : "."),
            "dataAccess" => "Every number of this report can be followed to the table or file it was made of.",
            _ => "",
        };
    }
}
