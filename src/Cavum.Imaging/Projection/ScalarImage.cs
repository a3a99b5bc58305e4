namespace Cavum.Imaging;

/// <summary>A flat image of values (SUV) with square pixels, first row on top.</summary>
/// <param name="Values">Row by row, left to right.</param>
/// <param name="PixelMm">Side of a pixel.</param>
public sealed record ScalarImage(int Width, int Height, float[] Values, double PixelMm)
{
    public float this[int x, int y] => Values[y * Width + x];

    /// <summary>Rows and columns of a grid with unequal spacing brought to square pixels by linear interpolation.</summary>
    /// <param name="flipRows">Puts the last row on top, as slices of a standing patient.</param>
    internal static ScalarImage Square(ReadOnlySpan<float> grid, int columns, int rows, double columnMm, double rowMm, double pixelMm, bool flipRows)
    {
        int width = Math.Max(1, (int)Math.Round(columns * columnMm / pixelMm)), height = Math.Max(1, (int)Math.Round(rows * rowMm / pixelMm));
        var (leftOf, shareX) = Taps(width, columns, columnMm, pixelMm);
        var (above, shareY) = Taps(height, rows, rowMm, pixelMm);
        float[] values = new float[width * height];
        for (int y = 0; y < height; y++)
        {
            int row = above[y] * columns, next = Math.Min(above[y] + 1, rows - 1) * columns;
            int at = (flipRows ? height - 1 - y : y) * width;
            for (int x = 0; x < width; x++)
            {
                int left = leftOf[x], right = Math.Min(left + 1, columns - 1);
                float top = Between(grid[row + left], grid[row + right], shareX[x]);
                float bottom = Between(grid[next + left], grid[next + right], shareX[x]);
                values[at + x] = Between(top, bottom, shareY[y]);
            }
        }
        return new(width, height, values, pixelMm);
    }

    // An exact grid point keeps its value, also beside a voxel that is not a number.
    private static float Between(float a, float b, float share) => share == 0 ? a : a + (b - a) * share;

    private static (int[] First, float[] Share) Taps(int count, int samples, double sampleMm, double pixelMm)
    {
        int[] first = new int[count];
        float[] share = new float[count];
        for (int i = 0; i < count; i++)
        {
            double at = Math.Clamp((i - (count - 1) / 2.0) * pixelMm / sampleMm + (samples - 1) / 2.0, 0, samples - 1);
            first[i] = (int)at;
            share[i] = (float)(at - first[i]);
        }
        return (first, share);
    }
}

/// <summary>Axial, coronal and sagittal planes of a volume turned to the patient's axes.</summary>
/// <remarks>Radiological view: the patient's right is on the left of axial and coronal planes, anterior on the left of sagittal ones.</remarks>
public static class SliceView
{
    /// <param name="volume">Turned by <see cref="PatientAxes"/>.</param>
    public static ScalarImage Axial(ImageVolume volume, int z)
    {
        var g = volume.Geometry;
        Check(z, g.Slices, nameof(z));
        return ScalarImage.Square(volume.Values.Slice(z * g.Columns * g.Rows, g.Columns * g.Rows), g.Columns, g.Rows,
            g.Spacing.X, g.Spacing.Y, Math.Min(g.Spacing.X, g.Spacing.Y), flipRows: false);
    }

    public static ScalarImage Coronal(ImageVolume volume, int y)
    {
        var g = volume.Geometry;
        Check(y, g.Rows, nameof(y));
        float[] plane = new float[g.Columns * g.Slices];
        for (int z = 0; z < g.Slices; z++) volume.Values.Slice(g.Index(0, y, z), g.Columns).CopyTo(plane.AsSpan(z * g.Columns));
        return ScalarImage.Square(plane, g.Columns, g.Slices, g.Spacing.X, g.Spacing.Z, Math.Min(g.Spacing.X, g.Spacing.Z), flipRows: true);
    }

    public static ScalarImage Sagittal(ImageVolume volume, int x)
    {
        var g = volume.Geometry;
        Check(x, g.Columns, nameof(x));
        float[] plane = new float[g.Rows * g.Slices];
        for (int z = 0; z < g.Slices; z++)
            for (int y = 0; y < g.Rows; y++) plane[z * g.Rows + y] = volume[x, y, z];
        return ScalarImage.Square(plane, g.Rows, g.Slices, g.Spacing.Y, g.Spacing.Z, Math.Min(g.Spacing.Y, g.Spacing.Z), flipRows: true);
    }

    private static void Check(int index, int count, string name)
    {
        if ((uint)index >= (uint)count) throw new ArgumentOutOfRangeException(name, index, $"A plane lies between 0 and {count - 1}.");
    }
}
