using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The mouse arm beside the clinical answer: first whether the two agree, then growth, synergy, survival and CD8 read-outs.</summary>
public static class MouseSection
{
    /// <param name="verdict">The patients' verdict; null where there are no patients.</param>
    public static void Write(HtmlWriter html, MouseResult mouse, string? verdict)
    {
        WriteAnswer(html, mouse, verdict);
        WriteGrowth(html, mouse);
        WriteSynergy(html, mouse);
        if (mouse.Survival.Count > 0) WriteSurvival(html, mouse);
        if (mouse.Readouts.Count > 0) WriteFlow(html, mouse);
        if (mouse.Notes.Count > 0) html.List(mouse.Notes.Select(HtmlWriter.Escape));
    }

    /// <summary>The statistics paragraph.</summary>
    public static void WriteAnswer(HtmlWriter html, MouseResult mouse, string? verdict)
    {
        html.Paragraph(Agreement(mouse, verdict), "verdict");
        html.Paragraph($"On day {Day(html, mouse.Synergy)} tumours on the combination were {Ratio(html, mouse.Synergy)} times the volume that asparaginase and anti-PD-1 together make expected (Bliss; p = {P(html, mouse.Synergy)}), "
            + $"and {Ratio(html, mouse.VersusIcb)} times the volume on anti-PD-1 alone (p = {P(html, mouse.VersusIcb)}). {HtmlWriter.Escape(Direction(mouse))}", "lead");
        html.Paragraph($"{html.Count("mouse.mice", mouse.Mice)} mice in {mouse.Arms.Count} arms over {html.Number("mouse.lastDay", mouse.LastDay, Show.Tick(mouse.LastDay))} days: {HtmlWriter.Escape(mouse.Model)}. Linear mixed model of ln(V/V₀) on day with a slope of each arm and a random slope of each mouse "
            + $"({HtmlWriter.Escape(mouse.Fit.Likelihood)} likelihood; random SD {html.Number("mouse.fit.randomStdDev", mouse.Fit.RandomStdDev)} per day, residual SD {html.Number("mouse.fit.residualStdDev", mouse.Fit.ResidualStdDev)}, log-likelihood {html.Number("mouse.fit.logLikelihood", mouse.Fit.LogLikelihood)}, "
            + $"{html.Count("mouse.fit.observations", mouse.Fit.Observations)} volumes of {html.Count("mouse.fit.mice", mouse.Fit.Mice)} mice); intervals are 95 %, by CR2 standard errors and Satterthwaite’s t with the mouse as the unit.", "small");
        if (mouse.Fit.LargestDeviation is { } deviation)
            html.Paragraph($"The mouse whose slope lies farthest from its arm’s is {html.Number("mouse.fit.largestDeviation", deviation)} standard deviations away.", "small");
    }

    private static string Agreement(MouseResult mouse, string? verdict) => mouse.Agreement switch
    {
        "agree" => "Mouse and patient agree in direction: " + Both(mouse, verdict),
        "disagree" => "Mouse and patient disagree in direction: " + Both(mouse, verdict),
        "oneIsUndecided" => "Mouse and patient neither agree nor disagree: " + Both(mouse, verdict),
        _ when verdict is null => "The mouse experiment by itself: " + Mice(mouse.AgainstIcb) + ".",
        _ => "Mouse and patient cannot be compared in direction: " + Both(mouse, verdict),
    };

    private static string Both(MouseResult mouse, string? verdict)
    {
        string patients = verdict switch
        {
            "moreEffective" => "in patients it is more effective",
            "lessEffective" => "in patients it is less effective",
            "noClearDifference" => "in patients there is no clear difference",
            _ => "in patients the question is not answerable",
        };
        return $"{Mice(mouse.AgainstIcb)}; {patients}.";
    }

    private static string Mice(string against) => against switch
    {
        "more" => "in mice the combination slows growth more than anti-PD-1 alone",
        "less" => "in mice the combination slows growth less than anti-PD-1 alone",
        "neither" => "in mice there is no clear difference from anti-PD-1 alone",
        _ => "in mice the combination cannot be judged",
    };

    private static string Direction(MouseResult mouse) => mouse.Direction switch
    {
        "synergy" => "That is synergy: less than expected, and the interval excludes 1.",
        "antagonism" => "That is antagonism: more than expected, and the interval excludes 1.",
        "noClearSynergy" => "Neither synergy nor antagonism is shown: the interval holds 1.",
        _ => "Synergy is not evaluable.",
    };

    private static string Day(HtmlWriter html, MouseContrast c) => c.Day is { } day ? html.Number(c.ResultId + ".day", day, Show.Tick(day)) : "–";

    private static string P(HtmlWriter html, MouseContrast c) => c.PValue is { } p ? html.Number(c.ResultId + ".pValue", p, p < 0.001 ? Show.Number(p) : Show.Probability(p)) : HtmlWriter.Escape(c.Status);

    private static string Ratio(HtmlWriter html, MouseContrast c) => c.Ratio is not { } ratio ? "an undefined number of"
        : html.Number(c.ResultId + ".ratio", ratio) + (c is { Lower: { } low, Upper: { } high }
            ? $" (<span class=\"range\">{html.Number(c.ResultId + ".lower", low)}–{html.Number(c.ResultId + ".upper", high)}</span>)" : "");

