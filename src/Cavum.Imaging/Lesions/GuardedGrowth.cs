namespace Cavum.Imaging;

/// <summary>Grows a lesion from its maximum down to a threshold without running into other uptake.</summary>
/// <remarks>
/// The image is flooded from the maximum in order of falling uptake. Where the flood crosses a saddle and uptake rises again,
/// the part above the saddle is looked at as a whole: a small or shallow one belongs to the lesion; one that is hotter than the
/// lesion, or a large one behind a real saddle, is other tissue, and from there on both grow side by side (watershed by
/// immersion; Vincent &amp; Soille 1991, IEEE TPAMI 13:583). What then still grows by leaps is diffuse background: growth stops
/// before the leap. Deterministic: equal values go by index.
/// </remarks>
public static class GuardedGrowth
{
    /// <summary>A part no hotter than the lesion and smaller than this, or than the lesion so far, is a lobe of it.</summary>
    private const double LobeMl = 5;

    /// <summary>A part no hotter whose peak rises above the saddle by less than this fraction is the lesion's own texture.</summary>
    private const double TextureRise = 0.25;

    /// <summary>A part this large and this many times the lesion so far is an organ, however shallow the saddle.</summary>
    private const double OrganMl = 50, OrganRatio = 4, OrganRise = 0.05;

    /// <summary>A hotter part of less than the lesion's size belongs to it if the saddle lies less than this below its peak.</summary>
    private const double ShallowRise = 0.15;

    /// <summary>Growth by more than this factor within <see cref="LeapStep"/> of the maximum, at less than <see cref="LeapsBelow"/> of it, is a leap.</summary>
    private const double LeapRatio = 1.6, LeapStep = 0.02, LeapsBelow = 0.7, LeapLeastMl = 3;

    /// <summary>A leap at uptake above that of diffuse healthy tissue and smaller than an organ is a second plateau of an uneven lesion.</summary>
    private const double PlateauSuv = 4;

    /// <summary>What was grown.</summary>
    /// <param name="Reached">The threshold that was reached: the one asked for, or a higher one where growth leapt.</param>
    /// <param name="OtherTissueMl">mL of other uptake that was met and held off, at least; 0 where none touches.</param>
    public sealed record Growth(int[] Voxels, double Reached, double OtherTissueMl, bool Leapt);

    /// <summary>Growth ends where the flood, other tissue included, is larger than any lesion with its neighbourhood.</summary>
    private const double FloodMostMl = 2500;

    public static Growth From(ImageVolume suv, int maximum, double threshold, Predicate<int>? barrier = null) => From(new FloodField(suv), maximum, threshold, barrier);

    /// <summary>With a field that serves many growths in one image.</summary>
    internal static Growth From(FloodField field, int maximum, double threshold, Predicate<int>? barrier)
    {
        var grid = field.Grid;
        var values = field.Values;
        List<int> grown = [];
        float level = values.Span[maximum];
        int others = 0;
        Take(maximum, FloodField.Lesion);
        int most = (int)(FloodMostMl / grid.VoxelMillilitres);
        while (field.LesionWaits && grown.Count + others <= most && field.Next() is var (voxel, label)) // without a waiting voxel of its own the lesion is closed
        {
            if (field.IsTaken(voxel)) continue;
            float value = values.Span[voxel];
            bool barred = barrier is not null && barrier(voxel);
            if (label == FloodField.Lesion && value > level && !barred)
            {
                var part = field.Above(voxel, level, barrier);
                byte owner = IsOther(part, values, level, values.Span[maximum], grown.Count, grid.VoxelMillilitres) ? FloodField.Other : FloodField.Lesion;
                foreach (int v in part) Take(v, owner);
                continue;
            }
            if (label == FloodField.Lesion && !barred) level = Math.Min(level, value);
            Take(voxel, barred ? FloodField.Other : label);
        }
        bool overrun = grown.Count + others > most;
        field.Clear();
        return Cut(grid, values, grown, overrun ? Math.Max(level, threshold) : threshold, others);

        void Take(int voxel, byte label)
        {
            field.Take(voxel, label, threshold);
            if (label == FloodField.Lesion) grown.Add(voxel);
            else others++;
        }
    }

    private static bool IsOther(List<int> part, ReadOnlyMemory<float> values, float saddle, float maximum, int grown, double voxelMl)
    {
        float peak = saddle;
        foreach (int i in part) peak = Math.Max(peak, values.Span[i]);
        double rise = (peak - saddle) / peak, ml = part.Count * voxelMl;
        if (ml > OrganMl && part.Count > OrganRatio * grown && rise > OrganRise) return true;
        if (peak > maximum) return rise >= ShallowRise || part.Count > grown;
        return rise >= TextureRise && ml > LobeMl && part.Count > grown;
    }

    /// <summary>Cuts the growth above the first leap of the number of voxels at or above a level, as that level falls.</summary>
    private static Growth Cut(ImageGeometry grid, ReadOnlyMemory<float> values, List<int> grown, double threshold, int others)
    {
        float maximum = values.Span[grown[0]];
        double voxelMl = grid.VoxelMillilitres, step = LeapStep * maximum;
        float[] falling = [.. grown.Select(i => values.Span[i]).OrderDescending()];
        int behind = 0;
        for (int i = 0; i < falling.Length; i++)
        {
            while (falling[behind] > falling[i] + step) behind++;
            if (falling[i] > LeapsBelow * maximum || i + 1 <= LeapRatio * Math.Max(behind, 1) || (i + 1 - behind) * voxelMl <= LeapLeastMl) continue;
            if (falling[i] >= PlateauSuv && (i + 1 - behind) * voxelMl < OrganMl) continue;
            double level = falling[i] + step;
            var set = new HashSet<int>(grown.Where(v => values.Span[v] >= level));
            int[] kept = [.. Connected.From(grid, grown[0], set.Contains).Order()];
            return new(kept, level, (others + grown.Count - kept.Length) * voxelMl, true);
        }
        return new([.. grown.Order()], threshold, others * voxelMl, false);
    }
}
