using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Tests.Preclinical;

public class MouseModelTests
{
    private static readonly SynergyArms LsArms = new("Vehicle", "Irinotecan", "Rabusertib", "Irinotecan+Rabusertib");

    private static TumourMouse Mouse(params (double Day, double Volume)[] points) => new("1", "A", [.. points.Select(p => new TumourMeasurement(p.Day, p.Volume, p.Volume > 0))]);

    [Fact]
    public void A_mouses_rate_with_censored_volumes_is_that_of_R_survreg()
    {
        // survreg(Surv(log(v), seen, type = "left") ~ day, dist = "gaussian"), v = 100, 80, 55, 40, <25, <25 on days 0, 3 … 15.
        var fit = CensoredGrowth.Of(Mouse((0, 100), (3, 80), (6, 55), (9, 40), (12, 0), (15, 0)), 25);
        PreclinicalOracle.Near(-0.11831868765435698, fit.Rate, 1e-6, "rate");
        PreclinicalOracle.Near(0.00783289247719614, fit.StdErr, 1e-4, "standard error");
    }

    [Fact]
    public void Without_censoring_it_is_the_least_squares_slope_and_what_is_not_identified_is_not_given()
    {
        var whole = Mouse((0, 100), (3, 130), (6, 150));
        Assert.Equal(MouseGrowth.Slope(whole).Rate, CensoredGrowth.Of(whole, 25).Rate);
        Assert.Null(CensoredGrowth.Of(Mouse((0, 100), (3, 0), (6, 0)), 25).Rate);
        Assert.Null(CensoredGrowth.Of(Mouse((0, 100), (3, 50), (12, 0)), 25).Rate);
        Assert.Throws<ArgumentOutOfRangeException>(() => CensoredGrowth.Of(whole, 0));
        // A tumour that vanished shrank faster than the days on which it was still seen say.
        var gone = Mouse((0, 100), (3, 95), (6, 90), (9, 0), (12, 0));
        Assert.True(CensoredGrowth.Of(gone, 60).Rate < MouseGrowth.Slope(gone).Rate);
    }

    [Fact]
    public void Closed_power_is_that_of_Rs_noncentral_t_and_of_the_simulation()
    {
        double[] bliss = [1, -1, -1, 1], days = [3, 6, 9, 12, 15, 18, 21];
        var five = SlopePower.Of(bliss, [5, 5, 5, 5], days, 0.02, 0.25, 0.05);
        PreclinicalOracle.Near(0.0189653, five.StdErr, 1e-5, "se");
        Assert.Equal(16, five.DegreesOfFreedom, 10);
        PreclinicalOracle.Near(0.6970282, five.Power, 1e-6, "power");
        PreclinicalOracle.Near(0.8958888, SlopePower.Of(bliss, [8, 8, 8, 8], days, 0.02, 0.25, -0.05).Power, 1e-6, "power of eight");
        PreclinicalOracle.Near(0.05, SlopePower.Of(bliss, [5, 5, 5, 5], days, 0.02, 0.25, 0).Power, 1e-9, "no effect");
        Assert.Equal(7, SlopePower.MicePerArm(bliss, days, 0.02, 0.25, 0.05, 0.8));
        var simulated = SynergyPower.Run(new SynergyDesign([5, 5, 5, 5], [0, .. days], [0.1, 0.08, 0.06, 0], 0.02, 0.25).WithBlissEffect(-0.05), new SynergyOptions(), 400, 3);
        Assert.InRange(simulated.Power, five.Power - 4 * simulated.StdErr, five.Power + 4 * simulated.StdErr);
        Assert.Throws<ArgumentException>(() => SlopePower.Of(bliss, [5, 5, 5, 1], days, 0.02, 0.25, 0.05));
    }

