using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class ProportionTests
{
    [Fact]
    public void Intervals_and_exact_tests_agree_with_R_on_the_whole_grid()
    {
        var compare = new Comparison(1e-9);
        foreach (var row in OracleTable.Load("binomial/one_sample_ci.csv").Rows)
        {
            int x = row.I("x"), n = row.I("n");
            double level = row.D("conf");
            foreach (var (prefix, method) in new[] { ("cp", IntervalMethod.ClopperPearson), ("wilson", IntervalMethod.Wilson),
                ("ac", IntervalMethod.AgrestiCoull), ("jeff", IntervalMethod.Jeffreys), ("midp", IntervalMethod.MidP) })
            {
                var limits = ProportionInterval.Of(method, x, n, level);
                // the oracle's mid-P comes from uniroot, whose own tolerance is 1e-10 absolute
                compare.Near(row.D(prefix + "_lo"), limits.Lower, $"{prefix} lower {x}/{n} {level}");
                compare.Near(row.D(prefix + "_up"), limits.Upper, $"{prefix} upper {x}/{n} {level}");
            }
            compare.Near(row.D("p_two_vs_0.205"), ProportionInterval.TwoSidedP(x, n, 0.205), $"two-sided {x}/{n}");
            compare.Near(row.D("p_greater_vs_0.205"), ProportionInterval.GreaterP(x, n, 0.205), $"greater {x}/{n}");
        }
        compare.Holds(500);
    }

    [Fact]
    public void Beta_binomial_predictions_agree_with_R()
    {
        var compare = new Comparison(1e-9);
        foreach (var row in OracleTable.Load("binomial/beta_binomial.csv").Rows)
        {
            double a = row.D("a"), b = row.D("b");
            int x = row.I("x"), n = row.I("n");
            string what = $"Beta({a},{b}) {x}/{n}";
            compare.Near(row.D("q025"), Beta.Quantile(0.025, a + x, b + n - x), what + " 2.5 %");
            compare.Near(row.D("q5"), Beta.Quantile(0.5, a + x, b + n - x), what + " median");
            compare.Near(row.D("q975"), Beta.Quantile(0.975, a + x, b + n - x), what + " 97.5 %");
            compare.Near(row.D("pr_gt_0.205"), Beta.Sf(0.205, a + x, b + n - x), what + " tail");
            compare.Near(row.D("log_marginal"), BetaBinomial.LogPmf(x, n, a, b), what + " marginal");
            compare.Near(row.D("pred_prob_ge5of20"), BetaBinomial.AtLeast(5, 20, a + x, b + n - x), what + " predictive");
        }
        compare.Holds(500);
    }

    [Fact]
    public void At_no_responses_Clopper_and_Pearson_is_one_minus_a_root()
    {
        Assert.Equal(1 - Math.Pow(0.025, 1.0 / 12), ProportionInterval.Of(IntervalMethod.ClopperPearson, 0, 12).Upper, 1e-15);
    }

    [Fact]
    public void Intervals_mirror_when_successes_and_failures_change_places()
    {
        foreach (var method in Enum.GetValues<IntervalMethod>())
            for (int n = 1; n <= 25; n += 4)
                for (int x = 0; x <= n; x++)
                {
                    var here = ProportionInterval.Of(method, x, n);
                    var there = ProportionInterval.Of(method, n - x, n);
                    Assert.Equal(here.Lower, 1 - there.Upper, 1e-13);
                }
    }

    [Fact]
    public void Refuses_more_successes_than_trials()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ProportionInterval.Of(IntervalMethod.Wilson, 4, 3));
        Assert.Equal(1, Run.Cavum("binomial", "interval", "--x", "4", "--n", "3").Exit);
        Assert.Equal(2, Run.Cavum("binomial", "interval", "--x", "1", "--n", "3", "--conf-level", "95").Exit);
        Assert.Equal(2, Run.Cavum("binomial", "interval", "--x", "one", "--n", "3").Exit);
    }

    [Fact]
    public void Command_prints_five_methods()
    {
        var json = Run.Json("binomial", "interval", "--x", "9", "--n", "30", "--conf-level", "0.9");
        Assert.Equal(0.3, json.GetProperty("estimate").GetDouble(), 1e-15);
        Assert.Equal(["clopper-pearson", "wilson", "agresti-coull", "jeffreys", "mid-p"],
            json.GetProperty("intervals").EnumerateArray().Select(i => i.GetProperty("method").GetString()!));
    }
}
