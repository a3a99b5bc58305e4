namespace Cavum.Imaging;

/// <summary>How a DICOM file's data set and pixels are encoded.</summary>
public sealed record TransferSyntax(string Uid, string Name, bool ExplicitVr = true, bool BigEndian = false, bool Deflated = false, PixelCodec Codec = PixelCodec.Native)
{
    public static TransferSyntax ImplicitLittleEndian { get; } = new("1.2.840.10008.1.2", "Implicit VR Little Endian", ExplicitVr: false);
    public static TransferSyntax ExplicitLittleEndian { get; } = new("1.2.840.10008.1.2.1", "Explicit VR Little Endian");
    public static TransferSyntax DeflatedLittleEndian { get; } = new("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", Deflated: true);
    public static TransferSyntax ExplicitBigEndian { get; } = new("1.2.840.10008.1.2.2", "Explicit VR Big Endian", BigEndian: true);
    public static TransferSyntax RleLossless { get; } = new("1.2.840.10008.1.2.5", "RLE Lossless", Codec: PixelCodec.Rle);
    public static TransferSyntax JpegLossless { get; } = new("1.2.840.10008.1.2.4.57", "JPEG Lossless", Codec: PixelCodec.JpegLossless);
    public static TransferSyntax JpegLosslessFirstOrder { get; } = new("1.2.840.10008.1.2.4.70", "JPEG Lossless, first-order prediction", Codec: PixelCodec.JpegLossless);

    /// <summary>Codings under which values may change: JPEG baseline and extended, near-lossless JPEG-LS, JPEG 2000 without "lossless".</summary>
    public bool MayLose => Uid is "1.2.840.10008.1.2.4.50" or "1.2.840.10008.1.2.4.51" or "1.2.840.10008.1.2.4.81" or "1.2.840.10008.1.2.4.91";

    private static readonly Dictionary<string, TransferSyntax> Known = ((TransferSyntax[])
    [
        ImplicitLittleEndian, ExplicitLittleEndian, DeflatedLittleEndian, ExplicitBigEndian, RleLossless, JpegLossless, JpegLosslessFirstOrder,
        new("1.2.840.10008.1.2.4.50", "JPEG Baseline", Codec: PixelCodec.Unsupported),
        new("1.2.840.10008.1.2.4.51", "JPEG Extended", Codec: PixelCodec.Unsupported),
        new("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", Codec: PixelCodec.JpegLs),
        new("1.2.840.10008.1.2.4.81", "JPEG-LS Near-lossless", Codec: PixelCodec.JpegLs),
        new("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", Codec: PixelCodec.Jpeg2000),
        new("1.2.840.10008.1.2.4.91", "JPEG 2000", Codec: PixelCodec.Jpeg2000),
    ]).ToDictionary(s => s.Uid);

    /// <summary>The syntax of a UID; one that is not known is explicit little endian with pixels that cannot be decoded.</summary>
    public static TransferSyntax Of(string uid) =>
        Known.GetValueOrDefault(uid) ?? new(uid, "transfer syntax " + uid, Codec: PixelCodec.Unsupported);
}

/// <summary>How pixel data are compressed.</summary>
public enum PixelCodec { Native, Rle, JpegLossless, JpegLs, Jpeg2000, Unsupported }
