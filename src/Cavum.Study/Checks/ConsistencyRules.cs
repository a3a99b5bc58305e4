using System.Globalization;
using Cavum.Core;

namespace Cavum.Study;

/// <summary>What cannot be true of a subject's record: dates out of order, things after death, a scan without its time point.</summary>
internal static class ConsistencyRules
{
    public static IEnumerable<Problem> Of(Subject s, StudyDesign design)
    {
        foreach (var (what, date) in Dates(s).Where(d => d.Date != default))
        {
            if (date < s.BirthDate) yield return Wrong(s, what, date, $"a date on or after birth ({Text(s.BirthDate)})");
            if (s.Death is { } death && date > death.Date) yield return Wrong(s, what, date, $"a date on or before death ({Text(death.Date)})");
            if (date > design.DataCut && design.DataCut != default)
                yield return Wrong(s, what, date, $"a date on or before the data cut ({Text(design.DataCut)})");
        }
        foreach (var e in s.Exposures.Where(e => e.EndDate < e.StartDate))
            yield return Wrong(s, "the end of an exposure in exposures.csv", e.EndDate, $"a date on or after its start ({Text(e.StartDate)})");
        foreach (var a in s.AdverseEvents.Where(a => a.EndDate < a.StartDate))
            yield return Wrong(s, "the end of an adverse event in adverse-events.csv", a.EndDate!.Value, $"a date on or after its start ({Text(a.StartDate)})");
        if (s.PriorIcb is { ProgressionDate: { } progression } prior)
        {
            if (progression < prior.StartDate)
                yield return Wrong(s, "progression on prior ICB in prior-icb.csv", progression, $"a date on or after the line's start ({Text(prior.StartDate)})");
            if (s.Day0 is { } zero && progression > zero)
                yield return Wrong(s, "progression on prior ICB in prior-icb.csv", progression, $"a date on or before the first dose of the combination ({Text(zero)})");
        }
        foreach (var e in s.Events.Where(e => e.Kind == CourseEventKind.Progression && s.Day0 is { } zero && e.Date < zero))
            yield return Wrong(s, "progression in events.csv", e.Date, $"a date on or after the first dose ({Text(s.Day0!.Value)}); progression on the prior line belongs to prior-icb.csv");
        foreach (var scan in s.Scans.Where(c => design.Scans.Count > 0 && design.Scans.All(v => v.Name != c.TimePoint)))
            yield return new Problem($"scans.csv, scan {scan.Id}, column timePoint", scan.TimePoint, "one of " + string.Join(", ", design.Scans.Select(v => v.Name)));
    }

    private static Problem Wrong(Subject s, string what, DateOnly date, string expected) =>
        new($"Subject {s.Id}, {what}", Text(date), expected);

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<(string What, DateOnly Date)> Dates(Subject s)
    {
        if (s.DiagnosisDate is { } diagnosis) yield return ("diagnosis in subjects.csv", diagnosis);
        if (s.ConsentDate is { } consent) yield return ("consent in subjects.csv", consent);
        if (s.PriorIcb is { } prior)
        {
            yield return ("start of prior ICB in prior-icb.csv", prior.StartDate);
            if (prior.LastDoseDate is { } last) yield return ("last dose of prior ICB in prior-icb.csv", last);
            if (prior.ProgressionDate is { } progression) yield return ("progression on prior ICB in prior-icb.csv", progression);
        }
        foreach (var e in s.Exposures)
        {
            yield return ("the start of an exposure in exposures.csv", e.StartDate);
            yield return ("the end of an exposure in exposures.csv", e.EndDate);
        }
        foreach (var p in s.Samples) yield return ($"sample {p.Id} in samples.csv", p.CollectedDate);
        foreach (var p in s.Serology) yield return ("a value in serology.csv", p.CollectedDate);
        foreach (var c in s.Scans) yield return ($"scan {c.Id} in scans.csv", c.Date);
        foreach (var m in s.Measurements) yield return ("a row in measurements.csv", m.Date);
        foreach (var l in s.Labs) yield return ($"{l.Test} in labs.csv", l.Date);
        foreach (var a in s.AdverseEvents) yield return ($"{a.Term} in adverse-events.csv", a.StartDate);
        foreach (var e in s.Events) yield return ($"{char.ToLowerInvariant(e.Kind.ToString()[0])}{e.Kind.ToString()[1..]} in events.csv", e.Date);
        if (s.Death is { } death) yield return ("death in deaths.csv", death.Date);
    }
}
