using System.Text.Json;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

/// <summary>The nearest public data (data/clinical/analogues) with the figures of its expected.json files and of R survival 3.5-3 (eps 1e-13).</summary>
public class AnalogueCaseTests
{
    private const string Data = "data/clinical/analogues/";

    private static JsonElement Expected(string file) => OracleCheck.ReadJson(Shared.Path(Data + file));

    /// <summary>n, events, medians and hazard ratio (Efron) of trials rebuilt from their published curves; R on the same files. Published: 0.68 and 0.80 (pembrolizumab against standard).</summary>
    [Theory]
    [InlineData("checkmate141_ferris2018_fig1", 361, 321, 5.07, 7.68, 0.6784547800, 0.5383698427, 0.8549901052, 10.9832569873, 0.68, false)]
    [InlineData("keynote-040_cohen2018_fig2a", 495, 385, 8.36, 7.08, 1.2809938212, 1.0479158795, 1.5659130681, 5.8538298690, 0.80, true)]
    [InlineData("keynote-045_fradet2019_fig1a", 542, 423, 7.29, 10, 0.7106774077, 0.5864397465, 0.8612349023, 12.1928781469, 0.70, false)]
    [InlineData("checkmate037_larkin2018_fig2a", 405, 261, 14.5, 15.8, 0.9309654355, 0.7195176249, 1.2045523446, 0.2966410731, 0.95, false)]
    [InlineData("checkmate066_ascierto2019_fig2a", 418, 269, 11.3, 37.6, 0.4627135844, 0.3617935749, 0.5917845868, 39.4261226511, 0.46, false)]
    [InlineData("kmdata_Checkmate017_1", 272, 199, 6.02, 9.25, 0.5889496141, 0.4442117968, 0.7808474480, 13.8426688655, 0.59, false)]
    [InlineData("kmdata_Checkmate017_2B", 272, 231, 2.86, 3.6, 0.6176648362, 0.4740976385, 0.8047073406, 13.1478519441, 0.62, false)]
    [InlineData("kmdata_Checkmate057_1A", 582, 413, 9.33, 12.1, 0.7493885407, 0.6168275336, 0.9104379333, 8.4736622567, 0.75, false)]
    public void Rebuilt_trials_give_what_R_gives_and_what_was_published(string name, int n, int events, double median0, double median1, double ratio, double lower, double upper, double chiSquare, double published, bool inverse)
    {
        string file = Shared.Path($"{Data}km_icb/{name}.csv");
        var cox = Run.Json("survival", "cox", file, "--time", "time", "--event", "event", "--covariates", "arm");
        var row = cox.GetProperty("coefficients")[0];
        var groups = Run.Json("survival", "km", file, "--time", "time", "--event", "event", "--group", "arm").GetProperty("groups");
        var logRank = Run.Json("survival", "logrank", file, "--time", "time", "--event", "event", "--group", "arm");

        Assert.Equal((n, events), (cox.GetProperty("n").GetInt32(), cox.GetProperty("events").GetInt32()));
        Assert.Equal([median0, median1], [groups[0].GetProperty("median").GetDouble(), groups[1].GetProperty("median").GetDouble()]);
        var check = new OracleCheck();
        check.Number("hazard ratio", ratio, row.GetProperty("hazardRatio").GetDouble());
        check.Number("lower", lower, row.GetProperty("lower").GetDouble());
        check.Number("upper", upper, row.GetProperty("upper").GetDouble());
        check.Number("log-rank", chiSquare, logRank.GetProperty("chiSquare").GetDouble());
        check.Passes();
        Assert.InRange(Math.Abs(Math.Log((inverse ? 1 / ratio : ratio) / published)), 0, 0.05);
    }

