using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class TwoProportionTests
{
    [Fact]
    public void Fisher_Newcombe_chi_square_and_superiority_agree_with_R()
    {
        var exact = new Comparison(1e-9);
        var solved = new Comparison(2e-4); // R finds the odds ratio and its limits by uniroot with tolerance 1.2e-4: Solves checks both in the equation itself
        foreach (var row in OracleTable.Load("binomial/two_sample.csv").Rows)
        {
            int x1 = row.I("x1"), n1 = row.I("n1"), x0 = row.I("x0"), n0 = row.I("n0");
            string what = $"{x1}/{n1} {x0}/{n0}";
            var fisher = FisherExact.Test(x1, n1, x0, n0);
            exact.Near(row.D("fisher_p"), fisher.PValue, what + " Fisher");
            solved.Near(row.D("fisher_or"), fisher.OddsRatio, what + " odds ratio");
            solved.Near(row.D("fisher_lo"), fisher.Lower, what + " lower");
            solved.Near(row.D("fisher_up"), fisher.Upper, what + " upper");
            Solves((x1, n1, x0, n0), fisher, row);
            var chi = TwoProportions.ChiSquareTest(x1, n1, x0, n0)!.Value;
            exact.Near(row.D("chisq"), chi.ChiSquare, what + " chi-square");
            exact.Near(row.D("chisq_p"), chi.PValue, what + " p");
            var newcombe = TwoProportions.Newcombe(x1, n1, x0, n0);
            exact.Near(row.D("newcombe_lo"), newcombe.Lower, what + " Newcombe lower");
            exact.Near(row.D("newcombe_up"), newcombe.Upper, what + " Newcombe upper");
            exact.Near(row.D("pr_p1_gt_p0_unifprior"), BetaBinomial.Superiority(1 + x1, 1 + n1 - x1, 1 + x0, 1 + n0 - x0), what + " superiority");
        }
        exact.Holds(20);
        solved.Holds(15);
    }

    /// <summary>The defining equations in exact integers: E(X₁) = x₁ at the odds ratio, Pr(X₁ ≥ x₁) and Pr(X₁ ≤ x₁) = 0.025 at the limits. Ours hold to 1e-12 everywhere, R's are never nearer.</summary>
    private static void Solves((int X1, int N1, int X0, int N0) t, FisherResult ours, CsvRow row)
    {
        int total = t.X1 + t.X0, low = Math.Max(0, total - t.N0), high = Math.Min(t.N1, total);
        double Choose(int n, int k) => (double)Enumerable.Range(1, k).Aggregate(System.Numerics.BigInteger.One, (c, i) => c * (n - k + i) / i);
        (double Mean, double Above, double Below) At(double odds)
        {
            double[] mass = [.. Enumerable.Range(low, high - low + 1).Select(x => Choose(t.N1, x) * Choose(t.N0, total - x) * Math.Pow(odds, x - t.X1))];
            double all = mass.Sum();
            return (mass.Select((m, i) => m * (low + i)).Sum() / all, mass.Skip(t.X1 - low).Sum() / all, mass.Take(t.X1 - low + 1).Sum() / all);
        }
        foreach (var (column, value, miss) in new (string, double, Func<double, double>)[]
                 {
                     ("fisher_or", ours.OddsRatio, o => At(o).Mean / t.X1 - 1), ("fisher_lo", ours.Lower, o => At(o).Above / 0.025 - 1), ("fisher_up", ours.Upper, o => At(o).Below / 0.025 - 1),
                 })
        {
            if (value is 0 or double.PositiveInfinity) continue; // no equation: the end of the support
            double mine = Math.Abs(miss(value)), peer = Math.Abs(miss(row.D(column)));
            Assert.True(mine < 1e-12 && mine <= peer + 1e-15, $"{t} {column}: equation {mine:E2} at ours, {peer:E2} at R's");
        }
    }

    [Fact]
    public void Miettinen_and_Nurminen_limits_put_the_score_at_z()
    {
        foreach (var (x1, n1, x0, n0) in new[] { (9, 30, 9, 44), (0, 10, 9, 44), (10, 10, 0, 20), (5, 5, 5, 5), (0, 8, 0, 9) })
        {
            var d = TwoProportions.MiettinenNurminen(x1, n1, x0, n0);
            Assert.InRange(d.Difference, d.Lower, d.Upper);
            if (d.Lower > -1) Assert.Equal(1.959963984540054, TwoProportions.ScoreZ(x1, n1, x0, n0, d.Lower), 1e-6);
            if (d.Upper < 1) Assert.Equal(-1.959963984540054, TwoProportions.ScoreZ(x1, n1, x0, n0, d.Upper), 1e-6);
        }
    }

    [Fact]
    public void Score_at_zero_difference_is_the_chi_square_with_the_small_sample_factor()
    {
        double z = TwoProportions.ScoreZ(12, 30, 9, 44, 0), chi = TwoProportions.ChiSquareTest(12, 30, 9, 44)!.Value.ChiSquare;
        Assert.Equal(chi * 73 / 74, z * z, 1e-10);
    }

    [Fact]
    public void Unbiased_estimates_after_a_two_stage_trial_agree_with_clinfun()
    {
        var exact = new Comparison(1e-9);
        foreach (var row in OracleTable.Load("simon/twostage_inference_pUMVUE_1of10_29.csv").Rows)
        {
            var result = TwoStageInference.Of(row.I("x"), 1, 10, 29, 0.1, 0.05);
            exact.Near(row.D("pumvue"), result.Umvue, $"UMVUE {row["x"]}");
            exact.Near(row.D("p.value"), result.PValue, $"p {row["x"]}");
            Assert.Equal(row.D("lo"), result.Lower, 1.01e-4); // the oracle steps on a grid of 1e-4
            Assert.Equal(row.D("up"), result.UpperByPValue, 1.01e-4);
            Assert.True(result.Upper > result.UpperByPValue); // the exact limit counts the observed outcome itself
        }
        exact.Holds(20);
    }

    [Fact]
    public void The_two_stage_estimate_is_unbiased_by_enumeration()
    {
        const int r1 = 1, n1 = 10, n = 24;
        foreach (double p in (double[])[0.05, 0.2, 0.6])
        {
            double mean = 0;
            for (int x1 = 0; x1 <= n1; x1++)
            {
                if (x1 <= r1) mean += Binomial.Pmf(x1, n1, p) * x1 / n1;
                else
                    for (int x2 = 0; x2 <= n - n1; x2++) mean += Binomial.Pmf(x1, n1, p) * Binomial.Pmf(x2, n - n1, p) * TwoStageInference.Umvue(x1 + x2, r1, n1, n);
            }
            Assert.Equal(p, mean, 1e-12);
        }
    }
}
