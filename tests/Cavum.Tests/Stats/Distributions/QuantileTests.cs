using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class QuantileTests
{
    private static readonly double[] Levels = [1e-250, 1e-60, 1e-16, 1e-8, 0.001, 0.07, 0.2, 0.4, 0.5];

    [Fact]
    public void Quantiles_invert_their_distribution_to_the_far_tails()
    {
        foreach (double p in Levels)
        {
            Same(p, Normal.Cdf(Normal.Quantile(p)), $"normal {p}");
            foreach (double df in (double[])[1, 2, 3.5, 30, 1000])
            {
                Same(p, StudentT.Cdf(StudentT.Quantile(p, df), df), $"t {df} {p}");
                Same(p, ChiSquare.Cdf(ChiSquare.Quantile(p, 2 * df), 2 * df), $"chi-square {df} {p}");
                foreach (double b in (double[])[0.5, 3, 400])
                {
                    Same(p, Beta.Cdf(Beta.Quantile(p, df, b), df, b), $"beta {df} {b} {p}");
                    Same(p, Beta.Cdf(1 - Beta.UpperTailQuantile(p, b, df), df, b), $"upper beta {df} {b} {p}", p > 1e-5 ? 1e-8 : double.PositiveInfinity);
                }
            }
        }

        static void Same(double expected, double actual, string what, double relative = 2e-12) =>
            Assert.True(Math.Abs(actual - expected) <= relative * expected, $"{what}: came back as {actual:R}");
    }

    [Fact]
    public void Normal_quantile_of_the_usual_level() => Assert.Equal(1.959963984540054, Normal.Quantile(0.975), 2e-15);

    [Fact]
    public void Log_tails_stay_finite_and_agree_with_the_tails()
    {
        Assert.Equal(-1254.8313611394199, Normal.LogCdf(-50), 1e-12);
        Assert.Equal(Math.Log(Normal.Cdf(-6)), Normal.LogCdf(-6), 1e-13);
        Assert.Equal(-Normal.Cdf(-9), Normal.LogCdf(9), 1e-30);
        Assert.True(double.IsFinite(Normal.LogCdf(-1e8)));
        Assert.Equal(Normal.Pdf(-4.99) / Normal.Cdf(-4.99), Normal.Hazard(-4.99), 1e-13);
    }

    [Fact]
    public void Digamma_and_trigamma_at_one_are_minus_Euler_and_pi_squared_over_six()
    {
        Assert.Equal(-0.57721566490153286, GammaFunction.Digamma(1), 1e-15);
        Assert.Equal(Math.PI * Math.PI / 6, GammaFunction.Trigamma(1), 1e-15);
    }

    [Fact]
    public void F_with_one_numerator_degree_is_the_square_of_t()
    {
        foreach (double x in (double[])[0.01, 0.5, 1.7, 12])
            Assert.Equal(2 * StudentT.Sf(Math.Sqrt(x), 7.5), FDistribution.Sf(x, 1, 7.5), 1e-15);
    }

    [Fact]
    public void Binomial_tails_are_sums_of_the_probabilities()
    {
        var random = new SeededRandom(11);
        for (int trial = 0; trial < 60; trial++)
        {
            int n = 1 + random.NextInt(120);
            double p = random.NextDouble(), below = 0;
            for (int k = 0; k <= n; k++)
            {
                below += Binomial.Pmf(k, n, p);
                Assert.Equal(below, Binomial.Cdf(k, n, p), 2e-13);
            }
            Assert.Equal(1, below, 1e-13);
        }
    }

    [Fact]
    public void Refuses_what_is_no_probability()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Normal.Quantile(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Beta.Quantile(double.NaN, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Beta.Cdf(0.5, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaFunction.Log(0));
    }

    [Fact]
    public void A_tail_of_t_is_never_below_0_or_above_one_half()
    {
        foreach (double df in new[] { 1e-300, 1e-100, 1e-30, 1e-17, 1e-16, 1e-15, 1e-12, 1e-8, 1e-3, 0.1, 1, 30, 1e6, 1e9, 1e12, 1e15, 1e17, 1e100, 1e300 })
            foreach (double x in new[] { 1e-300, 1e-30, 1e-12, 1e-3, 0.1, 0.5, 1, 2, 10, 1e3, 1e12, 1e100, 1e300 })
            {
                Assert.True(StudentT.Sf(x, df) is >= 0 and <= 0.5, $"Pr(T > {x}) at {df} degrees of freedom: {StudentT.Sf(x, df)}");
                Assert.True(StudentT.Cdf(x, df) is >= 0.5 and <= 1, $"Pr(T <= {x}) at {df} degrees of freedom: {StudentT.Cdf(x, df)}");
            }
    }

    /// <summary>On both sides of the change to the expansion about the normal; R's pt.</summary>
    [Theory]
    [InlineData(2, 3e6, 0.022750176940658423)]
    [InlineData(2, 5e6, 0.022750158943665024)]
    [InlineData(10, 1e8, 7.6200473151237958e-24)]
    [InlineData(2, 9e12, 0.0227501319481942)]
    [InlineData(2, 1.1e13, 0.02275013194819147)]
    [InlineData(10, 1.1e13, 7.6198530259267748e-24)]
    [InlineData(10, 1e15, 7.6198530241799872e-24)]
    [InlineData(-3, 1e17, 0.9986501019683699)]
    public void Very_many_degrees_of_freedom_agree_with_R(double x, double df, double expected) => Assert.Equal(1, StudentT.Sf(x, df) / expected, 1e-10);
}
