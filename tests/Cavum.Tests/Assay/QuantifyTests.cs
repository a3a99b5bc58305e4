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

    /// <summary>R 4.2.2: bartlett.test(list(c(1,2,3), c(10,14,18), c(5,5.5,7))) gives K² = 4.1506, 2 degrees of freedom, p = 0.12552.</summary>
    [Fact]
    public void Scatter_of_levels_agrees_with_Bartlett_in_R()
    {
        double[] levels = [1, 1, 1, 2, 2, 2, 3, 3, 3], values = [1, 2, 3, 10, 14, 18, 5, 5.5, 7], ones = [1, 1, 1, 1, 1, 1, 1, 1, 1];
        var test = LevelScatterTest.Of(levels, values, ones)!;
        Close(4.15064260691956, test.ChiSquare, 1e-9);
        Close(0.125516092258918, test.PValue, 1e-9);
        var scaled = LevelScatterTest.Of(levels, [.. values.Select(v => 7 * v)], ones)!;
        Close(test.ChiSquare, scaled.ChiSquare, 1e-9);
        Assert.Null(LevelScatterTest.Of([1, 2, 3], [1, 2, 3], [1, 1, 1]));
    }

    [Fact]
    public void Equal_weights_say_where_their_interval_cannot_be_trusted()
    {
        double[] noise = [-0.5, 0, 0.5];
        var points = new List<StandardPoint>();
        for (int level = 1; level <= 6; level++)
            foreach (double n in noise) points.Add(new(Math.Pow(10, level), 40 - 3.4 * level + n * (level == 1 ? 1 : 0.1)));
        var settings = new AssaySettings { Weighting = CurveWeighting.Equal };
        var run = new QpcrRun("r", "r", [
            .. points.Select((p, i) => new Reaction(WellPosition.FromNumber(i + 1, 12), "S", SampleRole.Standard, "EBV", "", Cq.At(p.Cq), AmplificationCurve.Empty) { Quantity = p.Copies, QuantityUnit = "copies" }),
            new Reaction(WellPosition.FromNumber(90, 12), "few", SampleRole.Unknown, "EBV", "", Cq.At(35.6), AmplificationCurve.Empty),
            new Reaction(WellPosition.FromNumber(91, 12), "many", SampleRole.Unknown, "EBV", "", Cq.At(25), AmplificationCurve.Empty),
        ]);
        var equal = RunQuantifier.Quantify(run, settings).Value;
        Assert.Contains(equal.Release.Remarks, r => r.Contains("do not scatter alike", StringComparison.Ordinal));
        Assert.Contains(equal.Results[0].Remarks, r => r.StartsWith("interval not trusted", StringComparison.Ordinal) && r.Contains("with the counting", StringComparison.Ordinal));
        Assert.Empty(equal.Results[1].Remarks);
        var counting = RunQuantifier.Quantify(run, settings with { Interval = CurveInterval.Counting }).Value;
        Assert.Empty(counting.Results[0].Remarks);
        Assert.DoesNotContain(counting.Release.Remarks, r => r.Contains("scatter", StringComparison.Ordinal));
        EbvDnaAmount Few(RunQuantification q) => ((EbvDnaResult.Quantified)q.Results[0]).Amount;
        Assert.Equal(Few(equal).CopiesPerReaction.Estimate, Few(counting).CopiesPerReaction.Estimate);
        Assert.True(Few(counting).CopiesPerReaction.Lower < Few(equal).CopiesPerReaction.Lower);
        var poisson = RunQuantifier.Quantify(run, settings with { Weighting = CurveWeighting.Poisson }).Value;
        Assert.DoesNotContain(poisson.Release.Remarks, r => r.Contains("scatter alike", StringComparison.Ordinal));
        Assert.Empty(poisson.Results[0].Remarks);
    }

    /// <summary>
    /// Two levels of two: the line takes both means, what is left are the differences d within a level, d ~ N(0, 2(σ² + c)). The restricted
    /// likelihood has its maximum where Σ[d²/(4v²) − 1/(2v)] = 0, v = σ² + c, and Σ1/v² is its information twice over.
    /// </summary>
    [Fact]
    public void Counting_variance_by_hand()
    {
        var curve = StandardCurveFit.Fit([new(10, 36.8), new(10, 36.0), new(1e6, 19.7), new(1e6, 19.5)])!;
        var two = curve.Counting!;
        double perLn2 = Math.Pow((36.4 - 19.6) / 5 / Math.Log(10), 2);
        double few = two.ReadingVariance + perLn2 * CountedMolecules.LogMoments(10).Variance, many = two.ReadingVariance + perLn2 * 1e-6;
        Assert.InRange(two.ReadingVariance, 0.01, 0.1);
        Assert.Equal(0, 0.64 / (4 * few * few) - 1 / (2 * few) + 0.04 / (4 * many * many) - 1 / (2 * many), 1e-6);
        Close(1 / (few * few) + 1 / (many * many), two.Information, 1e-6);
        Close((few + few + many + many) / 16, two.MeanVariance, 1e-9);
        Close((few + many) * 2 / (4 * 25), two.SlopeVariance, 1e-6); // the slope is the difference of two means of two over five
        StandardPoint[] calm = [.. Enumerable.Range(0, 15).Select(i => new StandardPoint(Math.Pow(10, 1 + i % 5), 40 - 3.4 * (1 + i % 5)))];
        Assert.True(StandardCurveFit.Fit(calm)!.Counting!.TooCalmPValue < 1e-3); // no ten molecules are counted so well
        Assert.InRange(two.TooCalmPValue, 0.01, 1);
        // E ln N and Var ln N of a Poisson count of mean 1 given at least one: p = e⁻¹/(n!(1 − e⁻¹)); Σp·ln n = 0.351388 − 0 …
        var (shift, variance) = CountedMolecules.LogMoments(1);
        double all = 0, first = 0, second = 0, p = 1;
        for (int n = 1; n < 30; n++)
        {
            p /= n;
            (all, first, second) = (all + p, first + p * Math.Log(n), second + p * Math.Log(n) * Math.Log(n));
        }
        Close(first / all, shift, 1e-12);
        Close(second / all - first / all * (first / all), variance, 1e-12);
        var (below, above) = (CountedMolecules.LogMoments(499.9999999), CountedMolecules.LogMoments(500));
        Close(below.Variance, above.Variance, 1e-6);
        Close(below.Shift, above.Shift, 1e-6);
    }

    /// <summary>Where counting is nothing the interval is the textbook one; where it is much, wider at few copies; the estimate stays.</summary>
    [Fact]
    public void The_counting_interval_is_Fiellers_where_molecules_are_many()
    {
        var random = new SeededRandom(7, 1);
        for (int plate = 0; plate < 50; plate++)
        {
            StandardPoint[] many = [.. Enumerable.Range(0, 15).Select(i => new StandardPoint(Math.Pow(10, 14 + i / 3), 60 - 3.4 * (14 + i / 3) + 0.1 * random.NextNormal()))];
            var curve = StandardCurveFit.Fit(many)!;
            double cq = curve.Intercept + curve.Slope * (14.2 + 3 * random.NextDouble());
            var one = curve.Invert(cq, 2);
            var two = (curve with { Interval = CurveInterval.Counting }).Invert(cq, 2);
            Close(one.Lower!.Value, two.Lower!.Value, 1e-9);
            Close(one.Upper!.Value, two.Upper!.Value, 1e-9);
            StandardPoint[] few = [.. many.Select(p => new StandardPoint(p.Copies / 1e13, p.Cq))];
            var low = StandardCurveFit.Fit(few, interval: CurveInterval.Counting)!;
            var at = low.Invert(low.Intercept + low.Slope * 1.3, 2);
            var plain = (low with { Interval = CurveInterval.OneVariance }).Invert(low.Intercept + low.Slope * 1.3, 2);
            Assert.Equal(plain.Estimate, at.Estimate);
            Assert.True(at.Upper - at.Lower > plain.Upper - plain.Lower);
            Assert.InRange(at.Estimate, at.Lower!.Value, at.Upper!.Value);
        }
    }

    [Fact]
    public void The_interval_is_stated_in_the_settings_or_refused()
    {
        Assert.Equal(CurveInterval.OneVariance, AssaySettingsReader.Read("{}", "a").Value.Interval);
        Assert.Equal(CurveInterval.Counting, AssaySettingsReader.Read("{\"interval\":\"counting\"}", "a").Value.Interval);
        Assert.Contains("oneVariance, counting", AssaySettingsReader.Read("{\"interval\":\"wald\"}", "a").Problems[0].Expected, StringComparison.Ordinal);
        Assert.Contains("poisson weights always count", AssaySettingsReader.Read("{\"interval\":\"oneVariance\",\"weighting\":\"poisson\"}", "a").Problems[0].Expected, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => CountedMolecules.LogMoments(0));
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
