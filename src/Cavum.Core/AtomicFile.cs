using System.Security.Cryptography;
using System.Text;

namespace Cavum.Core;

/// <summary>Writes a file whole or not at all: to a neighbour first, flushed, then renamed over the target.</summary>
public static class AtomicFile
{
    /// <exception cref="CannotWriteException">The place cannot be written: the target is then as it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        string full = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            string neighbour = full + ".writing";
            using (var stream = new FileStream(neighbour, FileMode.Create, FileAccess.Write))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }
            File.Move(neighbour, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotWriteException(path, e);
        }
    }

    /// <summary>What hinders writing below a folder that may not exist yet, asked before long work; null when nothing does. Leaves nothing behind.</summary>
    public static Problem? Hindrance(string folder)
    {
        string? at = Path.GetFullPath(folder);
        while (at is not null && !Directory.Exists(at) && !File.Exists(at)) at = Path.GetDirectoryName(at);
        if (at is null || File.Exists(at)) return new Problem(folder, "a file", "a folder that can be written");
        string probe = Path.Combine(at, $".cavum-{Environment.ProcessId}");
        try
        {
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Problem(folder, e is UnauthorizedAccessException ? "a place without leave to write" : "a place that takes no files", "a folder that can be written");
        }
    }

    /// <summary>UTF-8 without BOM.</summary>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));
}

/// <summary>A place could not be written; the doors turn this into a refusal.</summary>
public sealed class CannotWriteException(string path, Exception inner) : IOException(inner.Message, inner)
{
    public Problem Problem { get; } = new(path, inner.Message, "a place that can be written");
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
