namespace Cavum.Imaging;

/// <summary>A turn about a centre and a shift: p ↦ R·(p − centre) + centre + shift, R = Rz·Ry·Rx; mm and radians, patient axes.</summary>
public sealed record RigidTransform(Point3 Centre, Point3 Angles, Point3 Shift)
{
    public static RigidTransform Translation(Point3 shift) => new(default, default, shift);

    public Point3 Apply(Point3 p)
    {
        var d = p - Centre;
        var (sx, cx) = Math.SinCos(Angles.X);
        var (sy, cy) = Math.SinCos(Angles.Y);
        var (sz, cz) = Math.SinCos(Angles.Z);
        d = new(d.X, cx * d.Y - sx * d.Z, sx * d.Y + cx * d.Z);
        d = new(cy * d.X + sy * d.Z, d.Y, -sy * d.X + cy * d.Z);
        d = new(cz * d.X - sz * d.Y, sz * d.X + cz * d.Y, d.Z);
        return d + Centre + Shift;
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
        if (BodyMap.Of(earlier) is not { } a || BodyMap.Of(later) is not { } b) return null;
        var samples = Samples(a, around);
        if (samples.Count < LeastSamples) return null;
        Point3 centre = samples.Aggregate(default(Point3), (sum, s) => sum + s.At) / samples.Count;
        double Score(RigidTransform t) => Correlation(samples, b.Smooth, t);
        var none = new RigidTransform(centre, default, default);
        double before = Score(none);
        var starts = new[] { none, none with { Shift = LesionMatcher.EstimateShift(a, b) } };
        var (best, score) = starts.Select(s => Climb(s, Score)).MaxBy(r => r.Score);
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

    private static List<(Point3 At, double Value)> Samples(BodyMap body, IReadOnlyList<Point3>? around)
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
                    samples.Add((p, Math.Min(body.Smooth[x, y, z], ClipSuv)));
                }
        return samples;
    }

    private static double Correlation(List<(Point3 At, double Value)> samples, ImageVolume later, RigidTransform t)
    {
        var values = later.Values;
        double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
        int n = 0;
        foreach (var (at, a) in samples)
        {
            float value = Resampling.Sample(values, later.Geometry, later.Geometry.ToVoxel(t.Apply(at)), float.NaN);
            if (float.IsNaN(value)) continue;
            double b = Math.Min(value, ClipSuv);
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
