using System.Text;
using Cavum.Preclinical;

namespace Cavum.Tests.Preclinical;

public class GatingMlTests
{
    private static IReadOnlyList<GatedPopulation> Gate(string gml, FcsDataSet set, SpilloverMatrix? matrix = null) =>
        GateEvaluator.Evaluate(set, GatingFile.ReadFile(gml).Value.Strategy!, matrix, "data").Value;

    [Fact]
    public void Every_event_of_the_ISAC_compliance_set_falls_where_the_official_truth_says()
    {
        var set = FcsReader.ReadFile(PreclinicalOracle.Data("gatingml/gate_ref/data1.fcs")).Value.DataSets[0];
        int gates = 0, wrong = 0;
        foreach (string gml in Directory.GetFiles(PreclinicalOracle.Data("gatingml/gate_ref/gml"), "*.xml"))
        {
            foreach (var population in Gate(gml, set))
            {
                string truth = Path.Combine(Shared.Root, $"data/preclinical/gatingml/gate_ref/truth/Results_{population.Name}.txt");
                if (!File.Exists(truth)) continue;
                string[] lines = File.ReadAllLines(truth);
                Assert.Equal(set.Events, lines.Length);
                for (int e = 0; e < lines.Length; e++)
                    if (population.Members[e] != (lines[e].Trim() == "1")) wrong++;
                gates++;
            }
        }
        Assert.Equal(0, wrong);
        Assert.True(gates >= 50, $"{gates} gates compared");
    }

    [Fact]
    public void Counts_every_gate_of_the_compliance_set_as_FlowKit_does()
    {
        var set = FcsReader.ReadFile(PreclinicalOracle.Data("gatingml/gate_ref/data1.fcs")).Value.DataSets[0];
        foreach (var file in PreclinicalOracle.Table("flow/gatingml_gate_counts.csv").Rows.GroupBy(r => r["gml_file"]))
        {
            var populations = Gate(PreclinicalOracle.Data("gatingml/gate_ref/gml/" + file.Key), set);
            foreach (var row in file)
            {
                var population = populations.Single(p => p.Name == row["gate"]);
                Assert.True((int)row.Number("flowkit_count") == population.Count, $"{file.Key} {row["gate"]}: {population.Count}, FlowKit {row["flowkit_count"]}");
                Assert.Equal(row["gate_path"], population.Path);
            }
        }
    }

    [Fact]
    public void Counts_and_medians_of_the_CD8_strategy_agree_with_FlowKit_on_22_files()
    {
        string gml = PreclinicalOracle.Data("fcs/cd8_activation/cd8_gating_strategy.gml.xml");
        var strategy = GatingFile.ReadFile(gml).Value.Strategy!;
        int rows = 0;
        foreach (var file in PreclinicalOracle.Table("flow/cd8_gate_stats.csv").Rows.GroupBy(r => r["file"]))
        {
            var set = FcsReader.ReadFile(PreclinicalOracle.Data("fcs/cd8_activation/" + file.Key)).Value.DataSets[0];
            var populations = GateEvaluator.Evaluate(set, strategy, null, file.Key).Value;
            double[] cd69 = GateEvaluator.Values(set, strategy, null, new("7-AAD-A", null, "OTcomp", null));
            foreach (var row in file)
            {
                string what = $"{file.Key} {row["gate"]}";
                var population = populations.Single(p => p.Name == row["gate"] && p.Path == row["gate_path"]);
                Assert.Equal((int)row.Number("count"), population.Count);
                PreclinicalOracle.Near(row.Number("pct_total"), population.PercentTotal, 1e-14, what);
                if (row["pct_parent"] is not ("nan" or "")) PreclinicalOracle.Near(row.Number("pct_parent"), population.PercentParent, 1e-13, what);
                rows++;
                if (population.Count == 0) continue;
                double mean = Enumerable.Range(0, set.Events).Where(e => population.Members[e]).Average(e => cd69[e]);
                PreclinicalOracle.Near(row.Number("mean_comp_CD69"), mean, 1e-10, what);
            }
        }
        Assert.Equal(220, rows);
    }

    [Fact]
    public void Compensated_and_logicle_channels_agree_with_FlowKit()
    {
        var strategy = GatingFile.ReadFile(PreclinicalOracle.Data("fcs/cd8_activation/cd8_gating_strategy.gml.xml")).Value.Strategy!;
        foreach (var row in PreclinicalOracle.Table("flow/cd8_channel_stats.csv").Rows)
        {
            var set = FcsReader.ReadFile(PreclinicalOracle.Data("fcs/cd8_activation/" + row["file"])).Value.DataSets[0];
            double[] comp = GateEvaluator.Values(set, strategy, null, new(row["channel"], null, "OTcomp", null));
            double[] scaled = GateEvaluator.Values(set, strategy, null, new(row["channel"], null, "OTcomp", "lgcl"));
            string what = $"{row["file"]} {row["channel"]}";
            PreclinicalOracle.Near(row.Number("comp_first"), comp[0], 1e-11, what, 1e-9);
            PreclinicalOracle.Near(row.Number("comp_mean"), comp.Average(), 1e-11, what, 1e-9);
            PreclinicalOracle.Near(row.Number("lgcl_first"), scaled[0], 1e-12, what);
            PreclinicalOracle.Near(row.Number("lgcl_mean"), scaled.Average(), 1e-12, what);
        }
    }

