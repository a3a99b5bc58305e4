using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>The highest signal expected of a blank, and how it was found.</summary>
/// <param name="Rank">The rank of the blank result it was read at (from 1, fractional); null for the parametric form.</param>
public sealed record LimitOfBlank(double Value, double? Rank, int Blanks);

/// <summary>One level of a precision profile: quantified replicates and their coefficient of variation.</summary>
public readonly record struct PrecisionLevel(double Level, int Replicates, double Cv);

/// <summary>Limit of blank and limit of quantification (CLSI EP17-A2).</summary>
public static class BlankAndQuantification
{
    /// <summary>Nonparametric limit of blank: the result at rank 0.5 + n·p, interpolated; the 95th percentile by default.</summary>
    public static LimitOfBlank? Blank(ReadOnlySpan<double> blanks, double percentile = 0.95)
    {
        if (blanks.Length == 0) return null;
        double[] sorted = blanks.ToArray();
        Array.Sort(sorted);
        double rank = Math.Clamp(0.5 + sorted.Length * percentile, 1, sorted.Length);
        int below = (int)Math.Floor(rank);
        double value = below >= sorted.Length ? sorted[^1] : sorted[below - 1] + (rank - below) * (sorted[below] - sorted[below - 1]);
        return new(value, rank, sorted.Length);
    }

    /// <summary>Parametric limit of blank: mean + c·SD, c = z/(1 − 1/(4(B − K))) with B results of K samples.</summary>
    public static LimitOfBlank? BlankNormal(ReadOnlySpan<double> blanks, int samples = 1, double percentile = 0.95)
    {
        if (blanks.Length - samples < 2) return null;
        double mean = 0, square = 0;
        foreach (double v in blanks) mean += v / blanks.Length;
        foreach (double v in blanks) square += (v - mean) * (v - mean);
        double factor = Normal.Quantile(percentile) / (1 - 1.0 / (4.0 * (blanks.Length - samples)));
        return new(mean + factor * Math.Sqrt(square / (blanks.Length - samples)), null, blanks.Length);
    }

    /// <summary>CV of a log-normal amount from the spread of Cq: √(exp((SD·ln(1 + E))²) − 1), E from the standard curve (Forootan et al. 2017).</summary>
    public static double CvFromCq(double cqStdDev, double efficiency)
    {
        double s = cqStdDev * Math.Log(1 + efficiency);
        return Math.Sqrt(LogExp.ExpM1(s * s));
    }

    /// <summary>The lowest level from which on every level is at or under the largest allowed CV; null when none is.</summary>
    public static double? Quantification(IEnumerable<PrecisionLevel> levels, double largestCv = 0.35)
    {
        double? lowest = null;
        foreach (var level in levels.OrderByDescending(l => l.Level))
        {
            if (!(level.Cv <= largestCv)) break;
            lowest = level.Level;
        }
        return lowest;
    }
}
