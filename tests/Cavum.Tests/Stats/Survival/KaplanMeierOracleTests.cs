using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

/// <summary>Walks oracles/statistics/survival (R survival 3.8-6).</summary>
public class KaplanMeierOracleTests
{
    private static readonly (string Suffix, SurvivalInterval Interval)[] Intervals =
    [
        ("log", SurvivalInterval.Log), ("loglog", SurvivalInterval.LogLog), ("plain", SurvivalInterval.Plain),
        ("logit", SurvivalInterval.Logit), ("arcsin", SurvivalInterval.Arcsin),
    ];

    /// <summary>The column by which the oracle split each set.</summary>
    internal static readonly Dictionary<string, string> Groups = new()
    {
        ["aml"] = "x",
        ["edge_allcens"] = "g",
        ["edge_lastevent"] = "g",
        ["edge_single"] = "g",
        ["edge_ties"] = "g",
        ["kidney"] = "sex",
        ["lung"] = "sex",
        ["mgus2"] = "sex",
        ["ovarian"] = "rx",
        ["veteran"] = "trt",
    };

    public static TheoryData<string> Sets => [.. Groups.Keys];

    [Theory, MemberData(nameof(Sets))]
    public void Agrees_with_R_survfit_in_all_five_interval_types(string set)
    {
        string folder = Shared.Path($"oracles/statistics/survival/{set}");
        var check = new OracleCheck();
        foreach (var (suffix, interval) in Intervals)
        {
            var options = new KaplanMeierOptions { Interval = interval };
            foreach (string kind in new[] { "all", "bygroup" })
                Compare(check, OracleCheck.ReadCsv($"{folder}/km_{kind}_{suffix}.csv"), Curves(folder, set, options, kind == "bygroup"));
        }
        check.Passes();
    }

    [Theory, MemberData(nameof(Sets))]
    public void Agrees_with_R_on_weighted_curves_with_Greenwood_and_jackknife_errors(string set)
    {
        string folder = Shared.Path($"oracles/statistics/survival/{set}");
        if (!File.Exists($"{folder}/weights.csv")) return; // the smallest sets have no weights
        double[] weights = OracleCheck.ReadCsv($"{folder}/weights.csv").Doubles("w");
        var check = new OracleCheck();
        foreach (bool robust in new[] { false, true })
            Compare(check, OracleCheck.ReadCsv($"{folder}/weighted_km_{(robust ? "robust" : "norobust")}.csv"),
                Curves(folder, set, new() { Robust = robust }, true, weights));
        check.Passes();
    }

    [Theory, MemberData(nameof(Sets))]
    public void Agrees_with_R_on_quantiles_and_their_limits(string set)
    {
        string folder = Shared.Path($"oracles/statistics/survival/{set}");
        var check = new OracleCheck();
        foreach (var (suffix, interval) in Intervals)
        {
            var options = new KaplanMeierOptions { Interval = interval };
            var curves = Curves(folder, set, options, false).Concat(Curves(folder, set, options, true)).ToArray();
            var rows = OracleCheck.ReadCsv($"{folder}/quantiles_{suffix}.csv").Rows;
            for (int i = 0; i < curves.Length * 3; i++) // edge_single lists its rows three times over: only the first are read
            {
                var row = rows[i];
                var got = curves[i / 3].Curve.Quantile(double.Parse(row["prob"], System.Globalization.CultureInfo.InvariantCulture));
                check.Cell(row, "q", got.Time);
                check.Cell(row, "lower", got.Lower);
                check.Cell(row, "upper", got.Upper);
            }
        }
        check.Passes();
    }

    [Theory, MemberData(nameof(Sets))]
    public void Agrees_with_R_on_reverse_follow_up_and_on_the_restricted_mean(string set)
    {
        string folder = Shared.Path($"oracles/statistics/survival/{set}");
        var input = OracleCheck.ReadCsv($"{folder}/input.csv");
        var check = new OracleCheck();
        var followUp = KaplanMeier.FollowUp(input.Doubles("time"), input.Booleans("status")).Median;
        var expected = OracleCheck.ReadJson($"{folder}/followup_reverse_km.json");
        check.Json("reverseKM_median", expected.GetProperty("reverseKM_median"), followUp.Time);
        check.Json("lower", expected.GetProperty("lower"), followUp.Lower);
        check.Json("upper", expected.GetProperty("upper"), followUp.Upper);

        var table = OracleCheck.ReadJson($"{folder}/km_table_rmean80.json");
        if (table.GetProperty("table").TryGetProperty("rmean", out _)) // a single row has none in the oracle
        {
            var row = table.GetProperty("table");
            var mean = KaplanMeier.Estimate(input.Doubles("time"), input.Booleans("status")).RestrictedMean(table.GetProperty("rmean_at").GetDouble());
            check.Json("rmean", row.GetProperty("rmean"), mean.Mean);
            check.Json("se(rmean)", row.GetProperty("se(rmean)"), mean.StdErr);
        }
        check.Passes();
    }

