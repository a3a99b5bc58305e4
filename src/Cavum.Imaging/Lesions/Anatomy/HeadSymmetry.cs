namespace Cavum.Imaging;

/// <summary>The plane about which head and neck are mirrored, height by height: a head that is turned, tilted or shifted has its own.</summary>
/// <remarks>
/// From the brain downward to the root of the neck and upward to the vertex, in slabs of 48 mm every 12 mm: the shift against the slice's
/// centre, the turn about the axis of the body and the tilt to a shoulder at which smoothed uptake, clipped at SUV 2 so that the outline weighs as much as
/// organs, correlates best with its mirror image (pattern search). Each slab begins at its neighbour's plane and pays for leaving it, since a neck
/// is nearly round and a large tumour is on one side. Below the neck, and without a brain, the plane is that of the slice's centre.
/// </remarks>
internal sealed class HeadSymmetry
{
    private const double ClipSuv = 2, HalfSlabMm = 24, StepMm = 12, NeckMm = 175, HalfWidthMm = 88, SampleMm = 8;
    private const double FirstShiftMm = 6, FirstRadians = 0.12, MostShiftMm = 18, MostRadians = 0.45;
    private const double ShiftPrice = 0.004 / (8 * 8), TurnPrice = 0.004 / (0.1 * 0.1);
    private const int Halvings = 4;

    private readonly record struct Plane(double Shift, double Turn, double Tilt);

    private readonly double lowest;
    private readonly (double Shift, Point3 Normal)[] planes; // from the lowest slab up
    private readonly Func<double, Point3> centre;

    private HeadSymmetry(double lowest, Plane[] planes, Func<double, Point3> centre) => (this.lowest, this.planes, this.centre) = (lowest, [.. planes.Select(p => (p.Shift, Normal(p)))], centre);

    /// <summary>A symmetry without turn, tilt and shift: mirrored at the slice's centre.</summary>
    /// <param name="centre">The middle of the body at a height.</param>
    public static HeadSymmetry Of(BodyMap body, Func<double, Point3> centre)
    {
        if (body.Brain is not { } brain) return new(double.PositiveInfinity, [], centre);
        double skullBase = BodyZones.Lowest(brain.Mask), bottom = Math.Max(body.Bottom, skullBase - NeckMm);
        int below = (int)((skullBase - bottom) / StepMm), above = (int)Math.Max(0, (body.Top - skullBase) / StepMm), count = below + 1 + above;
        double lowest = skullBase - below * StepMm;
        var planes = new Plane[count];
        var start = (Plane[])[default, new(0, -0.25, 0), new(0, 0.25, 0)];
        planes[below] = start.Select(s => Fit(body, centre, skullBase, s, default, 0)).MaxBy(f => f.Score).Plane;
        for (int k = below + 1; k < count; k++) planes[k] = Fit(body, centre, lowest + k * StepMm, planes[k - 1], planes[k - 1], 1).Plane;
        for (int k = below - 1; k >= 0; k--) planes[k] = Fit(body, centre, lowest + k * StepMm, planes[k + 1], planes[k + 1], 1).Plane;
        return new(lowest, planes, centre);
    }

    /// <summary>The mirrored place on the other side.</summary>
    public Point3 Mirror(Point3 p) => p - 2 * Off(p) * At(p.Z).Normal;

    /// <summary>Signed distance from the plane, mm; positive to the patient's left.</summary>
    public double Off(Point3 p)
    {
        var (through, normal) = At(p.Z);
        return (p - through).Dot(normal);
    }

    /// <summary>The y of a point when the turn of the head is taken back.</summary>
    public double UprightY(Point3 p)
    {
        var (through, n) = At(p.Z);
        double across = Math.Sqrt(n.X * n.X + n.Y * n.Y);
        return through.Y + ((p.Y - through.Y) * n.X - (p.X - through.X) * n.Y) / across;
    }

    private (Point3 Through, Point3 Normal) At(double z)
    {
        var c = centre(z);
        if (planes.Length == 0 || z < lowest - StepMm) return (c, new(1, 0, 0));
        double at = Math.Clamp((z - lowest) / StepMm, 0, planes.Length - 1);
        int low = (int)at, high = Math.Min(low + 1, planes.Length - 1);
        double part = at - low;
        var (a, b) = (planes[low], planes[high]);
        return (c with { X = c.X + a.Shift + part * (b.Shift - a.Shift) }, (a.Normal + part * (b.Normal - a.Normal)).Unit());
    }

    private static Point3 Normal(Plane p) => new Point3(1, Math.Tan(p.Turn), Math.Tan(p.Tilt)).Unit();

    private static (Plane Plane, double Score) Fit(BodyMap body, Func<double, Point3> centre, double z, Plane start, Plane near, double price)
    {
        var c = centre(z);
        var places = Places(body.Smooth, c);
        var best = start;
        double top = Score(start), shift = FirstShiftMm, turn = FirstRadians;
        for (int halving = 0; halving < Halvings; halving++, shift /= 2, turn /= 2)
        {
            bool moved = true;
            while (moved)
            {
                moved = false;
                foreach (var next in (Plane[])[best with { Shift = best.Shift + shift }, best with { Shift = best.Shift - shift }, best with { Turn = best.Turn + turn }, best with { Turn = best.Turn - turn }, best with { Tilt = best.Tilt + turn }, best with { Tilt = best.Tilt - turn }])
                {
                    if (Math.Abs(next.Shift) > MostShiftMm || Math.Abs(next.Turn) > MostRadians || Math.Abs(next.Tilt) > MostRadians || Score(next) is var s && s <= top + 1e-9) continue;
                    (best, top, moved) = (next, s, true);
                }
            }
        }
        return (best, top);

        double Score(Plane p)
        {
            double ds = p.Shift - near.Shift, dt = p.Turn - near.Turn, dl = p.Tilt - near.Tilt;
            return Correlation(body.Smooth, places, c with { X = c.X + p.Shift }, Normal(p)) - price * (ShiftPrice * ds * ds + TurnPrice * (dt * dt + dl * dl));
        }
    }

    /// <summary>The slab's places on one side and the other of its middle, air beside the body included.</summary>
    private static List<(Point3 At, double Value)> Places(ImageVolume smooth, Point3 c)
    {
        var g = smooth.Geometry;
        List<(Point3, double)> places = [];
        int step = (int)(SampleMm / BodyMap.GridMm);
        for (int z = 0; z < g.Slices; z += step)
            for (int y = 0; y < g.Rows; y += step)
                for (int x = 0; x < g.Columns; x += step)
                    if (g.ToPatient(x, y, z) is var p && Math.Abs(p.Z - c.Z) <= HalfSlabMm && Math.Abs(p.X - c.X) <= HalfWidthMm) places.Add((p, Math.Min(ClipSuv, smooth[x, y, z])));
        return places;
    }

    private static double Correlation(ImageVolume smooth, List<(Point3 At, double Value)> places, Point3 through, Point3 normal)
    {
        var g = smooth.Geometry;
        var values = smooth.Values;
        double sum = 0, squares = 0, product = 0;
        int n = 0;
        foreach (var (p, a) in places)
        {
            double off = (p - through).Dot(normal);
            if (off < 0) continue; // each pair once
            double b = Math.Min(ClipSuv, Resampling.Sample(values, g, g.ToVoxel(p - 2 * off * normal), 0));
            sum += a + b;
            squares += a * a + b * b;
            product += a * b;
            n++;
        }
        if (n == 0) return -1;
        double mean = sum / (2 * n), variance = squares / (2 * n) - mean * mean;
        return variance > 0 ? (product / n - mean * mean) / variance : -1;
    }
}
