namespace Cavum.Imaging;

/// <summary>The body on an upright 4 mm grid: its outline, its midline and its surface, slice by slice from feet to head.</summary>
/// <remarks>Distances are in the patient: X grows to the Left, Y to the Posterior, Z to the head.</remarks>
public sealed class BodyMap
{
    public const double GridMm = 4;

    private const double OutlineSuv = 0.25, OutlineSmoothingMm = 8, CoreMm = 70;

    private readonly double[] midline, front, back;

    private BodyMap(ImageVolume suv, ImageVolume smooth, Mask body, double[] midline, double[] front, double[] back)
    {
        (Suv, Smooth, Body) = (suv, smooth, body);
        (this.midline, this.front, this.back) = (midline, front, back);
        int[] inside = body.Indices();
        Bottom = body.Geometry.ToPatient(body.Geometry.VoxelAt(inside[0])).Z;
        Top = body.Geometry.ToPatient(body.Geometry.VoxelAt(inside[^1])).Z;
        brain = new(() => OrganFinder.Brain(this));
        symmetry = new(() => HeadSymmetry.Of(this, Centre));
    }

    private readonly Lazy<Organ?> brain;
    private readonly Lazy<HeadSymmetry> symmetry;

    /// <summary>The brain, or what of it the image holds; null where there is none.</summary>
    internal Organ? Brain => brain.Value;

    /// <summary>SUV on the upright grid.</summary>
    public ImageVolume Suv { get; }

    /// <summary>The same, smoothed to 8 mm more.</summary>
    public ImageVolume Smooth { get; }

    public Mask Body { get; }

    /// <summary>Lowest and highest z of the body in the image, mm.</summary>
    public double Bottom { get; }

    public double Top { get; }

    /// <summary>Null where there is no uptake that could be a body.</summary>
    public static BodyMap? Of(ImageVolume suv)
    {
        var grid = Resampling.UprightGrid(suv.Geometry, GridMm);
        var coarse = Resampling.ToGrid(suv, grid);
        var smooth = Smoothing.Gaussian(coarse, OutlineSmoothingMm);
        bool[] outline = new bool[grid.Count];
        for (int i = 0; i < outline.Length; i++) outline[i] = smooth.Values[i] >= OutlineSuv;
        var parts = Connected.Parts(new(grid, outline));
        if (parts.Count == 0) return null;
        var body = Mask.FromIndices(grid, parts[0]);
        var (midline, front, back) = Outline(body);
        return new(coarse, smooth, body, midline, front, back);
    }

    /// <summary>x of the midline at a height.</summary>
    public double Midline(double z) => midline[Slice(z)];

    /// <summary>Signed distance from the plane that parts the body's sides, mm; positive to the left. In head and neck the plane turns and tilts with them.</summary>
    internal double Off(Point3 p) => symmetry.Value.Off(p);

    /// <summary>The mirrored place on the other side.</summary>
    internal Point3 Mirror(Point3 p) => symmetry.Value.Mirror(p);

    /// <summary>0 at the front surface, 1 at the back, along the midline's core; the turn of a head is taken back.</summary>
    public double Depth(Point3 p)
    {
        int s = Slice(p.Z);
        return back[s] > front[s] ? (symmetry.Value.UprightY(p) - front[s]) / (back[s] - front[s]) : 0.5;
    }

    private Point3 Centre(double z) => Slice(z) is var s && double.IsFinite(front[s]) && double.IsFinite(back[s]) ? new(midline[s], (front[s] + back[s]) / 2, z) : new(Midline(z), 0, z);

    private int Slice(double z) => Math.Clamp((int)Math.Round((z - Suv.Geometry.Origin.Z) / GridMm), 0, midline.Length - 1);

