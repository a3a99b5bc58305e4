namespace Cavum.Imaging;

/// <summary>The borders of a mask's slices as closed polygons along the edges of voxels.</summary>
/// <remarks>
/// Every edge between a voxel of the mask and one outside belongs to exactly one polygon, so that filling them by odd and even (a hole
/// is a polygon inside of another) gives the same voxels back. Corners of straight runs are left out.
/// </remarks>
internal static class MaskContours
{
    /// <summary>Corner points of one closed polygon in voxel indices; voxel centres are whole numbers, so corners lie at halves.</summary>
    public static List<List<(double X, double Y)>> OfSlice(Mask mask, int slice)
    {
        var g = mask.Geometry;
        // Directed edges with the mask on the left, by their start corner; corner (x, y) is the low corner of voxel (x, y).
        var edges = new SortedDictionary<(int Y, int X), List<(int X, int Y)>>();
        bool Inside(int x, int y) => (uint)x < (uint)g.Columns && (uint)y < (uint)g.Rows && mask[x, y, slice];
        void Edge(int fromX, int fromY, int toX, int toY)
        {
            if (!edges.TryGetValue((fromY, fromX), out var ends)) edges[(fromY, fromX)] = ends = [];
            ends.Add((toX, toY));
        }
        for (int y = 0; y < g.Rows; y++)
            for (int x = 0; x < g.Columns; x++)
            {
                if (!Inside(x, y)) continue;
                if (!Inside(x, y - 1)) Edge(x, y, x + 1, y);
                if (!Inside(x + 1, y)) Edge(x + 1, y, x + 1, y + 1);
                if (!Inside(x, y + 1)) Edge(x + 1, y + 1, x, y + 1);
                if (!Inside(x - 1, y)) Edge(x, y + 1, x, y);
            }
        List<List<(double, double)>> polygons = [];
        while (edges.Count > 0) polygons.Add(Trace(edges));
        return polygons;
    }

    private static List<(double, double)> Trace(SortedDictionary<(int Y, int X), List<(int X, int Y)>> edges)
    {
        var (start, _) = edges.First();
        List<(double, double)> corners = [];
        var (x, y, dx, dy) = (start.X, start.Y, 0, 0);
        do
        {
            var ends = edges[(y, x)];
            int next = ends.Count == 1 ? 0 : Turn(ends, x, y, dx, dy);
            var (toX, toY) = ends[next];
            ends.RemoveAt(next);
            if (ends.Count == 0) edges.Remove((y, x));
            if ((toX - x, toY - y) != (dx, dy)) corners.Add((x - 0.5, y - 0.5));
            (dx, dy) = (toX - x, toY - y);
            (x, y) = (toX, toY);
        }
        while ((x, y) != (start.X, start.Y));
        return corners;
    }

    /// <summary>Where two voxels touch by a corner only, turns so that each keeps its own polygon.</summary>
    private static int Turn(List<(int X, int Y)> ends, int x, int y, int dx, int dy) =>
        Math.Max(0, ends.FindIndex(e => dx * (e.Y - y) - dy * (e.X - x) > 0));
}
