using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Tests.Preclinical;

/// <summary>The models beside the main one: Gompertz, intercept and slope, pattern mixture, Bayes, hazard, more than two treatments.</summary>
public class SynergyAssumptionTests
{
    private static readonly SynergyDesign Design = new([8, 8, 8, 8], [0, 3, 6, 9, 12, 15, 18], [0.12, 0.1, 0.08, 0.02], 0.015, 0.15, SacrificeVolume: 900);

    private static TumourStudy Simulated(ulong stream = 0) => Design.Simulate(new SeededRandom(77, stream));

    /// <summary>R: optim on the marginal likelihood written out with dense matrices. nlme stops at 17.727 on the same model, short of this top; so we differ from it. Errors: ours hold the variances at their fit.</summary>
    [Fact]
    public void Gompertz_finds_the_highest_likelihood_of_the_SynergyLMM_example()
    {
        var study = SlopeModelTests.Study("synergylmm_grwth_data");

        var fit = GompertzModel.Fit(study, ["Control", "DrugA", "DrugB", "Combination"])!;

        double[] rates = [0.07405776068, 0.08566187973, 0.06306431401, 0.02754742595];
        double[] slowing = [-0.00493930543, 0.01171079155, -7.469677389e-06, -0.01925876633];
        double[] errors = [0.00540889, 0.00618609, 0.00570118, 0.00450462, 0.00514079, 0.00577357, 0.00665006, 0.00995097];
        Assert.Equal(18.50642641, fit.LogLikelihood, 1e-6);
        for (int a = 0; a < 4; a++)
        {
            Assert.Equal(rates[a], fit.Rates[a], 1e-5);
            Assert.Equal(slowing[a], fit.Slowing[a], 2e-5);
            PreclinicalOracle.Near(errors[a], Math.Sqrt(fit.Covariance[a, a]), 0.02, "rate");
            PreclinicalOracle.Near(errors[4 + a], Math.Sqrt(fit.Covariance[4 + a, 4 + a]), 0.04, "slowing");
        }
        Assert.Equal(0.2096803177, fit.ResidualStdDev, 1e-5);
        Assert.True(fit.LogLikelihood >= fit.ExponentialLogLikelihood);
    }

    [Fact]
    public void Gompertz_without_slowing_is_the_exponential_model()
    {
        Assert.Equal(7.0, GompertzModel.Time(7, 0));
        Assert.Equal((1 - Math.Exp(-0.7)) / 0.1, GompertzModel.Time(7, 0.1), 1e-12);
        Assert.Equal(7 * (1 - 7 * 1.5e-7 / 2), GompertzModel.Time(7, 1.5e-7), 1e-9);
    }

    [Theory]
    [InlineData("grwth", "synergylmm_grwth_data", "Control|DrugA|DrugB|Combination")]
    [InlineData("LS1034", "invivosyn_LS_1034", "Vehicle|Rabusertib|Irinotecan|Irinotecan+Rabusertib")]
    public void Intercept_and_slope_agree_with_nlme(string name, string file, string armNames)
    {
        var study = SlopeModelTests.Study(file);
        string[] arms = SlopeModelTests.Arms(study, armNames), names = armNames.Split('|');
        var rows = PreclinicalOracle.Table($"synergy/lme_intslope_{name}_REML.csv").Rows.ToDictionary(r => r["term"]);

        var fit = InterceptSlopeModel.Of(study.Only(arms), arms)!;

        PreclinicalOracle.Near(rows["t"].Number("est"), fit.Slopes[0], 1e-5, name);
        for (int a = 1; a < 4; a++) PreclinicalOracle.Near(rows["t:trt" + names[a]].Number("est"), fit.Slopes[a] - fit.Slopes[0], 1e-4, names[a]);
    }

    [Fact]
    public void Pattern_mixture_without_early_leavers_is_the_main_contrast()
    {
        var study = (Design with { SacrificeVolume = 0 }).Simulate(new SeededRandom(5));
        var main = SynergyAnalysis.Run(study, SynergyDesign.Arms, new SynergyOptions(FirstFollowUp: int.MaxValue)).Value.Points[^1];

        var mixed = PatternMixture.Run(study, SynergyDesign.Arms, SynergyMethod.Bliss, 18)!.Value;

        Assert.Equal(main.Contrast!.Value, mixed.Estimate, 1e-12);
        Assert.Equal(main.StdErr!.Value, mixed.RobustStdErr, 1e-12);
    }

    [Fact]
    public void Pattern_mixture_weighs_the_slopes_of_leavers_and_stayers_by_their_shares()
    {
        // Exact lines: in the control two of four mice leave on day 2 with slope 0.4, two stay with slope 0.2; a little error makes it a fit.
        var mice = new List<TumourMouse>();
        var chance = new SeededRandom(1);
        void Add(string arm, int i, double slope, int days) => mice.Add(new($"{arm}{i}", arm, [.. Enumerable.Range(0, days + 1).Select(d => new TumourMeasurement(d, 100 * Math.Exp(slope * d + (d == 0 ? 0 : 1e-6 * chance.NextNormal())), true))]));
        for (int i = 0; i < 4; i++)
        {
            Add("c", i, i < 2 ? 0.4 : 0.2, i < 2 ? 2 : 4);
            foreach (string arm in (string[])["a", "b", "ab"]) Add(arm, i, 0.1 + 1e-4 * i, 4);
        }
        var study = new TumourStudy(mice, ["c", "a", "b", "ab"], 0, []);

        var mixed = PatternMixture.Run(study, new("c", "a", "b", "ab"), SynergyMethod.Bliss, 4)!.Value;

        Assert.Equal(0.3 - 0.10015, mixed.Estimate, 1e-4);
        Assert.True(mixed.RobustStdErr >= Math.Sqrt(0.01 / 4) - 1e-6); // the shares' own variance
    }

