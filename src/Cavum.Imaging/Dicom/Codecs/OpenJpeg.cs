using System.Runtime.InteropServices;

namespace Cavum.Imaging;

/// <summary>JPEG 2000 through OpenJPEG 2 (BSD-2), Debian's libopenjp2-7.</summary>
internal static class OpenJpeg
{
    private const string Library = "libopenjp2.so.7";
    private const int CodestreamCodec = 0, FileCodec = 2, ParameterBytes = 1 << 14;

    /// <summary>Where the fields of opj_image and opj_image_comp lie on 64-bit platforms.</summary>
    private const int ComponentCountAt = 16, ComponentsAt = 24, WidthAt = 8, HeightAt = 12, PrecisionAt = 24, DataAt = 48;

    private delegate nuint Read(IntPtr buffer, nuint count, IntPtr user);
    private delegate long Skip(long count, IntPtr user);
    private delegate int Seek(long to, IntPtr user);

    [DllImport(Library)] private static extern IntPtr opj_stream_default_create(int isInput);
    [DllImport(Library)] private static extern void opj_stream_destroy(IntPtr stream);
    [DllImport(Library)] private static extern void opj_stream_set_read_function(IntPtr stream, Read read);
    [DllImport(Library)] private static extern void opj_stream_set_skip_function(IntPtr stream, Skip skip);
    [DllImport(Library)] private static extern void opj_stream_set_seek_function(IntPtr stream, Seek seek);
    [DllImport(Library)] private static extern void opj_stream_set_user_data(IntPtr stream, IntPtr data, IntPtr free);
    [DllImport(Library)] private static extern void opj_stream_set_user_data_length(IntPtr stream, ulong length);
    [DllImport(Library)] private static extern IntPtr opj_create_decompress(int format);
    [DllImport(Library)] private static extern void opj_destroy_codec(IntPtr codec);
    [DllImport(Library)] private static extern void opj_set_default_decoder_parameters(IntPtr parameters);
    [DllImport(Library)] private static extern int opj_setup_decoder(IntPtr codec, IntPtr parameters);
    [DllImport(Library)] private static extern int opj_read_header(IntPtr stream, IntPtr codec, out IntPtr image);
    [DllImport(Library)] private static extern int opj_decode(IntPtr codec, IntPtr stream, IntPtr image);
    [DllImport(Library)] private static extern void opj_image_destroy(IntPtr image);

    public static string? Decode(byte[] coded, int rows, int columns, int bytesPerSample, byte[] into)
    {
        long at = 0;
        Read read = (buffer, count, _) =>
        {
            int n = (int)Math.Min((long)count, coded.Length - at);
            if (n <= 0) return nuint.MaxValue;
            Marshal.Copy(coded, (int)at, buffer, n);
            at += n;
            return (nuint)n;
        };
        Skip skip = (count, _) => at + count < 0 || at + count > coded.Length ? -1 : (at += count) >= 0 ? count : -1;
        Seek seek = (to, _) => to < 0 || to > coded.Length ? 0 : (at = to) >= 0 ? 1 : 0;
        bool boxed = coded.Length > 12 && coded[4] == (byte)'j' && coded[5] == (byte)'P';
        IntPtr stream = opj_stream_default_create(1), codec = opj_create_decompress(boxed ? FileCodec : CodestreamCodec), image = IntPtr.Zero, parameters = Marshal.AllocHGlobal(ParameterBytes);
        try
        {
            opj_stream_set_read_function(stream, read);
            opj_stream_set_skip_function(stream, skip);
            opj_stream_set_seek_function(stream, seek);
            opj_stream_set_user_data(stream, IntPtr.Zero, IntPtr.Zero);
            opj_stream_set_user_data_length(stream, (ulong)coded.Length);
            opj_set_default_decoder_parameters(parameters);
            if (opj_setup_decoder(codec, parameters) == 0 || opj_read_header(stream, codec, out image) == 0) return "a JPEG 2000 header that OpenJPEG refuses";
            if (Shape(image, rows, columns, bytesPerSample) is { } unlike) return unlike;
            if (opj_decode(codec, stream, image) == 0) return "a JPEG 2000 stream that OpenJPEG refuses";
            return Shape(image, rows, columns, bytesPerSample) ?? Copy(image, bytesPerSample, into);
        }
        finally
        {
            if (image != IntPtr.Zero) opj_image_destroy(image);
            opj_destroy_codec(codec);
            opj_stream_destroy(stream);
            Marshal.FreeHGlobal(parameters);
            GC.KeepAlive(read);
            GC.KeepAlive(skip);
            GC.KeepAlive(seek);
        }
    }

    private static string? Shape(IntPtr image, int rows, int columns, int bytesPerSample)
    {
        int components = Marshal.ReadInt32(image, ComponentCountAt);
        IntPtr first = components > 0 ? Marshal.ReadIntPtr(image, ComponentsAt) : IntPtr.Zero;
        if (first == IntPtr.Zero) return "a JPEG 2000 stream without a component";
        int width = Marshal.ReadInt32(first, WidthAt), height = Marshal.ReadInt32(first, HeightAt), precision = Marshal.ReadInt32(first, PrecisionAt);
        return (height, width, components) == (rows, columns, 1) && precision <= 8 * bytesPerSample ? null
            : $"a JPEG 2000 frame of {height} rows × {width} columns × {components} component(s) of {precision} bits";
    }

    private static string? Copy(IntPtr image, int bytesPerSample, byte[] into)
    {
        IntPtr first = Marshal.ReadIntPtr(image, ComponentsAt), data = Marshal.ReadIntPtr(first, DataAt);
        if (data == IntPtr.Zero) return "a JPEG 2000 stream without samples";
        int[] samples = new int[into.Length / bytesPerSample];
        Marshal.Copy(data, samples, 0, samples.Length);
        for (int i = 0; i < samples.Length; i++)
        {
            into[i * bytesPerSample] = (byte)samples[i];
            if (bytesPerSample > 1) into[i * bytesPerSample + 1] = (byte)(samples[i] >> 8);
        }
        return null;
    }
}
