using System.Text.Json;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class ConfoundingTests
{
    [Fact]
    public void E_values_agree_with_the_formula_table()
    {
        var compare = new Comparison(1e-12);
        foreach (var row in OracleTable.Load("evalue/evalue.csv").Rows)
        {
            compare.Near(row.D("evalue"), EValue.OfRiskRatio(row.D("rr")), "rr " + row["rr"]);
            compare.Near(row.D("rr_from_hr_common"), EValue.RiskRatioOfHazardRatio(row.D("hr")), "hr " + row["hr"]);
            compare.Near(row.D("evalue_hr_common"), EValue.OfRiskRatio(EValue.RiskRatioOfHazardRatio(row.D("hr"))), "hr E " + row["hr"]);
            compare.Near(row.D("or_common_rr"), EValue.RiskRatioOfOddsRatio(row.D("rr")), "or " + row["rr"]);
            compare.Near(row.D("evalue_or_common"), EValue.OfRiskRatio(EValue.RiskRatioOfOddsRatio(row.D("rr"))), "or E " + row["rr"]);
        }
        compare.Holds(30);
        Assert.Equal(1, EValue.OfLimits(0.8, 1.1));
        Assert.Equal(EValue.OfRiskRatio(0.8), EValue.OfLimits(0.3, 0.8), 1e-15);
    }

    [Fact]
    public void Propensity_weights_and_balance_agree_with_R_glm()
    {
        var rows = OracleTable.Load("ps_weighting/sim180/input.csv").Rows;
        var oracle = JsonDocument.Parse(File.ReadAllText(Shared.Path("oracles/statistics/ps_weighting/sim180/ps_weighting.json"))).RootElement;
        var (treated, x, names) = Data(rows);

        var fit = PropensityScore.Fit(treated, x, names);

        Assert.True(fit.Converged, fit.Status);
        var compare = new Comparison(2e-6); // glm stops at a relative change of 1e-8 in the deviance: its covariance is off by 1.3e-6
        string[] terms = ["(Intercept)", .. names];
        for (int j = 0; j < terms.Length; j++)
        {
            compare.Near(oracle.GetProperty("ps_coef").GetProperty(terms[j]).GetDouble(), fit.Coefficients[j], terms[j]);
            for (int k = 0; k < terms.Length; k++) compare.Near(oracle.GetProperty("ps_vcov")[j][k].GetDouble(), fit.Covariance[j, k], $"cov {j}{k}");
        }
        double[] att = PropensityScore.Weights(treated, fit.Scores, WeightingTarget.Treated), overlap = PropensityScore.Weights(treated, fit.Scores, WeightingTarget.Overlap);
        var weights = OracleTable.Load("ps_weighting/sim180/weights.csv").Rows;
        for (int i = 0; i < att.Length; i++)
        {
            compare.Near(weights[i].D("ps"), fit.Scores[i], $"score {i}");
            compare.Near(weights[i].D("att"), att[i], $"att {i}");
            compare.Near(weights[i].D("overlap"), overlap[i], $"overlap {i}");
        }
        var balance = PropensityScore.Balance(treated, x, names, att);
        for (int j = 0; j < names.Length; j++)
        {
            compare.Near(oracle.GetProperty("smd_raw").GetProperty(names[j]).GetDouble(), balance[j].SmdBefore, "raw " + names[j]);
            compare.Near(oracle.GetProperty("smd_att").GetProperty(names[j]).GetDouble(), balance[j].SmdAfter, "att " + names[j]);
        }
        var (t, c) = PropensityScore.EffectiveSampleSize(treated, att);
        compare.Near(oracle.GetProperty("ess_att")[0].GetDouble(), t, "ess treated");
        compare.Near(oracle.GetProperty("ess_att")[1].GetDouble(), c, "ess controls");
        compare.Holds(500);
        Assert.All(PropensityScore.Balance(treated, x, names, overlap), b => Assert.Equal(0, b.SmdAfter, 1e-9));
    }

    [Fact]
    public void Entropy_balancing_gives_the_treated_means_exactly()
    {
        var (treated, x, names) = Data(OracleTable.Load("ps_weighting/sim180/input.csv").Rows);
        double[]? weights = PropensityScore.EntropyBalance(treated, x, names);
        Assert.NotNull(weights);
        Assert.All(PropensityScore.Balance(treated, x, names, weights), b => Assert.Equal(0, b.SmdAfter, 1e-9));
    }

    [Fact]
    public void Separation_is_named_not_iterated_to_infinity()
    {
        bool[] treated = [.. Enumerable.Range(0, 20).Select(i => i >= 10)];
        var x = new double[20, 2];
        for (int i = 0; i < 20; i++) (x[i, 0], x[i, 1]) = (i % 3, i >= 10 ? 1 : 0);
        var fit = PropensityScore.Fit(treated, x, ["noise", "site"]);
        Assert.False(fit.Converged);
        Assert.Equal(["site"], fit.Separated);
    }

    [Fact]
    public void The_tipping_shift_puts_superiority_at_the_cut()
    {
        var control = MapModel.Fit([new("a", 44, 9), new("b", 190, 39), new("c", 27, 7)], new HeterogeneityPrior.HalfNormal(1)).Predictive.Robustify(0.2);
        double shift = TippingPoint.ControlShift(18, 30, control, 0.95)!.Value;
        Assert.Equal(0.95, SingleArmComparison.Superiority(18.5, 12.5, control, shift), 1e-7);
        Assert.Equal(1, TippingPoint.RatioMultiplier(-0.2, 0.2));
        Assert.Equal(Math.Exp(0.6 - 1.959963984540054 * 0.2), TippingPoint.RatioMultiplier(-0.6, 0.2), 1e-12);
    }

    private static (bool[] Treated, double[,] X, string[] Names) Data(IReadOnlyList<Cavum.Core.CsvRow> rows)
    {
        string[] names = ["age", "ecog", "lines", "ebv"];
        var x = new double[rows.Count, 4];
        for (int i = 0; i < rows.Count; i++)
            for (int j = 0; j < 4; j++) x[i, j] = rows[i].D(names[j]);
        return ([.. rows.Select(r => r.D("trt") == 1)], x, names);
    }

    [Fact]
    public void Command_balances_means_exactly_and_refuses_one_group()
    {
        string file = Path.Combine(Path.GetTempPath(), $"propensity-{Environment.ProcessId}.csv");
        File.WriteAllText(file, "arm,age,months,died\n" + string.Concat(Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"{i % 2},{50 + i % 7 + 2 * (i % 2)},{1 + i % 11},{(i % 3 > 0 ? 1 : 0)}\n"))));
        var json = Run.Json("compare", "propensity", file, "--treated", "arm", "--covariates", "age", "--weights", "entropy", "--time", "months", "--event", "died");
        Assert.Equal(0, json.GetProperty("balance")[0].GetProperty("smdAfter").GetDouble(), 1e-10);
        Assert.True(json.GetProperty("hazardRatio").GetProperty("lower").GetDouble() < json.GetProperty("hazardRatio").GetProperty("upper").GetDouble());
        var refused = Run.Cavum("compare", "propensity", file, "--treated", "arm", "--covariates", "age", "--where", "arm=1");
        File.Delete(file);
        Assert.Equal(1, refused.Exit);
        Assert.Contains("20 treated, 0 controls", refused.Error);
    }
}
