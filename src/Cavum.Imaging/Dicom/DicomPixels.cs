using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Decodes stored pixel values, native or compressed, into numbers.</summary>
public static class DicomPixels
{
    /// <summary>Writes slope·stored + intercept of one frame into <paramref name="into"/>.</summary>
    /// <returns>Null when it worked, else what is wrong.</returns>
    public static Problem? ReadFrame(DicomFile file, PixelFormat format, int frame, double slope, double intercept, Span<float> into)
    {
        if (into.Length != format.PixelsPerFrame) throw new ArgumentException("The destination holds exactly one frame.", nameof(into));
        if (file.Data[DicomTags.FloatPixelData] is { } floats) return ReadFloats(file, floats, format, frame, slope, intercept, into);
        if (file.Data[DicomTags.PixelData] is not { } element)
            return new(file.Place(DicomTags.PixelData), "", "pixel data");
        if (NativeBytes(file, element, format, frame, out var bytes) is { } problem) return problem;
        Scale(bytes.Span, format, slope, intercept, into);
        return null;
    }

    /// <summary>Whether the file can hold its pixels at all, asked before memory is taken for them; null when it can.</summary>
    public static Problem? Shortage(DicomFile file, PixelFormat format)
    {
        bool floats = file.Data.Contains(DicomTags.FloatPixelData);
        var tag = floats ? DicomTags.FloatPixelData : DicomTags.PixelData;
        if (file.Data[tag] is not { } element) return new(file.Place(DicomTags.PixelData), "", "pixel data");
        if (element.Fragments is { } fragments)
            return fragments.Count > format.Frames || format.Frames == 1 && fragments.Count > 1 ? null
                : new(file.Place(tag), $"{Math.Max(0, fragments.Count - 1)} fragments", $"at least one for each of {format.Frames} frames");
        long need = floats ? 4L * format.PixelsPerFrame * format.Frames : ((long)format.PixelsPerFrame * format.Frames * format.Bits + 7) / 8;
        return element.Value.Length >= need ? null
            : new(file.Place(tag), $"{element.Value.Length} bytes", $"{need} bytes: {format.Rows} rows × {format.Columns} columns × {(floats ? 32 : format.Bits)} bits × {format.Frames} frame(s)");
    }

    /// <summary>The frame's bytes, decompressed, as native little-endian samples.</summary>
    internal static Problem? NativeBytes(DicomFile file, DicomElement element, PixelFormat format, int frame, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        long need = format.BytesPerFrame;
        if (element.Fragments is { } fragments)
        {
            if (Compressed(fragments, format.Frames, frame) is not { } stream)
                return new(file.Place(DicomTags.PixelData), $"{Math.Max(0, fragments.Count - 1)} fragments", $"one stream for each of {format.Frames} frames");
            return PixelCodecs.Decode(file, stream, format, out bytes);
        }
        if (file.Syntax.Codec != PixelCodec.Native)
            return new(file.Place(DicomTags.PixelData), $"native pixels under {file.Syntax.Name}", "encapsulated pixels");
        long start = need * frame;
        if (format.Bits == 1) (start, need) = (0, ((long)format.PixelsPerFrame * format.Frames + 7) / 8);
        if (element.Value.Length < start + need)
            return new(file.Place(DicomTags.PixelData), $"{element.Value.Length} bytes", $"{start + need} bytes: {format.Rows} rows × {format.Columns} columns × {format.Bits} bits × {format.Frames} frame(s)");
        bytes = element.Value.Slice((int)start, (int)need);
        return null;
    }

    /// <summary>The compressed stream of a frame: one fragment a frame, all fragments for a single frame, or by the offset table.</summary>
    private static ReadOnlyMemory<byte>? Compressed(IReadOnlyList<ReadOnlyMemory<byte>> fragments, int frames, int frame)
    {
        int count = fragments.Count - 1;
        if (count == frames && count > 0) return fragments[frame + 1];
        if (frames == 1 && count > 1) return Join(fragments, 1, count);
        var table = count > 0 ? fragments[0].Span : default;
        if (table.Length != frames * 4 || frames < 1) return null;
        long from = BinaryPrimitives.ReadUInt32LittleEndian(table[(frame * 4)..]);
        long to = frame + 1 < frames ? BinaryPrimitives.ReadUInt32LittleEndian(table[(frame * 4 + 4)..]) : long.MaxValue;
        long at = 0;
        int first = -1, last = -1;
        for (int i = 1; i <= count; i++)
        {
            if (at == from) first = i;
            if (at >= from && at < to) last = i;
            at += 8 + fragments[i].Length;
        }
        return first < 0 || last < first ? null : Join(fragments, first, last);
    }

    private static ReadOnlyMemory<byte> Join(IReadOnlyList<ReadOnlyMemory<byte>> fragments, int first, int last)
    {
        if (first == last) return fragments[first];
        using var joined = new MemoryStream();
        for (int i = first; i <= last; i++) joined.Write(fragments[i].Span);
        return joined.ToArray();
    }

    private static void Scale(ReadOnlySpan<byte> bytes, PixelFormat format, double slope, double intercept, Span<float> into)
    {
        int drop = format.HighBit + 1 - format.Stored, unused = 32 - format.Stored;
        bool whole = format.Stored == format.Bits;
        if (whole && format.Bits == 16 && BitConverter.IsLittleEndian)
        {
            ScaleShorts(bytes, format.Signed, slope, intercept, into);
            return;
        }
        for (int i = 0; i < into.Length; i++)
        {
            uint raw = format.Bits switch
            {
                1 => (uint)(bytes[i >> 3] >> (i & 7)) & 1,
                8 => bytes[i],
                16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]),
                _ => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]),
            };
            uint value = raw >> drop << unused; // moves the sign to the top and drops what lies above the high bit
            double stored = format.Signed ? (int)value >> unused : value >> unused;
            into[i] = (float)(stored * slope + intercept);
        }
    }

    private static void ScaleShorts(ReadOnlySpan<byte> bytes, bool signed, double slope, double intercept, Span<float> into)
    {
        var shorts = MemoryMarshal.Cast<byte, short>(bytes);
        var unsigned = MemoryMarshal.Cast<byte, ushort>(bytes);
        if (signed)
            for (int i = 0; i < into.Length; i++) into[i] = (float)(shorts[i] * slope + intercept);
        else
            for (int i = 0; i < into.Length; i++) into[i] = (float)(unsigned[i] * slope + intercept);
    }

    private static Problem? ReadFloats(DicomFile file, DicomElement element, PixelFormat format, int frame, double slope, double intercept, Span<float> into)
    {
        long start = 4L * format.PixelsPerFrame * frame, need = 4L * format.PixelsPerFrame;
        if (element.Value.Length < start + need)
            return new(file.Place(DicomTags.FloatPixelData), $"{element.Value.Length} bytes", $"{start + need} bytes");
        var bytes = element.Value.Span.Slice((int)start, (int)need);
        for (int i = 0; i < into.Length; i++) into[i] = (float)(BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]) * slope + intercept);
        return null;
    }
}
