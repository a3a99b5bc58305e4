using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Reads and writes NIfTI-1 (and reads NIfTI-2), single file, plain or gzip.</summary>
/// <remarks>
/// NIfTI's world is RAS, ours LPS: x and y change sign on the way in and out. Orientation from sform, else qform, else
/// pixdim; metres and micrometres become mm. Voxel order is kept as stored. Cox et al. 2004 (NIfTI-1.1 header).
/// </remarks>
public static class Nifti
{
    public const long MaxBytes = 2L << 30;

    private const int HeaderBytes = 348, Header2Bytes = 540;

    /// <summary>What may follow the voxels.</summary>
    private const long SlackBytes = 1 << 20;

    /// <summary>True for names that end in .nii or .nii.gz.</summary>
    public static bool IsName(string path) =>
        path.EndsWith(".nii", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".nii.gz", StringComparison.OrdinalIgnoreCase);

    /// <param name="warnings">Receives what the header contradicts itself in.</param>
    public static Outcome<ImageVolume> ReadFile(string path, List<string>? warnings = null)
    {
        if (!File.Exists(path)) return Refuse(path, Directory.Exists(path) ? "a folder" : "no file of this name", "a NIfTI file that exists");
        using var stream = File.OpenRead(path);
        return BoundedBytes.ReadAll(stream, MaxBytes) is { } bytes ? Read(path, bytes, warnings) : Refuse(path, "more than 2 GB", "at most 2 GB");
    }

    public static Outcome<ImageVolume> Read(string name, byte[] bytes, List<string>? warnings = null)
    {
        if (bytes.Length > 2 && bytes[0] == 0x1F && bytes[1] == 0x8B)
        {
            try
            {
                // The header says how much is to come before that much is held.
                using var begin = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
                byte[] first = new byte[Header2Bytes + 4];
                int read = begin.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
                var header = NiftiHeader.Read(name, first[..read], long.MaxValue);
                if (header.IsRefused) return Outcome<ImageVolume>.Refused(header.Problems);
                using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
                long limit = Math.Min(Math.Min(MaxBytes, 4 * BoundedBytes.Believable(bytes.Length)), header.Value.Offset + header.Value.VoxelBytes + SlackBytes);
                if (BoundedBytes.ReadAll(gzip, limit) is not { } plain) return Refuse(name, $"more than {limit} bytes after inflation of {bytes.Length}", "at most 2 GB, packed no closer than an image is");
                bytes = plain;
            }
            catch (InvalidDataException broken)
            {
                return Refuse(name, broken.Message, "a whole gzip stream");
            }
        }
        return NiftiHeader.Read(name, bytes, bytes.Length).Then(h => NiftiGeometry.Of(name, h, warnings ?? []).Then(grid => Voxels(name, bytes, h, grid)));
    }

