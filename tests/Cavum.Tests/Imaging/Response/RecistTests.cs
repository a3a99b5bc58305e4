using System.Globalization;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class RecistTests
{
    private static CtTimePoint Sum(double? sum, string nonTarget = "none", bool isNew = false) => new() { SumMm = sum, NonTarget = nonTarget, NewLesion = isNew };

    /// <summary>Sums in mm at baseline and each follow-up; the category of the last.</summary>
    [Theory]
    [InlineData("100 70", "PR")]
    [InlineData("100 70.1", "SD")]
    [InlineData("100 20 24", "PR")]
    [InlineData("30 20 24", "SD")]
    [InlineData("30 25 30", "PD")]
    [InlineData("50 30 36", "PD")]
    [InlineData("100 120", "PD")]
    [InlineData("100 119.9", "SD")]
    [InlineData("20 24", "SD")]
    [InlineData("20 25", "PD")]
    [InlineData("25 30", "PD")]
    [InlineData("100 0", "CR")]
    [InlineData("100 0 4", "PR")]
    [InlineData("100 0 5", "PD")]
    [InlineData("100 ?", "NE")]
    [InlineData("100 50 ? 60", "PD")]
    [InlineData("0 0", "NE")]
    public void Compares_with_baseline_and_nadir(string sums, string category)
    {
        CtTimePoint[] points = [.. sums.Split(' ').Select(s => Sum(s == "?" ? null : double.Parse(s, CultureInfo.InvariantCulture)))];
        Assert.Equal(category, Recist.Assess(points, false).Category);
    }

    /// <summary>Target sum at follow-up for a baseline of 100, non-target, new lesion.</summary>
    [Theory]
    [InlineData(0.0, "CR", false, "CR")]
    [InlineData(0.0, "none", false, "CR")]
    [InlineData(0.0, "nonCrNonPd", false, "PR")]
    [InlineData(0.0, "NE", false, "PR")]
    [InlineData(60.0, "nonCrNonPd", false, "PR")]
    [InlineData(60.0, "NE", false, "PR")]
    [InlineData(60.0, "CR", false, "PR")]
    [InlineData(90.0, "nonCrNonPd", false, "SD")]
    [InlineData(90.0, "NE", false, "SD")]
    [InlineData(90.0, "CR", false, "SD")]
    [InlineData(null, "nonCrNonPd", false, "NE")]
    [InlineData(null, "CR", false, "NE")]
    [InlineData(130.0, "CR", false, "PD")]
    [InlineData(130.0, "NE", true, "PD")]
    [InlineData(60.0, "PD", false, "PD")]
    [InlineData(null, "PD", false, "PD")]
    [InlineData(0.0, "CR", true, "PD")]
    [InlineData(null, "NE", true, "PD")]
    public void Joins_target_non_target_and_new(double? sum, string nonTarget, bool isNew, string category) =>
        Assert.Equal(category, Recist.Assess([Sum(100, "nonCrNonPd"), Sum(sum, nonTarget, isNew)], false).Category);

    [Theory]
    [InlineData("CR", false, "CR")]
    [InlineData("nonCrNonPd", false, "nonCrNonPd")]
    [InlineData("NE", false, "NE")]
    [InlineData("none", false, "NE")]
    [InlineData("PD", false, "PD")]
    [InlineData("CR", true, "PD")]
    public void Non_target_disease_alone(string nonTarget, bool isNew, string category) =>
        Assert.Equal(category, Recist.Assess([Sum(null, "nonCrNonPd"), Sum(null, nonTarget, isNew)], false).Category);

    /// <summary>Targets as "30 20n": n is a node, ? not measured, t too small to measure.</summary>
    [Theory]
    [InlineData("30 20n", "0 9.9n", "CR")]
    [InlineData("30 20n", "0 10n", "PR")]
    [InlineData("30 20n", "0 0n", "CR")]
    [InlineData("30 20n", "t 9n", "PR")]
    [InlineData("30 20", "? 60", "PD")]
    [InlineData("30 20", "? 20", "NE")]
    [InlineData("30 20", "? ?", "NE")]
    [InlineData("30 20", "20 15", "PR")]
    [InlineData("30 20", "30 25", "SD")]
    [InlineData("30 20", "36 24", "PD")]
    public void Follows_single_targets(string baseline, string now, string category)
    {
        static CtTimePoint Point(string text) => new()
        {
            Targets = [.. text.Split(' ').Select((t, i) => new CtTarget($"{i}",
                t is "?" or "t" ? null : double.Parse(t.TrimEnd('n'), CultureInfo.InvariantCulture), t.EndsWith('n')) { TooSmall = t == "t" })],
        };
        Assert.Equal(category, Recist.Assess([Point(baseline), Point(now)], false).Category);
    }

    [Theory]
    [InlineData(10, false, 5, true)]
    [InlineData(9.9, false, 5, false)]
    [InlineData(10, false, 8, false)]
    [InlineData(16, false, 8, true)]
    [InlineData(15, true, 5, true)]
    [InlineData(14.9, true, 5, false)]
    public void Knows_what_is_measurable(double mm, bool node, double slice, bool measurable) => Assert.Equal(measurable, Recist.IsMeasurable(mm, node, slice));

    [Theory]
    [InlineData(15, "target")]
    [InlineData(14.9, "nonTarget")]
    [InlineData(10, "nonTarget")]
    [InlineData(9.9, "normal")]
    public void Sorts_nodes_by_short_axis(double mm, string kind) => Assert.Equal(kind, Recist.NodeKind(mm));

    [Fact]
    public void Chooses_at_most_five_targets_and_two_an_organ()
    {
        CtTarget[] lesions = [.. Enumerable.Range(1, 9).Select(i => new CtTarget($"{i}", 10 + i, false, i <= 4 ? "liver" : null)), new("node", 14, true)];
        Assert.Equal("9 8 7 6 5", string.Join(' ', Recist.ChooseTargets(lesions).Select(t => t.Id)));
        Assert.Equal("4 3", string.Join(' ', Recist.ChooseTargets(lesions.Take(4)).Select(t => t.Id)));
    }

    [Fact]
    public void No_CT_is_not_evaluable()
    {
        Assert.Equal("NE", Recist.Assess([], false).Category);
        Assert.Equal("NE", IRecist.Assess([Sum(10)]).Category);
    }

    /// <summary>Sums at day 0, then every 30 days.</summary>
    [Theory]
    [InlineData("100 60 60", true, "PR")]
    [InlineData("100 60 90", true, "PD")]
    [InlineData("100 90 60 90", true, "SD")]
    [InlineData("100 60 90", false, "PR")]
    [InlineData("100 0 0", true, "CR")]
    [InlineData("100 60 ? 60", true, "PR")]
    [InlineData("100 60 130", false, "PR")]
    [InlineData("100 130 60", false, "PD")]
    [InlineData("100 90 130", true, "SD")]
    [InlineData("100 60 0", true, "PR")]
    public void Best_overall_response_with_and_without_confirmation(string sums, bool confirm, string best)
    {
        var day = new DateOnly(2026, 1, 1);
        CtTimePoint[] points = [.. sums.Split(' ').Select((s, i) => Sum(s == "?" ? null : double.Parse(s, CultureInfo.InvariantCulture)) with { Date = day.AddDays(30 * i) })];
        Assert.Equal(best, Recist.BestOverall(day, Recist.Course(points), confirm));
    }

    [Fact]
    public void A_new_lesion_never_improves_RECIST()
    {
        var random = new SeededRandom(7);
        string[] rank = ["CR", "PR", "nonCrNonPd", "SD", "NE", "PD"];
        string[] nonTargets = ["CR", "nonCrNonPd", "PD", "NE", "none"];
        for (int i = 0; i < 500; i++)
        {
            var baseline = Sum(10 + random.NextDouble() * 90, "nonCrNonPd");
            var now = Sum(random.NextDouble() < 0.1 ? null : random.NextDouble() * 120, nonTargets[(int)(random.NextDouble() * 5)]);
            string without = Recist.Assess([baseline, now], false).Category, with = Recist.Assess([baseline, now with { NewLesion = true }], false).Category;
            Assert.True(Array.IndexOf(rank, with) >= Array.IndexOf(rank, without));
            Assert.Equal("PD", with);
        }
    }
}
