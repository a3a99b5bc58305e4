using System.Globalization;
using Cavum.Imaging;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>
/// Holds the header of a series against the row that names it: another day, another body or another person is how a swapped file shows.
/// These are warnings, since a header is typed by hand and de-identification may shift dates.
/// </summary>
internal static class ScanOfRecord
{
    /// <summary>A weight that differs by more is another person's or a typing error; people lose less between visit and scan.</summary>
    private const double WeightTolerance = 0.2;

    private static readonly DicomTag DatesModified = new(0x00280303);

    public static IEnumerable<string> Warnings(Subject s, Scan scan, ImageSeries? series)
    {
        if (series is null) yield break;
        var header = PetHeader.Of(series.First);
        bool shifted = series.First.Data.Text(DatesModified) is "MODIFIED" or "REMOVED";
        if (!shifted && (header.AcquisitionDate ?? header.SeriesDate) is { } text
            && DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var acquired) && acquired != scan.Date)
            yield return string.Create(CultureInfo.InvariantCulture, $"the series was acquired on {acquired:yyyy-MM-dd}, scans.csv says {scan.Date:yyyy-MM-dd}: is it this scan?");
        if (header.Sex is "M" or "F" && s.Sex is "M" or "F" && header.Sex != s.Sex)
            yield return $"the header's sex is {header.Sex}, subjects.csv says {s.Sex}: is it this subject?";
        if (header.WeightKg is { } weight && s.WeightKg is { } written && Math.Abs(weight - written) > WeightTolerance * written)
            yield return string.Create(CultureInfo.InvariantCulture, $"the header's weight is {weight} kg, subjects.csv says {written} kg: SUV uses the header's");
    }

    /// <summary>Whose scan the header says it is; null when it does not say.</summary>
    public static (string Subject, string Scan, string Patient)? Owner(Subject s, MeasuredScan scan) =>
        scan.Image.Series?.First.Data.Text(DicomTags.PatientId) is { Length: > 0 } id ? (s.Id.Code, scan.Result.Scan, id) : null;

    /// <summary>One subject under two patient ids, or two subjects under one: the id itself is not repeated, since it may identify a person.</summary>
    public static IEnumerable<string> Identity(IReadOnlyList<(string Subject, string Scan, string Patient)> known)
    {
        foreach (var subject in known.GroupBy(s => s.Subject, StringComparer.Ordinal).Where(g => g.Select(s => s.Patient).Distinct(StringComparer.Ordinal).Count() > 1))
            yield return $"Subject {subject.Key}: the scans {string.Join(", ", subject.Select(s => s.Scan))} carry different patient ids: are they of one person?";
        foreach (var id in known.GroupBy(s => s.Patient, StringComparer.Ordinal).Where(g => g.Select(s => s.Subject).Distinct(StringComparer.Ordinal).Count() > 1))
            yield return $"The scans {string.Join(", ", id.Select(s => s.Scan))} of different subjects carry one patient id: are they exchanged?";
    }
}
