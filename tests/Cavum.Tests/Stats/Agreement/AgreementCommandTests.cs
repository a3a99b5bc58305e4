using System.Text.Json;

namespace Cavum.Tests.Stats;

public class AgreementCommandTests
{
    private static double D(JsonElement e, string key) => e.GetProperty(key).GetDouble();

    [Fact]
    public void Kappa_takes_words_and_leaves_out_missing_rows()
    {
        string file = SurvivalCommandTests.Write("a,b\nyes,yes\nyes,no\nno,no\nno,no\nNA,yes\n");
        var result = Run.Cavum("agreement", "kappa", file, "--first", "a", "--second", "b", "--json");
        Assert.Equal(0.5, D(result.Json, "kappa"), 1e-12); // observed 3/4, expected 1/8 + 3/8
        Assert.Contains("1 of 5 rows left out", result.Error, StringComparison.Ordinal);
        string one = SurvivalCommandTests.Write("a,b\nyes,yes\nyes,yes\n");
        Assert.Equal("oneCategory", Run.Json("agreement", "kappa", one, "--first", "a", "--second", "b").GetProperty("status").GetString());
    }

    /// <summary>Shrout &amp; Fleiss 1979, table 2.</summary>
    [Fact]
    public void Icc_of_shrout_and_fleiss()
    {
        string file = SurvivalCommandTests.Write("a,b,c,d\n9,2,5,8\n6,1,3,2\n8,4,6,8\n7,1,2,6\n10,5,6,9\n6,2,4,7\n");
        var rows = Run.Json("agreement", "icc", file, "--ratings", "a,b,c,d").GetProperty("coefficients");
        Assert.Equal(0.2898, D(rows[1], "estimate"), 1e-4);
        Assert.Equal(0.7148, D(rows[2], "estimate"), 1e-4);
    }

    [Fact]
    public void Lines_through_exact_pairs_are_exact()
    {
        string file = SurvivalCommandTests.Write("x,y\n1,3\n2,5\n3,7\n4,9\n5,11\n7,15\n");
        foreach (string verb in new[] { "deming", "passing-bablok" })
        {
            var line = Run.Json("agreement", verb, file, "--first", "x", "--second", "y");
            Assert.Equal(2, D(line.GetProperty("slope"), "estimate"), 1e-9);
            Assert.Equal(1, D(line.GetProperty("intercept"), "estimate"), 1e-9);
        }
        Assert.Equal(4 + 2.0 / 3, D(Run.Json("agreement", "bland-altman", file, "--first", "x", "--second", "y"), "bias"), 1e-9);
    }

    [Theory]
    [InlineData("deming", "x,y\n1,2\n1,3\n1,4\n", "measurements that vary")]
    [InlineData("passing-bablok", "x,y\n1,2\n2,3\n", "at least 4")]
    [InlineData("bland-altman", "x,y\n1,a\nb,3\n3,4\n", "a finite number")]
    [InlineData("bland-altman", "x,z\n1,2\n", "a column 'y'")]
    public void Refuses_what_cannot_be_compared(string verb, string text, string reason)
    {
        var result = Run.Cavum("agreement", verb, SurvivalCommandTests.Write(text), "--first", "x", "--second", "y", "--json");
        Assert.Equal(1, result.Exit);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }
}
