using System.Globalization;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>The moment, per slice, to which images of DecayCorrection START were corrected.</summary>
/// <remarks>
/// All images of a series are corrected to one moment, so moments computed back from each slice must coincide:
/// t_ref = t_acq + T_ave − FrameReferenceTime, T_ave = ln(λT/(1 − e^(−λT)))/λ with T the frame's duration. The order:
/// (0) the Decay Correction DateTime that an enhanced multi-frame object states; (1) GE's private scan time (0009,100D); (2) back-computation, if its moments agree within 1 s and fit START;
/// (3) SeriesTime if not after the first acquisition, else the first acquisition (QIBA 2016, appendix G).
/// Back-computation does not fit START when it lands after the first acquisition, or more than 60 s before a SeriesTime that is
/// itself not after the first acquisition; both are seen in real headers whose FrameReferenceTime means something else.
/// </remarks>
public static class ReferenceTime
{
    private const double AgreementSeconds = 1, EarlierThanSeriesSeconds = 60, LaterThanStartSeconds = 1, DifferenceWorthWarning = 0.01;

    /// <param name="Moments">One a slice.</param>
    public sealed record Found(IReadOnlyList<DateTime> Moments, string Rule, string Reason);

    public static Outcome<Found> Of(IReadOnlyList<PetHeader> slices, double halfLifeSeconds, List<string> warnings)
    {
        var first = slices[0];
        DateTime?[] acquisitions = [.. slices.Select(s => s.Acquisition)];
        DateTime? earliest = acquisitions.Where(a => a is not null).Min();
        if (first.CorrectionDateTime is not null)
        {
            DateTime?[] stated = [.. slices.Select(s => DicomTime.DateAndTime(s.CorrectionDateTime, s.TimeZone))];
            return Array.TrueForAll(stated, m => m is not null)
                ? Outcome<Found>.Of(new([.. stated.Select(m => m!.Value)], SuvRule.StatedCorrection, $"Decay Correction DateTime (0018,9701) {Show(stated[0]!.Value)}, as the object states it"))
                : Outcome<Found>.Refused(new Problem($"{first.Name}, DecayCorrectionDateTime {DicomTags.DecayCorrectionDateTime}", first.CorrectionDateTime, "[missingReferenceTime] a date and time for every frame"));
        }
        if (GeMoment(slices, earliest, warnings) is { } ge)
            return Same(slices, ge, SuvRule.GeScan, $"GE private scan time (0009,100D) {Show(ge)}");

        DateTime? series = slices.All(s => s.SeriesTime == first.SeriesTime && s.SeriesDate == first.SeriesDate) ? first.Series : null;
        bool seriesFits = series is { } t && (earliest is null || t <= earliest.Value.AddSeconds(0.5));
        DateTime? fallback = seriesFits ? series : earliest;
        string fallbackRule = seriesFits ? SuvRule.SeriesTime : SuvRule.AcquisitionTime;

        if (BackComputed(slices, acquisitions, halfLifeSeconds) is not { } back)
        {
            if (fallback is not { } moment)
                return Outcome<Found>.Refused(new Problem($"{first.Name}, AcquisitionTime {DicomTags.AcquisitionTime}", first.AcquisitionTime ?? "", "[missingReferenceTime] AcquisitionTime with FrameReferenceTime and ActualFrameDuration, or SeriesTime"));
            warnings.Add("FrameReferenceTime, ActualFrameDuration or AcquisitionTime is missing: the reference time could not be checked by back-computation.");
            return Same(slices, moment, fallbackRule, $"{fallbackRule} {Show(moment)}; back-computation is not possible");
        }
        string? misfit = Misfit(back, seriesFits ? series : null, earliest!.Value);
        if (fallback is { } other) WarnOfDifference(back[0], other, halfLifeSeconds, misfit is null, warnings);
        if (misfit is null)
            return Outcome<Found>.Of(new(back, SuvRule.BackComputed, $"back-computed from AcquisitionTime, FrameReferenceTime and ActualFrameDuration: {Show(back[0])}, equal on all slices"));
        warnings.Add($"Back-computation was not used: {misfit}.");
        return Same(slices, fallback!.Value, fallbackRule, $"{fallbackRule} {Show(fallback.Value)}, because {misfit}");
    }

