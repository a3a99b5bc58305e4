namespace Cavum.Imaging;

/// <summary>When the scan was made, counted from which event, and whether it may be answered for.</summary>
/// <remarks>
/// Two bars, since two things disturb FDG: inflammation after radiotherapy, hard, at least 84 days (12 weeks; Liu 2020); and the visit of
/// 3 months after the first dose, 84 ± 14 days, so at least 70. Both must hold where both dates are known. Where neither is, the
/// days are counted from the baseline scan, which lies before treatment, and 84 are asked.
/// </remarks>
/// <param name="State"><c>open</c>, <c>early</c> or <c>unknown</c>.</param>
/// <param name="Event">What decided: the bar that the scan misses by most days, else the event of the visit.</param>
/// <param name="MinimumDays">The days asked for after it.</param>
public sealed record TimingGate(string State, string? Event, DateOnly? EventDate, DateOnly? ScanDate, int? Days, int MinimumDays, bool? InWindow, string? Override, string Sentence)
{
    private sealed record Bar(string Event, DateOnly Date, int Days, int Least);

    public static TimingGate Judge(ResponseCase subject)
    {
        var settings = subject.Settings;
        DateOnly? scan = subject.Scans[^1].Date;
        Bar[] bars = scan is { } at ? [.. Bars(subject, at)] : [];
        bool overridden = subject.Treatment.GateOverride is not null;
        string? reason = subject.Treatment.GateOverride;
        if (bars.Length == 0)
        {
            const string unknown = "The days since treatment are not known: a date of the follow-up scan or of treatment is missing.";
            return new(overridden ? "open" : "unknown", null, null, scan, null, settings.MinimumDays, null, reason, unknown + Overridden(reason));
        }
        var missed = bars.Where(b => b.Days < b.Least).MaxBy(b => b.Least - b.Days);
        var visit = bars[^1];
        var decides = missed ?? visit;
        bool inWindow = Math.Abs(visit.Days - settings.MinimumDays) <= settings.WindowDays;
        string counted = string.Join(" and ", bars.Select(b => $"{b.Days} days after {b.Event} ({b.Date:yyyy-MM-dd}; at least {b.Least} are asked)"));
        string window = inWindow ? "the visit is inside its window" : $"the visit is outside the window of {settings.MinimumDays} ± {settings.WindowDays} days";
        return new(missed is null || overridden ? "open" : "early", decides.Event, decides.Date, scan, decides.Days, decides.Least, inWindow, reason,
            $"The scan was {counted}; {window}.{Overridden(reason)}");
    }

    private static string Overridden(string? reason) => reason is null ? "" : $" The gate was overridden by a reader: {reason}.";

    /// <summary>The event of the visit last.</summary>
    private static IEnumerable<Bar> Bars(ResponseCase subject, DateOnly scan)
    {
        var (settings, treatment) = (subject.Settings, subject.Treatment);
        bool any = false;
        if (treatment.RadiotherapyEnd is { } end && end <= scan)
        {
            any = true;
            yield return new("end of radiotherapy", end, scan.DayNumber - end.DayNumber, settings.MinimumDays);
        }
        if (treatment.FirstDose is { } dose && dose <= scan)
        {
            any = true;
            yield return new("first dose", dose, scan.DayNumber - dose.DayNumber, Math.Max(0, settings.MinimumDays - settings.WindowDays));
        }
        if (!any && subject.Scans[0].Date is { } baseline)
            yield return new("baseline scan (no treatment date was given)", baseline, scan.DayNumber - baseline.DayNumber, settings.MinimumDays);
    }
}
