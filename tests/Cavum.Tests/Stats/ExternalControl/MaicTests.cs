using System.Text.Json;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class MaicTests
{
    [Theory]
    [InlineData("small24_mild")]
    [InlineData("small24_strong")]
    public void Small_cases_agree_with_Newton_weights(string folder)
    {
        var table = OracleTable.Load($"maic/{folder}/ipd.csv");
        var oracle = JsonDocument.Parse(File.ReadAllText(Shared.Path($"oracles/statistics/maic/{folder}/maic.json"))).RootElement;
        var targets = oracle.GetProperty("target").EnumerateObject().Select(t => new MatchTarget(t.Name, t.Value.GetDouble())).ToArray();

        var fit = MatchingAdjusted.Weigh(Values(table, [.. targets.Select(t => t.Name)]), targets);

        Assert.True(fit.Feasible && fit.Converged, fit.Status);
        Assert.True(fit.GradientNorm <= 1e-12, $"gradient {fit.GradientNorm}");
        var compare = new Comparison(1e-10);
        for (int i = 0; i < table.Rows.Count; i++) compare.Near(table.Rows[i].D("w"), fit.Weights[i], $"weight {i}");
        compare.Near(oracle.GetProperty("ess").GetDouble(), fit.EffectiveSampleSize, "ess");
        for (int j = 0; j < targets.Length; j++) compare.Near(oracle.GetProperty("alpha")[j].GetDouble(), fit.Coefficients[j], targets[j].Name);
        compare.Holds(29);
    }

    [Fact]
    public void Infeasible_target_is_proved_infeasible()
    {
        var table = OracleTable.Load("maic/small24_infeasible/ipd.csv");
        MatchTarget[] targets = [new("age", 80), new("ecog0", 0.9), new("liver", 0.1), new("lines", 1)];
        var fit = MatchingAdjusted.Weigh(Values(table, [.. targets.Select(t => t.Name)]), targets);
        Assert.False(fit.Feasible);
        Assert.Empty(fit.Weights);
    }

    [Theory] // the reference is the oracle's damped Newton; maicplus' own BFGS stops early (ESS 121.8326 where 121.8304 is the minimum)
    [InlineData("age_only")]
    [InlineData("age_mom2")]
    [InlineData("age_sex_ecog_smoke")]
    [InlineData("all")]
    public void Satellite_cases_agree_with_Newton_weights(string name)
    {
        var ipd = OracleTable.Load("maic/maicplus_sat/ipd_baseline.csv");
        var rows = ipd.Rows;
        var oracle = JsonDocument.Parse(File.ReadAllText(Shared.Path($"oracles/statistics/maic/maicplus_sat/maic_{name}.json"))).RootElement.GetProperty("newton");
        var columns = new List<(MatchTarget Target, Func<CsvRow, double> Value)>();
        MatchTarget age = new("AGE", 51, name is "age_mom2" or "all" ? 3.25 : null);
        columns.Add((age, r => r.D("AGE")));
        if (name == "all") columns.Add((new("AGE_MEDIAN", 0.5), r => r.D("AGE") > 49 ? 1 : 0));
        if (name is "age_sex_ecog_smoke" or "all")
        {
            columns.Add((new("SEX_MALE", 147.0 / 300), r => r.D("SEX_MALE")));
            columns.Add((new("ECOG0", 105.0 / 300), r => r.D("ECOG0")));
            columns.Add((new("SMOKE", 58.0 / 300), r => r.D("SMOKE")));
        }
        if (name == "all") columns.Add((new("N_PR_THER", 0.5), r => r.D("N_PR_THER") > 2 ? 1 : 0));
        var centred = OracleTable.Load("maic/maicplus_sat/centered_ipd.csv");
        var weights = OracleTable.Load($"maic/maicplus_sat/newton_weights_{name}.csv");
        var values = new double[rows.Count, columns.Count];
        for (int i = 0; i < rows.Count; i++)
            for (int j = 0; j < columns.Count; j++) values[i, j] = columns[j].Value(rows[i]);

        var fit = MatchingAdjusted.Weigh(values, [.. columns.Select(c => c.Target)]);

        Assert.True(fit.Feasible && fit.Converged, fit.Status);
        Assert.True(fit.GradientNorm <= 1e-12, $"gradient {fit.GradientNorm}");
        Assert.Equal(oracle.GetProperty("ess").GetDouble(), fit.EffectiveSampleSize, 1e-8);
        var compare = new Comparison(1e-7);
        for (int i = 0; i < rows.Count; i++) compare.Near(weights.Rows[i].D("w"), fit.Weights[i], $"weight {i}");
        compare.Holds(rows.Count);
        Assert.Equal(rows.Count, centred.Rows.Count);
    }

    [Fact]
    public void A_target_on_the_hull_is_infeasible_and_one_just_inside_is_not()
    {
        double[,] square = { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } };
        Assert.False(MatchingAdjusted.Weigh(square, [new("x", 1), new("y", 0.5)]).Feasible);
        Assert.False(MatchingAdjusted.Weigh(square, [new("x", 1.2), new("y", 0.5)]).Feasible);
        var inside = MatchingAdjusted.Weigh(square, [new("x", 0.999), new("y", 0.5)]);
        Assert.True(inside.Feasible && inside.Converged, inside.Status);
        Assert.Equal(Math.Log(0.999 / 0.001), inside.Coefficients[0], 1e-9);
    }

    [Fact]
    public void Infeasible_exactly_when_a_direction_separates_random_targets()
    {
        var random = new SeededRandom(8);
        for (int trial = 0; trial < 60; trial++)
        {
            var x = new double[12, 2];
            for (int i = 0; i < 12; i++) (x[i, 0], x[i, 1]) = (random.NextNormal(), random.NextNormal());
            double[] target = [1.6 * random.NextNormal(), 1.6 * random.NextNormal()];
            bool separated = false; // in the plane: some line through the target has all points on one side
            for (int i = 0; i < 12 && !separated; i++)
            {
                double nx = -(x[i, 1] - target[1]), ny = x[i, 0] - target[0];
                int left = 0, right = 0;
                for (int k = 0; k < 12; k++)
                {
                    double side = k == i ? 0 : (x[k, 0] - target[0]) * nx + (x[k, 1] - target[1]) * ny;
                    if (side > 0) left++;
                    if (side < 0) right++;
                }
                separated = left == 0 || right == 0;
            }
            Assert.Equal(!separated, MatchingAdjusted.Weigh(x, [new("x", target[0]), new("y", target[1])]).Feasible);
        }
    }

    [Fact]
    public void Command_reads_the_target_and_refuses_what_is_missing()
    {
        string ipd = Shared.Path("oracles/statistics/maic/small24_mild/ipd.csv"), target = Path.Combine(Path.GetTempPath(), $"target-{Environment.ProcessId}.json");
        File.WriteAllText(target, """{"age":{"mean":51,"sd":8},"liver":{"mean":0.45}}""");
        var json = Run.Json("compare", "maic", ipd, "--match", "age,liver", "--target", target);
        Assert.True(json.GetProperty("feasible").GetBoolean());
        Assert.Equal(3, json.GetProperty("coefficients").GetArrayLength());
        Assert.True(json.GetProperty("gradientNorm").GetDouble() < 1e-12);
        var refused = Run.Cavum("compare", "maic", ipd, "--match", "age,height", "--target", target, "--json");
        File.WriteAllText(target, "{");
        var broken = Run.Cavum("compare", "maic", ipd, "--match", "age", "--target", target);
        File.Delete(target);
        Assert.Equal(1, refused.Exit);
        Assert.Contains("height", refused.Error);
        Assert.Equal(1, broken.Exit);
    }

    private static double[,] Values(CsvTable table, string[] columns)
    {
        var values = new double[table.Rows.Count, columns.Length];
        for (int i = 0; i < table.Rows.Count; i++)
            for (int j = 0; j < columns.Length; j++) values[i, j] = table.Rows[i].D(columns[j]);
        return values;
    }
}
