using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Chooses the decoder of a compressed frame, or says which codec is missing.</summary>
internal static class PixelCodecs
{
    public static Problem? Decode(DicomFile file, ReadOnlyMemory<byte> stream, PixelFormat format, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        var codec = file.Syntax.Codec;
        if (codec is PixelCodec.Unsupported or PixelCodec.Native)
            return new(DicomPlace.Of(file.Name, DicomTags.TransferSyntaxUid, -1), $"{file.Syntax.Uid} ({file.Syntax.Name})", "[unsupportedTransferSyntax] native, deflated, RLE, JPEG lossless, JPEG-LS or JPEG 2000 pixels; Debian's package dcmtk converts baseline and extended JPEG (dcmdjpeg)");
        if (format.Bits is not (8 or 16))
            return new(file.Place(DicomTags.BitsAllocated), $"{format.Bits} bits in {file.Syntax.Name}", "8 or 16 bits");
        byte[] decoded = new byte[format.BytesPerFrame];
        string? wrong = codec switch
        {
            PixelCodec.Rle => RleCodec.Decode(stream.Span, format.Bits / 8, decoded),
            PixelCodec.JpegLossless => JpegLosslessCodec.Decode(stream.Span, format.Rows, format.Columns, format.Bits / 8, decoded),
            _ => CodecProcess.Decode(codec, stream, format, decoded),
        };
        bytes = decoded;
        return wrong is null ? null : new(file.Place(DicomTags.PixelData), wrong, $"{format.Rows} × {format.Columns} pixels of {format.Bits} bits in {file.Syntax.Name} ({file.Syntax.Uid})");
    }
}
