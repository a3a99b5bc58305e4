using System.Globalization;
using Cavum.Core;

namespace Cavum.Study;

/// <summary>One rule that the record breaks.</summary>
/// <param name="Rule">The rule's short name; <c>record</c> rules also stop the analysis, the others are deviations to explain.</param>
public sealed record Finding(string Rule, string? Subject, string Place, string Message);

/// <summary>Holds a study folder against its own design: what is impossible, what is missing, what is out of its window.</summary>
public static class StudyCheck
{
    public static Outcome<IReadOnlyList<Finding>> Of(string folder)
    {
        if (!Directory.Exists(folder))
            return Outcome<IReadOnlyList<Finding>>.Refused(new Problem(folder, "", "a study folder that exists"));
        var read = StudyFolder.Read(folder);
        if (read.IsRefused)
            return Outcome<IReadOnlyList<Finding>>.Of([.. read.Problems.Select(p => new Finding("record", SubjectIn(p.Place), p.Place, Sentence(p)))]);
        var record = read.Value;
        return Outcome<IReadOnlyList<Finding>>.Of([.. record.Subjects.SelectMany(s => OfSubject(s, record.Design)), .. OfStudy(record)]);
    }

    private static string Sentence(Problem p) => p.Read.Length == 0 ? $"nothing was read; expected {p.Expected}" : $"read '{p.Read}'; expected {p.Expected}";

    private static string? SubjectIn(string place) =>
        place.StartsWith("Subject ", StringComparison.Ordinal) ? place["Subject ".Length..].Split(',')[0] : null;

    private static IEnumerable<Finding> OfStudy(StudyRecord record)
    {
        int treated = record.Subjects.Count(s => s.Day0 is not null);
        if (treated >= 3)
            yield return new("case-count", null, "subjects.csv", string.Create(CultureInfo.InvariantCulture,
                $"{treated} subjects were treated: some hospitals ask that three or more compassionate uses for one disease be filed as a trial; confirm the programme's standing"));
    }

    private static IEnumerable<Finding> OfSubject(Subject s, StudyDesign design)
    {
        if (s.Day0 is not { } zero)
        {
            yield return new("not-dosed", s.Id.Code, "exposures.csv", "no dose of the combination is recorded: the subject is in no analysis");
            yield break;
        }
        if (s.ConsentDate is null || s.ConsentDate > zero)
            yield return new("consent-before-dose", s.Id.Code, "subjects.csv", "consent is not recorded on or before the first dose");
        if (s.PriorIcb?.ProgressionDate is null)
            yield return new("prior-icb", s.Id.Code, "prior-icb.csv", "progression on a prior ICB line is not recorded: the subject cannot be its own control, and entry requires it");
        if (s.HeightCm is null)
            yield return new("height", s.Id.Code, "subjects.csv", "height is missing: SUL is not evaluable");
        if (s.WeightKg is null)
            yield return new("weight", s.Id.Code, "subjects.csv", "weight is missing in the record");
        foreach (var f in Windows(s, design.Samples, "samples.csv", [.. s.Samples.Select(p => (p.Id, Day: s.Day(p.CollectedDate)!.Value))], design, "sample")) yield return f;
        foreach (var visit in design.Scans)
        {
            var scans = s.Scans.Where(c => c.TimePoint == visit.Name).ToList();
            if (scans.Count == 0 && Due(s, visit, design))
                yield return new("missing-scan", s.Id.Code, "scans.csv", $"no scan for {visit.Name} (day {visit.Day} ± {visit.WindowDays})");
            foreach (var scan in scans.Where(c => Math.Abs(s.Day(c.Date)!.Value - visit.Day) > visit.WindowDays))
                yield return new("scan-window", s.Id.Code, $"scans.csv, scan {scan.Id}", $"day {s.Day(scan.Date)} is outside {visit.Name} (day {visit.Day} ± {visit.WindowDays})");
        }
        foreach (string assay in s.Samples.Where(p => s.Day(p.CollectedDate) >= -design.Samples.Select(v => v.WindowDays).DefaultIfEmpty(0).Max()).Select(p => p.Assay).Distinct().Skip(1))
            yield return new("assay-change", s.Id.Code, "samples.csv", $"the series goes on with assay '{assay}': no change is computed across assays without a bridge");
        foreach (var e in s.Exposures.Where(e => e.Product.Length > 0 && e.Product != (e.Drug == StudyDrug.Asparaginase ? design.AsparaginaseProduct : design.AntiPd1Product)))
            yield return new("product", s.Id.Code, "exposures.csv", $"'{e.Product}' is not the product of the design");
    }

    private static IEnumerable<Finding> Windows(
        Subject s, IReadOnlyList<PlannedVisit> visits, string place, IReadOnlyList<(string Id, int Day)> done, StudyDesign design, string kind)
    {
        foreach (var visit in visits.Where(v => done.All(d => Math.Abs(d.Day - v.Day) > v.WindowDays) && Due(s, v, design)))
            yield return new($"missing-{kind}", s.Id.Code, place, $"no {kind} for {visit.Name} (day {visit.Day} ± {visit.WindowDays})");
    }

    /// <summary>A visit is due when its window has closed by the data cut while the subject was alive and on study.</summary>
    private static bool Due(Subject s, PlannedVisit visit, StudyDesign design)
    {
        var closes = s.Day0!.Value.AddDays(visit.Day + visit.WindowDays);
        var left = s.Events.Where(e => e.Kind != CourseEventKind.LastContact).Select(e => e.Date).Append(s.Death?.Date ?? DateOnly.MaxValue).Min();
        return closes <= design.DataCut && closes <= left;
    }
}
