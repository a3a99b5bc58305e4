using System.Buffers.Binary;
using System.IO.Compression;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class PictureTests
{
    private static readonly Rgb Red = new(255, 0, 0), White = new(255, 255, 255);

    [Fact]
    public void Windows_and_colour_maps_reach_both_ends()
    {
        var window = new UptakeWindow(0, 10);
        Assert.Equal([0, 0, 128, 255, 255, 0], new[] { -1f, 0, 5, 10, 99, float.NaN }.Select(v => (int)window.Level(v)));
        Assert.Equal(White, ColourMap.InvertedGrey[0]);
        Assert.Equal(new Rgb(0, 0, 0), ColourMap.InvertedGrey[255]);
        Assert.Equal(new Rgb(7, 7, 7), ColourMap.Grey[7]);
    }

    /// <summary>DICOM PS3.6 annex B.1.1: entries of the Hot Iron palette.</summary>
    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 2, 0, 0)]
    [InlineData(127, 254, 0, 0)]
    [InlineData(128, 255, 0, 0)]
    [InlineData(129, 255, 2, 0)]
    [InlineData(192, 255, 128, 0)]
    [InlineData(193, 255, 130, 4)]
    [InlineData(255, 255, 254, 252)]
    public void Hot_iron_rises_red_then_green_then_blue(byte level, byte r, byte g, byte b) => Assert.Equal(new Rgb(r, g, b), ColourMap.HotIron[level]);

    [Fact]
    public void An_outline_is_the_rim_of_the_shape()
    {
        var picture = new Picture(5, 5, White);
        bool[] shape = new bool[25];
        for (int y = 1; y < 4; y++)
            for (int x = 1; x < 4; x++) shape[y * 5 + x] = true;

        picture.Outline(shape, Red);

        int red = Enumerable.Range(0, 25).Count(i => picture[i % 5, i / 5] == Red);
        Assert.Equal(8, red);
        Assert.Equal(White, picture[2, 2]);
        Assert.Throws<ArgumentException>(() => picture.Outline(new bool[3], Red));
    }

    [Fact]
    public void Numbers_are_drawn_and_cut_at_the_border()
    {
        var picture = new Picture(8, 5, White);
        picture.Number(17, 0, 0, Red);
        string[] rows = [.. Enumerable.Range(0, 5).Select(y => string.Concat(Enumerable.Range(0, 8).Select(x => picture[x, y] == Red ? '#' : '.')))];
        Assert.Equal([".#..###.", "##....#.", ".#...#..", ".#...#..", "###..#.."], rows);
        picture.Number(-8, 6, 3, Red, 2);
    }

    [Fact]
    public void A_PNG_reads_back_to_the_same_pixels_with_right_checksums()
    {
        var random = new SeededRandom(9);
        byte[] rgb = [.. Enumerable.Range(0, 7 * 5 * 3).Select(_ => (byte)(random.NextDouble() * 256))];

        byte[] png = PngWriter.Write(7, 5, rgb);

        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        Assert.Equal([0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82], png[^12..]);
        Assert.Equal(rgb, Decode(png, 7, 5));
        Assert.Equal(png, PngWriter.Write(7, 5, rgb));
        Assert.Throws<ArgumentException>(() => PngWriter.Write(7, 5, rgb.AsSpan(1)));
    }

    private static byte[] Decode(byte[] png, int width, int height)
    {
        Assert.Equal((width, height), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        byte[] lines = raw.ToArray(), rgb = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            Assert.Equal(2, lines[y * (width * 3 + 1)]);
            for (int i = 0; i < width * 3; i++)
                rgb[y * width * 3 + i] = (byte)(lines[y * (width * 3 + 1) + 1 + i] + (y == 0 ? 0 : rgb[(y - 1) * width * 3 + i]));
        }
        return rgb;
    }

    [Fact]
    public void Two_scans_stand_side_by_side_with_their_lesions_numbered()
    {
        var geometry = ImageGeometry.Upright(12, 12, 12, new(2, 2, 2));
        float[] values = new float[geometry.Count];
        values[geometry.Index(6, 6, 6)] = 9;
        var volume = new ImageVolume(geometry, values);
        var lesion = Mask.FromIndices(geometry, [geometry.Index(6, 6, 6), geometry.Index(7, 6, 6)]);
        var style = new PetPictureStyle();

        var both = PetPicture.Compare(volume, [new(1, lesion)], volume, [], style);
        var one = PetPicture.Projection(volume, [new(1, lesion)], 0, style);

        Assert.Equal(2 * one.Width + 8, both.Width);
        Assert.Contains(Enumerable.Range(0, one.Width * one.Height), i => one[i % one.Width, i / one.Width] == style.LesionColour);
        Assert.DoesNotContain(Enumerable.Range(0, one.Width * one.Height), i => both[one.Width + 8 + i % one.Width, i / one.Width] == style.LesionColour);
        Assert.Equal(both.ToPng(), PetPicture.Compare(volume, [new(1, lesion)], volume, [], style).ToPng());
    }

    [Fact]
    public void An_axial_plane_outlines_the_lesion_in_it_and_no_other()
    {
        var geometry = ImageGeometry.Upright(10, 10, 3, new(2, 2, 2));
        var volume = new ImageVolume(geometry, new float[geometry.Count]);
        var lesion = Mask.FromIndices(geometry, [geometry.Index(5, 5, 1)]);
        var style = new PetPictureStyle { Scale = 1 };

        bool Red(int z) => PetPicture.Axial(volume, [new(3, lesion)], z, style) is var p && Enumerable.Range(0, 100).Any(i => p[i % 10, i / 10] == style.LesionColour);

        Assert.True(Red(1));
        Assert.False(Red(0));
        Assert.Throws<ArgumentException>(() => Picture.Row([], 1, White));
        Assert.Throws<ArgumentException>(() => new Picture(0, 3));
    }
}
