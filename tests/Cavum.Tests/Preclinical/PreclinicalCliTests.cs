namespace Cavum.Tests.Preclinical;

public class PreclinicalCliTests
{
    private static readonly string[] Columns = ["--mouse", "mouse", "--group", "treatment", "--day", "day", "--volume", "volume"];

    [Fact]
    public void Synergy_prints_the_keys_of_the_contract()
    {
        var json = Run.Json(["preclinical", "synergy", PreclinicalOracle.Data("tumour/manuscript_4T1_GABA_antiPD1.csv"), .. Columns,
            "--control", "Ctrl", "--a", "GABA", "--b", "Anti-PD1", "--combination", "GABA+anti-PD1", "--method", "bliss", "--inference", "z"]);

        Assert.Equal("Ctrl", json.GetProperty("fit").GetProperty("fixed")[0].GetProperty("group").GetString());
        PreclinicalOracle.Near(-112.4818299991621871, json.GetProperty("fit").GetProperty("logLikelihood").GetDouble(), 0, "log-likelihood", 1e-8);
        var row = json.GetProperty("synergy")[0];
        Assert.Equal(10, row.GetProperty("day").GetDouble());
        Assert.Equal("bliss", row.GetProperty("method").GetString());
        PreclinicalOracle.Near(0.22503055600365376, row.GetProperty("pValue").GetDouble(), 1e-8, "p");
        Assert.Equal("estimated", row.GetProperty("status").GetString());
    }

    [Fact]
    public void Growth_survival_and_flow_print_the_keys_of_the_contract()
    {
        string file = PreclinicalOracle.Data("tumour/invivosyn_LS_1034.csv");
        var growth = Run.Json(["preclinical", "growth", file, .. Columns]);
        foreach (string key in (string[])["growthRate", "doublingDays", "auc", "mRecist"]) Assert.True(growth.GetProperty("mice")[0].TryGetProperty(key, out _), key);
        Assert.Equal(21, growth.GetProperty("sacrificeFrom").GetDouble());

        var survival = Run.Json(["preclinical", "survival", file, .. Columns, "--threshold", "1000"]);
        Assert.Equal(4, survival.GetProperty("groups").GetArrayLength());
        Assert.Equal(6, survival.GetProperty("pairwise").GetArrayLength());

        string fcs = PreclinicalOracle.Data("fcs/fcsparser/Cytek_xP5.fcs");
        var flow = Run.Json("flow", "read", fcs).GetProperty("datasets")[0];
        Assert.Equal(2848196, flow.GetProperty("parameters")[5].GetProperty("sum").GetDouble());
        var gates = Run.Json("flow", "gate", PreclinicalOracle.Data("gatingml/gate_ref/data1.fcs"), "--gating", PreclinicalOracle.Data("gatingml/gate_ref/gml/gml_poly2_gate.xml"));
        Assert.Equal(183, gates.GetProperty("gates")[0].GetProperty("count").GetInt32());
        var scale = Run.Json("flow", "transform", "--kind", "logicle", "--t", "1000", "--w", "1", "--m", "4", "--a", "0", "--x", "-100", "0", "1000");
        Assert.Equal(0.25, scale.GetProperty("values")[1].GetDouble());
    }

    [Theory]
    [InlineData("")]
    [InlineData("mouse,treatment,day,volume\n")]
    [InlineData("mouse,treatment,day,volume\n1,C,0,abc\n")]
    [InlineData("a,b\n1,2\n")]
    [InlineData("mouse,treatment,day,volume\n1,C,0,100\n2,A,0,100\n3,B,0,100\n4,AB,0,100\n")]
    [InlineData("mouse,treatment,day,volume\n1,C,0,100\n1,C,1,200\n2,A,0,100\n2,A,1,200\n3,B,0,100\n3,B,1,200\n4,AB,0,100\n4,AB,1,200\n")]
    [InlineData("\"mouse\",treatment,day,volume\n1,C,0,1e308\n1,C,1e300,1e-300\n2,A,0,1\n2,A,1,0\n3,B,0,1\n3,B,1,0\n4,AB,0,1\n4,AB,1,0\n")]
    public void A_file_that_cannot_be_used_is_refused_or_answered_but_never_a_fault(string text)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, text);
        string[][] commands =
        [
            ["preclinical", "growth", path, .. Columns],
            ["preclinical", "survival", path, .. Columns, "--threshold", "150"],
            ["preclinical", "synergy", path, .. Columns, "--control", "C", "--a", "A", "--b", "B", "--combination", "AB", "--method", "ra"],
            ["flow", "read", path],
            ["flow", "gate", path, "--gating", path],
        ];
        foreach (string[] command in commands)
        {
            var result = Run.Cavum([.. command, "--json"]);
            Assert.True(result.Exit is 0 or 1, $"{string.Join(' ', command)}: exit {result.Exit}: {result.Error}");
        }
        File.Delete(path);
    }
}
