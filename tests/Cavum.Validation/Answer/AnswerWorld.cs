using Cavum.Analysis;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Validation;

/// <summary>A world in which studies are done: what is true, and how the controls are misspecified.</summary>
internal sealed record AnswerWorld(string Name, string What)
{
    /// <summary>Response on the combination as PET sees it; on ICB alone after ICB failure it would be the same in a null world.</summary>
    public double Response { get; init; } = 0.2;

    /// <summary>Hazard ratio of the combination itself over ICB alone.</summary>
    public double HazardRatio { get; init; } = 1;

    /// <summary>Hazard ratio of a later line over an earlier one by its order.</summary>
    public double LineTrend { get; init; } = 1;
    public int PriorScanDays { get; init; } = 56;
    public int StudyScanDays { get; init; } = 56;

    /// <summary>Days that a subject must have lived without progression to be in the study at all, counted all the same.</summary>
    public double ImmortalDays { get; init; }

    /// <summary>log10 by which a changed assay reads lower after day 0, unknown to the study.</summary>
    public double AssayShift { get; init; }

    /// <summary>True change of the EBV DNA slope, log10 per 28 days.</summary>
    public double SlopeEffect { get; init; }

    /// <summary>Mean regression of the slope after progression, as in the simulator's null world.</summary>
    public double SlopeRegression { get; init; } = 0.12;

    /// <summary>Only subjects whose prior PFS was among the shortest of this share enter.</summary>
    public double SelectShortest { get; init; } = 1;

    /// <summary>Hazard of the external controls over that of the subjects, from what is not measured.</summary>
    public double UnmeasuredHazard { get; init; } = 1;

    /// <summary>False leaves the own prior line out, and the external control is of another treatment.</summary>
    public bool AnythingMatches { get; init; } = true;
}

/// <summary>One study of a world: what the plan says of it and what a naive analysis would.</summary>
internal sealed record AnswerCall(string Verdict, bool NaiveMore, bool NaiveLess);

internal sealed class AnswerTrial(IReadOnlyList<EvidenceArm> arms, int subjects, int controls)
{
    private const double MedianDays = 110, Frailty = 0.5, FollowUp = 365;
    private readonly ResponseComparison comparison = new(arms, new DecisionRule());
    private readonly DecisionRule rule = new();

    public AnswerCall Judge(AnswerWorld world, ulong stream)
    {
        var random = new SeededRandom(2026, stream);
        var cohort = new List<SubjectEvidence>();
        var treated = new List<TimedPerson>();
        while (cohort.Count < subjects)
        {
            double frailty = random.NextGamma(1 / Frailty) * Frailty, rate = (Math.Pow(2, Frailty) - 1) / Frailty / MedianDays * frailty;
            double first = Seen(random.NextExponential() / rate, world.PriorScanDays), second = Seen(random.NextExponential() / (rate * world.HazardRatio * world.LineTrend), world.StudyScanDays);
            double until = FollowUp * (0.5 + random.NextDouble()), age = 50 + 10 * random.NextNormal();
            double slope = -world.SlopeRegression + world.SlopeEffect - world.AssayShift + 0.45 * random.NextNormal();
            bool responds = random.NextDouble() < world.Response;
            if (world.SelectShortest < 1 && first > Shortest(world)) continue;
            if (second <= world.ImmortalDays) continue; // never came to the study
            int i = cohort.Count;
            bool seen = second <= until;
            string setting = i % 4 == 3 ? "LA-NPC" : "RM-NPC";
            cohort.Add(new($"s{i}", $"S{i}", setting, "2025-01-01", responds ? "yes" : "no", 91, "yes", world.AnythingMatches ? first : null, Math.Min(second, until), seen, world.AnythingMatches ? slope : null, null, null, null, null));
            treated.Add(new($"S{i}", Math.Min(second, until), seen, [age]));
        }
        var external = External(world, treated, random);
        var j = Judgement.Of(cohort, new(comparison, false, null, false), [external], new Assumed(rule));
        return Naive(j);
    }

    /// <summary>Controls who got ICB alone after ICB failure elsewhere, followed on the study's own schedule, entropy weights on age.</summary>
    private ExternalEffect External(AnswerWorld world, List<TimedPerson> treated, SeededRandom random)
    {
        if (!world.AnythingMatches) return new("external", null, null, null, "notAnswerable", false, "another treatment");
        var others = new List<TimedPerson>();
        for (int i = 0; i < controls; i++)
        {
            double frailty = random.NextGamma(1 / Frailty) * Frailty, rate = (Math.Pow(2, Frailty) - 1) / Frailty / MedianDays * frailty * world.UnmeasuredHazard * world.LineTrend;
            double time = Seen(random.NextExponential() / rate, 56), until = FollowUp * (0.5 + random.NextDouble());
            others.Add(new($"C{i}", Math.Min(time, until), time <= until, [52 + 10 * random.NextNormal()]));
        }
        var declared = new PlannedControl { Name = "c", Kind = "individual", File = "c", PriorIcb = true, ScanEveryDays = 56 };
        if (ControlMatch.Mismatches(declared, world.StudyScanDays).Count > 0) return new("external", null, null, null, "notAnswerable", false, "does not match");
        var weights = ExternalComparison.Weigh("entropy", treated, others, ["age"], []);
        if (weights.Status != "ok") return new("external", null, null, null, "notAnswerable", false, weights.Status);
        var fit = ExternalComparison.Compare(treated, others, weights);
        if (fit.LogRatio is not { } log || fit.StdErr is not { } se) return new("external", null, null, null, "notAnswerable", false, fit.Status);
        double lower = Math.Exp(log - 1.96 * se), upper = Math.Exp(log + 1.96 * se);
        return new("external", log, lower, upper, upper < 1 ? "more" : lower > 1 ? "less" : "neither", true, "");
    }

    /// <summary>Any one comparison significant: response against the pooled 24 %, paired PFS, EBV DNA slope.</summary>
    private static AnswerCall Naive(Judgement j)
    {
        var (x, n) = (j.Count.Responders, j.Count.Of);
        bool more = n > 0 && 1 - (x == 0 ? 0 : Stats.Binomial.Cdf(x - 1, n, 0.24)) < 0.025 || j.Pfs.Upper < 1 || j.Slope.Upper < 0;
        bool less = n > 0 && Stats.Binomial.Cdf(x, n, 0.24) < 0.025 || j.Pfs.Lower > 1 || j.Slope.Lower > 0;
        return new(j.Verdict, more, less);
    }

    private static double Seen(double time, int every) => Math.Ceiling(Math.Min(time, 1e5) / every) * every;

    /// <summary>The quantile of prior PFS at the share that enters, under the frailty.</summary>
    private static double Shortest(AnswerWorld world) => MedianDays * (Math.Pow(1 - world.SelectShortest, -Frailty) - 1) / (Math.Pow(2, Frailty) - 1);
}
