using Cavum.Imaging;

namespace Cavum.Analysis;

/// <summary>Renders a PET volume as a coronal maximum-intensity projection: a grey PNG, tumour dark, and where it lies in the patient.</summary>
public static class ScanPicture
{
    /// <summary>SUV 0 is white, this is black: one fixed window for every scan of a report.</summary>
    public const double WindowSuv = 7;

    internal static byte[] Of(MeasuredScan scan) => Projection(scan.Image.Suv);

    /// <summary>The highest SUV along the patient's front–back axis; head up, the patient's right on the left.</summary>
    public static byte[] Projection(ImageVolume suv, double windowSuv = WindowSuv)
    {
        var view = new CoronalView(suv.Geometry);
        byte[] grey = new byte[view.Columns * view.Rows];
        var values = suv.Values;
        float[] highest = new float[view.Columns]; // a whole row at once: the volume is walked in the order it lies in memory
        for (int row = 0; row < view.Rows; row++)
        {
            Array.Clear(highest);
            for (int depth = 0; depth < view.Depth; depth++)
                for (int column = 0, at = view.Index(0, row, depth), step = view.AcrossStep; column < highest.Length; column++, at += step)
                    if (values[at] > highest[column]) highest[column] = values[at];
            for (int column = 0; column < highest.Length; column++)
                grey[row * view.Columns + column] = (byte)Math.Round(255 * (1 - Math.Clamp(highest[column] / windowSuv, 0, 1)), MidpointRounding.AwayFromZero);
        }
        return PngWriter.WriteGrey(view.Columns, view.Rows, grey);
    }

    /// <summary>The middle of an image, where a viewer opens that has no lesion to show.</summary>
    public static Point3 Middle(ImageGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        return geometry.ToPatient(geometry.Columns / 2, geometry.Rows / 2, geometry.Slices / 2);
    }

    /// <summary>Where the projection lies in the patient.</summary>
    public static MipFrame Frame(ImageGeometry geometry) => new CoronalView(geometry).Frame;

    /// <summary>The silhouette of a region on the projection: x, z, x, z … in mm; the largest part when it falls apart, empty for an empty region.</summary>
    public static IReadOnlyList<double> Outline(Mask region)
    {
        var view = new CoronalView(region.Geometry);
        bool[] shadow = new bool[view.Columns * view.Rows];
        var inside = region.Inside;
        for (int at = inside.IndexOf(true); at >= 0;)
        {
            var (column, row) = view.Pixel(at);
            shadow[row * view.Columns + column] = true;
            int next = inside[(at + 1)..].IndexOf(true);
            at = next < 0 ? -1 : at + 1 + next;
        }
        var frame = view.Frame;
        var outline = new List<double>();
        foreach (var (x, y) in Silhouette.Longest(shadow, view.Columns, view.Rows))
        {
            outline.Add(Math.Round(frame.LeftMm + (x - 0.5) * frame.ColumnMm, 1));
            outline.Add(Math.Round(frame.TopMm - (y - 0.5) * frame.RowMm, 1));
        }
        return outline;
    }
}

/// <summary>A grid seen from the front: columns grow to the patient's left, rows to the feet, whatever the order of its own axes.</summary>
internal sealed class CoronalView
{
    private readonly int[] stride = new int[3], size = new int[3];
    private readonly int across, along, up;
    private readonly bool flipAcross, flipUp;
    private readonly ImageGeometry geometry;

    public CoronalView(ImageGeometry geometry)
    {
        this.geometry = geometry;
        (size[0], size[1], size[2]) = (geometry.Columns, geometry.Rows, geometry.Slices);
        (stride[0], stride[1], stride[2]) = (1, geometry.Columns, geometry.Columns * geometry.Rows);
        Point3[] axes = [geometry.AxisX, geometry.AxisY, geometry.AxisZ];
        across = Enumerable.Range(0, 3).MaxBy(i => Math.Abs(axes[i].X));
        up = Enumerable.Range(0, 3).Where(i => i != across).MaxBy(i => Math.Abs(axes[i].Z));
        along = 3 - across - up;
        flipAcross = axes[across].X < 0;
        flipUp = axes[up].Z > 0;
    }

