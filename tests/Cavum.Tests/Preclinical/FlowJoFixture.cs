using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Tests.Preclinical;

/// <summary>Writes workspaces as FlowJo 10 lays them out, and data whose place is known.</summary>
internal static class FlowJoFixture
{
    internal static FcsDataSet Events(int n = 4000, ulong seed = 5)
    {
        var chance = new SeededRandom(seed);
        string[] names = ["FSC-A", "SSC-A", "CD8-A", "CD69-A", "Time"];
        var columns = new double[names.Length][];
        for (int c = 0; c < names.Length; c++) columns[c] = new double[n];
        for (int i = 0; i < n; i++)
        {
            columns[0][i] = 280000 * chance.NextDouble() - 4000;
            columns[1][i] = 262144 * chance.NextDouble();
            columns[2][i] = Math.Sinh(8 * chance.NextDouble() - 1) * 100;
            columns[3][i] = Math.Sinh(9 * chance.NextDouble() - 2) * 60;
            columns[4][i] = i;
        }
        return new(new Dictionary<string, string> { ["$FIL"] = "mouse 1.fcs" },
            [.. names.Select((name, c) => new FcsParameter(c + 1, name, "", 32, 262144, 0, 1, 1, FcsDataType.Single))], columns);
    }

    internal static string Workspace(params string[] samples) =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Workspace version="20.0" flowJoVersion="10.8.1" xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating" xmlns:transforms="http://www.isac-net.org/std/Gating-ML/v2.0/transformations" xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes">
        <Groups><GroupNode name="All Samples"><Group name="All Samples"><SampleRefs><SampleRef sampleID="1"/></SampleRefs></Group></GroupNode></Groups>
        <SampleList>{string.Concat(samples)}</SampleList></Workspace>
        """;

    internal static string Sample(string file, string populations, string axes = Axes, string matrix = Spillover, int id = 1, int events = 4000) =>
        $"""<Sample><DataSet uri="file:/C:/data/{Uri.EscapeDataString(file)}" sampleID="{id}"/>{matrix}<Transformations>{axes}</Transformations><SampleNode name="{file}" count="{events}" sampleID="{id}"><Subpopulations>{populations}</Subpopulations></SampleNode></Sample>""";

    internal const string Spillover = """
        <transforms:spilloverMatrix spectral="0" prefix="Comp-" name="Acquisition-defined" suffix="">
        <data-type:parameters><data-type:parameter data-type:name="CD8-A"/><data-type:parameter data-type:name="CD69-A"/></data-type:parameters>
        <transforms:spillover data-type:parameter="CD8-A"><transforms:coefficient data-type:parameter="CD8-A" transforms:value="1"/><transforms:coefficient data-type:parameter="CD69-A" transforms:value="0.2"/></transforms:spillover>
        <transforms:spillover data-type:parameter="CD69-A"><transforms:coefficient data-type:parameter="CD8-A" transforms:value="0.05"/><transforms:coefficient data-type:parameter="CD69-A" transforms:value="1"/></transforms:spillover>
        </transforms:spilloverMatrix>
        """;

    internal const string Axes = """
        <transforms:linear transforms:minRange="0" transforms:maxRange="262144" gain="1"><data-type:parameter data-type:name="FSC-A"/></transforms:linear>
        <transforms:linear transforms:minRange="0" transforms:maxRange="262144" gain="1"><data-type:parameter data-type:name="SSC-A"/></transforms:linear>
        <transforms:biex transforms:length="256" transforms:maxRange="262144" transforms:neg="0" transforms:width="-100" transforms:pos="4.418539922"><data-type:parameter data-type:name="Comp-CD8-A"/></transforms:biex>
        <transforms:log transforms:offset="10" transforms:decades="4"><data-type:parameter data-type:name="Comp-CD69-A"/></transforms:log>
        <transforms:miltenyi transforms:a="1"><data-type:parameter data-type:name="CD8-A"/></transforms:miltenyi>
        """;

    internal static string Population(string name, int count, string gate, string below = "") =>
        $"""<Population name="{name}" owningGroup="" count="{count}"><Gate gating:id="g">{gate}</Gate>{(below.Length > 0 ? $"<Subpopulations>{below}</Subpopulations>" : "")}</Population>""";

    internal static string Rectangle(string attributes, params (string Channel, double? Min, double? Max)[] sides)
    {
        var text = new StringBuilder($"<gating:RectangleGate eventsInside=\"1\" {attributes}>");
        if (attributes.Contains("eventsInside", StringComparison.Ordinal)) text.Replace("eventsInside=\"1\" ", "");
        foreach (var (channel, min, max) in sides)
            text.Append($"<gating:dimension{Limit("min", min)}{Limit("max", max)}><data-type:fcs-dimension data-type:name=\"{channel}\"/></gating:dimension>");
        return text.Append("</gating:RectangleGate>").ToString();
        static string Limit(string name, double? value) => value is { } v ? string.Create(CultureInfo.InvariantCulture, $" gating:{name}=\"{v:R}\"") : "";
    }

    internal static string Polygon(string x, string y, string attributes, params (double X, double Y)[] vertices) =>
        $"<gating:PolygonGate eventsInside=\"1\" {attributes}>{Dimension(x)}{Dimension(y)}{Vertices(vertices)}</gating:PolygonGate>";

    internal static string Ellipse(string x, string y, params (double X, double Y)[] ends) =>
        $"<gating:EllipsoidGate eventsInside=\"1\" gating:distance=\"1\">{Dimension(x)}{Dimension(y)}<gating:edge>{Vertices(ends)}</gating:edge></gating:EllipsoidGate>";

    internal static string Dimension(string channel) => $"<gating:dimension><data-type:fcs-dimension data-type:name=\"{channel}\"/></gating:dimension>";

    private static string Vertices((double X, double Y)[] vertices) => string.Concat(vertices.Select(v => string.Create(CultureInfo.InvariantCulture,
        $"<gating:vertex><gating:coordinate data-type:value=\"{v.X:R}\"/><gating:coordinate data-type:value=\"{v.Y:R}\"/></gating:vertex>")));

    internal static Outcome<GatingFile> Read(string xml) => GatingFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "made.wsp");

    internal static FlowJoStrategy Tree(string xml, FcsDataSet set) => Read(xml).Value.For(set, "mouse 1.fcs").Value;

    internal static Dictionary<string, int> Counts(string xml, FcsDataSet set) =>
        GateEvaluator.Evaluate(set, Tree(xml, set).Strategy, null, "f").Value.ToDictionary(p => p.Id, p => p.Count);
}
