namespace Cavum.Imaging;

/// <summary>A turn about a centre and a shift: p ↦ R·(p − centre) + centre + shift, R = Rz·Ry·Rx; mm and radians, patient axes.</summary>
public sealed record RigidTransform(Point3 Centre, Point3 Angles, Point3 Shift)
{
    public static RigidTransform Translation(Point3 shift) => new(default, default, shift);

    public Point3 Apply(Point3 p) => new Turned(this).Apply(p);

    /// <summary>The transform with its sines taken once, for many points.</summary>
    internal readonly struct Turned
    {
        private readonly Point3 centre, shift;
        private readonly double sx, cx, sy, cy, sz, cz;

        public Turned(RigidTransform t)
        {
            (centre, shift) = (t.Centre, t.Shift);
            (sx, cx) = Math.SinCos(t.Angles.X);
            (sy, cy) = Math.SinCos(t.Angles.Y);
            (sz, cz) = Math.SinCos(t.Angles.Z);
        }

        public Point3 Apply(Point3 p)
        {
            var d = p - centre;
            d = new(d.X, cx * d.Y - sx * d.Z, sx * d.Y + cx * d.Z);
            d = new(cy * d.X + sy * d.Z, d.Y, -sy * d.X + cy * d.Z);
            d = new(cz * d.X - sz * d.Y, sz * d.X + cz * d.Y, d.Z);
            return d + centre + shift;
        }
    }
}

/// <summary>What a registration found.</summary>
/// <param name="Correlation">Of the two images' uptake after it, −1 to 1.</param>
/// <param name="Before">The same without any transform.</param>
public sealed record RegistrationResult(RigidTransform Transform, double Correlation, double Before);

/// <summary>Brings an earlier PET onto a later one by a rigid transform: the highest correlation of their uptake.</summary>
/// <remarks>
/// Uptake is smoothed to 8 mm and clipped at SUV 4, so that lesions and bladder, which change, weigh no more than organs that
/// stay. Where a region is asked for, only the body within 120 mm of it counts: neck and trunk do not move as one. Start: none,
/// and the shift of liver and midline; then each of six parameters is moved by falling steps (16 to 0.5 mm, 0.08 to 0.0025 rad).
/// Deterministic. No rigid transform holds for a whole body: lesions are matched within a tolerance.
/// </remarks>
public static class RigidRegistration
{
    private const double ClipSuv = 4, SampleMm = 12, NearMm = 120, FirstStepMm = 16, LastStepMm = 0.5, RadiansPerMm = 0.005, MostRadians = 0.35;
    private const int LeastSamples = 60;

    /// <returns>Null where either image holds no body, or they do not overlap.</returns>
    public static RegistrationResult? Of(ImageVolume earlier, ImageVolume later, IReadOnlyList<Point3>? around = null)
    {
        return BodyMap.Of(earlier) is { } a && BodyMap.Of(later) is { } b ? Of(a, b, around) : null;
    }

