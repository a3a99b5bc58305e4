using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Tests.Assay;

/// <summary>Amounts of samples from partitions: by hand, as properties, and refused.</summary>
public class DigitalSamplesTests
{
    private const string Chain = """
        "extraction":{"plasmaMl":0.8,"eluateMicrolitres":50,"templateMicrolitres":5,"recovery":0.5}
        """;

    private static AssaySettings Settings(string digital = "\"reactionMicrolitres\":20", string more = "") =>
        AssaySettingsReader.Read($$"""{ {{Chain}}, "digital":{ {{digital}} }{{more}} }""", "a.json").Value;

    private static DigitalWell Well(string well, string sample, long positives, long negatives, SampleRole role = SampleRole.Unknown) =>
        new(well, sample, "EBV", "FAM", positives, negatives) { Role = role };

    private static DigitalRun Droplets(params DigitalWell[] wells) => new("QX Manager", wells, 0.85);

    private static readonly DigitalWell Blank = Well("H12", "NTC", 0, 15_000, SampleRole.Ntc);

    [Fact]
    public void Two_wells_are_added_and_carried_to_copies_per_mL_by_hand()
    {
        var q = DigitalSamples.Quantify(Droplets(Blank, Well("A1", "S1", 1_000, 14_000), Well("A2", "S1", 900, 12_100)), Settings(), "run.csv").Value;

        Assert.True(q.Release.Released, string.Join("; ", q.Release.Reasons));
        var result = Assert.IsType<EbvDnaResult.Quantified>(Assert.Single(q.Samples).Result);
        double lambda = Math.Log(28_000 / 26_100.0), copies = lambda / 0.85e-3 * 20; // 0.07028 copies a droplet of 0.85 nL, in 20 µL
        double half = 1.959963984540054 * Math.Sqrt(1_900 / 28_000.0 / (28_000 * (26_100 / 28_000.0)));
        Close(copies, result.Amount.CopiesPerReaction.Estimate, 1e-9);
        Close(copies * (lambda - half) / lambda, result.Amount.CopiesPerReaction.Lower!.Value, 1e-9);
        Close(copies * (lambda + half) / lambda, result.Amount.CopiesPerReaction.Upper!.Value, 1e-9);
        Close(copies * (50 / 5.0) / (0.8 * 0.5), result.Amount.CopiesPerMl!.Estimate, 1e-9);
        Assert.Empty(result.Remarks);
    }

