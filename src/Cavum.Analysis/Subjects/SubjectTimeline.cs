using System.Globalization;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Lays a subject's doses, samples, scans and events on the one axis of days.</summary>
internal static class SubjectTimeline
{
    public static SubjectResult Of(Subject s, AnalysisContext context)
    {
        string id = $"subject.{s.Id}";
        context.Ledger.Add(id, "Days are counted from the first dose of the combination, which is day 0; age in whole years on day 0.", [],
            new[] { "subjects.csv", "prior-icb.csv", "exposures.csv", "samples.csv", "scans.csv", "events.csv", "deaths.csv" }.Select(t => context.Rows(t, s.Id)));
        var end = Endpoints.LastKnown(s, context.Record.Design.DataCut);
        return new SubjectResult(
            id, s.Id.Code, s.Setting.Name(), s.Sex, s.Day0 is { } zero ? Age(s.BirthDate, zero) : null, s.Stage.ToString(),
            s.Day0?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            s.PriorIcb is { } prior ? Prior(id, s, prior) : null,
            s.Day0 is null ? [] :
            [
                .. s.Exposures.Select((e, i) => new DoseBlock(
                    string.Create(CultureInfo.InvariantCulture, $"{id}.doses.{i + 1}"), e.Drug == StudyDrug.Asparaginase ? "asparaginase" : "antiPd1",
                    e.Product.Length > 0 ? e.Product : Product(e.Drug, context.Record.Design), s.Day(e.StartDate)!.Value, s.Day(e.EndDate)!.Value, e.Dose, e.Unit)),
            ],
            s.Day0 is null ? [] : [.. s.Samples.Select(p => new SampleMark($"{id}.samples.{p.Id}", p.Id, s.Day(p.CollectedDate)!.Value))],
            s.Day0 is null ? [] : [.. s.Scans.Select(c => new ScanMark($"{id}.scans.{c.Id}", c.Id, c.TimePoint, s.Day(c.Date)!.Value))],
            s.Day0 is null ? [] : Events(id, s),
            s.Day(end), s.Death is not null,
            s.Death is null && s.Events.All(e => e.Kind is CourseEventKind.LastContact))
        {
            Serology = SubjectSerology.Of(id, s, context),
        };
    }

    private static string Product(StudyDrug drug, StudyDesign design) => drug == StudyDrug.Asparaginase ? design.AsparaginaseProduct : design.AntiPd1Product;

    private static PriorIcbResult Prior(string id, Subject s, PriorIcb prior) => new(
        $"{id}.priorIcb", prior.Partner.Length > 0 ? $"{prior.Drug} + {prior.Partner}" : prior.Drug, prior.BestResponse,
        s.Day(prior.StartDate), prior.ProgressionDate is { } p ? s.Day(p) : null, prior.ProgressionDate is { } q ? q.DayNumber - prior.StartDate.DayNumber : null);

    private static List<EventMark> Events(string id, Subject s)
    {
        var marks = s.Events.Select(e => (Kind: Name(e.Kind), Day: s.Day(e.Date)!.Value, e.Basis)).ToList();
        if (s.Death is { } death) marks.Add(("death", s.Day(death.Date)!.Value, death.Cause));
        return [.. marks.Select((m, i) => new EventMark(string.Create(CultureInfo.InvariantCulture, $"{id}.events.{i + 1}"), m.Kind, m.Day, m.Basis))];
    }

    private static string Name(CourseEventKind kind) => kind switch
    {
        CourseEventKind.Progression => "progression",
        CourseEventKind.NewTherapy => "newTherapy",
        CourseEventKind.Withdrawal => "withdrawal",
        _ => "lastContact",
    };

    private static int Age(DateOnly birth, DateOnly on)
    {
        int years = on.Year - birth.Year;
        return birth.AddYears(years) > on ? years - 1 : years;
    }
}