    /// <summary>Starts at the slice with most body in the middle half and follows the centre up and down, so that arms do not pull it.</summary>
    /// <remarks>Upwards only the part of each slice that lies over the one below it counts: a raised arm beside the head is no part of it. Downwards both legs do.</remarks>
    private static (double[] Midline, double[] Front, double[] Back) Outline(Mask body)
    {
        var g = body.Geometry;
        double[] centre = new double[g.Slices], front = new double[g.Slices], back = new double[g.Slices];
        Array.Fill(centre, double.NaN);
        int area = g.Rows * g.Columns;
        int start = Enumerable.Range(g.Slices / 4, Math.Max(1, g.Slices / 2)).MaxBy(z => body.Inside.Slice(z * area, area).Count(true));
        double first = Centre(g, body.Inside.Slice(start * area, area), double.NaN, double.PositiveInfinity), near = first;
        bool[] trunk = body.Inside.Slice(start * area, area).ToArray();
        for (int z = start; z < g.Slices; z++)
        {
            trunk = Above(body, z, trunk);
            near = Follow(z, near, trunk);
        }
        near = first;
        for (int z = start - 1; z >= 0; z--) near = Follow(z, near, body.Inside.Slice(z * area, area));
        for (int z = 0; z < g.Slices; z++) (front[z], back[z]) = Surface(body, z, centre[z]);
        return (Steady(centre), Steady(front), Steady(back));

        double Follow(int z, double last, ReadOnlySpan<bool> slice)
        {
            double here = Centre(g, slice, last, WindowMm);
            if (double.IsNaN(here)) return last;
            centre[z] = here;
            return last + Math.Clamp(here - last, -GridMm, GridMm);
        }
    }

    private const double WindowMm = 110;

    /// <summary>The part of a slice that shares most with the slice below; the whole slice where none does.</summary>
    private static bool[] Above(Mask body, int z, bool[] below)
    {
        var g = body.Geometry;
        int area = g.Rows * g.Columns;
        var slice = new ImageGeometry(new(g.Columns, g.Rows, 1), g.Spacing, g.Origin, g.AxisX, g.AxisY, g.AxisZ);
        bool[] here = body.Inside.Slice(z * area, area).ToArray(), kept = new bool[area];
        var parts = Connected.Parts(new(slice, here));
        if (parts.Count == 0 || parts.MaxBy(p => p.Count(i => below[i])) is not { } best || !best.Any(i => below[i])) return here;
        foreach (int i in best) kept[i] = true;
        return kept;
    }

    private static double Centre(ImageGeometry g, ReadOnlySpan<bool> slice, double near, double window)
    {
        double sum = 0;
        int n = 0;
        for (int y = 0; y < g.Rows; y++)
            for (int x = 0; x < g.Columns; x++)
                if (slice[y * g.Columns + x] && !(Math.Abs(g.Origin.X + x * GridMm - near) > window))
                {
                    sum += x;
                    n++;
                }
        return n == 0 ? double.NaN : g.Origin.X + sum / n * GridMm;
    }

    private static (double Front, double Back) Surface(Mask body, int z, double centre)
    {
        var g = body.Geometry;
        if (double.IsNaN(centre)) return (double.NaN, double.NaN);
        int low = g.Rows, high = -1;
        for (int y = 0; y < g.Rows; y++)
            for (int x = 0; x < g.Columns; x++)
                if (body[x, y, z] && Math.Abs(g.Origin.X + x * GridMm - centre) < CoreMm) (low, high) = (Math.Min(low, y), Math.Max(high, y));
        return high < 0 ? (double.NaN, double.NaN) : (g.Origin.Y + low * GridMm, g.Origin.Y + high * GridMm);
    }

    /// <summary>The median over ± 5 slices; slices without a body take their nearest neighbour's.</summary>
    private static double[] Steady(double[] raw)
    {
        double[] steady = new double[raw.Length];
        double last = raw.FirstOrDefault(double.IsFinite);
        for (int i = 0; i < raw.Length; i++)
        {
            double[] near = [.. raw.Skip(Math.Max(0, i - 5)).Take(11).Where(double.IsFinite).Order()];
            last = steady[i] = near.Length > 0 ? near[near.Length / 2] : last;
        }
        return steady;
    }
}
