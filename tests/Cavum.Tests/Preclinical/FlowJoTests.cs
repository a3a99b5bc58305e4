using Cavum.Preclinical;
using static Cavum.Tests.Preclinical.FlowJoFixture;

namespace Cavum.Tests.Preclinical;

public class FlowJoTests
{
    private static readonly FcsDataSet Set = Events();

    /// <summary>CD8 and CD69 taken apart by hand: the inverse of ((1, 0.2), (0.05, 1)).</summary>
    private static (double Cd8, double Cd69) Apart(int i)
    {
        double x = Set.Raw(2)[i], y = Set.Raw(3)[i], determinant = 1 - 0.05 * 0.2;
        return ((x - 0.05 * y) / determinant, (y - 0.2 * x) / determinant);
    }

    private static int By(Func<int, bool> inside) => Enumerable.Range(0, Set.Events).Count(inside);

    [Fact]
    public void Every_count_that_FlowJo_wrote_into_the_public_workspaces_is_reproduced()
    {
        (string Folder, string Fcs, int Counted)[] sets = [("simple_diamond_example", "test_data_diamond_01.fcs", 7), ("simple_line_example", "data_set_simple_line_100.fcs", 1)];
        foreach (var (folder, fcs, expected) in sets)
        {
            string at = PreclinicalOracle.Data("fcs/" + folder);
            var set = FcsReader.ReadFile(Path.Combine(at, fcs)).Value.DataSets[0];
            int compared = 0;
            foreach (string wsp in Directory.GetFiles(at, "*.wsp"))
            {
                var tree = GatingFile.ReadFile(wsp).Value.For(set, fcs).Value;
                Assert.Empty(tree.NotSupported);
                foreach (var p in GateEvaluator.Evaluate(set, tree.Strategy, null, fcs).Value)
                {
                    // 0 in this file is FlowJo's count of a gate drawn on the edge of a display cell; the file's own name says 50.
                    if (wsp.EndsWith("poly50.wsp", StringComparison.Ordinal)) Assert.Equal(p.Name == "poly1" ? 50 : 0, p.Count);
                    else if (tree.Counts[p.Id] is { } count)
                    {
                        Assert.Equal(count, p.Count);
                        compared++;
                    }
                }
            }
            Assert.Equal(expected, compared);
        }
    }

