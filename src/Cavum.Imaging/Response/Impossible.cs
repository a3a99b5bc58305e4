using System.Globalization;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>What cannot be true of a case, however it was measured.</summary>
internal static class Impossible
{
    private const double Slack = 1e-6;

    public static IEnumerable<Problem> In(ResponseCase subject, string source)
    {
        for (int s = 0; s < subject.Scans.Count; s++)
        {
            var scan = subject.Scans[s];
            string place = $"{source}, scan {s + 1}";
            if (scan.Date is { } now && Latest(subject.Scans.Take(s).Select(x => x.Date)) is { } before && now <= before)
                yield return new($"{place}, date", Day(now), $"a date after the scan before it ({Day(before)})");
            foreach (var twice in (scan.Lesions ?? []).GroupBy(l => l.Id).Where(g => g.Count() > 1))
                yield return new($"{place}, lesions", twice.Key, "each lesion id once");
            foreach (var lesion in scan.Lesions ?? [])
                foreach (var problem in Of(lesion, $"{place}, lesion {lesion.Id}"))
                    yield return problem;
            if (s > 0) continue;
            foreach (var lesion in (scan.Lesions ?? []).Where(l => l.IsNew == true))
                yield return new($"{place}, lesion {lesion.Id}, new", "true", "no new lesion at baseline");
        }
        foreach (var problem in References(subject, source).Concat(Dates(subject, source)).Concat(Matches(subject, source))) yield return problem;
    }

    private static IEnumerable<Problem> Of(PetLesion lesion, string place)
    {
        if (lesion.SuvMean > lesion.SuvMax * (1 + Slack)) yield return new($"{place}, suvMean", Show(lesion.SuvMean), $"at most suvMax, {Show(lesion.SuvMax)}");
        if (lesion.SuvPeakLocal > lesion.SuvPeakGlobal * (1 + Slack))
            yield return new($"{place}, suvPeakLocal", Show(lesion.SuvPeakLocal), $"at most suvPeakGlobal, {Show(lesion.SuvPeakGlobal)}");
        if (lesion.ShortAxisMm > lesion.LongestDiameterMm * (1 + Slack))
            yield return new($"{place}, shortAxisMm", Show(lesion.ShortAxisMm), $"at most longestDiameterMm, {Show(lesion.LongestDiameterMm)}");
    }

    private static IEnumerable<Problem> References(ResponseCase subject, string source)
    {
        for (int s = 0; s < subject.Scans.Count; s++)
            foreach (var (name, reference) in new[] { ("liver", subject.Scans[s].Liver), ("bloodPool", subject.Scans[s].BloodPool), ("jugularVein", subject.Scans[s].JugularVein) })
            {
                if (reference?.Mean == 0) yield return new($"{source}, scan {s + 1}, {name}.mean", "0", "a mean uptake above 0");
                if (reference?.Mean > reference?.Max * (1 + Slack)) yield return new($"{source}, scan {s + 1}, {name}.mean", Show(reference!.Mean), $"at most its max, {Show(reference.Max)}");
            }
        if (subject.Body.Sex is { } sex && sex.Trim().ToUpperInvariant() is not ("M" or "MALE" or "F" or "FEMALE" or "O" or "OTHER"))
            yield return new($"{source}, sex", sex, "M, F or O");
        if (subject.Body.HeightCm is > 272) yield return new($"{source}, heightCm", Show(subject.Body.HeightCm), "a height in cm");
        if (subject.Body.WeightKg is > 650) yield return new($"{source}, weightKg", Show(subject.Body.WeightKg), "a weight in kg");
    }

    private static IEnumerable<Problem> Dates(ResponseCase subject, string source)
    {
        for (int i = 1; i < subject.Ct.Count; i++)
            if (subject.Ct[i].Date is { } now && Latest(subject.Ct.Take(i).Select(x => x.Date)) is { } before && now <= before)
                yield return new($"{source}, ct time point {i + 1}, date", Day(now), $"a date after the one before it ({Day(before)})");
        for (int i = 0; i < subject.Ct.Count; i++)
            foreach (var twice in subject.Ct[i].Targets.GroupBy(t => t.Id).Where(g => g.Count() > 1))
                yield return new($"{source}, ct time point {i + 1}, targets", twice.Key, "each target id once");
        var last = subject.Scans[^1].Date;
        foreach (var (name, date) in new[] { ("radiotherapyEnd", subject.Treatment.RadiotherapyEnd), ("firstDose", subject.Treatment.FirstDose) })
            if (date is { } event_ && last is { } scan && event_ > scan)
                yield return new($"{source}, treatment.{name}", Day(event_), $"a date not after the last scan ({Day(scan)})");
    }

    private static IEnumerable<Problem> Matches(ResponseCase subject, string source)
    {
        var known = (subject.Scans[0].Lesions ?? []).Select(l => l.Id).ToHashSet();
        return from scan in subject.Scans.Skip(1).Select((scan, i) => (scan, Number: i + 2))
               from lesion in scan.scan.Lesions ?? []
               where lesion.BaselineId is { } id && !known.Contains(id)
               select new Problem($"{source}, scan {scan.Number}, lesion {lesion.Id}, baselineId", lesion.BaselineId!, "the id of a baseline lesion");
    }

    private static DateOnly? Latest(IEnumerable<DateOnly?> dates) => dates.LastOrDefault(d => d is not null);

    private static string Show(double? value) => string.Create(CultureInfo.InvariantCulture, $"{value:R}");

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
