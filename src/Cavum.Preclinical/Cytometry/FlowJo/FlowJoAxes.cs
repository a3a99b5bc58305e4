using System.Globalization;
using System.Xml.Linq;

namespace Cavum.Preclinical;

/// <summary>A channel as a gate of a workspace names it: which values it means and on which axis they are drawn.</summary>
/// <param name="Scale">Null where the workspace names an axis that is not known here.</param>
/// <param name="Bounded">Events off the axis are put on its edge (all axes but fasinh, whose lower end is not known).</param>
internal sealed record FlowJoAxis(string Name, string Channel, string Compensation, string Key, ScaleTransform? Scale, bool Bounded, string UnknownScale)
{
    internal GateDimension Dimension(double? min = null, double? max = null) => new(Channel, null, Compensation, Scale is null ? null : Key, min, max);

    internal double Place(double linear)
    {
        double y = Scale!.Forward(linear);
        return Bounded ? Math.Clamp(y, 0, 1) : y;
    }
}

/// <summary>Axes and compensation of one sample of a workspace.</summary>
internal sealed class FlowJoAxes
{
    private const string Own = "workspace";
    private readonly FcsDataSet set;
    private readonly Dictionary<string, XElement> written = [];
    private readonly Dictionary<string, FlowJoAxis> known = [];
    private readonly string prefix = "Comp-", suffix = "";
    private readonly SpilloverMatrix? matrix;
    private readonly bool uncompensated;
    private readonly string? matrixProblem;

    internal FlowJoAxes(FlowJoSample sample, FcsDataSet set, SpilloverMatrix? instead, bool uncompensated)
    {
        (this.set, this.uncompensated) = (set, uncompensated);
        foreach (var scale in sample.Element.Children("Transformations").SelectMany(t => t.Elements()))
            if (scale.Child("parameter")?.Attr("name") is { } channel) written.TryAdd(channel, scale);
        var spillover = sample.Element.Child("spilloverMatrix");
        if (spillover is not null)
        {
            prefix = spillover.Attr("prefix") ?? "";
            suffix = spillover.Attr("suffix") ?? "";
        }
        if (instead is not null) matrix = instead;
        else if (!uncompensated && spillover is not null) (matrix, matrixProblem) = Matrix(spillover, sample.Source);
        else if (!uncompensated && SpilloverMatrix.FromKeywords(set, sample.Source) is { IsRefused: false } file) matrix = file.Value;
        if (matrix is not null) Matrices[Own] = matrix;
        if (sample.Events is { } events && events != set.Events)
            Remarks.Add($"The workspace counted {events} events in this sample, the file has {set.Events}.");
        if (spillover is null && matrix is not null && instead is null) Remarks.Add("The sample has no matrix in the workspace; compensated channels use the file's own.");
    }

    internal Dictionary<string, BoundedScale> Scales { get; } = [];
    internal Dictionary<string, SpilloverMatrix> Matrices { get; } = [];
    internal List<string> Remarks { get; } = [];

    private static (SpilloverMatrix?, string?) Matrix(XElement element, string source)
    {
        if (element.Attr("spectral") is "1" or "true" && element.Attr("weightOptAlgorithmType") is { } algorithm and not "OLS")
            return (null, $"its spectral unmixing {algorithm} is not supported, only least squares");
        var rows = element.Children("spillover").ToList();
        string[] fluorochromes = [.. rows.Select(r => r.Attr("parameter") ?? "")];
        string[] detectors = rows.Count == 0 ? [] : [.. rows[0].Children("coefficient").Select(c => c.Attr("parameter") ?? "")];
        var coefficients = new double[rows.Count, detectors.Length];
        for (int i = 0; i < rows.Count; i++)
        {
            foreach (var c in rows[i].Children("coefficient"))
            {
                int j = Array.IndexOf(detectors, c.Attr("parameter") ?? "");
                if (j < 0 || c.Number("value") is not { } value) return (null, "its compensation matrix cannot be read");
                coefficients[i, j] = value;
            }
        }
        var made = SpilloverMatrix.Create(fluorochromes, detectors, coefficients, source);
        return made.IsRefused ? (null, $"its compensation matrix: {made.Problems[0].Read}, {made.Problems[0].Expected} expected") : (made.Value, null);
    }

