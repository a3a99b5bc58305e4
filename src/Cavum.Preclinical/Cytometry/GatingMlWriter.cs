using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Cavum.Preclinical;

/// <summary>Writes Gating-ML 2.0 that its schema accepts: identifiers that are no NCName are encoded, their own spelling kept beside.</summary>
public static class GatingMlWriter
{
    private static readonly XNamespace Gating = "http://www.isac-net.org/std/Gating-ML/v2.0/gating";
    private static readonly XNamespace Transforms = "http://www.isac-net.org/std/Gating-ML/v2.0/transformations";
    private static readonly XNamespace Data = "http://www.isac-net.org/std/Gating-ML/v2.0/datatypes";

    public static string Write(GatingStrategy strategy)
    {
        var root = new XElement(Gating + "Gating-ML",
            new XAttribute(XNamespace.Xmlns + "gating", Gating),
            new XAttribute(XNamespace.Xmlns + "transforms", Transforms),
            new XAttribute(XNamespace.Xmlns + "data-type", Data));
        foreach (var (id, scale) in strategy.Scales) root.Add(Scale(id, scale));
        foreach (var (id, ratio) in strategy.Ratios)
        {
            root.Add(new XElement(Transforms + "transformation", T("id", Id(id)),
                new XElement(Transforms + "fratio", T("A", N(ratio.A)), T("B", N(ratio.B)), T("C", N(ratio.C)), Channel(ratio.Numerator), Channel(ratio.Denominator))));
        }
        foreach (var (id, matrix) in strategy.Matrices) root.Add(Matrix(id, matrix));
        foreach (var gate in strategy.Gates) root.Add(Write(gate));
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(new Utf8Text(text), new XmlWriterSettings { Indent = true, NewLineChars = "\n" })) root.WriteTo(writer);
        return text.Append('\n').ToString();
    }

    /// <summary>A name that XML allows as an identifier: others have their characters written as _xHHHH_.</summary>
    public static string Id(string name) => XmlConvert.EncodeLocalName(name)!;

    /// <summary>Whether an identifier of a gating file is the name that a person uses, as it is or with its characters written as XML asks.</summary>
    public static bool Is(string id, string name) => id == name || id == Id(name);

    private static XElement Scale(string id, BoundedScale bounded)
    {
        XElement kind = bounded.Scale switch
        {
            LinearScale s => new(Transforms + "flin", T("T", N(s.T)), T("A", N(s.A))),
            LogScale s => new(Transforms + "flog", T("T", N(s.T)), T("M", N(s.M))),
            AsinhScale s => new(Transforms + "fasinh", T("T", N(s.T)), T("M", N(s.M)), T("A", N(s.A))),
            BiexponentialScale s => new(Transforms + (s is LogicleScale ? "logicle" : "hyperlog"),
                T("T", N(s.T)), T("W", N(s.W)), T("M", N(s.M)), T("A", N(s.A))),
            _ => throw new ArgumentException("An unknown scale.", nameof(bounded)),
        };
        return new(Transforms + "transformation", T("id", Id(id)),
            bounded.Min is { } min ? T("boundMin", N(min)) : null, bounded.Max is { } max ? T("boundMax", N(max)) : null, kind);
    }

    private static XElement Matrix(string id, SpilloverMatrix matrix)
    {
        var element = new XElement(Transforms + "spectrumMatrix", T("id", Id(id)),
            new XElement(Transforms + "fluorochromes", matrix.Fluorochromes.Select(Channel)),
            new XElement(Transforms + "detectors", matrix.Detectors.Select(Channel)));
        for (int i = 0; i < matrix.Fluorochromes.Count; i++)
            element.Add(new XElement(Transforms + "spectrum", Enumerable.Range(0, matrix.Detectors.Count)
                .Select(j => new XElement(Transforms + "coefficient", T("value", N(matrix.Coefficients[i, j]))))));
        return element;
    }

    private static XElement Write(Gate gate)
    {
        var (name, content) = gate switch
        {
            RectangleGate g => ("RectangleGate", (object[])[.. g.Dimensions.Select(d => Dimension("dimension", d))]),
            PolygonGate g => ("PolygonGate", [Dimension("dimension", g.X), Dimension("dimension", g.Y),
                .. g.Vertices.Select(v => new XElement(Gating + "vertex", Value("coordinate", v.X), Value("coordinate", v.Y)))]),
            EllipsoidGate g => ("EllipsoidGate", Ellipsoid(g)),
            BooleanGate g => ("BooleanGate", [new XElement(Gating + g.Operation.ToString().ToLowerInvariant(),
                g.References.Select(r => new XElement(Gating + "gateReference", G("ref", Id(r.Ref)), r.Complement ? G("use-as-complement", "true") : null)))]),
            QuadrantGate g => ("QuadrantGate", [.. g.Dividers.Select(Divider), .. g.Quadrants.Select(q => new XElement(Gating + "Quadrant", G("id", Id(q.Id)),
                q.Positions.Select(p => new XElement(Gating + "position", G("divider_ref", Id(p.Divider)), G("location", N(p.Location))))))]),
            _ => throw new ArgumentException("An unknown kind of gate.", nameof(gate)),
        };
        return new(Gating + name, G("id", Id(gate.Id)), gate.Parent is { } parent ? G("parent_id", Id(parent)) : null,
            Id(gate.Id) == gate.Id ? null : new XElement(Data + "custom_info", gate.Id), content);
    }

    private static object[] Ellipsoid(EllipsoidGate g)
    {
        int n = g.Dimensions.Count;
        return
        [
            .. g.Dimensions.Select(d => Dimension("dimension", d)),
            new XElement(Gating + "mean", g.Mean.Select(m => Value("coordinate", m))),
            new XElement(Gating + "covarianceMatrix", Enumerable.Range(0, n).Select(i =>
                new XElement(Gating + "row", Enumerable.Range(0, n).Select(j => Value("entry", g.Covariance[i, j]))))),
            Value("distanceSquare", g.DistanceSquare),
        ];
    }

    private static XElement Divider(QuadrantDivider divider)
    {
        var element = Dimension("divider", divider.Dimension);
        element.SetAttributeValue(Gating + "id", Id(divider.Id));
        element.Add(divider.Values.Select(v => new XElement(Gating + "value", N(v))));
        return element;
    }

    private static XElement Dimension(string name, GateDimension d) => new(Gating + name,
        G("compensation-ref", d.Compensation is { } c ? c is "uncompensated" or "FCS" ? c : Id(c) : "uncompensated"),
        d.Transform is { } t ? G("transformation-ref", Id(t)) : null,
        d.Min is { } min ? G("min", N(min)) : null,
        d.Max is { } max ? G("max", N(max)) : null,
        d.Channel is { } channel ? Channel(channel) : new XElement(Data + "new-dimension", new XAttribute(Data + "transformation-ref", Id(d.Ratio!))));

    private static XElement Channel(string name) => new(Data + "fcs-dimension", new XAttribute(Data + "name", name));

    private static XElement Value(string name, double value) => new(Gating + name, new XAttribute(Data + "value", N(value)));

    private static XAttribute G(string name, string value) => new(Gating + name, value);

    private static XAttribute T(string name, string value) => new(Transforms + name, value);

    private static string N(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private sealed class Utf8Text(StringBuilder text) : StringWriter(text, CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
