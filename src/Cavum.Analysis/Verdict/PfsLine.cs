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
    public const string Id = "answer.lines.pfs";
    private const string Name = "PFS against the own prior ICB line";

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
        return new PfsRatioResult(id, delta, pairs.Count, [.. pairs.OrderByDescending(p => p.Ratio).ThenBy(p => p.Subject, StringComparer.Ordinal)],
            Share(id, pairs, delta, inputs, context), HazardRatio(id, pairs, inputs, context), string.Create(CultureInfo.InvariantCulture,
                $"A ratio of {delta:0.##} or more is not rare under no effect: with exponential times and a shared frailty its probability is {1 / (1 + delta):0.00}, and less when later lines progress faster."));
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
        const string method = "paired Cox, Efron, robust by subject, 95 %";
        context.Ledger.Add(own, "Marginal Cox model of both lines, combination against prior ICB line, Efron ties, sandwich error clustered by subject.", inputs);
        if (pairs.Count < 3) return new(own, null, null, null, "hazard ratio", method, "not estimable: fewer than three pairs");
        int n = pairs.Count;
        double[] times = [.. pairs.Select(p => p.PriorPfsDays), .. pairs.Select(p => p.StudyPfsDays)];
        bool[] events = [.. pairs.Select(_ => true), .. pairs.Select(p => p.StudyPfsEvent)];
        var line = new double[2 * n, 1];
        for (int i = 0; i < n; i++) line[n + i, 0] = 1;
        var fit = CoxRegression.Fit(new CoxInput(times, events, line) { Clusters = [.. Enumerable.Range(0, n), .. Enumerable.Range(0, n)], Names = ["combination"] }, new CoxOptions { Robust = true });
        if (fit.Status != FitStatus.Converged)
            return new(own, null, null, null, "hazard ratio", method, fit.Status == FitStatus.Separated ? "not estimable: no finite estimate (no progression on the combination)" : $"not estimable: {fit.Status}");
        var c = fit.Coefficients[0];
        return new(own, c.HazardRatio, c.Lower, c.Upper, "hazard ratio", method, "estimated");
    }

    public static (EvidenceLine Line, LineFinding Finding) Of(PfsRatioResult ratio, AnalysisContext context)
    {
        var rule = context.Plan.Decision;
        context.Ledger.Add(Id, string.Create(CultureInfo.InvariantCulture,
            $"More when the upper limit of the paired hazard ratio is below 1; less when its lower limit is above {rule.LineTrendHazardRatio} (the line trend)."),
            [ratio.PairedHazardRatio.ResultId], context.PlanSource);
        var hr = ratio.PairedHazardRatio;
        bool few = ratio.Pairs < rule.MinimumPairs;
        string direction = few || hr.Value is null ? Synthesis.NotAnswerable
            : hr.Upper < 1 ? Synthesis.More : hr.Lower > rule.LineTrendHazardRatio ? Synthesis.Less : Synthesis.Neither;
        string words = few ? string.Create(CultureInfo.InvariantCulture, $"{ratio.Pairs} subjects have PFS on both lines; the plan asks for {rule.MinimumPairs}")
            : hr.Value is null ? hr.Status
            : string.Create(CultureInfo.InvariantCulture, $"hazard ratio {hr.Value:0.00} ({hr.Lower:0.00} to {hr.Upper:0.00}), combination against the own prior ICB line, {ratio.Pairs} subjects");
        string[] reasons = [words, "The prior line ended in progression by selection and later lines progress faster by order; the first favours the combination, the second favours ICB alone."];
        return (new EvidenceLine(Id, Name, "Do subjects stay free of progression longer than on ICB alone?", direction, "the same subject on its prior ICB line",
            hr with { ResultId = Id + ".effect" }, 1, "hazard ratio", false, null, ratio.Pairs, reasons), new(Name, direction, true, words));
    }
}
