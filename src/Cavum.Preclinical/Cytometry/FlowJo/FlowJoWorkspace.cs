using System.Globalization;
using System.Xml.Linq;
using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>A FlowJo workspace (.wsp of version 10): samples with their own trees of gates, axes and compensation.</summary>
/// <param name="Version">The program that wrote it, as it says.</param>
/// <param name="Groups">Each group with the numbers of its samples.</param>
/// <remarks>
/// The file's facts: gates are stored on the compensated linear scale (ellipses in 256 display channels) and apply on the axes of their own sample;
/// "Comp-" before a channel says that it is compensated; eventsInside="0" is the outside of a gate; And-, Or- and NotNode name populations by their path.
/// </remarks>
public sealed record FlowJoWorkspace(string Version, IReadOnlyList<FlowJoSample> Samples, IReadOnlyList<(string Name, IReadOnlyList<string> SampleIds)> Groups)
{
    /// <summary>Whether an XML document is a FlowJo workspace.</summary>
    public static bool IsWorkspace(XElement root) => root.Name.LocalName == "Workspace";

    internal static Outcome<FlowJoWorkspace> Read(XElement root, string source)
    {
        var list = root.Child("SampleList");
        if (list is null || root.Attr("version") is { } v && double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number < 2 && list.Descendants().All(e => e.Name.LocalName != "SampleNode"))
            return Outcome<FlowJoWorkspace>.Refused(new Problem(source, $"Workspace version {root.Attr("version")}", "a workspace of FlowJo 10 (SampleList with SampleNodes); open an older one in FlowJo 10 and save it"));
        var problems = new List<Problem>();
        var samples = new List<FlowJoSample>();
        foreach (var element in list.Elements().Where(e => e.Name.LocalName == "Sample"))
        {
            var node = element.Child("SampleNode");
            if (node is null) problems.Add(new Problem(XmlPlace.Of(source, element), "a Sample without SampleNode", "a SampleNode with the tree of gates"));
            else samples.Add(new(element, node, source));
        }
        if (samples.Count == 0 && problems.Count == 0) problems.Add(new Problem(source, "no sample", "at least one Sample in the SampleList"));
        if (problems.Count > 0) return Outcome<FlowJoWorkspace>.Refused(problems);
        var groups = root.Children("Groups").SelectMany(g => g.Children("GroupNode")).Select(g => (g.Attr("name") ?? "", (IReadOnlyList<string>)[.. g.Children("Group")
            .SelectMany(x => x.Children("SampleRefs")).SelectMany(x => x.Children("SampleRef")).Select(x => x.Attr("sampleID") ?? "")])).ToList();
        return Outcome<FlowJoWorkspace>.Of(new(root.Attr("flowJoVersion") ?? root.Attr("version") ?? "", samples, groups));
    }

    /// <summary>The sample that stands for a file: by the wanted name or number, else by the file's name on disk, in $FIL, or by being the only one.</summary>
    public Outcome<FlowJoSample> For(FcsDataSet set, string fileName, string? wanted, string source)
    {
        Outcome<FlowJoSample> Of(FlowJoSample sample) => Outcome<FlowJoSample>.Of(sample);
        string listed = string.Join(", ", Samples.Take(20).Select(s => s.Name)) + (Samples.Count > 20 ? ", …" : "");
        if (wanted is not null)
        {
            var named = Samples.Where(s => s.Id == wanted || Same(s.Name, wanted) || Same(s.FileName, wanted)).ToList();
            return named.Count == 1 ? Of(named[0]) : Outcome<FlowJoSample>.Refused(new Problem(source, $"sample {wanted} ({named.Count} found)", "one of: " + listed));
        }
        var found = new List<FlowJoSample>();
        foreach (string? name in (string?[])[fileName, set.Keywords.GetValueOrDefault("$FIL")?.Trim()])
        {
            if (found.Count > 0 || string.IsNullOrEmpty(name)) continue;
            found = [.. Samples.Where(s => Same(s.FileName, name) || Same(s.Name, name))];
        }
        if (found.Count > 1 && found.Where(s => s.Events == set.Events).ToList() is { Count: 1 } exact) found = exact;
        if (found.Count == 1) return Of(found[0]);
        if (found.Count == 0 && Samples.Count == 1) return Of(Samples[0]);
        return Outcome<FlowJoSample>.Refused(new Problem(source, $"{found.Count} samples for {fileName}", "one sample of that file name, or --sample with one of: " + listed));
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One sample of a workspace.</summary>
public sealed class FlowJoSample
{
    internal FlowJoSample(XElement element, XElement node, string source)
    {
        (Element, Node, Source) = (element, node, source);
        Name = node.Attr("name") ?? "";
        Id = node.Attr("sampleID") ?? element.Child("DataSet")?.Attr("sampleID") ?? "";
        Events = FlowJoGates.Count(node);
        string uri = element.Child("DataSet")?.Attr("uri") ?? "";
        FileName = Uri.UnescapeDataString(uri[(uri.LastIndexOfAny(['/', '\\']) + 1)..]);
    }

    internal XElement Element { get; }
    internal XElement Node { get; }
    internal string Source { get; }

    public string Id { get; }
    public string Name { get; }

    /// <summary>Last part of the DataSet's address.</summary>
    public string FileName { get; }

    /// <summary>Events as the workspace counted them; null where it did not.</summary>
    public int? Events { get; }

    /// <summary>Every population with its path and its count in the workspace, without a data file.</summary>
    public IReadOnlyList<(string Path, string Kind, int? Count)> Populations() => [.. FlowJoGates.Walk(this).Select(p => (p.Id, p.Kind, p.Count))];

    /// <summary>The sample's tree for a data file: gates on its axes, what each counted, and what could not be taken over.</summary>
    /// <param name="matrix">Stands in for the workspace's matrix; null for its own.</param>
    /// <param name="uncompensated">Leaves compensation out, whatever the workspace says.</param>
    public FlowJoStrategy Strategy(FcsDataSet set, SpilloverMatrix? matrix = null, bool uncompensated = false) => new FlowJoGates(this, set, matrix, uncompensated).Build();
}

/// <summary>A population of a workspace that was not taken over, and why.</summary>
public sealed record FlowJoOmission(string Path, string Kind, string Reason, int? WorkspaceCount);

/// <param name="Counts">What the workspace counted, by gate identifier (the path from the root); null where it did not count.</param>
public sealed record FlowJoStrategy(
    GatingStrategy Strategy, IReadOnlyDictionary<string, int?> Counts, IReadOnlyList<FlowJoOmission> NotSupported, IReadOnlyList<string> Remarks);

/// <summary>XML as it is known here: by local names, so that any prefix does.</summary>
internal static class XmlPlace
{
    internal static IEnumerable<XElement> Children(this XElement element, string name) => element.Elements().Where(e => e.Name.LocalName == name);

    internal static XElement? Child(this XElement element, string name) => element.Children(name).FirstOrDefault();

    internal static string? Attr(this XElement element, string name) =>
        element.Attributes().FirstOrDefault(a => a.Name.LocalName == name && !a.IsNamespaceDeclaration)?.Value;

    internal static double? Number(this XElement element, string name) =>
        double.TryParse(element.Attr(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    internal static string Of(string source, XElement element) => $"{source}, line {((System.Xml.IXmlLineInfo)element).LineNumber}, {element.Name.LocalName}";
}
