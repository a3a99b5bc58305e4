using System.Diagnostics;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>Frames that other programs compressed (dcmtk, gdcm) decode to the same stored values.</summary>
public class CodecTests
{
    private static readonly Lazy<byte[]> Slice = new(() =>
    {
        var random = new SeededRandom(11);
        var image = Phantom.Spheres(ImageGeometry.Upright(61, 47, 1, new(4, 4, 3)), (new(120, 90, 0), 40, 9));
        float[] noisy = [.. image.Values.ToArray().Select(v => v * (float)(1 + 0.2 * random.NextDouble()))];
        return PetSeriesWriter.WritePet(new(image.Geometry, noisy), Phantom.Header(), Phantom.Acquisition()).Single();
    });

    [Theory]
    [InlineData("1.2.840.10008.1.2.4.70", "dcmcjpeg +e1")]
    [InlineData("1.2.840.10008.1.2.4.57", "dcmcjpeg +el +sv 2")]
    [InlineData("1.2.840.10008.1.2.4.57", "dcmcjpeg +el +sv 3")]
    [InlineData("1.2.840.10008.1.2.4.57", "dcmcjpeg +el +sv 5")]
    [InlineData("1.2.840.10008.1.2.4.57", "dcmcjpeg +el +sv 6")]
    [InlineData("1.2.840.10008.1.2.4.57", "dcmcjpeg +el +sv 7")]
    [InlineData("1.2.840.10008.1.2.5", "dcmcrle")]
    [InlineData("1.2.840.10008.1.2.1.99", "dcmconv +td")]
    [InlineData("1.2.840.10008.1.2.2", "dcmconv +tb")]
    [InlineData("1.2.840.10008.1.2.4.80", "gdcmconv --jpegls")]
    [InlineData("1.2.840.10008.1.2.4.90", "gdcmconv --j2k")]
    public void A_frame_that_another_program_encoded_decodes_without_a_differing_pixel(string syntax, string command)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("plain.dcm"), Slice.Value);
        Tool.Run(command, folder.File("plain.dcm"), folder.File("coded.dcm"));

        var coded = DicomReader.Read("coded.dcm", File.ReadAllBytes(folder.File("coded.dcm"))).Value;

        Assert.Equal(syntax, coded.Syntax.Uid);
        Assert.Equal(Values(Phantom.Read(Slice.Value)), Values(coded));
    }

    private static float[] Values(DicomFile file)
    {
        var format = PixelFormat.Of(file).Value;
        float[] values = new float[format.PixelsPerFrame];
        Assert.Null(DicomPixels.ReadFrame(file, format, 0, 1, 0, values)?.ToString());
        return values;
    }

    /// <summary>Cut and flipped streams end in a refusal or in a frame, never in a fault.</summary>
    [Fact]
    public void Broken_lossless_JPEG_streams_never_leave_their_bounds()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("plain.dcm"), Slice.Value);
        Tool.Run("dcmcjpeg +e1", folder.File("plain.dcm"), folder.File("coded.dcm"));
        byte[] stream = DicomReader.Read("coded.dcm", File.ReadAllBytes(folder.File("coded.dcm"))).Value.Data[DicomTags.PixelData]!.Fragments![1].ToArray();
        byte[] into = new byte[61 * 47 * 2];
        Assert.Null(JpegLosslessCodec.Decode(stream, 47, 61, 2, into));

        var random = new SeededRandom(3);
        Assert.NotNull(JpegLosslessCodec.Decode(stream.AsSpan(0, stream.Length / 2), 47, 61, 2, into));
        for (int n = 0; n < 400; n++)
        {
            byte[] broken = stream.ToArray();
            for (int k = 0; k < 3; k++) broken[random.NextInt(k == 0 ? 60 : broken.Length)] = (byte)random.NextInt(256);
            JpegLosslessCodec.Decode(broken, 47, 61, 2, into);
        }
    }

    /// <summary>By hand: precision 8, predictor 1, all differences 0 after the first: every pixel is 2^7.</summary>
    [Fact]
    public void A_flat_frame_by_hand()
    {
        // one code: '0' is category 0; four pixels are four zero bits, padded with ones
        byte[] stream = [0xFF, 0xD8, 0xFF, 0xC4, 0, 20, 0, 1, .. new byte[15], 0, 0xFF, 0xC3, 0, 11, 8, 0, 2, 0, 2, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 0, 0, 0x0F, 0xFF, 0xD9];
        byte[] into = new byte[4];

        Assert.Null(JpegLosslessCodec.Decode(stream, 2, 2, 1, into));

        Assert.Equal([128, 128, 128, 128], into);
        Assert.Contains("2 rows × 2 columns", JpegLosslessCodec.Decode(stream, 3, 2, 1, new byte[6]), StringComparison.Ordinal);
    }
}

/// <summary>Other programs that tests compare with; a test that needs one that is not installed is skipped by its name.</summary>
internal static class Tool
{
    public static string Run(string command, params string[] arguments)
    {
        string[] words = command.Split(' ');
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(Path.Combine(p, words[0]))), words[0] + " is not installed");
        var start = new ProcessStartInfo(words[0], [.. words.Skip(1), .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + error.Result;
    }
}