    [Fact]
    public void A_grid_of_one_combination_is_the_four_arm_analysis()
    {
        var study = SlopeModelTests.Study("invivosyn_LS_1034");
        var grid = DoseGrid.Run(study, [new("Vehicle", 0, 0), new("Irinotecan", 1, 0), new("Rabusertib", 0, 1), new("Irinotecan+Rabusertib", 1, 1)], new SynergyOptions()).Value;
        var point = SynergyAnalysis.Run(study, LsArms, new SynergyOptions()).Value.Points[^1];
        var own = Assert.Single(grid.Points);
        PreclinicalOracle.Near(point.CombinationIndex!.Value, own.CombinationIndex, 1e-12, "index");
        PreclinicalOracle.Near(point.PValue!.Value, own.PValue, 1e-12, "p");
        Assert.Equal(own.PValue, own.HolmP);
        var refused = DoseGrid.Run(study, [new("Irinotecan", 1, 0), new("Nothing", 0, 1)], new SynergyOptions());
        Assert.Equal(3, refused.Problems.Count);
        var lacking = DoseGrid.Run(study, [new("Vehicle", 0, 0), new("Irinotecan", 1, 0), new("Irinotecan+Rabusertib", 1, 1)], new SynergyOptions()).Value;
        Assert.Equal("a treatment alone at this dose is missing", lacking.Points[0].Status);
    }

    [Fact]
    public void Every_model_gives_rows_for_every_day_or_says_why_not()
    {
        var study = SlopeModelTests.Study("invivosyn_LS_1034");
        foreach (var model in Enum.GetValues<SynergyGrowthModel>().Skip(1))
        {
            foreach (var method in (SynergyMethod[])[SynergyMethod.Bliss, SynergyMethod.Ra])
            {
                var found = ModelledSynergy.Run(study, LsArms, new SynergyOptions(method), model, [17]);
                Assert.Single(found.Points);
                foreach (var p in found.Points)
                    Assert.True(p.Point.Status != SynergyStatus.Estimated || p.Point.Lower < p.Point.CombinationIndex && p.Point.CombinationIndex < p.Point.Upper, $"{model} {method} {p.Point}");
            }
        }
        var bayes = ModelledSynergy.Run(study, LsArms, new SynergyOptions(), SynergyGrowthModel.Bayes, [33]).Points[0];
        Assert.InRange(bayes.ProbabilitySynergy!.Value, 0.9, 0.99);
    }

    [Fact]
    public void An_arm_with_one_mouse_has_no_robust_limits()
    {
        var chance = new SeededRandom(4);
        var whole = new SynergyDesign([3, 3, 3, 3], [0, 3, 6, 9], [0.1, 0.08, 0.06, 0.03], 0.02, 0.2).Simulate(chance);
        var study = whole with { Mice = [.. whole.Mice.Where(m => m.Group != "control" || m.Id == "0-0")] };
        var cr2 = SynergyAnalysis.Run(study, SynergyDesign.Arms, new SynergyOptions()).Value;
        Assert.Equal(SynergyStatus.WithoutLimits, cr2.Points[^1].Status);
        Assert.Null(cr2.Points[^1].PValue);
        Assert.Contains(cr2.Remarks, r => r.StartsWith("Group control has one mouse", StringComparison.Ordinal));
        Assert.Equal(SynergyStatus.WithoutLimits, SynergyAnalysis.Run(study, SynergyDesign.Arms, new SynergyOptions(Resamples: 50)).Value.Points[^1].Status);
        Assert.Equal(SynergyStatus.Estimated, SynergyAnalysis.Run(study, SynergyDesign.Arms, new SynergyOptions(Error: SynergyError.Model)).Value.Points[^1].Status);
    }

