using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class LogRankTests
{
    public static TheoryData<string> Sets => KaplanMeierOracleTests.Sets;

    [Theory, MemberData(nameof(Sets))]
    public void Agrees_with_R_survdiff_for_three_weights_and_strata(string set)
    {
        string folder = Shared.Path($"oracles/statistics/survival/{set}");
        if (!File.Exists($"{folder}/logrank.json")) return; // one group or no event: no comparison in the oracle
        var input = OracleCheck.ReadCsv($"{folder}/input.csv");
        var check = new OracleCheck();
        foreach (var section in OracleCheck.ReadJson($"{folder}/logrank.json").EnumerateObject())
        {
            bool stratified = section.Name == "stratified";
            double rho = stratified ? 0 : double.Parse(section.Name[3..], System.Globalization.CultureInfo.InvariantCulture);
            int[] strata = stratified ? input.Codes(section.Value.GetProperty("strata").GetString()!) : [];
            var result = LogRank.Test(input.Doubles("time"), input.Booleans("status"), input.Codes(KaplanMeierOracleTests.Groups[set]), strata, new(rho));
            check.Json($"{set} {section.Name} chisq", section.Value.GetProperty("chisq"), result.ChiSquare);
            check.Json($"{set} {section.Name} p", section.Value.GetProperty("p"), result.PValue);
            check.Matrix($"{set} {section.Name} var", section.Value.GetProperty("var"), result.Variance);
            for (int g = 0; g < result.Groups.Count; g++)
            {
                check.Number($"{set} {section.Name} obs[{g}]", Sum(section.Value.GetProperty("obs")[g]), result.Groups[g].Observed);
                check.Number($"{set} {section.Name} exp[{g}]", Sum(section.Value.GetProperty("exp")[g]), result.Groups[g].Expected);
            }
        }
        check.Passes();
    }

    private static double Sum(System.Text.Json.JsonElement value) =>
        value.ValueKind == System.Text.Json.JsonValueKind.Array ? value.EnumerateArray().Sum(v => v.GetDouble()) : value.GetDouble();

    [Fact]
    public void Four_subjects_by_hand()
    {
        // Deaths at 1 (group 0) and 2 (group 1), then 3 and 4 censored: E0 = 2/4 + 1/3, V = 1/4 + 2/9.
        var result = LogRank.Test([1, 2, 3, 4], [true, true, false, false], [0, 1, 0, 1]);

        Assert.Equal(5.0 / 6, result.Groups[0].Expected, 14);
        Assert.Equal(17.0 / 36, result.Variance[0, 0], 14);
        Assert.Equal(1.0 / 36 / (17.0 / 36), result.ChiSquare!.Value, 14);
    }

    [Fact]
    public void A_stratum_without_events_changes_nothing()
    {
        double[] times = [1, 2, 3, 4, 5, 6], more = [.. times, 2, 3];
        bool[] events = [true, true, true, false, true, true], moreEvents = [.. events, false, false];
        int[] groups = [0, 1, 0, 1, 0, 1], moreGroups = [.. groups, 0, 1];

        var plain = LogRank.Test(times, events, groups);
        var stratified = LogRank.Test(more, moreEvents, moreGroups, [0, 0, 0, 0, 0, 0, 1, 1]);

        Assert.Equal(plain.ChiSquare, stratified.ChiSquare);
    }

    [Fact]
    public void Without_events_there_is_no_statistic()
    {
        var result = LogRank.Test([1, 2, 3], [false, false, false], [0, 1, 1]);

        Assert.Equal(ComparisonStatus.NoEvents, result.Status);
        Assert.Null(result.ChiSquare);
        Assert.Null(result.PValue);
    }

    [Fact]
    public void Two_groups_in_trend_are_the_log_rank_test()
    {
        var random = new SeededRandom(11);
        double[] times = [.. Enumerable.Range(0, 60).Select(_ => Math.Ceiling(10 * random.NextExponential()))];
        bool[] events = [.. times.Select(_ => random.NextDouble() < 0.7)];
        int[] groups = [.. times.Select(_ => random.NextInt(2))];

        Assert.Equal(LogRank.Test(times, events, groups).ChiSquare!.Value, LogRank.Trend(times, events, groups, [3, 7]).ChiSquare!.Value, 10);
        Assert.Equal(LogRank.Test(times, events, groups).ChiSquare, LogRank.Pairwise(times, events, groups)[0].Result.ChiSquare);
    }

    [Fact]
    public void Refuses_a_group_label_below_zero()
    {
        var error = Assert.Throws<ArgumentException>(() => LogRank.Test([1, 2], [true, true], [0, -1]));
        Assert.StartsWith("Label -1 is below 0.", error.Message);
    }
}
