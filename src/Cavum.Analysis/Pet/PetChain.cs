using System.Globalization;
using Cavum.Core;
using Cavum.Imaging;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>From a subject's scans to "is there tumour?" at the follow-up, with baseline beside it.</summary>
internal sealed class PetChain(AnalysisContext context, List<Problem> problems)
{
    private readonly Lock gate = new();

    /// <summary>The result, the two scans it compares, and a further one where four weeks have a scan of their own.</summary>
    public (PetResult Result, IReadOnlyList<MeasuredScan> Scans, MeasuredScan? FourWeeks)? Of(Subject s)
    {
        if (s.Day0 is null) return null;
        var plan = context.Plan;
        var baseline = Measure(s, s.Scans.LastOrDefault(c => c.TimePoint == plan.PetBaseline));
        var followUp = Measure(s, s.Scans.FirstOrDefault(c => c.TimePoint == plan.PetFollowUp));
        var due = FourWeekUptake.Due(s);
        var known = new[] { baseline, followUp }.FirstOrDefault(m => due is not null && m?.Result.Scan == due.Id);
        var four = known ?? Measure(s, due);
        var uptake = FourWeekUptake.Of($"pet.{s.Id}.fourWeeks", baseline?.Result, due, four?.Result);
        context.Ledger.Add(uptake.ResultId, string.Create(CultureInfo.InvariantCulture, $"Sum of SUVmax over the marked lesions of the scan nearest day {FourWeekUptake.DueDay} (± {FourWeekUptake.WindowDays} days) against the baseline scan, per cent."),
            new[] { baseline, four }.OfType<MeasuredScan>().Select(m => m.Result.ResultId), context.Rows("scans.csv", s.Id), context.Rows("exposures.csv", s.Id));
        var (result, scans) = Compare(s, baseline, followUp);
        return (result with { FourWeeks = uptake }, scans, known is null ? four : null);
    }

    private (PetResult Result, IReadOnlyList<MeasuredScan> Scans) Compare(Subject s, MeasuredScan? baseline, MeasuredScan? followUp)
    {
        var plan = context.Plan;
        string id = $"pet.{s.Id}";
        string[] inputs = [.. new[] { baseline, followUp }.OfType<MeasuredScan>().Select(m => m.Result.ResultId)];
        context.Ledger.Add(id, string.Create(CultureInfo.InvariantCulture,
            $"PERCIST 1.0 on the two scans; tumour present: positive, negative or indeterminate, not before {plan.PetNotBeforeDays} days after the first dose; biopsy confirms."),
            inputs, [context.PlanSource, .. new[] { "subjects.csv", "exposures.csv", "scans.csv", "events.csv", "deaths.csv" }.Select(t => context.Rows(t, s.Id)),
                .. s.Scans.Select(c => context.Sources.Rows("reads.csv", "scan", c.Id)), .. s.Scans.Where(c => c.Signed.Open).Select(c => context.Sources.Rows(SignedReads.FileName, "scan", c.Id))]);
        MeasuredScan[] scans = [.. new[] { baseline, followUp }.OfType<MeasuredScan>()];
        if (baseline is null || followUp is null) return (Incomplete(id, s, baseline?.Result, followUp?.Result), scans);
        var report = ResponseAssessment.Assess(Case(s, baseline, followUp));
        var percist = report.Criteria[0];
        bool after = s.Events.Any(e => e.Kind == CourseEventKind.NewTherapy && s.Day(e.Date) < followUp.Result.Day && e.Date >= s.Day0);
        IReadOnlyList<string> reasons = after ? ["a new anticancer therapy began before the follow-up scan: counted as no response", .. report.Reasons] : report.Reasons;
        return (new PetResult(id, s.Id.Code, s.Setting.Name(), report.TumourPresent, reasons, after ? "nonResponse" : Category(percist), $"{percist.Name} {percist.Version}{(percist.Basis is { } basis ? ", " + basis : "")}",
            percist.Path, Change(baseline.Result.SuvPeak, followUp.Result.SuvPeak), Change(baseline.Result.MtvMl, followUp.Result.MtvMl), Change(baseline.Result.TlgMl, followUp.Result.TlgMl),
            Weeks(followUp.Result.Day), baseline.Result, followUp.Result), scans);
    }

    private static int Weeks(int days) => (int)Math.Floor(days / 7.0);

