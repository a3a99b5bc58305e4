using Cavum.Assay;

namespace Cavum.Tests.Assay;

public class ControlTests
{
    private static IReadOnlyList<WestgardRule> Last(params double[] z) => ControlChart.Judge([.. z.Select((v, i) => ($"R{i}", v))], 0, 1)[^1].Broken;

    [Fact]
    public void Each_Westgard_rule_by_hand()
    {
        Assert.Equal([WestgardRule.OneTwoS], Last(0, 2.5));
        Assert.Equal([WestgardRule.OneTwoS, WestgardRule.OneThreeS], Last(0, 3.5));
        Assert.Contains(WestgardRule.TwoTwoS, Last(2.1, 2.2));
        Assert.DoesNotContain(WestgardRule.TwoTwoS, Last(-2.1, 2.2));
        Assert.Contains(WestgardRule.RangeFourS, Last(-2.1, 2.2));
        Assert.Equal([WestgardRule.FourOneS], Last(1.1, 1.2, 1.3, 1.4));
        Assert.Equal([WestgardRule.TenMean], Last(.1, .2, .1, .3, .1, .2, .1, .4, .1, .2));
        Assert.Empty(Last(.1, .2, .1, -.3, .1, .2, .1, .4, .1, .2));
    }

    [Fact]
    public void Limits_are_not_judged_by_the_runs_that_set_them()
    {
        (string, double)[] runs = [.. Enumerable.Range(0, 12).Select(i => ($"R{i}", i % 2 == 0 ? 3.0 : 3.2))];
        var chart = ControlChart.Establish(runs, 10)!;
        Assert.Equal(3.1, chart.Mean, 1e-12);
        Assert.Equal(2, chart.Points.Count);
        Assert.Null(ControlChart.Establish(runs, 12));
    }

    [Fact]
    public void The_command_names_the_rules_of_each_run()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "run,pc\nA,1000\nB,\nC,1000\nD,10000\n");
        var chart = Run.Json("assay", "control", file, "--run", "run", "--value", "pc", "--mean", "3", "--sd", "0.1").GetProperty("charts")[0];
        File.Delete(file);
        Assert.Equal(3, chart.GetProperty("points").GetArrayLength());
        Assert.Equal("1-3s", chart.GetProperty("points")[2].GetProperty("rules")[1].GetString());
        Assert.Equal(1, chart.GetProperty("rejected").GetInt32());
    }

    /// <summary>With counting noise the part of the variance that is known adds degrees of freedom; without it nothing changes.</summary>
    [Fact]
    public void Counting_noise_widens_the_interval_of_few_copies_only()
    {
        StandardPoint[] points = [.. Enumerable.Range(0, 15).Select(i => new StandardPoint(Math.Pow(10, 1 + i / 3), 40 - 3.4 * (1 + i / 3) + 0.1 * (i % 3 - 1)))];
        var equal = StandardCurveFit.Fit(points)!;
        var poisson = StandardCurveFit.Fit(points, CurveWeighting.Poisson)!;
        double Width(StandardCurve c, double log) => c.Invert(c.Intercept + c.Slope * log, 2) is { Upper: { } u, Lower: { } l } ? u - l : double.NaN;
        Assert.True(Width(poisson, 1.3) > 1.5 * Width(equal, 1.3));
        Assert.InRange(Width(poisson, 5) / Width(equal, 5), 0.5, 1.1); // the reading noise alone, without what ten copies add to it
    }
}
