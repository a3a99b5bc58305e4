using System.Text.Json;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class CensoredLinearMixedTests
{
    private static IReadOnlyList<CensoredSeries> Load(string file, string subject) =>
        [.. OracleTable.Load("longitudinal/" + file).Rows.GroupBy(r => r[subject]).Select(g => new CensoredSeries(g.Key,
            [.. g.Select(r => r.D("t"))], [.. g.Select(r => r.D("y"))], [.. g.Select(r => r.D("cens") == 1)]))];

    /// <summary>The oracle maximises the exact likelihood to about 1e-6; lmec's own reported log-likelihood is not the marginal one.</summary>
    [Theory]
    [InlineData("ebv_linear24", "id", true)]
    [InlineData("lmec_UTI", "patid", false)]
    public void Agrees_with_exact_marginal_maximum_likelihood(string folder, string subject, bool slope)
    {
        var oracle = JsonDocument.Parse(File.ReadAllText(Shared.Path($"oracles/statistics/longitudinal/{folder}/fit.json"))).RootElement.GetProperty("exact_marginal_ML");

        var fit = CensoredLinearMixed.Fit(Load($"{folder}/input.csv", subject), slope);

        Assert.True(fit.Converged, fit.Status);
        Assert.Equal(oracle.GetProperty("loglik").GetDouble(), fit.LogLikelihood, 2e-6);
        var compare = new Comparison(1e-4);
        for (int k = 0; k < 2; k++)
        {
            compare.Near(oracle.GetProperty("beta")[k].GetDouble(), fit.Fixed[k].Estimate, $"beta {k}");
            compare.Near(oracle.GetProperty("se_beta")[k].GetDouble(), fit.Fixed[k].StdErr!.Value, $"se {k}");
        }
        compare.Near(oracle.GetProperty("sigma").GetDouble(), fit.ResidualStdDev, "sigma");
        int q = slope ? 2 : 1;
        for (int a = 0; a < q; a++)
            for (int b = 0; b < q; b++) compare.Near(oracle.GetProperty("D")[a][b].GetDouble(), fit.RandomCovariance[a, b], $"D {a}{b}");
        compare.Holds(6);
    }

    [Fact]
    public void Without_censoring_it_is_ordinary_maximum_likelihood()
    {
        // balanced one-way layout: σ², τ² and μ have closed forms
        var subjects = Enumerable.Range(0, 6).Select(i => new CensoredSeries($"s{i}", [-1, 0, 1], [i * i - 1.0, i * i + 0.5, i * i + 0.5], [false, false, false])).ToArray();
        var fit = CensoredLinearMixed.Fit(subjects, randomSlope: false);
        double grand = subjects.SelectMany(s => s.Values).Average();
        double slope = subjects.Sum(s => s.Values[2] - s.Values[0]) / (2 * 6);
        Assert.Equal(grand, fit.Fixed[0].Estimate, 1e-8);
        Assert.Equal(slope, fit.Fixed[1].Estimate, 1e-8);
        double within = subjects.Sum(s => Enumerable.Range(0, 3).Sum(j => Math.Pow(s.Values[j] - s.Values.Average() - slope * (j - 1), 2)));
        double between = subjects.Sum(s => 3 * Math.Pow(s.Values.Average() - grand, 2)), sigma2 = within / 12;
        Assert.Equal(sigma2, fit.ResidualStdDev * fit.ResidualStdDev, 1e-7);
        Assert.Equal((between / 6 - sigma2) / 3, fit.RandomCovariance[0, 0], 1e-6 * fit.RandomCovariance[0, 0]);
    }

    [Fact]
    public void Units_of_time_and_value_only_rescale()
    {
        var subjects = Load("ebv_linear24/input.csv", "id");
        var here = CensoredLinearMixed.Fit(subjects, randomSlope: true);
        var days = CensoredLinearMixed.Fit([.. subjects.Select(s => s with { Times = [.. s.Times.Select(t => 30 * t)], Values = [.. s.Values.Select(v => 2 * v)] })], randomSlope: true);
        int observed = subjects.Sum(s => s.Censored.Count(c => !c));
        Assert.Equal(here.Fixed[1].Estimate * 2 / 30, days.Fixed[1].Estimate, 1e-8);
        Assert.Equal(here.LogLikelihood - observed * Math.Log(2), days.LogLikelihood, 1e-8);
        Assert.Equal(here.Subjects[3].Slope * 2 / 30, days.Subjects[3].Slope, 1e-7);
    }

    [Fact]
    public void Lattice_agrees_with_a_normal_orthant_probability()
    {
        // ∫ Φ(u)φ(u) du = ½ and ∫∫ Φ(u)Φ(v) φφ = ¼
        var one = LatticeProbe(1, v => Normal.LogCdf(v[0]));
        var two = LatticeProbe(2, v => Normal.LogCdf(v[0]) + Normal.LogCdf(v[1]));
        Assert.Equal(0.5, one, 1e-12);
        Assert.Equal(0.25, two, 1e-12);

        static double LatticeProbe(int q, Func<double[], double> log)
        {
            var method = typeof(CensoredLinearMixed).Assembly.GetType("Cavum.Stats.LatticeIntegral")!
                .GetMethod("Of", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!;
            Func<double[], double[], double> integrand = (v, _) => log(v) + v.Sum(Normal.LogPdf);
            return Math.Exp(((ValueTuple<double, double[]>)method.Invoke(null, [q, 0, integrand, 0.6, 30.0])!).Item1);
        }
    }

    [Fact]
    public void Command_answers_and_names_every_bad_cell()
    {
        string file = Shared.Path("oracles/statistics/longitudinal/ebv_linear24/input.csv");
        var json = Run.Json("longitudinal", "censored", file, "--subject", "id", "--time", "t", "--value", "y", "--censored", "cens", "--random", "slope");
        Assert.Equal(-95.3768665, json.GetProperty("logLikelihood").GetDouble(), 1e-5);
        Assert.Equal(24, json.GetProperty("subjects").GetArrayLength());
        Assert.Equal(2, json.GetProperty("randomCovariance").GetArrayLength());

        string bad = Path.Combine(Path.GetTempPath(), $"censored-{Environment.ProcessId}.csv");
        File.WriteAllText(bad, "id,t,y,c\n1,0,x,0\n1,1,2,7\n");
        var refused = Run.Cavum("longitudinal", "censored", bad, "--subject", "id", "--time", "t", "--value", "y", "--censored", "c", "--json");
        Assert.Equal(1, refused.Exit);
        Assert.Equal(2, refused.Json.GetProperty("refused").GetArrayLength());
        File.WriteAllText(bad, "id,t,y,c\n1,0,1,0\n1,1,2,0\n");
        Assert.Equal(1, Run.Cavum("longitudinal", "censored", bad, "--subject", "id", "--time", "t", "--value", "y", "--censored", "c").Exit);
        File.Delete(bad);
        Assert.Equal(2, Run.Cavum("longitudinal", "censored", file, "--subject", "id", "--time", "t", "--value", "y", "--censored", "cens", "--random", "both").Exit);
    }

    /// <summary>With one row a subject the model is a probit-like regression with variance τ² + σ²: the sum is all that the likelihood knows, however small σ is.</summary>
    [Fact]
    public void One_row_a_subject_is_integrated_in_closed_form()
    {
        CensoredSeries[] subjects = [.. Enumerable.Range(0, 24).Select(i =>
        {
            double t = i % 6, y = 2 - 0.3 * t + Math.Sin(i * 2.3);
            return new CensoredSeries($"s{i}", [t], [Math.Max(y, 0.8)], [y < 0.8]);
        })];
        var fit = CensoredLinearMixed.Fit(subjects, randomSlope: false);
        double total = fit.RandomCovariance[0, 0] + fit.ResidualStdDev * fit.ResidualStdDev, log = 0;
        foreach (var s in subjects)
        {
            double z = (s.Values[0] - fit.Fixed[0].Estimate - fit.Fixed[1].Estimate * s.Times[0]) / Math.Sqrt(total);
            log += s.Censored[0] ? Normal.LogCdf(z) : Normal.LogPdf(z) - 0.5 * Math.Log(total);
        }
        Assert.Equal(log, fit.LogLikelihood, 1e-10);
    }

    /// <summary>One subject rises steeply, the others lie below the limit throughout: the spread of slopes has no finite estimate, and the search must end.</summary>
    [Fact]
    public void Random_effects_that_run_away_are_called_not_identified()
    {
        double[] t = [0, 7, 14, 28];
        var flat = Enumerable.Range(0, 3).Select(i => new CensoredSeries($"flat {i}", t, [3, 3, 3, 3], [true, true, true, true]));
        CensoredSeries[] subjects = [new("rising", t, [3, 14.94, 27.89, 53.75], [true, false, false, false]), new("falling", t, [3.66, 3, 3, 3], [false, true, true, true]), .. flat];
        var fit = CensoredLinearMixed.Fit(subjects, true);
        Assert.False(fit.Converged);
        Assert.Contains("not identified", fit.Status);
        Assert.True(double.IsFinite(fit.LogLikelihood));
        Assert.All(fit.Fixed, f => Assert.Null(f.StdErr));
    }
}
