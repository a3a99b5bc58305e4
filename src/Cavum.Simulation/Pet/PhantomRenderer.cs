using System.Numerics;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>Makes images of solids: painting, blur, noise.</summary>
internal static class PhantomRenderer
{
    /// <summary>A voxel takes the value of the last solid that holds its centre, else <paramref name="outside"/>.</summary>
    public static float[] Paint(ImageGeometry grid, IReadOnlyList<Solid> solids, Func<Solid, float> value, float outside)
    {
        float[] image = new float[grid.Count];
        if (outside != 0) Array.Fill(image, outside);
        foreach (var solid in solids) Paint(image, grid, solid, value(solid));
        return image;
    }

    private static void Paint(float[] image, ImageGeometry grid, Solid solid, float value)
    {
        var (fromZ, toZ) = Range(solid.Centre.Z, solid.Radii.Z, grid.Origin.Z, grid.Spacing.Z, grid.Slices);
        for (int z = fromZ; z <= toZ; z++)
        {
            double dz = (grid.Origin.Z + z * grid.Spacing.Z - solid.Centre.Z) / solid.Radii.Z;
            double left = solid.Cylinder ? Math.Abs(dz) <= 1 ? 1 : -1 : 1 - dz * dz;
            if (left < 0) continue;
            var (fromY, toY) = Range(solid.Centre.Y, solid.Radii.Y * Math.Sqrt(left), grid.Origin.Y, grid.Spacing.Y, grid.Rows);
            for (int y = fromY; y <= toY; y++)
            {
                double dy = (grid.Origin.Y + y * grid.Spacing.Y - solid.Centre.Y) / solid.Radii.Y, rest = left - dy * dy;
                if (rest < 0) continue;
                var (fromX, toX) = Range(solid.Centre.X, solid.Radii.X * Math.Sqrt(rest), grid.Origin.X, grid.Spacing.X, grid.Columns);
                if (fromX <= toX) image.AsSpan(grid.Index(fromX, y, z), toX - fromX + 1).Fill(value);
            }
        }
    }

    /// <summary>Indices of the voxel centres within a half-width of a place.</summary>
    private static (int From, int To) Range(double centre, double half, double origin, double spacing, int count) => (
        Math.Max(0, (int)Math.Ceiling((centre - half - origin) / spacing - 1e-9)),
        Math.Min(count - 1, (int)Math.Floor((centre + half - origin) / spacing + 1e-9)));

    /// <summary>Separable Gaussian blur, cut off at three standard deviations; what lies outside the grid counts as 0.</summary>
    public static void Blur(float[] image, ImageGeometry grid, double fwhmMm)
    {
        if (fwhmMm <= 0) return;
        double sigma = fwhmMm / (2 * Math.Sqrt(2 * Math.Log(2)));
        BlurRows(image, Kernel(sigma / grid.Spacing.X), grid.Columns);
        BlurStrided(image, Kernel(sigma / grid.Spacing.Y), grid.Columns, grid.Rows);
        BlurStrided(image, Kernel(sigma / grid.Spacing.Z), grid.Columns * grid.Rows, grid.Slices);
    }

    private static float[] Kernel(double sigma)
    {
        int reach = Math.Max(1, (int)Math.Ceiling(3 * sigma));
        float[] kernel = new float[2 * reach + 1];
        double sum = 0;
        for (int i = 0; i < kernel.Length; i++) sum += Math.Exp(-0.5 * Math.Pow((i - reach) / sigma, 2));
        for (int i = 0; i < kernel.Length; i++) kernel[i] = (float)(Math.Exp(-0.5 * Math.Pow((i - reach) / sigma, 2)) / sum);
        return kernel;
    }

    private static void BlurRows(float[] image, float[] kernel, int width)
    {
        int reach = kernel.Length / 2;
        float[] padded = new float[width + 2 * reach];
        for (int start = 0; start < image.Length; start += width)
        {
            var row = image.AsSpan(start, width);
            if (!row.ContainsAnyExcept(0f)) continue;
            row.CopyTo(padded.AsSpan(reach));
            row.Clear();
            for (int k = 0; k < kernel.Length; k++) AddScaled(row, padded.AsSpan(k, width), kernel[k]);
        }
    }

