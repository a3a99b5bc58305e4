namespace Cavum.Preclinical;

/// <summary>Response of one mouse by the criteria of Gao et al. 2015, Nat Med 21:1318.</summary>
public enum ModifiedRecist
{
    CR,
    PR,
    SD,
    PD,
}

/// <summary>What one mouse's curve says by itself.</summary>
/// <param name="GrowthRate">Slope of ln V on days, least squares over detected volumes; null below two of them.</param>
/// <param name="DoublingDays">ln 2 / growth rate; negative where the tumour shrinks (its halving time); null at a rate of 0.</param>
/// <param name="Auc">∫ V dt by trapezoids, undetected as 0; null below two measurements.</param>
/// <param name="EffectiveGrowthRate">2·(∫ ln(V+1) − ln(V₀+1)·D)/D², D the span of days (Mao &amp; Guo 2023).</param>
/// <param name="BestResponse">Lowest 100·(V − V₀)/V₀ at day 10 or later.</param>
/// <param name="BestAverageResponse">Lowest running mean of it, over all days up to one at day 10 or later.</param>
/// <param name="CompleteResponse">The last measurement finds nothing.</param>
public sealed record MouseGrowth(
    TumourMouse Mouse, double? GrowthRate, double? GrowthRateStdErr, double? DoublingDays, double? Auc, double? EffectiveGrowthRate,
    double? BestResponse, double? BestAverageResponse, ModifiedRecist? Recist, bool CompleteResponse, string Status)
{
    private const double RecistFromDay = 10;

    public static MouseGrowth Of(TumourMouse mouse)
    {
        var (rate, stdErr) = Slope(mouse);
        double? doubling = rate is { } r && r != 0 ? Math.Log(2) / r : null;
        var (best, average) = Responses(mouse);
        bool none = !mouse.Last.Detected;
        string status = rate is null ? "fewer than two detected volumes"
            : none ? "no tumour at the last measurement"
            : mouse.Measurements.Any(m => !m.Detected) ? "undetected volumes are not in the slope" : "complete";
        return new(mouse, rate, stdErr, doubling, Area(mouse, v => v), Effective(mouse), best, average, Category(best, average), none, status);
    }

    private static double? Area(TumourMouse mouse, Func<double, double> of)
    {
        var m = mouse.Measurements;
        if (m.Count < 2) return null;
        double area = 0;
        for (int i = 1; i < m.Count; i++) area += (of(Size(m[i])) + of(Size(m[i - 1]))) * (m[i].Day - m[i - 1].Day) / 2;
        return area;
    }

    private static double Size(TumourMeasurement m) => m.Detected ? m.Volume : 0;

    private static double? Effective(TumourMouse mouse)
    {
        double span = mouse.Last.Day - mouse.First.Day;
        return span > 0 && Area(mouse, v => Math.Log(v + 1)) is { } area
            ? 2 * (area - Math.Log(Size(mouse.First) + 1) * span) / (span * span) : null;
    }

    /// <summary>Least squares on ln V, with its standard error (null with two points).</summary>
    public static (double? Rate, double? StdErr) Slope(TumourMouse mouse)
    {
        var seen = mouse.Measurements.Where(m => m.Detected).ToList();
        if (seen.Count < 2) return (null, null);
        double day = seen.Average(m => m.Day), log = seen.Average(m => Math.Log(m.Volume)), sxx = 0, sxy = 0, syy = 0;
        foreach (var m in seen)
        {
            double x = m.Day - day, y = Math.Log(m.Volume) - log;
            (sxx, sxy, syy) = (sxx + x * x, sxy + x * y, syy + y * y);
        }
        double rate = sxy / sxx;
        double? stdErr = seen.Count > 2 ? Math.Sqrt(Math.Max(0, syy - rate * sxy) / (seen.Count - 2) / sxx) : null;
        return (rate, stdErr);
    }

    private static (double? Best, double? Average) Responses(TumourMouse mouse)
    {
        if (!mouse.First.Detected) return (null, null);
        double start = mouse.First.Volume, sum = 0;
        double? best = null, average = null;
        for (int i = 0; i < mouse.Measurements.Count; i++)
        {
            var m = mouse.Measurements[i];
            double change = 100 * (Size(m) - start) / start;
            sum += change;
            if (m.Day - mouse.First.Day < RecistFromDay) continue;
            best = Math.Min(best ?? change, change);
            average = Math.Min(average ?? double.MaxValue, sum / (i + 1));
        }
        return (best, average);
    }

    private static ModifiedRecist? Category(double? best, double? average) => (best, average) switch
    {
        (null, _) or (_, null) => null,
        ( < -95, < -40) => ModifiedRecist.CR,
        ( < -50, < -20) => ModifiedRecist.PR,
        ( < 35, < 30) => ModifiedRecist.SD,
        _ => ModifiedRecist.PD,
    };
}
