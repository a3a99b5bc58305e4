using Cavum.Assay;

namespace Cavum.Tests.Assay;

public class SharedGrowthTests
{
    private static Reaction Well(int number, double cq, double efficiency = 1.93, double asymmetry = 1.3, double plateau = 10, double baseline = 1, int cycles = 45, double scale = 1)
    {
        double[] f = [.. Enumerable.Range(1, cycles).Select(c => scale * (baseline + plateau * Math.Pow(1 + Math.Pow(efficiency, -asymmetry * (c - cq)), -1 / asymmetry)))];
        return new(WellPosition.FromNumber(number, 12), $"S{number}", SampleRole.Unknown, "EBV", "FAM", Cq.Unreported, AmplificationCurve.Of(f));
    }

    private static IReadOnlyList<GrowthReaction> Analyse(params Reaction[] wells) => SharedGrowth.Analyse(new QpcrRun("r", "e", wells));

    /// <summary>By hand: F = 1 + 10/(1 + 2^(20 − c)) is half-way at 20, doubles far below it, and so starts at 2⁻²⁰ plateaus; 3 cycles later is an eighth.</summary>
    [Fact]
    public void A_logistic_that_doubles_starts_at_two_to_the_minus_Cq()
    {
        var results = Analyse(Well(1, 20, 2, 1), Well(2, 23, 2, 1), Well(3, 26, 2, 1));
        Assert.All(results, r => Assert.Equal(GrowthStatus.Quantified, r.Status));
        Assert.Equal(20, results[0].Cq!.Value, 1e-6);
        Assert.Equal(2, results[0].Efficiency!.Value, 1e-6);
        Assert.Equal(1, results[0].Asymmetry!.Value, 1e-5);
        Assert.Equal(10, results[0].Plateau!.Value, 1e-5);
        Assert.Equal(1, results[0].Baseline!.Value, 1e-6);
        Assert.Equal(1, results[0].RelativeStart!.Value * Math.Pow(2, 20), 1e-4);
        Assert.Equal(1 / 8.0, results[1].RelativeStart!.Value / results[0].RelativeStart!.Value, 1e-5);
    }

    [Theory]
    [InlineData(1.7, 0.9)]
    [InlineData(1.95, 1.3)]
    [InlineData(1.85, 1.8)]
    public void Scale_and_background_change_nothing_and_a_dilution_shifts_the_start_by_its_fold(double efficiency, double asymmetry)
    {
        double[] folds = [1, 10, 100, 3000];
        Reaction[] Series(double scale, double baseline) =>
            [.. folds.Select((k, i) => Well(i + 1, 18 + Math.Log(k) / Math.Log(efficiency), efficiency, asymmetry, plateau: 8 + i, baseline: baseline, scale: scale))];
        var plain = Analyse(Series(1, 1));
        var other = Analyse(Series(4096, -0.5));
        for (int i = 0; i < folds.Length; i++)
        {
            Assert.Equal(efficiency, plain[i].Efficiency!.Value, 1e-6);
            Assert.Equal(folds[i], plain[0].RelativeStart!.Value / plain[i].RelativeStart!.Value, 1e-4 * folds[i]);
            Assert.Equal(plain[i].Cq!.Value, other[i].Cq!.Value, 1e-6);
        }
    }

    [Fact]
    public void Missing_cycles_are_left_out_and_not_bridged()
    {
        var whole = Well(1, 22);
        var gaps = whole with { Curve = AmplificationCurve.FromReadings([.. Enumerable.Range(1, 45).Where(c => c is not (5 or 17 or 18 or 20 or 24 or 40)).Select(c => (c, whole.Curve[c]!.Value))]) };
        var results = Analyse(gaps, Well(2, 20), Well(3, 25));
        Assert.Equal(22, results[0].Cq!.Value, 1e-5);
    }

    [Fact]
    public void Every_reaction_without_a_start_says_why()
    {
        var flat = Well(1, 22) with { Curve = AmplificationCurve.Of([.. Enumerable.Repeat(0.5, 45)]) };
        Reaction[] three = [Well(2, 20), Well(3, 22), Well(4, 25)];
        Assert.All(Analyse(three[0], three[1]), r => Assert.Equal(GrowthStatus.TooFewReactions, r.Status));
        Assert.All(Analyse(three[0], three[1], three[2] with { Role = SampleRole.Ntc }), r => Assert.Equal(GrowthStatus.TooFewReactions, r.Status));
        var results = Analyse([.. three, flat, Well(5, 45), Well(6, 24, efficiency: 1.5, asymmetry: 2.5), Well(7, 23)]);
        Assert.Equal([GrowthStatus.Quantified, GrowthStatus.Quantified, GrowthStatus.Quantified, GrowthStatus.NotAmplified, GrowthStatus.NoPlateau, GrowthStatus.OtherShape, GrowthStatus.Quantified], results.Select(r => r.Status));
        Assert.All(results.Where(r => r.Status != GrowthStatus.Quantified), r => Assert.True(r.Cq is null && r.RelativeStart is null));
        Assert.Equal(1.93, results[0].Efficiency!.Value, 1e-3);
        Assert.All(Analyse(Well(1, 20, 2.4), Well(2, 22, 2.4), Well(3, 24, 2.4)), r => Assert.Equal(GrowthStatus.NoSharedShape, r.Status));
        Assert.Empty(Analyse());
    }

