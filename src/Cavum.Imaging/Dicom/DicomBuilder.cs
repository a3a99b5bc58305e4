using System.Buffers.Binary;
using System.Globalization;

namespace Cavum.Imaging;

/// <summary>Fills a data set with values, each under the VR of the dictionary.</summary>
public static class DicomBuilder
{
    /// <summary>Text values, joined by the backslash; none writes an empty element.</summary>
    public static DicomDataset With(this DicomDataset data, DicomTag tag, params ReadOnlySpan<string> values) =>
        data.Set(DicomWriter.Text(tag, DicomDictionary.Vr(tag), string.Join('\\', values)));

    /// <summary>A private or unlisted element under a VR of the caller's.</summary>
    public static DicomDataset WithVr(this DicomDataset data, DicomTag tag, string vr, string value) =>
        data.Set(DicomWriter.Text(tag, vr, value));

    /// <summary>Numbers under the VR of the dictionary: US, UL, FD, DS or IS.</summary>
    public static DicomDataset With(this DicomDataset data, DicomTag tag, params ReadOnlySpan<double> values)
    {
        string vr = DicomDictionary.Vr(tag);
        if (vr is "DS" or "IS")
        {
            string[] texts = new string[values.Length];
            for (int i = 0; i < values.Length; i++)
                texts[i] = vr == "IS" ? ((long)values[i]).ToString(CultureInfo.InvariantCulture) : DicomWriter.Decimal(values[i]);
            return data.With(tag, texts);
        }
        int width = vr switch { "US" or "SS" => 2, "UL" or "SL" or "FL" => 4, "FD" => 8, _ => throw new ArgumentException($"{tag} holds no numbers ({vr}).", nameof(tag)) };
        byte[] bytes = new byte[values.Length * width];
        for (int i = 0; i < values.Length; i++)
        {
            var at = bytes.AsSpan(i * width);
            if (vr == "US") BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)values[i]);
            else if (vr == "SS") BinaryPrimitives.WriteInt16LittleEndian(at, (short)values[i]);
            else if (vr == "UL") BinaryPrimitives.WriteUInt32LittleEndian(at, (uint)values[i]);
            else if (vr == "SL") BinaryPrimitives.WriteInt32LittleEndian(at, (int)values[i]);
            else if (vr == "FL") BinaryPrimitives.WriteSingleLittleEndian(at, (float)values[i]);
            else BinaryPrimitives.WriteDoubleLittleEndian(at, values[i]);
        }
        return data.Set(new(tag, vr, bytes));
    }

    public static DicomDataset With(this DicomDataset data, DicomTag tag, params IReadOnlyList<DicomDataset> items) =>
        data.Set(new DicomElement(tag, items));

    /// <summary>A tag as value (AT), such as a dimension index pointer.</summary>
    public static DicomDataset WithPointer(this DicomDataset data, DicomTag tag, DicomTag value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), value.Element);
        return data.Set(new(tag, "AT", bytes));
    }

    /// <summary>A coded concept: value, scheme, meaning.</summary>
    public static DicomDataset Code(string value, string scheme, string meaning) => new DicomDataset()
        .With(DicomTags.CodeValue, value).With(DicomTags.CodingScheme, scheme).With(DicomTags.CodeMeaning, meaning);
}
