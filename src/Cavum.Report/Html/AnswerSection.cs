using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The answer in two sentences, the primary outcomes, and the lines of evidence it stands on.</summary>
public static class AnswerSection
{
    public static void Write(HtmlWriter html, StudyResults results)
    {
        WriteVerdict(html, results);
        WritePrimary(html, results.Answer.Primary);
        WriteEvidence(html, results);
        WriteSensitivity(html, results.Answer);
    }

    /// <summary>The verdict and the two sentences alone: what a reader came for.</summary>
    public static void WriteVerdict(HtmlWriter html, StudyResults results)
    {
        var answer = results.Answer;
        var prose = new Prose(html, answer);
        html.Paragraph(VerdictWords(answer.Verdict), "verdict");
        html.Paragraph(string.Join(" ", answer.Sentences.Select(s => prose.Linked(s, answer.ResultId + ".sentences"))), "answer");
        if (results.Plan is { } plan) html.Paragraph(HtmlWriter.Escape(plan.Sentence), plan.Status == "frozenBeforeOutcomes" && plan.Unfrozen.Count == 0 ? "small" : "small note");
        if (answer.PlainWords is { Count: > 0 } plain) html.List(plain.Select(w => prose.Linked(w, answer.ResultId + ".plainWords")));
        else if (answer.Reasons.Count > 0) html.List(answer.Reasons.Select(r => prose.Linked(r, answer.ResultId + ".reasons")));
        var study = results.Study;
        html.Paragraph($"{html.Count(study.ResultId + ".subjects", study.Subjects)} subjects ({html.Count(study.ResultId + ".laNpc", study.LaNpc)} LA-NPC, {html.Count(study.ResultId + ".rmNpc", study.RmNpc)} RM-NPC) received {HtmlWriter.Escape(study.AsparaginaseProduct)} and {HtmlWriter.Escape(study.AntiPd1Product)} after progression on immune checkpoint blockade (ICB).", "lead");
    }

    private static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] is '.' or '?' or '!' ? "" : ".");

    /// <summary>Shape and word first.</summary>
    public static string VerdictWords(string verdict) => verdict switch
    {
        "moreEffective" => "▲ More effective than ICB alone",
        "lessEffective" => "▼ Less effective than ICB alone",
        "noClearDifference" => "◆ No clear difference from ICB alone",
        _ => "○ Not answerable from these data",
    };

    public static void WritePrimary(HtmlWriter html, PrimaryResult primary)
    {
        List<IReadOnlyList<string>> rows =
        [
            Row(html, "EBV DNA response", primary.EbvResponse),
            .. primary.EbvResponseBySetting.Select(p => Row(html, "in " + p.ResultId[(p.ResultId.LastIndexOf('.') + 1)..], p)),
            Row(html, "EBV DNA clearance", primary.EbvClearance),
            Row(html, "PET response", primary.PetResponse),
        ];
        html.Table("Primary outcomes. " + primary.Definition + " Exact (Clopper–Pearson) 95 % intervals.",
            ["Outcome", "subjects", "evaluable", "95 % interval (%)", "estimate (%)"], rows, c => c > 0);
        var half = primary.HalfLifeDays;
        html.Paragraph(half.Value is null ? $"EBV DNA half-life: {HtmlWriter.Escape(half.Status)}."
            : $"EBV DNA half-life: median {html.Number(half.ResultId + ".value", half.Value)} days, quartiles {html.Number(half.ResultId + ".lower", half.Lower)} and {html.Number(half.ResultId + ".upper", half.Upper)}; {HtmlWriter.Escape(half.Status)}.");
    }

    private static string[] Row(HtmlWriter html, string name, Proportion p) =>
    [
        HtmlWriter.Escape(name) + HtmlWriter.PrintedId(p.ResultId), html.Count(p.ResultId + ".count", p.Count), html.Count(p.ResultId + ".of", p.Of),
        p is { Lower: { } l, Upper: { } u } ? $"<span class=\"range\">{html.Number(p.ResultId + ".lower", l, Show.Percent(l))}–{html.Number(p.ResultId + ".upper", u, Show.Percent(u))}</span>" : "not estimable",
        p.Estimate is { } e ? html.Number(p.ResultId + ".estimate", e, Show.Percent(e)) : "–",
    ];

    public static void WriteEvidence(HtmlWriter html, StudyResults results)
    {
        var answer = results.Answer;
        var prose = new Prose(html, answer);
        html.Heading(3, "Lines of evidence");
        html.Figure(ForestFigure.Render(answer.Lines, html.Doors),
            "Each line of evidence on its own scale, with its 95 % interval; the vertical line is no difference, and right of it always means that the combination does better. P is the probability that it does.");
        html.Table("Questions and comparators of the lines of evidence.", ["Line", "question", "comparator", "n", "P(more)", "reads"],
            answer.Lines.Select(l => (IReadOnlyList<string>)
            [
                HtmlWriter.Escape(l.Name) + HtmlWriter.PrintedId(l.ResultId), HtmlWriter.Escape(l.Question), HtmlWriter.Escape(l.Comparator), html.Count(l.ResultId + ".n", l.N),
                l.ProbabilityMore is { } p ? html.Number(l.ResultId + ".probabilityMore", p, Show.Probability(p)) : "–",
                HtmlWriter.Escape(Show.Words(l.Direction)),
            ]), c => c is 3 or 4, "dense");
        html.List(answer.Lines.Where(l => l.Reasons.Count > 0).Select(l => $"<b>{HtmlWriter.Escape(l.Name)}.</b> " + string.Join(" ", l.Reasons.Select(r => prose.Linked(Sentence(r), l.ResultId + ".reasons")))));
        var evidence = results.Evidence;
        if (evidence.StudyDensity.Count > 1 || evidence.ControlDensity.Count > 1)
            html.Figure(PosteriorFigure.Render(evidence, html.Doors), "Response on the combination (solid) and what ICB alone is predicted to reach (dashed).");
        if (evidence.Arms.Count == 0) return;
        html.Figure(EvidenceArmsFigure.Render(evidence, html.Doors),
            $"Published arms of ICB alone; square area grows with n, open squares had no prior ICB. {HtmlWriter.Escape(evidence.PopulationNote)}");
    }

    public static void WriteSensitivity(HtmlWriter html, AnswerResult answer)
    {
        html.Heading(3, "What would change the answer");
        if (answer.TippingPoints.Count > 0)
            html.Figure(TippingPointFigure.Render(answer.TippingPoints, answer.MoreAbove, answer.LessBelow, html.Doors),
                "Probability that the combination is more effective while one assumption moves. Shaded bands: the verdict would be more (above) or less (below). Open circle: today’s value; diamond: where the verdict flips.");
        html.Table("Sensitivity: one change at a time.", ["Change", "line", "P(more)", "reads", "verdict"], answer.Sensitivity.Select(s => (IReadOnlyList<string>)
        [
            HtmlWriter.Escape(s.Change) + HtmlWriter.PrintedId(s.ResultId), HtmlWriter.Escape(s.Line),
            s.ProbabilityMore is { } p ? html.Number(s.ResultId + ".probabilityMore", p, Show.Probability(p)) : "–", HtmlWriter.Escape(Show.Words(s.Direction)), HtmlWriter.Escape(Show.Words(s.Verdict)),
        ]), c => c == 2, "dense");
    }
}