    /// <summary>Blurs along an axis whose neighbours lie a whole line apart, line by line so that memory is read in order.</summary>
    private static void BlurStrided(float[] image, float[] kernel, int line, int lines)
    {
        int reach = kernel.Length / 2, block = line * lines;
        float[] before = new float[block];
        for (int start = 0; start < image.Length; start += block)
        {
            var part = image.AsSpan(start, block);
            if (!part.ContainsAnyExcept(0f)) continue;
            part.CopyTo(before);
            part.Clear();
            for (int i = 0; i < lines; i++)
                for (int k = 0; k < kernel.Length; k++)
                    if ((uint)(i + k - reach) < (uint)lines)
                        AddScaled(part.Slice(i * line, line), before.AsSpan((i + k - reach) * line, line), kernel[k]);
        }
    }

    /// <summary>into += factor·from, element by element, so that the width of vectors does not touch the result.</summary>
    private static void AddScaled(Span<float> into, ReadOnlySpan<float> from, float factor)
    {
        int width = Vector<float>.Count, i = 0;
        var scale = new Vector<float>(factor);
        for (; i <= into.Length - width; i += width)
            (new Vector<float>(into[i..]) + new Vector<float>(from[i..]) * scale).CopyTo(into[i..]);
        for (; i < into.Length; i++)
        {
            float product = from[i] * factor;
            into[i] += product;
        }
    }

    /// <summary>
    /// Adds noise of SD <paramref name="noise"/>·√value to voxels with uptake: normal, correlated with the neighbours in its
    /// slice as reconstructed PET noise is; nothing falls below 0.
    /// </summary>
    public static void AddPetNoise(float[] image, ImageGeometry grid, SeededRandom random, double noise)
    {
        for (int i = 0; i < image.Length; i++)
            if (image[i] < FaintestUptake) image[i] = 0;
        if (noise <= 0) return;
        float[] field = new float[image.Length];
        for (int i = 0; i < field.Length; i++)
            if (image[i] > 0) field[i] = (float)random.NextNormal();
        float[] kernel = [0.25f, 0.5f, 0.25f];
        BlurRows(field, kernel, grid.Columns);
        BlurStrided(field, kernel, grid.Columns, grid.Rows);
        double scale = noise / 0.375; // two passes of the kernel leave an SD of 0.25² + 0.5² + 0.25² = 0.375
        for (int i = 0; i < image.Length; i++)
            if (image[i] > 0) image[i] = (float)Math.Max(0, image[i] + scale * Math.Sqrt(image[i]) * field[i]);
    }

    /// <summary>Multiplies by log-normal noise, as iterative reconstruction leaves (Barrett, Wilson &amp; Tsui 1994, Phys Med Biol 39:833), correlated over a post-filter's width in all directions.</summary>
    public static void AddIterativeNoise(float[] image, ImageGeometry grid, SeededRandom random, double relativeSd, double fwhmMm)
    {
        float[] field = new float[image.Length];
        for (int i = 0; i < field.Length; i++)
            if (image[i] >= FaintestUptake) field[i] = (float)random.NextNormal();
            else image[i] = 0;
        Blur(field, grid, fwhmMm);
        double sigma = fwhmMm / (2 * Math.Sqrt(2 * Math.Log(2))), left = Norm(sigma / grid.Spacing.X) * Norm(sigma / grid.Spacing.Y) * Norm(sigma / grid.Spacing.Z);
        for (int i = 0; i < image.Length; i++)
            if (image[i] > 0) image[i] *= (float)Math.Exp(relativeSd * field[i] / left - 0.5 * relativeSd * relativeSd);
    }

    /// <summary>The SD that a kernel leaves of white noise of SD 1.</summary>
    private static double Norm(double sigma) => Math.Sqrt(Kernel(sigma).Sum(k => (double)k * k));

    /// <summary>Adds CT noise of 10 HU inside the body, in steps of 2 HU.</summary>
    public static void AddCtNoise(float[] image, SeededRandom random)
    {
        for (int i = 0; i < image.Length; i++)
            if (image[i] > OutsideHu) image[i] = (float)(2 * Math.Round((image[i] + 10 * random.NextNormal()) / 2));
    }

    public const float OutsideHu = -1000;
    private const float FaintestUptake = 0.01f;
}