    /// <summary>Medians of the groups of IO-KIN, of head and neck cancers and of all in the LORIS cohort, and their limits.</summary>
    [Theory]
    [InlineData("iokin", "pfs_all", "iokin_ctdna/clinical.csv", "pfs_days", "pfs_event", null, null)]
    [InlineData("iokin", "pfs_by_shift", "iokin_ctdna/clinical.csv", "pfs_days", "pfs_event", "ctdna_shift_published", null)]
    [InlineData("iokin", "os_by_shift", "iokin_ctdna/clinical.csv", "os_days", "os_event", "ctdna_shift_published", null)]
    [InlineData("loris_Chowell_train", "hn_pfs", "loris_ici/Chowell_train.csv", "PFS_Months", "PFS_Event", null, "CancerType=Head & Neck")]
    [InlineData("loris_Chowell_train", "hn_os", "loris_ici/Chowell_train.csv", "OS_Months", "OS_Event", null, "CancerType=Head & Neck")]
    [InlineData("loris_Chowell_train", "all_pfs", "loris_ici/Chowell_train.csv", "PFS_Months", "PFS_Event", null, null)]
    [InlineData("loris_Chowell_train", "all_os", "loris_ici/Chowell_train.csv", "OS_Months", "OS_Event", null, null)]
    public void Medians_of_real_cohorts(string cohort, string key, string file, string time, string @event, string? group, string? where)
    {
        List<string> args = ["survival", "km", Shared.Path(Data + file), "--time", time, "--event", @event];
        if (group is not null) args.AddRange(["--group", group]);
        if (where is not null) args.AddRange(["--where", where]);
        var got = Run.Json([.. args]).GetProperty("groups");
        var expected = Expected("expected.json").GetProperty(cohort).GetProperty(key);
        Assert.Equal(expected.GetArrayLength(), got.GetArrayLength());
        var check = new OracleCheck();
        for (int g = 0; g < got.GetArrayLength(); g++)
            foreach (var (theirs, ours) in new[] { ("records", "n"), ("events", "events"), ("median", "median"), ("0.95LCL", "medianLower"), ("0.95UCL", "medianUpper") })
                if (expected[g].TryGetProperty(theirs, out var value)) check.Json($"{key} {g} {theirs}", value, Optional(got[g].GetProperty(ours)));
        check.Passes();
    }

    [Fact]
    public void Tests_of_IoKin()
    {
        string file = Shared.Path(Data + "iokin_ctdna/clinical.csv");
        var expected = Expected("expected.json").GetProperty("iokin");
        var check = new OracleCheck();
        foreach (var (key, time, @event) in new[] { ("pfs_logrank", "pfs_days", "pfs_event"), ("os_logrank", "os_days", "os_event") })
        {
            var test = Run.Json("survival", "logrank", file, "--time", time, "--event", @event, "--group", "ctdna_shift_published");
            check.Json(key, expected.GetProperty(key), [test.GetProperty("chiSquare").GetDouble(), test.GetProperty("pValue").GetDouble()]);
        }
        var cox = Run.Json("survival", "cox", file, "--time", "pfs_days", "--event", "pfs_event", "--covariates", "ctdna_shift_published").GetProperty("coefficients")[0];
        foreach (var (theirs, ours) in new[] { ("hr", "hazardRatio"), ("lcl", "lower"), ("ucl", "upper") })
            check.Json(theirs, expected.GetProperty("pfs_cox").GetProperty(theirs), cox.GetProperty(ours).GetDouble());
        // Disease control (CR, PR or SD) 4 of 4 with a fall of ctDNA against 3 of 11.
        var rows = OracleCheck.ReadCsv(file).Rows;
        int Controlled(string shift) => rows.Count(r => r["ctdna_shift_published"] == shift && r["best_response"] is "CR" or "PR" or "SD" && r["ctdna_shift_published"] == shift);
        int All(string shift) => rows.Count(r => r["ctdna_shift_published"] == shift);
        check.Json("Fisher", expected.GetProperty("fisher_dcr_vs_shift"), FisherExact.Test(Controlled("Decrease"), All("Decrease"), Controlled("Increase"), All("Increase")).PValue);
        check.Passes();
    }

    [Fact]
    public void Nasopharyngeal_carcinoma_with_a_group_without_events()
    {
        string file = Shared.Path(Data + "gse102349_npc/clinical_113.csv");
        var expected = Expected("gse102349_npc/expected.json");
        string[] columns = ["--time", "time_to_event", "--event", "pfs_event"];
        var at = Run.Json(["survival", "km", file, .. columns, "--at", "12,24,36,48"]).GetProperty("groups")[0];
        var (rounded, exact) = (new OracleCheck(absolute: 5.1e-7), new OracleCheck(relative: 2e-8)); // the file has six digits of survival, eight elsewhere
        for (int i = 0; i < 4; i++)
        {
            var row = at.GetProperty("at")[i];
            rounded.Json($"S {i}", expected.GetProperty("S").GetProperty($"m{12 * (i + 1)}"), row.GetProperty("survival").GetDouble());
            rounded.Json($"lower {i}", expected.GetProperty("lower")[i], row.GetProperty("lower").GetDouble());
            rounded.Json($"upper {i}", expected.GetProperty("upper")[i], row.GetProperty("upper").GetDouble());
        }
        rounded.Passes();
        exact.Json("n", expected.GetProperty("n_pfs"), at.GetProperty("n").GetInt32());
        exact.Json("events", expected.GetProperty("events"), at.GetProperty("events").GetInt32());
        var test = Run.Json(["survival", "logrank", file, .. columns, "--group", "expression_based_subtype"]);
        exact.Json("log-rank", expected.GetProperty("logrank_subtype"), [test.GetProperty("chiSquare").GetDouble(), test.GetProperty("pValue").GetDouble()]);
        foreach (var group in Run.Json(["survival", "km", file, .. columns, "--group", "expression_based_subtype"]).GetProperty("groups").EnumerateArray())
        {
            string name = group.GetProperty("group").GetString()!;
            exact.Json($"n {name}", expected.GetProperty("subtype_n").GetProperty(name), group.GetProperty("n").GetInt32());
            exact.Json($"events {name}", expected.GetProperty("subtype_events").GetProperty(name), group.GetProperty("events").GetInt32());
        }
        exact.Json("follow-up", expected.GetProperty("reverse_km_median_followup"), Run.Json(["survival", "km", file, .. columns, "--reverse"]).GetProperty("groups")[0].GetProperty("median").GetDouble());
        var table = OracleCheck.ReadCsv(file).Rows.Where(r => r["time_to_event"] is not ("" or "NA") && r["pfs_event"] is not ("" or "NA")).ToList();
        var mean = KaplanMeier.Estimate([.. table.Select(r => r.D("time_to_event"))], [.. table.Select(r => r["pfs_event"] == "1")]).RestrictedMean(36);
        exact.Json("rmst", expected.GetProperty("rmst36"), mean.Mean);
        exact.Json("rmst error", expected.GetProperty("rmst36_se"), mean.StdErr);
        exact.Passes();
    }

