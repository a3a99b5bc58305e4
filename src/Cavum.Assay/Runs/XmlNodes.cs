using System.Globalization;
using System.Xml;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>One element of a bounded XML tree: local name, attributes, children, text and its line.</summary>
internal sealed class XmlNode(string name, int line)
{
    internal string Name { get; } = name;
    internal int Line { get; } = line;
    internal string Text { get; set; } = "";
    internal IReadOnlyList<XmlNode> Children => children ?? [];
    internal (string Name, string Value)[] Attributes { get; set; } = [];

    private List<XmlNode>? children;

    internal void Add(XmlNode child) => (children ??= new(1)).Add(child);

    /// <summary>Flat leaves that repeat thousands of times (readings), kept apart as text pairs to stay small.</summary>
    internal List<XmlReading>? Readings { get; set; }

    /// <summary>Readings that were taken out of the document's bytes, in its order.</summary>
    internal List<(ReadOnlyMemory<short> Cycles, ReadOnlyMemory<double> Values)>? Compact { get; set; }

    internal string? this[string attribute] => Array.Find(Attributes, a => a.Name == attribute).Value;

    internal XmlNode? Child(string child) => Children.FirstOrDefault(c => c.Name == child);
    internal IEnumerable<XmlNode> All(string child) => Children.Where(c => c.Name == child);
    internal string ChildText(string child) => Child(child)?.Text.Trim() ?? "";

    internal XmlNode? Find(string descendant)
    {
        foreach (var child in Children)
            if (child.Name == descendant) return child;
        foreach (var child in Children)
            if (child.Find(descendant) is { } found) return found;
        return null;
    }
}

/// <summary>One <c>adp</c> of an RDML file: cycle and fluorescence as they stand in the text.</summary>
internal readonly record struct XmlReading(string Cycle, string Fluorescence, int Line);

/// <summary>Reads XML into a small tree under bounds: no DTD, no entities, limited size, depth and count.</summary>
/// <remarks>
/// Namespaces are not resolved and prefixes are dropped, since instrument software writes prefixes that it never
/// declares. A document over a bound is refused, never half read.
/// </remarks>
internal static class XmlNodes
{
    internal const int MaximumDepth = 64, MaximumNodes = 700_000, MaximumReadings = 2_000_000, MaximumStretch = 1_000_000, MaximumTexts = 32_000_000, LongestJoined = 100_000;

    /// <summary>Parses an RDML document, its plain readings as numbers (<see cref="CompactReadings"/>).</summary>
    /// <param name="bytes">Are changed.</param>
    internal static Outcome<XmlNode> ParseRdml(byte[] bytes, int length, string place)
    {
        var compact = CompactReadings.Take(bytes, ref length);
        if (compact.Count > MaximumReadings) return Refused(place, 0, $"{compact.Count} readings", $"at most {MaximumReadings} readings");
        using var document = new MemoryStream(bytes, 0, length, writable: false, publiclyVisible: true);
        return Parse(document, place, compact);
    }

    internal static Outcome<XmlNode> Parse(Stream stream, string place, CompactReadings? compact = null)
    {
        if (stream is MemoryStream memory && memory.TryGetBuffer(out var buffer) && LongStretch(buffer)) return Refused(place, 0, "a tag or a text", $"tags and texts of at most {MaximumStretch} bytes");
        // XmlTextReader, unlike XmlReader.Create, can leave undeclared prefixes alone.
        using var reader = new XmlTextReader(stream)
        {
            Namespaces = false,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            WhitespaceHandling = WhitespaceHandling.None,
        };
        try
        {
            return Read(reader, place, compact);
        }
        catch (XmlException e)
        {
            return Refused(place, e.LineNumber, Short(e.Message), "well-formed XML without a document type");
        }
        catch (Exception e) when (e is InvalidDataException or IOException or OverflowException or ArgumentException or NotSupportedException)
        {
            return Refused(place, reader.LineNumber, Short(e.Message), "XML that can be unpacked and decoded");
        }
    }

