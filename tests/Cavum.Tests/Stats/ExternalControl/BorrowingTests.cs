using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class BorrowingTests
{
    [Fact]
    public void Power_prior_by_hand()
    {
        var fit = PowerPrior.Fixed(3, 12, new("old", 40, 10), 0.5);
        Assert.Equal(1 + 5 + 3, fit.Posterior.Components[0].A);
        Assert.Equal(1 + 15 + 9, fit.Posterior.Components[0].B);
        Assert.Equal(20, fit.BorrowedSubjects);
    }

    /// <summary>Equal shares borrow more than a contradiction does; the weights are a proper mixture.</summary>
    [Fact]
    public void Modelled_power_falls_with_conflict()
    {
        var agree = PowerPrior.Normalised(10, 40, new("old", 100, 25));
        var conflict = PowerPrior.Normalised(30, 40, new("old", 100, 25));
        Assert.True(agree.Power > 0.5 && conflict.Power < 0.2 && conflict.Posterior.Mean > 0.6);
        Assert.Equal(1, agree.Posterior.Components.Sum(c => c.Weight), 1e-12);
    }

    /// <summary>A huge τ prior leaves the concurrent arm alone (uniform on the logit, so the mean is r/n nearly); a tiny one pools the arms.</summary>
    [Fact]
    public void Commensurate_prior_goes_from_pooling_to_no_borrowing()
    {
        var old = new HistoricalArm("old", 200, 40);
        var pooled = CommensuratePrior.Posterior(20, 50, old, 0.001);
        var apart = CommensuratePrior.Posterior(20, 50, old, 2000);
        Assert.Equal(60.0 / 250, pooled.Mean, 2e-3);
        Assert.Equal(20.0 / 50, apart.Mean, 5e-3);
        Assert.True(pooled.Lower < pooled.Mean && pooled.Mean < pooled.Upper && pooled.Sd < apart.Sd);
    }

    /// <summary>Brute force in NumPy: 4,801 logits from −60 to 60 for both arms, convolved for 1,200 values of τ; also without responders, without failures and with one subject.</summary>
    [Theory]
    [InlineData(20, 50, 40, 200, 1, 0.3673968, 0.0696113, 0.23595, 0.50625, 0.96557)]
    [InlineData(0, 20, 0, 40, 1, 0.00194274, 0.006248, 3.0145e-11, 0.0179862, 0.79086)]
    [InlineData(20, 20, 40, 40, 1, 0.99805726, 0.006248, 0.98201379, 1, 0.79086)]
    [InlineData(0, 20, 40, 40, 1, 0.0534247, 0.0493179, 0.0016588, 0.1824255, 2.75533)]
    [InlineData(3, 12, 5, 15, 0.5, 0.288941, 0.0937488, 0.1245534, 0.4875025, 0.367965)]
    [InlineData(0, 1, 0, 1, 1, 0.0426653, 0.1143169, 1.1628e-10, 0.4255575, 0.793286)]
    [InlineData(5, 5, 2, 40, 2, 0.8818724, 0.1343463, 0.5124974, 0.9997453, 3.498134)]
    public void Commensurate_prior_agrees_with_a_dense_grid(int r, int n, int r0, int n0, double scale, double mean, double sd, double lower, double upper, double tau)
    {
        var fit = CommensuratePrior.Posterior(r, n, new("old", n0, r0), scale);
        Assert.Equal(mean, fit.Mean, 2e-4);
        Assert.Equal(sd, fit.Sd, 2e-4);
        Assert.Equal(Math.Log(lower), Math.Log(fit.Lower), 0.1 + 1e-3 * Math.Abs(Math.Log(lower)));
        Assert.Equal(upper, fit.Upper, 5e-3); // a cell of the grid
        Assert.Equal(tau, fit.Commensurability, 5e-3 * tau);
    }

    /// <summary>The normalised power prior summed over 5,000 even steps of a₀'s prior probability, at the extremes too.</summary>
    [Theory]
    [InlineData(0, 20, 0, 60, 1, 1)]
    [InlineData(20, 20, 0, 60, 1, 1)]
    [InlineData(7, 30, 25, 100, 0.5, 0.5)]
    [InlineData(0, 1, 1, 1, 2, 3)]
    [InlineData(0, 0, 5, 20, 1, 1)]
    public void Modelled_power_agrees_with_a_dense_sum(int r, int n, int r0, int n0, double c, double d)
    {
        double total = 0, power = 0, mean = 0;
        for (int i = 0; i < 5_000; i++)
        {
            double a0 = Beta.Quantile((i + 0.5) / 5_000, c, d), a = 1 + a0 * r0, b = 1 + a0 * (n0 - r0), w = Math.Exp(BetaBinomial.LogPmf(r, n, a, b));
            total += w;
            power += w * a0;
            mean += w * (a + r) / (a + b + n);
        }
        var fit = PowerPrior.Normalised(r, n, new("old", n0, r0), c, d);
        Assert.Equal(power / total, fit.Power, 2e-5);
        Assert.Equal(mean / total, fit.Posterior.Mean, 1e-5);
    }

    [Fact]
    public void Two_sided_bootstrap_repeats_and_matches_the_weighted_Cox_model()
    {
        var (x, time, isEvent, comparator) = Trial(1);
        MatchTarget[] targets = [new("age", 62, 9), new("male", 0.6)];
        var fit = MatchedHazardRatio.Bootstrap(x, time, isEvent, targets, [comparator], 200, 3, 150).Value;
        double[] weights = MatchingAdjusted.Weigh(x, targets).Weights;
        int n = time.Length, all = n + comparator.Count;
        var arm = new double[all, 1];
        for (int i = 0; i < n; i++) arm[i, 0] = 1;
        var cox = CoxRegression.Fit(new([.. time, .. comparator.Select(c => c.Time)], [.. isEvent, .. comparator.Select(c => c.Event)], arm)
        {
            Weights = [.. weights, .. comparator.Select(_ => 1.0)],
        });
        Assert.Equal(cox.Coefficients[0].Estimate!.Value, fit.LogHazardRatio, 1e-8);
        Assert.Equal(fit.Values, MatchedHazardRatio.Bootstrap(x, time, isEvent, targets, [comparator], 200, 3, 150).Value.Values);
        Assert.True(fit.Percentile.Lower < fit.LogHazardRatio && fit.LogHazardRatio < fit.Percentile.Upper);
        // the sandwich error takes both sides as random and the weights as known: the bootstrap comes near it
        Assert.InRange(fit.StdErr / cox.Coefficients[0].RobustStdErr!.Value, 0.75, 1.35);
    }

    [Fact]
    public void Two_sided_bootstrap_refuses_an_infeasible_target()
    {
        var (x, time, isEvent, comparator) = Trial(2);
        var refused = MatchedHazardRatio.Bootstrap(x, time, isEvent, [new("age", 200), new("male", 0.5)], [comparator]);
        Assert.True(refused.IsRefused);
        Assert.Contains("outside", refused.Problems[0].ToString());
    }

    /// <summary>RBesT 1.6-6, ess(method = "morita") of its own mixtures for the AS example: 90.819 and 77.479, with 0.01 subjects in its least informative prior.</summary>
    [Fact]
    public void Morita_sample_size_agrees_with_RBesT()
    {
        double[] w = [0.47240063995757, 0.20219819974502, 0.172230424275464, 0.153170736021946];
        double[] a = [32.9762144323653, 12.6739483126056, 22.1195487900045, 2.23302674357715], b = [99.704529608357, 54.9537810914547, 44.0976528723977, 5.44694269052592];
        var mixture = new BetaMixture(w.Select((share, k) => new BetaComponent(share, a[k], b[k])));
        Assert.Equal(90.8190714293948, mixture.MoritaSampleSize()!.Value, 0.0125);
        Assert.Equal(77.478600401587, mixture.Robustify(0.2).MoritaSampleSize()!.Value, 0.0125);
        Assert.Equal(30, new BetaMixture([new(1, 9, 21)]).MoritaSampleSize()!.Value, 1.5); // of one beta: a + b, but for mode and mean
        Assert.Null(new BetaMixture([new(1, 0.5, 4)]).MoritaSampleSize());
    }

    private static (double[,] X, double[] Time, bool[] Event, IReadOnlyList<ReconstructedSubject> Comparator) Trial(ulong seed)
    {
        var random = new SeededRandom(seed);
        var x = new double[80, 2];
        double[] time = new double[80];
        var isEvent = new bool[80];
        for (int i = 0; i < 80; i++)
        {
            (x[i, 0], x[i, 1]) = (58 + 10 * random.NextNormal(), random.NextDouble() < 0.5 ? 1 : 0);
            time[i] = Math.Ceiling(-100 * Math.Log(1 - random.NextDouble())) / 10;
            isEvent[i] = random.NextDouble() < 0.8;
        }
        return (x, time, isEvent, [.. Enumerable.Range(0, 60).Select(_ => new ReconstructedSubject(Math.Ceiling(-70 * Math.Log(1 - random.NextDouble())) / 10, random.NextDouble() < 0.8))]);
    }
}