    public int Columns => size[across];
    public int Rows => size[up];
    public int Depth => size[along];

    public int Index(int column, int row, int depth) =>
        (flipAcross ? Columns - 1 - column : column) * stride[across] + (flipUp ? Rows - 1 - row : row) * stride[up] + depth * stride[along];

    /// <summary>From one column to the next, in voxels of the volume.</summary>
    public int AcrossStep => flipAcross ? -stride[across] : stride[across];

    /// <summary>The pixel that a voxel falls on.</summary>
    public (int Column, int Row) Pixel(int index)
    {
        int x = index / stride[across] % size[across], z = index / stride[up] % size[up];
        return (flipAcross ? Columns - 1 - x : x, flipUp ? Rows - 1 - z : z);
    }

    public MipFrame Frame
    {
        get
        {
            var first = Patient(0, 0);
            double columnMm = Columns > 1 ? Patient(1, 0).X - first.X : Spacing(across), rowMm = Rows > 1 ? first.Z - Patient(0, 1).Z : Spacing(up);
            return new(Columns, Rows, first.X, first.Z, columnMm, rowMm);
        }
    }

    private Point3 Patient(int column, int row) => geometry.ToPatient(geometry.VoxelAt(Index(column, row, Depth / 2)));

    private double Spacing(int axis) => axis switch { 0 => geometry.Spacing.X, 1 => geometry.Spacing.Y, _ => geometry.Spacing.Z };
}

/// <summary>Traces the border of a shadow along the edges of its pixels.</summary>
internal static class Silhouette
{
    /// <summary>The longest closed border, as pixel corners with straight runs joined; corner (0, 0) is the upper left of the first pixel.</summary>
    public static List<(int X, int Y)> Longest(bool[] shadow, int width, int height)
    {
        var edges = new SortedDictionary<(int Y, int X), List<(int X, int Y)>>();
        bool In(int x, int y) => x >= 0 && y >= 0 && x < width && y < height && shadow[y * width + x];
        void Edge(int x1, int y1, int x2, int y2)
        {
            if (!edges.TryGetValue((y1, x1), out var list)) edges[(y1, x1)] = list = [];
            list.Add((x2, y2));
        }
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                if (!In(x, y)) continue;
                if (!In(x, y - 1)) Edge(x, y, x + 1, y);
                if (!In(x + 1, y)) Edge(x + 1, y, x + 1, y + 1);
                if (!In(x, y + 1)) Edge(x + 1, y + 1, x, y + 1);
                if (!In(x - 1, y)) Edge(x, y + 1, x, y);
            }
        List<(int X, int Y)> longest = [];
        while (edges.Count > 0)
        {
            var loop = Loop(edges);
            if (loop.Count > longest.Count) longest = loop;
        }
        return Straightened(longest);
    }

    private static List<(int X, int Y)> Loop(SortedDictionary<(int Y, int X), List<(int X, int Y)>> edges)
    {
        var start = edges.First().Key;
        var loop = new List<(int X, int Y)>();
        (int X, int Y) at = (start.X, start.Y);
        do
        {
            loop.Add(at);
            var next = edges[(at.Y, at.X)];
            var to = next[^1];
            next.RemoveAt(next.Count - 1);
            if (next.Count == 0) edges.Remove((at.Y, at.X));
            at = to;
        }
        while (at != (start.X, start.Y) && edges.ContainsKey((at.Y, at.X)));
        return loop;
    }

    private static List<(int X, int Y)> Straightened(List<(int X, int Y)> loop)
    {
        var corners = new List<(int X, int Y)>();
        for (int i = 0; i < loop.Count; i++)
        {
            var (before, at, after) = (loop[(i + loop.Count - 1) % loop.Count], loop[i], loop[(i + 1) % loop.Count]);
            bool straight = (before.X == at.X && at.X == after.X) || (before.Y == at.Y && at.Y == after.Y);
            if (!straight) corners.Add(at);
        }
        return corners;
    }
}
