using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>What was assumed, what the data cannot say, and by which conventions it was computed.</summary>
public static class ReasoningSection
{
    public static void WriteAssumptions(HtmlWriter html, StudyResults results) =>
        html.Table("Each assumption that the answer rests on, and how it stands.", ["Assumption", "statement", "standing"],
            results.Answer.Assumptions.Select(a => (IReadOnlyList<string>)[HtmlWriter.Escape(a.Name), HtmlWriter.Escape(a.Statement), HtmlWriter.Escape(a.Standing)]));

    public static void WriteLimits(HtmlWriter html, StudyResults results)
    {
        var limits = new List<string> { "The study has one arm and no randomised control: what stands for ICB alone is named with each line of evidence." };
        if (results.Evidence.PopulationNote.Length > 0) limits.Add(results.Evidence.PopulationNote);
        if (results.Evidence.EbvNote.Length > 0) limits.Add(results.Evidence.EbvNote);
        if (results.TimeToEvent.PfsRatio.NullNote.Length > 0) limits.Add(results.TimeToEvent.PfsRatio.NullNote);
        limits.AddRange(results.Answer.Lines.Where(l => l.Direction == "notAnswerable").Select(l => $"{l.Name} is not answerable: {string.Join(" ", l.Reasons.DefaultIfEmpty(Show.Words(l.Effect.Status) + "."))}"));
        limits.AddRange(results.Warnings);
        html.List(limits.Distinct(StringComparer.Ordinal).Select(HtmlWriter.Escape));
    }

    public static void WriteMethods(HtmlWriter html, StudyResults results)
    {
        html.List(results.Conventions.Select(HtmlWriter.Escape));
        html.Table("Published arms of ICB alone and where they were found.", ["Arm", "regimen", "population", "assessor", "source"],
            results.Evidence.Arms.Select(a => (IReadOnlyList<string>)
            [
                HtmlWriter.Escape(a.Trial) + HtmlWriter.PrintedId(a.ResultId), HtmlWriter.Escape(a.Regimen), HtmlWriter.Escape(a.Population), HtmlWriter.Escape(a.Assessor), HtmlWriter.Escape(a.Source),
            ]), css: "dense");
        var study = results.Study;
        html.Paragraph("Primary outcomes of the registry record: " + HtmlWriter.Escape(string.Join("; ", study.PrimaryOutcomes)) + ".", "small");
        if (study.SecondaryOutcomes.Count > 0) html.Paragraph("Secondary outcomes: " + HtmlWriter.Escape(string.Join("; ", study.SecondaryOutcomes)) + ".", "small");
    }
}
