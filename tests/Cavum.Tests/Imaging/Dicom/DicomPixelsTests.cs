using System.Buffers.Binary;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class DicomPixelsTests
{
    private static DicomDataset Image(int rows, int columns, int bits = 16, int stored = 16, bool signed = false) => new DicomDataset()
        .With(DicomTags.SopClassUid, "1.2").With(DicomTags.SopInstanceUid, "1.2.3").With(DicomTags.Rows, rows).With(DicomTags.Columns, columns)
        .With(DicomTags.BitsAllocated, bits).With(DicomTags.BitsStored, stored).With(DicomTags.HighBit, stored - 1).With(DicomTags.PixelRepresentation, signed ? 1 : 0);

    private static float[] Decode(DicomFile file)
    {
        var format = PixelFormat.Of(file).Value;
        float[] values = new float[format.PixelsPerFrame];
        var problem = DicomPixels.ReadFrame(file, format, 0, 2, 1, values);
        Assert.Null(problem);
        return values;
    }

    [Fact]
    public void Twelve_stored_bits_carry_their_sign_and_ignore_what_lies_above()
    {
        var data = Image(1, 3, stored: 12, signed: true).Set(new(DicomTags.PixelData, "OW", new byte[] { 0xFF, 0xFF, 0xFF, 0x07, 0x00, 0xF8 }));

        Assert.Equal([-1, 2 * 2047 + 1, 2 * -2048 + 1], Decode(Phantom.Read(DicomWriter.Write(data))));
    }

    [Fact]
    public void RLE_reads_back_what_was_encoded()
    {
        var random = new SeededRandom(5);
        byte[] samples = new byte[64 * 48 * 2];
        for (int i = 0; i < samples.Length / 2; i++) BinaryPrimitives.WriteUInt16LittleEndian(samples.AsSpan(2 * i), (ushort)(i % 100 < 60 ? 7 : random.NextInt(65536)));
        byte[] coded = RleCodec.Encode(samples, 2), decoded = new byte[samples.Length];

        Assert.Null(RleCodec.Decode(coded, 2, decoded));
        Assert.Equal(samples, decoded);

        var data = Image(48, 64).Set(new(DicomTags.PixelData, "OB", [ReadOnlyMemory<byte>.Empty, coded]));
        var file = Phantom.Read(DicomWriter.Write(data, TransferSyntax.RleLossless));
        Assert.Equal(BinaryPrimitives.ReadUInt16LittleEndian(samples.AsSpan(2 * 999)) * 2 + 1, Decode(file)[999]);
    }

    [Fact]
    public void Pixel_data_shorter_than_rows_times_columns_are_refused_with_both_numbers()
    {
        var file = Phantom.Read(DicomWriter.Write(Image(10, 10).Set(new(DicomTags.PixelData, "OW", new byte[150]))));

        var problem = DicomPixels.ReadFrame(file, PixelFormat.Of(file).Value, 0, 1, 0, new float[100])!;

        Assert.Contains("(7FE0,0010) at byte", problem.Place, StringComparison.Ordinal);
        Assert.Equal("150 bytes", problem.Read);
        Assert.StartsWith("200 bytes: 10 rows × 10 columns", problem.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Absurd_dimensions_are_refused_before_memory_is_taken()
    {
        var outcome = PixelFormat.Of(Phantom.Read(DicomWriter.Write(Image(65535, 65535).With(DicomTags.NumberOfFrames, 2_000_000))));

        Assert.Equal(3, outcome.Problems.Count);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless")]
    [InlineData("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless")]
    [InlineData("1.2.840.10008.1.2.4.50", "JPEG Baseline")]
    public void A_frame_that_cannot_be_decoded_is_refused_by_the_name_of_its_transfer_syntax(string uid, string name)
    {
        var data = Image(2, 2).Set(new(DicomTags.PixelData, "OB", [ReadOnlyMemory<byte>.Empty, new byte[] { 0xFF, 0x4F, 0xFF, 0x51 }]));
        var file = Phantom.Read(DicomWriter.Write(data, TransferSyntax.Of(uid)));

        var problem = DicomPixels.ReadFrame(file, PixelFormat.Of(file).Value, 0, 1, 0, new float[4])!;

        Assert.Contains(uid, problem.ToString(), StringComparison.Ordinal);
        Assert.Contains(name, problem.ToString(), StringComparison.Ordinal);
    }
}
