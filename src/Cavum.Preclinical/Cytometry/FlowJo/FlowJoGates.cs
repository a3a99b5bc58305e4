using System.Globalization;
using System.Xml.Linq;

namespace Cavum.Preclinical;

/// <summary>Turns one sample's populations into gates on its axes; what cannot be turned is named with its reason, and so is all below it.</summary>
internal sealed class FlowJoGates(FlowJoSample sample, FcsDataSet set, SpilloverMatrix? instead, bool uncompensated)
{
    internal const int DisplayChannels = 256;
    private const int CurvePoints = 128;
    private const double Far = 1e6;

    private readonly List<Gate> gates = [];
    private readonly HashSet<string> hidden = [];
    private readonly Dictionary<string, string> names = [];
    private readonly Dictionary<string, int?> counts = [];
    private readonly List<FlowJoOmission> omitted = [];
    private readonly FlowJoAxes axes = new(sample, set, instead, uncompensated);

    internal sealed record Population(XElement Element, string Id, string? Parent, string Name, string Kind, int? Count);

    internal static int? Count(XElement element) =>
        int.TryParse(element.Attr("count"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int count) && count >= 0 ? count : null;

    /// <summary>All populations, parents before children; a name that stands twice below one parent is told apart by a number.</summary>
    internal static IEnumerable<Population> Walk(FlowJoSample sample) => Walk(sample.Node, null, []);

    private static IEnumerable<Population> Walk(XElement parent, string? path, HashSet<string> taken)
    {
        foreach (var element in parent.Children("Subpopulations").SelectMany(s => s.Elements()).Where(e => e.Name.LocalName is "Population" or "AndNode" or "OrNode" or "NotNode"))
        {
            string name = element.Attr("name") ?? "", id = path is null ? name : $"{path}/{name}";
            for (int k = 2; !taken.Add(id); k++) id = $"{(path is null ? name : $"{path}/{name}")} ({k})";
            string kind = element.Name.LocalName == "Population"
                ? element.Child("Gate")?.Elements().FirstOrDefault()?.Name.LocalName ?? "no gate"
                : element.Name.LocalName;
            yield return new(element, id, path, name, kind, Count(element));
            foreach (var below in Walk(element, id, taken)) yield return below;
        }
    }

    internal FlowJoStrategy Build()
    {
        var waiting = Walk(sample).ToList();
        var all = waiting.Select(p => p.Id).ToHashSet();
        // A Boolean population may name one that stands later in the file.
        for (bool moved = true; moved && waiting.Count > 0;)
        {
            moved = false;
            foreach (var population in waiting.ToList())
            {
                string[] needs = [.. References(population), .. population.Parent is { } p ? [p] : Array.Empty<string>()];
                if (needs.FirstOrDefault(n => omitted.Any(o => o.Path == n)) is { } lost) Omit(population, $"it needs {lost}, which is not supported");
                else if (needs.FirstOrDefault(n => !all.Contains(n)) is { } unknown) Omit(population, $"it names {unknown}, which is no population of the sample");
                else if (needs.All(names.ContainsKey)) Add(population);
                else continue;
                waiting.Remove(population);
                moved = true;
            }
        }
        foreach (var population in waiting) Omit(population, "its references form a circle");
        string[] order = [.. Walk(sample).Select(p => p.Id)];
        var strategy = new GatingStrategy([.. gates.OrderBy(g => Array.IndexOf(order, hidden.Contains(g.Id) ? names[g.Id] : g.Id))], axes.Scales, new Dictionary<string, RatioTransform>(), axes.Matrices)
        {
            Hidden = hidden,
            DisplayNames = names,
        };
        return new(strategy, counts, omitted, axes.Remarks);
    }

    private void Omit(Population p, string reason) => omitted.Add(new(p.Id, p.Kind, reason, p.Count));

    private static IEnumerable<string> References(Population p) =>
        p.Element.Name.LocalName == "Population" ? [] : p.Element.Children("Dependents").SelectMany(d => d.Children("Dependent")).Select(d => (d.Attr("name") ?? "").Trim('/'));

    private void Add(Population p)
    {
        string? reason = null;
        Gate? gate = null;
        if (gates.Count >= GatingMlReader.MostGates) reason = $"more than {GatingMlReader.MostGates} gates";
        else if (p.Element.Name.LocalName != "Population") gate = Boolean(p, ref reason);
        else if (p.Element.Child("Gate")?.Elements().ToList() is [var shape])
        {
            bool outside = shape.Attr("eventsInside") is "0" or "false";
            string id = outside ? p.Id + "\u0000inside" : p.Id;
            gate = Shape(shape, id, p.Parent, ref reason);
            if (gate is not null && outside)
            {
                gates.Add(gate);
                hidden.Add(id);
                names[id] = p.Id;
                gate = new BooleanGate(p.Id, p.Parent, BooleanOperation.Not, [(id, false)]);
            }
        }
        else reason = $"{p.Element.Child("Gate")?.Elements().Count() ?? 0} shapes in its gate, one expected";
        if (gate is null)
        {
            Omit(p, reason ?? "its gate could not be read");
            return;
        }
        gates.Add(gate);
        names[p.Id] = p.Name;
        counts[p.Id] = p.Count;
    }

    private static BooleanGate? Boolean(Population p, ref string? reason)
    {
        var references = References(p).Select(r => (r, false)).ToList();
        var kind = p.Element.Name.LocalName switch { "AndNode" => BooleanOperation.And, "OrNode" => BooleanOperation.Or, _ => BooleanOperation.Not };
        if (references.Count > 0 && (kind != BooleanOperation.Not || references.Count == 1)) return new(p.Id, p.Parent, kind, references);
        reason = $"{references.Count} dependents";
        return null;
    }

    private Gate? Shape(XElement shape, string id, string? parent, ref string? reason)
    {
        var dimensions = new List<FlowJoAxis>();
        foreach (var d in shape.Children("dimension"))
        {
            string? channel = d.Child("fcs-dimension")?.Attr("name") ?? d.Child("parameter")?.Attr("name");
            if (channel is null) reason = "a dimension without a channel";
            else if (axes.Find(channel, ref reason) is { } axis) dimensions.Add(axis);
        }
        if (reason is not null) return null;
        switch (shape.Name.LocalName)
        {
            case "RectangleGate": return Rectangle(shape, id, parent, dimensions, ref reason);
            case "PolygonGate" or "CurlyQuad" or "EllipsoidGate" when dimensions.Count != 2:
                reason = $"{dimensions.Count} dimensions, two expected";
                return null;
            case "PolygonGate" or "EllipsoidGate" or "CurlyQuad" when dimensions.FirstOrDefault(d => d.Scale is null) is { } without:
                reason = $"the axis {without.UnknownScale} of {without.Name} is not known here, and the shape is drawn on it";
                return null;
            case "PolygonGate" or "CurlyQuad": return Polygon(shape, id, parent, dimensions, ref reason);
            case "EllipsoidGate": return Ellipse(shape, id, parent, dimensions, ref reason);
            default:
                reason = $"gates of the kind {shape.Name.LocalName} are not supported";
                return null;
        }
    }

    /// <summary>A limit at or beyond the end of a bounded axis is open: events off the axis lie on its edge.</summary>
    private static RectangleGate? Rectangle(XElement shape, string id, string? parent, List<FlowJoAxis> dimensions, ref string? reason)
    {
        var limits = new List<GateDimension>();
        var elements = shape.Children("dimension").ToList();
        for (int i = 0; i < dimensions.Count; i++)
        {
            double? min = elements[i].Number("min"), max = elements[i].Number("max");
            if ((elements[i].Attr("min") is not null && min is null) || (elements[i].Attr("max") is not null && max is null))
            {
                reason = "a limit that is no number";
                return null;
            }
            var axis = dimensions[i];
            if (axis is { Scale: { } scale, Bounded: true })
            {
                min = min is { } a && scale.Forward(a) is > 0 and var low ? low : null;
                max = max is { } b && scale.Forward(b) is < 1 and var high ? high : null;
                limits.Add(axis.Dimension(min, max));
            }
            else limits.Add(axis.Dimension(min, max) with { Transform = null });
        }
        if (limits.Count > 0) return new(id, parent, limits);
        reason = "no dimension";
        return null;
    }

    private static PolygonGate? Polygon(XElement shape, string id, string? parent, List<FlowJoAxis> dimensions, ref string? reason)
    {
        var vertices = Vertices(shape, dimensions, v => dimensions[v.Axis].Place(v.Value), ref reason);
        if (vertices is null) return null;
        string? quadrant = shape.Attr("quadId");
        if (vertices.Count == 1 && Quarter(quadrant) is { } curly) vertices = Curly(vertices[0], curly);
        if (vertices.Count >= 3) return new(id, parent, dimensions[0].Dimension(), dimensions[1].Dimension(), vertices);
        reason = $"{vertices.Count} vertices";
        return null;
    }

    private static int? Quarter(string? quadrant) =>
        quadrant is { Length: > 0 } && char.IsAsciiDigit(quadrant[^1]) ? (quadrant[^1] - '0' - (quadrant.Length > 1 ? 1 : 0)) is >= 0 and <= 3 and var q ? q : null : null;

    /// <summary>
    /// A curly quadrant about its point: the lines to the right and upwards bend as 0.001·Δ² in 256 display channels, the others are straight.
    /// Quarters in FlowJo's order: upper left, upper right, lower right, lower left.
    /// </summary>
    private static List<(double X, double Y)> Curly((double X, double Y) at, int quarter)
    {
        double bend = 0.001 * DisplayChannels;
        IEnumerable<(double, double)> right = Steps(at.X).Select(x => (x, at.Y + bend * (x - at.X) * (x - at.X)));
        IEnumerable<(double, double)> up = Steps(at.Y).Select(y => (at.X + bend * (y - at.Y) * (y - at.Y), y));
        IEnumerable<(double X, double Y)> corner = quarter switch
        {
            0 => [.. up, (-Far, Far), (-Far, at.Y)],
            1 => [.. right, (Far, Far), .. up.Reverse()],
            2 => [.. right, (Far, -Far), (at.X, -Far)],
            _ => [at, (at.X, -Far), (-Far, -Far), (-Far, at.Y)],
        };
        return [.. corner];
        static IEnumerable<double> Steps(double from) => Enumerable.Range(0, CurvePoints + 1).Select(k => from + (1.5 - from) * k / CurvePoints);
    }

    /// <summary>From the ends of the two axes, in 256 display channels: the pair farthest apart is the long axis.</summary>
    private static EllipsoidGate? Ellipse(XElement shape, string id, string? parent, List<FlowJoAxis> dimensions, ref string? reason)
    {
        if (shape.Child("edge") is not { } edge)
        {
            reason = "an ellipse without the ends of its axes";
            return null;
        }
        var ends = Vertices(edge, dimensions, v => v.Value / DisplayChannels, ref reason);
        if (ends is null || ends.Count != 4)
        {
            reason ??= $"{ends?.Count} ends of the axes, four expected";
            return null;
        }
        double Square(int i, int j) => (ends[i].X - ends[j].X) * (ends[i].X - ends[j].X) + (ends[i].Y - ends[j].Y) * (ends[i].Y - ends[j].Y);
        var far = (from i in Enumerable.Range(0, 4) from j in Enumerable.Range(i + 1, 3 - i) select (i, j)).MaxBy(p => Square(p.i, p.j));
        int[] near = [.. Enumerable.Range(0, 4).Where(k => k != far.i && k != far.j)];
        double a = Math.Sqrt(Square(far.i, far.j)) / 2, b = Math.Sqrt(Square(near[0], near[1])) / 2;
        double ux = (ends[far.j].X - ends[far.i].X) / (2 * a), uy = (ends[far.j].Y - ends[far.i].Y) / (2 * a);
        double[] mean = [ends.Average(e => e.X), ends.Average(e => e.Y)];
        double off = a * a - b * b;
        var covariance = new[,] { { b * b + off * ux * ux, off * ux * uy }, { off * ux * uy, b * b + off * uy * uy } };
        if (a > 0 && b > 0 && DenseMatrix.Inverse(covariance) is not null)
            return new(id, parent, [dimensions[0].Dimension(), dimensions[1].Dimension()], mean, covariance, 1);
        reason = "an ellipse without width";
        return null;
    }

    private static List<(double X, double Y)>? Vertices(XElement of, List<FlowJoAxis> dimensions, Func<(int Axis, double Value), double> place, ref string? reason)
    {
        var vertices = new List<(double, double)>();
        foreach (var vertex in of.Children("vertex"))
        {
            double?[] at = [.. vertex.Children("coordinate").Select(c => c.Number("value"))];
            if (at.Length != dimensions.Count || at.Contains(null))
            {
                reason = "a vertex that is not two numbers";
                return null;
            }
            vertices.Add((place((0, at[0]!.Value)), place((1, at[1]!.Value))));
        }
        return vertices;
    }
}
