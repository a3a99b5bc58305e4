using Cavum.Assay;

namespace Cavum.Tests.Assay;

public class LimitsTests
{
    /// <summary>oracles/assay/stats/lod_probit_exact.txt: exact roots of R's glm(probit).</summary>
    [Theory]
    [InlineData("1", true, 0.07664637281123, 0.05072580129, 0.1547077871)]
    [InlineData("2", true, 0.03347210194981, 0.02395595815, 0.06218968012)]
    [InlineData("3", true, 0.03143070334513, 0.02044144628, 0.0803235536)]
    [InlineData("1", false, 0.05602089727813, 0.04385947811, 0.08534825986)]
    [InlineData("2", false, 0.02987538042788, 0.02374127014, 0.04573210555)]
    [InlineData("3", false, 0.03195619319924, 0.02332560506, 0.06531247909)]
    public void Lots_of_CLSI_EP17_appendix_C(string lot, bool log10, double lod, double lower, double upper)
    {
        var json = Run.Json("assay", "lod", Shared.Path("data/assay/lod/clsi_ep17_appendixC_probit.csv"), "--level", "conc", "--detected", "pos", "--n", "tot", "--where", $"lot={lot}", "--scale", log10 ? "log10" : "linear");
        var limit = json.GetProperty("lod95");
        QuantifyTests.Close(lod, limit.GetProperty("estimate").GetDouble(), 1e-10);
        QuantifyTests.Close(lower, limit.GetProperty("lower").GetDouble(), 1e-8);
        QuantifyTests.Close(upper, limit.GetProperty("upper").GetDouble(), 1e-8);
    }

    [Fact]
    public void The_USGS_replicates_give_13_618()
    {
        DetectionLevel[] levels = [new(1, 25, 96), new(5, 59, 96), new(10, 96, 96), new(100, 96, 96), new(1000, 96, 96), new(10000, 96, 96)];
        var fit = DetectionFit.Fit(levels);
        QuantifyTests.Close(13.61835777381, fit.Estimate!.Value, 1e-11);
        QuantifyTests.Close(10.20740427, fit.Lower!.Value, 1e-8);
        QuantifyTests.Close(20.30370261, fit.Upper!.Value, 1e-8);
        Assert.InRange(fit.ProfileLower!.Value, 9.5, 11);
        Assert.InRange(fit.ProfileUpper!.Value, 18, 22);
    }

    /// <summary>With every molecule detected, Pr = 1 − e^−N: the limit is −ln 0.05 = 2.996 molecules.</summary>
    [Fact]
    public void Complementary_log_log_is_the_law_of_single_molecules()
    {
        DetectionLevel[] levels = [.. new[] { 0.25, 0.5, 1, 2, 4 }.Select(n => new DetectionLevel(n, (int)Math.Round(100000 * (1 - Math.Exp(-n))), 100000))];
        Assert.InRange(DetectionFit.Fit(levels, DetectionLink.ComplementaryLogLog).Estimate!.Value, DetectionLimit.PoissonFloorCopies * 0.995, DetectionLimit.PoissonFloorCopies * 1.005);
    }

    [Fact]
    public void A_table_without_a_mixed_level_has_no_limit() =>
        Assert.Equal(DetectionStatus.Separated, DetectionFit.Fit([new(1, 0, 20), new(10, 20, 20), new(100, 20, 20)]).Status);

    [Fact]
    public void Unit_of_the_level_does_not_matter()
    {
        DetectionLevel[] levels = [new(1, 3, 20), new(3, 11, 20), new(10, 18, 20), new(30, 20, 20)];
        var one = DetectionFit.Fit(levels);
        var thousand = DetectionFit.Fit([.. levels.Select(l => l with { Level = l.Level * 1000 })]);
        QuantifyTests.Close(one.Estimate!.Value * 1000, thousand.Estimate!.Value, 1e-9);
        QuantifyTests.Close(one.Upper!.Value * 1000, thousand.Upper!.Value, 1e-9);
    }

