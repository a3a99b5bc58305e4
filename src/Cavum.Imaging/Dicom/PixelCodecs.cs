using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Chooses the decoder of a compressed frame, or says which codec is missing.</summary>
internal static class PixelCodecs
{
    public static Problem? Decode(DicomFile file, ReadOnlyMemory<byte> stream, PixelFormat format, out ReadOnlyMemory<byte> bytes)
    {
        byte[] decoded = new byte[Math.Max(1, format.BytesPerFrame)];
        bytes = decoded;
        string? wrong = file.Syntax.Codec switch
        {
            PixelCodec.Rle => RleCodec.Decode(stream.Span, format.Bits / 8, decoded),
            _ => null,
        };
        if (file.Syntax.Codec is PixelCodec.Rle)
            return wrong is null ? null : new(file.Place(DicomTags.PixelData), wrong, $"{format.Rows} × {format.Columns} pixels in {file.Syntax.Name}");
        return new(DicomPlace.Of(file.Name, DicomTags.TransferSyntaxUid, -1), $"{file.Syntax.Uid} ({file.Syntax.Name})", "[unsupportedTransferSyntax] native, deflated or RLE pixels");
    }
}
