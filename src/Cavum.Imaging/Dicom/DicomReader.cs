using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Reads DICOM Part 10 files: implicit and explicit little endian, explicit big endian, deflated, encapsulated.</summary>
/// <remarks>
/// DICOM PS3.5 §7, PS3.10 §7. Values are slices of the given memory, not copies. Whatever the bytes are, the answer is
/// a file or problems with tag and byte offset; memory is bounded by <see cref="MaxElements"/>, <see cref="MaxDepth"/>
/// and <see cref="MaxInflatedBytes"/>.
/// </remarks>
public static class DicomReader
{
    public const int MaxElements = 2_000_000;
    public const int MaxDepth = 64;
    public const int MaxInflatedBytes = 1 << 30;

    private const int PreambleBytes = 128;

    /// <summary>True if the bytes carry the DICM mark, or begin like a data set of the time before Part 10.</summary>
    public static bool LooksLikeDicom(ReadOnlySpan<byte> bytes) => HasMark(bytes) || LooksLikeBareDataset(bytes);

    public static Outcome<DicomFile> Read(string name, ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        bool mark = HasMark(span);
        if (!mark && !LooksLikeBareDataset(span))
            return Refuse(name, $"{span.Length} bytes without the DICM mark at byte {PreambleBytes}", "a DICOM Part 10 file");

        int start = mark ? PreambleBytes + 4 : 0;
        var metaParser = new DicomParser(name, bytes, TransferSyntax.ExplicitLittleEndian);
        if (!metaParser.TryReadMeta(start, out var meta, out int dataStart)) return Outcome<DicomFile>.Refused(metaParser.Failure!);

        var syntax = meta.Text(DicomTags.TransferSyntaxUid) is { } uid ? TransferSyntax.Of(uid) : Guess(span[dataStart..]);
        var body = bytes;
        if (syntax.Deflated)
        {
            if (Inflate(bytes[dataStart..]) is not { } inflated)
                return Refuse($"{name}, byte {dataStart}", "a deflate stream that breaks off or grows beyond bounds", $"a deflated data set of at most {MaxInflatedBytes} bytes");
            (body, dataStart) = (inflated, 0);
        }
        var parser = new DicomParser(name, body, syntax);
        if (!parser.TryReadDataset(dataStart, out var data)) return Outcome<DicomFile>.Refused(parser.Failure!);
        if (data.Count == 0) return Refuse(name, "no element after the file meta information", "a data set");
        return Outcome<DicomFile>.Of(new(name, syntax, meta, data, bytes, new(() => ContentHash.Of(bytes.Span))));
    }

    private static bool HasMark(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= PreambleBytes + 4 && bytes.Slice(PreambleBytes, 4).SequenceEqual("DICM"u8);

    private static bool LooksLikeBareDataset(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 16) return false;
        ushort group = BinaryPrimitives.ReadUInt16LittleEndian(bytes), element = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
        if (group is not (2 or 8) || element > 0x20) return false;
        return IsLetterPair(bytes[4..]) || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) is <= 64;
    }

    private static bool IsLetterPair(ReadOnlySpan<byte> b) => char.IsAsciiLetterUpper((char)b[0]) && char.IsAsciiLetterUpper((char)b[1]);

    private static TransferSyntax Guess(ReadOnlySpan<byte> data) =>
        data.Length >= 6 && IsLetterPair(data[4..]) ? TransferSyntax.ExplicitLittleEndian : TransferSyntax.ImplicitLittleEndian;

    private static byte[]? Inflate(ReadOnlyMemory<byte> deflated)
    {
        try
        {
            using var source = new MemoryStream(deflated.ToArray());
            using var stream = new DeflateStream(source, CompressionMode.Decompress);
            return BoundedBytes.ReadAll(stream, Math.Min(MaxInflatedBytes, BoundedBytes.Believable(deflated.Length)));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static Outcome<DicomFile> Refuse(string place, string read, string expected) =>
        Outcome<DicomFile>.Refused(new Problem(place, read, expected));
}

/// <summary>Reads streams whose length the sender claims, without believing it.</summary>
internal static class BoundedBytes
{
    /// <summary>Images compress by far less than this; what is packed closer is a bomb.</summary>
    private const long MostRatio = 400, AlwaysBelievable = 128L << 20;

    /// <summary>The most bytes that a packed length is believed to hold.</summary>
    public static long Believable(long packedBytes) => Math.Max(AlwaysBelievable, packedBytes * MostRatio);

    /// <summary>Exactly as many bytes as claimed, or null where fewer or more come; the claim is checked before.</summary>
    public static byte[]? ReadClaimed(Stream stream, int claimed)
    {
        byte[] all = new byte[claimed];
        return stream.ReadAtLeast(all, claimed, throwOnEndOfStream: false) == claimed && stream.ReadByte() < 0 ? all : null;
    }

    /// <summary>All bytes, or null once more than <paramref name="limit"/> came.</summary>
    public static byte[]? ReadAll(Stream stream, long limit)
    {
        // In pieces, so that a refusal has held no more than the limit and an answer no more than twice its size.
        List<byte[]> full = [];
        byte[] piece = new byte[1 << 16];
        long total = 0;
        int used = 0;
        for (int n; (n = stream.Read(piece.AsSpan(used))) > 0;)
        {
            used += n;
            total += n;
            if (total > limit) return null;
            if (used < piece.Length) continue;
            full.Add(piece);
            (piece, used) = (new byte[Math.Min(1 << 22, 2 * piece.Length)], 0);
        }
        byte[] all = new byte[total];
        int at = 0;
        foreach (byte[] one in full)
        {
            one.CopyTo(all, at);
            at += one.Length;
        }
        piece.AsSpan(0, used).CopyTo(all.AsSpan(at));
        return all;
    }
}
