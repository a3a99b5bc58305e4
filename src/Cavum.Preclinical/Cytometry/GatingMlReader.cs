using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>Reads Gating-ML 2.0.</summary>
/// <remarks>
/// Elements and attributes are known by their local names, so any prefix does. Document types are refused (they could
/// reach outside the file), and so is a file of more than 2,000 gates.
/// </remarks>
public static class GatingMlReader
{
    internal const int MostGates = 2000;
    private const long MostCharacters = 64_000_000;

    public static Outcome<GatingStrategy> Read(Stream stream, string source)
    {
        if (!Load(stream, source, out var document, out var problem)) return Outcome<GatingStrategy>.Refused(problem!);
        return Read(document!.Root!, source);
    }

    internal static Outcome<GatingStrategy> Read(XElement root, string source)
    {
        if (root.Name.LocalName != "Gating-ML")
            return Outcome<GatingStrategy>.Refused(new Problem(source, root.Name.LocalName, "a Gating-ML document or a FlowJo workspace"));
        return new Reading(source).Strategy(root);
    }

    /// <summary>Loads a document without document type, entities or anything outside it.</summary>
    internal static bool Load(Stream stream, string source, out XDocument? document, out Problem? problem)
    {
        (document, problem) = (null, null);
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostCharacters };
            using var reader = XmlReader.Create(stream, settings);
            document = XDocument.Load(reader, LoadOptions.SetLineInfo);
            return true;
        }
        catch (Exception e) when (e is XmlException or System.Text.DecoderFallbackException)
        {
            problem = e is XmlException xml
                ? new Problem($"{source}, line {xml.LineNumber}", xml.Message.Split(". Line")[0], "well-formed XML")
                : new Problem(source, e.Message, "XML in the encoding that it declares");
            return false;
        }
    }

    private sealed class Reading(string source)
    {
        private readonly List<Problem> problems = [];

        internal Outcome<GatingStrategy> Strategy(XElement root)
        {
            var scales = new Dictionary<string, BoundedScale>();
            var ratios = new Dictionary<string, RatioTransform>();
            var matrices = new Dictionary<string, SpilloverMatrix>();
            var gates = new List<Gate>();
            foreach (var element in root.Elements())
            {
                switch (element.Name.LocalName)
                {
                    case "transformation": Transformation(element, scales, ratios); break;
                    case "spectrumMatrix": Matrix(element, matrices); break;
                    case "RectangleGate": Add(Rectangle); break;
                    case "PolygonGate": Add(Polygon); break;
                    case "EllipsoidGate": Add(Ellipsoid); break;
                    case "BooleanGate": Add(Boolean); break;
                    case "QuadrantGate": Add(Quadrants); break;
                    case "custom_info": break;
                    default: Say(element, element.Name.LocalName, "a transformation, spectrumMatrix or gate of Gating-ML 2.0"); break;
                }

                void Add(Func<XElement, string, string?, Gate?> read)
                {
                    if (gates.Count == MostGates) Say(element, $"more than {MostGates} gates", $"at most {MostGates} gates");
                    else if (Id(element) is { } id && read(element, id, Attribute(element, "parent_id")) is { } gate) gates.Add(gate);
                }
            }
            return problems.Count > 0
                ? Outcome<GatingStrategy>.Refused(problems)
                : Outcome<GatingStrategy>.Of(new(gates, scales, ratios, matrices));
        }

        private void Transformation(XElement element, Dictionary<string, BoundedScale> scales, Dictionary<string, RatioTransform> ratios)
        {
            if (Id(element) is not { } id) return;
            if (scales.ContainsKey(id) || ratios.ContainsKey(id)) Say(element, id, "each transformation identifier once");
            var kind = element.Elements().FirstOrDefault(e => e.Name.LocalName != "custom_info");
            if (kind is null)
            {
                Say(element, id, "flin, flog, fasinh, logicle, hyperlog or fratio");
                return;
            }
            int before = problems.Count;
            double P(string name) => Number(kind, name) ?? double.NaN;
            if (kind.Name.LocalName == "fratio")
            {
                string[] inputs = [.. Children(kind, "fcs-dimension").Select(e => Attribute(e, "name") ?? "")];
                if (inputs.Length != 2 || inputs.Any(i => i.Length == 0)) Say(kind, $"{inputs.Length} dimensions", "two fcs-dimensions");
                var ratio = (A: P("A"), B: P("B"), C: P("C"));
                if (problems.Count == before) ratios[id] = new(inputs[0], inputs[1], ratio.A, ratio.B, ratio.C);
                return;
            }
            try
            {
                ScaleTransform? scale = kind.Name.LocalName switch
                {
                    "flin" => new LinearScale(P("T"), P("A")),
                    "flog" => new LogScale(P("T"), P("M")),
                    "fasinh" => new AsinhScale(P("T"), P("M"), P("A")),
                    "logicle" => new LogicleScale(P("T"), P("W"), P("M"), P("A")),
                    "hyperlog" => new HyperlogScale(P("T"), P("W"), P("M"), P("A")),
                    _ => null,
                };
                if (scale is null) Say(kind, kind.Name.LocalName, "flin, flog, fasinh, logicle, hyperlog or fratio");
                else scales[id] = new(scale, Optional(element, "boundMin"), Optional(element, "boundMax"));
            }
            catch (ArgumentOutOfRangeException e)
            {
                if (problems.Count == before) Say(kind, $"{e.ActualValue}", e.Message.Split(" (Parameter")[0].TrimEnd('.'));
            }
        }

        private void Matrix(XElement element, Dictionary<string, SpilloverMatrix> matrices)
        {
            if (Id(element) is not { } id) return;
            string[] Names(string list) => [.. Children(element, list).SelectMany(e => Children(e, "fcs-dimension")).Select(e => Attribute(e, "name") ?? "")];
            string[] fluorochromes = Names("fluorochromes"), detectors = Names("detectors");
            double?[][] spectra = [.. Children(element, "spectrum").Select(s => Children(s, "coefficient").Select(c => Number(c, "value")).ToArray())];
            if (spectra.Length != fluorochromes.Length || spectra.Any(s => s.Length != detectors.Length))
            {
                Say(element, $"{spectra.Length} spectra", $"{fluorochromes.Length} spectra of {detectors.Length} coefficients");
                return;
            }
            var coefficients = new double[fluorochromes.Length, detectors.Length];
            for (int i = 0; i < fluorochromes.Length; i++)
                for (int j = 0; j < detectors.Length; j++) coefficients[i, j] = spectra[i][j] ?? 0;
            bool inverted = Attribute(element, "matrix-inverted-already") is "true" or "1";
            var matrix = SpilloverMatrix.Create(fluorochromes, detectors, coefficients, Place(element), inverted);
            if (matrix.IsRefused) problems.AddRange(matrix.Problems);
            else if (!matrices.TryAdd(id, matrix.Value)) Say(element, id, "each matrix identifier once");
        }

        private RectangleGate? Rectangle(XElement element, string id, string? parent)
        {
            var dimensions = Dimensions(element);
            if (dimensions.Count == 0) Say(element, "no dimension", "at least one dimension");
            return new(id, parent, dimensions);
        }

        private PolygonGate? Polygon(XElement element, string id, string? parent)
        {
            var dimensions = Dimensions(element);
            double?[][] vertices = [.. Children(element, "vertex").Select(Coordinates)];
            if (dimensions.Count == 2 && vertices.Length >= 3 && vertices.All(v => v.Length == 2))
                return new(id, parent, dimensions[0], dimensions[1], [.. vertices.Select(v => (v[0] ?? 0, v[1] ?? 0))]);
            Say(element, $"{dimensions.Count} dimensions, {vertices.Length} vertices", "two dimensions and at least three vertices of two coordinates");
            return null;
        }

        private EllipsoidGate? Ellipsoid(XElement element, string id, string? parent)
        {
            var dimensions = Dimensions(element);
            int n = dimensions.Count;
            double?[] mean = [.. Children(element, "mean").SelectMany(Coordinates)];
            double?[][] rows = [.. Children(element, "covarianceMatrix").SelectMany(c => Children(c, "row")).Select(r => Children(r, "entry").Select(e => Number(e, "value")).ToArray())];
            double? distance = Children(element, "distanceSquare").Select(e => Number(e, "value")).FirstOrDefault();
            if (n < 1 || mean.Length != n || rows.Length != n || rows.Any(r => r.Length != n) || distance is null)
            {
                Say(element, $"{n} dimensions, {mean.Length} means, {rows.Length} rows", "as many means and rows of the covariance as dimensions, and a distanceSquare");
                return null;
            }
            var covariance = new double[n, n];
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++) covariance[i, j] = rows[i][j] ?? 0;
            if (DenseMatrix.Inverse(covariance) is null) Say(element, "a singular covariance matrix", "a covariance matrix that can be inverted");
            return new(id, parent, dimensions, [.. mean.Select(m => m ?? 0)], covariance, distance.Value);
        }

        private BooleanGate? Boolean(XElement element, string id, string? parent)
        {
            var operation = element.Elements().FirstOrDefault(e => e.Name.LocalName is "and" or "or" or "not");
            var references = operation is null ? [] : Children(operation, "gateReference")
                .Select(r => (Attribute(r, "ref") ?? "", Attribute(r, "use-as-complement") is "true" or "1")).ToList();
            int least = operation?.Name.LocalName == "not" ? 1 : 2;
            if (operation is null || references.Count < least || (least == 1 && references.Count != 1))
            {
                Say(element, $"{operation?.Name.LocalName} of {references.Count} references", "and/or of two or more gates, or not of one");
                return null;
            }
            var kind = operation.Name.LocalName switch { "and" => BooleanOperation.And, "or" => BooleanOperation.Or, _ => BooleanOperation.Not };
            return new(id, parent, kind, references);
        }

        private QuadrantGate? Quadrants(XElement element, string id, string? parent)
        {
            var dividers = new List<QuadrantDivider>();
            foreach (var divider in Children(element, "divider"))
            {
                double?[] values = [.. Children(divider, "value").Select(v => ParseNumber(v.Value.Trim(), v))];
                if (Id(divider) is { } name && Dimension(divider) is { } dimension)
                    dividers.Add(new(name, dimension, [.. values.OfType<double>().Order()]));
            }
            var quadrants = new List<Quadrant>();
            foreach (var quadrant in Children(element, "Quadrant"))
            {
                if (Id(quadrant) is not { } name) continue;
                var positions = new List<(string, double)>();
                foreach (var position in Children(quadrant, "position"))
                {
                    string divider = Attribute(position, "divider_ref") ?? "";
                    if (dividers.All(d => d.Id != divider)) Say(position, divider, "a divider of the gate");
                    positions.Add((divider, Number(position, "location") ?? 0));
                }
                quadrants.Add(new(name, positions));
            }
            if (dividers.Count > 0 && quadrants.Count > 0) return new(id, parent, dividers, quadrants);
            Say(element, $"{dividers.Count} dividers, {quadrants.Count} quadrants", "at least one of each");
            return null;
        }

        private List<GateDimension> Dimensions(XElement gate) => [.. Children(gate, "dimension").Select(Dimension).OfType<GateDimension>()];

        private GateDimension? Dimension(XElement element)
        {
            string? channel = Children(element, "fcs-dimension").Select(e => Attribute(e, "name")).FirstOrDefault();
            string? ratio = Children(element, "new-dimension").Select(e => Attribute(e, "transformation-ref")).FirstOrDefault();
            if (channel is null == ratio is null)
            {
                Say(element, channel ?? "", "an fcs-dimension with a name or a new-dimension with a transformation-ref");
                return null;
            }
            return new(channel, ratio, Attribute(element, "compensation-ref"), Attribute(element, "transformation-ref"),
                Optional(element, "min"), Optional(element, "max"));
        }

        private double?[] Coordinates(XElement element) => [.. Children(element, "coordinate").Select(c => Number(c, "value"))];

        private static IEnumerable<XElement> Children(XElement element, string name) => element.Elements().Where(e => e.Name.LocalName == name);

        private static string? Attribute(XElement element, string name) =>
            element.Attributes().FirstOrDefault(a => a.Name.LocalName == name && !a.IsNamespaceDeclaration)?.Value is { Length: > 0 } value ? value : null;

        private string? Id(XElement element)
        {
            string? id = Attribute(element, "id");
            if (id is null) Say(element, "", "an id");
            return id;
        }

        private double? Optional(XElement element, string name) => Attribute(element, name) is null ? null : Number(element, name);

        private double? Number(XElement element, string name) => ParseNumber(Attribute(element, name) ?? "", element, name);

        private double? ParseNumber(string text, XElement element, string name = "value")
        {
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)) return value;
            Say(element, text, $"a number as {name} of {element.Name.LocalName}");
            return null;
        }

        private string Place(XElement element) => $"{source}, line {((IXmlLineInfo)element).LineNumber}, {element.Name.LocalName}";

        private void Say(XElement element, string read, string expected) => problems.Add(new Problem(Place(element), read, expected));
    }
}
