namespace Cavum.Imaging;

/// <summary>Maximum intensity projection about the body axis.</summary>
public static class MaximumProjection
{
    /// <summary>Projects along rays at right angles to the body axis, each ray keeping its highest value.</summary>
    /// <param name="volume">Any orientation; it is turned to the patient's axes first (<see cref="PatientAxes"/>).</param>
    /// <param name="angleDegrees">0 looks from the front (the patient's right on the left), 90 from the patient's left, 180 from behind.</param>
    /// <param name="pixelMm">Side of a pixel; 0 takes the smaller in-plane spacing.</param>
    /// <remarks>
    /// p(u, z) = max over the ray of f, u along (cos θ, sin θ) of (Left, Posterior). Samples lie on the grid lines the ray crosses,
    /// linear between the two neighbours, so no sample exceeds the voxels around it. Every angle gives one size. The same input
    /// gives the same bits on any number of threads. Not a number is passed over; a ray that misses is 0. O(voxels).
    /// </remarks>
    public static ScalarImage Render(ImageVolume volume, double angleDegrees, double pixelMm = 0)
    {
        if (!double.IsFinite(angleDegrees)) throw new ArgumentException($"An angle is finite, not {angleDegrees}.", nameof(angleDegrees));
        if (!(pixelMm >= 0 && double.IsFinite(pixelMm))) throw new ArgumentException($"A pixel is above 0 mm, not {pixelMm}.", nameof(pixelMm));
        var aligned = PatientAxes.Align(volume);
        var g = aligned.Geometry;
        double pixel = pixelMm > 0 ? pixelMm : Math.Min(g.Spacing.X, g.Spacing.Y);
        var rays = Rays.Through(g, angleDegrees, pixel);
        float[] grid = new float[rays.Width * g.Slices];
        Parallel.For(0, g.Slices, z => rays.Project(aligned.Values.Slice(z * g.Columns * g.Rows, g.Columns * g.Rows), grid.AsSpan(z * rays.Width, rays.Width)));
        return ScalarImage.Square(grid, rays.Width, g.Slices, pixel, g.Spacing.Z, pixel, flipRows: true);
    }

    /// <summary>The shadow of a mask at the same angle and pixel: true where a ray meets it by at least half a voxel.</summary>
    public static bool[] Shadow(Mask mask, double angleDegrees, double pixelMm = 0)
    {
        float[] values = new float[mask.Geometry.Count];
        for (int i = 0; i < values.Length; i++) values[i] = mask.Inside[i] ? 1 : 0;
        var image = Render(new ImageVolume(mask.Geometry, values), angleDegrees, pixelMm);
        return [.. image.Values.Select(v => v >= 0.5f)];
    }

    /// <summary>The samples of all rays of one slice; the same for every slice.</summary>
    private sealed record Rays(int Width, int[] Start, int[] Index, float[] Share, int Neighbour)
    {
        public static Rays Through(ImageGeometry g, double angleDegrees, double pixel)
        {
            // Right angles are exact, so that 0° and 180° are mirror images to the last bit.
            double turn = angleDegrees - 360 * Math.Floor(angleDegrees / 360);
            var (sin, cos) = turn switch { 0 => (0.0, 1.0), 90 => (1.0, 0.0), 180 => (0.0, -1.0), 270 => (-1.0, 0.0), _ => Math.SinCos(turn * Math.PI / 180) };
            var (nx, ny, sx, sy) = (g.Columns, g.Rows, g.Spacing.X, g.Spacing.Y);
            int width = (int)Math.Ceiling(Math.Sqrt(nx * sx * nx * sx + ny * sy * ny * sy) / pixel);
            if (width > 16_384) throw new ArgumentException($"A pixel of {pixel} mm makes an image of {width} columns.", nameof(pixel));
            width += (width - nx) & 1; // so that at 0° pixel centres meet voxel centres
            bool alongRows = Math.Abs(cos) / sy >= Math.Abs(sin) / sx;
            int lines = alongRows ? ny : nx, samples = alongRows ? nx : ny, lineStep = alongRows ? nx : 1, neighbour = alongRows ? 1 : nx;
            double perLine = alongRows ? -sy * sin / (cos * sx) : -sx * cos / (sin * sy);
            double perPixel = alongRows ? pixel / (cos * sx) : pixel / (sin * sy);
            int[] start = new int[width + 1];
            var index = new List<int>(width * lines);
            var share = new List<float>(width * lines);
            for (int u = 0; u < width; u++)
            {
                for (int line = 0; line < lines; line++)
                {
                    double at = (samples - 1) / 2.0 + (u - (width - 1) / 2.0) * perPixel + (line - (lines - 1) / 2.0) * perLine;
                    if (at < -0.5 || at > samples - 0.5) continue;
                    at = Math.Clamp(at, 0, samples - 1);
                    int first = Math.Min((int)at, Math.Max(samples - 2, 0));
                    index.Add(first * neighbour + line * lineStep);
                    share.Add((float)(at - first));
                }
                start[u + 1] = index.Count;
            }
            return new(width, start, [.. index], [.. share], samples > 1 ? neighbour : 0);
        }

        public void Project(ReadOnlySpan<float> slice, Span<float> row)
        {
            for (int u = 0; u < row.Length; u++)
            {
                float best = float.NegativeInfinity;
                for (int t = Start[u]; t < Start[u + 1]; t++)
                {
                    float a = slice[Index[t]], share = Share[t];
                    float value = share == 0 ? a : a + (slice[Index[t] + Neighbour] - a) * share;
                    if (value > best) best = value;
                }
                row[u] = float.IsNegativeInfinity(best) ? 0 : best;
            }
        }
    }
}
