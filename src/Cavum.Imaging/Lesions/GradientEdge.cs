namespace Cavum.Imaging;

/// <summary>The level of uptake at which a lesion's border is steepest.</summary>
/// <remarks>
/// Of the levels from 25 to 60 % of the maximum, in steps of 1 %, the one at which the mean fall of SUV per mm across the faces between the
/// connected part at or above it (26 neighbours, holding the maximum) and its neighbours (6), times the square root of the part's radius,
/// is greatest. The radius keeps one hot spot of an uneven tumour from being taken for it; it moves the border of a ball outward by half
/// of variance of blur ÷ radius. Blur leaves the edge of a homogeneous lesion at
/// the steepest place, half way between it and its background, so no percentage has to be chosen (the idea of Geets et al. 2007, Eur J
/// Nucl Med Mol Imaging 34:1427, whose watershed this is not). Noise and lesions smaller than twice the blur move it. Ties: the lower level.
/// </remarks>
public static class GradientEdge
{
    public const double LeastPart = 0.25;

    private const double MostPart = 0.6, StepPart = 0.01;

    /// <param name="within">The voxels that may belong to the lesion: grown down to <see cref="LeastPart"/> of the maximum, or a region.</param>
    public static double Level(ImageVolume suv, int maximum, IReadOnlyCollection<int> within)
    {
        var g = suv.Geometry;
        var values = suv.Memory;
        double max = values.Span[maximum];
        var allowed = new HashSet<int>(within);
        double best = LeastPart * max, steepest = double.NegativeInfinity;
        for (int step = 0; LeastPart + step * StepPart <= MostPart + 1e-9; step++)
        {
            double level = (LeastPart + step * StepPart) * max;
            var part = Connected.From(g, maximum, i => values.Span[i] >= level && allowed.Contains(i));
            double slope = MeanFall(suv, part, allowed) * Math.Pow(part.Count, 1 / 6.0); // the square root of a radius is the sixth root of a volume
            if (slope > steepest + 1e-12) (best, steepest) = (level, slope);
        }
        return best;
    }

    /// <summary>Over the faces of the part; faces to what is no smaller (other tissue that was held off) do not count.</summary>
    private static double MeanFall(ImageVolume suv, List<int> part, HashSet<int> allowed)
    {
        var g = suv.Geometry;
        var values = suv.Values;
        var inside = new HashSet<int>(part);
        double sum = 0;
        int faces = 0;
        foreach (int i in part)
        {
            var v = g.VoxelAt(i);
            foreach (var (x, y, z, mm) in (ReadOnlySpan<(int, int, int, double)>)[(1, 0, 0, g.Spacing.X), (-1, 0, 0, g.Spacing.X), (0, 1, 0, g.Spacing.Y), (0, -1, 0, g.Spacing.Y), (0, 0, 1, g.Spacing.Z), (0, 0, -1, g.Spacing.Z)])
            {
                Voxel beside = new(v.X + x, v.Y + y, v.Z + z);
                if (!g.Contains(beside) || g.Index(beside) is var j && inside.Contains(j)) continue;
                double fall = values[i] - values[g.Index(beside)];
                if (fall <= 0 && !allowed.Contains(g.Index(beside))) continue;
                sum += fall / mm;
                faces++;
            }
        }
        return faces == 0 ? double.NegativeInfinity : sum / faces;
    }
}