    [Fact]
    public void A_cured_arm_without_a_volume_after_day_0_is_told_so_and_not_given_a_number()
    {
        var grown = new SynergyDesign([4, 4, 4, 4], [0, 3, 6, 9, 12], [0.1, 0.08, 0.06, 0.03], 0.02, 0.2).Simulate(new SeededRandom(4));
        TumourStudy Cured(double from) => grown with
        {
            Mice = [.. grown.Mice.Select(m => m.Group == "combination" ? m with { Measurements = [.. m.Measurements.Select(x => x.Day >= from ? new TumourMeasurement(x.Day, 0, false) : x)] } : m)],
        };
        var refused = SynergyAnalysis.Run(Cured(1), SynergyDesign.Arms, new SynergyOptions());
        Assert.Equal("group combination", Assert.Single(refused.Problems).Place);
        var late = SynergyAnalysis.Run(Cured(6), SynergyDesign.Arms, new SynergyOptions()).Value.Points[^1];
        Assert.True(late is { Status: SynergyStatus.Estimated, CombinationIndex: < 1, PValue: > 0 and < 1 }, $"{late}");
    }

    [Fact]
    public void Deaths_make_overall_survival_and_cures_are_tested_in_pairs()
    {
        const string Table = "mouse,arm,day,volume,dead\n1,C,0,100,0\n1,C,5,300,\n1,C,7,NA,1\n2,C,0,100,0\n2,C,9,400,1\n3,T,0,100,0\n3,T,9,0,0\n4,T,0,90,\n4,T,9,0,\n";
        var study = CsvTable.Parse(Table, "t.csv").Then(t => TumourStudy.Read(t, new("mouse", "arm", "day", "volume") { Event = "dead" })).Value;
        var overall = ThresholdSurvival.Overall(study)!;
        Assert.Equal([7.0, 9, 9, 9], overall.Mice.Select(m => m.Day));
        Assert.Equal([true, true, false, false], overall.Mice.Select(m => m.Event));
        var cure = Assert.Single(CurePair.Of(ThresholdSurvival.Of(study, 1000)));
        Assert.Equal((0, 2, 2, 2), (cure.CuredA, cure.MiceA, cure.CuredB, cure.MiceB));
        PreclinicalOracle.Near(1.0 / 3, cure.PValue, 1e-12, "2 of 2 against 0 of 2: one table of six on either side");
        Assert.Null(ThresholdSurvival.Overall(SlopeModelTests.Study("invivosyn_LS_1034")));

        string twice = Table.Replace("1,C,5,300,\n", "1,C,5,300,1\n", StringComparison.Ordinal).Replace(",T,9,0,0", ",T,9,0,yes", StringComparison.Ordinal);
        var refused = CsvTable.Parse(twice, "t.csv").Then(t => TumourStudy.Read(t, new("mouse", "arm", "day", "volume") { Event = "dead" }));
        Assert.Contains(refused.Problems, p => p.Read == "yes");
        Assert.Contains(refused.Problems, p => p.Expected == "one death of mouse 1");
    }

    [Fact]
    public void Before_and_after_in_patients_is_Rs_paired_t_test()
    {
        const string Table = "subject,group,positive,events\n1,before,10,200\n1,after,30,210\n2,before,5,150\n2,after,22,180\n3,before,20,300\n3,after,41,280\n4,before,7,90\n4,after,19,100\n5,before,8,120\n";
        var table = CsvTable.Parse(Table, "p.csv").Then(t => MarkerTable.Read(t, "subject", "group", "positive", "events")).Value;
        var paired = table.Compare(null, null, paired: true).Value;
        PreclinicalOracle.Near(1.071626, paired.Test!.Difference, 1e-6, "difference");
        PreclinicalOracle.Near(0.001684, paired.Test.PValue, 3e-4, "p");
        PreclinicalOracle.Near(0.756721, paired.Test.Lower, 1e-6, "lower");
        Assert.Equal(2.0 / 16, paired.ExactPValue);
        Assert.Contains(paired.Remarks, r => r.EndsWith("paired test: 5.", StringComparison.Ordinal));
        Assert.Equal(1, paired.FewEvents);
        Assert.True(table.Compare("before", "never", false).IsRefused);
        var bad = CsvTable.Parse("subject,group,positive,events\n1,a,5,3\n1,b,1.5,10\n,c,1,0\n", "p.csv").Then(t => MarkerTable.Read(t, "subject", "group", "positive", "events"));
        Assert.Equal(4, bad.Problems.Count);
    }
}