    [Fact]
    public void Refuses_more_hits_than_replicates()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "c,k,n\n1,3,2\n2,x,4\n");
        var result = Run.Cavum("assay", "lod", file, "--level", "c", "--detected", "k", "--n", "n");
        File.Delete(file);
        Assert.Equal(1, result.Exit);
        Assert.Contains("read '3 of 2'", result.Error, StringComparison.Ordinal);
        Assert.Contains("read 'x'", result.Error, StringComparison.Ordinal);
    }

    /// <summary>oracles/assay/stats/lod_loq_per_level_merkes.csv: R 4.2.2, efficiency of the line through all levels.</summary>
    [Fact]
    public void Quantification_of_the_USGS_replicates_agrees_with_R()
    {
        var json = Run.Json("assay", "loq", Shared.Path("data/assay/lod/merkes_usgs_lod_replicates.csv"), "--level", "SQ", "--cq", "Cq", "--where", "Target=SVC");
        Assert.Equal(10, json.GetProperty("loq").GetProperty("estimate").GetDouble());
        var levels = json.GetProperty("perLevel").EnumerateArray().ToDictionary(l => l.GetProperty("level").GetDouble());
        foreach (var row in global::Cavum.Core.CsvTable.ReadFile(Shared.Path("oracles/assay/stats/lod_loq_per_level_merkes.csv")).Value.Rows.Where(r => r["target"] == "SVC"))
        {
            var level = levels[double.Parse(row["conc"], System.Globalization.CultureInfo.InvariantCulture)];
            QuantifyTests.Close(double.Parse(row["sdCq"], System.Globalization.CultureInfo.InvariantCulture), level.GetProperty("sd").GetDouble(), 1e-9);
            QuantifyTests.Close(double.Parse(row["cv_forootan"], System.Globalization.CultureInfo.InvariantCulture), level.GetProperty("cv").GetDouble(), 1e-9);
        }
    }

    [Fact]
    public void A_precision_profile_is_read_inside_its_levels_only()
    {
        PrecisionLevel[] levels = [.. new[] { 1.0, 10, 100, 1000 }.Select(x => new PrecisionLevel(x, 20, 0.8 / Math.Sqrt(x)))]; // CV 35 % at (0.8/0.35)²
        Assert.Equal(Math.Pow(0.8 / 0.35, 2), PrecisionProfile.Fit(levels)!.Quantification!.Value, 1e-9);
        Assert.Equal("outsideLevels", PrecisionProfile.Fit(levels, 0.001)!.Status);
        Assert.Equal("notFalling", PrecisionProfile.Fit(levels.Select(l => l with { Cv = 0.1 * l.Level }))!.Status);
        Assert.Null(PrecisionProfile.Fit(levels.Take(2)));
        QuantifyTests.Close(1e6 * PrecisionProfile.Fit(levels)!.Quantification!.Value, PrecisionProfile.Fit(levels.Select(l => l with { Level = 1e6 * l.Level }))!.Quantification!.Value, 1e-9);
    }

    [Fact]
    public void The_limit_of_blank_ranks_silent_blanks_below_every_number()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "v,lot\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"{i},a\n")) + string.Concat(Enumerable.Repeat("ND,b\n", 19)) + "5,b\n");
        var json = Run.Json("assay", "lob", file, "--value", "v", "--lot", "lot");
        Assert.Equal(19.5, json.GetProperty("lob").GetProperty("estimate").GetDouble()); // rank 0.5 + 0.95·20 = 19.5 of 1 … 20
        Assert.Equal("notDetected", json.GetProperty("lots")[1].GetProperty("status").GetString());
        double mean = 10.5, sd = Math.Sqrt(35), factor = Cavum.Stats.Normal.Quantile(0.95) / (1 - 1 / (4.0 * 19));
        QuantifyTests.Close(mean + factor * sd, json.GetProperty("parametric").GetProperty("estimate").GetDouble(), 1e-12);
        File.WriteAllText(file, "v\nx\n\"1,5\"\n1e300\n");
        var refused = Run.Cavum("assay", "lob", file, "--value", "v");
        File.Delete(file);
        Assert.Equal((1, 3), (refused.Exit, refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
    }

    [Theory]
    [InlineData("Target Not Detected", ReportedStatus.NotDetected, null, null)]
    [InlineData("< 35 IU/mL", ReportedStatus.BelowLimit, null, 35.0)]
    [InlineData("> 1.00E8 IU/mL", ReportedStatus.AboveLimit, null, 1e8)]
    [InlineData("POS <2 LOG IU", ReportedStatus.DetectedBelowLimit, null, 100.0)]
    [InlineData("Detected <50 copies/mL", ReportedStatus.DetectedBelowLimit, null, 50.0)]
    [InlineData("1,012,345 IU/mL", ReportedStatus.Quantified, 1012345.0, null)]
    public void Keeps_the_sign_of_a_printed_result(string text, ReportedStatus status, double? value, double? limit)
    {
        var result = ReportedResults.Parse(text, "line 1").Value;
        Assert.Equal((status, value, limit), (result.Status, result.Value is { } v ? Math.Round(v, 9) : null, result.Limit is { } l ? Math.Round(l, 6) : null));
    }

    [Theory]
    [InlineData("35")]
    [InlineData("3,5 IU/mL")]
    [InlineData("0 IU/mL")]
    [InlineData("about 40 or 50 IU/mL")]
    public void Never_guesses_a_unit_or_a_decimal_mark(string text) => Assert.True(ReportedResults.Parse(text, "line 1").IsRefused);

    [Fact]
    public void A_sheet_one_hundredth_of_another_is_a_change_of_unit() =>
        Assert.Equal(0.01, ReportedResults.UnitFactor([100, 2500, 30000], [1, 25.1, 299]));

    [Fact]
    public void Westgard_rules_by_hand()
    {
        var points = ControlChart.Judge([("a", 0.0), ("b", 2.1), ("c", 2.2), ("d", -2.5), ("e", -3.5)], 0, 1);
        Assert.Equal([WestgardRule.OneTwoS], points[1].Broken);
        Assert.False(points[1].Rejected);
        Assert.Contains(WestgardRule.TwoTwoS, points[2].Broken);
        Assert.Contains(WestgardRule.RangeFourS, points[3].Broken);
        Assert.Contains(WestgardRule.OneThreeS, points[4].Broken);
    }

    [Fact]
    public void Limit_of_quantification_of_the_USGS_profile_is_ten_copies() =>
        Assert.Equal(10, BlankAndQuantification.Quantification([new(1, 25, 4.6), new(5, 59, 0.63), new(10, 96, 0.348), new(100, 96, 0.119), new(1000, 96, 0.09)]));

    [Fact]
    public void Serology_is_a_ratio_to_the_cut_off_of_its_own_kit()
    {
        var kit = new SerologyKit("A", "1", EbvAntibody.VcaIgA, "OD", 0.2, 0.9, 1.1);
        Assert.Equal(SerologyCall.Equivocal, EbvSerology.Judge("s", 0.2, kit).Call);
        Assert.Equal(SerologyCall.Positive, EbvSerology.Judge("s", 0.3, kit).Call);
        Assert.NotNull(EbvSerology.NotComparable(kit, kit with { Kit = "B" }));
    }
}
