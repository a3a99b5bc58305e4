using System.Text.Json;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class LinearMixedTests
{
    private static readonly string[] Names = ["(Intercept)", "age", "SexFemale", "age:SexFemale"];

    private static MixedGroup[] Orthodont() => [.. OracleTable.Load("longitudinal/nlme_orthodont/input.csv").Rows.GroupBy(r => r["Subject"]).Select(g =>
    {
        var rows = g.ToArray();
        var x = new double[rows.Length, 4];
        var z = new double[rows.Length, 2];
        for (int j = 0; j < rows.Length; j++)
        {
            double age = rows[j].D("age"), female = rows[j]["Sex"] == "Female" ? 1 : 0;
            (x[j, 0], x[j, 1], x[j, 2], x[j, 3]) = (1, age, female, age * female);
            (z[j, 0], z[j, 1]) = (1, age);
        }
        return new MixedGroup(g.Key, [.. rows.Select(r => r.D("distance"))], x, z);
    })];

    [Theory]
    [InlineData(MixedMethod.Reml, "lme_REML")]
    [InlineData(MixedMethod.Ml, "lme_ML")]
    public void Agrees_with_R_lme_on_Orthodont(MixedMethod method, string file)
    {
        var groups = Orthodont();
        var oracle = JsonDocument.Parse(File.ReadAllText(Shared.Path($"oracles/statistics/longitudinal/nlme_orthodont/{file}.json"))).RootElement;

        var fit = LinearMixed.Fit(groups, Names, method);

        Assert.True(fit.Converged, fit.Status);
        Assert.Equal(oracle.GetProperty("logLik").GetDouble(), fit.LogLikelihood, 1e-7);
        var compare = new Comparison(1e-5); // lme's optimiser stops at about 1e-6 in the variance parameters
        for (int k = 0; k < 4; k++)
        {
            compare.Near(oracle.GetProperty("fixed").GetProperty(Names[k]).GetDouble(), fit.Fixed[k].Estimate, Names[k]);
            for (int l = 0; l < 4; l++) compare.Near(oracle.GetProperty("varFix")[k][l].GetDouble(), fit.FixedCovariance[k, l], $"var {k}{l}");
        }
        compare.Near(oracle.GetProperty("sigma").GetDouble(), fit.Sigma, "sigma");
        for (int a = 0; a < 2; a++)
            for (int b = 0; b < 2; b++) compare.Near(oracle.GetProperty("D")[a][b].GetDouble(), fit.RandomCovariance[a, b], $"D {a}{b}");
        compare.Holds(24);
        foreach (var effect in oracle.GetProperty("ranef").EnumerateArray())
        {
            int i = Array.FindIndex(groups, g => g.Subject == effect.GetProperty("_row").GetString());
            Assert.Equal(effect.GetProperty("(Intercept)").GetDouble(), fit.RandomEffects[i][0], 1e-4);
            Assert.Equal(effect.GetProperty("age").GetDouble(), fit.RandomEffects[i][1], 1e-5);
        }
    }

    /// <summary>Balanced data: the between-subject contrast has n − 2 degrees of freedom exactly.</summary>
    [Fact]
    public void Satterthwaite_gives_the_exact_degrees_of_a_balanced_comparison()
    {
        MixedGroup[] groups = [.. Enumerable.Range(0, 12).Select(i =>
        {
            double treated = i % 2, level = 3 * Math.Sin(i * 1.7);
            return new MixedGroup($"{i}", [level + treated + 0.3, level + treated - 0.2, level + treated + 0.1 * i % 0.7],
                new double[,] { { 1, treated }, { 1, treated }, { 1, treated } }, new double[,] { { 1 }, { 1 }, { 1 } });
        })];
        var fit = LinearMixed.Fit(groups, ["mean", "treated"]);
        Assert.Equal(10, fit.Fixed[1].DegreesOfFreedom!.Value, 1e-3);
    }

    /// <summary>pbkrtest 0.5.2 on Orthodont without rows 5, 9, 23, 48, 77 (distance ~ age·Sex, random intercept).</summary>
    [Fact]
    public void Kenward_Roger_agrees_with_pbkrtest_on_an_unbalanced_design()
    {
        int row = 0;
        MixedGroup[] groups = [.. OracleTable.Load("longitudinal/nlme_orthodont/input.csv").Rows.Select(r => (Row: ++row, Data: r)).Where(r => r.Row is not (5 or 9 or 23 or 48 or 77))
            .GroupBy(r => r.Data["Subject"]).Select(g =>
        {
            double[,] x = new double[g.Count(), 4], z = new double[g.Count(), 1];
            int i = 0;
            foreach (var (_, r) in g)
            {
                double age = r.D("age"), male = r["Sex"] == "Male" ? 1 : 0;
                (x[i, 0], x[i, 1], x[i, 2], x[i, 3], z[i++, 0]) = (1, age, male, age * male, 1);
            }
            return new MixedGroup(g.Key, [.. g.Select(r => r.Data.D("distance"))], x, z);
        })];
        var effects = LinearMixedSmallSample.KenwardRoger(groups, LinearMixed.Fit(groups, ["one", "age", "male", "age:male"])).Fixed;
        double[] error = [1.234818113, 0.09768675912, 1.619197085, 0.1286334763], df = [98.81516863, 74.31760431, 98.74355841, 74.51110842];
        for (int k = 0; k < 4; k++)
        {
            Assert.Equal(error[k], effects[k].StdErr, 1e-6);
            Assert.Equal(df[k], effects[k].DegreesOfFreedom!.Value, 1e-3);
        }
    }

    [Fact]
    public void Refuses_collinear_effects_by_index()
    {
        var group = new MixedGroup("a", [1, 2], new double[,] { { 1, 2 }, { 1, 2 } }, new double[,] { { 1 }, { 1 } });
        var error = Assert.Throws<ArgumentException>(() => LinearMixed.Fit([group, group with { Subject = "b" }], ["one", "two"]));
        Assert.StartsWith("Fixed effect 1 (from 0) is a combination", error.Message);
    }

    /// <summary>The 41-node adaptive quadrature gives −133.4375002; Laplace's approximation is off by 0.87, saemix by up to 0.03.</summary>
    [Fact]
    public void Censored_viral_load_agrees_with_adaptive_quadrature()
    {
        CensoredSeries[] subjects = [.. OracleTable.Load("longitudinal/npde_virload50/input.csv").Rows.GroupBy(r => r["id"]).Select(g => new CensoredSeries(g.Key,
            [.. g.Select(r => r.D("time"))], [.. g.Select(r => r.D("log10vl"))], [.. g.Select(r => r.D("cens") == 1)]))];
        var oracle = JsonDocument.Parse(File.ReadAllText(Shared.Path("oracles/statistics/longitudinal/npde_virload50/fit_m3_polished_aghq31.json"))).RootElement;

        var fit = CensoredNonlinearMixed.Fit(subjects, MeanCurve.BiexponentialLog10, [9, 5, -1.5, -4], [0, 1], [1.5, 1, 0.3]);

        Assert.True(fit.Converged, fit.Status);
        Assert.Equal(-133.4375, fit.LogLikelihood, 1e-3);
        var compare = new Comparison(1e-3);
        for (int k = 0; k < 4; k++) compare.Near(oracle.GetProperty("th")[k].GetDouble(), fit.Parameters[k].Estimate, fit.Parameters[k].Name);
        for (int k = 0; k < 2; k++) compare.Near(oracle.GetProperty("omega")[k].GetDouble(), fit.RandomStdDevs[k], $"omega {k}");
        compare.Near(oracle.GetProperty("sigma").GetDouble(), fit.ResidualStdDev, "sigma");
        compare.Holds(7);
        for (int k = 0; k < 4; k++)
            Assert.Equal(oracle.GetProperty("se_on_th_logomega_logsigma")[k].GetDouble(), fit.Parameters[k].StdErr!.Value, 0.02 * fit.Parameters[k].StdErr!.Value);
    }
}
