using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class StochasticEmTests
{
    private static readonly StochasticEmOptions Short = new(Exploration: 80, Smoothing: 60, Chains: 2, Draws: 300);

    private static List<CensoredSeries> Virload() => [.. OracleTable.Load("longitudinal/npde_virload50/input.csv").Rows.GroupBy(r => r["id"]).Select(g =>
        new CensoredSeries(g.Key, [.. g.Select(r => r.D("time"))], [.. g.Select(r => r.D("log10vl"))], [.. g.Select(r => r["cens"] == "1")]))];

    /// <summary>The 41-node log-likelihood of oracles/statistics/longitudinal/npde_virload50 is −133.4375002; saemix says −133.41 to −133.47, its σ 0.2027 to 0.2081.</summary>
    [Fact]
    public void Agrees_with_adaptive_quadrature_and_with_saemix_within_its_own_error()
    {
        var fit = StochasticEm.Fit(Virload(), MeanCurve.BiexponentialLog10, [9, 5, -1.5, -4], [0, 1], [1.5, 1, 0.3], options: Short);
        Assert.True(fit.Converged, fit.Status);
        Assert.InRange(fit.LogLikelihoodError, 0.01, 0.2);
        Assert.InRange(Math.Abs(fit.LogLikelihood + 133.4375002) / fit.LogLikelihoodError, 0, 3.5);
        double[] theta = [9.90628393, 5.37630139, -1.69373234, -3.96518518], errors = [0.294166, 0.208482, 0.0330901, 0.0825404];
        for (int k = 0; k < 4; k++) Assert.InRange(Math.Abs(fit.Parameters[k].Estimate - theta[k]) / errors[k], 0, 0.1);
        Assert.Equal(0.204834789, fit.ResidualStdDev, 0.002);
    }

    [Fact]
    public void Correlated_effects_agree_between_quadrature_and_importance_sampling()
    {
        var exact = CensoredNonlinearMixed.Fit(Virload(), MeanCurve.BiexponentialLog10, [9, 5, -1.5, -4], [0, 1], [1.5, 1, 0.3], correlated: true);
        var sampled = StochasticEm.Fit(Virload(), MeanCurve.BiexponentialLog10, [9, 5, -1.5, -4], [0, 1], [1.5, 1, 0.3], correlated: true, options: Short);
        Assert.True(exact.Converged && exact.GradientNorm < 1e-6, exact.Status);
        Assert.InRange(Math.Abs(sampled.LogLikelihood - exact.LogLikelihood) / sampled.LogLikelihoodError, 0, 3.5);
        for (int k = 0; k < 2; k++)
            for (int l = 0; l < 2; l++) Assert.Equal(exact.RandomCovariance[k, l], sampled.RandomCovariance[k, l], 0.03 * exact.RandomCovariance[0, 0]);
        Assert.True(exact.LogLikelihood > -133.4375 + 1); // the correlation of 0.80 is worth 19 of log-likelihood
    }

    /// <summary>A straight line is the linear mixed model, whose likelihood is exact.</summary>
    [Fact]
    public void A_straight_line_without_censoring_gives_the_linear_mixed_model()
    {
        var random = new SeededRandom(4);
        var line = new MeanCurve(["intercept", "slope"], (phi, t, slope) =>
        {
            (slope[0], slope[1]) = (1, t);
            return phi[0] + phi[1] * t;
        });
        var subjects = Enumerable.Range(0, 12).Select(i =>
        {
            double a = 2 + random.NextNormal(), b = -0.5 + 0.3 * random.NextNormal();
            double[] t = [0, 1, 2, 3];
            return new CensoredSeries($"{i}", t, [.. t.Select(x => a + b * x + 0.3 * random.NextNormal())], new bool[4]);
        }).ToList();
        var linear = CensoredLinearMixed.Fit(subjects, true);
        var exact = CensoredNonlinearMixed.Fit(subjects, line, [1, 0], [0, 1], [1, 0.5, 0.5], correlated: true);
        var sampled = StochasticEm.Fit(subjects, line, [1, 0], [0, 1], [1, 0.5, 0.5], correlated: true, options: Short);
        Assert.Equal(linear.LogLikelihood, exact.LogLikelihood, 1e-6);
        Assert.InRange(Math.Abs(linear.LogLikelihood - sampled.LogLikelihood) / sampled.LogLikelihoodError, 0, 3.5);
        for (int k = 0; k < 2; k++) Assert.Equal(linear.Fixed[k].Estimate, sampled.Parameters[k].Estimate, 0.15 * linear.Fixed[k].StdErr!.Value);
    }

    [Fact]
    public void Four_random_effects_run_through_the_command_and_repeat_with_the_seed()
    {
        var random = new SeededRandom(9);
        var text = new System.Text.StringBuilder("id,t,y,c\n");
        double[] days = [0, 14, 28, 56, 84, 112], unused = new double[4];
        for (int i = 0; i < 10; i++)
        {
            double[] phi = [10 + random.NextNormal(), 6 + 0.5 * random.NextNormal(), -1.7 + 0.2 * random.NextNormal(), -4 + 0.3 * random.NextNormal()];
            foreach (double t in days)
            {
                double y = MeanCurve.BiexponentialLog10.Evaluate(phi, t, unused) + 0.2 * random.NextNormal();
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i},{t},{Math.Max(y, 1.7)},{(y < 1.7 ? 1 : 0)}\n");
            }
        }
        string file = SurvivalCommandTests.Write(text.ToString());
        string[] args = ["longitudinal", "nonlinear", file, "--subject", "id", "--time", "t", "--value", "y", "--censored", "c", "--random", "logAmplitude1,logAmplitude2,logRate1,logRate2", "--draws", "200"];
        var first = Run.Json([.. args, "--seed", "3"]);
        Assert.Equal("saem", first.GetProperty("method").GetString());
        Assert.Equal(4, first.GetProperty("randomCovariance").GetArrayLength());
        Assert.True(first.GetProperty("logLikelihoodError").GetDouble() > 0);
        Assert.Equal(first.GetRawText(), Run.Json([.. args, "--seed", "3"]).GetRawText());
        Assert.Equal(1, Run.Cavum([.. args, "--method", "quadrature"]).Exit);
    }
}
