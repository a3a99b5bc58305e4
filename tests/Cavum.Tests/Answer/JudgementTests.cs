using Cavum.Analysis;
using Cavum.Study;

namespace Cavum.Tests.Answer;

public class JudgementTests
{
    private static readonly EvidenceArm[] Naive = [.. TrialPlanner.BuiltInArms("icb_only")];
    private static readonly ResponseComparison Comparison = new(Naive, new DecisionRule());

    /// <param name="responders">Of RM-NPC subjects, in front.</param>
    private static List<SubjectEvidence> Cohort(int n, int responders, double ratio, double slope) =>
    [
        .. Enumerable.Range(0, n).Select(i => new SubjectEvidence($"s.{i}", $"S{i:00}", "RM-NPC", "2025-01-01", i < responders ? "yes" : "no", 91, "yes",
            100 + 7 * i, (100 + 7 * ((i * 5 + 3) % n)) * ratio, i % 5 != 0, slope + 0.01 * (i % 7), null, null, null, i == 1 ? 30 : null)),
    ];

    private static Judgement Judge(IReadOnlyList<SubjectEvidence> who, Assumed? assumed = null, params ExternalEffect[] external) =>
        Judgement.Of(who, new(Comparison, false, null, false), external, assumed ?? new Assumed(new DecisionRule()));

    [Fact]
    public void A_strong_effect_is_more_and_each_assumption_moved_far_enough_takes_it_back()
    {
        var cohort = Cohort(24, 18, 3, -0.9);
        Assert.Equal("moreEffective", Judge(cohort).Verdict);

        Assert.NotEqual("moreEffective", Judge(cohort, new Assumed(new DecisionRule(), ControlShift: 0.5)).Verdict);
        Assert.NotEqual("moreEffective", Judge(cohort, new Assumed(new DecisionRule(), HazardMultiplier: 20, SlopeShift: 2)).Verdict);
        Assert.Equal("neither", Judge(cohort, new Assumed(new DecisionRule { ProbabilityMore = 0.9999999 })).Response.Finding.Direction);
    }

    [Fact]
    public void A_claim_that_a_bias_within_the_bound_takes_back_is_not_answerable()
    {
        var cohort = Cohort(24, 18, 3, -0.9);

        var strict = Judge(cohort, new Assumed(new DecisionRule { TippingControlShift = 0.5 }));

        Assert.Equal("notAnswerable", strict.Verdict);
        Assert.Contains("within the planned bound", strict.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_subjects_and_no_arm_are_not_answerable_with_the_number_that_is_missing()
    {
        Assert.Contains("the plan asks for 10", Judge(Cohort(6, 3, 2, -1)).Response.Finding.Reason, StringComparison.Ordinal);
        Assert.Contains("no ICB-only arm", Judgement.Of(Cohort(20, 10, 2, -1), new(null, false, null, false), [], new Assumed(new DecisionRule())).Response.Finding.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void LA_NPC_subjects_count_in_PFS_and_never_against_RM_NPC_arms()
    {
        var mixed = Cohort(24, 18, 3, -0.9).Select((s, i) => i % 2 == 0 ? s with { Setting = "LA-NPC" } : s).ToList();

        var j = Judge(mixed);

        Assert.Equal(12, j.Count.Of);
        Assert.Equal(24, j.Pfs.N);
        Assert.Equal(12, Judgement.Of(mixed, new(Comparison, false, null, false), [], new Assumed(new DecisionRule()), "LA-NPC").Pfs.N);
    }

    [Fact]
    public void An_external_control_that_does_not_decide_changes_nothing()
    {
        var cohort = Cohort(24, 8, 1.1, -0.1);
        string without = Judge(cohort).Verdict;
        foreach (string direction in new[] { "more", "less", "neither", "notAnswerable" })
            Assert.Equal(without, Judge(cohort, null, new ExternalEffect("curve", -2, 0.1, 0.2, direction, false, "")).Verdict);
    }

    [Fact]
    public void Shifting_the_control_is_monotone_and_the_tipping_point_is_where_the_bar_is_met()
    {
        double before = 1;
        for (double shift = -0.3; shift < 0.5; shift += 0.05)
        {
            double p = Comparison.ProbabilityMore(new(12, 20), shift);
            Assert.True(p <= before + 1e-12);
            before = p;
        }
        double? flips = Cavum.Stats.TippingPoint.ControlShift(12, 20, Comparison.Control, 0.975);
        Assert.Equal(0.975, Comparison.ProbabilityMore(new(12, 20), flips!.Value), 1e-6);
    }

    [Fact]
    public void Evidence_as_of_a_cut_holds_nothing_that_came_later()
    {
        var subject = Cohort(1, 1, 2, -1)[0];
        var cut = new DateOnly(2025, 1, 1).AddDays(60);

        var then = subject.AsOf(cut, 35)!;

        Assert.Equal(("notEvaluable", 60.0, false), (then.PetResponse, then.StudyPfsDays, then.StudyPfsEvent));
        Assert.NotNull(then.SlopeChange);
        Assert.Null(subject.AsOf(new DateOnly(2025, 1, 20), 35)!.SlopeChange);
        Assert.Null(subject.AsOf(new DateOnly(2024, 12, 31), 35));
    }

    private static EvidenceArm EbvArm(bool priorIcb) => Naive[0] with { Arm = "EBV", PriorIcb = priorIcb, Responders = 20, Of = 60 };

    /// <summary>All 24 fell: the exact posterior is Beta(24.5, 0.5), so against any fixed rate p the probability is 1 − I_p(24.5, 0.5).</summary>
    [Fact]
    public void EBV_DNA_response_decides_only_against_arms_after_ICB_failure()
    {
        var cohort = Cohort(24, 2, 1, 0);
        Judgement Against(bool prior) => Judgement.Of(cohort, ArmComparisons.Of(Naive, [EbvArm(prior)], new DecisionRule()), [], new Assumed(new DecisionRule()));

        var (naive, matched, none) = (Against(false), Against(true), Judge(cohort));

        Assert.Equal(new ResponseCount(24, 24), matched.EbvCount);
        Assert.Equal("more", naive.EbvResponse.Finding.Direction);
        Assert.False(naive.EbvResponse.Finding.Decides);
        Assert.True(matched.EbvResponse.Finding.Decides);
        Assert.Equal(none.Verdict, naive.Verdict);
        Assert.Contains("reports EBV DNA response", none.EbvResponse.Finding.Reason, StringComparison.Ordinal);
        Assert.True(new ResponseComparison([EbvArm(true)], new DecisionRule()).ProbabilityAbove(matched.EbvCount, 0.5) > 1 - 1e-6);
    }

    [Fact]
    public void EBV_DNA_response_alone_carries_no_verdict_and_LA_NPC_is_not_judged_by_it()
    {
        var cohort = Cohort(24, 2, 1, 0).Select(s => s with { SlopeChange = null, StudyPfsDays = null }).ToList();
        var arms = new ArmComparisons(null, false, new ResponseComparison([EbvArm(true)], new DecisionRule()), true);

        Assert.Equal("notAnswerable", Judgement.Of(cohort, arms, [], new Assumed(new DecisionRule())).Verdict);
        Assert.Equal(0, Judgement.Of([.. cohort.Select(s => s with { Setting = "LA-NPC" })], arms, [], new Assumed(new DecisionRule())).EbvCount.Of);
    }
}
