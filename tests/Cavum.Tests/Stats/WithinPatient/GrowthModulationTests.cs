using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class GrowthModulationTests
{
    /// <summary>oracles/statistics/gmi: prophets' estimators, with the correct log-logistic error, and survival's paired Cox.</summary>
    [Theory]
    [InlineData("1"), InlineData("1.3"), InlineData("1.33"), InlineData("1.5"), InlineData("2")]
    public void Agrees_with_prophets_and_survival_through_the_command(string delta)
    {
        string folder = Shared.Path("oracles/statistics/gmi/prophets_input65");
        var oracle = OracleCheck.ReadJson($"{folder}/gmi.json");
        var expected = oracle.GetProperty(delta);
        var got = Run.Json("compare", "gmi", $"{folder}/input.csv", "--pfs1", "PFS1", "--pfs2", "PFS2", "--event2", "status", "--delta", delta);
        var by = got.GetProperty("estimators").EnumerateArray().ToDictionary(e => e.GetProperty("method").GetString()!);
        var check = new OracleCheck();
        foreach (var (method, key) in new[] { ("count", "count"), ("kaplan-meier", "km"), ("midrank", "midrank") })
            foreach (var (mine, theirs) in new[] { ("estimate", "estimate"), ("lower", "conf.low"), ("upper", "conf.high") })
                check.Json($"{delta} {method} {mine}", expected.GetProperty(key).GetProperty(theirs), by[method].GetProperty(mine).GetDouble());
        check.Json($"{delta} kernel", expected.GetProperty("kernelKM").GetProperty("surv"), by["kernel-km"].GetProperty("estimate").GetDouble());
        check.Json($"{delta} log-logistic", expected.GetProperty("loglogistic").GetProperty("estimate"), by["log-logistic"].GetProperty("estimate").GetDouble());
        check.Json($"{delta} log-logistic se", expected.GetProperty("loglogistic").GetProperty("se_correct"), by["log-logistic"].GetProperty("stdErr").GetDouble());

        var cox = oracle.GetProperty("paired_cox").GetProperty("marginal_cluster");
        check.Json("paired log HR", cox.GetProperty("logHR"), got.GetProperty("pairedCox").GetProperty("logHazardRatio").GetDouble());
        check.Number("paired robust var", cox.GetProperty("robust_var").GetDouble(), Math.Pow(got.GetProperty("pairedCox").GetProperty("robustStdErr").GetDouble(), 2));
        check.Json("sign test p", oracle.GetProperty("sign_test").GetProperty("p_two"), got.GetProperty("signTest").GetProperty("pValue").GetDouble());
        check.Json("sign test pairs", oracle.GetProperty("sign_test").GetProperty("n_pairs"), got.GetProperty("signTest").GetProperty("pairs").GetInt32());
        check.Json("sign test longer", oracle.GetProperty("sign_test").GetProperty("n_pos"), got.GetProperty("signTest").GetProperty("longer").GetInt32());
        check.Passes();
    }

    [Fact]
    public void Three_pairs_by_hand()
    {
        // Ratios 2 (event), 0.5 (event), 1 (censored below 1.33, so its answer is unknown).
        var result = GrowthModulation.Estimate([new(1, 2, true), new(2, 1, true), new(3, 3, false)]);

        Assert.Equal(0.5, result.Estimators[0].Estimate);
        Assert.Equal(2.0 / 3, result.Estimators[1].Estimate!.Value, 15);
        Assert.Equal(new SignTest(2, 1, 1), result.SignTest);
    }

    [Fact]
    public void Without_censoring_all_counting_estimators_agree()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var random = new SeededRandom(seed);
            LinePair[] pairs = [.. Enumerable.Range(0, 25).Select(_ => new LinePair(random.NextExponential(), random.NextExponential(), true))];
            var estimators = GrowthModulation.Estimate(pairs).Estimators;

            double share = pairs.Count(p => p.Ratio >= 1.33) / 25.0;
            Assert.Equal(share, estimators[0].Estimate!.Value, 12);
            Assert.Equal(share, estimators[1].Estimate!.Value, 12);
            Assert.Equal(share, estimators[2].Estimate!.Value, 12);
        }
    }

    [Fact]
    public void The_null_is_not_zero_and_the_scan_grid_alone_moves_it()
    {
        Assert.Equal(1 / 2.33, GrowthModulationNull.Probability(1.33, 1), 14);
        double same = GrowthModulationNull.OnScanGrid(1.33, 3, 1, new(1e-3, 1e-3));
        Assert.Equal(1 / 2.33, same, 3);
        Assert.Equal(same, GrowthModulationNull.OnScanGrid(1.33, 3, 1, new(1e-3, 1e-3), frailtyVariance: 0.7), 3);
        Assert.True(GrowthModulationNull.OnScanGrid(1.33, 12, 1, new(8, 12)) > GrowthModulationNull.OnScanGrid(1.33, 12, 1, new(12, 6)));
    }

    [Fact]
    public void Refuses_a_first_period_of_zero_and_a_threshold_of_zero()
    {
        string file = SurvivalCommandTests.Write("a,b,e\n0,2,1\n1,x,1\n2,2,1\n");
        string[] args = ["compare", "gmi", file, "--pfs1", "a", "--pfs2", "b", "--event2", "e"];
        Assert.Contains("line 3, column b: read 'x'", Run.Cavum(args).Error, StringComparison.Ordinal);
        string zero = SurvivalCommandTests.Write("a,b,e\n0,2,1\n2,2,1\n");
        Assert.Contains("line 2, column a: read '0'; expected a time above 0.", Run.Cavum("compare", "gmi", zero, "--pfs1", "a", "--pfs2", "b", "--event2", "e").Error, StringComparison.Ordinal);
        Assert.Equal(2, Run.Cavum([.. args, "--delta", "0"]).Exit);
        Assert.Throws<ArgumentException>(() => GrowthModulation.Estimate([]));
    }
}
