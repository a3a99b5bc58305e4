namespace Cavum.Imaging;

/// <summary>Box means and Gaussian-like smoothing, separable along the grid's axes.</summary>
public static class Smoothing
{
    /// <summary>Three box passes whose joint variance is that of a Gaussian of the given full width at half maximum.</summary>
    public static ImageVolume Gaussian(ImageVolume image, double fullWidthMm)
    {
        var g = image.Geometry;
        float[] values = image.Values.ToArray();
        double sigma = fullWidthMm / 2.3548200450309493;
        for (int pass = 0; pass < 3; pass++)
        {
            values = Box(values, g, 0, Radius(sigma, g.Spacing.X, pass));
            values = Box(values, g, 1, Radius(sigma, g.Spacing.Y, pass));
            values = Box(values, g, 2, Radius(sigma, g.Spacing.Z, pass));
        }
        return new(g, values);
    }

    /// <summary>Mean over a block of ± radius voxels on each axis; at the border over the voxels present.</summary>
    public static float[] BlockMean(ReadOnlySpan<float> values, ImageGeometry g, double radiusMm)
    {
        float[] mean = values.ToArray();
        mean = Box(mean, g, 0, (int)Math.Round(radiusMm / g.Spacing.X));
        mean = Box(mean, g, 1, (int)Math.Round(radiusMm / g.Spacing.Y));
        return Box(mean, g, 2, (int)Math.Round(radiusMm / g.Spacing.Z));
    }

    private static int Radius(double sigma, double spacing, int pass)
    {
        double width = Math.Sqrt(12 * sigma * sigma / (spacing * spacing) / 3 + 1); // ideal box width in voxels
        int low = (int)Math.Floor((width - 1) / 2);
        double share = ((width - 1) / 2 - low) * 3; // how many of the three passes take the wider box
        return pass < share - 0.5 ? low + 1 : low;
    }

    private static float[] Box(float[] from, ImageGeometry g, int axis, int radius)
    {
        if (radius <= 0) return from;
        float[] to = new float[from.Length];
        int length = axis switch { 0 => g.Columns, 1 => g.Rows, _ => g.Slices }, step = axis switch { 0 => 1, 1 => g.Columns, _ => g.Columns * g.Rows };
        int lines = from.Length / length;
        Parallel.For(0, 2, half =>
        {
            for (int line = half * (lines / 2); line < (half == 0 ? lines / 2 : lines); line++)
            {
                int start = axis switch { 0 => line * length, 1 => line / g.Columns * (g.Columns * g.Rows) + line % g.Columns, _ => line };
                double sum = 0;
                for (int i = 0; i < Math.Min(radius, length); i++) sum += from[start + i * step];
                for (int i = 0; i < length; i++)
                {
                    if (i + radius < length) sum += from[start + (i + radius) * step];
                    if (i - radius - 1 >= 0) sum -= from[start + (i - radius - 1) * step];
                    to[start + i * step] = (float)(sum / (Math.Min(i + radius, length - 1) - Math.Max(i - radius, 0) + 1));
                }
            }
        });
        return to;
    }
}
