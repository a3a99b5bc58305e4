using System.Text.Json;

namespace Cavum.Tests.Stats;

/// <summary>The verbs beside those of the contract: by hand, and refusals.</summary>
public class SurvivalVerbTests
{
    private static double D(JsonElement e, string key) => e.GetProperty(key).GetDouble();

    /// <summary>Deaths at 1, 1 and 3 of four: Nelson–Aalen 2/4 then + 1/2; Fleming–Harrington 1/4 + 1/3 then + 1/2.</summary>
    [Theory]
    [InlineData("nelson-aalen", 0.5, 1.0)]
    [InlineData("fleming-harrington", 1.0 / 4 + 1.0 / 3, 1.0 / 4 + 1.0 / 3 + 0.5)]
    public void Hazard_by_hand(string ties, double first, double second)
    {
        string file = SurvivalCommandTests.Write("t,e\n1,1\n1,1\n3,1\n4,0\n");
        var curve = Run.Json("survival", "hazard", file, "--time", "t", "--event", "e", "--ties", ties).GetProperty("groups")[0].GetProperty("curve");
        Assert.Equal(first, D(curve[0], "hazard"), 1e-12);
        Assert.Equal(second, D(curve[1], "hazard"), 1e-12);
        Assert.True(D(curve[1], "lower") < second && D(curve[1], "upper") > second);
    }

    [Fact]
    public void Km_gives_quantiles_and_survival_at_chosen_times()
    {
        string file = SurvivalCommandTests.Write("t,e\n1,1\n2,1\n3,1\n4,0\n");
        var group = Run.Json("survival", "km", file, "--time", "t", "--event", "e", "--quantiles", "0.25,0.75", "--at", "0.5,2.5,9").GetProperty("groups")[0];
        Assert.Equal(1.5, D(group.GetProperty("quantiles")[0], "time"));
        Assert.Equal([1, 0.5, 0.25], group.GetProperty("at").EnumerateArray().Select(r => D(r, "survival")));
        Assert.Equal([4, 2, 0], group.GetProperty("at").EnumerateArray().Select(r => D(r, "atRisk")));
        Assert.Equal("afterLastTime", group.GetProperty("at")[2].GetProperty("status").GetString());
    }

    /// <summary>A landmark at 2 leaves the rows that last longer, with time counted from it.</summary>
    [Fact]
    public void Landmark_counts_from_the_landmark_and_says_who_had_ended()
    {
        string file = SurvivalCommandTests.Write("t,e,g\n1,1,a\n2,0,b\n3,1,a\n5,1,b\n6,0,a\n7,1,b\n");
        var result = Run.Json("survival", "landmark", file, "--time", "t", "--event", "e", "--group", "g", "--at", "2");
        Assert.Equal(2, D(result, "endedBefore"));
        Assert.Equal([1, 4], result.GetProperty("groups")[0].GetProperty("curve").EnumerateArray().Select(s => D(s, "time")));
        Assert.Equal("done", result.GetProperty("status").GetString());
        var refused = Run.Cavum("survival", "landmark", file, "--time", "t", "--event", "e", "--group", "g", "--at", "7", "--json");
        Assert.Equal(1, refused.Exit);
    }

    /// <summary>The classic bias: responders compared from time 0 look better; as a state they gain nothing that they did not live to gain.</summary>
    [Fact]
    public void A_state_that_changes_counts_only_from_its_change()
    {
        string file = SurvivalCommandTests.Write("t,e,r\n2,1,\n4,1,3\n6,1,\n8,1,5\n10,1,7\n12,0,\n3,1,\n9,1,2\n");
        var result = Run.Json("survival", "timedependent", file, "--time", "t", "--event", "e", "--change", "r");
        string split = SurvivalCommandTests.Write("a,b,e,r,i\n0,2,1,0,1\n0,3,0,0,2\n3,4,1,1,2\n0,6,1,0,3\n0,5,0,0,4\n5,8,1,1,4\n0,7,0,0,5\n7,10,1,1,5\n0,12,0,0,6\n0,3,1,0,7\n0,2,0,0,8\n2,9,1,1,8\n");
        var byHand = Run.Json("survival", "cox", split, "--time", "b", "--event", "e", "--entry", "a", "--covariates", "r", "--cluster", "i");
        Assert.Equal(4, D(result, "changed"));
        foreach (string key in new[] { "estimate", "robustStdErr" })
            Assert.Equal(D(byHand.GetProperty("coefficients")[0], key), D(result.GetProperty("coefficients")[0], key), 1e-10);
    }

