namespace Cavum.Imaging;

/// <summary>The triangle surface of a mask at half height between voxel centres: its volume, area and outermost vertices.</summary>
/// <remarks>
/// Marching cubes (Lorensen &amp; Cline 1987) at level 0.5 of the mask, so vertices are midpoints of edges. The triangles of the 256
/// cases are made here by walking the faces of a cube: on each face the edge's crossings are joined so that inside corners stay
/// apart, which fits between neighbouring cubes and leaves no hole. Zwanenburg et al. 2020 (IBSI 1), family 3.1.
/// </remarks>
internal sealed class SurfaceMesh
{
    // Faces by corner number dx + 2·dy + 4·dz, anticlockwise seen from outside.
    private static readonly int[][] Faces = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]];

    private static readonly int[][] Cases = [.. Enumerable.Range(0, 256).Select(Triangles)];

    private SurfaceMesh(double volume, double area, List<(int X, int Y, int Z)> corners)
    {
        Volume = volume;
        Area = area;
        OuterVertices = corners;
    }

    /// <summary>mm³ enclosed.</summary>
    public double Volume { get; }

    /// <summary>mm².</summary>
    public double Area { get; }

    /// <summary>Vertices in half voxels of the box: of each line along x the two outermost, which hold every corner of the convex hull.</summary>
    public IReadOnlyList<(int X, int Y, int Z)> OuterVertices { get; }

    public static SurfaceMesh Of(FeatureRegion region)
    {
        // Of each case: area; and of the flow of (x, 0, 0) in voxel units the part at the cube's corner and the part per x.
        double[] area = new double[256], flow = new double[256], flowPerX = new double[256];
        for (int c = 0; c < 256; c++) (area[c], flow[c], flowPerX[c]) = Sum(Cases[c], region);
        int[] low = new int[2 * region.Ny * 2 * region.Nz], high = new int[low.Length];
        Array.Fill(low, int.MaxValue);
        Array.Fill(high, int.MinValue);
        double totalArea = 0, totalFlow = 0;
        bool[] inside = region.Inside;
        for (int z = 0; z < region.Nz - 1; z++)
            for (int y = 0; y < region.Ny - 1; y++)
            {
                int at = (z * region.Ny + y) * region.Nx;
                for (int x = 0; x < region.Nx - 1; x++, at++)
                {
                    int c = Corners(inside, at, region.Nx, region.SliceSize);
                    if (c is 0 or 255) continue;
                    totalArea += area[c];
                    totalFlow += flow[c] + x * flowPerX[c];
                    Reach(Cases[c], x, y, z, region.Ny, low, high);
                }
            }
        double voxel = Math.Abs(region.StepX.Dot(region.StepY.Cross(region.StepZ)));
        return new(Math.Abs(totalFlow) * voxel, totalArea, Outer(low, high, region.Ny));
    }

    private static int Corners(bool[] inside, int at, int row, int slice)
    {
        int c = 0;
        if (inside[at]) c |= 1;
        if (inside[at + 1]) c |= 2;
        if (inside[at + row]) c |= 4;
        if (inside[at + row + 1]) c |= 8;
        if (inside[at + slice]) c |= 16;
        if (inside[at + slice + 1]) c |= 32;
        if (inside[at + slice + row]) c |= 64;
        if (inside[at + slice + row + 1]) c |= 128;
        return c;
    }

    private static void Reach(int[] triangles, int x, int y, int z, int rows, int[] low, int[] high)
    {
        foreach (int vertex in triangles)
        {
            int hx = 2 * x + vertex % 3, line = (2 * z + vertex / 9) * 2 * rows + 2 * y + vertex / 3 % 3;
            low[line] = Math.Min(low[line], hx);
            high[line] = Math.Max(high[line], hx);
        }
    }

    private static List<(int X, int Y, int Z)> Outer(int[] low, int[] high, int rows)
    {
        List<(int, int, int)> vertices = [];
        for (int line = 0; line < low.Length; line++)
        {
            if (low[line] == int.MaxValue) continue;
            vertices.Add((low[line], line % (2 * rows), line / (2 * rows)));
            if (high[line] != low[line]) vertices.Add((high[line], line % (2 * rows), line / (2 * rows)));
        }
        return vertices;
    }

    private static (double Area, double Flow, double FlowPerX) Sum(int[] triangles, FeatureRegion region)
    {
        double area = 0, flow = 0, perX = 0;
        for (int t = 0; t < triangles.Length; t += 3)
        {
            var (a, b, c) = (Half(triangles[t]), Half(triangles[t + 1]), Half(triangles[t + 2]));
            Point3 ab = b - a, ac = c - a;
            area += 0.5 * (ab.X * region.StepX + ab.Y * region.StepY + ab.Z * region.StepZ).Cross(ac.X * region.StepX + ac.Y * region.StepY + ac.Z * region.StepZ).Length;
            double normalX = 0.5 * ab.Cross(ac).X;
            flow += (a.X + b.X + c.X) / 3 * normalX;
            perX += normalX;
        }
        return (area, flow, perX);
    }

    /// <summary>Triangles of one case as triples of vertices x + 3y + 9z in half voxels.</summary>
    private static int[] Triangles(int corners)
    {
        var next = new Dictionary<int, int>(); // on the surface's rim in this cube, from one crossing to the next
        foreach (int[] face in Faces)
            for (int k = 0; k < 4; k++)
            {
                if (!Inside(corners, face[k]) || Inside(corners, face[(k + 3) % 4])) continue;
                int last = k; // a run of inside corners starts at k: joined from where it is left to where it is entered
                while (Inside(corners, face[(last + 1) % 4])) last++;
                next.Add(Middle(face[last % 4], face[(last + 1) % 4]), Middle(face[(k + 3) % 4], face[k]));
            }
        List<int> triangles = [];
        while (next.Count > 0)
        {
            List<int> loop = [next.Keys.Min()];
            while (next.Remove(loop[^1], out int following) && following != loop[0]) loop.Add(following);
            triangles.AddRange(Spanned(loop, corners));
        }
        return [.. triangles];
    }

    // A rim that is not flat has several spans. The one taken bulges away from the fewer corners, and with four on each side lies in
    // the middle; so it depends neither on how the cube lies nor, but for joined corners, on which side is called inside.
    private static int[] Spanned(List<int> loop, int corners)
    {
        double[] enclosed = [.. Enumerable.Range(0, loop.Count).Select(apex =>
            -Fan(loop, apex).Chunk(3).Sum(t => Half(t[0]).Dot(Half(t[1]).Cross(Half(t[2])))))]; // rims run with the outside on their left
        int inside = System.Numerics.BitOperations.PopCount((uint)corners);
        double wanted = inside < 4 ? enclosed.Max() : inside > 4 ? enclosed.Min() : (enclosed.Max() + enclosed.Min()) / 2;
        double nearest = enclosed.Min(e => Math.Abs(e - wanted));
        return Fan(loop, Array.FindIndex(enclosed, e => Math.Abs(e - wanted) <= nearest + 1e-12));
    }

    private static int[] Fan(List<int> loop, int apex) =>
        [.. Enumerable.Range(1, loop.Count - 2).SelectMany(i => new[] { loop[apex], loop[(apex + i) % loop.Count], loop[(apex + i + 1) % loop.Count] })];

    private static Point3 Half(int vertex) => new(vertex % 3 / 2.0, vertex / 3 % 3 / 2.0, vertex / 9 / 2.0);

    private static bool Inside(int corners, int corner) => (corners >> corner & 1) == 1;

    private static int Middle(int a, int b) => (a & 1) + (b & 1) + 3 * ((a >> 1 & 1) + (b >> 1 & 1)) + 9 * ((a >> 2) + (b >> 2));
}
