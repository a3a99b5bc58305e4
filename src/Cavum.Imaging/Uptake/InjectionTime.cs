using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>When the dose was given: from its date and time, or from the time alone, across midnight too.</summary>
internal static class InjectionTime
{
    /// <summary>An uptake longer than this many half-lives leaves no image; the times then contradict each other.</summary>
    private const double MostHalfLives = 8;

    /// <summary>A wait longer than this many half-lives is told: images are taken sooner.</summary>
    private const double LongHalfLives = 4;

    /// <summary>Decay in a day beyond which an untold date matters.</summary>
    private const double WorthWarning = 0.01;

    public static Outcome<DateTime> Of(PetHeader first, DateTime reference, double lambda, List<string> warnings)
    {
        var found = Find(first, reference, lambda, warnings);
        if (found.TryGet(out var injection) && (reference - injection).TotalSeconds * lambda / Math.Log(2) is var halfLives and > LongHalfLives)
            warnings.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The injection lies {halfLives:F1} half-lives before the reference time: check both, as SUV grows with the wait."));
        return found;
    }

    private static Outcome<DateTime> Find(PetHeader first, DateTime reference, double lambda, List<string> warnings)
    {
        double longest = MostHalfLives * Math.Log(2) / lambda;
        DateTime? whole = DicomTime.DateAndTime(first.InjectionDateTime, first.TimeZone);
        TimeSpan? clock = DicomTime.Time(first.InjectionTime) ?? whole?.TimeOfDay;
        if (first.InjectionDateTime is not null && whole is null)
            warnings.Add($"RadiopharmaceuticalStartDateTime '{first.InjectionDateTime}' is not a date and time and was not used.");
        if (whole is { } moment && Fits(moment))
        {
            if (DicomTime.Time(first.InjectionTime) is { } told && Math.Abs((told - moment.TimeOfDay).TotalMinutes) > 1)
                warnings.Add($"RadiopharmaceuticalStartTime {first.InjectionTime} contradicts RadiopharmaceuticalStartDateTime {first.InjectionDateTime}; the latter was used.");
            return Outcome<DateTime>.Of(moment);
        }
        if (clock is not { } time)
            return Outcome<DateTime>.Refused(SuvChecks.Missing(first, DicomTags.RadiopharmaceuticalStartDateTime, first.InjectionDateTime ?? first.InjectionTime, "missingInjectionTime", "the date and time of injection, or its time"));

        var onTheDay = reference.Date + time;
        if (onTheDay > reference) onTheDay = onTheDay.AddDays(-1);
        if (!Fits(onTheDay))
            return Outcome<DateTime>.Refused(SuvChecks.Missing(first, DicomTags.RadiopharmaceuticalStartTime, first.InjectionDateTime ?? first.InjectionTime, "injectionAfterScan", $"an injection before the reference time {reference:yyyy-MM-dd HH:mm:ss}, by at most {MostHalfLives} half-lives"));
        if (whole is not null) warnings.Add("RadiopharmaceuticalStartDateTime lies on another day than the scan; its time of day was used.");
        else if (lambda * 86400 > WorthWarning && Fits(onTheDay.AddDays(-1)))
            warnings.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The injection's date is not told and the tracer lives for days: the latest day before the scan was taken; a day earlier would multiply SUV by {Math.Exp(lambda * 86400):G4}."));
        else if (onTheDay.Date < reference.Date) warnings.Add("The injection's time of day lies after the scan's: it was taken as the evening before.");
        return Outcome<DateTime>.Of(onTheDay);

        bool Fits(DateTime t) => t <= reference && (reference - t).TotalSeconds <= longest;
    }
}
