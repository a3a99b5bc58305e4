namespace Cavum.Imaging;

/// <summary>The convex hull of a region's mesh in mm with what is measured on it.</summary>
internal sealed record HullShape(double Volume, double Area, double Diameter, (double Volume, double Area) Upright, (double Volume, double Area) Oriented, Point3[] Corners)
{
    public static HullShape Of(FeatureRegion region, IReadOnlyList<(int X, int Y, int Z)> vertices)
    {
        var facets = ConvexHull.Facets(vertices);
        Point3[] mm = [.. vertices.Select(v => v.X / 2.0 * region.StepX + v.Y / 2.0 * region.StepY + v.Z / 2.0 * region.StepZ)];
        double volume = 0, area = 0;
        foreach (var (a, b, c) in facets)
        {
            var cross = (mm[b] - mm[a]).Cross(mm[c] - mm[a]);
            area += cross.Length / 2;
            volume += cross.Dot(mm[a] - mm[0]) / 6;
        }
        Point3[] corners = [.. facets.SelectMany(f => new[] { f.A, f.B, f.C }).Distinct().Order().Select(i => mm[i])];
        double diameter2 = 0;
        for (int i = 0; i < corners.Length; i++)
            for (int j = 0; j < i; j++)
            {
                var d = corners[i] - corners[j];
                diameter2 = Math.Max(diameter2, d.Dot(d));
            }
        return new(Math.Abs(volume), area, Math.Sqrt(diameter2), UprightBox(vertices, region), OrientedBox.Best(mm, facets, corners), corners);
    }

    private static (double, double) UprightBox(IReadOnlyList<(int X, int Y, int Z)> vertices, FeatureRegion region)
    {
        double x = (vertices.Max(v => v.X) - vertices.Min(v => v.X)) / 2.0 * region.StepX.Length;
        double y = (vertices.Max(v => v.Y) - vertices.Min(v => v.Y)) / 2.0 * region.StepY.Length;
        double z = (vertices.Max(v => v.Z) - vertices.Min(v => v.Z)) / 2.0 * region.StepZ.Length;
        return (x * y * z, 2 * (x * y + y * z + z * x));
    }
}

/// <summary>The smallest box with one side on a facet of the hull.</summary>
/// <remarks>
/// The least box of all may touch with edges only (O'Rourke 1985, Int J Comput Inf Sci 14:183) and can be a little smaller; the
/// standard has no consensus value for this box.
/// </remarks>
internal static class OrientedBox
{
    public static (double Volume, double Area) Best(Point3[] points, IReadOnlyList<(int A, int B, int C)> facets, Point3[] corners)
    {
        double best = double.PositiveInfinity, bestArea = double.NaN;
        var tried = new HashSet<(long, long, long)>();
        (double U, double V)[] flat = new (double, double)[corners.Length];
        foreach (var (a, b, c) in facets)
        {
            var normal = (points[b] - points[a]).Cross(points[c] - points[a]);
            if (!(normal.Length > 1e-9)) continue; // coplanar lattice points may leave a facet of no area
            normal = normal.Unit();
            if (normal.X < -1e-9 || (Math.Abs(normal.X) <= 1e-9 && (normal.Y < -1e-9 || (Math.Abs(normal.Y) <= 1e-9 && normal.Z < 0)))) normal = -normal;
            if (!tried.Add(((long)Math.Round(normal.X * 1e6), (long)Math.Round(normal.Y * 1e6), (long)Math.Round(normal.Z * 1e6)))) continue;
            var u = (Math.Abs(normal.X) < 0.9 ? new Point3(1, 0, 0) : new(0, 1, 0)).Cross(normal).Unit();
            var v = normal.Cross(u);
            double low = double.PositiveInfinity, high = double.NegativeInfinity;
            for (int i = 0; i < corners.Length; i++)
            {
                double h = corners[i].Dot(normal);
                (low, high) = (Math.Min(low, h), Math.Max(high, h));
                flat[i] = (corners[i].Dot(u), corners[i].Dot(v));
            }
            var (length, width) = FlatRectangle.Least(flat);
            double height = high - low, volume = length * width * height;
            if (volume >= best) continue;
            best = volume;
            bestArea = 2 * (length * width + width * height + height * length);
        }
        return (best, bestArea);
    }
}

/// <summary>The smallest rectangle around points in a plane.</summary>
internal static class FlatRectangle
{
    /// <summary>One side lies on an edge of the flat hull; calipers turn with the edge.</summary>
    public static (double Length, double Width) Least((double U, double V)[] points)
    {
        var hull = Hull(points);
        int n = hull.Count;
        if (n < 3) return (double.NaN, double.NaN);
        double best = double.PositiveInfinity;
        (double, double) sides = (double.NaN, double.NaN);
        int far = 1, right = 1, left = 1;
        for (int i = 0; i < n; i++)
        {
            var (ax, ay) = hull[i];
            var (bx, by) = hull[(i + 1) % n];
            double length = Math.Sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay)), ux = (bx - ax) / length, uy = (by - ay) / length;
            double Along(int k) => hull[k % n].U * ux + hull[k % n].V * uy;
            double Above(int k) => hull[k % n].V * ux - hull[k % n].U * uy;
            while (Along(right + 1) > Along(right)) right++;
            far = Math.Max(far, right);
            while (Above(far + 1) > Above(far)) far++;
            left = Math.Max(left, far);
            while (Along(left + 1) < Along(left)) left++;
            double width = Along(right) - Along(left), height = Above(far) - (ay * ux - ax * uy);
            if (width * height >= best) continue;
            best = width * height;
            sides = (width, height);
        }
        return sides;
    }

    // Andrew's monotone chain, anticlockwise, no collinear points.
    private static List<(double U, double V)> Hull((double U, double V)[] points)
    {
        var sorted = ((double U, double V)[])points.Clone();
        Array.Sort(sorted);
        var hull = new List<(double U, double V)>();
        for (int pass = 0; pass < 2; pass++)
        {
            int start = hull.Count;
            foreach (var p in sorted)
            {
                while (hull.Count >= start + 2 && Cross(hull[^2], hull[^1], p) <= 1e-12) hull.RemoveAt(hull.Count - 1);
                hull.Add(p);
            }
            hull.RemoveAt(hull.Count - 1);
            Array.Reverse(sorted);
        }
        return hull;
    }

    private static double Cross((double U, double V) o, (double U, double V) a, (double U, double V) b) =>
        (a.U - o.U) * (b.V - o.V) - (a.V - o.V) * (b.U - o.U);
}