    public static void WriteGrowth(HtmlWriter html, MouseResult mouse, bool heading = true)
    {
        if (heading) html.Heading(3, "Growth");
        html.Figure(MouseGrowthFigure.Render(mouse, html.Doors), $"Each mouse is a line. {(mouse.SacrificeFrom is { } from ? $"From day {html.Number("mouse.sacrificeFrom", from, Show.Tick(from))} mice had left for their tumour’s size: means after it are of those that remain, the model’s slope is not." : "No mouse left early.")}");
        html.Figure(MouseMeanFigure.Render(mouse, html.Doors), "Geometric mean with 95 % interval (median with limits by rank where a tumour was not detected). Open marks and dashed lines: some mice of the arm or the control have left, so the mean is conditional on staying.");
        html.Table("Arms.", ["Arm", "mice", "tumour-free", "at end point", "growth rate (per day)", "SE", "doubling (days)", "CR / PR / SD / PD", "log cell kill"], mouse.Arms.Select(a => (IReadOnlyList<string>)
        [
            HtmlWriter.Escape(a.Arm), html.Count(a.ResultId + ".n", a.N), html.Count(a.ResultId + ".tumourFree", a.TumourFree), html.Count(a.ResultId + ".humaneEndPoint", a.HumaneEndPoint),
            html.Number(a.ResultId + ".slope", a.Slope), html.Number(a.ResultId + ".slopeStdErr", a.SlopeStdErr), html.Number(a.ResultId + ".doublingDays", a.DoublingDays),
            $"{html.Count(a.ResultId + ".completeResponse", a.CompleteResponse)} / {html.Count(a.ResultId + ".partialResponse", a.PartialResponse)} / {html.Count(a.ResultId + ".stableDisease", a.StableDisease)} / {html.Count(a.ResultId + ".progressiveDisease", a.ProgressiveDisease)}",
            html.Number(a.ResultId + ".logCellKill", a.LogCellKill),
        ]), c => c is >= 1 and <= 6 or 8, "dense");
    }

    public static void WriteSynergy(HtmlWriter html, MouseResult mouse, bool heading = true)
    {
        if (heading) html.Heading(3, "Synergy over time");
        html.Figure(MouseSynergyFigure.OverTime(mouse, html.Doors), "Observed over expected relative volume with 95 % interval, each day from the data up to it, not adjusted for the number of days. Filled: the interval excludes 1. Where the expected burden is not above 0 the index is undefined and nothing is clipped.");
        html.Figure(MouseSynergyFigure.Forest(mouse, html.Doors), "The same question on the last day when one assumption is changed.");
    }

    public static void WriteSurvival(HtmlWriter html, MouseResult mouse, bool heading = true)
    {
        if (heading) html.Heading(3, "Time to the humane end point");
        html.Figure(MouseSurvivalFigure.Render(mouse, html.Doors), $"Kaplan–Meier estimate of the share of mice below {html.Number("mouse.humaneEndPoint", mouse.HumaneEndPoint)} {HtmlWriter.Escape(mouse.VolumeUnit)} (observed days), with censor ticks.");
        html.Table("Log-rank tests between arms, not adjusted for their number.", ["Pair", "χ²", "p"], mouse.SurvivalPairs.Select(p => (IReadOnlyList<string>)
            [HtmlWriter.Escape($"{p.A} – {p.B}"), html.Number(p.ResultId + ".chiSquare", p.ChiSquare), p.PValue is { } v ? html.Number(p.ResultId + ".pValue", v, v < 0.001 ? Show.Number(v) : Show.Probability(v)) : "–"]), c => c > 0, "dense");
    }

    public static void WriteFlow(HtmlWriter html, MouseResult mouse, bool heading = true)
    {
        if (heading) html.Heading(3, "CD8 T cells");
        if (mouse.Densities.Count > 0) html.Figure(MouseFlowFigure.Densities(mouse, html.Doors), "The gate’s parent population on the gate’s own scale, one sample an arm. Contours of the smoothed density are for the eye; percentages come from the events.");
        html.Figure(MouseFlowFigure.Readouts(mouse, html.Doors), "Share of the parent population, one mark a mouse with its interval. Open marks: fewer than 100 parent events.");
        html.Table("Arms against the control, across mice (Welch on the logit scale).", ["Marker", "arm", "mice", "odds ratio (95 %)", "p", "p, Holm"], mouse.Comparisons.Select(c => (IReadOnlyList<string>)
        [
            HtmlWriter.Escape(c.Marker), HtmlWriter.Escape(c.Arm), $"{html.Count(c.ResultId + ".n", c.N)} and {html.Count(c.ResultId + ".nAgainst", c.NAgainst)}",
            c.OddsRatio is { } odds ? $"{html.Number(c.ResultId + ".oddsRatio", odds)} ({html.Number(c.ResultId + ".lower", c.Lower)}–{html.Number(c.ResultId + ".upper", c.Upper)})" : HtmlWriter.Escape(c.Status),
            html.Number(c.ResultId + ".pValue", c.PValue), html.Number(c.ResultId + ".holmP", c.HolmP),
        ]), c => c >= 4, "dense");
    }

    public static void WriteArrive(HtmlWriter html, MouseResult mouse)
    {
        int missing = mouse.Arrive.Count(a => a.Status == "missing");
        html.Paragraph(missing == 0 ? "Every item of ARRIVE 2.0 is answered." : $"{missing} of {mouse.Arrive.Count} items of ARRIVE 2.0 are not answered: write them into <code>mouse.json</code> under <code>arrive</code>.", "lead");
        html.Table("ARRIVE 2.0: the Essential 10 (1–10) and the Recommended Set.", ["Item", "what", "in this experiment"], mouse.Arrive.Select(a => (IReadOnlyList<string>)
            [a.Number, HtmlWriter.Escape(a.Item), a.Status == "missing" ? "▼ not reported" : HtmlWriter.Escape(a.Statement)]));
    }
}
