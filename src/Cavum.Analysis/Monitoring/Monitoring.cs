using System.Globalization;
using Cavum.Stats;

namespace Cavum.Analysis;

/// <summary>Looks at the study as it was at each data cut, with the evidence known by then, and holds it against the plan's boundaries.</summary>
internal static class Monitoring
{
    private const double ToxicityPrior = 0.5;

    public static MonitoringResult Of(IReadOnlyList<SubjectEvidence> subjects, ArmComparisons arms, Func<DateOnly, IReadOnlyList<ExternalEffect>> external, AnalysisContext context)
    {
        var comparison = arms.Pet;
        var (plan, rule) = (context.Plan, context.Plan.Monitoring);
        string[] inputs = [.. subjects.Select(s => s.ResultId)];
        context.Ledger.Add("monitoring", "The evidence known at each cut: response when its scan, event or window had come, PFS cut at the day, slopes when their window had closed, external controls against the subjects and times known by then. Futility: Pr(p_T > p_C) below the bound. Toxicity: Pr(share of subjects with a related event of grade 3 or more > limit) above the bound, prior Beta(½, ½).", inputs, context.PlanSource);
        var cut = context.Record.Design.DataCut;
        DateOnly[] cuts = [.. rule.DataCuts.Where(c => c < cut).Append(cut)];
        int window = plan.EbvByDay + plan.EbvWindowDays;
        var answers = new List<DataCutAnswer>();
        foreach (var at in cuts)
        {
            SubjectEvidence[] known = [.. subjects.Select(s => s.AsOf(at, window)).OfType<SubjectEvidence>()];
            answers.Add(At(at, known, Judgement.Of(known, arms, external(at), new Assumed(plan.Decision)), answers.LastOrDefault()));
        }
        var now = Judgement.Of(subjects, arms, external(cut), new Assumed(plan.Decision));
        int toxic = subjects.Count(s => s.SevereToxicityDay is not null), maximum = Math.Max(rule.MaximumSubjects, Math.Max(now.Count.Of, subjects.Count));
        double? toxicity = subjects.Count == 0 ? null : Beta.Sf(rule.ToxicityLimit, ToxicityPrior + toxic, ToxicityPrior + subjects.Count - toxic);
        double? more = comparison is null || now.Count.Of == 0 ? null : comparison.ProbabilityMore(now.Count);
        int? needed = comparison is null ? null : Needed(comparison, maximum, plan.Decision.ProbabilityMore);
        double? predictive = comparison is null ? null : needed is not { } n ? 0
            : n <= now.Count.Responders ? 1 : BetaBinomial.AtLeast(n - now.Count.Responders, maximum - now.Count.Of, plan.Decision.SubjectPriorA + now.Count.Responders, plan.Decision.SubjectPriorB + now.Count.Of - now.Count.Responders);
        bool futile = more < rule.FutilityBelow && now.Count.Of >= rule.MinimumSubjects, harmful = toxicity > rule.ToxicityAbove && subjects.Count >= rule.MinimumSubjects;
        return new MonitoringResult("monitoring", harmful ? "stopForToxicity" : futile ? "stopForFutility" : "continue", Reasons(now.Count, more, toxic, subjects.Count, toxicity, needed, maximum, context), answers,
            now.Count.Of, now.Count.Responders, maximum, needed, predictive, more, rule.FutilityBelow, subjects.Count, toxic, toxicity, rule.ToxicityLimit, rule.ToxicityAbove, Boundary(comparison, maximum, context));
    }

    private static List<string> Reasons(ResponseCount x, double? more, int toxic, int treated, double? toxicity, int? needed, int maximum, AnalysisContext context)
    {
        var rule = context.Plan.Monitoring;
        var words = new List<string>();
        if (more is { } p) words.Add(Text($"Pr(more) is {Judgement.Probability(p)}; futility is below {rule.FutilityBelow:0.###}, from {rule.MinimumSubjects} subjects on."));
        if (needed is { } n) words.Add(n <= x.Responders ? Text($"The bar at {maximum} subjects is reached already.") : Text($"{n - x.Responders} of the {Math.Max(0, maximum - x.Of)} subjects still to come must respond to reach the bar at {maximum}."));
        else words.Add(Text($"No number of responders among {maximum} subjects reaches the bar."));
        if (toxicity is { } t) words.Add(Text($"{toxic} of {treated} subjects had a related event of grade 3 or more; Pr(share > {100 * rule.ToxicityLimit:0} %) is {Judgement.Probability(t)}, toxicity is above {rule.ToxicityAbove:0.###}."));
        return words;
    }

    private static int? Needed(ResponseComparison comparison, int of, double bar)
    {
        int low = -1, high = of + 1; // the probability rises with responders
        while (high - low > 1)
        {
            int x = (low + high) / 2;
            if (comparison.ProbabilityMore(new(x, of)) >= bar) high = x;
            else low = x;
        }
        return high > of ? null : high;
    }

    private static List<BoundaryStep> Boundary(ResponseComparison? comparison, int maximum, AnalysisContext context)
    {
        var rule = context.Plan.Monitoring;
        var steps = new List<BoundaryStep>();
        int futile = 0, toxic = 0;
        for (int n = rule.MinimumSubjects; n <= Math.Min(maximum, rule.MinimumSubjects + 200); n++)
        {
            while (comparison is not null && futile <= n && comparison.ProbabilityMore(new(futile, n)) < rule.FutilityBelow) futile++;
            while (toxic <= n && Beta.Sf(rule.ToxicityLimit, ToxicityPrior + toxic, ToxicityPrior + n - toxic) <= rule.ToxicityAbove) toxic++;
            steps.Add(new(Text($"monitoring.boundary.{n}"), n, comparison is null || futile == 0 ? null : futile - 1, toxic > n ? null : toxic));
        }
        return steps;
    }

    private static DataCutAnswer At(DateOnly cut, SubjectEvidence[] known, Judgement j, DataCutAnswer? before)
    {
        string day = cut.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        int events = known.Count(s => s.StudyPfsEvent), toxic = known.Count(s => s.SevereToxicityDay is not null);
        var changed = new List<string>();
        if (before is not null)
        {
            if (before.Verdict != j.Verdict) changed.Add($"the answer: {Words(before.Verdict)} became {Words(j.Verdict)}");
            void Count(string what, int old, int now)
            {
                if (old != now) changed.Add(Text($"{what}: {old} became {now}"));
            }
            Count("subjects", before.Subjects, known.Length);
            Count("responders", before.Responders, j.Count.Responders);
            Count("evaluated for response", before.Evaluated, j.Count.Of);
            Count("progressions or deaths", before.PfsEvents, events);
            Count("subjects with severe toxicity", before.Toxicities, toxic);
            if (changed.Count == 0) changed.Add("nothing");
        }
        return new(Text($"monitoring.cuts.{day}"), day, j.Verdict, known.Length, j.Count.Of, j.Count.Responders, j.Response.ProbabilityMore, j.Pfs.Value, j.Pfs.Upper, events, toxic, changed);
    }

    private static string Words(string verdict) => verdict switch
    {
        "moreEffective" => "'more effective'",
        "lessEffective" => "'less effective'",
        "noClearDifference" => "'no clear difference'",
        _ => "'not answerable'",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
