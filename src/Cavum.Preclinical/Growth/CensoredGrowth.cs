using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>One mouse's growth rate in which volumes below detection count as below the limit, not as absent.</summary>
/// <param name="Rate">Slope of ln V on days, 1/day; null where it is not identified.</param>
/// <param name="StdErr">From the observed information; null with two volumes that settle the line exactly.</param>
/// <param name="Undetected">Measurements that entered as "below the limit".</param>
public sealed record CensoredGrowth(double? Rate, double? StdErr, int Detected, int Undetected, string Status)
{
    /// <remarks>
    /// Maximum likelihood of ln V = a + b·day + e, e ~ N(0, σ²); an undetected volume adds Φ((ln limit − a − b·day)/σ) (Tobin 1958, Econometrica 26:24).
    /// Without undetected volumes b is the least-squares slope. Needs volumes detected on three days, or on two with undetected ones that the
    /// line through them contradicts: otherwise σ runs to 0.
    /// </remarks>
    public static CensoredGrowth Of(TumourMouse mouse, double limit)
    {
        if (!(limit > 0 && double.IsFinite(limit))) throw new ArgumentOutOfRangeException(nameof(limit), limit, "A detection limit is a volume above 0.");
        TumourMeasurement[] seen = [.. mouse.Measurements.Where(m => m.Detected)], hidden = [.. mouse.Measurements.Where(m => !m.Detected)];
        var (slope, error) = MouseGrowth.Slope(mouse);
        CensoredGrowth None(string status) => new(null, null, seen.Length, hidden.Length, status);
        if (slope is not { } start) return None("fewer than two detected volumes");
        if (hidden.Length == 0) return new(start, error, seen.Length, 0, "every volume detected: least squares");
        double span = Math.Max(mouse.Last.Day - mouse.First.Day, 1e-9), middle = seen.Average(m => m.Day), level = seen.Average(m => Math.Log(m.Volume)), bound = Math.Log(limit);
        double Residual(double a, double b, TumourMeasurement m) => Math.Log(m.Volume) - a - b * (m.Day - middle) / span;
        if (seen.Length == 2 && hidden.All(m => level + start * (m.Day - middle) < bound)) return None("two detected volumes and undetected ones that their line explains: the spread is not identified");
        double Minus(double[] p)
        {
            double sigma = Math.Exp(p[2]), sum = 0;
            if (!(sigma is > 1e-6 and < 1e6)) return double.PositiveInfinity;
            foreach (var m in seen) sum += Normal.LogPdf(Residual(p[0], p[1], m) / sigma) - p[2];
            foreach (var m in hidden) sum += Normal.LogCdf((bound - p[0] - p[1] * (m.Day - middle) / span) / sigma);
            return -sum;
        }
        double rss = seen.Sum(m => Math.Pow(Residual(level, start * span, m), 2));
        var best = Bfgs.Minimise(Minus, [level, start * span, Math.Log(Math.Max(0.1, Math.Sqrt(rss / seen.Length)))]);
        if (!best.Converged || Math.Exp(best.Point[2]) < 1e-4) return None("the likelihood has no highest point");
        double? stdErr = Cholesky.TryDecompose(Differences.Hessian(Minus, best.Point), out var cholesky, 1e-12) ? Math.Sqrt(cholesky.Inverse()[1, 1]) / span : null;
        return new(best.Point[1] / span, stdErr, seen.Length, hidden.Length, "undetected volumes left-censored");
    }
}
