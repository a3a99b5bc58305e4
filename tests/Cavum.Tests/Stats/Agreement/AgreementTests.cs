using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class AgreementTests
{
    /// <summary>Cohen 1960's form worked by hand: 20/5/10/15 of 50 items gives κ = 0.4.</summary>
    [Fact]
    public void Kappa_of_a_two_by_two_table_is_the_textbook_value()
    {
        var (first, second) = Expand([[20, 5], [10, 15]]);
        var result = Kappa.Of(first, second, 2);
        Assert.Equal(0.7, result.Observed, 1e-12);
        Assert.Equal(0.5, result.Expected, 1e-12);
        Assert.Equal(0.4, result.Kappa!.Value, 1e-12);
        Assert.Equal(result.Kappa.Value, Kappa.Of(first, second, 2, KappaWeights.Quadratic).Kappa!.Value, 1e-12);
        Assert.InRange(result.StdErr!.Value, 0.12, 0.14);
    }

    [Fact]
    public void Kappa_is_one_for_equal_ratings_and_does_not_exist_for_one_category()
    {
        Assert.Equal(1, Kappa.Of([0, 1, 2, 1], [0, 1, 2, 1], 3, KappaWeights.Linear).Kappa!.Value, 1e-12);
        Assert.Null(Kappa.Of([1, 1], [1, 1], 2).Kappa);
        var full = Kappa.Of([0, 1, 2, 3, 4, 0], [0, 1, 2, 3, 4, 0], 5, KappaWeights.Quadratic);
        Assert.Equal((1, null, null), (Math.Round(full.Kappa!.Value, 12), full.Lower, full.Upper));
        Assert.Equal(1, Kappa.Of([1, 2, 3, 1, 2, 3], [1, 2, 3, 1, 2, 2], 5, KappaWeights.Quadratic).Upper); // Wald alone would pass 1
        // one rater with one category: kappa 0 with an error of 0, which is no certainty
        var flat = Kappa.Of([1, 1, 1, 1], [1, 0, 1, 2], 3, KappaWeights.Quadratic);
        Assert.Equal(0, flat.Kappa!.Value, 1e-12);
        Assert.Null(flat.Lower);
        Assert.Null(flat.Upper);
        Assert.Throws<ArgumentException>(() => Kappa.Of([0, 5], [0, 1], 2));
    }

    /// <summary>Shrout &amp; Fleiss 1979, table 2: ICC(1,1) 0.17, ICC(2,1) 0.29, ICC(3,1) 0.71.</summary>
    [Fact]
    public void Intraclass_correlations_of_Shrout_and_Fleiss_are_reproduced()
    {
        double[,] ratings = { { 9, 2, 5, 8 }, { 6, 1, 3, 2 }, { 8, 4, 6, 8 }, { 7, 1, 2, 6 }, { 10, 5, 6, 9 }, { 6, 2, 4, 7 } };
        var result = IntraclassCorrelation.Of(ratings);
        Assert.Equal(0.17, result.OneWay, 0.005);
        Assert.Equal(0.29, result.Agreement, 0.005);
        Assert.Equal(0.71, result.Consistency, 0.006);
        Assert.Equal(-0.13, result.OneWayLimits.Lower, 0.01); // −0.133 to 0.723, 0.019 to 0.761, 0.342 to 0.946 in R's psych
        Assert.Equal(0.72, result.OneWayLimits.Upper, 0.01);
        Assert.Equal(0.019, result.AgreementLimits.Lower, 0.002);
        Assert.Equal(0.761, result.AgreementLimits.Upper, 0.002);
        Assert.Equal(0.342, result.ConsistencyLimits.Lower, 0.002);
        Assert.Equal(0.946, result.ConsistencyLimits.Upper, 0.002);
    }

    /// <summary>Two readers who accept the same outline leave no variance within a subject: the coefficients are 1 and no F interval exists.</summary>
    [Theory]
    [InlineData(0, 1, 1, 1, false)]
    [InlineData(1, double.NaN, double.NaN, 1, true)]
    public void Raters_without_a_residual_have_no_F_interval(double offset, double oneWay, double agreement, double consistency, bool agreementLimits)
    {
        double[] x = [1.1, 2.3, 3.7, 9.2];
        var ratings = new double[4, 2];
        for (int i = 0; i < 4; i++) (ratings[i, 0], ratings[i, 1]) = (x[i], x[i] + offset);

        var result = IntraclassCorrelation.Of(ratings);

        Assert.Equal(double.IsNaN(oneWay) ? result.OneWay : oneWay, result.OneWay, 1e-12);
        Assert.Equal(double.IsNaN(agreement) ? result.Agreement : agreement, result.Agreement, 1e-12);
        Assert.Equal(consistency, result.Consistency);
        Assert.True(double.IsNaN(result.ConsistencyLimits.Lower) && double.IsNaN(result.ConsistencyLimits.Upper));
        Assert.Equal(agreementLimits, result.AgreementLimits.Lower < result.Agreement && result.Agreement < result.AgreementLimits.Upper);
        Assert.Equal(agreementLimits, double.IsFinite(result.OneWayLimits.Lower));
    }

    [Fact]
    public void Raters_who_contradict_each_other_throughout_are_no_fault()
    {
        var result = IntraclassCorrelation.Of(new double[,] { { 1, 2 }, { 2, 1 } });

        Assert.Equal(-1, result.OneWay, 1e-12);
        Assert.True(double.IsNaN(result.AgreementLimits.Lower));
    }

    [Fact]
    public void Bland_and_Altman_limits_are_bias_plus_and_minus_1_96_sd()
    {
        double[] first = [1, 2, 3, 4, 5], second = [1.5, 2.1, 3.3, 4.6, 5];
        var result = MethodComparison.BlandAltman(first, second);
        Assert.Equal(0.3, result.Bias, 1e-12);
        Assert.Equal(result.Bias + 1.959963984540054 * result.Sd, result.UpperLimit, 1e-12);
        Assert.True(result.UpperLimitLimits.Lower < result.UpperLimit && result.BiasLimits.Lower < 0.3);
    }

    [Fact]
    public void Deming_and_Passing_Bablok_find_an_exact_line_and_swap_with_the_axes()
    {
        double[] x = [1, 2, 3, 5, 8, 9], y = [.. x.Select(v => 2 + 1.5 * v)];
        Assert.Equal(1.5, MethodComparison.Deming(x, y).Slope, 1e-12);
        Assert.Equal(2, MethodComparison.PassingBablok(x, y).Intercept, 1e-12);
        var random = new SeededRandom(2);
        double[] noisy = [.. x.Select(v => v + 0.1 * random.NextNormal())];
        Assert.Equal(1 / MethodComparison.Deming(x, noisy, 2).Slope, MethodComparison.Deming(noisy, x, 0.5).Slope, 1e-10);
        var there = MethodComparison.PassingBablok(x, noisy);
        Assert.Equal(1 / there.Slope, MethodComparison.PassingBablok(noisy, x).Slope, 1e-3);
        Assert.InRange(there.Slope, there.SlopeLimits.Lower, there.SlopeLimits.Upper);
        Assert.Throws<ArgumentException>(() => MethodComparison.Deming([1, 2], [1, 2]));
    }

    private static (int[] First, int[] Second) Expand(int[][] table)
    {
        var first = new List<int>();
        var second = new List<int>();
        for (int i = 0; i < table.Length; i++)
            for (int j = 0; j < table[i].Length; j++)
                for (int k = 0; k < table[i][j]; k++)
                {
                    first.Add(i);
                    second.Add(j);
                }
        return ([.. first], [.. second]);
    }
}
