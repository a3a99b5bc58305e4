using System.Globalization;
using Cavum.Assay;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>The response calls of one series by the plan of the study.</summary>
/// <remarks>
/// A fall is judged by its bounds: when a value below LOQ leaves both answers possible the call is not evaluable and says so.
/// A change with a censored end is an inequality, so its number is null and its status carries the bound.
/// </remarks>
internal sealed class EbvResponse(AnalysisContext context, Subject subject, FourWeekUptake? uptake)
{
    public EbvResponseResult Of(string id, EbvPoint[] study, EbvDecay decay, string[] inputs, string unit)
    {
        var plan = context.Plan;
        string own = $"{id}.response";
        context.Ledger.Add(own, string.Create(CultureInfo.InvariantCulture,
            $"Fall of at least {plan.EbvFallPercent} % from the last value up to day 0 to the value nearest day {plan.EbvByDay} (± {plan.EbvWindowDays} days), judged by bounds; clearance: not detected in two consecutive samples; unit {unit}; dual endpoint with the sum of SUVmax at four weeks."),
            uptake is { ChangePercent: not null } ? [.. inputs, uptake.ResultId] : inputs, context.PlanSource, context.Rows("events.csv", subject.Id), context.Rows("deaths.csv", subject.Id));
        var calls = EbvResponseRules.Apply(study, decay, new KineticsRules { Day28Window = plan.EbvWindowDays }, new SeriesContext(uptake?.ChangePercent, Setting: subject.Setting.Name()) { SuvSumReason = uptake?.Reason });
        var baseline = study.LastOrDefault(p => p.Day <= 0);
        EbvPoint[] after = [.. study.Where(p => p.Day > 0)];
        var at = after.Where(p => Math.Abs(p.Day - plan.EbvByDay) <= plan.EbvWindowDays).OrderBy(p => Math.Abs(p.Day - plan.EbvByDay)).ThenBy(p => p.Day).FirstOrDefault();
        var (fall, reason) = Fall(baseline, at);
        var change = Change(baseline, at);
        var best = after.Select(p => Change(baseline, p)).Where(c => c.Most is not null).OrderBy(c => c.Most).FirstOrDefault();
        var clearance = calls["clearanceTwoConsecutive"];
        return new EbvResponseResult(own, fall, change.Exact, change.Least, change.Most, change.Status ?? NotEvaluable, at is null ? null : (int)at.Day,
            best.Exact, best.Status ?? "no value after baseline", Word(clearance.Call), clearance.Call == Called.Yes ? (int?)clearance.Day : null,
            Word(calls["rebound"].Call), reason, best.Most,
            [.. calls.Calls.Select(c => new ResponseDefinition(c.Name, Word(c.Call), c.Source, c.Reason)), .. SerialRules.Of(study)])
        {
            Caution = calls.Caution,
        };
    }

    private (string Call, string Reason) Fall(EbvPoint? baseline, EbvPoint? at)
    {
        var plan = context.Plan;
        if (baseline is null) return ("notEvaluable", "no value on or before day 0");
        if (baseline.Level is EbvLevel.NotDetected) return ("notEvaluable", "EBV DNA was not detected at baseline: the primary outcome cannot be judged");
        if (at is null) return Missing(plan);
        var change = Change(baseline, at);
        double bar = -plan.EbvFallPercent;
        if (change.Most is { } most && most <= bar + 1e-9) return ("yes", change.Status!);
        if (change.Least is { } least && least > bar + 1e-9) return ("no", change.Status!);
        return ("notEvaluable", $"{change.Status}: censoring leaves both answers possible");
    }

    /// <summary>Death or progression before the day counts as no response (composite strategy); otherwise a missing sample is missing.</summary>
    private (string Call, string Reason) Missing(AnalysisPlan plan)
    {
        int last = plan.EbvByDay + plan.EbvWindowDays;
        if (subject.Death is { } death && subject.Day(death.Date) <= last) return ("no", "died before the assessment: counted as no response");
        if (subject.Events.Any(e => e.Kind == CourseEventKind.Progression && subject.Day(e.Date) <= last)) return ("no", "progressed before the assessment without a sample: counted as no response");
        return ("notEvaluable", string.Create(CultureInfo.InvariantCulture, $"no sample within {plan.EbvWindowDays} days of day {plan.EbvByDay}"));
    }

    private const string NotEvaluable = "not evaluable";

    /// <summary>Percent change from baseline; exact when both are quantified, else the bounds that censoring allows.</summary>
    private static (double? Exact, double? Least, double? Most, string? Status) Change(EbvPoint? baseline, EbvPoint? now)
    {
        if (baseline is null || now is null || baseline.Level is EbvLevel.NotDetected) return (null, null, null, NotEvaluable);
        var (baseLeast, baseMost) = baseline.Level.Bounds;
        var (least, most) = now.Level.Bounds;
        double? low = baseMost is { } b ? 100 * (least / b - 1) : null, high = most is { } m && baseLeast > 0 ? 100 * (m / baseLeast - 1) : null;
        if (baseline.Level is EbvLevel.Quantified && now.Level is EbvLevel.Quantified) return (low, low, high, Text("changed by", low));
        return (null, low, high, high is null ? "the change has no upper bound" : Text("changed by at most", high));
    }

    private static string Text(string words, double? percent) => string.Create(CultureInfo.InvariantCulture, $"{words} {percent:+0.#;-0.#;0} %");

    private static string Word(Called called) => called switch
    {
        Called.Yes => "yes",
        Called.No => "no",
        Called.Undetermined => "undetermined",
        _ => "notEvaluable",
    };
}
