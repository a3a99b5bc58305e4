using System.Globalization;
using System.Text;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Tests.Assay;

public class RainTests
{
    /// <summary>A cluster symmetric about its middle with a median distance of 10 from it: s = 14.826.</summary>
    private static IEnumerable<PartitionEnd> Cluster(double middle, PartitionCall call, byte cluster, int pairs = 10) =>
        Enumerable.Range(0, pairs).SelectMany(i => new[] { new PartitionEnd(middle + 10, call, cluster), new PartitionEnd(middle - 10, call, cluster) });

    /// <summary>Twenty a cluster: κ = Φ⁻¹(1 − 0.05/20) = 2.80703, s = 1.4826·10, so the band runs from 100 + 41.617 to 1,000 − 41.617.</summary>
    [Fact]
    public void Bounds_by_hand()
    {
        PartitionEnd[] ends = [.. Cluster(100, PartitionCall.Negative, 1), .. Cluster(1000, PartitionCall.Positive, 2), new(142, PartitionCall.Negative, 1), new(500, PartitionCall.Positive, 2)];
        var clean = PartitionRain.BandOf([.. ends[..40]], out _)!.Value;
        Assert.Equal(141.617, clean.Lower, 0.01);
        Assert.Equal(958.383, clean.Upper, 0.01);
        var none = PartitionRain.Count([.. ends[..40]], clean);
        Assert.Equal((20L, 0L, 20L, 0L), (none.Negatives, none.Partitions, none.Positives, none.Disagreeing));
        Assert.Equal(Math.Log(2), none.AllNegative!.Lambda, 1e-12);
        Assert.Equal(none.AllNegative, none.AllPositive); // no rain: nothing moves
        var two = PartitionRain.Count(ends, clean);
        Assert.Equal(2, two.Partitions);
        Assert.Equal(-Math.Log(22 / 42.0), two.AllNegative!.Lambda, 1e-12);
        Assert.Equal(-Math.Log(20 / 42.0), two.AllPositive!.Lambda, 1e-12);
        var budget = DigitalBudget.Of(21, 21, 0.1, two)!;
        double counting = 1.0 / 42, volume = Math.Pow(Math.Log(2) * 0.1, 2), rain = Math.Pow(Math.Log(22 / 20.0), 2) / 12;
        Assert.Equal(rain / (counting + volume + rain), budget.Rain, 1e-12);
        Assert.Equal(1, budget.Counting + budget.Volume!.Value + budget.Rain, 1e-12);
        Assert.Null(DigitalBudget.Of(21, 21, 0, two)!.Volume);
    }

    /// <summary>More rain never raises the lower bound nor lowers the upper one; each holds the software's own count when that calls the rain.</summary>
    [Fact]
    public void Bounds_are_ordered_and_hold_every_call_of_the_rain()
    {
        var random = new SeededRandom(11, 3);
        for (int well = 0; well < 60; well++)
        {
            int positive = 30 + random.NextInt(400), negative = 200 + random.NextInt(800), rain = random.NextInt(1 + positive / 8), called = 0;
            var ends = new List<PartitionEnd>();
            for (int i = 0; i < negative; i++) ends.Add(new(1000 + 60 * random.NextNormal(), PartitionCall.Negative, 1));
            for (int i = 0; i < positive; i++) ends.Add(new(6000 + 150 * random.NextNormal(), PartitionCall.Positive, 2));
            for (int i = 0; i < rain; i++)
            {
                bool up = random.NextInt(2) == 0;
                if (up) called++;
                ends.Add(new(1700 + 3200 * random.NextDouble(), up ? PartitionCall.Positive : PartitionCall.Negative, up ? (byte)2 : (byte)1));
            }
            var e = Assert.IsType<Rain.Evaluated>(DigitalQuantifier.Quantify(new("x", [new("A1", "", "EBV", "", positive + called, negative + rain - called) { Ends = ends }], 0.85))[0].Rain);
            Assert.InRange(e.Partitions, rain, rain + 3);
            double lambda = -Math.Log((negative + rain - called) / (double)(negative + positive + rain));
            Assert.True(e.AllNegative!.Lambda <= lambda + 1e-12 && lambda <= e.AllPositive!.Lambda + 1e-12);
            if (e.Partitions == 0) Assert.Equal(e.AllNegative, e.AllPositive);
        }
    }

    [Fact]
    public void Rain_that_cannot_be_told_says_why_and_is_never_zero()
    {
        Rain.NotEvaluable Of(DigitalRun run) => Assert.IsType<Rain.NotEvaluable>(DigitalQuantifier.Quantify(run)[0].Rain);
        Assert.Contains("counts, not the amplitudes", Of(new("x", [new("A1", "", "EBV", "", 5, 95)], 0.85)).Reason, StringComparison.Ordinal);
        Assert.Contains("from above", Of(new("x", [new("A1", "", "EBV", "", 0, 20) { Ends = [.. Cluster(100, PartitionCall.Negative, 1)] }], 0.85)).Reason, StringComparison.Ordinal);
        Assert.Contains("from below", Of(new("x", [new("A1", "", "EBV", "", 20, 0) { Ends = [.. Cluster(900, PartitionCall.Positive, 1)] }], 0.85)).Reason, StringComparison.Ordinal);
        Assert.Contains("overlap", Of(new("x", [new("A1", "", "EBV", "", 20, 20) { Ends = [.. Cluster(100, PartitionCall.Negative, 1), .. Cluster(150, PartitionCall.Positive, 2)] }], 0.85)).Reason, StringComparison.Ordinal);
        Assert.Null(DigitalQuantifier.Quantify(new("x", [new("A1", "", "EBV", "", 5, 95)], 0.85))[0].RainMatters);
        Assert.Throws<ArgumentException>(() => PartitionRain.Count([], new(2, 1)));
    }

