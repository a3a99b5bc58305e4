using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Time to event against external controls, and the population's EBV DNA: what supports the answer and what is only shown.</summary>
public static class ExternalSection
{
    public static void Write(HtmlWriter html, StudyResults results)
    {
        html.Heading(3, "External controls");
        if (results.TimeToEvent.External is not { Count: > 0 } controls)
            html.Paragraph("The plan names no external control for time to event. Add one to <code>plan.controls</code> of design.json, with its justification, before outcomes are known.", "small");
        else
            foreach (var c in controls) One(html, c);
        if (results.Kinetics is { } kinetics) Kinetics(html, kinetics);
    }

    private static void One(HtmlWriter html, ExternalControlResult c)
    {
        string counted = c.Mismatches.Count > 0 ? "does not answer the question: " + string.Join("; ", c.Mismatches) : c.Decides ? "is counted in the verdict" : "is shown and not counted";
        html.Paragraph($"<b>{HtmlWriter.Escape(c.Name)}</b> ({HtmlWriter.Escape(c.Kind)}, {HtmlWriter.Escape(c.Endpoint)}, weights: {HtmlWriter.Escape(c.Method)}): {html.Count(c.ResultId + ".treated", c.Treated)} subjects against {html.Count(c.ResultId + ".controls", c.Controls)} controls; hazard ratio {html.Estimated(c.HazardRatio)}; difference of restricted means {html.Estimated(c.RmstDifference)}. It {HtmlWriter.Escape(counted)}. Why these subjects: {HtmlWriter.Escape(c.Justification.TrimEnd('.'))}.");
        if (c.Notes.Count > 0) html.List(c.Notes.Select(HtmlWriter.Escape));
        if (c is { StudyCurve: { } study, ControlCurve: { } control })
            html.Figure(KaplanMeierFigure.Render("km-" + c.ResultId.Replace('.', '-'), $"{c.Endpoint} against {c.Name}", c.Endpoint,
                [new(study, "combo", false), new(control, "icb", true, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{c.Kind}; effective sample size {c.EffectiveControls:0.0} of {c.Controls}"))], html.Doors),
                $"Weighted Kaplan–Meier estimates; numbers at risk are sums of weights, rounded. Proportional hazards: p = {(c.ProportionalHazardsP is { } p ? html.Number(c.ResultId + ".proportionalHazardsP", p, Show.Probability(p)) : "not tested")}.");
        if (c.Balance.Count + c.NegativeControls.Count > 0)
            html.Table("Balance before and after weighting, in standard deviations of the subjects.", ["Covariate", "subjects", "controls", "difference before", "after", "use"],
                c.Balance.Select(b => (b, "matched")).Concat(c.NegativeControls.Select(b => (b, "negative control"))).Select(r => (IReadOnlyList<string>)
                [
                    HtmlWriter.Escape(r.b.Covariate) + HtmlWriter.PrintedId(r.b.ResultId), html.Number(r.b.ResultId + ".study", r.b.Study), html.Number(r.b.ResultId + ".control", r.b.Control),
                    html.Number(r.b.ResultId + ".differenceBefore", r.b.DifferenceBefore), html.Number(r.b.ResultId + ".differenceAfter", r.b.DifferenceAfter), r.Item2,
                ]), i => i is > 0 and < 5, "dense");
        if (c.Dropped.Count > 0)
            html.Table("The same comparison with one covariate left out of the weights.", ["Left out", "hazard ratio", "reads"],
                c.Dropped.Select(d => (IReadOnlyList<string>)[HtmlWriter.Escape(d.Covariate), d.HazardRatio is null ? HtmlWriter.Escape(d.Status) : RobustnessSection.Interval(html, d.ResultId, "hazardRatio", d.HazardRatio, d.Lower, d.Upper), HtmlWriter.Escape(Show.Words(d.Direction))]), css: "dense");
    }

    private static void Kinetics(HtmlWriter html, PopulationKineticsResult k)
    {
        html.Heading(3, "EBV DNA of the cohort");
        string decline = k.DeclinePerFourWeeks.Value is null ? HtmlWriter.Escape(Show.Words(k.Status)) : $"changes by {html.Estimated(k.DeclinePerFourWeeks)}";
        html.Paragraph($"Over the first weeks EBV DNA {decline} ({html.Count(k.ResultId + ".subjects", k.Subjects)} subjects, {html.Count(k.ResultId + ".quantified", k.Quantified)} quantified and {html.Count(k.ResultId + ".censored", k.Censored)} censored values).");
        if (k.Regrowth.Count > 0)
            html.List(k.Regrowth.Select(r => $"{HtmlWriter.Escape(Show.Words(r.ResultId[(r.ResultId.LastIndexOf('.') + 1)..]))}: {html.Estimated(r)}"));
        else html.Paragraph($"Decay plus regrowth: {HtmlWriter.Escape(k.RegrowthStatus)}.", "small");
        var l = k.Landmark;
        html.Paragraph($"Landmark day {html.Count(l.ResultId + ".day", l.Day)}: {html.Count(l.ResultId + ".responders", l.Responders)} subjects whose EBV DNA had fallen against {html.Count(l.ResultId + ".nonResponders", l.NonResponders)} whose had not; {html.Count(l.ResultId + ".endedBefore", l.EndedBefore)} had progressed before and are left out. Hazard ratio of PFS from then on {html.Estimated(l.HazardRatio)}. {HtmlWriter.Escape(l.Statement)}");
    }
}
