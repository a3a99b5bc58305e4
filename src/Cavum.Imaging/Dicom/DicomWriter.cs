using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Cavum.Imaging;

/// <summary>Writes DICOM Part 10 files in Explicit VR Little Endian; the same data set gives the same bytes.</summary>
public static class DicomWriter
{
    /// <summary>Names this program as the writer; derived from its name, not registered.</summary>
    public static readonly string ImplementationClassUid = DicomUid.FromText("Cavum DICOM writer");

    private const string ImplementationVersion = "CAVUM_1";

    /// <summary>The whole file: preamble, file meta information and the data set.</summary>
    /// <param name="syntax">Explicit little endian unless the pixels are encapsulated.</param>
    public static byte[] Write(DicomDataset data, TransferSyntax? syntax = null)
    {
        syntax ??= TransferSyntax.ExplicitLittleEndian;
        if (!syntax.ExplicitVr || syntax.BigEndian || syntax.Deflated)
            throw new ArgumentException("Files are written in explicit little endian, native or encapsulated.", nameof(syntax));
        using var meta = new MemoryStream();
        WriteElement(meta, new(new(0x00020001), "OB", new byte[] { 0, 1 }));
        WriteElement(meta, Text(DicomTags.MediaStorageSopClassUid, "UI", data.Text(DicomTags.SopClassUid) ?? ""));
        WriteElement(meta, Text(DicomTags.MediaStorageSopInstanceUid, "UI", data.Text(DicomTags.SopInstanceUid) ?? ""));
        WriteElement(meta, Text(DicomTags.TransferSyntaxUid, "UI", syntax.Uid));
        WriteElement(meta, Text(new(0x00020012), "UI", ImplementationClassUid));
        WriteElement(meta, Text(new(0x00020013), "SH", ImplementationVersion));

        using var file = new MemoryStream();
        file.Write(new byte[128]);
        file.Write("DICM"u8);
        byte[] length = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)meta.Length);
        WriteElement(file, new(new(0x00020000), "UL", length));
        meta.WriteTo(file);
        WriteDataset(file, data);
        return file.ToArray();
    }

    /// <summary>An element of text, padded to an even length as its VR demands.</summary>
    public static DicomElement Text(DicomTag tag, string vr, string value) => new(tag, vr, Padded(Encoding.UTF8.GetBytes(value), vr));

    /// <summary>A decimal string of at most 16 characters: the most digits that fit.</summary>
    public static string Decimal(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        for (int digits = 16; text.Length > 16 && digits > 0; digits--) text = value.ToString("G" + digits, CultureInfo.InvariantCulture);
        return text;
    }

    internal static void WriteDataset(MemoryStream into, DicomDataset data)
    {
        foreach (var element in data.Elements)
            if (element.Tag.Group > 2 && element.Tag.Element != 0) WriteElement(into, element); // group lengths are retired and would be wrong
    }

    private static void WriteElement(MemoryStream into, DicomElement element)
    {
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(header, element.Tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], element.Tag.Element);
        string vr = element.Vr;
        bool isLong = DicomDictionary.HasLongLength(vr);
        if (!isLong && element.Value.Length > ushort.MaxValue) (vr, isLong) = ("UN", true); // implicit files may hold longer texts than explicit ones can
        header[4] = (byte)vr[0];
        header[5] = (byte)vr[1];
        if (element.Fragments is { } fragments)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], 0xFFFFFFFF);
            into.Write(header);
            foreach (var fragment in fragments) WriteItem(into, 0xFFFEE000, Padded(fragment, "OB"));
            WriteItem(into, 0xFFFEE0DD, default);
            return;
        }
        var value = element.Items is { } items ? ItemBytes(items) : Padded(element.Value, vr);
        if (isLong) BinaryPrimitives.WriteUInt32LittleEndian(header[8..], (uint)value.Length);
        else BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)value.Length);
        into.Write(isLong ? header : header[..8]);
        into.Write(value.Span);
    }

    private static ReadOnlyMemory<byte> ItemBytes(IReadOnlyList<DicomDataset> items)
    {
        using var all = new MemoryStream();
        foreach (var item in items)
        {
            using var one = new MemoryStream();
            WriteDataset(one, item);
            WriteItem(all, 0xFFFEE000, one.ToArray());
        }
        return all.ToArray();
    }

    private static void WriteItem(MemoryStream into, uint mark, ReadOnlyMemory<byte> value)
    {
        Span<byte> header = stackalloc byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)(mark >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], (ushort)mark);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)value.Length);
        into.Write(header);
        into.Write(value.Span);
    }

    private static ReadOnlyMemory<byte> Padded(ReadOnlyMemory<byte> value, string vr)
    {
        if ((value.Length & 1) == 0) return value;
        byte[] even = new byte[value.Length + 1];
        value.CopyTo(even);
        even[^1] = vr is "UI" or "OB" or "OW" or "UN" ? (byte)0 : (byte)' ';
        return even;
    }
}
