using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Tests.Assay;

public class HarmonisationTests
{
    private static PairedLevels[] Pairs(double intercept, double slope, double sd, int n = 40)
    {
        var random = new SeededRandom(7);
        return [.. Enumerable.Range(0, n).Select(i =>
        {
            double x = 1.5 + 4.5 * i / (n - 1);
            return new PairedLevels($"s{i}", new EbvLevel.Quantified(Math.Pow(10, x + sd * random.NextNormal())), new EbvLevel.Quantified(Math.Pow(10, intercept + slope * x + sd * random.NextNormal())));
        })];
    }

    [Fact]
    public void A_bridge_without_noise_is_the_line_itself()
    {
        var bridge = AssayBridges.Build(Pairs(0.3, 0.95, 0))!;
        Assert.Equal(0.95, bridge.Deming.Slope, 1e-9);
        Assert.Equal(0.3, bridge.PassingBablok.Intercept, 1e-9);
        Assert.False(bridge.Interchangeable);
        var line = new BridgeLine("A", "B", 0.3, 0.95, 0, 1, 1e6);
        Assert.Equal(Math.Pow(10, 0.3 + 0.95 * 3), ((EbvLevel.Quantified)line.Convert(new EbvLevel.Quantified(1000))).Value, 1e-9);
        Assert.Equal(Math.Pow(10, 0.3 + 0.95), ((EbvLevel.NotDetected)line.Convert(new EbvLevel.NotDetected(10))).Lod, 1e-9);
    }

    [Fact]
    public void The_same_assay_twice_may_be_read_alike_and_a_hundredfold_is_a_change_of_unit()
    {
        PairedLevels[] alike = [.. Enumerable.Range(0, 40).Select(i => new PairedLevels($"s{i}", new EbvLevel.Quantified(Math.Pow(10, 2 + 0.1 * i)), new EbvLevel.Quantified(Math.Pow(10, 2 + 0.1 * i + 0.05 * (i % 4 is 0 or 3 ? 1 : -1)))))];
        Assert.True(AssayBridges.Build(alike)!.Interchangeable);
        Assert.Equal(100, AssayBridges.Build(Pairs(2, 1, 0.005))!.UnitFactor);
        Assert.Null(AssayBridges.Build(Pairs(0, 1, 0.1, 9)));
    }

    [Fact]
    public void Kappa_at_a_cut_off_leaves_out_pairs_whose_side_is_hidden()
    {
        PairedLevels[] pairs = [.. Pairs(0, 1, 0.05), new("nd", new EbvLevel.NotDetected(20), new EbvLevel.NotDetected(20)), new("hidden", new EbvLevel.NotDetected(5000), new EbvLevel.Quantified(2000))];
        var cut = AssayBridges.Build(pairs, 1500)!.CutOff!;
        Assert.Equal(1, cut.Undetermined);
        Assert.Equal(41, cut.BothAbove + cut.BothBelow + cut.FirstOnly + cut.SecondOnly);
        Assert.True(cut.Kappa!.Kappa > 0.9);
    }

    /// <summary>Four centres with their own calibrators agree poorly (ICC about 0.6), with a common one well (Le 2013: 0.59–0.70, then 0.83–0.96).</summary>
    [Fact]
    public void A_common_calibrator_lifts_the_correlation()
    {
        var random = new SeededRandom(20130415);
        double[] own = [.. Enumerable.Range(0, 60).Select(_ => 3 + 0.45 * random.NextNormal())];
        PairedLevels[] Centre(double bias) => [.. own.Select((x, i) => new PairedLevels($"s{i}", new EbvLevel.Quantified(Math.Pow(10, x)), new EbvLevel.Quantified(Math.Pow(10, x + bias + 0.1 * random.NextNormal()))))];
        Assert.InRange(AssayBridges.Build(Centre(0.5))!.Icc.Agreement, 0.4, 0.75);
        Assert.True(AssayBridges.Build(Centre(0))!.Icc.Agreement > 0.95);
    }

    [Fact]
    public void A_series_that_changes_its_assay_is_not_joined_without_a_bridge()
    {
        EbvPoint[] series = [new(0, new EbvLevel.Quantified(1000), "A"), new(14, new EbvLevel.Quantified(500), "B"), new(28, new EbvLevel.Quantified(100), "A")];
        var split = CrossAssay.Join(series, []);
        Assert.Equal((2, 1), (split.Points.Count, split.LeftOut.Count));
        var joined = CrossAssay.Join(series, [new BridgeLine("B", "A", 0.1, 1, 0.1, 10, 1e6)]);
        Assert.Equal(3, joined.Points.Count);
        Assert.Equal(500 * Math.Pow(10, 0.1), ((EbvLevel.Quantified)joined.Points[1].Level).Value, 1e-9);
    }

    [Theory]
    [InlineData("-2 IU/mL")]
    [InlineData("< -2 IU/mL")]
    [InlineData("< 0 IU/mL")]
    public void A_minus_sign_of_a_printed_result_is_never_dropped(string text) => Assert.True(ReportedResults.Parse(text, "here").IsRefused);

    [Fact]
    public void What_a_comma_means_is_stated_or_the_cell_refused()
    {
        Assert.True(ReportedResults.Parse("12,345 IU/mL", "here").IsRefused);
        Assert.Equal(12345, ReportedResults.Parse("12,345 IU/mL", "here", mark: DecimalMark.Point).Value.Value);
        Assert.Equal(12.345, ReportedResults.Parse("12,345 IU/mL", "here", mark: DecimalMark.Comma).Value.Value);
        Assert.Equal((1234.5, "< 1.234,5 IU/mL"), (ReportedResults.Parse("< 1.234,5 IU/mL", "here", mark: DecimalMark.Comma).Value.Limit, ReportedResults.Parse("< 1.234,5 IU/mL", "here", mark: DecimalMark.Comma).Value.Text));
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "id,a,b\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"{i},\"{i},345\",{i * 1100}\n")));
        var refused = Run.Cavum("assay", "bridge", file, "--first", "a", "--second", "b");
        Assert.Equal((1, 12), (refused.Exit, refused.Error.Split("line ").Length - 1));
        Assert.Contains("--decimal point", refused.Error, StringComparison.Ordinal);
        Assert.Equal(12, Run.Json("assay", "bridge", file, "--first", "a", "--second", "b", "--decimal", "point").GetProperty("pairs").GetInt32());
        double bias = Run.Json("assay", "bridge", file, "--first", "a", "--second", "b", "--decimal", "comma").GetProperty("blandAltman").GetProperty("bias").GetDouble();
        File.Delete(file);
        Assert.True(Math.Abs(bias) > 2); // a thousandth of it
    }

    [Fact]
    public void The_command_refuses_every_bad_cell_at_once()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "id,a,b\n1,ND,5\n2,\"1,5\",7\n3,-2,x\n");
        var result = Run.Cavum("assay", "bridge", file, "--first", "a", "--second", "b", "--json");
        File.Delete(file);
        Assert.Equal(1, result.Exit);
        Assert.Equal(4, result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