    private static Outcome<Found> Same(IReadOnlyList<PetHeader> slices, DateTime moment, string rule, string reason) =>
        Outcome<Found>.Of(new([.. Enumerable.Repeat(moment, slices.Count)], rule, reason));

    private static string Show(DateTime moment) => moment.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>De-identification shifts public dates and leaves private ones; the time of day then still holds.</summary>
    private static DateTime? GeMoment(IReadOnlyList<PetHeader> slices, DateTime? earliest, List<string> warnings)
    {
        PetHeader[] told = [.. slices.Where(s => s.GeScanDateTime is not null)];
        if (told.Length == 0) return null;
        DateTime?[] moments = [.. told.Select(s => DicomTime.DateAndTime(s.GeScanDateTime, s.TimeZone))];
        if (Array.FindIndex(moments, m => m is null) is var unread and >= 0)
        {
            warnings.Add($"GE scan time (0009,100D) '{told[unread].GeScanDateTime}' is not a date and time and was not used.");
            return null;
        }
        var moment = moments[0]!.Value;
        double spread = (moments.Max()!.Value - moments.Min()!.Value).TotalSeconds;
        if (spread > AgreementSeconds)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"GE scan times (0009,100D) spread over {spread:F1} s although a series is corrected to one moment; they were not used."));
            return null;
        }
        if (earliest is not { } start || Math.Abs((start - moment).TotalHours) < 12) return moment;
        warnings.Add("GE scan time (0009,100D) has another date than the acquisition; its time of day was used on the acquisition's date.");
        return start.Date + moment.TimeOfDay;
    }

    private static DateTime[]? BackComputed(IReadOnlyList<PetHeader> slices, DateTime?[] acquisitions, double halfLife)
    {
        double lambda = Math.Log(2) / halfLife;
        var moments = new DateTime[slices.Count];
        for (int i = 0; i < moments.Length; i++)
        {
            if (acquisitions[i] is not { } start || slices[i].FrameReferenceTimeMs is not { } offset || slices[i].FrameDurationMs is not > 0) return null;
            double seconds = SuvCalculator.AverageCountTime(lambda, slices[i].FrameDurationMs!.Value / 1000) - offset / 1000;
            if (Math.Abs(seconds) > 10 * 86400.0) return null;
            moments[i] = start.AddTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
        }
        return moments;
    }

    /// <summary>Why the back-computed moments cannot be the start of the series, or null.</summary>
    private static string? Misfit(DateTime[] back, DateTime? series, DateTime earliest)
    {
        double spread = (back.Max() - back.Min()).TotalSeconds;
        if (spread > AgreementSeconds) return string.Create(CultureInfo.InvariantCulture, $"the back-computed moments spread over {spread:F1} s although a series has one");
        double late = (back.Max() - earliest).TotalSeconds;
        if (late > LaterThanStartSeconds) return string.Create(CultureInfo.InvariantCulture, $"the back-computed moments lie {late:F1} s after the first acquisition began");
        if (series is { } t && (t - back.Min()).TotalSeconds is var early and > EarlierThanSeriesSeconds)
            return string.Create(CultureInfo.InvariantCulture, $"the back-computed moments lie {early:F1} s before SeriesTime");
        return null;
    }

    private static void WarnOfDifference(DateTime back, DateTime other, double halfLife, bool used, List<string> warnings)
    {
        double ratio = Math.Exp(Math.Log(2) / halfLife * (back - other).TotalSeconds) - 1;
        if (used && Math.Abs(ratio) > DifferenceWorthWarning)
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"The reference time by SeriesTime or AcquisitionTime alone would change SUV by {-100 * ratio / (1 + ratio):+0.0;-0.0} %; the back-computed one was used."));
    }
}
