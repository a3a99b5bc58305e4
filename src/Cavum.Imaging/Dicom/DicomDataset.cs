using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Cavum.Imaging;

/// <summary>Elements by tag, in ascending order: the content of a file or of a sequence item.</summary>
public sealed class DicomDataset
{
    private readonly SortedList<uint, DicomElement> elements = [];
    private Func<ReadOnlySpan<byte>, string> decode = bytes => Encoding.Latin1.GetString(bytes);

    public IEnumerable<DicomElement> Elements => elements.Values;

    public int Count => elements.Count;

    public DicomElement? this[DicomTag tag] => elements.GetValueOrDefault(tag.Number);

    public bool Contains(DicomTag tag) => elements.ContainsKey(tag.Number);

    /// <summary>Adds, or replaces the element of the same tag.</summary>
    public DicomDataset Set(DicomElement element)
    {
        elements[element.Tag.Number] = element;
        if (element.Tag == DicomTags.SpecificCharacterSet) decode = DicomCharset.Decoder(Texts(DicomTags.SpecificCharacterSet));
        return this;
    }

    public bool Remove(DicomTag tag) => elements.Remove(tag.Number);

    /// <summary>An item that names no character set of its own is read in that of the set around it.</summary>
    internal void InheritCharset(DicomDataset parent) => decode = parent.decode;

    /// <summary>The first value as text without padding; null where the element is absent or empty.</summary>
    public string? Text(DicomTag tag)
    {
        string[] all = Texts(tag);
        return all.Length == 0 || all[0].Length == 0 ? null : all[0];
    }

    /// <summary>All values as text, split at the backslash, without padding; none where the element is absent.</summary>
    public string[] Texts(DicomTag tag)
    {
        if (this[tag] is not { Items: null, Fragments: null } element || element.Value.Length == 0) return [];
        if (IsBinary(element)) return [.. Numbers(tag).Select(n => n.ToString(CultureInfo.InvariantCulture))];
        string whole = decode(element.Value.Span);
        return IsFreeText(element) ? [whole.TrimEnd('\0', ' ')] : [.. whole.Split('\\').Select(v => v.Trim('\0', ' '))];
    }

    /// <summary>The first value as a number; null where the element is absent, empty or not a number.</summary>
    public double? Number(DicomTag tag)
    {
        double[] all = Numbers(tag);
        return all.Length > 0 && double.IsFinite(all[0]) ? all[0] : null;
    }

    public int? Integer(DicomTag tag) => Number(tag) is { } n && n == Math.Floor(n) && Math.Abs(n) <= int.MaxValue ? (int)n : null;

    /// <summary>All values as numbers; NaN stands where a text is not a number.</summary>
    public double[] Numbers(DicomTag tag)
    {
        if (this[tag] is not { Items: null, Fragments: null } element) return [];
        var bytes = element.Value;
        return KnownVr(element) switch
        {
            "US" => Split(bytes, 2, b => BinaryPrimitives.ReadUInt16LittleEndian(b)),
            "SS" => Split(bytes, 2, b => BinaryPrimitives.ReadInt16LittleEndian(b)),
            "UL" => Split(bytes, 4, b => BinaryPrimitives.ReadUInt32LittleEndian(b)),
            "SL" => Split(bytes, 4, b => BinaryPrimitives.ReadInt32LittleEndian(b)),
            "FL" => Split(bytes, 4, b => BinaryPrimitives.ReadSingleLittleEndian(b)),
            "FD" => Split(bytes, 8, b => BinaryPrimitives.ReadDoubleLittleEndian(b)),
            "SV" => Split(bytes, 8, b => BinaryPrimitives.ReadInt64LittleEndian(b)),
            "UV" => Split(bytes, 8, b => BinaryPrimitives.ReadUInt64LittleEndian(b)),
            _ => [.. Encoding.Latin1.GetString(bytes.Span).Trim('\0', ' ').Split('\\', bytes.Length == 0 ? StringSplitOptions.RemoveEmptyEntries : default)
                .Select(v => double.TryParse(v.Trim('\0', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out double d) ? d : double.NaN)],
        };
    }

    /// <summary>The items of a sequence; none where it is absent.</summary>
    public IReadOnlyList<DicomDataset> Sequence(DicomTag tag) => this[tag]?.Items ?? [];

    /// <summary>The first item of a sequence, or null.</summary>
    public DicomDataset? FirstItem(DicomTag tag) => Sequence(tag) is { Count: > 0 } items ? items[0] : null;

    /// <summary>Finds a vendor's element by its creator's name; (gggg,xxee) of the block that the creator reserved.</summary>
    /// <remarks>Many archives strip the creator but keep the element in block 10; <paramref name="creatorPrefix"/> then does not apply.</remarks>
    public DicomTag? PrivateTag(ushort group, byte element, string creatorPrefix)
    {
        bool anyCreator = false;
        for (ushort block = 0x10; block <= 0xFF; block++)
        {
            if (Text(new(group, block)) is not { } creator) continue;
            anyCreator = true;
            if (creator.StartsWith(creatorPrefix, StringComparison.OrdinalIgnoreCase)) return new DicomTag(group, (ushort)((block << 8) | element));
        }
        var usual = new DicomTag(group, (ushort)(0x1000 | element));
        return !anyCreator && Contains(usual) ? usual : null;
    }

    private static bool IsBinary(DicomElement e) => KnownVr(e) is "US" or "SS" or "UL" or "SL" or "FL" or "FD" or "SV" or "UV";

    private static bool IsFreeText(DicomElement e) => KnownVr(e) is "LT" or "ST" or "UT";

    /// <summary>The element's own VR; the dictionary's where the file says UN.</summary>
    private static string KnownVr(DicomElement e) => e.Vr == "UN" ? DicomDictionary.Vr(e.Tag) : e.Vr;

    private delegate double ReadOne(ReadOnlySpan<byte> bytes);

    private static double[] Split(ReadOnlyMemory<byte> bytes, int width, ReadOne read)
    {
        double[] values = new double[bytes.Length / width];
        for (int i = 0; i < values.Length; i++) values[i] = read(bytes.Span.Slice(i * width, width));
        return values;
    }
}
