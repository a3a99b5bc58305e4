using System.Globalization;
using System.Text.RegularExpressions;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>The XML of CFX Opus and CFX Maestro: a table as elements <c>Row</c>, its columns as tags with their special characters as <c>_xNNNN_</c>.</summary>
internal static partial class RowXml
{
    private const int MaximumColumns = 2000;

    [GeneratedRegex("_x([0-9A-Fa-f]{4})_")]
    private static partial Regex Escaped();

    internal static bool Recognises(string head) => head.Contains("<Row>", StringComparison.Ordinal) && !head.Contains("<rdml", StringComparison.OrdinalIgnoreCase);

    internal static Outcome<InstrumentFile> Read(byte[] bytes, string name, ReportUnit? unit) => XmlNodes.Parse(new MemoryStream(bytes, writable: false), name).Then(root =>
    {
        if (root.Name.Equals("rdml", StringComparison.OrdinalIgnoreCase)) return RdmlReader.Read(bytes, name);
        var tables = new List<XmlNode>();
        Collect(root, tables);
        if (tables.Count != 1)
            return Outcome<InstrumentFile>.Refused(new Problem(name, $"{tables.Count} tables of rows ({string.Join(", ", tables.Take(8).Select(t => Name(t.Name)))})", "one table of rows: each export of CFX Opus is a file of its own"));
        var table = Table(tables[0], name);
        if (table.Columns.Length > MaximumColumns) return Outcome<InstrumentFile>.Refused(new Problem(name, $"{table.Columns.Length} columns", $"at most {MaximumColumns} columns"));
        return InstrumentFiles.ReaderOf(table, [], name, unit) is { } read ? read(table)
            : Outcome<InstrumentFile>.Refused(new Problem(name, "rows of " + string.Join(", ", table.Columns.Take(8)), "Quantification Cq Results, a Quantification Summary or Amplification Results of CFX"));
    });

    private static void Collect(XmlNode node, List<XmlNode> tables)
    {
        if (node.Children.Any(c => c.Name == "Row")) tables.Add(node);
        else
            foreach (var child in node.Children) Collect(child, tables);
    }

    private static TextSheet Table(XmlNode node, string name)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in node.All("Row"))
            foreach (var cell in row.Children)
                if (places.Count <= MaximumColumns) places.TryAdd(cell.Name, places.Count);
        var rows = new List<(int, string[])>();
        foreach (var row in node.All("Row"))
        {
            string[] cells = new string[places.Count];
            Array.Fill(cells, "");
            foreach (var cell in row.Children)
                if (places.TryGetValue(cell.Name, out int i)) cells[i] = cell.Text.Trim();
            rows.Add((row.Line, cells));
        }
        return new(name, "", [.. places.Keys.Select(Name)], rows);
    }

    private static string Name(string tag) => Escaped().Replace(tag, m => ((char)int.Parse(m.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
}
