namespace Cavum.Imaging;

/// <summary>A colour picture that is drawn on: uptake, outlines, numbers.</summary>
public sealed class Picture
{
    private readonly byte[] rgb;

    public Picture(int width, int height, Rgb background = default)
    {
        if (width < 1 || height < 1 || (long)width * height > 100_000_000)
            throw new ArgumentException($"A picture of {width} × {height} pixels cannot be drawn.", nameof(width));
        (Width, Height) = (width, height);
        rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++) Put(i, background);
    }

    public int Width { get; }
    public int Height { get; }

    /// <summary>Red, green, blue of each pixel, row by row.</summary>
    public ReadOnlySpan<byte> Pixels => rgb;

    public Rgb this[int x, int y] => new(rgb[(y * Width + x) * 3], rgb[(y * Width + x) * 3 + 1], rgb[(y * Width + x) * 3 + 2]);

    /// <summary>Draws values through a window and a colour map, each pixel enlarged to a square of <paramref name="scale"/>.</summary>
    public static Picture Of(ScalarImage image, UptakeWindow window, ColourMap colours, int scale = 1)
    {
        var picture = new Picture(image.Width * scale, image.Height * scale);
        for (int y = 0; y < picture.Height; y++)
            for (int x = 0; x < picture.Width; x++)
                picture.Put(y * picture.Width + x, colours[window.Level(image[x / scale, y / scale])]);
        return picture;
    }

    /// <summary>Draws the rim of a shape: its pixels that touch a pixel outside it, or the border.</summary>
    /// <param name="inside">One flag a pixel of the image before enlarging.</param>
    public void Outline(ReadOnlySpan<bool> inside, Rgb colour, int scale = 1)
    {
        int width = Width / scale, height = Height / scale;
        if (inside.Length != width * height) throw new ArgumentException($"{inside.Length} flags do not fill {width} × {height} pixels.", nameof(inside));
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
                if (At(inside, x, y) && !(At(inside, x - 1, y) && At(inside, x + 1, y) && At(inside, x, y - 1) && At(inside, x, y + 1)))
                    Put(y * Width + x, colour);

        bool At(ReadOnlySpan<bool> flags, int x, int y) =>
            x >= 0 && y >= 0 && x < Width && y < Height && flags[y / scale * width + x / scale];
    }

    /// <summary>Writes a number with its top left corner at (x, y); what leaves the picture is cut.</summary>
    public void Number(int number, int x, int y, Rgb colour, int scale = 1)
    {
        foreach (char c in number.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            int glyph = c == '-' ? 0b000_000_111_000_000 : Digits[c - '0'];
            for (int row = 0; row < 5 * scale; row++)
                for (int column = 0; column < 3 * scale; column++)
                    if ((glyph >> (14 - row / scale * 3 - column / scale) & 1) == 1 && x + column >= 0 && x + column < Width && y + row >= 0 && y + row < Height)
                        Put((y + row) * Width + x + column, colour);
            x += 4 * scale;
        }
    }

    /// <summary>Pictures in one row, tops aligned, with a gap between them.</summary>
    public static Picture Row(IReadOnlyList<Picture> pictures, int gap, Rgb background)
    {
        if (pictures.Count == 0) throw new ArgumentException("A row has at least one picture.", nameof(pictures));
        var row = new Picture(pictures.Sum(p => p.Width) + gap * (pictures.Count - 1), pictures.Max(p => p.Height), background);
        int left = 0;
        foreach (var picture in pictures)
        {
            for (int y = 0; y < picture.Height; y++)
                picture.rgb.AsSpan(y * picture.Width * 3, picture.Width * 3).CopyTo(row.rgb.AsSpan((y * row.Width + left) * 3));
            left += picture.Width + gap;
        }
        return row;
    }

    /// <summary>The picture as a PNG file, the same bytes for the same pixels.</summary>
    public byte[] ToPng() => PngWriter.Write(Width, Height, rgb);

    private void Put(int pixel, Rgb colour) => (rgb[pixel * 3], rgb[pixel * 3 + 1], rgb[pixel * 3 + 2]) = (colour.R, colour.G, colour.B);

    // 3 × 5 pixels, rows from the top, high bit on the left.
    private static readonly int[] Digits =
    [
        0b111_101_101_101_111, 0b010_110_010_010_111, 0b111_001_111_100_111, 0b111_001_011_001_111, 0b101_101_111_001_001,
        0b111_100_111_001_111, 0b111_100_111_101_111, 0b111_001_010_010_010, 0b111_101_111_101_111, 0b111_101_111_001_111,
    ];
}
