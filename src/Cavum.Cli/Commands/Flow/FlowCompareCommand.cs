using System.CommandLine;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Cli;

/// <summary><c>flow compare</c>: a marker's share between groups of mice, or before and after in the same patients.</summary>
internal static class FlowCompareCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("file") { Description = "a CSV table, one row per sample: subject, group, positive cells, cells of the parent" };
        Option<string> Column(string name, string what, string standard) => new(name) { Description = "column of " + what, DefaultValueFactory = _ => standard };
        var subject = Column("--subject", "the mouse or patient", "subject");
        var group = Column("--group", "the group, or of before and after", "group");
        var positive = Column("--positive", "the positive cells", "positive");
        var events = Column("--events", "the cells of the parent population", "events");
        var value = new Option<string?>("--value") { Description = "column of a median intensity, compared on its logarithm, instead of counts" };
        var first = new Option<string?>("--first") { Description = "the reference group, or 'before'; the first of the file if not given" };
        var second = new Option<string?>("--second") { Description = "the other group, or 'after'" };
        var paired = new Option<bool>("--paired") { Description = "the same subjects in both groups: paired test" };
        return new Command("compare", "compares a marker across mice or, with --paired, before and after in patients; never across cells")
            { file, subject, group, positive, events, value, first, second, paired }.Answers(parsed =>
            Reply.From(CsvTable.ReadFile(parsed.GetValue(file)!).Then(table => MarkerTable.Read(table, parsed.GetValue(subject)!, parsed.GetValue(group)!,
                parsed.GetValue(value) is { } v ? null : parsed.GetValue(positive)!, parsed.GetValue(value) ?? parsed.GetValue(events)!))
                .Then(table => table.Compare(parsed.GetValue(first), parsed.GetValue(second), parsed.GetValue(paired))), Answer));
    }

    private static Reply.Done Answer(MarkerTableComparison c)
    {
        var t = c.Test;
        var document = new
        {
            c.First,
            c.Second,
            c.Paired,
            c.Scale,
            nFirst = c.FirstValues.Count,
            nSecond = c.SecondValues.Count,
            test = c.Paired ? "paired t test" : "Welch's t test",
            difference = t?.Difference,
            stdErr = t?.StdErr,
            degreesOfFreedom = t?.DegreesOfFreedom,
            ratio = t is null ? (double?)null : Math.Exp(t.Difference),
            lower = t is null ? (double?)null : Math.Exp(t.Lower),
            upper = t is null ? (double?)null : Math.Exp(t.Upper),
            pValue = t?.PValue,
            ratioIs = c.Scale == "logit" ? "oddsRatio" : "ratioOfMedians",
            signFlip = c.Paired ? new { pValue = c.ExactPValue, test = "exact sign-flip test of the paired differences, two-sided", status = c.ExactPValue is null ? "more than 20 pairs, or none" : "exact" } : null,
            status = t is null ? "not tested: two subjects a group are needed, with variation" : "tested",
            subjects = c.Subjects,
            fewEvents = c.FewEvents,
            remarks = c.Remarks,
        };
        string text = TextTable.Render(["subject", c.First, c.Second], c.Subjects.Select(s => (IReadOnlyList<string>)[s.Subject, TextTable.Number(s.First), TextTable.Number(s.Second)]))
            + (t is null ? "\nnot tested: two subjects a group are needed, with variation\n"
                : $"\n{(c.Paired ? "paired t test" : "Welch's t test")} on the {c.Scale}: {c.Second} against {c.First}, {(c.Scale == "logit" ? "odds ratio" : "ratio")} {TextTable.Number(Math.Exp(t.Difference))} ({TextTable.Number(Math.Exp(t.Lower))} to {TextTable.Number(Math.Exp(t.Upper))}), t = {TextTable.Number(t.Difference / t.StdErr)} with {TextTable.Number(t.DegreesOfFreedom)} degrees of freedom, p {TextTable.Number(t.PValue)}\n");
        return new Reply.Done(document, text, c.Remarks);
    }
}