    [Theory, MemberData(nameof(Sets))]
    public void Agrees_with_R_on_Nelson_Aalen_and_Fleming_Harrington(string set)
    {
        string folder = Shared.Path($"oracles/statistics/survival/{set}");
        var input = OracleCheck.ReadCsv($"{folder}/input.csv");
        var check = new OracleCheck();
        foreach (var (file, ties) in new[] { ("nelson_aalen_fh", HazardTies.NelsonAalen), ("fleming_harrington_fh2", HazardTies.FlemingHarrington) })
            Compare(check, OracleCheck.ReadCsv($"{folder}/{file}.csv"),
                [("all", NelsonAalen.Estimate(input.Doubles("time"), input.Booleans("status"), ties))]);
        check.Passes();
    }

    [Fact]
    public void Agrees_with_R_under_delayed_entry()
    {
        string folder = Shared.Path("oracles/statistics/survival_tdc");
        var input = OracleCheck.ReadCsv($"{folder}/heart_input.csv");
        int[] codes = input.Codes("transplant");
        var curves = new List<(string, SurvivalCurve)>();
        for (int g = 0; g < 2; g++)
            curves.Add(($"transplant={g}", KaplanMeier.Estimate(input.Doubles("stop").Where(codes, g), input.Booleans("event").Where(codes, g),
                entries: input.Doubles("start").Where(codes, g))));
        var check = new OracleCheck();
        Compare(check, OracleCheck.ReadCsv($"{folder}/heart_km_lefttrunc.csv"), curves);
        check.Passes();
    }

    private static List<(string Group, SurvivalCurve Curve)> Curves(string folder, string set, KaplanMeierOptions options, bool byGroup, double[]? weights = null)
    {
        var input = OracleCheck.ReadCsv($"{folder}/input.csv");
        double[] times = input.Doubles("time");
        bool[] events = input.Booleans("status");
        if (!byGroup) return [("all", KaplanMeier.Estimate(times, events, options, weights: weights))];
        int[] codes = input.Codes(Groups[set]);
        return [.. Enumerable.Range(0, codes.Max() + 1).Select(g => ($"{g}", KaplanMeier.Estimate(times.Where(codes, g), events.Where(codes, g), options,
            weights: weights?.Where(codes, g))))];
    }

    private static void Compare(OracleCheck check, CsvTable expected, IReadOnlyList<(string Group, SurvivalCurve Curve)> curves)
    {
        var got = curves.SelectMany(c => c.Curve.Steps).ToArray();
        Assert.True(expected.Rows.Count == got.Length, $"{expected.Source}: {expected.Rows.Count} rows expected, {got.Length} got.");
        for (int i = 0; i < got.Length; i++)
        {
            var (row, step) = (expected.Rows[i], got[i]);
            check.Cell(row, "time", step.Time);
            check.Cell(row, "n.risk", step.AtRisk);
            check.Cell(row, "n.event", step.Events);
            check.Cell(row, "n.censor", step.Censored);
            check.Cell(row, "surv", step.Survival);
            check.Cell(row, "cumhaz", step.CumulativeHazard);
            check.Cell(row, "std.chaz", step.CumulativeHazardStdErr);
            if (step.Survival == 0) // no error or limit exists at S = 0; the oracle writes NaN, NA, or 0 with robust errors
            {
                check.Missing(row.Place("lower"), step.Lower);
                check.Missing(row.Place("std.err"), step.StdErr);
                continue;
            }
            check.Cell(row, "std.err", step.StdErr);
            foreach (string column in new[] { "lower", "upper" })
                if (row[column] == "NaN") check.Number(row.Place(column), 1, column == "lower" ? step.Lower : step.Upper); // at S = 1 the oracle's arcsin limits are NaN: 1 is right
                else check.Cell(row, column, column == "lower" ? step.Lower : step.Upper);
        }
    }
}
