using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class RmstBootstrapTests
{
    [Fact]
    public void Replicates_scatter_like_the_standard_error_and_repeat_bit_for_bit()
    {
        var random = new SeededRandom(2);
        double[] times = [.. Enumerable.Range(0, 200).Select(_ => random.NextExponential())];
        bool[] events = [.. times.Select(_ => random.NextDouble() < 0.8)], second = [.. times.Select((_, i) => i % 2 == 1)];
        double[] differences = RmstBootstrap.Differences(times, events, second, 1, 4000, seed: 3);
        var curves = new[] { false, true }.Select(arm => KaplanMeier.Estimate(
            [.. times.Where((_, i) => second[i] == arm)], [.. events.Where((_, i) => second[i] == arm)])).ToArray();
        var exact = Rmst.Compare(curves[0], curves[1], 1);

        double mean = differences.Average(), sd = Math.Sqrt(differences.Average(d => (d - mean) * (d - mean)));
        Assert.Equal(exact.Difference.Estimate!.Value, mean, 2);
        Assert.InRange(sd / Math.Sqrt(Math.Pow(exact.First.StdErr, 2) + Math.Pow(exact.Second.StdErr, 2)), 0.93, 1.07);
        Assert.Equal(differences, RmstBootstrap.Differences(times, events, second, 1, 4000, seed: 3));
    }

    [Fact]
    public void Refuses_an_arm_without_rows() =>
        Assert.StartsWith("Each arm has at least one row.", Assert.Throws<ArgumentException>(() => RmstBootstrap.Differences([1, 2], [true, true], [true, true], 1, 10, 1)).Message);
}