    /// <summary>
    /// A curve that comes a little later has a little other weights: wells whose readings differ by a shift of any part of a cycle keep their distance.
    /// Counting readings from the largest second difference, one more or less of them moved Cq by 0.012 here.
    /// </summary>
    [Fact]
    public void Cq_moves_with_the_curve_and_not_with_the_grid_of_cycles()
    {
        Reaction[] wells = [.. Enumerable.Range(0, 21).Select(i => Bent(Well(i + 1, 22 + 0.05 * i)))];
        double[] cq = [.. Analyse(wells).Select((r, i) => r.Cq!.Value - 0.05 * i)];
        Assert.True(cq.Max() - cq.Min() < 0.006, $"Cq less its shift spans {cq.Max() - cq.Min()}");

        // Growth that slows in another way than the model's: a plateau that keeps rising.
        static Reaction Bent(Reaction well) => well with { Curve = AmplificationCurve.Of([.. Enumerable.Range(1, 45).Select(c => well.Curve[c]!.Value + 0.25 * double.LogP1(well.Curve[c]!.Value - 1))]) };
    }

    [Fact]
    public void Cycles_missing_from_the_ground_change_nothing()
    {
        Reaction[] wells = [.. new[] { 22, 24.3, 27.1, 29.8 }.Select((c, i) => Noisy(Well(i + 1, c), 0.02, (ulong)i))];
        var whole = Analyse(wells);
        var cut = Analyse([.. wells.Select(w => w with { Curve = AmplificationCurve.FromReadings([.. Enumerable.Range(5, 41).Select(c => (c, w.Curve[c]!.Value))]) })]);
        for (int i = 0; i < wells.Length; i++) Assert.Equal(whole[i].Cq!.Value, cut[i].Cq!.Value, 0.01);
    }

    /// <summary>A reading far off after the plateau sends the sigmoid of its well seven cycles too early; it lies outside the window of its Cq.</summary>
    [Fact]
    public void A_dip_after_the_plateau_changes_nothing()
    {
        Reaction[] sound = [.. new[] { 18, 21.3, 24.6, 28, 31.4 }.Select((c, i) => Noisy(Well(i + 1, c), 0.01, (ulong)i))];
        var plain = Analyse(sound);
        var dipped = Analyse([.. sound[..2], With(sound[2], (31, -20)), .. sound[3..]]);
        for (int i = 0; i < sound.Length; i++) Assert.Equal(plain[i].Cq!.Value, dipped[i].Cq!.Value, 1e-6);
    }

    /// <summary>A well whose signal was lost in the last cycles has a plateau below its ground, and kept the whole target from a shape.</summary>
    [Fact]
    public void A_broken_curve_leaves_the_others_their_shape()
    {
        Reaction[] sound = [.. new[] { 18, 21.3, 28, 31.4, 34.7 }.Select((c, i) => Noisy(Well(i + 1, c), 0.01, (ulong)i))];
        var results = Analyse([.. sound, With(Well(9, 24.6), [.. Enumerable.Range(41, 5).Select(c => (c, 0.0))])]);
        Assert.Equal(GrowthStatus.OtherShape, results[5].Status);
        Assert.All(results.Take(5), r => Assert.Equal(GrowthStatus.Quantified, r.Status));
        Assert.Equal(1.93, results[0].Efficiency!.Value, 0.05);
    }

    private static Reaction With(Reaction well, params (int Cycle, double Fluorescence)[] readings)
    {
        double[] f = [.. Enumerable.Range(1, well.Curve.Cycles).Select(c => well.Curve[c]!.Value)];
        foreach (var (cycle, fluorescence) in readings) f[cycle - 1] = fluorescence;
        return well with { Curve = AmplificationCurve.Of(f) };
    }

    /// <summary>Nothing grows faster than by doubling, so an estimate of 2.05 is one of 2, and the asymmetry follows it.</summary>
    [Fact]
    public void An_efficiency_beyond_doubling_is_held_at_doubling()
    {
        var results = Analyse(Well(1, 20, 2.05), Well(2, 23, 2.05), Well(3, 26, 2.05));
        Assert.All(results, r => Assert.Equal(GrowthStatus.Quantified, r.Status));
        Assert.Equal(2, results[0].Efficiency!.Value, 1e-12);
        Assert.NotEqual(1.3, results[0].Asymmetry!.Value, 1e-3);
        Assert.Equal(Math.Pow(2, -results[2].Cq!.Value), results[2].RelativeStart!.Value, 1e-12);
    }

