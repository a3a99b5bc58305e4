namespace Cavum.Imaging;

/// <summary>A CT as a browser needs it behind a PET: the body without the room about it, at most 256 voxels across.</summary>
/// <remarks>
/// A whole-body CT of 512 × 512 × 400 takes over 400 MB as the textures of a browser, most of it air; PET voxels are four times as wide. Pixels are averaged
/// in the plane by whole numbers (2 × 2, 3 × 3); slices stay as they are. The voxels of the result lie where the averaged ones lay.
/// </remarks>
public static class ViewerVolume
{
    private const float AirHu = -500;
    private const int MostAcross = 256, MarginVoxels = 3;

    public static ImageVolume Of(ImageVolume ct)
    {
        var g = ct.Geometry;
        var (x0, x1, y0, y1) = Body(ct);
        int by = (Math.Max(x1 - x0, y1 - y0) + MostAcross) / MostAcross;
        int columns = Math.Max(1, (x1 - x0 + 1) / by), rows = Math.Max(1, (y1 - y0 + 1) / by);
        double middle = (by - 1) / 2.0;
        var grid = new ImageGeometry(new(columns, rows, g.Slices), new(g.Spacing.X * by, g.Spacing.Y * by, g.Spacing.Z), g.ToPatient(x0 + middle, y0 + middle, 0), g.AxisX, g.AxisY, g.AxisZ);
        float[] values = new float[grid.Count];
        Parallel.For(0, g.Slices, new ParallelOptions { MaxDegreeOfParallelism = 2 }, z =>
        {
            var from = ct.Values;
            for (int y = 0; y < rows; y++)
                for (int x = 0; x < columns; x++)
                {
                    double sum = 0;
                    for (int dy = 0; dy < by; dy++)
                        for (int dx = 0; dx < by; dx++) sum += from[g.Index(x0 + x * by + dx, y0 + y * by + dy, z)];
                    values[grid.Index(x, y, z)] = (float)(sum / (by * by));
                }
        });
        return new(grid, values);
    }

    /// <summary>First and last column and row with more than air, with a margin; the whole plane where there is nothing else.</summary>
    private static (int X0, int X1, int Y0, int Y1) Body(ImageVolume ct)
    {
        var g = ct.Geometry;
        bool[] columns = new bool[g.Columns], rows = new bool[g.Rows];
        var values = ct.Values;
        for (int z = 0; z < g.Slices; z++)
            for (int y = 0; y < g.Rows; y++)
                for (int x = 0, at = g.Index(0, y, z); x < g.Columns; x++, at++)
                    if (values[at] > AirHu) columns[x] = rows[y] = true;
        if (!columns.Contains(true)) return (0, g.Columns - 1, 0, g.Rows - 1);
        return (Math.Max(0, Array.IndexOf(columns, true) - MarginVoxels), Math.Min(g.Columns - 1, Array.LastIndexOf(columns, true) + MarginVoxels),
            Math.Max(0, Array.IndexOf(rows, true) - MarginVoxels), Math.Min(g.Rows - 1, Array.LastIndexOf(rows, true) + MarginVoxels));
    }
}
