using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Tests.Assay;

public class KineticsTests
{
    private static string Series => Shared.Path("oracles/assay/kinetics/synthetic_series.csv");

    /// <summary>
    /// R 4.2.2 survreg(interval2, gaussian). In the rows left out R did not reach a maximum: the likelihood is unbounded
    /// (our fit says degenerate), or R stopped lower (patients 26 and 56: −2.206 and −8.772 against 0.606 and 1.896 here).
    /// </summary>
    [Fact]
    public void Agrees_with_survreg_wherever_it_found_the_maximum()
    {
        var subjects = Run.Json("assay", "kinetics", Series, "--subject", "patient", "--day", "day", "--value", "iu_ml", "--status", "status", "--lod", "18.8", "--loq", "35", "--until", "30")
            .GetProperty("subjects").EnumerateArray().ToDictionary(s => s.GetProperty("subject").GetString()!);
        int compared = 0, degenerate = 0, higher = 0;
        foreach (var row in CsvTable.ReadFile(Shared.Path("oracles/assay/kinetics/survreg_tobit_oracle.csv")).Value.Rows)
        {
            var ours = subjects[row["patient"]];
            if (ours.GetProperty("fitStatus").GetString() == "degenerate")
            {
                degenerate++;
                continue;
            }
            if (row.IsMissing("tobit_slope")) continue;
            double logLikelihood = QuantifyTests.Number(row["tobit_loglik"]);
            if (ours.GetProperty("logLikelihood").GetDouble() > logLikelihood + 0.1)
            {
                higher++;
                continue;
            }
            QuantifyTests.Close(QuantifyTests.Number(row["tobit_slope"]), ours.GetProperty("slopePerDay").GetDouble(), 1e-6);
            QuantifyTests.Close(logLikelihood, ours.GetProperty("logLikelihood").GetDouble(), 1e-6);
            QuantifyTests.Close(QuantifyTests.Number(row["tobit_se"]), ours.GetProperty("slopeStdErr").GetDouble(), 1e-6);
            if (ours.GetProperty("status").GetString() == "estimated")
                QuantifyTests.Close(QuantifyTests.Number(row["tobit_t_half"]), ours.GetProperty("halfLifeDays").GetDouble(), 1e-6);
            compared++;
        }
        Assert.True(compared >= 116, $"{compared} compared");
        Assert.Equal(2, higher);
        Assert.True(degenerate <= 16, $"{degenerate} degenerate");
    }

    [Fact]
    public void Halving_every_week_gives_a_half_life_of_seven_days()
    {
        EbvPoint[] series = [.. new[] { 0, 7, 14, 21, 28 }.Select((d, i) => new EbvPoint(d, new EbvLevel.Quantified(10000 * Math.Pow(0.5, i) * (i % 2 == 0 ? 1.01 : 0.99))))];
        var decay = EbvKinetics.Decay(series);
        Assert.Equal(HalfLifeStatus.Estimated, decay.Status);
        Assert.InRange(decay.HalfLifeDays!.Value, 6.9, 7.1);
        Assert.Equal(Called.Yes, EbvResponseRules.Apply(series, decay)["fall50ByDay28"].Call);
    }

    [Fact]
    public void An_undetectable_baseline_is_not_evaluable()
    {
        EbvPoint[] series = [new(0, new EbvLevel.NotDetected(20)), new(14, new EbvLevel.Quantified(100)), new(28, new EbvLevel.Quantified(90))];
        var responses = EbvResponseRules.Apply(series, EbvKinetics.Decay(series));
        foreach (string name in new[] { "fall50ByDay28", "week4RatioAboveHalf", "halfLifeAtMost7Days", "clearanceTwoConsecutive" })
            Assert.Equal(Called.NotEvaluable, responses[name].Call);
    }

    [Fact]
    public void Not_detected_under_half_of_baseline_is_a_fall_and_two_in_a_row_are_clearance()
    {
        EbvPoint[] series = [new(0, new EbvLevel.Quantified(1000)), new(28, new EbvLevel.NotDetected(20)), new(56, new EbvLevel.NotDetected(20))];
        var responses = EbvResponseRules.Apply(series, EbvKinetics.Decay(series));
        Assert.Equal(Called.Yes, responses["fall50ByDay28"].Call);
        Assert.Equal(Called.Yes, responses["clearanceTwoConsecutive"].Call);
        Assert.Equal(28, responses["clearanceTwoConsecutive"].Day);
    }

    [Fact]
    public void Stable_series_show_a_false_rebound_in_at_most_two_percent()
    {
        int rebounds = 0;
        const int series = 4000;
        for (int i = 0; i < series; i++)
        {
            var random = new SeededRandom(20261122, (ulong)i);
            EbvPoint[] points = [.. Enumerable.Range(0, 10).Select(k => new EbvPoint(k * 14, new EbvLevel.Quantified(1000 * Math.Pow(10, 0.15 * random.NextNormal()))))];
            if (EbvResponseRules.Apply(points, EbvKinetics.Decay(points))["rebound"].Call == Called.Yes) rebounds++;
        }
        Assert.True(rebounds <= 0.02 * series, $"{rebounds} of {series}");
    }

    [Fact]
    public void Refuses_a_sample_that_needs_a_limit_that_was_not_given()
    {
        var result = Run.Cavum("assay", "kinetics", Series, "--subject", "patient", "--day", "day", "--value", "iu_ml", "--status", "status", "--loq", "35");
        Assert.Equal(1, result.Exit);
        Assert.Contains("expected --lod, for a sample not detected", result.Error, StringComparison.Ordinal);
    }
}
