using System.Globalization;
using Cavum.Stats;

namespace Cavum.Analysis;

/// <summary>Kaplan–Meier results with their provenance, in days.</summary>
internal static class SurvivalCurves
{
    private static readonly KaplanMeierOptions Options = new() { Interval = SurvivalInterval.LogLog };
    private const string Convention = "Kaplan–Meier; log-log limits, 95 %; at one time events precede censorings; median = first day with S ≤ 0.5.";

    public static KaplanMeierResult Of(string id, string label, string endpoint, string rule, string[] tables, IReadOnlyList<EventTime> times, AnalysisContext context)
    {
        context.Ledger.Add(id, $"{rule} {Convention}", [],
            times.SelectMany(t => tables.Select(table => context.Rows(table, t.Subject))));
        if (times.Count == 0) return new(id, label, endpoint, 0, 0, null, null, null, "log-log", [], null);
        double[] days = [.. times.Select(t => t.Days)];
        bool[] events = [.. times.Select(t => t.Event)];
        var curve = KaplanMeier.Estimate(days, events, Options);
        var median = curve.Quantile(0.5);
        var followUp = KaplanMeier.FollowUp(days, events, Options).Quantile(0.5);
        return new(id, label, endpoint, days.Length, events.Count(e => e), median.Time, median.Lower, median.Upper, "log-log",
            [
                .. curve.Steps.Select((s, i) => new SurvivalStep(
                    string.Create(CultureInfo.InvariantCulture, $"{id}.curve.{i + 1}"), s.Time, (int)s.AtRisk, (int)s.Events, (int)s.Censored,
                    s.Survival, s.StdErr, s.Lower, s.Upper)),
            ],
            followUp.Time);
    }
}
