using System.Globalization;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Holds the plan in use against its history and against the day of the first outcome.</summary>
public static class PlanState
{
    /// <summary>The first day on which the record shows an outcome of the study line: a later sample or scan, a measurement, progression or death.</summary>
    public static (DateOnly Date, string What)? FirstOutcome(IReadOnlyList<Subject> subjects)
    {
        var outcomes = subjects.Where(s => s.Day0 is not null).SelectMany(s => s.Samples.Select(p => (Date: p.CollectedDate, What: $"sample {p.Id}"))
            .Concat(s.Scans.Select(c => (c.Date, $"scan {c.Id}"))).Concat(s.Measurements.Select(m => (m.Date, $"measurement of {s.Id}")))
            .Concat(s.Events.Where(e => e.Kind == CourseEventKind.Progression).Select(e => (e.Date, $"progression of {s.Id}")))
            .Concat(s.Death is { } d ? [(d.Date, $"death of {s.Id}")] : [])
            .Where(o => o.Date > s.Day0)).Select(o => (o.Date, What: o.Item2)).ToList();
        return outcomes.Count == 0 ? null : outcomes.OrderBy(o => o.Date).ThenBy(o => o.What, StringComparer.Ordinal).First();
    }

    public static IEnumerable<Finding> Findings(StudyRecord record, IReadOnlyList<PlanFreeze> history)
    {
        var first = FirstOutcome(record.Subjects);
        if (history.Count == 0 && first is { } seen)
            yield return new("plan-not-frozen", null, PlanHistory.File, $"outcomes are on record since {Day(seen.Date)} and the plan was never frozen: run 'cavum study freeze'");
        if (history.Count > 0 && first is { } outcome && DateOnly.FromDateTime(history[0].At.UtcDateTime) >= outcome.Date)
            yield return new("plan-frozen-late", null, PlanHistory.File, $"the plan was first frozen on {PlanHistory.Stamp(history[0].At)}, after {outcome.What} on {Day(outcome.Date)}");
        if (history.Count == 0) yield break;
        foreach (var d in FrozenPlan.Differences(history[^1].Text, FrozenPlan.Of(record.Design, PlanHistory.Bytes(record.Folder)).Text))
            yield return new("plan-changed", null, "design.json, " + d.Path, $"'{d.Before}' was frozen, '{d.After}' is in use: freeze the change with its reason, or take it back");
    }

    internal static PlanResult Of(AnalysisContext context, List<Problem> problems)
    {
        var record = context.Record;
        var read = PlanHistory.Read(record.Folder);
        problems.AddRange(read.Problems);
        IReadOnlyList<PlanFreeze> history = read.IsRefused ? [] : read.Value;
        var current = FrozenPlan.Of(record.Design, PlanHistory.Bytes(record.Folder));
        var first = FirstOutcome(record.Subjects);
        bool late = history.Count > 0 && first is { } o && DateOnly.FromDateTime(history[0].At.UtcDateTime) >= o.Date;
        string status = history.Count == 0 ? "notFrozen" : late ? "frozenAfterFirstOutcome" : "frozenBeforeOutcomes";
        var sources = new List<ProvenanceSource> { context.PlanSource };
        if (history.Count > 0) sources.Add(context.Sources.File(PlanHistory.File, "the whole table", $"{history.Count} freezings"));
        context.Ledger.Add("plan", "The plan with every default written out, its hash, and its append-only history.", [], sources);
        PlanChange[] changes = [.. history.Skip(1).Select((h, i) => new PlanChange(string.Create(CultureInfo.InvariantCulture, $"plan.changes.{i + 1}"), PlanHistory.Stamp(h.At), h.Plan, h.Reason,
            first is { } seen && DateOnly.FromDateTime(h.At.UtcDateTime) >= seen.Date, FrozenPlan.Differences(history[i].Text, h.Text)))];
        var unfrozen = history.Count == 0 ? [] : FrozenPlan.Differences(history[^1].Text, current.Text);
        return new PlanResult("plan", current.Hash, status, Sentence(status, history, first, changes, unfrozen), history.Count > 0 ? PlanHistory.Stamp(history[0].At) : null,
            first is { } f ? Day(f.Date) : null, first?.What, changes, unfrozen, context.Plan.Estimands,
            PlannedRule.Of("plan.rule", context.Plan.Decision));
    }

    private static string Sentence(string status, IReadOnlyList<PlanFreeze> history, (DateOnly Date, string What)? first, PlanChange[] changes, IReadOnlyList<PlanDifference> unfrozen)
    {
        string sentence = status switch
        {
            "notFrozen" => "The plan was never frozen: nothing shows that it was written before the outcomes were known.",
            "frozenAfterFirstOutcome" => $"The plan was frozen on {PlanHistory.Stamp(history[0].At)}, after the first outcome ({first!.Value.What}, {Day(first.Value.Date)}): it may have been written with outcomes in view.",
            _ => $"The plan was frozen on {PlanHistory.Stamp(history[0].At)}, {(first is { } f ? $"before the first outcome ({f.What}, {Day(f.Date)})" : "before any outcome")}.",
        };
        int after = changes.Count(c => c.AfterOutcomes);
        if (changes.Length > 0) sentence += $" It was changed {changes.Length} time{(changes.Length == 1 ? "" : "s")} since{(after > 0 ? $", {after} of them after outcomes were on record" : "")}.";
        if (unfrozen.Count > 0) sentence += $" The plan in use differs from the frozen one in {unfrozen.Count} place{(unfrozen.Count == 1 ? "" : "s")}.";
        return sentence;
    }

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
