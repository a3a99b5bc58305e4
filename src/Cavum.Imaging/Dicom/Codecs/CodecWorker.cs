using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Cavum.Imaging;

/// <summary>The child's side of <see cref="CodecProcess"/>: reads frames from one stream, answers on the other, until the first ends.</summary>
public static class CodecWorker
{
    private const int MostFrameBytes = 1 << 28;
    private const int LimitOfData = 2; // RLIMIT_DATA: private writable memory, which leaves the runtime's reserved addresses alone
    private const ulong MostMemory = 2UL << 30;

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft, Hard;
    }

    [DllImport("libc", EntryPoint = "setrlimit")]
    private static extern int SetLimit(int resource, ref Limit limit);

    public static void Serve(Stream from, Stream to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (OperatingSystem.IsLinux())
        {
            var limit = new Limit { Soft = MostMemory, Hard = MostMemory };
            _ = SetLimit(LimitOfData, ref limit); // without it the frame's own bounds still hold
        }
        byte[] request = new byte[20];
        while (from.ReadAtLeast(request, request.Length, throwOnEndOfStream: false) == request.Length)
        {
            int[] fields = [.. Enumerable.Range(0, 5).Select(i => BinaryPrimitives.ReadInt32LittleEndian(request.AsSpan(4 * i)))];
            if (fields[4] is < 0 or > MostFrameBytes) return;
            byte[] coded = new byte[fields[4]];
            from.ReadExactly(coded);
            byte[] samples = new byte[(long)fields[1] * fields[2] * fields[3]];
            string? wrong = Decode(fields[0], coded, fields[1], fields[2], fields[3], samples);
            byte[] answer = wrong is null ? samples : Encoding.UTF8.GetBytes(wrong);
            byte[] head = new byte[8];
            BinaryPrimitives.WriteInt32LittleEndian(head, wrong is null ? 0 : 1);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), answer.Length);
            to.Write(head);
            to.Write(answer);
            to.Flush();
        }
    }

    private static string? Decode(int codec, byte[] coded, int rows, int columns, int bytesPerSample, byte[] into)
    {
        try
        {
            return codec == 1 ? CharLs.Decode(coded, rows, columns, bytesPerSample, into) : OpenJpeg.Decode(coded, rows, columns, bytesPerSample, into);
        }
        catch (DllNotFoundException)
        {
            return codec == 1 ? "[missingCodec] JPEG-LS pixels, for which Debian's package libcharls2 must be installed" : "[missingCodec] JPEG 2000 pixels, for which Debian's package libopenjp2-7 must be installed";
        }
        catch (EntryPointNotFoundException broken)
        {
            return "[missingCodec] another version of the codec's library: " + broken.Message;
        }
    }
}
