using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Tests.Preclinical;

public class ExploratoryModelTests
{
    /// <summary>Two compartments after one bolus: the sum of two exponentials whose rates solve a quadratic.</summary>
    [Fact]
    public void Asparaginase_follows_the_closed_form_of_two_compartments()
    {
        double p(string name) => ExploratoryModel.Parameters.Single(x => x.Name == name).Value;
        double k10 = p("clearance") / p("centralVolume"), k12 = p("exchange") / p("centralVolume"), k21 = p("exchange") / p("peripheralVolume");
        double sum = k10 + k12 + k21, root = Math.Sqrt(sum * sum - 4 * k10 * k21), fast = (sum + root) / 2, slow = (sum - root) / 2;
        var states = ExploratoryModel.Simulate([0], 1000, [], 6);

        for (int day = 1; day <= 6; day++)
        {
            double expected = 1000 / p("centralVolume") * ((fast - k21) * Math.Exp(-fast * day) + (k21 - slow) * Math.Exp(-slow * day)) / (fast - slow);
            PreclinicalOracle.Near(expected, states[day].AsparaginaseUnitsPerLitre, 1e-6, $"day {day}");
        }
    }

    [Fact]
    public void Without_treatment_nothing_changes_but_the_tumour_and_with_it_activation_falls_before_it_rises()
    {
        var none = ExploratoryModel.Simulate([], 0, [], 10);
        Assert.Equal(1, none[^1].Activation, 12);
        Assert.Equal(Math.Exp(10 * (0.02 - 0.01)), none[^1].Tumour, 9);

        var block = ExploratoryModel.Simulate([0, 1, 2, 3, 4], 10000, [5], 30);
        Assert.True(block[1].Activation < 0.9, $"{block[1].Activation}");
        Assert.True(block.Max(s => s.Activation) > 1.1);
        Assert.True(block[^1].Tumour < ExploratoryModel.Simulate([], 0, [5], 30)[^1].Tumour);
        Assert.Throws<ArgumentOutOfRangeException>(() => ExploratoryModel.Simulate([], -1, [], 3));
    }

    [Fact]
    public void Asparagine_is_in_balance_with_the_activity()
    {
        double p(string name) => ExploratoryModel.Parameters.Single(x => x.Name == name).Value;
        foreach (var s in ExploratoryModel.Simulate(new([0, 1, 2], 5000, []), [0, 0.5, 1.5, 4, 9]))
            PreclinicalOracle.Near(1 - s.Asparagine, p("potency") * s.AsparaginaseUnitsPerLitre * s.Asparagine / (p("asparagineHalf") + s.Asparagine), 1e-9, $"day {s.Day}", 1e-12);
        Assert.Equal(1, ExploratoryModel.Simulate(new([3], 5000, []), [2])[0].Asparagine, 12);
    }

    [Fact]
    public void Made_data_give_their_parameters_back_and_what_they_do_not_say_gets_no_value()
    {
        var truth = ExploratoryModel.With(new Dictionary<string, double> { ["tumourGrowth"] = 0.15, ["killing"] = 0.05 });
        var schedules = new Dictionary<string, TreatmentSchedule> { ["V"] = new([], 0, []), ["A"] = new([0, 1, 2, 3, 4], 6000, []), ["P"] = new([], 0, [5]), ["AP"] = new([0, 1, 2, 3, 4], 6000, [5]) };
        var chance = new SeededRandom(8);
        var data = new List<ModelObservation>();
        foreach (var (group, schedule) in schedules)
            foreach (var s in ExploratoryModel.Simulate(schedule, [3, 6, 9, 12, 15], truth)) data.Add(new(group, ModelQuantity.Tumour, s.Day, s.Tumour * Math.Exp(0.05 * chance.NextNormal())));

        var fit = ModelFit.Fit(data, schedules, ["tumourGrowth", "antiPd1Gain"], truth).Value;
        Assert.True(fit.Identified, fit.Status);
        foreach (var (name, expected) in ((string, double)[])[("tumourGrowth", 0.15), ("antiPd1Gain", 2)])
        {
            var p = fit.Free.Single(f => f.Name == name);
            Assert.InRange(p.Estimate!.Value, 0.8 * expected, 1.25 * expected);
            Assert.True(p.Lower < p.Estimate && p.Estimate < p.Upper && p.Lower < expected * 1.1 && p.Upper > expected * 0.9, $"{p}");
        }

        // Without asparaginase nothing says how T cells adapt; and growth and killing cannot be told apart without a treated arm.
        var vehicle = data.Where(d => d.Group is "V" or "P").ToList();
        var blind = ModelFit.Fit(vehicle, schedules, ["lateGain"], truth).Value;
        Assert.Null(blind.Free[0].Estimate);
        Assert.Equal("not identified: the likelihood stays flat both ways", blind.Free[0].Status);
        Assert.False(blind.Identified);
        Assert.Equal(3, ModelFit.Fit(data[..2], new Dictionary<string, TreatmentSchedule>(), ["nothing"]).Problems.Count);
    }

    [Fact]
    public void A_block_helps_only_above_the_late_gain_at_which_it_breaks_even()
    {
        var found = ScheduleComparison.Of(new ScheduleSettings()).Value;
        double even = found.BreakEvenLateGain!.Value;
        Assert.True(ScheduleComparison.Of(new ScheduleSettings(LateGain: even + 0.2)).Value.Rows[5].AgainstAlone < 1);
        Assert.True(ScheduleComparison.Of(new ScheduleSettings(LateGain: even - 0.2)).Value.Rows[5].AgainstAlone > 1);
        Assert.Equal(1, found.Rows[0].AgainstAlone);
        Assert.Equal([10.0, 31, 52], found.AntiPd1Days);
        Assert.Equal([5.0, 6, 7, 8, 9], found.AsparaginaseDays.Take(5));
        Assert.Equal(3, ScheduleComparison.Of(new ScheduleSettings(BlockDays: 11, UnitsPerDose: double.NaN, GapDays: -1)).Problems.Count);
    }
}
