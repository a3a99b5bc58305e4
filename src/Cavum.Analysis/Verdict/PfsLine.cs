using System.Globalization;
using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Line B: PFS on the combination against PFS on the own prior ICB line.</summary>
/// <remarks>
/// Paired marginal Cox model (Efron ties; line 2 against line 1; robust by subject), because the ratio's censoring depends on PFS1.
/// Later lines progress faster by their order alone (hazard ratio 1 to the plan's line trend), so a ratio below 1 speaks for more
/// whatever the trend, and only a ratio above the trend speaks for less.
/// </remarks>
internal static class PfsLine
{
    public static PfsRatioResult Ratio(IReadOnlyList<Subject> subjects, AnalysisContext context)
    {
        const string id = "timeToEvent.pfsRatio";
        var cut = context.Record.Design.DataCut;
        double delta = context.Plan.PfsRatioDelta;
        var pairs = new List<PfsPair>();
        foreach (var s in subjects)
        {
            if (Endpoints.PriorPfs(s) is not { Days: > 0 } prior || Endpoints.Pfs(s, cut) is not { } now) continue;
            string own = $"{id}.ladder.{s.Id}";
            context.Ledger.Add(own, Endpoints.PfsRule + " PFS on the prior line: start to progression.", [],
                Endpoints.Tables.Append("prior-icb.csv").Select(t => context.Rows(t, s.Id)));
            pairs.Add(new PfsPair(own, s.Id.Code, s.Setting.Name(), prior.Days, now.Days, now.Event, now.Days / prior.Days));
        }
        string[] inputs = [.. pairs.Select(p => p.ResultId)];
        context.Ledger.Add(id, "The ladder of PFS on the prior ICB line and on the combination.", inputs, context.PlanSource);
        var (estimators, sign) = Estimators(id, pairs, delta, inputs, context);
        return new PfsRatioResult(id, delta, pairs.Count, [.. pairs.OrderByDescending(p => p.Ratio).ThenBy(p => p.Subject, StringComparer.Ordinal)],
            Share(id, pairs, delta, inputs, context), HazardRatio(id, pairs, inputs, context), string.Create(CultureInfo.InvariantCulture,
                $"A ratio of {delta:0.##} or more is not rare under no effect: with exponential times and a shared frailty its probability is {1 / (1 + delta):0.00}, and less when later lines progress faster."),
            estimators, Nulls(id, pairs, delta, inputs, context), sign);
    }

    /// <summary>Subjects whose ratio is known to reach δ or known not to: a ratio censored below δ is left out.</summary>
    private static Estimate Share(string id, List<PfsPair> pairs, double delta, string[] inputs, AnalysisContext context)
    {
        context.Ledger.Add(id + ".shareAtLeastDelta", "Count method: ratios censored below δ are left out; exact (Clopper–Pearson) interval.", inputs);
        var known = pairs.Where(p => p.StudyPfsEvent || p.Ratio >= delta).ToList();
        int reach = known.Count(p => p.Ratio >= delta);
        if (known.Count == 0) return new(id + ".shareAtLeastDelta", null, null, null, "proportion", "count, Clopper–Pearson", "not estimable: no ratio is known");
        var limits = ProportionInterval.Of(IntervalMethod.ClopperPearson, reach, known.Count);
        return new(id + ".shareAtLeastDelta", (double)reach / known.Count, limits.Lower, limits.Upper, "proportion", "count, Clopper–Pearson",
            string.Create(CultureInfo.InvariantCulture, $"{reach} of {known.Count}; {pairs.Count - known.Count} censored below δ left out"));
    }

    private static Estimate HazardRatio(string id, List<PfsPair> pairs, string[] inputs, AnalysisContext context)
    {
        string own = id + ".pairedHazardRatio";
        context.Ledger.Add(own, "Marginal Cox model of both lines, combination against prior ICB line, Efron ties, sandwich error clustered by subject.", inputs);
        var fit = PairedHazard.Fit([.. pairs.Select(p => p.PriorPfsDays)], [.. pairs.Select(p => p.StudyPfsDays)], [.. pairs.Select(p => p.StudyPfsEvent)]);
        return new(own, fit.Ratio, fit.Lower, fit.Upper, "hazard ratio", "paired Cox, Efron, robust by subject, 95 %", fit.Status);
    }

    /// <summary>The six estimators of P(ratio ≥ δ); the completed kernel-conditional one is the default, because a ratio's censoring depends on its own first period.</summary>
    private static (IReadOnlyList<Estimate> Estimators, Estimate Sign) Estimators(string id, List<PfsPair> pairs, double delta, string[] inputs, AnalysisContext context)
    {
        context.Ledger.Add(id + ".estimators", "P(PFS ratio ≥ δ) by six estimators (docs/methods/growth-modulation.md); exact sign test of the later period being longer.", inputs, context.PlanSource);
        string sign = id + ".estimators.sign";
        if (pairs.Count < 3) return ([], new(sign, null, null, null, "p-value", "exact sign test, two-sided", "not estimable: fewer than three pairs"));
        var found = GrowthModulation.Estimate([.. pairs.Select(p => new LinePair(p.PriorPfsDays, p.StudyPfsDays, p.StudyPfsEvent))], delta);
        return ([.. found.Estimators.Select(e => new Estimate($"{id}.estimators.{Word(e.Method)}", e.Estimate, e.Lower, e.Upper, "proportion", Word(e.Method), e.Caution is { } caution ? $"{e.Status}: {caution}" : e.Status.ToString()))],
            new(sign, found.SignTest.PValue, null, null, "p-value", "exact sign test, two-sided", string.Create(CultureInfo.InvariantCulture, $"longer in {found.SignTest.Longer} of {found.SignTest.Pairs} pairs whose order is known")));

        static string Word(GmiMethod m) => m switch { GmiMethod.Count => "count", GmiMethod.KaplanMeier => "kaplan-meier", GmiMethod.Midrank => "midrank", GmiMethod.KernelKaplanMeier => "kernel-km", GmiMethod.CompletedKernel => "kernel-km-completed", _ => "log-logistic" };
    }

    /// <summary>What the share would be if the combination did nothing: by line trend, and by the scan grids on which both periods are seen.</summary>
    private static List<RatioNull> Nulls(string id, List<PfsPair> pairs, double delta, string[] inputs, AnalysisContext context)
    {
        var plan = context.Plan;
        context.Ledger.Add(id + ".nulls", "P(ratio ≥ δ) under no effect: 1/(1 + HR·δ) with exponential periods and any shared frailty; on a scan grid summed over the scans (docs/methods/growth-modulation.md). The first period's median is the one seen.", inputs, context.PlanSource);
        var rows = new List<RatioNull>();
        foreach (double trend in new[] { 1, 1.25, plan.Decision.LineTrendHazardRatio }.Distinct())
        {
            void Add(string schedule, double probability) => rows.Add(new(string.Create(CultureInfo.InvariantCulture, $"{id}.nulls.{rows.Count + 1}"), trend, schedule, probability));
            Add("seen continuously", GrowthModulationNull.Probability(delta, trend));
            if (plan.ScanInterval is not { PriorEveryDays: { } prior, StudyEveryDays: { } study } || pairs.Count == 0) continue;
            double median = pairs.Select(p => p.PriorPfsDays).Order().ElementAt(pairs.Count / 2);
            Add(string.Create(CultureInfo.InvariantCulture, $"scans every {prior} days before, {study} days now"), GrowthModulationNull.OnScanGrid(delta, median, trend, new(prior, study)));
        }
        return rows;
    }
}