    [Fact]
    public void Bayesian_contrast_lies_at_the_restricted_estimate_with_wider_limits_than_the_normal()
    {
        var study = Simulated();
        var data = SlopeData.Of(study, SynergyDesign.Arms.InOrder, double.PositiveInfinity);
        double[] weights = [1, -1, -1, 1];
        var reml = SlopeModel.Fit(data).Contrast(weights);

        var bayes = BayesianSlopes.Contrast(data, weights)!;

        Assert.Equal(reml.Estimate, bayes.Mean, 0.05 * reml.ModelStdErr);
        Assert.InRange(bayes.Upper - bayes.Lower, 2 * 1.96 * reml.ModelStdErr, 2 * 2.6 * reml.ModelStdErr);
        Assert.True(bayes.ProbabilityBelowZero > 0.9);
        double[] none = [0, 1, 0, -1], back = [0, -1, 0, 1];
        Assert.Equal(1, BayesianSlopes.Contrast(data, none)!.ProbabilityBelowZero + BayesianSlopes.Contrast(data, back)!.ProbabilityBelowZero, 1e-9);
    }

    [Fact]
    public void Hazard_interaction_is_the_ratio_of_hazard_ratios()
    {
        var study = Simulated();

        var found = HazardSynergy.Of(study, SynergyDesign.Arms, 600);

        Assert.NotNull(found.Ratio);
        Assert.Equal(found.Ratio!.Value, Math.Exp(found.LogRatio!.Value), 1e-12);
        Assert.InRange(found.Ratio.Value, found.Lower ?? 0, found.Upper ?? double.MaxValue);
        Assert.Equal("fewer than three mice reached the volume", HazardSynergy.Of(study, SynergyDesign.Arms, 1e9).Status);
    }

    [Fact]
    public void Three_treatments_are_judged_by_the_same_rules()
    {
        double[] slopes = [0.2, 0.15, 0.1, 0.18, 0.01], weights = new double[5];

        Assert.Equal(0.01 - (0.15 + 0.1 + 0.18) + 2 * 0.2, SynergyContrast.Of(SynergyMethod.Bliss, slopes, 10, weights)!.Value, 1e-15);
        Assert.Equal([2, -1, -1, -1, 1], weights);
        Assert.Equal(0.01 - 0.1, SynergyContrast.Of(SynergyMethod.Hsa, slopes, 10, weights)!.Value, 1e-15);
        double Area(double b) => (Math.Exp(10 * b) - 1) / b;
        double expected = Area(0.15) + Area(0.1) + Area(0.18) - 2 * Area(0.2);
        Assert.Equal(Math.Log(Area(0.01) / expected) / 10, SynergyContrast.Of(SynergyMethod.Ra, slopes, 10, weights)!.Value, 1e-12);
    }

    [Fact]
    public void Every_assumption_has_a_row_with_a_value_or_a_reason()
    {
        var rows = SynergySensitivity.Run(Simulated(), SynergyDesign.Arms, new SynergyOptions(), 900);

        Assert.Equal(rows.Count, rows.Select(r => r.Key).Distinct().Count());
        Assert.Contains(rows, r => r.Key == "patternMixture");
        Assert.All(rows, r => Assert.True(r.CombinationIndex is not null || r.Status != "estimated"));
        Assert.All(rows.Where(r => r.Status == "estimated"), r => Assert.InRange(r.CombinationIndex!.Value, r.Lower!.Value, r.Upper!.Value));
    }

    [Fact]
    public void Middle_of_an_arm_never_takes_not_detected_for_a_number()
    {
        static TumourMeasurement V(double v) => new(3, v, v > 0);

        Assert.Equal(("geometricMean", 20.0), (ArmMiddle.Of([V(10), V(40)]).Kind, Math.Round(ArmMiddle.Of([V(10), V(40)]).Value!.Value, 10)));
        Assert.Equal(("median", (double?)7.0), (ArmMiddle.Of([V(0), V(7), V(9)]).Kind, ArmMiddle.Of([V(0), V(7), V(9)]).Value));
        Assert.Equal(("belowDetection", (double?)null), (ArmMiddle.Of([V(0), V(0), V(9)]).Kind, ArmMiddle.Of([V(0), V(0), V(9)]).Value));
        // Eight values: ranks 1 and 8 enclose the median with 99.2 %, ranks 2 and 7 with 93 % only.
        var eight = ArmMiddle.Of([V(0), V(2), V(3), V(4), V(5), V(6), V(7), V(8)]);
        Assert.Null(eight.Lower);
        Assert.Equal(8, eight.Upper);
    }
}
