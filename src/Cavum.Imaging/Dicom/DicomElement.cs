namespace Cavum.Imaging;

/// <summary>One element of a data set: its tag, its value representation and its value, nested items or fragments.</summary>
public sealed class DicomElement
{
    public DicomElement(DicomTag tag, string vr, ReadOnlyMemory<byte> value, long offset = -1)
    {
        (Tag, Vr, Value, Offset) = (tag, vr, value, offset);
    }

    public DicomElement(DicomTag tag, IReadOnlyList<DicomDataset> items, long offset = -1)
        : this(tag, "SQ", ReadOnlyMemory<byte>.Empty, offset) => Items = items;

    public DicomElement(DicomTag tag, string vr, IReadOnlyList<ReadOnlyMemory<byte>> fragments, long offset = -1)
        : this(tag, vr, ReadOnlyMemory<byte>.Empty, offset) => Fragments = fragments;

    public DicomTag Tag { get; }

    /// <summary>Two letters; <c>UN</c> where neither the file nor the dictionary tells.</summary>
    public string Vr { get; }

    /// <summary>The bytes, little-endian whatever the file was; empty for sequences and encapsulated pixels.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>The items of a sequence.</summary>
    public IReadOnlyList<DicomDataset>? Items { get; }

    /// <summary>The fragments of encapsulated pixel data; the first is the offset table.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Fragments { get; }

    /// <summary>Byte position of the tag in the file (after inflation, for a deflated file); −1 for what was not read.</summary>
    public long Offset { get; }
}
