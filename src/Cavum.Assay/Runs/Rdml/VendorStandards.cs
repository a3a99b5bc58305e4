using Cavum.Core;

namespace Cavum.Assay;

/// <summary>The standards of a LightCycler 96 file, which stand only in its vendor entry <c>calculated_data.xml</c>.</summary>
/// <remarks>
/// A standard amount is tied to a graph id, and a standard point ties graph ids to a well and a dye. The amounts carry no unit,
/// and none is assumed.
/// </remarks>
internal static class VendorStandards
{
    internal const string EntryName = "calculated_data.xml";

    /// <summary>Adds what the vendor entry says to the runs; without the entry, or without standards in it, they stay as they are.</summary>
    internal static Outcome<InstrumentFile> Add(InstrumentFile read, Archive archive, string name)
    {
        if (archive.Entries.FirstOrDefault(e => e.FullName.EndsWith(EntryName, StringComparison.OrdinalIgnoreCase)) is not { } entry) return Outcome<InstrumentFile>.Of(read);
        var parsed = Archive.Unpack(entry, name).Then(stream => XmlNodes.Parse(stream, $"{name}/{entry.FullName}"));
        if (parsed.IsRefused) return Outcome<InstrumentFile>.Refused(parsed.Problems);
        var problems = new List<Problem>();
        var amounts = Amounts(parsed.Value, $"{name}/{entry.FullName}", problems);
        if (problems.Count > 0) return Outcome<InstrumentFile>.Refused(problems);
        if (amounts.Count == 0) return Outcome<InstrumentFile>.Of(read);
        int changed = 0;
        QpcrRun[] runs = [.. read.Runs.Select(run => run with { Reactions = [.. run.Reactions.Select(r => With(r, amounts, ref changed))] })];
        return Outcome<InstrumentFile>.Of(read with { Runs = runs, Notes = [.. read.Notes, $"{changed} standards were read from {EntryName}; the entry states no unit"] });
    }

    private static Reaction With(Reaction reaction, Dictionary<(WellPosition, string), double> amounts, ref int changed)
    {
        if (!amounts.TryGetValue((reaction.Well, reaction.Dye.ToUpperInvariant()), out double amount)) return reaction;
        changed++;
        return reaction with { Role = SampleRole.Standard, Quantity = amount };
    }

    private static Dictionary<(WellPosition, string), double> Amounts(XmlNode root, string place, List<Problem> problems)
    {
        var byGraph = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        foreach (var source in Descendants(root).Where(n => n.Name is "absQuantDataSource" or "relQuantDataSource"))
        {
            string text = source.ChildText("standard"), graph = source.ChildText("graphId");
            if (text.Length == 0 || graph.Length == 0) continue;
            if (!ExportNumber.TryParse(text, out double amount)) problems.Add(new Problem($"{place}, line {source.Line}", text, "a standard amount in digits"));
            else if (amount > 0) byGraph.TryAdd(graph, amount);
        }
        var amounts = new Dictionary<(WellPosition, string), double>();
        foreach (var point in Descendants(root).Where(n => n.Name == "standardPoint"))
        {
            if (!WellPosition.TryParse(point.ChildText("position"), out var well)) continue;
            string dye = point.ChildText("dyeName").ToUpperInvariant();
            foreach (var guid in point.Child("graphIds")?.All("guid") ?? [])
                if (byGraph.TryGetValue(guid.Text.Trim(), out double amount)) amounts[(well, dye)] = amount;
        }
        return amounts;
    }

    private static IEnumerable<XmlNode> Descendants(XmlNode root)
    {
        var open = new Stack<XmlNode>([root]);
        while (open.TryPop(out var node))
        {
            yield return node;
            for (int i = node.Children.Count - 1; i >= 0; i--) open.Push(node.Children[i]);
        }
    }
}