    [Fact]
    public void Each_case_of_a_result_is_reached()
    {
        var settings = Settings("\"reactionMicrolitres\":20,\"positivesMin\":3", ",\"loq\":{\"value\":10,\"unit\":\"copies/reaction\"},\"upperLimit\":{\"value\":100000,\"unit\":\"copies/reaction\"}");
        var q = DigitalSamples.Quantify(
            Droplets(Blank, Well("A1", "none", 0, 15_000), Well("A2", "two", 2, 15_000), Well("A3", "few", 4, 15_000), Well("A4", "many", 500, 15_000), Well("A5", "most", 14_950, 50), Well("A6", "all", 15_000, 0), Well("A7", "short", 10, 3_000)),
            settings, "run.csv").Value;

        Assert.Equal(["notDetected", "notDetected", "belowLoq", "quantified", "aboveUpperLimit", "invalid", "invalid"], q.Samples.Select(s => s.Result.Status));
        Assert.Contains("2 positive partitions, fewer than the 3", Assert.Single(q.Samples[1].Result.Remarks), StringComparison.Ordinal);
        Assert.Contains("every partition is positive", Assert.IsType<EbvDnaResult.Invalid>(q.Samples[5].Result).Reasons[0], StringComparison.Ordinal);
        Assert.Contains("A7 has 3010 partitions, at least 10000 are needed", Assert.Single(q.Samples[6].Result.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void The_sum_that_the_software_adds_as_a_row_is_not_counted_twice()
    {
        DigitalWell[] wells = [Blank, Well("A1", "S1", 40, 14_000), Well("A2", "S1", 55, 15_000)];
        var plain = DigitalSamples.Quantify(Droplets(wells), Settings(), "run.csv").Value;
        var merged = DigitalSamples.Quantify(Droplets([.. wells, Well("M01", "S1", 95, 29_000)]), Settings(), "run.csv").Value;

        Assert.Equal(plain.Samples[0].Pooled!.CopiesPerMicrolitre, merged.Samples[0].Pooled!.CopiesPerMicrolitre);
        Assert.Equal(["A1", "A2"], merged.Samples[0].Counted.Select(w => w.Well));
        Assert.Contains(merged.Release.Remarks, r => r.Contains("repeat the other wells", StringComparison.Ordinal));
    }

    /// <summary>R 4.2.2: 2·Σ over wells of the binomial log-likelihood against the pooled one for 30/15,000 and 90/15,000 gives 31.51537 on 1 df, p = 1.978678e-08.</summary>
    [Fact]
    public void Wells_that_differ_by_more_than_counting_carry_a_remark()
    {
        var unlike = DigitalSamples.Quantify(Droplets(Blank, Well("A1", "S1", 30, 14_970), Well("A2", "S1", 90, 14_910)), Settings(), "run.csv").Value.Samples[0];
        var alike = DigitalSamples.Quantify(Droplets(Blank, Well("A1", "S1", 58, 14_942), Well("A2", "S1", 62, 14_938)), Settings(), "run.csv").Value.Samples[0];

        Assert.Contains("differ by more than counting (likelihood ratio, p = 2E-08)", Assert.Single(unlike.Result.Remarks), StringComparison.Ordinal);
        Assert.Empty(alike.Result.Remarks);
        Assert.Equal(unlike.Pooled!.CopiesPerMicrolitre, alike.Pooled!.CopiesPerMicrolitre); // the same 120 of 30,000
    }

    /// <summary>By hand: DerSimonian and Laird's estimate over six samples of three wells, and its part of the interval of a sum of three like wells (τ²/3).</summary>
    [Fact]
    public void Scatter_between_wells_is_measured_over_the_run_and_widens_the_intervals()
    {
        long[][] counts = [[900, 1_000, 1_100], [500, 560, 430], [2_000, 2_250, 1_900], [150, 120, 180], [80, 100, 70], [1_200, 1_000, 1_350]];
        DigitalWell[] wells = [Blank, .. counts.SelectMany((c, s) => c.Select((k, i) => Well($"{(char)('A' + s)}{i + 1}", $"S{s}", k, 15_000 - k)))];
        var q = DigitalSamples.Quantify(Droplets(wells), Settings(), "run.csv").Value;

        double excess = 0, weight = 0;
        foreach (long[] sample in counts)
        {
            double[] y = [.. sample.Select(k => Math.Log(-Math.Log(1 - k / 15_000.0)))], w = [.. sample.Select(k => Math.Pow(-Math.Log(1 - k / 15_000.0), 2) * 15_000 * (15_000 - k) / k)];
            double mean = y.Zip(w, (a, b) => a * b).Sum() / w.Sum();
            excess += y.Zip(w, (a, b) => b * (a - mean) * (a - mean)).Sum() - 2;
            weight += w.Sum() - w.Sum(v => v * v) / w.Sum();
        }
        Assert.Equal(12, q.Scatter!.DegreesOfFreedom);
        Close(excess / weight, q.Scatter.LogVariance, 1e-9);
        Assert.Contains(q.Release.Remarks, r => r.Contains("beyond counting (12 degrees of freedom)", StringComparison.Ordinal));

        var sum = q.Samples[0].Pooled!;
        double lambda = Math.Log(45_000 / 42_000.0), half = 1.959963984540054 * Math.Sqrt(3_000 / 45_000.0 / 42_000);
        double log = Math.Log((lambda + half) / lambda), with = Math.Sqrt(log * log + 1.959963984540054 * 1.959963984540054 * q.Scatter.LogVariance / 3);
        Close(lambda * Math.Exp(with) / 0.85e-3, sum.Upper!.Value, 1e-9);
        Assert.All(q.Samples, s => Assert.Empty(s.Result.Remarks));
        Assert.Null(DigitalSamples.Quantify(Droplets(wells[..10]), Settings(), "run.csv").Value.Scatter);
    }

    [Fact]
    public void What_speaks_against_a_run_blocks_it_all_at_once()
    {
        var settings = Settings("\"reactionMicrolitres\":20,\"ntcPositivesMax\":2", ",\"acceptance\":{\"positiveControlRequired\":true},\"positiveControls\":{\"PC\":{\"lowerCopiesPerReaction\":500,\"upperCopiesPerReaction\":2000}}");
        var q = DigitalSamples.Quantify(
            Droplets(Well("A1", "NTC", 3, 15_000, SampleRole.Ntc), Well("A2", "NTC", 0, 4_000, SampleRole.Ntc), Well("A3", "PC", 60, 15_000), Well("A4", "S1", 5, 900)), settings, "run.csv").Value;

        Assert.False(q.Release.Released);
        Assert.Equal(
        [
            "no-template control A1 (NTC) has 3 positive partitions, at most 2 are accepted",
            "no-template control A2 says nothing: A2 has 4000 partitions, at least 10000 are needed",
            "positive control PC reads 93.93 copies per reaction, outside 500 to 2000",
            "no well of a sample has enough partitions",
        ], q.Release.Reasons);
        Assert.DoesNotContain(q.Samples, s => s.Result.Sample == "PC");
    }

    [Fact]
    public void More_positives_never_give_less_and_the_order_of_wells_says_nothing()
    {
        var random = new SeededRandom(7);
        for (int i = 0; i < 300; i++)
        {
            long n = 10_000 + random.NextInt(10_000), k = random.NextInt((int)n - 1);
            DigitalWell a = Well("A1", "S", k, n - k), b = Well("A2", "S", k / 2, n - k / 2), more = Well("A1", "S", k + 1, n - k - 1);
            double? Copies(params DigitalWell[] wells) => DigitalSamples.Quantify(Droplets([Blank, .. wells]), Settings("\"reactionMicrolitres\":20,\"partitionCv\":0.03"), "r.csv").Value.Samples[0].Pooled!.CopiesPerMicrolitre;
            Assert.Equal(Copies(a, b), Copies(b, a));
            Assert.True(Copies(more, b) > Copies(a, b));
        }
    }

    [Fact]
    public void An_assay_that_does_not_fit_the_file_is_refused()
    {
        var run = Droplets(Blank, Well("A1", "S1", 10, 15_000), new("A1", "S1", "REF", "HEX", 10, 15_000));
        Assert.Contains("state 'digital'", Refusal(DigitalSamples.Quantify(run, new AssaySettings { Target = "EBV" }, "run.csv")), StringComparison.Ordinal);
        Assert.Contains("'target' in the assay settings", Refusal(DigitalSamples.Quantify(run, Settings(), "run.csv")), StringComparison.Ordinal);
        Assert.Contains("the target 'BZLF1'", Refusal(DigitalSamples.Quantify(run, Settings(more: ",\"target\":\"BZLF1\""), "run.csv")), StringComparison.Ordinal);

        var settings = AssaySettingsReader.Read("""{"digital":{"partitionCv":2,"partitionsMin":1.5,"droplets":1},"weighting":"poisson","standards":{"A":1},"acceptance":{"slopeMin":-4,"ntcRequired":false}}""", "a.json");
        Assert.Equal(
            ["acceptance.slopeMin", "digital.droplets", "digital.partitionCv", "digital.partitionsMin", "digital.reactionMicrolitres", "standards", "weighting"],
            settings.Problems.Select(p => p.Place.Split(", ")[1]).Order(StringComparer.Ordinal));

        static string Refusal<T>(Outcome<T> outcome) => Assert.Single(outcome.Problems).ToString();
    }

    [Fact]
    public void The_command_line_quantifies_a_file_of_partitions_and_refuses_a_curve_under_the_same_assay()
    {
        string folder = Directory.CreateTempSubdirectory("cavum-digital-").FullName, file = Path.Combine(folder, "plate.csv"), assay = Path.Combine(folder, "a.json");
        File.WriteAllText(file, "Well,Sample description 1,Target,Conc(copies/µL),Status,SampleType,TargetType,DyeName(s),Accepted Droplets,Positives,Negatives\nA01,NTC,EBV,0,OK,NTC,Unknown,FAM,15000,0,15000\nA02,S1,EBV,81.2,OK,Unknown,Unknown,FAM,15000,1000,14000\n");
        File.WriteAllText(assay, $$"""{ {{Chain}}, "digital":{"reactionMicrolitres":20} }""");
        var json = Run.Json("assay", "quantify", file, "--assay", assay);
        Assert.Equal("quantified", json.GetProperty("results")[0].GetProperty("status").GetString());
        Close(Math.Log(15 / 14.0) / 0.85e-3 * 20 * 25, json.GetProperty("results")[0].GetProperty("copiesPerMl").GetDouble(), 1e-9);
        Assert.Equal(1000, json.GetProperty("partitions")[0].GetProperty("positives").GetInt32());

        string page = Path.Combine(folder, "c.html");
        Assert.True(Run.Json("assay", "certificate", file, "--assay", assay, "--out", page).GetProperty("released").GetBoolean());
        Assert.Contains("■ Released", File.ReadAllText(page), StringComparison.Ordinal);

        string curve = Path.Combine(folder, "curve.csv");
        File.WriteAllText(curve, "Well,Sample,Cq\nA1,S1,30\n");
        var refused = Run.Cavum("assay", "quantify", curve, "--assay", assay);
        Assert.Equal(1, refused.Exit);
        Assert.Contains("a file of partitions", refused.Error, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static void Close(double expected, double actual, double relative) => Assert.InRange(actual / expected, 1 - relative, 1 + relative);
}
