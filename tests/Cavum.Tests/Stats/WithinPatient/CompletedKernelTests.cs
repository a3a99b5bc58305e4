using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

/// <summary>The interval of the kernel estimator, and its completion where nobody near was followed.</summary>
public class CompletedKernelTests
{
    private static (GmiEstimate Kernel, GmiEstimate Completed) Of(IReadOnlyList<LinePair> pairs, double delta = 1.33)
    {
        var all = GrowthModulation.Estimate(pairs, delta).Estimators;
        return (all.Single(e => e.Method == GmiMethod.KernelKaplanMeier), all.Single(e => e.Method == GmiMethod.CompletedKernel));
    }

    private static LinePair[] Pairs(ulong seed, int n, double follow, bool whole = false)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, n).Select(_ =>
        {
            double first = Math.Exp(random.NextNormal()), second = first * Math.Exp(0.8 * random.NextNormal()), end = follow * random.NextDouble();
            if (whole) (first, second) = (Math.Ceiling(3 * first), Math.Ceiling(3 * second)); // many ties
            return new LinePair(first, Math.Min(second, end), second <= end);
        })];
    }

    /// <summary>Equal first periods give equal weights, so the kernel estimate is Kaplan–Meier's, and the n² jackknife must be that of Kaplan–Meier, done the long way.</summary>
    [Fact]
    public void With_one_first_period_the_jackknife_is_that_of_kaplan_meier_by_hand()
    {
        // Ratios 0.5 (event), 0.8 (censored), 1 (event), 2, 3: S(1.33) = (4/5)(2/3) = 8/15.
        LinePair[] pairs = [new(2, 1, true), new(2, 1.6, false), new(2, 2, true), new(2, 4, true), new(2, 6, false)];
        var (kernel, completed) = Of(pairs);
        double[] left = [2.0 / 3, 3.0 / 4 * (2.0 / 3), 3.0 / 4, 3.0 / 4 * (1.0 / 2), 3.0 / 4 * (1.0 / 2)];
        double mean = left.Average(), se = Math.Sqrt(0.8 * left.Sum(s => (s - mean) * (s - mean)));
        Assert.Equal(8.0 / 15, kernel.Estimate!.Value, 14);
        Assert.Equal(8.0 / 15, completed.Estimate!.Value, 14);
        Assert.Equal(se, completed.StdErr!.Value, 13);
        double half = 1.959963984540054 * se / (8.0 / 15 * (7.0 / 15)), logit = Math.Log(8.0 / 7);
        Assert.Equal(1 / (1 + Math.Exp(half - logit)), kernel.Lower!.Value, 12);
        Assert.Equal(1 / (1 + Math.Exp(-half - logit)), kernel.Upper!.Value, 12);
        Assert.Null(completed.Caution);
    }

    /// <summary>The n² jackknife against leaving each patient out and multiplying again, with the bandwidth held: followed long enough for nobody to be continued.</summary>
    [Theory]
    [InlineData(9, false), InlineData(60, false), InlineData(60, true), InlineData(120, true)]
    public void The_fast_jackknife_is_the_slow_one(int n, bool ties)
    {
        var random = new SeededRandom((ulong)n);
        LinePair[] pairs;
        GmiEstimate completed;
        do // first periods without gaps, so that somebody near everybody is followed
        {
            pairs = [.. Enumerable.Range(0, n).Select(i =>
            {
                double first = ties ? Math.Pow(2, i % 8 - 4) : Math.Exp(3.0 * i / n), ratio = ties ? (1 + random.NextInt(12)) / 8.0 : Math.Exp(0.8 * random.NextNormal());
                return new LinePair(first, first * ratio, random.NextDouble() > 0.25);
            })];
            completed = Of(pairs).Completed;
        }
        while (completed.Caution is not null || completed.Estimate is not (> 0 and < 1));
        double[] log = [.. pairs.Select(p => Math.Log(p.First))];
        double mean = log.Average(), h = Math.Sqrt(log.Sum(x => (x - mean) * (x - mean)) / (n - 1)) * Math.Pow(n, -0.4);
        double[] left = [.. Enumerable.Range(0, n).Select(Without)];
        double centre = left.Average();
        Assert.Equal(Without(-1), completed.Estimate!.Value, 12);
        Assert.Equal(Math.Sqrt(left.Sum(s => (s - centre) * (s - centre)) * (n - 1) / n), completed.StdErr!.Value, 9);

        double Without(int gone)
        {
            double total = 0;
            for (int i = 0; i < n; i++)
            {
                if (i == gone) continue;
                double survival = 1;
                foreach (double ratio in pairs.Where((p, j) => j != gone && p.SecondIsEvent && p.Ratio < 1.33).Select(p => p.Ratio).Distinct().Order())
                {
                    double risk = 0, fails = 0;
                    for (int j = 0; j < n; j++)
                    {
                        if (j == gone || pairs[j].Ratio < ratio) continue;
                        double u = Math.Abs(log[i] - log[j]) / h / Math.Sqrt(2), weight = Math.Abs(0.5 * Math.Exp(-u) * Math.Sin(u + Math.PI / 4));
                        risk += weight;
                        if (pairs[j].Ratio == ratio && pairs[j].SecondIsEvent) fails += weight;
                    }
                    survival *= Math.Max(0, 1 - fails / risk);
                }
                total += survival;
            }
            return total / (gone < 0 ? n : n - 1);
        }
    }

    [Fact]
    public void Limits_hold_the_estimate_and_do_not_depend_on_the_unit_of_time_or_the_order_of_patients()
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            var pairs = Pairs(seed, 30, 3, seed % 2 == 1);
            var (kernel, completed) = Of(pairs);
            var (inDays, completedDays) = Of([.. pairs.Reverse().Select(p => new LinePair(p.First * 30.4, p.Second * 30.4, p.SecondIsEvent))]);
            if (completed.Estimate is not { } estimate || completed.Lower is not { } lower || completed.Upper is not { } upper) continue;
            Assert.InRange(estimate, lower, upper);
            Assert.InRange(kernel.Estimate!.Value, kernel.Lower!.Value, kernel.Upper!.Value);
            Assert.Equal(kernel.Estimate.Value, inDays.Estimate!.Value, 9);
            Assert.Equal(estimate, completedDays.Estimate!.Value, 6);
            Assert.Equal(lower, completedDays.Lower!.Value, 6);
        }
    }

    [Fact]
    public void Where_everybody_is_followed_to_the_threshold_the_completed_estimate_is_the_kernels_and_the_share()
    {
        var pairs = Pairs(4, 40, 1e9);
        var (kernel, completed) = Of(pairs);
        Assert.Equal(kernel.Estimate, completed.Estimate);
        Assert.Null(completed.Caution);
        Assert.Equal(pairs.Count(p => p.Ratio >= 1.33) / 40.0, completed.Estimate!.Value, 0.05);
    }

    [Fact]
    public void Short_follow_up_carries_the_last_value_on_and_the_completion_goes_below_it()
    {
        var pairs = Pairs(7, 60, 1.5);
        var (kernel, completed) = Of(pairs);
        Assert.True(completed.Estimate < kernel.Estimate);
        Assert.Contains("continued by a log-logistic model", completed.Caution, StringComparison.Ordinal);
        Assert.Contains("carried on here", kernel.Caution, StringComparison.Ordinal);
        Assert.Contains("use kernel-km-completed", GrowthModulation.Estimate(pairs).Estimators[0].Caution, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_periods_that_ended_give_no_interval_and_say_so()
    {
        LinePair[] pairs = [.. Enumerable.Range(1, 20).Select(i => new LinePair(i, 0.2 * i + 0.01 * i * i, i <= 4))];
        var (kernel, completed) = Of(pairs);
        Assert.Equal(GmiStatus.NotEstimable, completed.Status);
        Assert.Null(completed.Estimate);
        Assert.Equal(GmiStatus.NoInterval, kernel.Status);
        Assert.Null(kernel.Lower);
        Assert.Contains("needs 5 second periods above 0 that ended", completed.Caution, StringComparison.Ordinal);
    }

    [Fact]
    public void None_or_all_reaching_the_threshold_have_exact_limits()
    {
        LinePair[] all = [.. Enumerable.Range(1, 12).Select(i => new LinePair(i, 3 * i, true))], none = [.. all.Select(p => p with { Second = p.First / 2 })];
        Assert.Equal(Math.Pow(0.025, 1.0 / 12), Of(all).Completed.Lower!.Value, 9);
        Assert.Equal(1, Of(all).Completed.Upper!.Value);
        Assert.Equal(1 - Math.Pow(0.025, 1.0 / 12), Of(none).Kernel.Upper!.Value, 9);
    }

    [Fact]
    public void An_estimate_that_rounding_left_has_exact_limits_and_a_ratio_beyond_all_numbers_is_refused()
    {
        // every ratio is δ itself, which the product counts as ended, but for one censored before
        LinePair[] pairs = [.. Enumerable.Repeat(new LinePair(3, 3 * 1.33, true), 6), new(4, 2, true), new(5, 2, false)];
        Assert.Equal(0, Of(pairs).Completed.Lower!.Value);
        Assert.Equal(1 - Math.Pow(0.025, 1.0 / 7), Of(pairs).Completed.Upper!.Value, 9);
        Assert.Contains("finite", Assert.Throws<ArgumentException>(() => GrowthModulation.Estimate([new(1e-300, 1e300, true), new(1, 1, true)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_relative_index_takes_its_limits_from_both_arms()
    {
        GmiEstimate treated = new(GmiMethod.CompletedKernel, GmiStatus.Done, 0.6, 0.1, 0.4, 0.8), controls = new(GmiMethod.CompletedKernel, GmiStatus.Done, 0.4, 0.08, 0.25, 0.5);
        var (ratio, lower, upper) = GrowthModulationNull.Relative(treated, controls);
        Assert.Equal(1.5, ratio, 14);
        Assert.Equal(1.5 * Math.Exp(-Math.Sqrt(Math.Pow(Math.Log(1.5), 2) + Math.Pow(Math.Log(1.25), 2))), lower!.Value, 12);
        Assert.Equal(1.5 * Math.Exp(Math.Sqrt(Math.Pow(Math.Log(0.8 / 0.6), 2) + Math.Pow(Math.Log(1.6), 2))), upper!.Value, 12);
        Assert.Null(GrowthModulationNull.Relative(treated, controls with { Lower = null }).Lower);
        Assert.Throws<ArgumentException>(() => GrowthModulationNull.Relative(treated, controls with { Estimate = 0 }));
    }
}