    /// <summary>Exponential: rate = events over time at risk, by hand, also where the limits coincide.</summary>
    [Fact]
    public void Parametric_fits_the_rate_by_hand_and_interval_limits_that_coincide_are_exact_times()
    {
        string file = SurvivalCommandTests.Write("t,e\n1,1\n2,1\n3,0\n4,1\n");
        var model = Run.Json("survival", "parametric", file, "--time", "t", "--event", "e", "--family", "exponential", "--at", "2").GetProperty("models")[0];
        Assert.Equal(0.3, D(model.GetProperty("parameters")[0], "estimate"), 1e-9);
        Assert.Equal(3 * Math.Log(0.3) - 3, D(model, "logLikelihood"), 1e-9);
        Assert.Equal(Math.Exp(-0.6), D(model.GetProperty("survival")[0], "survival"), 1e-9);
        string limits = SurvivalCommandTests.Write("lo,hi\n1,1\n2,2\n3,\n4,4\n");
        var same = Run.Json("survival", "parametric", limits, "--lower", "lo", "--upper", "hi", "--family", "exponential").GetProperty("models")[0];
        Assert.Equal(D(model, "logLikelihood"), D(same, "logLikelihood"), 1e-9);
    }

    [Fact]
    public void Martingale_residuals_sum_to_zero_and_schoenfeld_has_a_row_an_event()
    {
        string file = SurvivalCommandTests.Write("t,e,x\n1,1,0\n2,1,1\n3,0,0\n4,1,1\n5,1,0\n6,0,1\n");
        string[] call = ["survival", "residuals", file, "--time", "t", "--event", "e", "--covariates", "x", "--kind"];
        Assert.Equal(0, Run.Json([.. call, "martingale"]).GetProperty("residuals").EnumerateArray().Sum(r => r.GetProperty("values")[0].GetDouble()), 1e-10);
        Assert.Equal(4, Run.Json([.. call, "schoenfeld"]).GetProperty("residuals").GetArrayLength());
        Assert.Equal(6, Run.Json([.. call, "baseline"]).GetProperty("steps").GetArrayLength());
    }

    [Fact]
    public void A_cause_specific_hazard_is_cox_with_the_other_causes_censored()
    {
        string causes = SurvivalCommandTests.Write("t,e,x\n1,1,0\n2,2,1\n3,1,1\n4,1,0\n5,0,1\n6,2,0\n7,1,1\n");
        string one = SurvivalCommandTests.Write("t,e,x\n1,1,0\n2,0,1\n3,1,1\n4,1,0\n5,0,1\n6,0,0\n7,1,1\n");
        var specific = Run.Json("survival", "cox", causes, "--time", "t", "--event", "e", "--covariates", "x", "--cause", "1");
        var plain = Run.Json("survival", "cox", one, "--time", "t", "--event", "e", "--covariates", "x");
        Assert.Equal(D(plain.GetProperty("coefficients")[0], "estimate"), D(specific.GetProperty("coefficients")[0], "estimate"));
        Assert.Equal(4, D(Run.Json("survival", "finegray", causes, "--time", "t", "--event", "e", "--covariates", "x"), "events"));
        Assert.Equal(1, Run.Cavum("survival", "finegray", causes, "--time", "t", "--event", "e", "--covariates", "x", "--cause", "3").Exit);
    }

