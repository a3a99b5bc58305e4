using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Cavum.Imaging;

/// <summary>Writes 8-bit RGB and grey pictures as PNG (ISO/IEC 15948): no time, no text, one filter rule, so the bytes depend on the pixels alone.</summary>
public static class PngWriter
{
    public static byte[] Write(int width, int height, ReadOnlySpan<byte> rgb) => Write(width, height, rgb, channels: 3, colourType: 2);

    public static byte[] WriteGrey(int width, int height, ReadOnlySpan<byte> grey) => Write(width, height, grey, channels: 1, colourType: 0);

    private static byte[] Write(int width, int height, ReadOnlySpan<byte> pixels, int channels, byte colourType)
    {
        if (width < 1 || height < 1 || pixels.Length != (long)width * height * channels)
            throw new ArgumentException($"{pixels.Length} bytes do not fill {width} × {height} pixels of {channels} bytes.", nameof(pixels));
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9], header[10], header[11], header[12]) = (8, colourType, 0, 0, 0);
        Chunk(file, "IHDR", header);
        Chunk(file, "IDAT", Compress(width * channels, pixels));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    // Each row as its difference from the row above: smooth uptake becomes small numbers.
    private static byte[] Compress(int stride, ReadOnlySpan<byte> pixels)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] line = new byte[stride + 1];
            line[0] = 2;
            for (int at = 0; at < pixels.Length; at += stride)
            {
                for (int i = 0; i < stride; i++) line[i + 1] = (byte)(pixels[at + i] - (at == 0 ? 0 : pixels[at - stride + i]));
                zlib.Write(line);
            }
        }
        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] name = Encoding.ASCII.GetBytes(type);
        file.Write(name);
        file.Write(data);
        uint crc = Crc32.Update(Crc32.Update(uint.MaxValue, name), data) ^ uint.MaxValue;
        BinaryPrimitives.WriteUInt32BigEndian(number, crc);
        file.Write(number);
    }
}
