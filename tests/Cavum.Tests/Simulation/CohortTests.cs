using Cavum.Core;
using Cavum.Simulation;

namespace Cavum.Tests.Simulation;

public class CohortTests
{
    private static IEnumerable<SimulatedSubject> Many(EffectDirection effect, int cohorts) =>
        Enumerable.Range(1, cohorts).SelectMany(seed => Cohort.Draw(new SimulationSettings { Seed = (ulong)seed, Effect = effect }).Subjects);

    [Fact]
    public void Burden_is_made_of_straight_pieces()
    {
        var course = new BurdenCourse([new(0, -0.1), new(10, 0), new(20, 0.05)]);

        Assert.Equal([0, 0, -0.5, -1, -1, -0.5], new double[] { -5, 0, 5, 10, 20, 30 }.Select(day => Math.Round(course.LogAt(day), 12)));
        Assert.Equal(Math.Exp(-1.0 / 3), course.DiameterAt(15), 1e-12);
    }

    [Fact]
    public void Equal_settings_give_equal_cohorts_and_another_seed_another()
    {
        string first = CanonicalJson.Write(Cohort.Draw(new SimulationSettings()).Subjects);

        Assert.Equal(first, CanonicalJson.Write(Cohort.Draw(new SimulationSettings()).Subjects));
        Assert.NotEqual(first, CanonicalJson.Write(Cohort.Draw(new SimulationSettings { Seed = 2 }).Subjects));
    }

    [Fact]
    public void A_subject_does_not_depend_on_how_many_follow_it()
    {
        var few = Cohort.Draw(new SimulationSettings { Subjects = 3 }).Truth().Subjects;
        var many = Cohort.Draw(new SimulationSettings { Subjects = 30 }).Truth().Subjects;

        Assert.Equal(few.Select(t => (t.Frailty, t.PriorPfsDays, t.ProgressionDay, t.BaselineCopiesPerMl)), many.Take(3).Select(t => (t.Frailty, t.PriorPfsDays, t.ProgressionDay, t.BaselineCopiesPerMl)));
    }

    /// <summary>In 2,400 subjects: the ratio of the two PFS has median 1 (sign test within 3 standard errors), and shrinkage is as under ICB alone.</summary>
    [Fact]
    public void In_the_null_world_both_lines_of_a_subject_have_one_law()
    {
        var truths = Many(EffectDirection.Null, 100).Select(s => s.Truth).ToList();

        int longer = truths.Count(t => t.ProgressionDay > t.PriorPfsDays), shorter = truths.Count(t => t.ProgressionDay < t.PriorPfsDays);
        Assert.InRange(longer / (double)(longer + shorter), 0.5 - 1.5 / Math.Sqrt(truths.Count), 0.5 + 1.5 / Math.Sqrt(truths.Count));
        Assert.InRange(truths.Average(t => Math.Log((double)t.ProgressionDay / t.PriorPfsDays)), -0.05, 0.05);
        Assert.InRange(truths.Count(t => t.StudyLine.Shrinks) / (double)truths.Count, 0.17, 0.24);
        Assert.InRange(truths.Count(t => t.PriorLine.Shrinks) / (double)truths.Count, 0.17, 0.24);
    }

    [Fact]
    public void More_and_less_move_response_and_time_their_own_way()
    {
        double Ratio(EffectDirection effect) => Many(effect, 20).Average(s => Math.Log((double)s.Truth.ProgressionDay / s.Truth.PriorPfsDays));
        double Share(EffectDirection effect) => Many(effect, 20).Average(s => s.Truth.StudyLine.Shrinks ? 1.0 : 0);

        Assert.True(Ratio(EffectDirection.More) > 0.5);
        Assert.True(Ratio(EffectDirection.Less) < -0.25);
        Assert.True(Share(EffectDirection.More) > 0.5);
        Assert.True(Share(EffectDirection.Less) < 0.1);
    }

    /// <summary>The study's response call must mean what the truth means: a true fall of 50 % by day 28 is a shrinking tumour, and no other is near it.</summary>
    [Fact]
    public void Truth_has_no_subject_near_the_border_of_response()
    {
        foreach (var subject in Many(EffectDirection.More, 20))
        {
            double fall = subject.Truth.FallByDay28Percent;
            Assert.Equal(subject.Truth.StudyLine.Shrinks, fall >= 50);
            Assert.False(fall is > 5 and < 60, $"{subject.Subject}: {fall}");
        }
    }

    [Fact]
    public void Refuses_settings_that_mean_nothing()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Cohort.Draw(new SimulationSettings { Subjects = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cohort.Draw(new SimulationSettings { LogEffect = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cohort.Draw(new SimulationSettings { IcbResponse = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cohort.Draw(new SimulationSettings { LaNpcShare = double.NaN }));
    }
}
