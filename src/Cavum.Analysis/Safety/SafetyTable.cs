using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Counts adverse events by term: a subject counts once a term, at its worst grade, from the first dose on.</summary>
internal static class SafetyTable
{
    public static SafetyResult Of(IReadOnlyList<Subject> subjects, AnalysisContext context)
    {
        Subject[] treated = [.. subjects.Where(s => s.Day0 is not null)];
        (Subject Subject, AdverseEvent Event)[] events =
            [.. treated.SelectMany(s => s.AdverseEvents.Where(a => a.StartDate >= s.Day0).Select(a => (s, a)))];
        context.Ledger.Add("safety", "Subjects with at least one event that started on or after the first dose; one count a subject and term, at the worst grade (CTCAE v5).", [],
            treated.SelectMany(s => new[] { context.Rows("adverse-events.csv", s.Id), context.Rows("exposures.csv", s.Id), context.Rows("deaths.csv", s.Id) }));
        var rows = new List<AdverseEventRow>();
        foreach (var term in events.GroupBy(e => e.Event.Term, StringComparer.Ordinal))
        {
            string id = $"safety.term.{term.Key.Replace('.', ' ')}";
            context.Ledger.Add(id, "As safety, for this term.", [], term.Select(e => e.Subject.Id).Distinct().Order().Select(s => context.Rows("adverse-events.csv", s)));
            rows.Add(new AdverseEventRow(id, term.Key, Count(term, _ => true), Count(term, e => e.Grade >= 3),
                Count(term, e => e.Asparaginase == Relation.Yes), Count(term, e => e.AntiPd1 == Relation.Yes), term.Max(e => e.Event.Grade)));
        }
        return new SafetyResult("safety", treated.Length, Count(events, _ => true), Count(events, e => e.Grade >= 3), Count(events, e => e.Serious),
            treated.Count(s => s.Death is not null),
            [.. rows.OrderByDescending(r => r.SubjectsAnyGrade).ThenByDescending(r => r.SubjectsGrade3Plus).ThenBy(r => r.Term, StringComparer.Ordinal)]);
    }

    private static int Count(IEnumerable<(Subject Subject, AdverseEvent Event)> events, Func<AdverseEvent, bool> which) =>
        events.Where(e => which(e.Event)).Select(e => e.Subject.Id).Distinct().Count();
}
