using System.Globalization;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Tests.Assay;

public class QuantifyTests
{
    [Fact]
    public void Recovers_the_stepone_populations()
    {
        string assay = Path.GetTempFileName();
        File.WriteAllText(assay, "{\"extraction\":{\"plasmaMl\":1,\"eluateMicrolitres\":10,\"templateMicrolitres\":10},\"iu\":{\"log10Intercept\":0}}");
        var json = Run.Json("assay", "quantify", Shared.Path("data/assay/rdml/stepone_std.rdml"), "--assay", assay);
        File.Delete(assay);

        Assert.True(json.GetProperty("quality").GetProperty("released").GetBoolean());
        Assert.InRange(json.GetProperty("standardCurve").GetProperty("slope").GetDouble(), -3.77, -3.74);
        var results = json.GetProperty("results").EnumerateArray().ToDictionary(r => r.GetProperty("sample").GetString()!);
        foreach (var (sample, copies) in new[] { ("pop1_RNase P", 2551.0), ("pop2_RNase P", 4845.0) })
        {
            Assert.Equal("quantified", results[sample].GetProperty("status").GetString());
            Assert.InRange(results[sample].GetProperty("copiesPerReaction").GetDouble() / copies, 0.993, 1.007);
            Assert.Equal(results[sample].GetProperty("copiesPerMl").GetDouble(), results[sample].GetProperty("iuPerMl").GetDouble(), 1e-6);
        }
        Assert.InRange(results["pop1_RNase P"].GetProperty("lower").GetDouble(), 2450, 2490);
        Assert.InRange(results["pop1_RNase P"].GetProperty("upper").GetDouble(), 2620, 2650);
    }

    /// <summary>oracles/assay/stats/inverse_prediction_fieller.csv: R 4.2.2, unweighted line, mean of k replicates.</summary>
    [Fact]
    public void Inversion_agrees_with_Fieller_in_R()
    {
        var data = CsvTable.ReadFile(Shared.Path("data/assay/lod/merkes_usgs_lod_replicates.csv")).Value;
        int compared = 0;
        foreach (var row in CsvTable.ReadFile(Shared.Path("oracles/assay/stats/inverse_prediction_fieller.csv")).Value.Rows)
        {
            var curve = Merkes(data, row["target"], row["levels"] == "all" ? 0 : 10);
            var interval = curve.Invert(Number(row["Cq0"]), int.Parse(row["k"], CultureInfo.InvariantCulture));
            Close(Number(row["log10_est"]), interval.Estimate, 1e-9);
            Close(Number(row["fieller_lo"]), interval.Lower!.Value, 1e-9);
            Close(Number(row["fieller_hi"]), interval.Upper!.Value, 1e-9);
            compared++;
        }
        Assert.True(compared >= 20);
    }

    [Fact]
    public void Standard_curves_agree_with_R_lm()
    {
        var data = CsvTable.ReadFile(Shared.Path("data/assay/lod/merkes_usgs_lod_replicates.csv")).Value;
        foreach (var row in CsvTable.ReadFile(Shared.Path("oracles/assay/stats/standard_curves_merkes.csv")).Value.Rows)
        {
            var curve = Merkes(data, row["target"], row["levels"] == "all" ? 0 : 10);
            Close(Number(row["intercept"]), curve.Intercept, 1e-10);
            Close(Number(row["slope"]), curve.Slope, 1e-10);
            Close(Number(row["se_slope"]), curve.SlopeStdErr, 1e-10);
            Close(Number(row["se_int"]), curve.InterceptStdErr, 1e-10);
            Close(Number(row["sigma"]), curve.ResidualStdDev, 1e-10);
            Close(Number(row["R2"]), curve.RSquared, 1e-10);
            Close(Number(row["eff"]), curve.Efficiency, 1e-9);
        }
    }

    internal static void Close(double expected, double actual, double relative) =>
        Assert.True(Math.Abs(actual - expected) <= relative * Math.Abs(expected) + 1e-300, $"expected {expected:R}, got {actual:R}");

    internal static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static StandardCurve Merkes(CsvTable data, string target, double least)
    {
        string level = data.Columns.First(c => c.StartsWith("S", StringComparison.OrdinalIgnoreCase) && c.Contains('Q', StringComparison.Ordinal) || c is "SQ" or "conc");
        string cq = data.Columns.First(c => c.Equals("Cq", StringComparison.OrdinalIgnoreCase) || c.Equals("Ct", StringComparison.OrdinalIgnoreCase));
        string name = data.Columns.First(c => c.Equals("Target", StringComparison.OrdinalIgnoreCase));
        StandardPoint[] points =
        [
            .. data.Rows.Where(r => r[name] == target && double.TryParse(r[cq], CultureInfo.InvariantCulture, out double v) && v > 0
                && double.TryParse(r[level], CultureInfo.InvariantCulture, out double l) && l > 0 && l >= least)
                .Select(r => new StandardPoint(Number(r[level]), Number(r[cq]))),
        ];
        return StandardCurveFit.Fit(points)!;
    }
}
