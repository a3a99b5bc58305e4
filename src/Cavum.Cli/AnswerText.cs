using System.Globalization;
using System.Text;
using Cavum.Analysis;

namespace Cavum.Cli;

/// <summary>The answer as a terminal shows it: tables first, the answer last with the report's path.</summary>
internal static class AnswerText
{
    public static string Of(StudyResults r, string page)
    {
        var text = new StringBuilder();
        text.Append(r.Study.Title).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{r.Study.Subjects} subjects ({r.Study.LaNpc} LA-NPC, {r.Study.RmNpc} RM-NPC), data cut {r.Study.DataCut}\n\n");
        text.Append(TextTable.Render(["outcome", "x / n", "share", "95 % interval"],
        [
            Row("EBV DNA response", r.Answer.Primary.EbvResponse),
            Row("EBV DNA clearance", r.Answer.Primary.EbvClearance),
            Row("PET response", r.Answer.Primary.PetResponse),
        ])).Append('\n');
        text.Append(TextTable.Render(["evidence", "says", "estimate", "interval", "n"], r.Answer.Lines.Select(l => (IReadOnlyList<string>)
            [l.Name, l.Direction, TextTable.Number(l.Effect.Value), Interval(l.Effect.Lower, l.Effect.Upper), l.N.ToString(CultureInfo.InvariantCulture)]))).Append('\n');
        text.Append("Answer: ").Append(Verdict(r.Answer.Verdict)).Append('\n');
        foreach (string sentence in r.Answer.Sentences) text.Append("  ").Append(sentence).Append('\n');
        foreach (string reason in r.Answer.Reasons) text.Append("  – ").Append(reason).Append('\n');
        text.Append("Report: ").Append(page).Append('\n');
        return text.ToString();
    }

    private static string Verdict(string verdict) => verdict switch
    {
        "moreEffective" => "more effective",
        "lessEffective" => "less effective",
        "noClearDifference" => "no clear difference",
        _ => "not answerable",
    };

    private static string[] Row(string name, Proportion p) =>
    [
        name, string.Create(CultureInfo.InvariantCulture, $"{p.Count} / {p.Of}"),
        p.Estimate is { } e ? string.Create(CultureInfo.InvariantCulture, $"{100 * e:0.0} %") : "–",
        p.Lower is { } l && p.Upper is { } u ? string.Create(CultureInfo.InvariantCulture, $"{100 * l:0.0}–{100 * u:0.0} %") : "–",
    ];

    private static string Interval(double? lower, double? upper) =>
        lower is null && upper is null ? "–" : $"{TextTable.Number(lower)} to {TextTable.Number(upper)}";
}
