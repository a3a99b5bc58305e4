using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Tests.Preclinical;

public class MarkerReadoutTests
{
    [Fact]
    public void By_hand_percentage_median_and_Jeffreys_limits()
    {
        var readout = MarkerReadout.Of("CD69", [1, 2, 3, 4], [false, false, false, true]);

        Assert.Equal(25, readout.Percent);
        Assert.Equal(2.5, readout.Median);
        Assert.Equal(4, readout.MedianOfPositive);
        Assert.True(readout.FewEvents);
        Assert.InRange(readout.Lower!.Value, 1, 5);
        Assert.Equal(0, MarkerReadout.Interval(0, 10).Lower);
        Assert.Equal(1, MarkerReadout.Interval(10, 10).Upper);
        Assert.Null(MarkerReadout.Of("CD69", [], []).Percent);
    }

    [Fact]
    public void The_valley_lies_between_two_clouds_and_a_control_gives_its_quantile()
    {
        var chance = new SeededRandom(12);
        double[] two = [.. Enumerable.Range(0, 4000).Select(i => (i % 4 == 0 ? 0.7 : 0.3) + 0.05 * chance.NextNormal())];
        double[] one = [.. Enumerable.Range(0, 4000).Select(_ => 0.3 + 0.05 * chance.NextNormal())];

        var valley = PositiveThreshold.FromDensity(two);
        var control = PositiveThreshold.FromControl(one);

        Assert.Equal(ThresholdSource.Valley, valley.Source);
        Assert.InRange(valley.Value, 0.42, 0.6);
        Assert.InRange(control.Value, 0.4, 0.47);
    }

    [Fact]
    public void By_hand_Welch_and_paired_comparisons_of_animals()
    {
        var welch = MarkerComparison.Groups([1, 2, 3], [3, 4, 5])!;
        Assert.Equal(2, welch.Difference, 12);
        Assert.Equal(Math.Sqrt(2.0 / 3), welch.StdErr, 12);
        Assert.Equal(4, welch.DegreesOfFreedom, 12);
        Assert.Equal(0.0705, welch.PValue, 3);
        Assert.Equal(2, MarkerComparison.Paired([1, 2, 3], [2, 4.5, 5.5])!.Difference, 12);
        Assert.Null(MarkerComparison.Groups([1], [2, 3]));
    }

    [Fact]
    public void Single_stains_give_back_the_spillover_that_made_them()
    {
        var chance = new SeededRandom(5);
        FcsDataSet Made(double a, double b) => new(new Dictionary<string, string>(),
            [new(1, "A", "", 32, 262144, 0, 1, 1, FcsDataType.Single), new(2, "B", "", 32, 262144, 0, 1, 1, FcsDataType.Single)],
            Columns(a, b));
        double[][] Columns(double a, double b)
        {
            double[] x = new double[5000], y = new double[5000];
            for (int i = 0; i < 5000; i++)
            {
                double dye = i % 2 == 0 ? 10000 * (1 + 0.1 * chance.NextNormal()) : 0;
                x[i] = a * dye + 20 * chance.NextNormal();
                y[i] = b * dye + 20 * chance.NextNormal();
            }
            return [x, y];
        }
        var matrix = SingleStains.Estimate([("A", Made(1, 0.2)), ("B", Made(0.05, 1))], Made(0, 0)).Value;

        Assert.Equal(0.2, matrix.Coefficients[0, 1], 0.005);
        Assert.Equal(0.05, matrix.Coefficients[1, 0], 0.005);
        Assert.Equal(1, matrix.Coefficients[0, 0]);
    }
}
