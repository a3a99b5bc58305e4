using System.Globalization;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>One sheet of a workbook as rows of text, each with its row number.</summary>
internal sealed record WorkbookSheet(string Name, IReadOnlyList<(int Line, string[] Cells)> Rows);

/// <summary>Reads the cells of an .xlsx workbook (ECMA-376) as text; formulas give their stored value, formats are ignored.</summary>
internal static class Workbook
{
    internal const int MaximumColumns = 1000, MaximumCells = 4_000_000, MaximumSheets = 60, RowCost = 8;

    internal static Outcome<IReadOnlyList<WorkbookSheet>> Read(Archive archive, string name)
    {
        var problems = new List<Problem>();
        XmlNode? book = Xml(archive, "xl/workbook.xml", name, problems), links = Xml(archive, "xl/_rels/workbook.xml.rels", name, problems);
        if (book is null || links is null) return Outcome<IReadOnlyList<WorkbookSheet>>.Refused(problems);
        string[] strings = [];
        if (archive.Entry("xl/sharedStrings.xml") is not null && Xml(archive, "xl/sharedStrings.xml", name, problems) is { } shared)
            strings = [.. shared.All("si").Select(TextOf)];
        var targets = links.All("Relationship").GroupBy(r => r["Id"] ?? "").ToDictionary(g => g.Key, g => g.First()["Target"] ?? "", StringComparer.Ordinal);
        var sheets = new List<WorkbookSheet>();
        int room = MaximumCells;
        foreach (var sheet in book.Child("sheets")?.All("sheet") ?? [])
        {
            if (!targets.TryGetValue(sheet["id"] ?? "", out string? target)) continue;
            string path = target.StartsWith('/') ? target[1..] : "xl/" + target;
            if (!path.Contains("worksheets", StringComparison.OrdinalIgnoreCase)) continue;
            if (sheets.Count == MaximumSheets) return Outcome<IReadOnlyList<WorkbookSheet>>.Refused(new Problem(name, $"more than {MaximumSheets} sheets", $"at most {MaximumSheets} sheets"));
            if (Xml(archive, path, name, problems) is { } root) sheets.Add(new(sheet["name"] ?? "", Rows(root, strings, ref room)));
            if (room < 0) return Outcome<IReadOnlyList<WorkbookSheet>>.Refused(new Problem($"{name}, sheet {sheet["name"]}", $"more than {MaximumCells} cells", $"at most {MaximumCells} cells in a workbook"));
        }
        if (problems.Count > 0) return Outcome<IReadOnlyList<WorkbookSheet>>.Refused(problems);
        return sheets.Count == 0 ? Outcome<IReadOnlyList<WorkbookSheet>>.Refused(new Problem(name, "a workbook without sheets", "at least one sheet"))
            : Outcome<IReadOnlyList<WorkbookSheet>>.Of(sheets);
    }

    private static XmlNode? Xml(Archive archive, string path, string name, List<Problem> problems)
    {
        if (archive.Entry(path) is not { } entry)
        {
            problems.Add(new Problem(name, "", $"an entry '{path}'"));
            return null;
        }
        var parsed = Archive.Unpack(entry, name).Then(stream => XmlNodes.Parse(stream, $"{name}/{path}"));
        problems.AddRange(parsed.Problems);
        return parsed.IsRefused ? null : parsed.Value;
    }

    private static string TextOf(XmlNode node) =>
        node.Name == "t" ? node.Text : string.Concat(node.Children.Where(c => c.Name is "t" or "r").Select(TextOf));

    private static List<(int, string[])> Rows(XmlNode root, string[] strings, ref int room)
    {
        var rows = new List<(int, string[])>();
        int line = 0;
        foreach (var row in root.Child("sheetData")?.All("row") ?? [])
        {
            line = int.TryParse(row["r"], NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : line + 1;
            var cells = new List<string>();
            int next = 0;
            foreach (var cell in row.All("c"))
            {
                int column = ColumnOf(cell["r"]) ?? next;
                if (column >= MaximumColumns) break;
                while (cells.Count < column) cells.Add("");
                if (cells.Count == column) cells.Add(ValueOf(cell, strings));
                next = column + 1;
            }
            if ((room -= cells.Count + RowCost) < 0) break;
            if (cells.Any(c => c.Length > 0)) rows.Add((line, [.. cells]));
        }
        return rows;
    }

    private static int? ColumnOf(string? reference)
    {
        int column = 0, i = 0;
        for (; reference is not null && i < reference.Length && char.IsAsciiLetterUpper(reference[i]) && i < 4; i++) column = column * 26 + (reference[i] - 'A' + 1);
        return i == 0 ? null : column - 1;
    }

    private static string ValueOf(XmlNode cell, string[] strings)
    {
        string value = cell.ChildText("v");
        return cell["t"] switch
        {
            "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int i) && i < strings.Length ? strings[i].Trim() : "",
            "inlineStr" => cell.Child("is") is { } text ? TextOf(text).Trim() : "",
            "b" => value == "1" ? "true" : "false",
            "e" => "",
            _ => value,
        };
    }
}
