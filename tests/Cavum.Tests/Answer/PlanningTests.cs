using Cavum.Analysis;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Tests.Answer;

public class PlanningTests
{
    private static readonly IReadOnlyList<EvidenceArm> Arms = TrialPlanner.BuiltInArms("icb_only");

    private static PlanningResult Run(PlanningSettings settings) => TrialPlanner.Run(settings, new AnalysisPlan(), Arms).Value;

    [Fact]
    public void Under_no_effect_more_and_less_are_rare_and_the_naive_analysis_is_not_what_decides()
    {
        var found = Run(new() { Subjects = 30, Response = 0.25, HazardRatio = 1, Trials = 1000 }).Operating;

        Assert.InRange(found.More, 0, 0.02);
        Assert.InRange(found.Less, 0, 0.02);
        Assert.Equal(1, found.More + found.Less + found.NoClearDifference + found.NotAnswerable, 1e-12);
    }

    [Fact]
    public void More_subjects_and_a_stronger_effect_give_more_power()
    {
        double small = Run(new() { Subjects = 20, Response = 0.7, HazardRatio = 0.35, Trials = 600 }).Operating.More;
        double large = Run(new() { Subjects = 50, Response = 0.7, HazardRatio = 0.35, Trials = 600 }).Operating.More;
        double weak = Run(new() { Subjects = 50, Response = 0.5, HazardRatio = 0.6, Trials = 600 }).Operating.More;

        Assert.True(large > small + 0.1 && large > weak + 0.1, $"{small}, {large}, {weak}");
        Assert.True(large > 0.9);
    }

    [Fact]
    public void The_same_seed_gives_the_same_numbers()
    {
        var settings = new PlanningSettings { Trials = 300 };

        Assert.Equal(CanonicalJson.Write(Run(settings)), CanonicalJson.Write(Run(settings)));
    }

    [Fact]
    public void Futility_is_reached_more_often_when_nobody_responds()
    {
        Assert.True(Run(new() { Response = 0.02, Trials = 300 }).Operating.FutilityStop > 0.8);
        Assert.True(Run(new() { Response = 0.5, Trials = 300 }).Operating.FutilityStop < 0.1);
    }

    [Fact]
    public void Every_number_out_of_range_is_refused_at_once()
    {
        var refused = Tests.Run.Cavum("design", "plan", "--n", "2", "--response", "1.5", "--hazard-ratio", "0", "--trials", "5", "--json");

        Assert.Equal(1, refused.Exit);
        Assert.Equal(4, refused.Json.GetProperty("refused").GetArrayLength());
    }

    [Fact]
    public void The_command_prints_the_curve_and_what_settles_it()
    {
        var json = Tests.Run.Json("design", "plan", "--trials", "200", "--n", "25");

        Assert.Equal(8, json.GetProperty("curve").GetArrayLength());
        Assert.Equal(25, json.GetProperty("operating").GetProperty("subjects").GetInt32());
    }
}
