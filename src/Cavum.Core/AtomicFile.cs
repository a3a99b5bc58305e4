using System.Security.Cryptography;
using System.Text;

namespace Cavum.Core;

/// <summary>Writes a file whole or not at all: to a neighbour first, flushed, then renamed over the target.</summary>
public static class AtomicFile
{
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string neighbour = full + ".writing";
        using (var stream = new FileStream(neighbour, FileMode.Create, FileAccess.Write))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }
        File.Move(neighbour, full, overwrite: true);
    }

    /// <summary>UTF-8 without BOM.</summary>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));
}

/// <summary>The SHA-256 of raw bytes: how a source file is named and how a change of it is noticed.</summary>
public readonly record struct ContentHash(string Hex)
{
    public static ContentHash Of(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)));

    public static ContentHash OfFile(string path)
    {
        using var stream = File.OpenRead(path);
        return new(Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    public override string ToString() => Hex;
}