    /// <summary>The axis of a channel, null with a reason where its values cannot be had.</summary>
    internal FlowJoAxis? Find(string name, ref string? reason)
    {
        if (known.TryGetValue(name, out var axis)) return axis;
        string bare = name;
        bool marked = name.Length > prefix.Length + suffix.Length && (prefix.Length > 0 || suffix.Length > 0)
            && name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(suffix, StringComparison.Ordinal);
        if (marked) bare = name[prefix.Length..^suffix.Length];
        string compensation = "uncompensated";
        // A file exported from FlowJo holds compensated values under the marked name itself.
        if (set.IndexOf(name) is >= 0 and var own && (set.Parameters[own].Name == name || !marked)) bare = set.Parameters[own].Name;
        else if (marked)
        {
            if (matrixProblem is not null)
            {
                reason = matrixProblem;
                return null;
            }
            if (matrix is not null && !uncompensated)
            {
                if (matrix.IndexOf(bare) < 0)
                {
                    reason = $"{bare} is not in the compensation matrix";
                    return null;
                }
                if (matrix.Detectors.FirstOrDefault(d => set.IndexOf(d) < 0) is { } absent)
                {
                    reason = $"the compensation needs {absent}, which the file does not have";
                    return null;
                }
                compensation = Own;
            }
            else if (!uncompensated)
            {
                reason = $"{name} is compensated, but neither the workspace nor the file has a matrix";
                return null;
            }
        }
        if (compensation != Own && set.IndexOf(bare) < 0)
        {
            reason = $"{name} is no channel of the file (a derived parameter, or another file)";
            return null;
        }
        axis = Make(name, bare, compensation);
        if (axis.Scale is { } scale) Scales[name] = axis.Bounded ? new(scale, 0, 1) : new(scale, null, null);
        return known[name] = axis;
    }

    private FlowJoAxis Make(string name, string bare, string compensation)
    {
        var element = written.GetValueOrDefault(name) ?? written.GetValueOrDefault(bare) ?? written.GetValueOrDefault(prefix + bare + suffix);
        if (element is null)
        {
            int at = set.IndexOf(bare);
            double top = at >= 0 && set.Parameters[at].Range > 0 ? set.Parameters[at].Range : 262144;
            Remarks.Add(string.Create(CultureInfo.InvariantCulture, $"The workspace has no axis for {name}: linear up to {top:R} taken."));
            return new(name, bare, compensation, name, new LinearScale(top, 0), true, "");
        }
        double P(string attribute) => element.Number(attribute) ?? double.NaN;
        try
        {
            ScaleTransform? scale = element.Name.LocalName switch
            {
                "linear" => Linear(P("minRange"), P("maxRange")),
                "log" => new FlowJoLogScale(P("offset"), P("decades")),
                "biex" => FlowJoBiexScale.Of(P("maxRange"), P("width"), P("pos"), P("neg")),
                "logicle" => new LogicleScale(P("T"), P("W"), P("M"), P("A")),
                "hyperlog" => new HyperlogScale(P("T"), P("W"), P("M"), P("A")),
                "fasinh" => new AsinhScale(P("T"), P("M"), P("A")),
                _ => null,
            };
            return new(name, bare, compensation, name, scale, scale is not AsinhScale, element.Name.LocalName);
        }
        catch (ArgumentOutOfRangeException e)
        {
            Remarks.Add($"The axis {element.Name.LocalName} of {name} cannot be drawn: {e.Message.Split(" (Parameter")[0]}");
            return new(name, bare, compensation, name, null, false, element.Name.LocalName);
        }
    }

    /// <summary>0 at minRange, 1 at maxRange.</summary>
    private static LinearScale Linear(double min, double max) =>
        max > min && max > 0 ? new(max, -min) : throw new ArgumentOutOfRangeException(nameof(max), max, "maxRange is above minRange and above 0.");
}