    [Fact]
    public void Pairs_of_lines_of_prophets()
    {
        string file = Shared.Path(Data + "gmi_prophets/pfs_pairs.csv");
        var expected = Expected("expected.json").GetProperty("prophets");
        var pairs = OracleCheck.ReadCsv(file).Rows.Select(r => new LinePair(r.D("PFS1"), r.D("PFS2"), r["status"] == "1")).ToArray();
        var curve = KaplanMeier.Estimate([.. pairs.Select(p => p.Ratio)], [.. pairs.Select(p => p.SecondIsEvent)]);
        var check = new OracleCheck();
        var row = expected.GetProperty("km_ratio")[0];
        check.Json("n", row.GetProperty("records"), pairs.Length);
        check.Json("median", row.GetProperty("median"), curve.Median.Time);
        check.Json("lower", row.GetProperty("0.95LCL"), curve.Median.Lower);
        check.Json("upper", row.GetProperty("0.95UCL"), curve.Median.Upper);
        check.Json("S(1.3)", expected.GetProperty("S_1.3"), curve.SurvivalAt(1.3));
        check.Json("1.33", expected.GetProperty("count_ge_1.33"), pairs.Count(p => p.Ratio >= 1.33));
        check.Json("1.3", expected.GetProperty("count_ge_1.3"), pairs.Count(p => p.Ratio >= 1.3));
        check.Json("Kendall", expected.GetProperty("kendall"), Run.Json("compare", "gmi", file, "--pfs1", "PFS1", "--pfs2", "PFS2", "--event2", "status").GetProperty("kendallTau").GetDouble());
        check.Passes();
    }

    /// <summary>Values below a limit of 40 copies/mL: the log-normal model with left-censored rows is a normal one of log10.</summary>
    [Fact]
    public void Plasma_viral_load_below_its_limit()
    {
        var rows = OracleCheck.ReadCsv(Shared.Path(Data + "plasma_vl_lod40/plasma.csv")).Rows;
        var expected = Expected("plasma_vl_lod40/expected.json");
        double[] lower = [.. rows.Select(r => r["below_lod"] == "1" ? 0 : r.D("gc_per_ml"))], upper = [.. rows.Select(r => r["below_lod"] == "1" ? r.D("lod") : r.D("gc_per_ml"))];
        var fit = ParametricSurvival.Fit(SurvivalFamily.LogNormal, ParametricInput.IntervalCensored(lower, upper));
        double jacobian = rows.Where(r => r["below_lod"] != "1").Sum(r => Math.Log(r.D("gc_per_ml") * Math.Log(10)));
        var check = new OracleCheck(relative: 2e-7); // the file's optimiser stopped there: its likelihood is not above ours
        check.Json("mean", expected.GetProperty("mu_log10"), fit.Working[0] / Math.Log(10));
        check.Json("sd", expected.GetProperty("sigma_log10"), Math.Exp(fit.Working[1]) / Math.Log(10));
        check.Json("log-likelihood", expected.GetProperty("loglik"), fit.LogLikelihood + jacobian);
        check.Passes();
        Assert.True(fit.LogLikelihood + jacobian >= expected.GetProperty("loglik").GetDouble() - 1e-10);
    }

    private static double? Optional(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetDouble();
}
