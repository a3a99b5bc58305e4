using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Cavum.Analysis;

/// <summary>Writes PNG (ISO/IEC 15948), 8 bits a channel.</summary>
public static class Png
{
    public static byte[] Grey(ReadOnlySpan<byte> pixels, int width, int height) => Write(pixels, width, height, 1, 0);

    public static byte[] Rgb(ReadOnlySpan<byte> pixels, int width, int height) => Write(pixels, width, height, 3, 2);

    private static byte[] Write(ReadOnlySpan<byte> pixels, int width, int height, int channels, byte colourType)
    {
        if (width < 1 || height < 1 || pixels.Length != width * height * channels)
            throw new ArgumentException($"{pixels.Length} bytes for {width} × {height} pixels of {channels} channels.", nameof(pixels));
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = colourType;
        header[10..].Clear();
        Chunk(file, "IHDR", header);
        using (var packed = new MemoryStream())
        {
            using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
                for (int row = 0; row < height; row++) Row(zlib, pixels.Slice(row * width * channels, width * channels), channels);
            Chunk(file, "IDAT", packed.GetBuffer().AsSpan(0, (int)packed.Length));
        }
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>Each row as differences from its left neighbour (filter 1), which packs smooth images well.</summary>
    private static void Row(Stream zlib, ReadOnlySpan<byte> row, int channels)
    {
        byte[] filtered = new byte[row.Length + 1];
        filtered[0] = 1;
        for (int i = 0; i < row.Length; i++) filtered[i + 1] = (byte)(row[i] - (i >= channels ? row[i - channels] : 0));
        zlib.Write(filtered);
    }

    private static void Chunk(MemoryStream file, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] name = Encoding.ASCII.GetBytes(type);
        file.Write(name);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(name, data));
        file.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in name) crc = Step(crc, b);
        foreach (byte b in data) crc = Step(crc, b);
        return ~crc;
    }

    private static uint Step(uint crc, byte b)
    {
        crc ^= b;
        for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
        return crc;
    }
}
