namespace Cavum.Assay;

/// <summary>CV as a power of the level: ln CV = a + b·ln level, and where it meets the largest CV that is allowed.</summary>
/// <param name="Status">"estimated"; "outsideLevels" where the line meets it outside the levels that were measured; "notFalling" where CV does not fall.</param>
public sealed record PrecisionModel(double Intercept, double Slope, double ResidualSd, double? Quantification, string Status);

/// <summary>The precision profile of an assay and the limit of quantification (functional sensitivity) that it gives.</summary>
/// <remarks>
/// CLSI EP17-A2. CV of a level: SD/mean of the amounts, or from Cq by Forootan et al. 2017 (<see cref="BlankAndQuantification.CvFromCq"/>). The model is fitted by
/// least squares of ln CV on ln level, weighted by 2(n − 1), the inverse variance of the log of a standard deviation; nothing is extrapolated.
/// </remarks>
public static class PrecisionProfile
{
    /// <returns>Null with fewer than three levels that have a CV above 0.</returns>
    public static PrecisionModel? Fit(IEnumerable<PrecisionLevel> levels, double largestCv = 0.35)
    {
        PrecisionLevel[] used = [.. levels.Where(l => l is { Level: > 0, Cv: > 0, Replicates: > 1 } && double.IsFinite(l.Cv)).OrderBy(l => l.Level)];
        if (!(largestCv > 0)) throw new ArgumentOutOfRangeException(nameof(largestCv), largestCv, "A largest CV is above 0.");
        if (used.Select(l => l.Level).Distinct().Count() < 3) return null;
        double sw = 0, sx = 0, sy = 0;
        foreach (var l in used)
        {
            double w = 2 * (l.Replicates - 1);
            sw += w;
            sx += w * Math.Log(l.Level);
            sy += w * Math.Log(l.Cv);
        }
        double mx = sx / sw, my = sy / sw, sxx = 0, sxy = 0, squares = 0;
        foreach (var l in used)
        {
            double w = 2 * (l.Replicates - 1), d = Math.Log(l.Level) - mx;
            sxx += w * d * d;
            sxy += w * d * (Math.Log(l.Cv) - my);
        }
        double slope = sxy / sxx, intercept = my - slope * mx;
        foreach (var l in used) squares += Math.Pow(Math.Log(l.Cv) - intercept - slope * Math.Log(l.Level), 2);
        double sd = Math.Sqrt(squares / (used.Length - 2));
        if (!(slope < 0)) return new(intercept, slope, sd, null, "notFalling");
        double at = Math.Exp((Math.Log(largestCv) - intercept) / slope);
        return at >= used[0].Level && at <= used[^1].Level ? new(intercept, slope, sd, at, "estimated") : new(intercept, slope, sd, null, "outsideLevels");
    }
}