    [Fact]
    public void The_biexponential_axis_is_FlowJos_table_to_its_six_digits()
    {
        string file = PreclinicalOracle.Data("fcs/flowjo_xforms/tr_biex_l256_w-7.943282_n1.000000_m4.418540_r262144.000029.csv");
        var scale = FlowJoBiexScale.Of(262144.000029, -7.943282, 4.418540, 1.0);
        int rows = 0;
        foreach (string line in File.ReadLines(file).Skip(1))
        {
            double[] pair = [.. line.Split(',').Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture))];
            PreclinicalOracle.Near(pair[1], scale.Inverse(pair[0] / 4096), 6e-6, $"channel {pair[0]}", absolute: 5e-7);
            PreclinicalOracle.Near(pair[0] / 4096, scale.Forward(scale.Inverse(pair[0] / 4096)), 0, "back", absolute: 1e-12);
            rows++;
        }
        Assert.Equal(4096, rows);
    }

    [Fact]
    public void The_biexponential_axis_goes_there_and_back_at_every_width()
    {
        foreach (double width in (double[])[-1, -3, -10, -100, -1000])
        {
            foreach (double neg in (double[])[-1, 0, 0.5, 2])
            {
                var scale = FlowJoBiexScale.Of(262144, width, 4.418539922, neg);
                Assert.Equal(0, scale.Inverse(scale.Zero));
                double before = double.NegativeInfinity;
                foreach (double x in (double[])[-50000, -500, -1, -1e-3, 0, 1e-9, 0.5, 20, 3000, 1e5, 260000])
                {
                    double y = scale.Forward(x), slope = Math.Abs(scale.Inverse(y + 1e-7) - scale.Inverse(y - 1e-7)) / 2e-7;
                    PreclinicalOracle.Near(x, scale.Inverse(y), 1e-12, $"width {width}, neg {neg}, x {x}", absolute: 1e-14 * slope);
                    Assert.True(y > before, $"width {width}, neg {neg}: not rising at {x}");
                    before = y;
                }
            }
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => FlowJoBiexScale.Of(262144, -0.5, 4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => FlowJoBiexScale.Of(0, -10, 4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => FlowJoBiexScale.Of(262144, -10, 0.2, 0));
    }

    [Fact]
    public void Trees_compensation_outside_gates_and_Boolean_populations_count_as_by_hand()
    {
        string inner = Population("CD8+", 1, Rectangle("", ("Comp-CD8-A", 500, null)), Population("CD69+", 2, Rectangle("", ("Comp-CD69-A", 200, 5000))))
            + Population("raw CD69+", 3, Rectangle("", ("CD69-A", 200, 5000)))
            + Population("not dim", 4, Rectangle("eventsInside=\"0\"", ("Comp-CD8-A", null, 500)))
            + """<NotNode name="CD8-" count="5"><Dependents><Dependent name="Cells/CD8+"/></Dependents></NotNode>"""
            + """<AndNode name="both" count="6"><Dependents><Dependent name="Cells/CD8+"/><Dependent name="Cells/raw CD69+"/></Dependents></AndNode>"""
            + """<OrNode name="either" count="7"><Dependents><Dependent name="Cells/CD8+"/><Dependent name="Cells/raw CD69+"/></Dependents></OrNode>""";
        string xml = Workspace(Sample("mouse 1.fcs", Population("Cells", 9, Rectangle("", ("FSC-A", 50000, 200000), ("SSC-A", 1000, 150000)), inner)));

        var counts = Counts(xml, Set);

        bool Cells(int i) => Set.Raw(0)[i] is >= 50000 and < 200000 && Set.Raw(1)[i] is >= 1000 and < 150000;
        bool Cd8(int i) => Apart(i).Cd8 >= 500;
        bool Raw(int i) => Set.Raw(3)[i] is >= 200 and < 5000;
        Assert.Equal(By(Cells), counts["Cells"]);
        Assert.Equal(By(i => Cells(i) && Cd8(i)), counts["Cells/CD8+"]);
        Assert.Equal(By(i => Cells(i) && Cd8(i) && Apart(i).Cd69 is >= 200 and < 5000), counts["Cells/CD8+/CD69+"]);
        Assert.Equal(By(i => Cells(i) && Raw(i)), counts["Cells/raw CD69+"]);
        Assert.Equal(counts["Cells/CD8+"], counts["Cells/not dim"]);
        Assert.Equal(By(i => Cells(i) && !Cd8(i)), counts["Cells/CD8-"]);
        Assert.Equal(By(i => Cells(i) && Cd8(i) && Raw(i)), counts["Cells/both"]);
        Assert.Equal(By(i => Cells(i) && (Cd8(i) || Raw(i))), counts["Cells/either"]);
        var tree = Tree(xml, Set);
        Assert.Equal(9, tree.Counts["Cells"]);
        Assert.Equal(["root", "root/Cells", "root/Cells/CD8+"], GateEvaluator.Evaluate(Set, tree.Strategy, null, "f").Value.Select(p => p.Path).Distinct().Take(3));
    }

    [Fact]
    public void Polygons_and_ellipses_apply_on_the_axes_on_which_they_are_drawn()
    {
        (double X, double Y)[] corners = [(300, 30), (20000, 60), (4000, 9000)];
        string xml = Workspace(Sample("mouse 1.fcs", Population("poly", -1, Polygon("Comp-CD8-A", "Comp-CD69-A", "quadId=\"-1\"", corners))
            + Population("ellipse", -1, Ellipse("FSC-A", "SSC-A", (20, 20), (220, 220), (150, 90), (90, 150)))));

        var counts = Counts(xml, Set);

        var biex = FlowJoBiexScale.Of(262144, -100, 4.418539922, 0);
        double Log(double x) => Math.Log10(Math.Max(x, 10) / 10) / 4;
        var drawn = new PolygonGate("p", null, new("x", null, null, null), new("y", null, null, null), [.. corners.Select(c => (biex.Forward(c.X), Log(c.Y)))]);
        Assert.Equal(By(i => drawn.Contains(biex.Forward(Apart(i).Cd8), Log(Apart(i).Cd69))), counts["poly"]);
        Assert.InRange(counts["poly"], 100, 2000);
        // Axes of the ellipse: 200√2/2 along the diagonal and 60√2/2 across, about (120, 120) of 256 channels.
        int ellipse = By(i =>
        {
            double x = Math.Clamp(Set.Raw(0)[i] / 1024, 0, 256) - 120, y = Set.Raw(1)[i] / 1024 - 120, along = (x + y) / Math.Sqrt(2), across = (y - x) / Math.Sqrt(2);
            return along * along / 20000 + across * across / 1800 <= 1;
        });
        Assert.Equal(ellipse, counts["ellipse"]);
    }

    [Fact]
    public void Events_off_the_axis_lie_on_its_edge_and_quarters_add_up()
    {
        string quarters = string.Concat(Enumerable.Range(0, 4).Select(q => Population($"Q{q + 1}", -1, Polygon("Comp-CD8-A", "SSC-A", $"quadId=\"{q}\"", (1000, 120000)))));
        string xml = Workspace(Sample("mouse 1.fcs", quarters + Population("to the right end", -1, Rectangle("", ("FSC-A", 200000, 262144)))
            + Population("to the left end", -1, Rectangle("", ("FSC-A", -100, 10000)))));

        var counts = Counts(xml, Set);

        Assert.Equal(By(i => Set.Raw(0)[i] >= 200000), counts["to the right end"]);
        Assert.Equal(By(i => Set.Raw(0)[i] < 10000), counts["to the left end"]);
        Assert.Equal(Set.Events, counts["Q1"] + counts["Q2"] + counts["Q3"] + counts["Q4"]);
        Assert.Equal(By(i => Apart(i).Cd8 < 1000 && Set.Raw(1)[i] < 120000), counts["Q4"]);
        Assert.True(counts["Q2"] < By(i => Apart(i).Cd8 >= 1000 && Set.Raw(1)[i] >= 120000), "the bent lines take from the upper right quarter");
    }

    [Fact]
    public void What_is_not_supported_is_named_with_all_that_stands_on_it()
    {
        string rest = Population("cluster", 11, "<gating:ClusterGate/>", Population("in it", 5, Rectangle("", ("FSC-A", 0, 1))))
            + Population("derived", 12, Rectangle("", ("Ratio", 0, 1)))
            + Population("on a strange axis", 13, Polygon("CD8-A", "SSC-A", "quadId=\"-1\"", (0, 0), (1000, 0), (0, 1000)))
            + """<AndNode name="of it" count="3"><Dependents><Dependent name="cluster"/><Dependent name="fine"/></Dependents></AndNode>"""
            + """<NotNode name="of nothing" count="3"><Dependents><Dependent name="gone"/></Dependents></NotNode>"""
            + Population("fine", 14, Rectangle("", ("CD8-A", 100, 1000)));
        var tree = Tree(Workspace(Sample("mouse 1.fcs", rest)), Set);

        Assert.Equal(["cluster", "cluster/in it", "derived", "of it", "of nothing", "on a strange axis"], tree.NotSupported.Select(o => o.Path).Order(StringComparer.Ordinal));
        Assert.All(tree.NotSupported, o => Assert.NotEmpty(o.Reason));
        Assert.Equal(11, tree.NotSupported.Single(o => o.Path == "cluster").WorkspaceCount);
        Assert.Equal("the axis miltenyi of CD8-A is not known here, and the shape is drawn on it", tree.NotSupported.Single(o => o.Path == "on a strange axis").Reason);
        // A rectangle needs no axis: it is cut on the linear scale.
        Assert.Equal(By(i => Set.Raw(2)[i] is >= 100 and < 1000), GateEvaluator.Evaluate(Set, tree.Strategy, null, "f").Value.Single().Count);
    }

    [Fact]
    public void The_sample_is_found_by_name_or_refused_with_all_names()
    {
        string one = Population("p", 1, Rectangle("", ("FSC-A", 0, 1)));
        var file = Read(Workspace(Sample("a.fcs", one, id: 1), Sample("b 2.fcs", one, id: 2))).Value;
        Assert.Equal("made.wsp: read '0 samples for c.fcs'; expected one sample of that file name, or --sample with one of: a.fcs, b 2.fcs.", file.For(Set, "c.fcs").Problems.Single().ToString());
        Assert.False(file.For(Set, "B 2.FCS").IsRefused);
        Assert.False(file.For(Set, "c.fcs", "2").IsRefused);
        Assert.True(file.For(Set, "c.fcs", "7").IsRefused);
        Assert.True(Read("<Workspace version='20.0'/>").IsRefused);
        Assert.True(Read("<Workspace><SampleList/></Workspace>").IsRefused);
        Assert.Contains("open an older one in FlowJo 10", Read("<Workspace version='1.4'><SampleList><Sample/></SampleList></Workspace>").Problems[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("a Gating-ML document or a FlowJo workspace", Read("<Study/>").Problems[0].Expected);
        Assert.Contains(Tree(Workspace(Sample("mouse 1.fcs", one, events: 3999)), Set).Remarks, r => r == "The workspace counted 3999 events in this sample, the file has 4000.");
    }

    [Fact]
    public void The_command_prints_our_counts_beside_the_workspaces()
    {
        var json = Run.Json("flow", "gate", PreclinicalOracle.Data("fcs/simple_diamond_example/test_data_diamond_01.fcs"), "--gating", PreclinicalOracle.Data("fcs/simple_diamond_example/test_data_diamond_biex_rect.wsp"));
        var gate = json.GetProperty("gates")[0];
        Assert.Equal(50605, gate.GetProperty("count").GetInt32());
        Assert.Equal(50605, gate.GetProperty("workspaceCount").GetInt32());
        Assert.Equal("identical", gate.GetProperty("status").GetString());
        Assert.Equal(0, json.GetProperty("notSupported").GetArrayLength());
    }
}
