using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class UnconditionalExactTests
{
    /// <summary>The vaccine example of Mehta &amp; Senchaudhuri 2003: 7 of 15 against 12 of 15, z −1.894, Barnard 0.0341, Fisher (mid) 0.0641 one-sided.</summary>
    [Fact]
    public void Barnard_reproduces_the_published_vaccine_trial()
    {
        var result = UnconditionalExact.Barnard(7, 15, 12, 15, Alternative.Less);
        Assert.Equal(-1.894, result.Statistic, 0.001);
        Assert.Equal(0.0341, result.PValue, 0.0001);
    }

    /// <summary>1 of 2 tables by hand: 2/2 against 0/2 is the only table with z = 2, so p = max π²(1 − π)² = 1/16; two-sided twice that.</summary>
    [Fact]
    public void A_table_of_two_and_two_is_the_value_by_hand()
    {
        Assert.Equal(1.0 / 16, UnconditionalExact.Barnard(2, 2, 0, 2, Alternative.Greater).PValue, 1e-12);
        Assert.Equal(1.0 / 8, UnconditionalExact.Barnard(2, 2, 0, 2).PValue, 1e-12);
        Assert.Equal(1.0 / 16, UnconditionalExact.Boschloo(2, 2, 0, 2, Alternative.Greater).PValue, 1e-12);
        Assert.Equal(0.5, UnconditionalExact.Barnard(2, 2, 0, 2).Nuisance, 1e-6);
    }

    [Fact]
    public void Boschloo_is_never_above_fisher_and_both_are_symmetric()
    {
        foreach (var (x1, n1, x0, n0) in new[] { (9, 30, 9, 44), (3, 10, 0, 12), (7, 12, 2, 9), (0, 5, 0, 6), (5, 5, 1, 8) })
        {
            double boschloo = UnconditionalExact.Boschloo(x1, n1, x0, n0).PValue;
            Assert.True(boschloo <= FisherExact.Test(x1, n1, x0, n0).PValue * (1 + 1e-9));
            Assert.Equal(boschloo, UnconditionalExact.Boschloo(x0, n0, x1, n1).PValue, 1e-9);
            Assert.Equal(UnconditionalExact.Barnard(x1, n1, x0, n0, Alternative.Greater).PValue,
                UnconditionalExact.Barnard(x0, n0, x1, n1, Alternative.Less).PValue, 1e-9);
        }
    }

    /// <summary>An exact test holds its level whatever the common proportion: all tables with p ≤ 0.05 have at most that probability.</summary>
    [Fact]
    public void The_size_is_held_at_every_common_proportion()
    {
        const int n1 = 6, n0 = 5;
        var rejected = new List<(int, int)>();
        for (int a = 0; a <= n1; a++)
            for (int b = 0; b <= n0; b++)
                if (UnconditionalExact.Boschloo(a, n1, b, n0).PValue <= 0.05) rejected.Add((a, b));
        Assert.NotEmpty(rejected);
        for (int i = 1; i < 100; i++)
        {
            double pi = i / 100.0;
            Assert.True(rejected.Sum(t => Binomial.Pmf(t.Item1, n1, pi) * Binomial.Pmf(t.Item2, n0, pi)) <= 0.05 + 1e-9);
        }
    }

    [Fact]
    public void Refuses_impossible_tables() => Assert.Throws<ArgumentOutOfRangeException>(() => UnconditionalExact.Barnard(3, 2, 0, 2));
}
