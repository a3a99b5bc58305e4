using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class ParametricSurvivalTests
{
    private static readonly (string Name, SurvivalFamily Family)[] Survreg =
    [
        ("weibull", SurvivalFamily.Weibull), ("exponential", SurvivalFamily.Exponential),
        ("lognormal", SurvivalFamily.LogNormal), ("loglogistic", SurvivalFamily.LogLogistic),
    ];

    public static TheoryData<string> Sets => CoxOracleTests.Sets;

    /// <summary>oracles/statistics/survival/*/survreg.json: R survreg; (intercept, covariates, log σ), its own stop at about 1e-9 of the deviance.</summary>
    [Theory, MemberData(nameof(Sets))]
    public void Agrees_with_R_survreg(string set)
    {
        string folder = Shared.Path($"oracles/statistics/survival/{set}");
        var table = OracleCheck.ReadCsv($"{folder}/input.csv");
        var expected = OracleCheck.ReadJson($"{folder}/survreg.json");
        var check = new OracleCheck(relative: 1e-6);
        foreach (var (name, family) in Survreg)
        {
            var section = expected.GetProperty(name);
            string[] names = [.. section.GetProperty("coef").EnumerateObject().Skip(1).Select(p => p.Name)];
            var fit = ParametricSurvival.Fit(family, ParametricInput.RightCensored(table.Doubles("time"), table.Booleans("status")) with { Covariates = CoxOracleTests.Matrix(table, names) });
            Assert.Equal(FitStatus.Converged, fit.Status);
            check.Json($"{set} {name} coef", section.GetProperty("coef"), fit.Working[..(names.Length + 1)]);
            if (family != SurvivalFamily.Exponential) check.Json($"{set} {name} scale", section.GetProperty("scale"), Math.Exp(fit.Working[^1]));
            check.Json($"{set} {name} loglik", section.GetProperty("loglik")[1], fit.LogLikelihood);
            check.Matrix($"{set} {name} var", section.GetProperty("var"), fit.Variance);
        }
        check.Passes();
    }

    /// <summary>
    /// oracles/statistics/flexsurv: flexsurvreg 2.1. Its optimiser stops short of the maximum for four families (llogis by 0.0014 standard errors, while
    /// survreg's log-logistic on the same model agrees with ours to 1e-6), so for those ours must reach at least its likelihood and lie within 0.002 standard errors.
    /// </summary>
    [Theory]
    [InlineData("exp", SurvivalFamily.Exponential), InlineData("weibull", SurvivalFamily.Weibull), InlineData("gamma", SurvivalFamily.Gamma)]
    [InlineData("lnorm", SurvivalFamily.LogNormal), InlineData("llogis", SurvivalFamily.LogLogistic), InlineData("gompertz", SurvivalFamily.Gompertz)]
    [InlineData("gengamma", SurvivalFamily.GeneralisedGamma)]
    public void Agrees_with_flexsurv(string name, SurvivalFamily family)
    {
        string folder = Shared.Path("oracles/statistics/flexsurv/lung");
        var table = OracleCheck.ReadCsv($"{folder}/input.csv");
        var section = OracleCheck.ReadJson($"{folder}/flexsurv.json").GetProperty(name);
        var fit = ParametricSurvival.Fit(family, ParametricInput.RightCensored(table.Doubles("time"), table.Booleans("status")) with { Covariates = CoxOracleTests.Matrix(table, ["sex"]), Names = ["sex"] });
        bool peerArrived = name is "exp" or "weibull" or "lnorm";
        var (check, rows) = (new OracleCheck(relative: peerArrived ? 1e-6 : 1e-4), section.GetProperty("res"));
        new OracleCheck(relative: 1e-8).Json($"{name} loglik", section.GetProperty("loglik"), fit.LogLikelihood);
        Assert.True(fit.LogLikelihood >= section.GetProperty("loglik").GetDouble() - 1e-9, $"{fit.LogLikelihood:R}");
        check.Json($"{name} aic", section.GetProperty("aic"), fit.Aic);
        for (int i = 0; i < fit.Parameters.Count; i++)
        {
            Assert.Equal(rows[i].GetProperty("_row").GetString(), fit.Parameters[i].Name);
            check.Json($"{name} {fit.Parameters[i].Name} se", rows[i].GetProperty("se"), fit.Parameters[i].StdErr);
            if (!peerArrived)
            {
                // proved below: ours is the maximum, the peer's is short of it
                Assert.InRange(Math.Abs(fit.Parameters[i].Estimate - rows[i].GetProperty("est").GetDouble()) / fit.Parameters[i].StdErr, 0, 0.002);
                continue;
            }
            check.Json($"{name} {fit.Parameters[i].Name} est", rows[i].GetProperty("est"), fit.Parameters[i].Estimate);
            check.Json($"{name} {fit.Parameters[i].Name} L95", rows[i].GetProperty("L95%"), fit.Parameters[i].Lower);
            check.Json($"{name} {fit.Parameters[i].Name} U95", rows[i].GetProperty("U95%"), fit.Parameters[i].Upper);
        }
        check.Passes();
        if (!peerArrived) OursIsTheMaximum(family, table, [.. fit.Parameters.Select(p => p.Estimate)], [.. rows.EnumerateArray().Select(r => r.GetProperty("est").GetDouble())]);
    }

    /// <summary>The likelihood written here again from the parameters as reported: its slope, in standard-error-free steps of each parameter, is nil at ours and not at the peer's.</summary>
    private static void OursIsTheMaximum(SurvivalFamily family, CsvTable table, double[] ours, double[] peer)
    {
        double[] times = table.Doubles("time"), sex = table.Doubles("sex");
        bool[] events = table.Booleans("status");
        double Log(double[] p) => Enumerable.Range(0, times.Length).Sum(i => Contribution(family, times[i], events[i], sex[i], p));
        double Slope(double[] p)
        {
            double worst = 0;
            for (int k = 0; k < p.Length; k++)
            {
                double h = 1e-4 * Math.Max(Math.Abs(p[k]), 0.01);
                double At(double step) => Log([.. p.Select((v, j) => j == k ? v + step : v)]);
                worst = Math.Max(worst, Math.Abs(p[k] * (8 * (At(h) - At(-h)) - (At(2 * h) - At(-2 * h))) / (12 * h)));
            }
            return worst;
        }
        double mine = Slope(ours), theirs = Slope(peer);
        Assert.True(Log(ours) >= Log(peer) - 1e-11, $"{family}: {Log(ours):R} at ours, {Log(peer):R} at the peer's");
        Assert.True(mine < 2e-6 && mine < 0.01 * theirs, $"{family}: slope {mine:E2} at ours, {theirs:E2} at the peer's");
    }

    private static double Contribution(SurvivalFamily family, double t, bool seen, double x, double[] p)
    {
        switch (family)
        {
            case SurvivalFamily.LogLogistic: // S = 1/(1 + (t/b)^a), b e^(βx)
                double a = p[0], ratio = Math.Pow(t / (p[1] * Math.Exp(p[2] * x)), a);
                return -Math.Log(1 + ratio) + (seen ? Math.Log(a / t * ratio / (1 + ratio)) : 0);
            case SurvivalFamily.Gompertz: // hazard b e^(βx) e^(at)
                double rate = p[1] * Math.Exp(p[2] * x);
                return -rate * (Math.Exp(p[0] * t) - 1) / p[0] + (seen ? Math.Log(rate) + p[0] * t : 0);
            case SurvivalFamily.Gamma:
                double scaled = p[1] * Math.Exp(p[2] * x) * t;
                return seen ? p[0] * Math.Log(scaled) - scaled - Math.Log(t) - GammaFunction.Log(p[0]) : Math.Log(GammaFunction.UpperRegularized(p[0], scaled));
            default: // generalised gamma (Prentice): w = (ln t − μ − βx)/σ, k = 1/Q²
                double q = p[2], k = 1 / (q * q), w = (Math.Log(t) - p[0] - p[3] * x) / p[1], u = k * Math.Exp(q * w);
                return seen ? Math.Log(Math.Abs(q) / (p[1] * t)) + k * Math.Log(u) - u - GammaFunction.Log(k) : Math.Log(q > 0 ? GammaFunction.UpperRegularized(k, u) : GammaFunction.LowerRegularized(k, u));
        }
    }

    [Fact]
    public void The_exponential_rate_is_events_over_time()
    {
        var fit = ParametricSurvival.Fit(SurvivalFamily.Exponential, ParametricInput.RightCensored([1, 2, 3, 4], [true, false, true, true]));

        Assert.Equal(0.3, fit.Parameters[0].Estimate, 12);
        Assert.Equal(0.3 / Math.Sqrt(3), fit.Parameters[0].StdErr, 12);
        Assert.Equal(Math.Exp(-0.6), fit.SurvivalAt(2), 12);
    }

    [Fact]
    public void Narrow_intervals_give_what_exact_times_give()
    {
        var random = new SeededRandom(31);
        double[] times = [.. Enumerable.Range(0, 60).Select(_ => 0.5 + random.NextExponential())];
        var exact = ParametricSurvival.Fit(SurvivalFamily.Weibull, ParametricInput.RightCensored(times, [.. times.Select(_ => true)]));
        var narrow = ParametricSurvival.Fit(SurvivalFamily.Weibull, ParametricInput.IntervalCensored([.. times.Select(t => t - 1e-4)], [.. times.Select(t => t + 1e-4)]));
        var general = ParametricSurvival.Fit(SurvivalFamily.GeneralisedGamma, ParametricInput.IntervalCensored([.. times.Select(t => t - 0.2)], [.. times.Select(t => t + 0.2)]));

        Assert.Equal(FitStatus.Converged, narrow.Status);
        Assert.Equal(exact.Parameters[0].Estimate, narrow.Parameters[0].Estimate, 5);
        Assert.Equal(exact.Parameters[1].StdErr, narrow.Parameters[1].StdErr, 5);
        Assert.Equal(FitStatus.Converged, general.Status);
    }

    /// <summary>All events before one visit and none after: the family's shape runs to a power law that ends there, which is not in the family.</summary>
    [Fact]
    public void A_generalised_gamma_without_a_finite_maximum_says_so()
    {
        var random = new SeededRandom(6);
        double[] lower = [.. Enumerable.Range(0, 120).Select(_ => 3 * Math.Floor(4 * Math.Sqrt(random.NextDouble())))], upper = [.. lower.Select(l => l + 3)];
        var fit = ParametricSurvival.Fit(SurvivalFamily.GeneralisedGamma, ParametricInput.IntervalCensored(lower, upper));
        Assert.Equal(FitStatus.NoFiniteMaximum, fit.Status);
        Assert.True(fit.LogLikelihood > ParametricSurvival.Fit(SurvivalFamily.Weibull, ParametricInput.IntervalCensored(lower, upper)).LogLikelihood);

        string file = SurvivalCommandTests.Write("l,u\n" + string.Concat(lower.Zip(upper, (l, u) => FormattableString.Invariant($"{l},{u}\n"))));
        var refused = Run.Cavum("survival", "parametric", file, "--lower", "l", "--upper", "u", "--family", "generalised-gamma");
        Assert.Equal(1, refused.Exit);
        Assert.Contains("no finite maximum", refused.Error);
        var all = Run.Json("survival", "parametric", file, "--lower", "l", "--upper", "u").GetProperty("models").EnumerateArray().ToList();
        Assert.Contains(all, m => m.GetProperty("status").GetString() == "noFiniteMaximum" && m.GetProperty("reason").GetString()!.Contains('Q'));
    }

    [Fact]
    public void Refuses_times_of_zero_and_limits_out_of_order()
    {
        Assert.StartsWith("Time 0 (from 0) is 0", Assert.Throws<ArgumentException>(() => ParametricInput.RightCensored([0, 1], [true, true])).Message);
        Assert.StartsWith("Row 0 (from 0) is [2, 1]", Assert.Throws<ArgumentException>(() => ParametricInput.IntervalCensored([2], [1])).Message);
    }
}
