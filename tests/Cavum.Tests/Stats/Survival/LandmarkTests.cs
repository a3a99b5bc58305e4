using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class LandmarkTests
{
    [Fact]
    public void Rows_that_ended_by_the_landmark_are_left_out_and_counted()
    {
        var rows = LandmarkAnalysis.At(3, [1, 3, 4, 7], [true, true, false, true]);

        Assert.Equal([2, 3], rows.Index);
        Assert.Equal([1, 4], rows.Times);
        Assert.Equal([false, true], rows.Events);
        Assert.Equal(2, rows.EndedBefore);
    }

    [Fact]
    public void A_change_cuts_its_row_and_a_change_after_the_end_does_not()
    {
        var input = LandmarkAnalysis.SplitAtChange([5, 4, 3], [true, true, false], [2, 9, 0]);

        Assert.Equal([0, 2, 0, 0], input.Entries);
        Assert.Equal([2, 5, 4, 3], input.Times);
        Assert.Equal([false, true, true, false], input.Events);
        Assert.Equal([0.0, 1, 0, 1], input.Covariates.Cast<double>());
        Assert.Equal([0, 0, 1, 2], input.Clusters);
    }

    [Fact]
    public void Grouping_from_time_zero_by_a_later_change_favours_the_changed_and_time_dependence_does_not()
    {
        var random = new Cavum.Core.SeededRandom(14);
        double[] times = new double[400], changes = new double[400];
        for (int i = 0; i < 400; i++) (times[i], changes[i]) = (random.NextExponential(), random.NextExponential());
        bool[] events = [.. times.Select(_ => true)];
        var naive = new double[400, 1];
        for (int i = 0; i < 400; i++) naive[i, 0] = changes[i] < times[i] ? 1 : 0;

        Assert.True(CoxRegression.Fit(new(times, events, naive)).Coefficients[0].Upper < 0.8);
        var honest = CoxRegression.Fit(LandmarkAnalysis.SplitAtChange(times, events, changes)).Coefficients[0];
        Assert.InRange(1, honest.Lower!.Value, honest.Upper!.Value);
    }

    [Fact]
    public void AStretchShorterThanRoundingIsNone()
    {
        var input = LandmarkAnalysis.SplitAtChange([5, 4], [true, true], [5 - 1e-9, 1e-9]);
        Assert.Equal([0.0, 1], new[] { input.Covariates[0, 0], input.Covariates[1, 0] });
        Assert.Equal(2, input.Times.Length);
        Assert.Equal([1], LandmarkAnalysis.NeverAtRisk([1e300, 7], [double.PositiveInfinity, double.PositiveInfinity]));
    }

    [Fact]
    public void Refuses_a_negative_landmark_and_change()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LandmarkAnalysis.At(-1, [1], [true]));
        Assert.StartsWith("Change 0 (from 0) is -2", Assert.Throws<ArgumentException>(() => LandmarkAnalysis.SplitAtChange([1], [true], [-2])).Message);
    }
}
