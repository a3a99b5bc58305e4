using Cavum.Analysis;
using Cavum.Imaging;

namespace Cavum.Tests.Report;

public sealed class ScanPictureTests
{
    [Fact]
    public void A_projection_keeps_the_highest_value_and_puts_the_head_up()
    {
        float[] suv = new float[2 * 2 * 3];
        suv[(2 * 2 + 1) * 2 + 1] = 7;
        suv[(2 * 2 + 0) * 2 + 1] = 3;
        var volume = new ImageVolume(ImageGeometry.Upright(2, 2, 3, new(4, 4, 3), new(-5, 0, 100)), suv);

        Assert.Equal([255, 0, 255, 255, 255, 255], Unpack(ScanPicture.Projection(volume)));
        Assert.Equal(new MipFrame(2, 3, -5, 106, 4, 3), ScanPicture.Frame(volume.Geometry));
    }

    /// <summary>The same voxels stored from head to feet and from left to right give the same picture.</summary>
    [Fact]
    public void The_order_of_storage_does_not_turn_the_patient_around()
    {
        float[] suv = new float[2 * 1 * 3];
        suv[0 * 2 + 0] = 7;
        var volume = new ImageVolume(new ImageGeometry(new(2, 1, 3), new(4, 4, 3), new(-1, 0, 106), new(-1, 0, 0), new(0, 1, 0), new(0, 0, -1)), suv);

        Assert.Equal([255, 0, 255, 255, 255, 255], Unpack(ScanPicture.Projection(volume)));
        Assert.Equal(new MipFrame(2, 3, -5, 106, 4, 3), ScanPicture.Frame(volume.Geometry));
    }

    [Fact]
    public void An_outline_runs_around_the_region_in_mm()
    {
        var geometry = ImageGeometry.Upright(4, 2, 4, new(2, 2, 3));
        var region = Mask.FromIndices(geometry, [geometry.Index(1, 0, 1), geometry.Index(2, 1, 1), geometry.Index(1, 0, 2)]);

        var outline = ScanPicture.Outline(region);

        Assert.Equal(12, outline.Count);
        Assert.Equal([1, 1, 3, 3, 5, 5], outline.Where((_, i) => i % 2 == 0).Order());
        Assert.Equal([1.5, 1.5, 4.5, 4.5, 7.5, 7.5], outline.Where((_, i) => i % 2 == 1).Order());
    }

    [Fact]
    public void An_empty_region_has_no_outline() => Assert.Empty(ScanPicture.Outline(Mask.Empty(ImageGeometry.Upright(3, 3, 3, new(1, 1, 1)))));

    [Fact]
    public void Refuses_pixels_of_another_size() =>
        Assert.StartsWith("5 bytes do not fill 2 × 2 pixels of 1 bytes.", Assert.Throws<ArgumentException>(() => PngWriter.WriteGrey(2, 2, new byte[5])).Message);

    /// <summary>Undoes filter 2 of a grey PNG with one IDAT chunk.</summary>
    private static byte[] Unpack(byte[] png)
    {
        int width = png[19], height = png[23], length = (png[33] << 24) | (png[34] << 16) | (png[35] << 8) | png[36];
        using var zlib = new System.IO.Compression.ZLibStream(new MemoryStream(png, 41, length), System.IO.Compression.CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        byte[] rows = raw.ToArray(), pixels = new byte[width * height];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) pixels[y * width + x] = (byte)(rows[y * (width + 1) + 1 + x] + (y > 0 ? pixels[(y - 1) * width + x] : 0));
        return pixels;
    }
}
