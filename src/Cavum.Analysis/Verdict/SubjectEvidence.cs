using System.Globalization;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>What one subject contributes to the lines of evidence; the answer is a pure function of these, the arms, the controls and the plan.</summary>
/// <param name="PetResponse">yes, no (death, progression, new therapy or no scan included) or notEvaluable.</param>
/// <param name="PetKnownOnDay">Day on which the response became known: the scan, the event, or the end of the window.</param>
/// <param name="EbvResponse">yes, no or notEvaluable.</param>
/// <param name="SlopeChange">Slope of EBV DNA on the combination less that on ICB alone, log10 per 28 days, same assay.</param>
/// <param name="GrowthChange">Growth of the sum of diameters on the combination less that before, ln per 28 days.</param>
public sealed record SubjectEvidence(
    string ResultId, string Subject, string Setting, string? Day0, string PetResponse, int? PetKnownOnDay, string EbvResponse,
    double? PriorPfsDays, double? StudyPfsDays, bool StudyPfsEvent, double? SlopeChange, double? GrowthBefore, double? GrowthAfter, double? GrowthChange,
    double? SevereToxicityDay)
{
    /// <summary>The evidence as it was known on a day after the subject's first dose; null before that dose.</summary>
    /// <param name="slopeWindow">The slope is known when its window has closed.</param>
    internal SubjectEvidence? AsOf(DateOnly cut, int slopeWindow)
    {
        if (Day0 is null || !DateOnly.TryParseExact(Day0, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var zero) || zero > cut) return null;
        int days = cut.DayNumber - zero.DayNumber;
        return this with
        {
            PetResponse = PetKnownOnDay <= days ? PetResponse : "notEvaluable",
            EbvResponse = slopeWindow <= days ? EbvResponse : "notEvaluable",
            StudyPfsDays = StudyPfsDays is { } pfs ? Math.Min(pfs, days) : null,
            StudyPfsEvent = StudyPfsEvent && StudyPfsDays <= days,
            SlopeChange = slopeWindow <= days ? SlopeChange : null,
            GrowthChange = PetKnownOnDay <= days ? GrowthChange : null,
            SevereToxicityDay = SevereToxicityDay <= days ? SevereToxicityDay : null,
        };
    }
}

/// <summary>Gathers what each subject contributes, with its provenance.</summary>
internal static class EvidenceOfSubjects
{
    private const double PerFourWeeks = 28 / 2.302585092994046;

    public static IReadOnlyList<SubjectEvidence> Of(IReadOnlyList<EbvDnaResultSeries> ebv, IReadOnlyList<PetResult> pet, PfsRatioResult ratio, AnalysisContext context)
    {
        var pairs = ratio.Ladder.ToDictionary(p => p.Subject, StringComparer.Ordinal);
        var scans = pet.ToDictionary(p => p.Subject, StringComparer.Ordinal);
        var series = ebv.ToDictionary(s => s.Subject, StringComparer.Ordinal);
        return [.. context.Record.Subjects.Where(s => s.Day0 is not null).Select(s =>
            One(s, series.GetValueOrDefault(s.Id.Code), scans.GetValueOrDefault(s.Id.Code), pairs.GetValueOrDefault(s.Id.Code), context))];
    }

    private static SubjectEvidence One(Subject s, EbvDnaResultSeries? series, PetResult? pet, PfsPair? pair, AnalysisContext context)
    {
        string id = $"answer.subjects.{s.Id}";
        string[] inputs = [.. new[] { pet?.ResultId, pair?.ResultId, series?.Kinetics.ResultId, series?.OnPriorIcb?.ResultId, series?.Response.ResultId }.OfType<string>()];
        context.Ledger.Add(id, "What the subject contributes to the lines of evidence. Slope change: difference of the two slopes of ln EBV DNA, as log10 per 28 days. Growth: slope of ln of the sum of diameters between the last two measurements up to day 0, and from the last of these to the first later one; a sum below 5 mm counts as 5 mm.",
            inputs, new[] { "subjects.csv", "measurements.csv", "exposures.csv", "adverse-events.csv" }.Select(t => context.Rows(t, s.Id)));
        double? slope = series?.Kinetics.SlopePerDay is { } now && series.OnPriorIcb?.SlopePerDay is { } before ? (now - before) * PerFourWeeks : null;
        var (growthBefore, growthAfter) = Growth(s);
        int? toxic = s.AdverseEvents.Where(a => a.Grade >= 3 && (a.Asparaginase == Relation.Yes || a.AntiPd1 == Relation.Yes) && a.StartDate >= s.Day0)
            .Select(a => s.Day(a.StartDate)).Min();
        return new SubjectEvidence(id, s.Id.Code, s.Setting.Name(), s.Day0!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            pet?.Response switch { "CMR" or "PMR" => "yes", "SMD" or "PMD" or "nonResponse" => "no", _ => "notEvaluable" }, Known(s, pet, context),
            series?.Response.FallByDay28 is "yes" or "no" ? series.Response.FallByDay28 : "notEvaluable",
            pair?.PriorPfsDays, pair?.StudyPfsDays ?? Endpoints.Pfs(s, context.Record.Design.DataCut)?.Days, pair?.StudyPfsEvent ?? Endpoints.Pfs(s, context.Record.Design.DataCut)?.Event ?? false,
            slope, growthBefore, growthAfter, growthAfter - growthBefore, toxic);
    }

    private static int? Known(Subject s, PetResult? pet, AnalysisContext context)
    {
        if (pet is null) return null;
        if (pet.FollowUp is { } scan) return scan.Day;
        var visit = context.Record.Design.Scans.FirstOrDefault(v => v.Name == context.Plan.PetFollowUp);
        int closes = visit is null ? context.Plan.PetNotBeforeDays : visit.Day + visit.WindowDays;
        int[] ends = [.. s.Events.Where(e => e.Kind == CourseEventKind.Progression).Select(e => s.Day(e.Date)!.Value), .. s.Death is { } d ? new[] { s.Day(d.Date)!.Value } : []];
        return ends.Append(closes).Where(d => d >= 0).Min();
    }

    /// <summary>Tumour growth rate before and after day 0, ln per 28 days (Champiat et al. 2017, Clin Cancer Res 23:1920, on diameters instead of volumes).</summary>
    private static (double? Before, double? After) Growth(Subject s)
    {
        var before = s.Measurements.Where(m => m.Date <= s.Day0).TakeLast(2).ToList();
        var first = s.Measurements.FirstOrDefault(m => m.Date > s.Day0);
        double? old = before.Count == 2 && before[0].Date >= (s.PriorIcb?.StartDate ?? DateOnly.MaxValue) ? Rate(before[0], before[1]) : null;
        return (old, before.Count > 0 && first is not null ? Rate(before[^1], first) : null);

        static double? Rate(TumourMeasurement a, TumourMeasurement b) => b.Date <= a.Date ? null
            : 28 * (Math.Log(Math.Max(5, b.SumOfDiametersMm)) - Math.Log(Math.Max(5, a.SumOfDiametersMm))) / (b.Date.DayNumber - a.Date.DayNumber);
    }
}
