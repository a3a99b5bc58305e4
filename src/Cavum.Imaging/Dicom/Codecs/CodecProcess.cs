using System.Buffers.Binary;
using System.Diagnostics;

namespace Cavum.Imaging;

/// <summary>Decodes JPEG-LS and JPEG 2000 frames in a child process of this program, so that a fault in a native library costs a frame and not the program.</summary>
/// <remarks>
/// The child is <c>cavum codec</c> beside the running program; it lives for many frames and is started anew after a failure. A frame
/// gets <see cref="MostSeconds"/>; the child's memory is bounded by <see cref="CodecWorker"/>.
/// </remarks>
internal static class CodecProcess
{
    /// <summary>Longer than any real frame takes by two orders.</summary>
    public const int MostSeconds = 20;

    private const int RequestBytes = 20, ReplyBytes = 8;

    private static readonly Lock Gate = new();
    private static Process? child;

    /// <summary>Fills <paramref name="into"/> with little-endian samples; returns what is wrong, or null.</summary>
    public static string? Decode(PixelCodec codec, ReadOnlyMemory<byte> stream, PixelFormat format, byte[] into)
    {
        lock (Gate)
        {
            try
            {
                if (child is null or { HasExited: true })
                {
                    child?.Dispose();
                    child = null;
                    if (Start() is not { } started) return "no program 'cavum' beside this one to decode in";
                    child = started;
                }
                var answer = Task.Run(() => Ask(child, codec, stream, format, into));
                if (answer.Wait(TimeSpan.FromSeconds(MostSeconds))) return answer.Result;
                Stop();
                return $"a frame that was not decoded within {MostSeconds} s";
            }
            catch (Exception broken) when (broken is IOException or EndOfStreamException or AggregateException or System.ComponentModel.Win32Exception or InvalidOperationException)
            {
                Stop();
                return "a frame at which the native decoder failed";
            }
        }
    }

    private static Process? Start()
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "cavum.exe" : "cavum");
        if (!File.Exists(program)) return null;
        var start = new ProcessStartInfo(program, "codec") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x20000000";
        start.Environment["DOTNET_TieredPGO"] = "0";
        var process = Process.Start(start);
        process?.BeginErrorReadLine(); // a full pipe would stop the child
        return process;
    }

    private static void Stop()
    {
        try
        {
            child?.Kill();
        }
        catch (InvalidOperationException)
        {
            // it has ended by itself, which is what was wanted
        }
        child?.Dispose();
        child = null;
    }

    private static string? Ask(Process worker, PixelCodec codec, ReadOnlyMemory<byte> stream, PixelFormat format, byte[] into)
    {
        byte[] request = new byte[RequestBytes];
        int[] fields = [codec == PixelCodec.JpegLs ? 1 : 2, format.Rows, format.Columns, format.Bits / 8, stream.Length];
        for (int i = 0; i < fields.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(request.AsSpan(4 * i), fields[i]);
        var to = worker.StandardInput.BaseStream;
        to.Write(request);
        to.Write(stream.Span);
        to.Flush();
        var from = worker.StandardOutput.BaseStream;
        byte[] reply = new byte[ReplyBytes];
        from.ReadExactly(reply);
        int status = BinaryPrimitives.ReadInt32LittleEndian(reply), length = BinaryPrimitives.ReadInt32LittleEndian(reply.AsSpan(4));
        if (status == 0 && length == into.Length)
        {
            from.ReadExactly(into);
            return null;
        }
        byte[] text = new byte[Math.Clamp(length, 0, 4096)];
        from.ReadExactly(text);
        return System.Text.Encoding.UTF8.GetString(text);
    }
}