    /// <summary>Whether one tag with its attributes, or one text, is longer than any instrument writes: the XML reader would hold it whole.</summary>
    private static bool LongStretch(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > MaximumStretch + 1)
        {
            int last = bytes[1..(MaximumStretch + 1)].LastIndexOf((byte)'<');
            if (last < 0) return true;
            bytes = bytes[(last + 1)..];
        }
        return false;
    }

    private static Outcome<XmlNode> Read(XmlTextReader reader, string place, CompactReadings? compact)
    {
        var open = new Stack<XmlNode>();
        XmlNode? root = null;
        int nodes = 0, readings = 0, texts = 0, pieces = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalNameOf() == "adp" && open.Count > 0:
                    if (compact is not null && reader.GetAttribute(CompactReadings.Attribute) is { } index)
                    {
                        if (compact.Run(int.Parse(index, CultureInfo.InvariantCulture)) is { } run) (open.Peek().Compact ??= []).Add(run);
                        break;
                    }
                    if (++readings > MaximumReadings) return Refused(place, reader.LineNumber, "more", $"at most {MaximumReadings} readings");
                    (open.Peek().Readings ??= []).Add(ReadReading(reader));
                    break;
                case XmlNodeType.Element when reader.LocalNameOf() == "mdp":
                    SkipElement(reader);
                    break;
                case XmlNodeType.Element:
                    if (++nodes > MaximumNodes || open.Count >= MaximumDepth)
                        return Refused(place, reader.LineNumber, "more", $"at most {MaximumNodes} elements, {MaximumDepth} deep");
                    var node = new XmlNode(reader.LocalNameOf(), reader.LineNumber);
                    if (open.TryPeek(out var parent)) parent.Add(node);
                    root ??= node;
                    bool empty = reader.IsEmptyElement;
                    if (reader.AttributeCount > 0) node.Attributes = new (string, string)[reader.AttributeCount];
                    for (int a = 0; reader.MoveToNextAttribute(); a++) node.Attributes[a] = (reader.LocalNameOf(), reader.Value);
                    if (!empty) open.Push(node);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when open.TryPeek(out var holder):
                    if ((texts += reader.Value.Length) > MaximumTexts || ++pieces > MaximumNodes) return Refused(place, reader.LineNumber, "more", $"at most {MaximumTexts} characters of text");
                    holder.Text = holder.Text.Length == 0 ? reader.Value : holder.Text.Length < LongestJoined ? holder.Text + reader.Value : holder.Text;
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
            }
        }
        return root is null ? Refused(place, 0, "", "one root element") : Outcome<XmlNode>.Of(root);
    }

    private static XmlReading ReadReading(XmlTextReader reader)
    {
        int line = reader.LineNumber, depth = reader.Depth;
        string cycle = "", fluorescence = "", field = "";
        if (reader.IsEmptyElement) return new(cycle, fluorescence, line);
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element) field = reader.LocalNameOf();
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                if (field == "cyc") cycle = reader.Value;
                else if (field == "fluor") (fluorescence, line) = (reader.Value, reader.LineNumber);
            }
        }
        return new(cycle, fluorescence, line);
    }

    private static void SkipElement(XmlTextReader reader)
    {
        int depth = reader.Depth;
        if (reader.IsEmptyElement) return;
        while (reader.Read() && reader.Depth > depth) { }
    }

    private static string LocalNameOf(this XmlTextReader reader)
    {
        string name = reader.Name;
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? name : name[(colon + 1)..];
    }

    private static string Short(string text) => text.Length <= 160 ? text : text[..160] + "…";

    private static Outcome<XmlNode> Refused(string place, int line, string read, string expected) =>
        Outcome<XmlNode>.Refused(new Problem(
            line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{place}, line {line}") : place, read, expected));
}