    /// <summary>The same for two images that were searched: their bodies are known already.</summary>
    public static RegistrationResult? Of(Findings earlier, Findings later, IReadOnlyList<Point3>? around = null)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        ArgumentNullException.ThrowIfNull(later);
        return earlier.Body is { } a && later.Body is { } b ? Of(a, b, around) : null;
    }

    private static RegistrationResult? Of(BodyMap a, BodyMap b, IReadOnlyList<Point3>? around)
    {
        return Register(new(a.Smooth, a.Body), b.Smooth, new(0, ClipSuv), LesionMatcher.EstimateShift(a, b), around);
    }

    /// <summary>The same by the CTs of the two sessions: anatomy, which treatment changes less than uptake. HU are clipped to −300 … 300.</summary>
    /// <returns>Null where either image holds no body, or they do not overlap.</returns>
    public static RegistrationResult? OfCt(ImageVolume earlierHu, ImageVolume laterHu, IReadOnlyList<Point3>? around = null)
    {
        if (Anatomy(earlierHu) is not { } a || Anatomy(laterHu) is not { } b) return null;
        return Register(a, b.Smooth, new(-ClipHu, ClipHu), Middle(b.Body) - Middle(a.Body), around);
    }

    private readonly record struct Scene(ImageVolume Smooth, Mask Body);

    private readonly record struct Window(double Low, double High)
    {
        public double Clip(double value) => Math.Clamp(value, Low, High);
    }

    private const double ClipHu = 300, BodyHu = -400, SmoothingMm = 8;
    private const float AirHu = -1000;

    private static Scene? Anatomy(ImageVolume hu)
    {
        var grid = Resampling.UprightGrid(hu.Geometry, BodyMap.GridMm);
        var smooth = Smoothing.Gaussian(Resampling.ToGrid(hu, grid, AirHu), SmoothingMm);
        var parts = Connected.Parts(new(grid, [.. smooth.Values.ToArray().Select(v => v >= BodyHu)]));
        return parts.Count == 0 ? null : new(smooth, Mask.FromIndices(grid, parts[0]));
    }

    private static Point3 Middle(Mask body)
    {
        int[] inside = body.Indices();
        return inside.Aggregate(default(Point3), (sum, i) => sum + body.Geometry.ToPatient(body.Geometry.VoxelAt(i))) / inside.Length;
    }

    private static RegistrationResult? Register(Scene earlier, ImageVolume later, Window window, Point3 guess, IReadOnlyList<Point3>? around)
    {
        var samples = Samples(earlier, window, around);
        if (samples.Count < LeastSamples) return null;
        Point3 centre = samples.Aggregate(default(Point3), (sum, s) => sum + s.At) / samples.Count;
        double Score(RigidTransform t) => Correlation(samples, later, window, t);
        var none = new RigidTransform(centre, default, default);
        double before = Score(none);
        var (best, score) = new[] { none, none with { Shift = guess } }.AsParallel().AsOrdered().Select(s => Climb(s, Score)).AsSequential().MaxBy(r => r.Score);
        return score <= -1 ? null : new(best, score, before);
    }

    private static (RigidTransform Transform, double Score) Climb(RigidTransform start, Func<RigidTransform, double> score)
    {
        var best = start;
        double top = score(start);
        for (double step = FirstStepMm; step >= LastStepMm; step /= 2)
        {
            bool moved = true;
            while (moved)
            {
                moved = false;
                foreach (var next in Neighbours(best, step))
                {
                    double s = score(next);
                    if (s <= top + 1e-12) continue;
                    (best, top, moved) = (next, s, true);
                }
            }
        }
        return (best, top);
    }

    private static IEnumerable<RigidTransform> Neighbours(RigidTransform t, double step)
    {
        foreach (var axis in (Point3[])[new(1, 0, 0), new(0, 1, 0), new(0, 0, 1)])
            foreach (int sign in (int[])[1, -1])
            {
                yield return t with { Shift = t.Shift + sign * step * axis };
                var turned = t.Angles + sign * step * RadiansPerMm * axis;
                if (turned.Length <= MostRadians) yield return t with { Angles = turned };
            }
    }

    private static List<(Point3 At, double Value)> Samples(Scene body, Window window, IReadOnlyList<Point3>? around)
    {
        var g = body.Smooth.Geometry;
        int stride = Math.Max(1, (int)Math.Round(SampleMm / BodyMap.GridMm));
        List<(Point3, double)> samples = [];
        for (int z = 0; z < g.Slices; z += stride)
            for (int y = 0; y < g.Rows; y += stride)
                for (int x = 0; x < g.Columns; x += stride)
                {
                    if (!body.Body[x, y, z]) continue;
                    var p = g.ToPatient(x, y, z);
                    if (around is { Count: > 0 } && !around.Any(q => q.DistanceTo(p) <= NearMm)) continue;
                    samples.Add((p, window.Clip(body.Smooth[x, y, z])));
                }
        return samples;
    }

    private static double Correlation(List<(Point3 At, double Value)> samples, ImageVolume later, Window window, RigidTransform t)
    {
        var values = later.Values;
        var turned = new RigidTransform.Turned(t);
        double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
        int n = 0;
        foreach (var (at, a) in samples)
        {
            float value = Resampling.Sample(values, later.Geometry, later.Geometry.ToVoxel(turned.Apply(at)), float.NaN);
            if (float.IsNaN(value)) continue;
            double b = window.Clip(value);
            sa += a;
            sb += b;
            saa += a * a;
            sbb += b * b;
            sab += a * b;
            n++;
        }
        if (n < samples.Count / 2) return -1; // most of the earlier body must lie in the later image
        double va = saa - sa * sa / n, vb = sbb - sb * sb / n;
        return va > 0 && vb > 0 ? (sab - sa * sb / n) / Math.Sqrt(va * vb) : -1;
    }
}
