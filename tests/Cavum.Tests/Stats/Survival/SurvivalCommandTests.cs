namespace Cavum.Tests.Stats;

public class SurvivalCommandTests
{
    internal static string Write(string text)
    {
        string folder = Directory.CreateTempSubdirectory("cavum-survival-").FullName;
        string path = Path.Combine(folder, "rows.csv");
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public void Km_of_iokin_gives_the_published_medians()
    {
        string file = Shared.Path("data/clinical/analogues/iokin_ctdna/clinical.csv");
        var groups = Run.Json("survival", "km", file, "--time", "pfs_days", "--event", "pfs_event", "--group", "ctdna_shift_published").GetProperty("groups");

        Assert.Equal("Decrease", groups[0].GetProperty("group").GetString());
        Assert.Equal([511, 288], new[] { groups[0].GetProperty("median").GetDouble(), groups[0].GetProperty("medianLower").GetDouble() });
        Assert.Equal([78, 71], new[] { groups[1].GetProperty("median").GetDouble(), groups[1].GetProperty("medianLower").GetDouble() });
        Assert.Equal(System.Text.Json.JsonValueKind.Null, groups[1].GetProperty("medianUpper").ValueKind);
    }

    [Fact]
    public void Logrank_of_iokin_gives_the_published_statistic()
    {
        string file = Shared.Path("data/clinical/analogues/iokin_ctdna/clinical.csv");
        var test = Run.Json("survival", "logrank", file, "--time", "pfs_days", "--event", "pfs_event", "--group", "ctdna_shift_published");

        Assert.Equal(8.4366478935, test.GetProperty("chiSquare").GetDouble(), 9);
        Assert.Equal(0.0036773348615, test.GetProperty("pValue").GetDouble(), 11);
        Assert.Equal(1, test.GetProperty("degreesOfFreedom").GetInt32());
    }

    [Fact]
    public void Km_of_gse102349_gives_S36_and_logrank_bears_a_group_without_events()
    {
        string file = Shared.Path("data/clinical/analogues/gse102349_npc/clinical_113.csv");
        var all = Run.Json("survival", "km", file, "--time", "time_to_event", "--event", "pfs_event").GetProperty("groups")[0];
        var at36 = all.GetProperty("curve").EnumerateArray().Last(s => s.GetProperty("time").GetDouble() <= 36);
        var test = Run.Json("survival", "logrank", file, "--time", "time_to_event", "--event", "pfs_event", "--group", "expression_based_subtype");

        Assert.Equal(88, all.GetProperty("n").GetInt32());
        Assert.Equal(0.768363, at36.GetProperty("survival").GetDouble(), 6);
        Assert.Equal(0.664699, at36.GetProperty("lower").GetDouble(), 6);
        Assert.Equal(0.888194, at36.GetProperty("upper").GetDouble(), 6);
        Assert.Equal(4.904, test.GetProperty("chiSquare").GetDouble(), 3);
        Assert.Equal(0.0861, test.GetProperty("pValue").GetDouble(), 4);
    }

    [Fact]
    public void Rows_with_a_missing_value_are_left_out_and_counted_on_stderr()
    {
        string file = Write("\uFEFFt,e,g\r\n1,1,\"a\"\r\nNA,1,a\r\n3,0,b\r\n4,1,\r\n5,1,b\r\n");
        var result = Run.Cavum("survival", "km", file, "--time", "t", "--event", "e", "--group", "g", "--json");

        Assert.Equal(0, result.Exit);
        Assert.Equal(2, result.Json.GetProperty("groups").GetArrayLength());
        Assert.Contains("2 of 5 rows left out", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_every_bad_cell_at_once_with_its_place()
    {
        string file = Write("t,e,g\n-1,1,a\n2,2,a\nx,1,b\n4,0,b\n");
        var result = Run.Cavum("survival", "logrank", file, "--time", "t", "--event", "e", "--group", "g", "--json");

        Assert.Equal(1, result.Exit);
        Assert.Equal(3, result.Json.GetProperty("refused").GetArrayLength());
        Assert.Contains("rows.csv, line 2, column t: read '-1'; expected a time of 0 or more.", result.Error, StringComparison.Ordinal);
        Assert.Contains("rows.csv, line 3, column e: read '2'; expected 0 (censored) or 1 (event).", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t,e,g,w\n1,1,a,1\n2,1,a,1\n", "one group only")]
    [InlineData("t,e,w\n1,1,1\n", "a column 'g'")]
    [InlineData("", "a header row")]
    [InlineData("t,e,g\nNA,1,a\n", "none with all of t, e, g")]
    public void Refuses_what_cannot_be_compared(string text, string reason)
    {
        var result = Run.Cavum("survival", "logrank", Write(text), "--time", "t", "--event", "e", "--group", "g");

        Assert.Equal(1, result.Exit);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_weights_that_are_all_zero_and_an_unknown_interval()
    {
        string file = Write("t,e,w\n1,1,0\n2,0,0\n");
        Assert.Contains("all weights are zero", Run.Cavum("survival", "km", file, "--time", "t", "--event", "e", "--weight", "w").Error, StringComparison.Ordinal);
        Assert.Equal(2, Run.Cavum("survival", "km", file, "--time", "t", "--event", "e", "--conf-type", "wald").Exit);
        Assert.Equal(2, Run.Cavum("survival", "km", file, "--time", "t", "--event", "e", "--conf-level", "1.5").Exit);
    }

    [Fact]
    public void Where_keeps_matching_rows()
    {
        string file = Write("t,e,arm\n1,1,x\n2,1,y\n3,0,x\n");
        var groups = Run.Json("survival", "km", file, "--time", "t", "--event", "e", "--where", "arm=x").GetProperty("groups");

        Assert.Equal(2, groups[0].GetProperty("n").GetInt32());
        Assert.Equal("all", groups[0].GetProperty("group").GetString());
    }
}
