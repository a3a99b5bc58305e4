using System.Text.Json;

namespace Cavum.Tests.Stats;

public class DesignCommandTests
{
    private static double D(JsonElement e, string key) => e.GetProperty(key).GetDouble();

    [Fact]
    public void After_gives_the_oracle_row_and_the_limit_for_the_number_that_came()
    {
        var result = Run.Json("design", "after", "--x", "6", "--r1", "1", "--n1", "10", "--n", "29", "--p0", "0.1");
        Assert.Equal(0.26130853296663531, D(result, "umvue"), 1e-9);
        Assert.Equal(0.047086306643891324, D(result, "pValue"), 1e-9);
        Assert.True(result.GetProperty("rejected").GetBoolean());
        Assert.Equal(6, D(result, "criticalValue"));
        Assert.Equal("stoppedAfterFirstStage", Run.Json("design", "after", "--x", "1", "--r1", "1", "--n1", "10", "--n", "10", "--p0", "0.1").GetProperty("status").GetString());
    }

    [Fact]
    public void After_refuses_responders_that_do_not_fit()
    {
        var result = Run.Cavum("design", "after", "--x", "1", "--r1", "1", "--n1", "10", "--n", "29", "--p0", "0.1", "--json");
        Assert.Equal(1, result.Exit);
        Assert.Contains("more than --r1 1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Looks_are_read_as_ranges_and_every_bad_one_is_named()
    {
        var rule = Run.Json("design", "predictive", "--prior-a", "0.2", "--prior-b", "0.8", "--p0", "0.2", "--theta", "0.922", "--max", "36", "--looks", "10:30:10,35", "--p", "0.4");
        Assert.Equal([10, 20, 30, 35], rule.GetProperty("boundary").EnumerateArray().Select(l => D(l, "n")));
        Assert.Equal(2, rule.GetProperty("operating").GetArrayLength());
        var refused = Run.Cavum("design", "bop2", "--p0", "0.2", "--p1", "0.4", "--max", "40", "--looks", "10,x,50", "--json");
        Assert.Equal(2, refused.Json.GetProperty("refused").GetArrayLength());
    }

    [Fact]
    public void Bop2_and_gmi_answer()
    {
        var bop = Run.Json("design", "bop2", "--p0", "0.2", "--p1", "0.4", "--alpha", "0.1", "--max", "40", "--looks", "10,20,30");
        Assert.True(D(bop, "alpha") <= 0.1);
        Assert.Equal(219, D(Run.Json("design", "gmi", "--ratio", "1.5", "--lost", "0.1"), "n"));
        Assert.Equal(1, Run.Cavum("design", "gmi", "--ratio", "1", "--correlation", "1").Exit);
    }

    [Fact]
    public void Two_proportions_are_compared_with_the_oracle_row()
    {
        var result = Run.Json("binomial", "compare", "--x1", "9", "--n1", "30", "--x0", "9", "--n0", "44");
        Assert.Equal(0.41295733225556791, D(result.GetProperty("fisher"), "pValue"), 1e-9);
        Assert.Equal(-0.098225595688976708, D(result.GetProperty("intervals")[0], "lower"), 1e-9);
        Assert.Equal(0.82740228634894808, D(result, "probabilitySuperior"), 1e-9);
        Assert.True(D(result.GetProperty("boschloo"), "pValue") <= 0.41295733225556791);
        Assert.Equal(2, Run.Cavum("binomial", "compare", "--x1", "9", "--n1", "3", "--x0", "9", "--n0", "0", "--json").Json.GetProperty("refused").GetArrayLength());
    }

    [Fact]
    public void Prediction_and_test_of_one_proportion_by_hand()
    {
        // Beta(1, 1) and no trial: every count of the next 4 is equally likely.
        var counts = Run.Json("binomial", "predict", "--x", "0", "--n", "0", "--m", "4").GetProperty("counts");
        Assert.All(counts.EnumerateArray(), c => Assert.Equal(0.2, D(c, "probability"), 1e-12));
        var test = Run.Json("binomial", "test", "--x", "4", "--n", "4", "--p0", "0.5");
        Assert.Equal(0.0625, D(test, "greater"), 1e-12);
        Assert.Equal(0.125, D(test, "pValue"), 1e-12);
    }
}
