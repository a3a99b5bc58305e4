using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class KaplanMeierTests
{
    [Fact]
    public void Five_subjects_by_hand()
    {
        // 1 death of 5; 1 death and 1 censoring at 2, death first; censoring at 3; death of the last.
        var curve = KaplanMeier.Estimate([2, 1, 2, 3, 4], [true, true, false, false, true]);

        Assert.Equal([1, 2, 3, 4], curve.Times.ToArray());
        Assert.Equal(0.8, curve[0].Survival, 15);
        Assert.Equal(0.6, curve[1].Survival, 15);
        Assert.Equal(0.6, curve[2].Survival, 15);
        Assert.Equal(0, curve[3].Survival);
        Assert.Equal(0.6 * Math.Sqrt(1 / 20.0 + 1 / 12.0), curve[1].StdErr!.Value, 15);
        Assert.Null(curve[3].StdErr);
        Assert.Null(curve[3].Lower);
        Assert.Equal(1, curve[1].Censored);
    }

    [Fact]
    public void Times_that_differ_by_rounding_are_one_time_the_later()
    {
        var curve = KaplanMeier.Estimate([0.1 + 0.2, 0.3, 1], [true, true, false]);

        Assert.Equal(2, curve.Count);
        Assert.Equal(0.1 + 0.2, curve[0].Time);
        Assert.Equal(1.0 / 3, curve[0].Survival, 15);
    }

    [Fact]
    public void A_chain_of_small_gaps_is_one_time_and_large_times_tie_by_the_mean()
    {
        var (times, _) = TimeTies.Merge([5, 5 + 1e-8, 5 + 2e-8, 5 + 1e-7]);
        Assert.Equal([5 + 2e-8, 5 + 2e-8, 5 + 2e-8, 5 + 1e-7], times);

        var (large, _) = TimeTies.Merge([1e9, 1e9 + 1, 2e9]);
        Assert.Equal([1e9 + 1, 1e9 + 1, 2e9], large);
    }

    [Fact]
    public void The_order_of_subjects_does_not_matter()
    {
        var random = new SeededRandom(3);
        double[] times = [.. Enumerable.Range(0, 700).Select(_ => Math.Ceiling(20 * random.NextExponential()))];
        bool[] events = [.. times.Select(_ => random.NextDouble() < 0.6)];
        var forwards = KaplanMeier.Estimate(times, events).Steps.ToArray();

        Array.Reverse(times);
        Array.Reverse(events);

        Assert.Equal(forwards, KaplanMeier.Estimate(times, events).Steps.ToArray());
    }

    [Fact]
    public void Whole_weights_are_repeated_rows_and_the_curve_never_rises()
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            var random = new SeededRandom(seed);
            double[] times = [.. Enumerable.Range(0, 40).Select(_ => Math.Round(5 * random.NextExponential(), 1))];
            bool[] events = [.. times.Select(_ => random.NextDouble() < 0.5)];
            double[] weights = [.. times.Select(_ => (double)random.NextInt(3))];
            weights[0] = 1;
            var weighted = KaplanMeier.Estimate(times, events, weights: weights);
            var repeated = KaplanMeier.Estimate(
                [.. times.SelectMany((t, i) => Enumerable.Repeat(t, (int)weights[i]))], [.. events.SelectMany((e, i) => Enumerable.Repeat(e, (int)weights[i]))]);

            foreach (double t in times) Assert.Equal(repeated.SurvivalAt(t), weighted.SurvivalAt(t), 12);
            for (int i = 1; i < weighted.Count; i++) Assert.True(weighted.Survival[i] <= weighted.Survival[i - 1]);
        }
    }

    [Fact]
    public void The_radix_sort_agrees_with_the_plain_one_and_is_stable()
    {
        var random = new SeededRandom(9);
        double[] values = [.. Enumerable.Range(0, 5000).Select(i => i % 3 == 0 ? Math.Floor(random.NextExponential() * 9) : random.NextNormal())];
        var (times, _) = TimeTies.Merge(values);

        Assert.Equal(values, times);
        double[] close = [.. values.Select(v => 1e9 + Math.Abs(v) * 1e-6)]; // differs in low bits only
        Assert.Equal(close.Select(v => v).Distinct().OrderBy(v => v).Last(), KaplanMeier.Estimate(close, new bool[close.Length]).LastTime);
        Assert.Equal(values.Select(v => Math.Abs(v)).Distinct().OrderBy(v => v),
            KaplanMeier.Estimate([.. values.Select(v => Math.Abs(v))], new bool[values.Length]).Times.ToArray());
    }

    [Fact]
    public void A_last_event_of_weight_zero_leaves_finite_robust_errors()
    {
        var curve = KaplanMeier.Estimate([1, 2, 3, 4], [true, false, true, true], new() { Robust = true }, weights: [1, 2, 1, 0]);
        foreach (var step in curve.Steps) Assert.True(double.IsFinite(step.CumulativeHazardStdErr), $"at {step.Time}");
        Assert.Equal([1, 2, 3, 4], curve.Steps.Select(s => s.Time));
    }

    [Fact]
    public void Rows_of_weight_zero_change_nothing_in_the_test_of_proportional_hazards()
    {
        double[,] x = { { 1 }, { 0 }, { 2 }, { 1 }, { 0 }, { 2 }, { 1 } }, without = { { 0 }, { 2 }, { 1 }, { 0 }, { 2 }, { 1 } };
        var all = CoxRegression.Fit(new([1, 2, 3, 4, 5, 6, 7], [true, true, true, false, true, true, true], x) { Weights = [0, 1, 2, 1, 1, 2, 1] });
        var some = CoxRegression.Fit(new([2, 3, 4, 5, 6, 7], [true, true, false, true, true, true], without) { Weights = [1, 2, 1, 1, 2, 1] });
        Assert.Equal(ProportionalHazards.Test(some)[0].ChiSquare!.Value, ProportionalHazards.Test(all)[0].ChiSquare!.Value, 12);
    }

    [Fact]
    public void Refuses_a_time_that_is_not_a_number_and_weights_that_are_all_zero()
    {
        Assert.StartsWith("Time 1 (from 0) is NaN", Assert.Throws<ArgumentException>(() => KaplanMeier.Estimate([1, double.NaN], [true, true])).Message);
        Assert.StartsWith("Time 0 (from 0) is -1", Assert.Throws<ArgumentException>(() => KaplanMeier.Estimate([-1, 2], [true, true])).Message);
        Assert.StartsWith("All weights are zero.", Assert.Throws<ArgumentException>(() => KaplanMeier.Estimate([1, 2], [true, true], weights: [0, 0])).Message);
        Assert.StartsWith("2 times but 1 event flags.", Assert.Throws<ArgumentException>(() => KaplanMeier.Estimate([1, 2], [true])).Message);
    }
}
