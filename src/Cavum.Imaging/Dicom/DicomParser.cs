using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Walks the bytes of one data set; stops at the first thing that does not fit, with its tag and offset.</summary>
internal sealed class DicomParser(string name, ReadOnlyMemory<byte> bytes, TransferSyntax syntax)
{
    private const uint Undefined = 0xFFFFFFFF;
    private static readonly DicomTag ItemTag = new(0xFFFEE000), ItemEnd = new(0xFFFEE00D), SequenceEnd = new(0xFFFEE0DD);

    private int elementsLeft = DicomReader.MaxElements;
    private int position;

    public Problem? Failure { get; private set; }

    /// <summary>Group 0002, always explicit little endian; the rest begins at <paramref name="end"/>.</summary>
    public bool TryReadMeta(int start, [NotNullWhen(true)] out DicomDataset? meta, out int end)
    {
        meta = new();
        position = start;
        while (bytes.Length - position >= 8 && BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[position..]) == 2)
        {
            if (!TryReadElement(bytes.Length, 0, explicitVr: true, out var element) || !TryAdd(meta, element))
            {
                (meta, end) = (null, 0);
                return false;
            }
        }
        end = position;
        return true;
    }

    public bool TryReadDataset(int start, [NotNullWhen(true)] out DicomDataset? data)
    {
        position = start;
        data = new();
        if (TryReadElements(data, bytes.Length, 0, syntax.ExplicitVr, untilItemEnd: false)) return true;
        data = null;
        return false;
    }

    private bool TryReadElements(DicomDataset into, int end, int depth, bool explicitVr, bool untilItemEnd)
    {
        while (position < end)
        {
            if (end - position < 8)
                return IsPadding(end) ? Skip(end) : Fail(position, null, $"{end - position} bytes left", "a tag and a length (8 bytes) or the end");
            if (PeekTag() == ItemEnd)
            {
                if (!untilItemEnd) return Fail(position, ItemEnd, "an item's end outside of an item", "an element");
                position += 8;
                return true;
            }
            if (!TryReadElement(end, depth, explicitVr, out var element, into) || !TryAdd(into, element)) return false;
        }
        return !untilItemEnd || Fail(position, ItemEnd, "the end of the data", "the item's end");
    }

    /// <summary>Some writers pad a file with zeros to an even or block length.</summary>
    private bool IsPadding(int end) => bytes.Span[position..end].IndexOfAnyExcept((byte)0) < 0;

    private bool Skip(int end)
    {
        position = end;
        return true;
    }

    private bool TryAdd(DicomDataset into, DicomElement element)
    {
        if (into.Contains(element.Tag)) return Fail(element.Offset, element.Tag, "a second element of this tag", "each tag once");
        into.Set(element);
        return true;
    }

    private DicomTag PeekTag() => new(U16(position), U16(position + 2));

    private ushort U16(int at) => syntax.BigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(bytes.Span[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[at..]);

    private uint U32(int at) => syntax.BigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[at..]);

    private bool TryReadElement(int end, int depth, bool explicitVr, [NotNullWhen(true)] out DicomElement? element, DicomDataset? around = null)
    {
        element = null;
        int at = position;
        var tag = PeekTag();
        if (--elementsLeft < 0) return Fail(at, tag, $"more than {DicomReader.MaxElements} elements", "fewer");
        if (!TryReadHeader(end, tag, explicitVr, out string vr, out uint length)) return false;

        bool looksNested = !explicitVr && vr is "UN" && length >= 8 && length <= end - position && PeekTag() == ItemTag;
        if (vr == "SQ" || looksNested || (vr == "UN" && length == Undefined))
        {
            if (!TryReadSequence(tag, length, end, depth, explicitVr && vr == "SQ", around, out var items)) return false;
            element = new(tag, items, at);
            return true;
        }
        if (length == Undefined) return TryReadFragments(tag, vr, at, end, out element);
        if (length > (uint)(end - position))
            return Fail(at, tag, $"a length of {length} bytes", $"at most the {end - position} bytes that follow");
        var value = bytes.Slice(position, (int)length);
        position += (int)length;
        element = new(tag, vr, syntax.BigEndian ? Swap(value, vr) : value, at);
        return true;
    }

    private bool TryReadHeader(int end, DicomTag tag, bool explicitVr, out string vr, out uint length)
    {
        int at = position;
        (vr, length) = ("UN", 0);
        if (tag.Group == 0xFFFE) return Fail(at, tag, "an item mark outside of a sequence", "an element");
        if (!explicitVr)
        {
            length = U32(at + 4);
            position += 8;
            vr = DicomDictionary.Vr(tag);
            if (length == Undefined && vr is not ("OB" or "OW")) vr = "SQ";
            return true;
        }
        var letters = bytes.Span.Slice(at + 4, 2);
        vr = Encoding.Latin1.GetString(letters);
        if (!DicomDictionary.IsVr(vr)) return Fail(at, tag, $"bytes {letters[0]:X2} {letters[1]:X2} as value representation", "one of the standard's, such as LO or OW");
        if (!DicomDictionary.HasLongLength(vr))
        {
            length = U16(at + 6);
            position += 8;
            return true;
        }
        if (end - at < 12) return Fail(at, tag, $"{end - at} bytes left", "12 bytes of element header");
        length = U32(at + 8);
        position += 12;
        return true;
    }

    private bool TryReadSequence(DicomTag tag, uint length, int end, int depth, bool explicitVr, DicomDataset? around, [NotNullWhen(true)] out List<DicomDataset>? items)
    {
        items = null;
        if (depth >= DicomReader.MaxDepth) return Fail(position, tag, $"sequences nested more than {DicomReader.MaxDepth} deep", "fewer levels");
        if (length != Undefined && length > (uint)(end - position)) return Fail(position, tag, $"a sequence of {length} bytes", $"at most the {end - position} that follow");
        int sequenceEnd = length == Undefined ? end : position + (int)length;
        List<DicomDataset> found = [];
        while (length == Undefined || position < sequenceEnd)
        {
            if (sequenceEnd - position < 8) return Fail(position, tag, $"{sequenceEnd - position} bytes left in the sequence", "an item or the sequence's end");
            var mark = PeekTag();
            uint itemLength = U32(position + 4);
            if (mark == SequenceEnd)
            {
                position += 8;
                break;
            }
            if (mark != ItemTag) return Fail(position, tag, $"{mark} inside the sequence", "an item (FFFE,E000) or the sequence's end (FFFE,E0DD)");
            position += 8;
            if (itemLength != Undefined && itemLength > (uint)(sequenceEnd - position))
                return Fail(position - 8, tag, $"an item of {itemLength} bytes", $"at most the {sequenceEnd - position} that follow");
            var item = new DicomDataset();
            if (around is not null) item.InheritCharset(around);
            int itemEnd = itemLength == Undefined ? sequenceEnd : position + (int)itemLength;
            if (!TryReadElements(item, itemEnd, depth + 1, explicitVr, itemLength == Undefined)) return false;
            found.Add(item);
            if (--elementsLeft < 0) return Fail(position, tag, $"more than {DicomReader.MaxElements} elements", "fewer");
        }
        items = found;
        return true;
    }

    private bool TryReadFragments(DicomTag tag, string vr, int at, int end, [NotNullWhen(true)] out DicomElement? element)
    {
        element = null;
        if (vr is not ("OB" or "OW" or "UN")) return Fail(at, tag, $"an undefined length for {vr}", "a length in bytes");
        List<ReadOnlyMemory<byte>> fragments = [];
        while (true)
        {
            if (end - position < 8) return Fail(position, tag, "the end of the data", "a fragment or the sequence's end (FFFE,E0DD)");
            var mark = PeekTag();
            uint length = U32(position + 4);
            position += 8;
            if (mark == SequenceEnd) break;
            if (mark != ItemTag) return Fail(position - 8, tag, mark.ToString(), "a fragment (FFFE,E000) or the end (FFFE,E0DD)");
            if (length > (uint)(end - position)) return Fail(position - 8, tag, $"a fragment of {length} bytes", $"at most the {end - position} that follow");
            if (--elementsLeft < 0) return Fail(position, tag, "too many fragments", $"at most {DicomReader.MaxElements}");
            fragments.Add(bytes.Slice(position, (int)length));
            position += (int)length;
        }
        element = new(tag, vr, fragments, at);
        return true;
    }

    private static ReadOnlyMemory<byte> Swap(ReadOnlyMemory<byte> value, string vr)
    {
        int width = vr switch { "US" or "SS" or "OW" or "AT" => 2, "UL" or "SL" or "FL" or "OF" or "OL" => 4, "FD" or "OD" or "SV" or "UV" or "OV" => 8, _ => 1 };
        if (width == 1) return value;
        byte[] swapped = value.ToArray();
        for (int i = 0; i + width <= swapped.Length; i += width) swapped.AsSpan(i, width).Reverse();
        return swapped;
    }

    private bool Fail(long at, DicomTag? tag, string read, string expected)
    {
        Failure ??= new(tag is { } t ? DicomPlace.Of(name, t, at) : $"{name}, byte {at}", read, expected);
        return false;
    }
}
