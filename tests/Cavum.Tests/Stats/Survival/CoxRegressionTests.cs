using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class CoxRegressionTests
{
    /// <summary>oracles/statistics/firth_cox: coxphf 1.13.4, whose own iterations stop at about 1e-6.</summary>
    [Theory]
    [InlineData("ovarian", "age", "rx")]
    [InlineData("monotone12", "x", "z")]
    public void Firth_agrees_with_coxphf(string set, string first, string second)
    {
        string folder = Shared.Path($"oracles/statistics/firth_cox/{set}");
        var table = OracleCheck.ReadCsv($"{folder}/input.csv");
        var expected = OracleCheck.ReadJson($"{folder}/coxphf.json");
        var fit = FirthCox.Fit(new(table.Doubles("time"), table.Booleans("status"), CoxOracleTests.Matrix(table, [first, second])));
        var check = new OracleCheck(relative: 1e-6);
        check.Json($"{set} coef", expected.GetProperty("coef"), fit.Beta);
        check.Matrix($"{set} var", expected.GetProperty("var"), fit.Variance);
        check.Json($"{set} lower", expected.GetProperty("pl_ci_lower"), [.. fit.Coefficients.Select(c => c.Lower!.Value)]);
        check.Json($"{set} upper", expected.GetProperty("pl_ci_upper"), [.. fit.Coefficients.Select(c => c.Upper!.Value)]);
        check.Json($"{set} prob", expected.GetProperty("prob"), [.. fit.Coefficients.Select(c => c.PValue!.Value)]);
        check.Number($"{set} likelihood ratio", expected.GetProperty("loglik")[1].GetDouble() - expected.GetProperty("loglik")[0].GetDouble(),
            fit.LogLikelihood - fit.LogLikelihoodNull);
        check.Passes();
    }

    [Fact]
    public void Two_subjects_at_one_death_by_hand()
    {
        // One death with x = 1 among x = 1, 0, 0, then one with x = 0 among 0, 0: l = β − log(e^β + 2), no finite maximum;
        // with a further death of x = 0 first, among 1, 0, 0, 0: score 1 − e^β/(e^β + 2) − e^β/(e^β + 3) = 0 at e^β = √6.
        var fit = CoxRegression.Fit(new([1, 2, 3, 4], [true, true, false, false], new double[,] { { 0 }, { 1 }, { 0 }, { 0 } }));

        Assert.Equal(FitStatus.Converged, fit.Status);
        Assert.Equal(Math.Log(Math.Sqrt(6)), fit.Beta[0], 12);
    }

    [Fact]
    public void Without_ties_all_four_likelihoods_are_one()
    {
        var input = Simulated(40, 2, 7, ties: false);
        var fits = Enum.GetValues<CoxTies>().Select(t => CoxRegression.Fit(input, new() { Ties = t })).ToArray();

        foreach (var fit in fits[1..])
        {
            Assert.Equal(fits[0].Beta[0], fit.Beta[0], 9);
            Assert.Equal(fits[0].LogLikelihood, fit.LogLikelihood, 8);
            Assert.Equal(fits[0].Variance[1, 1], fit.Variance[1, 1], 9);
        }
    }

    [Fact]
    public void The_marginal_likelihood_averages_over_the_orders_of_tied_deaths()
    {
        // Rows 0 and 1 die together among 4: the mean of the two orders' partial likelihoods, at any β.
        double[,] x = { { 0.3 }, { 1.1 }, { -0.4 }, { 0.9 }, { 0.2 } };
        double[] times = [2, 2, 3, 4, 5];
        bool[] events = [true, true, true, false, false];
        var tied = CoxRegression.Fit(new(times, events, x), new() { Ties = CoxTies.ExactMarginal });
        double b = tied.Beta[0];

        double Order(double first, double second)
        {
            double[] r = [.. Enumerable.Range(0, 5).Select(i => Math.Exp(b * x[i, 0]))];
            double all = r.Sum();
            return first / all * (second / (all - first)) * (r[2] / (r[2] + r[3] + r[4]));
        }

        double r0 = Math.Exp(b * 0.3), r1 = Math.Exp(b * 1.1);
        // The integral is the probability that both die before the others in either order: the sum of the orders.
        Assert.Equal(Math.Log(Order(r0, r1) + Order(r1, r0)), tied.LogLikelihood, 10);
    }

    [Fact]
    public void Shifting_and_scaling_a_covariate_only_rescales_its_coefficient()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var input = Simulated(60, 2, seed, ties: true);
            var moved = (double[,])input.Covariates.Clone();
            for (int i = 0; i < 60; i++) moved[i, 0] = 1e6 + 100 * moved[i, 0];

            var (plain, other) = (CoxRegression.Fit(input), CoxRegression.Fit(input with { Covariates = moved }));

            Assert.Equal(plain.Beta[0], 100 * other.Beta[0], 8);
            Assert.Equal(plain.LogLikelihood, other.LogLikelihood, 8);
        }
    }

    [Fact]
    public void Splitting_rows_in_time_changes_nothing()
    {
        var input = Simulated(50, 2, 4, ties: true);
        var (times, events, entries, x) = (new List<double>(), new List<bool>(), new List<double>(), new List<double[]>());
        for (int i = 0; i < 50; i++)
        {
            double cut = input.Times[i] * 0.4;
            times.AddRange([cut, input.Times[i]]);
            events.AddRange([false, input.Events[i]]);
            entries.AddRange([0, cut]);
            for (int k = 0; k < 2; k++) x.Add([input.Covariates[i, 0], input.Covariates[i, 1]]);
        }
        var rows = new double[100, 2];
        for (int i = 0; i < 100; i++) (rows[i, 0], rows[i, 1]) = (x[i][0], x[i][1]);
        var split = new CoxInput([.. times], [.. events], rows) { Entries = [.. entries], Clusters = [.. Enumerable.Range(0, 100).Select(i => i / 2)] };

        var (whole, parts) = (CoxRegression.Fit(input, new() { Robust = true }), CoxRegression.Fit(split));

        Assert.Equal(whole.Beta[0], parts.Beta[0], 9);
        Assert.Equal(whole.RobustVariance![1, 1], parts.RobustVariance![1, 1], 9);
        Assert.Equal(Concordance.Estimate(input, whole.LinearPredictors()).Estimate!.Value, Concordance.Estimate(split, parts.LinearPredictors()).Estimate!.Value, 9);
    }

    [Fact]
    public void A_constant_covariate_is_aliased_and_the_others_stand()
    {
        var input = Simulated(30, 1, 2, ties: true);
        var two = new double[30, 2];
        for (int i = 0; i < 30; i++) (two[i, 0], two[i, 1]) = (3, input.Covariates[i, 0]);
        var fit = CoxRegression.Fit(input with { Covariates = two });

        Assert.True(fit.Coefficients[0].Aliased);
        Assert.Null(fit.Coefficients[0].Estimate);
        Assert.Equal(CoxRegression.Fit(input).Beta[0], fit.Beta[1], 10);
    }

    [Fact]
    public void Separation_names_the_covariate_and_Firth_answers()
    {
        double[,] x = { { 1, 0.2 }, { 1, 1.4 }, { 1, -0.3 }, { 0, 0.7 }, { 0, 1.1 }, { 0, -0.9 } };
        var input = new CoxInput([1, 2, 3, 4, 5, 6], [true, true, true, true, false, true], x) { Names = ["marker", "age"] };
        var fit = CoxRegression.Fit(input);

        Assert.Equal(FitStatus.Separated, fit.Status);
        Assert.Equal(["marker"], fit.SeparatedBy);
        Assert.Null(fit.Coefficients[0].Estimate);
        Assert.Equal(FitStatus.Converged, FirthCox.Fit(input).Status);
    }

    [Fact]
    public void The_command_refuses_separation_and_offers_Firth()
    {
        string file = SurvivalCommandTests.Write("t,e,marker\n1,1,1\n2,1,1\n3,1,1\n4,1,0\n5,0,0\n6,1,0\n");
        string[] args = ["survival", "cox", file, "--time", "t", "--event", "e", "--covariates", "marker"];
        var refused = Run.Cavum(args);

        Assert.Equal(1, refused.Exit);
        Assert.Contains("covariate marker", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--firth", refused.Error, StringComparison.Ordinal);
        var done = Run.Json([.. args, "--firth"]);
        Assert.True(done.GetProperty("coefficients")[0].GetProperty("estimate").GetDouble() > 0);
    }

    [Fact]
    public void The_command_gives_the_iokin_hazard_ratio_from_a_text_covariate()
    {
        string file = Shared.Path("data/clinical/analogues/iokin_ctdna/clinical.csv");
        var row = Run.Json("survival", "cox", file, "--time", "pfs_days", "--event", "pfs_event", "--covariates", "ctdna_shift_published").GetProperty("coefficients")[0];

        Assert.Equal("ctdna_shift_publishedIncrease", row.GetProperty("name").GetString());
        Assert.Equal(12.9488434152, row.GetProperty("hazardRatio").GetDouble(), 7);
        Assert.Equal(1.5749293434, row.GetProperty("lower").GetDouble(), 7);
        Assert.Equal(106.4635353281, row.GetProperty("upper").GetDouble(), 6);
    }

    [Fact]
    public void The_command_gives_the_hazard_ratio_of_keynote_189()
    {
        string file = Shared.Path("data/clinical/analogues/km_rawclicks_kn189/ipd_reference.csv");
        var row = Run.Json("survival", "cox", file, "--time", "time", "--event", "event", "--covariates", "arm").GetProperty("coefficients")[0];

        Assert.Equal(1 / 0.49672703, row.GetProperty("hazardRatio").GetDouble(), 6);
    }

    [Fact]
    public void The_command_refuses_no_events_bad_options_and_periods_without_length()
    {
        string file = SurvivalCommandTests.Write("s,t,e,x,w\n0,1,0,1,1\n1,1,0,0,1\n");
        Assert.Contains("no event in 2 rows", Run.Cavum("survival", "cox", file, "--time", "t", "--event", "e", "--covariates", "x").Error, StringComparison.Ordinal);
        Assert.Contains("line 3, column s", Run.Cavum("survival", "cox", file, "--time", "t", "--event", "e", "--entry", "s", "--covariates", "x").Error, StringComparison.Ordinal);
        Assert.Equal(2, Run.Cavum("survival", "cox", file, "--time", "t", "--event", "e", "--covariates", "x", "--ties", "exact", "--weight", "w").Exit);
        Assert.Equal(2, Run.Cavum("survival", "cox", file, "--time", "t", "--event", "e", "--covariates", ",").Exit);
    }

    private static CoxInput Simulated(int n, int p, ulong seed, bool ties)
    {
        var random = new SeededRandom(seed);
        var x = new double[n, p];
        for (int i = 0; i < n; i++)
            for (int c = 0; c < p; c++) x[i, c] = random.NextNormal();
        double[] times = [.. Enumerable.Range(0, n).Select(i => random.NextExponential() * Math.Exp(-0.5 * x[i, 0]))];
        if (ties) times = [.. times.Select(t => Math.Ceiling(4 * t))];
        return new(times, [.. times.Select(_ => random.NextDouble() < 0.7)], x);
    }
}