    private static string Category(CriterionResult percist) => percist.Category.ToUpperInvariant() switch
    {
        "CMR" => "CMR",
        "PMR" => "PMR",
        "SMD" => "SMD",
        "PMD" => "PMD",
        _ => "notEvaluable",
    };

    private static double? Change(double? before, double? after) => before is > 0 && after is { } a ? 100 * (a / before.Value - 1) : null;

    /// <summary>Without both scans: death or progression before the window closed counts as no response, a window still open as not evaluable.</summary>
    private PetResult Incomplete(string id, Subject s, PetScanResult? baseline, PetScanResult? followUp)
    {
        var (response, reason) = MissingScan(s, baseline is null, followUp is null);
        return new PetResult(id, s.Id.Code, s.Setting.Name(), "indeterminate", [reason], response, "composite strategy", [], null, null, null,
            followUp is null ? null : Weeks(followUp.Day), baseline, followUp);
    }

    private (string Response, string Reason) MissingScan(Subject s, bool noBaseline, bool noFollowUp)
    {
        var plan = context.Plan;
        var visit = context.Record.Design.Scans.FirstOrDefault(v => v.Name == plan.PetFollowUp);
        int closes = visit is null ? plan.PetNotBeforeDays : visit.Day + visit.WindowDays;
        if (!noFollowUp) return ("notEvaluable", "there is no baseline scan to compare with");
        if (s.Death is { } death && s.Day(death.Date) <= closes) return ("nonResponse", string.Create(CultureInfo.InvariantCulture, $"died on day {s.Day(death.Date)}, before the follow-up scan: counted as no response"));
        if (s.Events.FirstOrDefault(e => e.Kind == CourseEventKind.Progression && s.Day(e.Date) <= closes) is { } progression)
            return ("nonResponse", string.Create(CultureInfo.InvariantCulture, $"progressed on day {s.Day(progression.Date)}, without a follow-up scan: counted as no response"));
        if (s.Day(context.Record.Design.DataCut) < closes) return ("notEvaluable", string.Create(CultureInfo.InvariantCulture, $"the follow-up scan is not due before day {closes}, after the data cut"));
        return noBaseline ? ("notEvaluable", "there is neither a baseline nor a follow-up scan") : ("nonResponse", "no follow-up scan though its window has closed: counted as no response");
    }

    private MeasuredScan? Measure(Subject s, Scan? scan)
    {
        if (scan is null) return null;
        var measured = new ScanMeasurement(context).Measure(s, scan);
        if (measured.TryGet(out var value)) return value;
        lock (gate) problems.AddRange(measured.Problems.Select(p => p with { Place = $"scan {scan.Id}, {Relative(p.Place)}" }));
        return null;
    }

    /// <summary>Places name paths from the study folder, never of this machine.</summary>
    private string Relative(string place) => place.Replace(context.Record.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    private ResponseCase Case(Subject s, MeasuredScan baseline, MeasuredScan followUp) => new()
    {
        Subject = s.Id.Code,
        Body = new ResponseBody(s.Sex, s.WeightKg, s.HeightCm),
        Scans = [baseline.TimePoint, followUp.TimePoint],
        Treatment = new TreatmentDates(null, s.Day0),
        Readers = Readers(s.Scans.First(c => c.Id == followUp.Result.Scan)),
        Settings = new ResponseSettings { MinimumDays = context.Plan.PetNotBeforeDays },
    };

    /// <summary>Signed reads once both blinded readers have signed; before that what reads.csv holds.</summary>
    private static IReadOnlyList<ReaderScores> Readers(Scan scan) => scan.Signed.Open
        ? [.. scan.Signed.Shown.Select(r => new ReaderScores(r.Reader)
        {
            Hopkins = r.Hopkins is null ? null : new HopkinsScores(r.HopkinsPrimary, r.HopkinsRightNeck, r.HopkinsLeftNeck),
            NiRadsPrimary = r.NiRadsPrimary,
            NiRadsNeck = r.NiRadsNeck,
            Deauville = r.Deauville,
            TumourPresent = r.TumourPresent,
            IsAdjudication = r.Role == ReadRole.Adjudication,
        })]
        : [.. scan.Reads.Select(r => new ReaderScores(r.Reader) { Hopkins = r.Hopkins is { } h ? new HopkinsScores(null, null, null, h) : null })];
}