    /// <summary>A control without positives has one cluster; the band of the plate's other wells bounds its rain, which may be all its signal.</summary>
    [Fact]
    public void A_well_with_one_cluster_takes_the_band_of_the_others()
    {
        PartitionEnd[] full = [.. Cluster(100, PartitionCall.Negative, 1), .. Cluster(1000, PartitionCall.Positive, 2)];
        PartitionEnd[] control = [.. Cluster(100, PartitionCall.Negative, 1, 100), new(400, PartitionCall.Negative, 1), new(450, PartitionCall.Unclassified, 0)];
        var results = DigitalQuantifier.Quantify(new("x", [new("A1", "P", "EBV", "", 20, 20) { Ends = full }, new("A2", "NTC", "EBV", "", 0, 201) { Ends = control }], 0.85));
        var rain = Assert.IsType<Rain.Evaluated>(results[1].Rain);
        Assert.True(rain.BandFromOtherWells);
        Assert.Equal((200L, 2L, 0L), (rain.Negatives, rain.Partitions, rain.Positives));
        Assert.Equal(0, results[1].AllRainNegative);
        Assert.Equal(-Math.Log(200 / 202.0) / 0.85e-3, results[1].AllRainPositive!.Value, 1e-9);
        Assert.Null(results[1].Budget);
        Assert.False(results[1].RainMatters); // two of 202 stay inside the exact interval of none
        Assert.False(results[0].RainMatters);
    }

    /// <summary>Two colours: the positives of one channel lie in two clusters, which are judged apart.</summary>
    [Fact]
    public void Clusters_of_two_colours_are_judged_apart_and_a_broken_amplitude_is_refused()
    {
        var text = new StringBuilder("Ch1 Amplitude,Ch2 Amplitude,Cluster\n");
        foreach (var (one, two, cluster) in new[] { (1000, 900, 1), (6000, 1000, 2), (5000, 4000, 3), (1100, 4500, 4) })
            for (int i = 0; i < 30; i++) text.Append(CultureInfo.InvariantCulture, $"{one + 15 * (i % 7 - 3)},{two + 15 * (i % 7 - 3)},{cluster}\n");
        text.Append("3000,900,1\n");
        var results = DigitalQuantifier.Quantify(DigitalReader.Read(Encoding.UTF8.GetBytes(text.ToString()), "x_A01_Amplitude.csv").Value);
        Assert.Equal([(60L, 61L, 1L), (60L, 61L, 0L)], results.Select(r => (r.Well.Positives!.Value, r.Well.Negatives!.Value, ((Rain.Evaluated)r.Rain).Partitions)));
        var broken = DigitalReader.Read(Encoding.UTF8.GetBytes(text.ToString().Replace("3000,900", "3000x,900", StringComparison.Ordinal)), "x.csv");
        Assert.Contains(broken.Problems, p => p.Place.EndsWith("line 122", StringComparison.Ordinal) && p.Read == "3000x");
    }

    [Fact]
    public void The_command_prints_the_bounds_of_a_real_well()
    {
        var wells = Run.Json("assay", "dpcr", Shared.Path("data/assay/ddpcr_qx/small/small_A01_Amplitude.csv")).GetProperty("wells");
        var rain = wells[0].GetProperty("rain");
        Assert.Equal("evaluated", rain.GetProperty("status").GetString());
        Assert.InRange(rain.GetProperty("partitions").GetInt64(), 81, 600); // the 81 droplets just below the threshold, and the tails
        double low = rain.GetProperty("copiesPerMicrolitreAllNegative").GetDouble(), high = rain.GetProperty("copiesPerMicrolitreAllPositive").GetDouble();
        Assert.True(low <= wells[0].GetProperty("copiesPerMicrolitre").GetDouble() && wells[0].GetProperty("copiesPerMicrolitre").GetDouble() <= high);
        string page = Path.GetTempFileName();
        Assert.Equal(2, Run.Json("assay", "certificate", Shared.Path("data/assay/ddpcr_qx/small/small_A01_Amplitude.csv"), "--out", page).GetProperty("rainMatters").GetInt32());
        string html = File.ReadAllText(page);
        Assert.Contains("rain matters", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Run.Json("assay", "certificate", Shared.Path("data/assay/ddpcr_qx/small/small.csv"), "--out", page);
        Assert.Contains("Rain is not evaluable in this file.", File.ReadAllText(page), StringComparison.Ordinal);
        File.Delete(page);
        Assert.Equal(1, Run.Cavum("assay", "certificate", Shared.Path("data/assay/rdml/stepone_std.rdml"), "--out", page).Exit);
        Assert.Equal("notEvaluable", Run.Json("assay", "dpcr", Shared.Path("data/assay/ddpcr_qx/small/small.csv")).GetProperty("wells")[0].GetProperty("rain").GetProperty("status").GetString());
    }
}
