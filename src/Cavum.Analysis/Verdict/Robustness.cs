using System.Globalization;
using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>What a reviewer asks next: each population alone, each subject left out, E-values, negative controls, the hierarchy.</summary>
internal sealed class Robustness(IReadOnlyList<SubjectEvidence> subjects, ArmComparisons arms, IReadOnlyList<ExternalEffect> external, AnalysisContext context)
{
    private readonly Assumed plan = new(context.Plan.Decision);
    private readonly string[] inputs = [.. subjects.Select(s => s.ResultId)];

    private Judgement Judge(IReadOnlyList<SubjectEvidence> who, params string[] settings) => Judgement.Of(who, arms, external, plan, settings);

    public IReadOnlyList<PopulationAnswer> Populations()
    {
        context.Ledger.Add("answer.populations", "The answer in each disease setting alone and in both; external controls are compared with all subjects, so they count in the joint answer only.", inputs, context.PlanSource);
        return [One("RM-NPC", "RM-NPC"), One("LA-NPC", "LA-NPC"), One("together")];

        PopulationAnswer One(string name, params string[] settings)
        {
            var j = Judgement.Of(subjects, settings is ["LA-NPC"] ? arms with { Pet = null, Ebv = null } : arms, settings.Length == 0 ? external : [], plan, settings);
            int n = settings.Length == 0 ? subjects.Count : subjects.Count(s => settings.Contains(s.Setting));
            bool la = settings is ["LA-NPC"];
            return new(Text($"answer.populations.{name}"), name, j.Verdict, n, la ? 0 : j.Count.Responders, la ? 0 : j.Count.Of, j.Response.ProbabilityMore, j.Pfs.Value, j.Pfs.Lower, j.Pfs.Upper, j.Pfs.N,
                la ? "no arm of ICB alone in LA-NPC exists, so response has no comparator" : j.Reasons[0]);
        }
    }

    public IReadOnlyList<LeaveOneOutRow> LeaveOneOut()
    {
        context.Ledger.Add("answer.leaveOneOut", "The answer with one subject left out; external controls as with all subjects.", inputs, context.PlanSource);
        string whole = Judge(subjects).Verdict;
        var rows = new LeaveOneOutRow[subjects.Count];
        Parallel.For(0, rows.Length, i =>
        {
            var j = Judge([.. subjects.Where((_, k) => k != i)]);
            rows[i] = new($"answer.leaveOneOut.{subjects[i].Subject}", subjects[i].Subject, j.Verdict, j.Response.ProbabilityMore, j.Pfs.Value, j.Pfs.Upper, j.Slope.Value, j.Verdict != whole);
        });
        return rows;
    }

    public IReadOnlyList<EValueRow> EValues(Judgement j, IReadOnlyList<ExternalControlResult> controls)
    {
        context.Ledger.Add("answer.eValues", "E-value of the effect and of the interval's limit nearer to no effect (VanderWeele & Ding 2017); a hazard ratio enters as (1 − ½^√HR)/(1 − ½^√(1/HR)).", [.. inputs, .. controls.Select(c => c.ResultId)], context.PlanSource);
        var rows = new List<EValueRow> { Response(j), Hazard("pfs", Judgement.PfsName, j.Pfs.Value, j.Pfs.Lower, j.Pfs.Upper) };
        rows.AddRange(controls.Select((c, i) => Hazard(Text($"external{i + 1}"), $"{c.Endpoint} against '{c.Name}'", c.HazardRatio.Value, c.HazardRatio.Lower, c.HazardRatio.Upper)));
        return rows;
    }

    private EValueRow Response(Judgement j)
    {
        const string id = "answer.eValues.response";
        if (arms.Pet is not { } comparison || j.Response.ProbabilityMore is null) return new(id, Judgement.ResponseName, null, null, null, j.Response.Status);
        var (median, lower, upper) = comparison.Ratio(j.Count);
        if (!(median > 0 && lower > 0) || !double.IsFinite(upper)) return new(id, Judgement.ResponseName, null, null, null, "the ratio of the response rates has no finite interval");
        return new(id, Judgement.ResponseName, median, EValue.OfRiskRatio(median), EValue.OfLimits(lower, upper), "ratio of response rates, posterior median and 95 % limits");
    }

    private static EValueRow Hazard(string key, string name, double? value, double? lower, double? upper)
    {
        string id = "answer.eValues." + key;
        if (value is not > 0 || lower is not > 0 || upper is not { } high || !double.IsFinite(high)) return new(id, name, null, null, null, "no hazard ratio");
        double r = EValue.RiskRatioOfHazardRatio(value.Value);
        return new(id, name, r, EValue.OfRiskRatio(r), EValue.OfLimits(EValue.RiskRatioOfHazardRatio(lower.Value), EValue.RiskRatioOfHazardRatio(high)), "hazard ratio as a risk ratio of a common outcome");
    }

