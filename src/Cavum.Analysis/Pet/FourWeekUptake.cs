using System.Globalization;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>The sum of SUVmax four weeks after the first dose against baseline, the PET half of the dual endpoint; or why there is none.</summary>
/// <param name="ChangePercent">Null where it is not evaluable, <paramref name="Reason"/> then says why; with lesions that are gone the smallest fall that the scan allows.</param>
/// <param name="Reason">What was compared, or what is missing.</param>
public sealed record FourWeekUptake(string ResultId, string? Scan, int? Day, double? BaselineSum, double? Sum, double? ChangePercent, string Reason)
{
    internal const int DueDay = 28, WindowDays = 7;

    private const double FallPercent = -50;

    /// <summary>The scan nearest day 28 within a week, whatever its visit is called; null where there is none.</summary>
    internal static Scan? Due(Subject s) => s.Scans.Where(c => Offset(s, c) <= WindowDays).OrderBy(c => Offset(s, c)).ThenBy(c => c.Date).FirstOrDefault();

    private static int Offset(Subject s, Scan scan) => s.Day(scan.Date) is { } day ? Math.Abs(day - DueDay) : int.MaxValue;

    /// <summary>Sums over the lesions marked on each scan, new ones too; a lesion of the baseline that is no longer marked lies between nothing and the PERCIST bar of the scan.</summary>
    internal static FourWeekUptake Of(string id, PetScanResult? baseline, Scan? due, PetScanResult? at)
    {
        FourWeekUptake None(string reason, double? sum = null) => new(id, due?.Id, at?.Day, sum, null, null, reason);
        string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        if (due is null) return None(Text($"no PET within {WindowDays} days of day {DueDay}, when the definition wants the sum of SUVmax"));
        if (baseline is null) return None("no baseline PET to compare the sum of SUVmax with");
        if (at is null) return None($"the scan {due.Id} could not be measured");
        if (baseline.Lesions.Count == 0) return None("no lesion is marked on the baseline PET");
        if (baseline.Lesions.Concat(at.Lesions).FirstOrDefault(l => l.SuvMax is null) is { } unread) return None($"lesion {unread.Lesion} ({unread.Status}) has no SUVmax");
        double before = baseline.Lesions.Sum(l => l.SuvMax!.Value);
        if (at.Lesions.Count == 0 && due.Marks.Count == 0 && due.Reads.Count == 0) return None($"the scan {due.Id} of day {at.Day} has not been read", before);
        if (!(before > 0)) return None("the baseline lesions have no uptake", before);
        string[] gone = [.. baseline.Lesions.Select(l => l.Lesion).Except(at.Lesions.Select(l => l.Lesion), StringComparer.Ordinal)];
        double sum = at.Lesions.Sum(l => l.SuvMax!.Value), change = 100 * (sum / before - 1);
        string words = Text($"sum of SUVmax {before:0.0} at baseline, {sum:0.0} on day {at.Day} ({at.Lesions.Count} lesions)");
        if (gone.Length == 0) return new(id, due.Id, at.Day, before, sum, change, words);
        // A lesion that the reader no longer marks has some uptake all the same, less than what PERCIST takes for tumour.
        double? bar = at.LiverMean is { } mean ? 1.5 * mean + 2 * (at.LiverStdDev ?? 0) : at.BloodPoolMean is { } pool ? 2 * pool : null;
        string each = $"{string.Join(", ", gone)} no longer marked";
        double? most = bar is { } b ? 100 * ((sum + gone.Length * b) / before - 1) : null;
        if (change >= FallPercent) return new(id, due.Id, at.Day, before, sum, change, Text($"{words}, {each}"));
        if (most is null) return None($"{words}; {each}, and neither liver nor blood pool was measured to bound their uptake", before);
        return most < FallPercent ? new(id, due.Id, at.Day, before, sum, most, Text($"{words}; {each}, counted with at most {bar:0.0} each"))
            : None(Text($"{words}; {each}: between 0 and {bar:0.0} each, the sum changed by {change:0} to {most:+0;-0} %, on both sides of −50 %"), before);
    }
}