    /// <summary>40 simulated plates of 12 wells: the mean standard error against the spread of the efficiencies.</summary>
    [Fact]
    public void The_standard_error_of_the_efficiency_is_that_of_repeated_plates()
    {
        var found = Enumerable.Range(0, 40).Select(plate => Analyse([.. Enumerable.Range(0, 12).Select(i => Noisy(Well(i + 1, 20 + i), 0.02, (ulong)(12 * plate + i)))])[0]).ToArray();
        double mean = found.Average(f => f.Efficiency!.Value), spread = Math.Sqrt(found.Average(f => Math.Pow(f.Efficiency!.Value - mean, 2)));
        Assert.InRange(found.Average(f => f.EfficiencyStdErr!.Value) / spread, 0.7, 1.3);
        Assert.Equal(1.93, mean, 3 * spread / Math.Sqrt(found.Length) + 0.01);
    }

    private static Reaction Noisy(Reaction well, double sd, ulong stream)
    {
        var chance = new Cavum.Core.SeededRandom(7, stream);
        return well with { Curve = AmplificationCurve.Of([.. Enumerable.Range(1, well.Curve.Cycles).Select(c => well.Curve[c]!.Value + sd * chance.NextNormal())]) };
    }

    /// <summary>
    /// The Vermeulen standards, of which the method is told nothing: medians over 64 assays. Promised 0.99–1.01, 9,500–10,500 and 0.058;
    /// the peers have slopes of 0.962 and 0.977, ratios of 6,941 and 7,855, SDs of 0.0603 and 0.0614. Held out by assay: docs/validation/shared-growth.md.
    /// </summary>
    [Fact]
    public void Recovers_the_Vermeulen_standards_without_being_told_them()
    {
        var slopes = new List<double>();
        var ratios = new List<double>();
        var scatter = new List<double>();
        foreach (var run in InstrumentFiles.ReadFile(Shared.Path("data/assay/rdml/data_vermeulen_std_150000_15.rdml")).Value.Runs)
        {
            var results = SharedGrowth.Analyse(run);
            Assert.All(results, r => Assert.Equal(GrowthStatus.Quantified, r.Status));
            var levels = results.GroupBy(r => Math.Log10(QuantifyTests.Number(r.Reaction.Sample.Split('_')[1])), r => Math.Log10(r.RelativeStart!.Value)).OrderBy(g => g.Key).ToList();
            double middle = levels.Average(g => g.Key);
            slopes.Add(levels.Sum(g => g.Sum(y => (g.Key - middle) * y)) / levels.Sum(g => g.Count() * (g.Key - middle) * (g.Key - middle)));
            ratios.Add(Math.Pow(10, levels[^1].Average() - levels[0].Average()));
            scatter.Add(Math.Sqrt(levels.Average(g => g.Sum(y => Math.Pow(y - g.Average(), 2)) / (g.Count() - 1))));
        }
        Assert.Equal(64, slopes.Count);
        Assert.InRange(Median(slopes), 0.99, 1.01);
        Assert.InRange(Median(ratios), 9500, 10500);
        Assert.InRange(Median(scatter), 0.05, 0.058);
    }

    /// <summary>oracles/assay/bench: cpD2 and Cy0 of four-parameter fits against the standards, by assay; medians as published.</summary>
    [Fact]
    public void With_the_standard_curve_the_published_medians_come_out()
    {
        var expected = Cavum.Core.CsvTable.ReadFile(Shared.Path("oracles/assay/bench/vermeulen2_stdcurves_cpD2_Cy0.csv")).Value.Rows.Where(r => r["model"] == "l4").ToDictionary(r => r["target"]);
        var slopes = new List<(double D2, double Cy0)>();
        var fits = new List<StandardCurve>();
        foreach (var run in InstrumentFiles.ReadFile(Shared.Path("data/assay/rdml/data_vermeulen_std_150000_15.rdml")).Value.Runs)
        {
            var read = run.Reactions.Select(r => (Copies: QuantifyTests.Number(r.Sample.Split('_')[1]), Fit: SigmoidFitter.Fit(r.Curve, SigmoidModel.L4))).ToArray();
            var d2 = StandardCurveFit.Fit([.. read.Select(r => new StandardPoint(r.Copies, r.Fit.CpD2!.Value))])!;
            var cy0 = StandardCurveFit.Fit([.. read.Select(r => new StandardPoint(r.Copies, r.Fit.Cy0!.Value))])!;
            slopes.Add((d2.Slope, cy0.Slope));
            fits.Add(d2);
            var row = expected[run.Id.Split("_20")[0]];
            Assert.Equal(QuantifyTests.Number(row["cpD2_slope"]), d2.Slope, 0.006); // readings on the 0.01 grid
            Assert.Equal(QuantifyTests.Number(row["Cy0_slope"]), cy0.Slope, 0.006);
        }
        Assert.Equal(-3.458, Median(slopes.Select(s => s.D2)), 0.001);
        Assert.Equal(-3.443, Median(slopes.Select(s => s.Cy0)), 0.001);
        Assert.Equal(0.9982, Median(fits.Select(f => f.RSquared)), 0.0001);
        Assert.Equal(0.065, Median(fits.Select(f => f.ResidualStdDev / Math.Abs(f.Slope))), 0.0006);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
