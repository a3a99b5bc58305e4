using System.Runtime.InteropServices;

namespace Cavum.Imaging;

/// <summary>JPEG-LS through CharLS 2 (BSD-3), Debian's libcharls2.</summary>
internal static class CharLs
{
    private const string Library = "libcharls.so.2";

    [StructLayout(LayoutKind.Sequential)]
    private struct FrameInfo
    {
        public uint Width, Height;
        public int Bits, Components;
    }

    [DllImport(Library)] private static extern IntPtr charls_jpegls_decoder_create();
    [DllImport(Library)] private static extern void charls_jpegls_decoder_destroy(IntPtr decoder);
    [DllImport(Library)] private static extern int charls_jpegls_decoder_set_source_buffer(IntPtr decoder, byte[] source, nuint size);
    [DllImport(Library)] private static extern int charls_jpegls_decoder_read_header(IntPtr decoder);
    [DllImport(Library)] private static extern int charls_jpegls_decoder_get_frame_info(IntPtr decoder, out FrameInfo info);
    [DllImport(Library)] private static extern int charls_jpegls_decoder_get_destination_size(IntPtr decoder, uint stride, out nuint size);
    [DllImport(Library)] private static extern int charls_jpegls_decoder_decode_to_buffer(IntPtr decoder, byte[] into, nuint size, uint stride);

    public static string? Decode(byte[] coded, int rows, int columns, int bytesPerSample, byte[] into)
    {
        var source = GCHandle.Alloc(coded, GCHandleType.Pinned); // the decoder keeps the pointer between calls
        IntPtr decoder = charls_jpegls_decoder_create();
        try
        {
            int error = charls_jpegls_decoder_set_source_buffer(decoder, coded, (nuint)coded.Length);
            if (error == 0) error = charls_jpegls_decoder_read_header(decoder);
            FrameInfo info = default;
            if (error == 0) error = charls_jpegls_decoder_get_frame_info(decoder, out info);
            if (error != 0) return $"a JPEG-LS header that CharLS refuses (error {error})";
            if (info.Height != rows || info.Width != columns || info.Components != 1 || (info.Bits + 7) / 8 != bytesPerSample)
                return $"a JPEG-LS frame of {info.Height} rows × {info.Width} columns × {info.Components} component(s) of {info.Bits} bits";
            error = charls_jpegls_decoder_get_destination_size(decoder, 0, out nuint size);
            if (error == 0 && size == (nuint)into.Length) error = charls_jpegls_decoder_decode_to_buffer(decoder, into, size, 0);
            return error == 0 ? null : $"a JPEG-LS stream that CharLS refuses (error {error})";
        }
        finally
        {
            charls_jpegls_decoder_destroy(decoder);
            source.Free();
        }
    }
}
