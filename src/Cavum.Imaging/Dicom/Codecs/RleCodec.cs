using System.Buffers.Binary;

namespace Cavum.Imaging;

/// <summary>DICOM RLE (PS3.5 annex G): PackBits over byte planes, most significant plane first.</summary>
public static class RleCodec
{
    private const int HeaderBytes = 64;

    /// <summary>Fills <paramref name="into"/> with little-endian samples; returns what is wrong, or null.</summary>
    public static string? Decode(ReadOnlySpan<byte> stream, int bytesPerSample, Span<byte> into)
    {
        if (stream.Length < HeaderBytes) return $"an RLE frame of {stream.Length} bytes";
        uint segments = BinaryPrimitives.ReadUInt32LittleEndian(stream);
        if (segments != bytesPerSample) return $"{segments} RLE segments for {bytesPerSample} byte(s) a sample";
        int pixels = into.Length / bytesPerSample;
        for (int s = 0; s < segments; s++)
        {
            uint from = BinaryPrimitives.ReadUInt32LittleEndian(stream[(4 + 4 * s)..]);
            uint to = s + 1 < segments ? BinaryPrimitives.ReadUInt32LittleEndian(stream[(8 + 4 * s)..]) : (uint)stream.Length;
            if (from < HeaderBytes || to < from || to > stream.Length) return $"RLE segment {s + 1} from byte {from} to {to} of {stream.Length}";
            int filled = DecodePlane(stream[(int)from..(int)to], into, bytesPerSample - 1 - s, bytesPerSample, pixels);
            if (filled < pixels) return $"RLE segment {s + 1} with {filled} of {pixels} bytes";
        }
        return null;
    }

    private static int DecodePlane(ReadOnlySpan<byte> packed, Span<byte> into, int offset, int stride, int pixels)
    {
        int filled = 0;
        for (int at = 0; at < packed.Length && filled < pixels;)
        {
            int control = (sbyte)packed[at++];
            if (control >= 0)
            {
                int literal = Math.Min(Math.Min(control + 1, packed.Length - at), pixels - filled);
                for (int i = 0; i < literal; i++) into[offset + stride * filled++] = packed[at + i];
                at += control + 1;
            }
            else if (control != -128 && at < packed.Length)
            {
                byte value = packed[at++];
                for (int n = Math.Min(1 - control, pixels - filled); n > 0; n--) into[offset + stride * filled++] = value;
            }
        }
        return filled;
    }

    /// <summary>Encodes one frame of little-endian samples.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> samples, int bytesPerSample)
    {
        using var coded = new MemoryStream();
        byte[] header = new byte[HeaderBytes];
        coded.Write(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)bytesPerSample);
        int pixels = samples.Length / bytesPerSample;
        byte[] plane = new byte[pixels];
        for (int s = 0; s < bytesPerSample; s++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4 + 4 * s), (uint)coded.Length);
            for (int i = 0; i < pixels; i++) plane[i] = samples[i * bytesPerSample + bytesPerSample - 1 - s];
            EncodePlane(plane, coded);
            if ((coded.Length & 1) == 1) coded.WriteByte(0);
        }
        byte[] whole = coded.ToArray();
        header.CopyTo(whole, 0);
        return whole;
    }

    private static void EncodePlane(ReadOnlySpan<byte> plane, MemoryStream coded)
    {
        for (int at = 0; at < plane.Length;)
        {
            int run = 1;
            while (run < 128 && at + run < plane.Length && plane[at + run] == plane[at]) run++;
            if (run >= 2)
            {
                coded.WriteByte((byte)(1 - run));
                coded.WriteByte(plane[at]);
                at += run;
                continue;
            }
            int literal = 1;
            while (literal < 128 && at + literal < plane.Length && (at + literal + 1 >= plane.Length || plane[at + literal] != plane[at + literal + 1])) literal++;
            coded.WriteByte((byte)(literal - 1));
            coded.Write(plane.Slice(at, literal));
            at += literal;
        }
    }
}
