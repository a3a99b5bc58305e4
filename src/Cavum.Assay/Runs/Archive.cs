using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>A zip file held in memory whose entries are unpacked one at a time and under a bound.</summary>
internal sealed class Archive : IDisposable
{
    /// <summary>The most bytes that one entry may unpack to; 24,576 curves of RDML take about 50 MB.</summary>
    internal const int MaximumEntryBytes = 64 * 1024 * 1024;

    internal const int MaximumEntries = 10_000;

    private const int MostBelieved = 4 * 1024 * 1024;

    private readonly ZipArchive zip;

    private Archive(ZipArchive zip) => this.zip = zip;

    internal static bool IsZip(ReadOnlySpan<byte> bytes) => bytes.Length > 3 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] is 3 or 5 or 7 or (byte)'0';

    internal static Outcome<Archive> Open(byte[] bytes, string place)
    {
        try
        {
            var zip = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            if (zip.Entries.Count <= MaximumEntries) return Outcome<Archive>.Of(new(zip));
            return Outcome<Archive>.Refused(new Problem(place, $"{zip.Entries.Count} entries", $"at most {MaximumEntries} entries in a zip file"));
        }
        catch (Exception e) when (IsBadZip(e))
        {
            return Outcome<Archive>.Refused(new Problem(place, e.Message, "a whole zip file"));
        }
    }

    internal IEnumerable<ZipArchiveEntry> Entries => zip.Entries;

    internal ZipArchiveEntry? Entry(string name) =>
        zip.Entries.FirstOrDefault(e => e.FullName.Replace('\\', '/').Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Unpacks an entry whole; refuses damage, encryption and anything that grows over the bound.</summary>
    internal static Outcome<MemoryStream> Unpack(ZipArchiveEntry entry, string place)
    {
        string where = $"{place}, entry {entry.FullName}";
        try
        {
            using var packed = entry.Open();
            return Copy(packed, where, entry.Length);
        }
        catch (Exception e) when (IsBadZip(e))
        {
            return Outcome<MemoryStream>.Refused(new Problem(where, e.Message, "an entry that can be unpacked"));
        }
    }

    /// <summary>Unpacks a gzip stream under the same bound.</summary>
    internal static Outcome<MemoryStream> Gunzip(byte[] bytes, string place)
    {
        try
        {
            using var packed = new GZipStream(new MemoryStream(bytes, writable: false), CompressionMode.Decompress);
            return Copy(packed, place, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(Math.Max(0, bytes.Length - 4), Math.Min(4, bytes.Length))));
        }
        catch (Exception e) when (IsBadZip(e))
        {
            return Outcome<MemoryStream>.Refused(new Problem(place, e.Message, "a whole gzip file"));
        }
    }

    /// <param name="declared">The size that the archive declares: a hint, believed up to <see cref="MostBelieved"/>, since a damaged one would cost that room.</param>
    private static Outcome<MemoryStream> Copy(Stream packed, string where, long declared = 0)
    {
        Outcome<MemoryStream> TooLong() => Outcome<MemoryStream>.Refused(new Problem(where, $"more than {MaximumEntryBytes} bytes when unpacked", $"at most {MaximumEntryBytes} bytes"));
        var memory = new MemoryStream((int)Math.Clamp(declared, 256, MostBelieved));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(32768);
        try
        {
            for (int read; (read = packed.Read(buffer)) > 0;)
            {
                if (memory.Length + read > MaximumEntryBytes) return TooLong();
                memory.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        memory.Position = 0;
        return Outcome<MemoryStream>.Of(memory);
    }

    /// <summary>The bytes of an unpacked entry, without a copy where the room was declared exactly.</summary>
    internal static byte[] Bytes(MemoryStream memory) => memory.GetBuffer() is var buffer && buffer.Length == memory.Length ? buffer : memory.ToArray();

    private static bool IsBadZip(Exception e) =>
        e is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException or NullReferenceException or IndexOutOfRangeException;

    public void Dispose() => zip.Dispose();
}
