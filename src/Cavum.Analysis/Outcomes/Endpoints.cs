using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>A time with what ended it; days from the first dose of the combination.</summary>
/// <param name="Why">What the time ends with: progression, death, newTherapy, withdrawal, lastContact, dataCut.</param>
internal readonly record struct EventTime(SubjectId Subject, double Days, bool Event, string Why);

/// <summary>Derives progression-free and overall survival from the record.</summary>
/// <remarks>
/// PFS: first dose to progression or death, whichever comes first; censored at a new anticancer therapy or withdrawal before
/// that (hypothetical strategy), else at the last day on which the subject was known alive. OS: first dose to death (treatment policy).
/// Index date is the first dose for everybody, so no time is immortal.
/// </remarks>
internal static class Endpoints
{
    public const string PfsRule = "PFS: first dose to progression or death; censored at new anticancer therapy or withdrawal before that, else at the last day known alive.";
    public const string OsRule = "OS: first dose to death; censored at the last day known alive.";
    public static readonly string[] Tables = ["exposures.csv", "events.csv", "deaths.csv", "samples.csv", "scans.csv", "labs.csv"];

    /// <summary>The last day on which the record shows the subject alive, or the day of death; never after the data cut.</summary>
    public static DateOnly LastKnown(Subject s, DateOnly dataCut)
    {
        if (s.Death is { } death) return death.Date;
        var last = s.Exposures.Select(e => e.EndDate).Concat(s.Events.Select(e => e.Date)).Concat(s.Samples.Select(p => p.CollectedDate))
            .Concat(s.Scans.Select(c => c.Date)).Concat(s.Labs.Select(l => l.Date)).DefaultIfEmpty(s.BirthDate).Max();
        return last > dataCut ? dataCut : last;
    }

    public static EventTime? Pfs(Subject s, DateOnly dataCut)
    {
        if (s.Day0 is not { } zero) return null;
        var candidates = s.Events.Where(e => e.Date >= zero && e.Kind != CourseEventKind.LastContact)
            .Select(e => (e.Date, Event: e.Kind == CourseEventKind.Progression, Why: Why(e.Kind))).ToList();
        if (s.Death is { } death) candidates.Add((death.Date, true, "death"));
        candidates.Add((LastKnown(s, dataCut), false, "lastContact"));
        var first = candidates.OrderBy(c => c.Date).ThenByDescending(c => c.Event).First(); // on one day an event precedes a censoring
        return new EventTime(s.Id, first.Date.DayNumber - zero.DayNumber, first.Event, first.Why);
    }

    public static EventTime? Os(Subject s, DateOnly dataCut)
    {
        if (s.Day0 is not { } zero) return null;
        return new EventTime(s.Id, LastKnown(s, dataCut).DayNumber - zero.DayNumber, s.Death is not null, s.Death is null ? "lastContact" : "death");
    }

    /// <summary>PFS on the prior ICB line, always an event; null where its dates are not both known.</summary>
    public static EventTime? PriorPfs(Subject s) =>
        s.PriorIcb is { ProgressionDate: { } progression } prior
            ? new EventTime(s.Id, progression.DayNumber - prior.StartDate.DayNumber, true, "progression") : null;

    private static string Why(CourseEventKind kind) => kind switch
    {
        CourseEventKind.Progression => "progression",
        CourseEventKind.NewTherapy => "newTherapy",
        _ => "withdrawal",
    };
}