    private static Outcome<ImageVolume> Voxels(string name, byte[] bytes, NiftiHeader h, ImageGeometry grid)
    {
        var (nx, ny, nz) = h.Size;
        long need = h.VoxelBytes;
        if (h.Offset < 0 || h.Offset + need > bytes.Length)
            return Refuse($"{name}, byte {h.Offset}", $"{Math.Max(0, bytes.Length - h.Offset)} bytes of voxels", $"{need} bytes for {nx} × {ny} × {nz} of {h.BytesPerValue}");
        float[] values = new float[(long)nx * ny * nz];
        var data = bytes.AsSpan((int)h.Offset);
        int width = h.BytesPerValue;
        byte[] swapped = new byte[8];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> at = data.Slice(i * width, width);
            if (h.BigEndian)
            {
                at.CopyTo(swapped);
                swapped.AsSpan(0, width).Reverse();
                at = swapped.AsSpan(0, width);
            }
            double raw = h.DataType switch
            {
                2 => at[0],
                256 => (sbyte)at[0],
                4 => BinaryPrimitives.ReadInt16LittleEndian(at),
                512 => BinaryPrimitives.ReadUInt16LittleEndian(at),
                8 => BinaryPrimitives.ReadInt32LittleEndian(at),
                768 => BinaryPrimitives.ReadUInt32LittleEndian(at),
                16 => BinaryPrimitives.ReadSingleLittleEndian(at),
                64 => BinaryPrimitives.ReadDoubleLittleEndian(at),
                1024 => BinaryPrimitives.ReadInt64LittleEndian(at),
                _ => BinaryPrimitives.ReadUInt64LittleEndian(at),
            };
            double value = h.Slope is 0 ? raw : raw * h.Slope + h.Intercept;
            if (!double.IsFinite(value)) return Refuse($"{name}, voxel {i}", value.ToString(System.Globalization.CultureInfo.InvariantCulture), "a finite value");
            values[i] = (float)value;
        }
        return Outcome<ImageVolume>.Of(new(grid, values));
    }

    /// <summary>A gzip NIfTI-1 of single-precision values.</summary>
    /// <param name="window">Values to show from black to white, which a viewer else searches for.</param>
    public static byte[] Write(ImageVolume volume, (float Low, float High)? window = null)
    {
        byte[] plain = Header(volume.Geometry, dataType: 16, bits: 32, volume.Values.Length * 4, window);
        for (int i = 0; i < volume.Values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(plain.AsSpan(352 + 4 * i), volume.Values[i]);
        return Gzip(plain);
    }

    /// <summary>A gzip NIfTI-1 of values rounded to 16-bit whole numbers, such as Hounsfield units.</summary>
    public static byte[] WriteWhole(ImageVolume volume, (float Low, float High)? window = null)
    {
        byte[] plain = Header(volume.Geometry, dataType: 4, bits: 16, volume.Values.Length * 2, window);
        for (int i = 0; i < volume.Values.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(plain.AsSpan(352 + 2 * i), (short)Math.Clamp(MathF.Round(volume.Values[i]), short.MinValue, short.MaxValue));
        return Gzip(plain);
    }

    /// <summary>A gzip NIfTI-1 of bytes: 1 inside the first mask, 2 inside the second, …; a later mask wins where they overlap.</summary>
    public static byte[] Write(IReadOnlyList<Mask> masks)
    {
        if (masks.Count is 0 or > 255) throw new ArgumentException("1 to 255 masks.", nameof(masks));
        byte[] plain = Header(masks[0].Geometry, dataType: 2, bits: 8, masks[0].Inside.Length);
        for (int m = 0; m < masks.Count; m++)
            foreach (int i in masks[m].Indices()) plain[352 + i] = (byte)(m + 1);
        return Gzip(plain);
    }

    private static byte[] Header(ImageGeometry g, short dataType, short bits, int voxelBytes, (float Low, float High)? window = null)
    {
        byte[] plain = new byte[352 + voxelBytes];
        var span = plain.AsSpan();
        BinaryPrimitives.WriteInt32LittleEndian(span, HeaderBytes);
        short[] dims = [3, (short)g.Columns, (short)g.Rows, (short)g.Slices, 1, 1, 1, 1];
        for (int i = 0; i < 8; i++) BinaryPrimitives.WriteInt16LittleEndian(span[(40 + 2 * i)..], dims[i]);
        BinaryPrimitives.WriteInt16LittleEndian(span[70..], dataType);
        BinaryPrimitives.WriteInt16LittleEndian(span[72..], bits);
        float[] pixdim = [1, (float)g.Spacing.X, (float)g.Spacing.Y, (float)g.Spacing.Z, 1, 1, 1, 1];
        for (int i = 0; i < 8; i++) BinaryPrimitives.WriteSingleLittleEndian(span[(76 + 4 * i)..], pixdim[i]);
        BinaryPrimitives.WriteSingleLittleEndian(span[108..], 352);
        BinaryPrimitives.WriteSingleLittleEndian(span[112..], 1);
        span[123] = 2; // mm
        BinaryPrimitives.WriteSingleLittleEndian(span[124..], window?.High ?? 0);
        BinaryPrimitives.WriteSingleLittleEndian(span[128..], window?.Low ?? 0);
        BinaryPrimitives.WriteInt16LittleEndian(span[254..], 1); // sform: scanner coordinates
        Point3 x = g.AxisX * g.Spacing.X, y = g.AxisY * g.Spacing.Y, z = g.AxisZ * g.Spacing.Z;
        double[][] rows = [[-x.X, -y.X, -z.X, -g.Origin.X], [-x.Y, -y.Y, -z.Y, -g.Origin.Y], [x.Z, y.Z, z.Z, g.Origin.Z]];
        for (int r = 0; r < 3; r++)
            for (int c = 0; c < 4; c++)
                BinaryPrimitives.WriteSingleLittleEndian(span[(280 + 16 * r + 4 * c)..], (float)rows[r][c]);
        Encoding.ASCII.GetBytes("n+1\0").CopyTo(plain, 344);
        return plain;
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(plain);
        return packed.ToArray();
    }

    internal static bool IsHeaderSize(int size) => size is HeaderBytes or Header2Bytes;

    private static Outcome<ImageVolume> Refuse(string place, string read, string expected) =>
        Outcome<ImageVolume>.Refused(new Problem(place, read, expected));
}