    /// <summary>Within the prior line nothing was added, so the slope of EBV DNA must not turn at its middle; covariates that treatment cannot change must not differ.</summary>
    public IReadOnlyList<NegativeControlRow> NegativeControls(IReadOnlyList<EbvDnaResultSeries> ebv, IReadOnlyList<ExternalControlResult> controls)
    {
        const string placebo = "answer.negativeControls.placeboTurn";
        context.Ledger.Add("answer.negativeControls", "Comparisons that must show nothing. Placebo turn: slope of ln EBV DNA in the later half of the prior line less that in the earlier half, quantified values, as log10 per 28 days; Student's t. Covariates: standardised difference after weighting.",
            [.. inputs, .. ebv.Select(e => e.ResultId), .. controls.Select(c => c.ResultId)], context.PlanSource);
        double[] turns = [.. ebv.Select(Turn).OfType<double>()];
        var rows = new List<NegativeControlRow> { turns.Length < 3 ? new(placebo, "placebo turn within the prior line", null, null, null, turns.Length, "notEvaluable", "fewer than three subjects have four quantified values on the prior line") : Placebo(placebo, turns) };
        rows.AddRange(controls.SelectMany(c => c.NegativeControls).Select(b => new NegativeControlRow(b.ResultId + ".reading", $"'{b.Covariate}' after weighting", b.DifferenceAfter, null, null, subjects.Count,
            b.DifferenceAfter is not { } d ? "notEvaluable" : Math.Abs(d) > 0.25 ? "suspicious" : "clean", "a difference left in what treatment cannot change shows selection")));
        return rows;
    }

    private static NegativeControlRow Placebo(string id, double[] turns)
    {
        double mean = turns.Average(), sd = Math.Sqrt(turns.Sum(t => (t - mean) * (t - mean)) / (turns.Length - 1)), half = StudentT.Quantile(0.975, turns.Length - 1) * sd / Math.Sqrt(turns.Length);
        return new(id, "placebo turn within the prior line", mean, mean - half, mean + half, turns.Length, mean - half > 0 || mean + half < 0 ? "suspicious" : "clean",
            "a turn without any new drug means that the slope line reads the course of the disease, not the combination");
    }

    private static double? Turn(EbvDnaResultSeries series)
    {
        var points = series.Samples.Where(p => p.Period == "priorIcb" && p.Status == "quantified" && p.Assay == series.Assay).OrderBy(p => p.Day)
            .Select(p => (Day: (double)p.Day, Log: Math.Log10((series.Unit == "IU/mL" ? p.IuPerMl : p.CopiesPerMl) ?? double.NaN))).Where(p => double.IsFinite(p.Log)).ToList();
        if (points.Count < 4) return null;
        return Slope(points[(points.Count / 2)..]) - Slope(points[..(points.Count / 2)]) is { } turn ? 28 * turn : null;
    }

    private static double? Slope(List<(double Day, double Log)> points)
    {
        double x = points.Average(p => p.Day), y = points.Average(p => p.Log), square = points.Sum(p => (p.Day - x) * (p.Day - x));
        return square > 0 ? points.Sum(p => (p.Day - x) * (p.Log - y)) / square : null;
    }

    /// <summary>Response, then PFS (own line and matched controls, Holm within), then EBV DNA; after a gate that stays closed everything is descriptive.</summary>
    public static IReadOnlyList<HierarchyStep> Hierarchy(Judgement j, IReadOnlyList<ExternalEffect> external, AnalysisContext context)
    {
        context.Ledger.Add("answer.hierarchy", "Fixed order: response, PFS, EBV DNA slope. A step is tested only if the one before said more or less; within PFS the p-values are Holm-adjusted. The response's p is the smaller posterior tail, doubled.", [Lines.Response, Lines.Pfs, Lines.Slope], context.PlanSource);
        var steps = new List<HierarchyStep>();
        bool open = true;
        void Add(string key, string name, string direction, double? p, double? holm, bool gate)
        {
            steps.Add(new("answer.hierarchy." + key, steps.Count + 1, name, gate ? "tested" : "descriptive", direction, p, holm));
        }
        double? response = Tail(j.Response.ProbabilityMore);
        Add("response", Judgement.ResponseName, j.Response.Finding.Direction, response, response, open);
        open = j.Response.Finding.Direction is Synthesis.More or Synthesis.Less;
        var pfs = new List<(string Key, string Name, string Direction, double? P)> { ("pfs", Judgement.PfsName, j.Pfs.Finding.Direction, Tail(j.Pfs.ProbabilityMore)) };
        pfs.AddRange(external.Where(e => e.Decides && e.LogRatio is not null).Select((e, i) => (Text($"external{i + 1}"), e.Name, e.Direction, Wald(e))));
        double[] holm = Multiplicity.Holm([.. pfs.Select(p => p.P ?? 1)]);
        for (int i = 0; i < pfs.Count; i++) Add(pfs[i].Key, pfs[i].Name, pfs[i].Direction, pfs[i].P, pfs[i].P is null ? null : holm[i], open);
        open = open && pfs.Any(p => p.Direction is Synthesis.More or Synthesis.Less);
        double? slope = Tail(j.Slope.ProbabilityMore);
        Add("ebvSlope", Judgement.SlopeName, j.Slope.Finding.Direction, slope, slope, open);
        return steps;
    }

    private static double? Tail(double? probability) => probability is { } p ? Math.Clamp(2 * Math.Min(p, 1 - p), 0, 1) : null;

    private static double? Wald(ExternalEffect e)
    {
        double error = Math.Log(e.Upper!.Value / e.Lower!.Value) / (2 * Normal.Quantile(0.975));
        return error > 0 ? 2 * Normal.Sf(Math.Abs(e.LogRatio!.Value / error)) : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
