using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Renders a PET volume as a coronal maximum-intensity projection: a grey PNG, tumour dark, and where it lies in the patient.</summary>
public static class MipImage
{
    public const double DefaultWindowSuv = 7;

    /// <summary>Projects along the patient's front–back axis; rows run from head to feet.</summary>
    /// <param name="suv">Values with x fastest, then y, then z, in DICOM patient axes: x to the left, y to the back, z to the head.</param>
    /// <param name="origin">Centre of the first voxel in mm (x, z).</param>
    /// <param name="spacing">Distance of voxel centres in mm (x, z).</param>
    public static (byte[] Png, MipFrame Frame) Coronal(
        ReadOnlySpan<float> suv, (int X, int Y, int Z) size, (double X, double Z) origin, (double X, double Z) spacing, double windowSuv = DefaultWindowSuv)
    {
        if (suv.Length != size.X * size.Y * size.Z) throw new ArgumentException($"{suv.Length} values for {size.X} × {size.Y} × {size.Z} voxels.", nameof(suv));
        byte[] grey = new byte[size.X * size.Z];
        for (int z = 0; z < size.Z; z++)
            for (int x = 0; x < size.X; x++)
            {
                float highest = 0;
                for (int y = 0; y < size.Y; y++) highest = Math.Max(highest, suv[(z * size.Y + y) * size.X + x]);
                double share = Math.Clamp(highest / windowSuv, 0, 1);
                grey[(size.Z - 1 - z) * size.X + x] = (byte)Math.Round(255 * (1 - share), MidpointRounding.AwayFromZero);
            }
        var frame = new MipFrame(size.X, size.Z, origin.X, origin.Z + (size.Z - 1) * spacing.Z, spacing.X, spacing.Z);
        return (Png.Grey(grey, size.X, size.Z), frame);
    }
}

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