    [Theory]
    [InlineData("parametric", "t,e\n0,1\n2,1\n", "a time above 0", new[] { "--time", "t", "--event", "e" })]
    [InlineData("parametric", "a,b\n3,2\n1,2\n", "not before 3", new[] { "--lower", "a", "--upper", "b" })]
    [InlineData("parametric", "a,b\n3,\n1,\n", "no upper limit", new[] { "--lower", "a", "--upper", "b" })]
    [InlineData("timedependent", "t,e,c\n2,1,-1\n2,1,x\n", "a time of 0 or more, or nothing", new[] { "--time", "t", "--event", "e", "--change", "c" })]
    [InlineData("timedependent", "t,e,c\n1e300,0,\n7,1,0\n", "a time above 0", new[] { "--time", "t", "--event", "e", "--change", "c" })]
    [InlineData("hazard", "t,e\n2,3\n", "0 (censored) or 1 (event)", new[] { "--time", "t", "--event", "e" })]
    public void Refuses_with_the_place(string verb, string text, string reason, string[] options)
    {
        var result = Run.Cavum(["survival", verb, SurvivalCommandTests.Write(text), .. options, "--json"]);
        Assert.Equal(1, result.Exit);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gehan")]
    [InlineData("tarone-ware")]
    [InlineData("peto")]
    public void Other_weights_and_late_differences_have_options(string kind)
    {
        string file = SurvivalCommandTests.Write("t,e,g\n1,1,a\n2,1,b\n3,1,a\n4,1,b\n5,1,b\n6,0,a\n");
        string[] call = ["survival", "logrank", file, "--time", "t", "--event", "e", "--group", "g"];
        Assert.Equal(kind, Run.Json([.. call, "--weights", kind]).GetProperty("weights").GetString());
        Assert.NotEqual(D(Run.Json(call), "chiSquare"), D(Run.Json([.. call, "--gamma", "1"]), "chiSquare"));
        Assert.Equal(2, Run.Cavum([.. call, "--weights", kind, "--rho", "1"]).Exit);
    }

    [Fact]
    public void A_refusal_names_bad_times_events_and_covariates_together()
    {
        string file = SurvivalCommandTests.Write("t,e,x\n1,1,5\n2,1,4q\n3,z,3\n-4,0,1\n");
        var result = Run.Cavum("survival", "cox", file, "--time", "t", "--event", "e", "--covariates", "x", "--json");
        Assert.Equal(3, result.Json.GetProperty("refused").GetArrayLength());
        Assert.Contains("line 3, column x: read '4q'", result.Error, StringComparison.Ordinal);
    }

    /// <summary>The weighted dfbeta is the step that leaving the row out takes, as in R.</summary>
    [Fact]
    public void Dfbeta_carries_the_weight_of_its_row()
    {
        string weighted = SurvivalCommandTests.Write("t,e,x,w\n1,1,0,2\n2,1,1,1\n3,0,0,1\n4,1,1,1\n5,1,0,1\n6,0,1,1\n");
        string twice = SurvivalCommandTests.Write("t,e,x\n1,1,0\n1,1,0\n2,1,1\n3,0,0\n4,1,1\n5,1,0\n6,0,1\n");
        string[] call = ["--time", "t", "--event", "e", "--covariates", "x", "--kind", "dfbeta", "--ties", "breslow"];
        double one = Run.Json(["survival", "residuals", weighted, .. call, "--weight", "w"]).GetProperty("residuals")[0].GetProperty("values")[0].GetDouble();
        var pair = Run.Json(["survival", "residuals", twice, .. call]).GetProperty("residuals");
        Assert.Equal(pair[0].GetProperty("values")[0].GetDouble() + pair[1].GetProperty("values")[0].GetDouble(), one, 1e-10);
    }
}