    [Fact]
    public void What_is_written_is_read_back_with_names_that_are_no_XML_names()
    {
        var strategy = new GatingStrategy(
            [new RectangleGate("CD8+ T cells", null, [new("A", null, "FCS", "s 1", 0.25)]),
             new BooleanGate("not CD8+", null, BooleanOperation.Not, [("CD8+ T cells", false)])],
            new Dictionary<string, BoundedScale> { ["s 1"] = new(new LogicleScale(262144, 0.5, 4.5, 0), null, null) },
            new Dictionary<string, RatioTransform>(), new Dictionary<string, SpilloverMatrix>());

        string xml = GatingMlWriter.Write(strategy);
        var again = GatingMlReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "again").Value;

        foreach (var gate in again.Gates) System.Xml.XmlConvert.VerifyNCName(gate.Id);
        Assert.Equal(GatingMlWriter.Write(again with { }), GatingMlWriter.Write(again));
        Assert.Equal(0.25, ((RectangleGate)again.Gates[0]).Dimensions[0].Min);
        Assert.Equal(again.Gates[0].Id, ((BooleanGate)again.Gates[1]).References[0].Ref);
    }

    [Fact]
    public void The_compliance_set_counts_the_same_after_writing_and_reading_again()
    {
        var set = FcsReader.ReadFile(PreclinicalOracle.Data("gatingml/gate_ref/data1.fcs")).Value.DataSets[0];
        foreach (string gml in Directory.GetFiles(PreclinicalOracle.Data("gatingml/gate_ref/gml"), "*.xml"))
        {
            var strategy = GatingFile.ReadFile(gml).Value.Strategy!;
            var again = GatingMlReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(GatingMlWriter.Write(strategy))), "again").Value;
            Assert.Equal(
                GateEvaluator.Evaluate(set, strategy, null, "d").Value.Select(p => (p.Name, p.Count)),
                GateEvaluator.Evaluate(set, again, null, "d").Value.Select(p => (p.Name, p.Count)));
        }
    }

    [Fact]
    public void Edges_and_vertices_of_a_polygon_are_inside()
    {
        var square = new PolygonGate("p", null, new("x", null, null, null), new("y", null, null, null), [(0, 0), (2, 0), (2, 2), (0, 2)]);

        foreach (var (x, y) in ((double, double)[])[(0, 0), (2, 2), (1, 0), (2, 1), (1, 2), (0, 1), (1, 1)]) Assert.True(square.Contains(x, y));
        foreach (var (x, y) in ((double, double)[])[(-1e-9, 0), (2.0000001, 2), (1, -1e-9), (3, 0), (-1, 2)]) Assert.False(square.Contains(x, y));
    }

    [Fact]
    public void Refuses_circles_unknown_channels_and_document_types()
    {
        const string Head = "<Gating-ML xmlns:g='g'>";
        string circle = Head + "<BooleanGate id='A'><not><gateReference ref='B'/></not></BooleanGate><BooleanGate id='B'><not><gateReference ref='A'/></not></BooleanGate></Gating-ML>";
        var set = new FcsDataSet(new Dictionary<string, string>(), [new(1, "X", "", 32, 1, 0, 1, 1, FcsDataType.Single)], [[1, 2]]);
        var strategy = GatingMlReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(circle)), "c.xml").Value;
        Assert.Equal(2, GateEvaluator.Evaluate(set, strategy, null, "f.fcs").Problems.Count);

        string unknown = Head + "<RectangleGate id='A'><dimension min='1' compensation-ref='uncompensated'><fcs-dimension name='Q'/></dimension></RectangleGate></Gating-ML>";
        strategy = GatingMlReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(unknown)), "u.xml").Value;
        Assert.Equal("gate A: read 'Q'; expected a channel of f.fcs: X.", GateEvaluator.Evaluate(set, strategy, null, "f.fcs").Problems.Single().ToString());

        var entity = GatingMlReader.Read(new MemoryStream("<!DOCTYPE x [<!ENTITY a 'b'>]><Gating-ML>&a;</Gating-ML>"u8.ToArray()), "e.xml");
        Assert.True(entity.IsRefused);
    }
}
