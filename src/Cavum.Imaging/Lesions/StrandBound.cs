namespace Cavum.Imaging;

/// <summary>A growth with the shape of a strand of healthy tissue (a tense muscle, a vessel) that the threshold runs along, and what is kept of it.</summary>
/// <param name="Kept">The growth at the lowest level at which it is no strand any more.</param>
/// <param name="TailMl">mL given up.</param>
/// <param name="Compact">False where it is one up to the highest level tried.</param>
/// <remarks>
/// A node that touches muscle of nearly its own uptake is parted from it by no saddle and no leap; what tells is the shape. Length and
/// width are those of the ellipsoid with the growth's second moments, 2·√(5λ) along its two longest axes. Real sarcomas and phantom
/// lesions, chains of nodes included, are at most 3.1 times as long as wide; muscle of the neck is 4.5 to 6 times. A strand whose far
/// part is hotter than healthy muscle becomes is kept whole: a chain of nodes.
/// </remarks>
internal sealed record StrandBound(GuardedGrowth.Growth Kept, double LengthMm, double WidthMm, double TailMl, bool Compact)
{
    private const double StrandRatio = 3.5, StrandLeastMm = 50, CompactRatio = 2, CompactMm = 25, MuscleMostSuv = 5, HottestTail = 0.9, StepPart = 0.01, HighestPart = 0.9;

    /// <summary>Null where the growth is no strand, or one too hot for healthy tissue.</summary>
    public static StrandBound? Exceeded(ImageVolume suv, int maximum, GuardedGrowth.Growth growth)
    {
        var g = suv.Geometry;
        var values = suv.Memory;
        var (length, width) = Axes(g, growth.Voxels);
        if (length < StrandLeastMm || length <= StrandRatio * width) return null;
        var grown = new HashSet<int>(growth.Voxels);
        double max = values.Span[maximum], level = growth.Reached;
        IReadOnlyList<int> kept;
        double keptLength, keptWidth;
        do
        {
            level += StepPart * max;
            double from = level;
            kept = Connected.From(g, maximum, i => values.Span[i] >= from && grown.Contains(i));
            (keptLength, keptWidth) = Axes(g, kept);
        } while (level < HighestPart * max && keptLength > CompactMm && keptLength > CompactRatio * keptWidth);
        grown.ExceptWith(kept);
        float[] tail = [.. grown.Select(i => values.Span[i]).Order()];
        if (tail.Length == 0 || tail[(int)(HottestTail * (tail.Length - 1))] >= MuscleMostSuv) return null;
        double tailMl = tail.Length * g.VoxelMillilitres;
        return new(new([.. kept.Order()], level, growth.OtherTissueMl + tailMl, growth.Leapt), length, width, tailMl, keptLength <= CompactMm || keptLength <= CompactRatio * keptWidth);
    }

    /// <summary>Length and width, in mm, of the ellipsoid with the second moments of the voxels' centres.</summary>
    private static (double Length, double Width) Axes(ImageGeometry g, IReadOnlyList<int> voxels)
    {
        Point3 sum = default;
        foreach (int i in voxels) sum += g.ToPatient(g.VoxelAt(i));
        Point3 centre = sum * (1.0 / voxels.Count);
        double xx = 0, yy = 0, zz = 0, xy = 0, xz = 0, yz = 0;
        foreach (int i in voxels)
        {
            Point3 d = g.ToPatient(g.VoxelAt(i)) - centre;
            xx += d.X * d.X;
            yy += d.Y * d.Y;
            zz += d.Z * d.Z;
            xy += d.X * d.Y;
            xz += d.X * d.Z;
            yz += d.Y * d.Z;
        }
        int n = voxels.Count;
        var (first, second) = LargestEigenvalues(xx / n, yy / n, zz / n, xy / n, xz / n, yz / n);
        return (2 * Math.Sqrt(5 * first), 2 * Math.Sqrt(5 * Math.Max(second, 0)));
    }

    /// <summary>The two largest eigenvalues of a symmetric 3 × 3 matrix in closed form (Smith 1961, Commun ACM 4:168).</summary>
    private static (double First, double Second) LargestEigenvalues(double xx, double yy, double zz, double xy, double xz, double yz)
    {
        double mean = (xx + yy + zz) / 3, a = xx - mean, b = yy - mean, c = zz - mean;
        double p = Math.Sqrt((a * a + b * b + c * c + 2 * (xy * xy + xz * xz + yz * yz)) / 6);
        if (p == 0) return (mean, mean);
        double half = (a * (b * c - yz * yz) - xy * (xy * c - yz * xz) + xz * (xy * yz - b * xz)) / (2 * p * p * p);
        double angle = Math.Acos(Math.Clamp(half, -1, 1)) / 3;
        double first = mean + 2 * p * Math.Cos(angle), least = mean + 2 * p * Math.Cos(angle + 2 * Math.PI / 3);
        return (first, 3 * mean - first - least);
    }
}
