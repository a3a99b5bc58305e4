using System.Globalization;

namespace Cavum.Imaging;

/// <summary>How intensities become grey levels 1, 2, … before textures are counted.</summary>
public abstract record Discretisation
{
    private Discretisation() { }

    /// <summary>Intensities are whole numbers already and are the levels; where the least is below 1, it becomes 1 and the others move with it.</summary>
    public sealed record None : Discretisation
    {
        public override string ToString() => "none";
    }

    /// <summary>Fixed bin size: ⌊x/w⌋ − ⌊min/w⌋ + 1, so bin edges are multiples of w whatever the region.</summary>
    public sealed record Width(double Size) : Discretisation
    {
        public override string ToString() => "width:" + Size.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Fixed bin number: ⌊N·(x − min)/(max − min)⌋ + 1, the maximum in bin N.</summary>
    public sealed record Bins(int Count) : Discretisation
    {
        public override string ToString() => "bins:" + Count.ToString(CultureInfo.InvariantCulture);
    }

    public const int MostLevels = 2048;

    /// <summary>Reads <c>none</c>, <c>width:0.25</c> or <c>bins:32</c>; null for anything else.</summary>
    public static Discretisation? Parse(string text)
    {
        string[] halves = text.Split(':');
        return (halves[0], halves.Length) switch
        {
            ("none", 1) => new None(),
            ("width", 2) when double.TryParse(halves[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double w) && w > 0 && double.IsFinite(w) => new Width(w),
            ("bins", 2) when int.TryParse(halves[1], NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n is >= 1 and <= MostLevels => new Bins(n),
            _ => null,
        };
    }

    /// <summary>Levels of the values, from 1; null where the choice does not fit: fractions without bins, or more than 2048 levels.</summary>
    /// <remarks>
    /// Zwanenburg et al. 2020, Radiology 295:328 (IBSI 1), fixed bin size and number. <see cref="None"/> keeps whole numbers of 1
    /// and above as they are, as the standard's phantom asks; a least value below 1 is moved to 1.
    /// </remarks>
    internal int[]? Levels(ReadOnlySpan<float> values)
    {
        float min = float.PositiveInfinity, max = float.NegativeInfinity;
        foreach (float v in values) (min, max) = (Math.Min(min, v), Math.Max(max, v));
        int[] levels = new int[values.Length];
        for (int i = 0; i < levels.Length; i++)
        {
            double level = this switch
            {
                None => values[i] == MathF.Floor(values[i]) ? values[i] - (min < 1 ? min - 1 : 0) : double.NaN,
                Width w => Math.Floor(values[i] / w.Size) - Math.Floor(min / w.Size) + 1,
                Bins b => max > min ? Math.Min(Math.Floor(b.Count * ((double)values[i] - min) / ((double)max - min)) + 1, b.Count) : 1,
                _ => double.NaN,
            };
            if (!(level is >= 1 and <= MostLevels)) return null;
            levels[i] = (int)level;
        }
        return levels;
    }
}
