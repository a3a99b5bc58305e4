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
            PreclinicalOracle.Near(expected, states[day].AsparaginaseUnitsPerLitre, 1e-7, $"day {day}");
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
}
