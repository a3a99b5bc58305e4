using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>The convex hull of points in space, by quickhull (Barber et al. 1996, ACM TOMS 22:469).</summary>
/// <remarks>
/// Vertices of a voxel mask's mesh lie on a lattice and many are coplanar. A fixed shift of each point by at most 1e-5 of the lattice
/// puts them in general position while the hull is found; facets are then measured with the points as given.
/// </remarks>
internal sealed class ConvexHull
{
    private const double Shift = 1e-5;

    private readonly Point3[] points;
    private readonly List<Facet> facets = [];

    private ConvexHull(Point3[] points) => this.points = points;

    /// <summary>Corner numbers of the facets, anticlockwise seen from outside.</summary>
    public static IReadOnlyList<(int A, int B, int C)> Facets(IReadOnlyList<(int X, int Y, int Z)> lattice)
    {
        var random = new SeededRandom(1996);
        double Off() => (random.NextDouble() - 0.5) * 2 * Shift;
        var hull = new ConvexHull([.. lattice.Select(p => new Point3(p.X + Off(), p.Y + Off(), p.Z + Off()))]);
        hull.Build();
        return [.. hull.facets.Where(f => !f.Gone).Select(f => (f.A, f.B, f.C))];
    }

    private sealed class Facet(int a, int b, int c, Point3 normal, double offset)
    {
        public readonly int A = a, B = b, C = c;
        public readonly Facet[] Beside = new Facet[3]; // across AB, BC, CA
        public readonly List<int> Above = [];
        public bool Gone;

        public double Height(Point3 p) => normal.Dot(p) - offset;

        public int From(int edge) => edge == 0 ? A : edge == 1 ? B : C;

        public int To(int edge) => edge == 0 ? B : edge == 1 ? C : A;

        public void Join(int from, int to, Facet other)
        {
            for (int e = 0; e < 3; e++)
                if (From(e) == from && To(e) == to) Beside[e] = other;
        }
    }

    private Facet Make(int a, int b, int c)
    {
        var normal = (points[b] - points[a]).Cross(points[c] - points[a]);
        normal = normal / normal.Length;
        return new(a, b, c, normal, normal.Dot(points[a]));
    }

    private void Build()
    {
        var work = new Stack<Facet>();
        foreach (var f in Tetrahedron()) work.Push(f);
        while (work.TryPop(out var facet))
        {
            if (facet.Gone || facet.Above.Count == 0) continue;
            int apex = facet.Above.MaxBy(p => facet.Height(points[p]));
            List<Facet> seen = [];
            List<(int From, int To, Facet Beyond)> rim = [];
            See(facet, apex, seen, rim);
            Cover(apex, seen, rim, work);
        }
    }

    // All facets the apex looks down on, and the edges where they meet the others.
    private void See(Facet start, int apex, List<Facet> seen, List<(int, int, Facet)> rim)
    {
        start.Gone = true;
        seen.Add(start);
        for (int next = 0; next < seen.Count; next++)
        {
            var facet = seen[next];
            for (int e = 0; e < 3; e++)
            {
                var beyond = facet.Beside[e];
                if (beyond.Gone) continue;
                if (beyond.Height(points[apex]) > 0)
                {
                    beyond.Gone = true;
                    seen.Add(beyond);
                }
            }
        }
        foreach (var facet in seen)
            for (int e = 0; e < 3; e++)
                if (!facet.Beside[e].Gone) rim.Add((facet.From(e), facet.To(e), facet.Beside[e]));
    }

    private void Cover(int apex, List<Facet> seen, List<(int From, int To, Facet Beyond)> rim, Stack<Facet> work)
    {
        var startingAt = new Dictionary<int, Facet>();
        List<Facet> cone = [];
        foreach (var (from, to, beyond) in rim)
        {
            var facet = Make(from, to, apex);
            facet.Beside[0] = beyond;
            beyond.Join(to, from, facet);
            startingAt[from] = facet;
            cone.Add(facet);
        }
        foreach (var facet in cone)
        {
            var following = startingAt[facet.B];
            facet.Beside[1] = following;
            following.Beside[2] = facet;
        }
        foreach (int p in seen.SelectMany(f => f.Above))
            if (p != apex) Assign(p, cone);
        facets.AddRange(cone);
        foreach (var facet in cone) work.Push(facet);
    }

    private void Assign(int point, List<Facet> among)
    {
        foreach (var facet in among)
        {
            if (!(facet.Height(points[point]) > 0)) continue;
            facet.Above.Add(point);
            return;
        }
    }

    private List<Facet> Tetrahedron()
    {
        int[] all = [.. Enumerable.Range(0, points.Length)];
        int a = all.MinBy(i => points[i].X), b = all.MaxBy(i => points[i].DistanceTo(points[a]));
        var line = points[b] - points[a];
        int c = all.MaxBy(i => line.Cross(points[i] - points[a]).Length);
        var normal = line.Cross(points[c] - points[a]);
        int d = all.MaxBy(i => Math.Abs(normal.Dot(points[i] - points[a])));
        if (normal.Dot(points[d] - points[a]) > 0) (b, c) = (c, b);
        // Now d lies below abc.
        Facet[] four = [Make(a, b, c), Make(a, d, b), Make(b, d, c), Make(c, d, a)];
        foreach (var f in four)
            foreach (var g in four)
                for (int e = 0; e < 3; e++)
                    if (!ReferenceEquals(f, g)) f.Join(g.To(e), g.From(e), g);
        foreach (int p in all)
            if (p != a && p != b && p != c && p != d) Assign(p, [.. four]);
        facets.AddRange(four);
        return [.. four];
    }
}
