using System.Globalization;

namespace Cavum.Imaging;

/// <summary>The value representations and keywords of the elements that PET/CT files carry (DICOM PS3.6).</summary>
public static class DicomDictionary
{
    private static readonly HashSet<string> ShortVrs =
        ["AE", "AS", "AT", "CS", "DA", "DS", "DT", "FL", "FD", "IS", "LO", "LT", "PN", "SH", "SL", "SS", "ST", "TM", "UI", "UL", "US"];

    private static readonly HashSet<string> LongVrs =
        ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"];

    private static readonly Dictionary<uint, (string Vr, string Keyword)> Table = Read();
    private static readonly Dictionary<string, uint> ByKeyword = Table.ToDictionary(e => e.Value.Keyword, e => e.Key);

    public static bool IsVr(string vr) => ShortVrs.Contains(vr) || LongVrs.Contains(vr);

    /// <summary>True if an explicit header carries a 32-bit length for this VR.</summary>
    public static bool HasLongLength(string vr) => LongVrs.Contains(vr);

    /// <summary>The VR of a tag; UN where the table does not know it.</summary>
    public static string Vr(DicomTag tag)
    {
        if (Table.TryGetValue(tag.Number, out var entry)) return entry.Vr;
        if (tag.Element == 0) return "UL";
        if (tag.IsPrivateCreator) return "LO";
        return "UN";
    }

    /// <summary>The standard's keyword, or empty.</summary>
    public static string Keyword(DicomTag tag) => Table.TryGetValue(tag.Number, out var entry) ? entry.Keyword : "";

    public static DicomTag? Tag(string keyword) => ByKeyword.TryGetValue(keyword, out uint number) ? new DicomTag(number) : null;

    private static Dictionary<uint, (string, string)> Read()
    {
        var table = new Dictionary<uint, (string, string)>();
        foreach (string entry in DicomDictionaryTable.Text.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] parts = entry.Split(' ');
            table.Add(uint.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), (parts[1], parts[2]));
        }
        return table;
    }
}
