namespace Cavum.Assay;

/// <summary>The lowest sample after baseline, by the most that it can be; a limit stays a limit.</summary>
/// <param name="FallLog10Least">The fall from baseline (log10) is at least this; null when either end is open.</param>
public sealed record SeriesNadir(double Day, EbvLevel Level, double? FallLog10Least);

/// <summary>How long before progression by imaging the rebound was seen, in days; negative when it came after.</summary>
public sealed record ReboundLead(double ReboundDay, double ProgressionDay)
{
    public double Days => ProgressionDay - ReboundDay;
}

/// <summary>Marks that are read off a series without a model.</summary>
public static class SeriesMarks
{
    /// <summary>Null when nothing was measured after baseline. Of equal samples the first counts.</summary>
    public static SeriesNadir? Nadir(IReadOnlyList<EbvPoint> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        EbvPoint[] ordered = [.. series.OrderBy(p => p.Day)];
        var baseline = ordered.LastOrDefault(p => p.Day <= 0) ?? ordered.FirstOrDefault();
        var lowest = ordered.Where(p => baseline is not null && p.Day > baseline.Day && p.Level.Bounds.Most is not null)
            .OrderBy(p => p.Level.Bounds.Most).ThenBy(p => p.Level.Bounds.Least).ThenBy(p => p.Day).FirstOrDefault();
        if (lowest is null || baseline is null) return null;
        double least = baseline.Level.Bounds.Least, most = lowest.Level.Bounds.Most!.Value;
        return new(lowest.Day, lowest.Level, least > 0 ? Math.Log10(least / most) : null);
    }

    /// <summary>Null without a confirmed rebound or without a day of progression.</summary>
    public static ReboundLead? Lead(EbvResponses responses, SeriesContext context)
    {
        ArgumentNullException.ThrowIfNull(responses);
        ArgumentNullException.ThrowIfNull(context);
        return responses["rebound"] is { Call: Called.Yes, Day: { } day } && context.ProgressionDay is { } progression ? new(day, progression) : null;
    }
}
