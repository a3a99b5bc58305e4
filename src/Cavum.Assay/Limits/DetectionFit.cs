using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>How the hit rate depends on the (transformed) level.</summary>
public enum DetectionLink
{
    Probit,
    Logit,

    /// <summary>Complementary log-log: one molecule is enough, Pr = 1 − exp(−e^η); with slope ln 10 on log10 it is the Poisson law.</summary>
    ComplementaryLogLog,
}

/// <summary>Hits out of replicates at one level.</summary>
public readonly record struct DetectionLevel(double Level, int Detected, int Replicates)
{
    public double Rate => (double)Detected / Replicates;
}

/// <summary>How a detection model ended.</summary>
public enum DetectionStatus
{
    Converged,

    /// <summary>No level is mixed: every curve that jumps between the levels fits equally well.</summary>
    Separated,

    /// <summary>The hit rate does not rise with the level.</summary>
    NotRising,
    TooFewLevels,
    NotConverged,
}

/// <summary>The level that is detected with a given probability, with Fieller and profile-likelihood limits; null where a limit is open.</summary>
public sealed record DetectionLimit(
    DetectionStatus Status, DetectionLink Link, bool Log10, double Probability, double? Estimate, double? Lower, double? Upper)
{
    public double? ProfileLower { get; init; }
    public double? ProfileUpper { get; init; }
    public double Intercept { get; init; }
    public double Slope { get; init; }
    public double Deviance { get; init; }
    public int DegreesOfFreedom { get; init; }

    /// <summary>Below 3 copies per reaction no assay can detect 95 % (Poisson); the caller knows the unit.</summary>
    public const double PoissonFloorCopies = 2.9957322735539909;
}

/// <summary>Limit of detection by a binomial regression of hits on level (CLSI EP17-A2).</summary>
/// <remarks>
/// η = a + b·x with x = log10 level (or level), Pr(detected) = link⁻¹(η), by Fisher scoring to the last digit. LoD solves η =
/// link(p). Fieller: (a + bx − q)² = z²·Var(a + bx) with the expected information. Profile: levels at which the deviance rises by
/// χ²₁ above its minimum. Level 0 is left out. Oracle: R glm(binomial(link)).
/// </remarks>
public static class DetectionFit
{
    public static DetectionLimit Fit(
        IReadOnlyList<DetectionLevel> levels, DetectionLink link = DetectionLink.Probit, bool log10 = true, double probability = 0.95, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(levels);
        foreach (var level in levels)
            if (level.Replicates < 1 || level.Detected < 0 || level.Detected > level.Replicates || !(level.Level >= 0) || !double.IsFinite(level.Level))
                throw new ArgumentException($"{level.Detected} of {level.Replicates} at level {level.Level} is no hit rate.", nameof(levels));
        DetectionLevel[] used = [.. levels.Where(l => l.Level > 0).OrderBy(l => l.Level)];
        double[] x = [.. used.Select(l => log10 ? Math.Log10(l.Level) : l.Level)];
        DetectionLimit Without(DetectionStatus status) => new(status, link, log10, probability, null, null, null);
        if (x.Distinct().Count() < 2) return Without(DetectionStatus.TooFewLevels);
        if (Separated(used)) return Without(DetectionStatus.Separated);
        if (Score(used, x, link) is not { } fit) return Without(DetectionStatus.NotConverged);
        if (!(fit.B > 0)) return Without(DetectionStatus.NotRising);
        double q = DetectionLinks.Link(link, probability), z = Normal.Quantile((1 + confidence) / 2);
        double estimate = (q - fit.A) / fit.B;
        var (lower, upper) = Fieller(fit, q, z);
        var profile = new DetectionProfile(used, x, link, q, fit, z * z);
        double? Back(double? v) => v is not { } value ? null : log10 ? Math.Pow(10, value) : value;
        return new(DetectionStatus.Converged, link, log10, probability, Back(estimate), Back(lower), Back(upper))
        {
            ProfileLower = Back(profile.Limit(estimate, -1)),
            ProfileUpper = Back(profile.Limit(estimate, 1)),
            Intercept = fit.A,
            Slope = fit.B,
            Deviance = Deviance(used, x, link, fit.A, fit.B),
            DegreesOfFreedom = used.Length - 2,
        };
    }

    /// <summary>Whether some level splits the table into none detected at or below and all detected at or above it.</summary>
    private static bool Separated(DetectionLevel[] used)
    {
        int mixed = used.Count(l => l.Detected > 0 && l.Detected < l.Replicates);
        if (mixed > 1) return false;
        bool Splits(Func<DetectionLevel, bool> low, Func<DetectionLevel, bool> high) =>
            Enumerable.Range(0, used.Length + 1).Any(k => used.Take(k).All(low) && used.Skip(k).All(l => high(l) || (mixed == 1 && l == used[k] && l.Detected > 0 && l.Detected < l.Replicates)));
        return Splits(l => l.Detected == 0, l => l.Detected == l.Replicates) || Splits(l => l.Detected == l.Replicates, l => l.Detected == 0);
    }

    internal readonly record struct Coefficients(double A, double B, double VarA, double Cov, double VarB);

    private static Coefficients? Score(DetectionLevel[] used, double[] x, DetectionLink link)
    {
        double overall = (used.Sum(l => l.Detected) + 0.5) / (used.Sum(l => l.Replicates) + 1.0);
        double a = DetectionLinks.Link(link, overall), b = 0, deviance = Deviance(used, x, link, a, b);
        for (int iteration = 0; iteration < 200; iteration++)
        {
            var (g0, g1, i00, i01, i11) = Sums(used, x, link, a, b);
            double determinant = i00 * i11 - i01 * i01;
            if (!(determinant > 0)) return null;
            double da = (i11 * g0 - i01 * g1) / determinant, db = (i00 * g1 - i01 * g0) / determinant, step = 1;
            double next = Deviance(used, x, link, a + da, b + db);
            while (!(next <= deviance + 1e-10 * Math.Abs(deviance)) && step > 1e-6)
            {
                step /= 2;
                next = Deviance(used, x, link, a + step * da, b + step * db);
            }
            (a, b, deviance) = (a + step * da, b + step * db, next);
            if (Math.Abs(da) <= 1e-12 * (1 + Math.Abs(a)) && Math.Abs(db) <= 1e-12 * (1 + Math.Abs(b)))
                return new(a, b, i11 / determinant, -i01 / determinant, i00 / determinant);
        }
        return null;
    }

    internal static (double G0, double G1, double I00, double I01, double I11) Sums(DetectionLevel[] used, double[] x, DetectionLink link, double a, double b)
    {
        double g0 = 0, g1 = 0, i00 = 0, i01 = 0, i11 = 0;
        for (int i = 0; i < x.Length; i++)
        {
            var (p, s, density) = DetectionLinks.Inverse(link, a + b * x[i]);
            double variance = Math.Max(p * s, 1e-300), n = used[i].Replicates;
            double score = (used[i].Detected * s - (n - used[i].Detected) * p) * density / variance, weight = n * density * density / variance;
            g0 += score;
            g1 += score * x[i];
            i00 += weight;
            i01 += weight * x[i];
            i11 += weight * x[i] * x[i];
        }
        return (g0, g1, i00, i01, i11);
    }

    internal static double Deviance(DetectionLevel[] used, double[] x, DetectionLink link, double a, double b)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            var (p, s, _) = DetectionLinks.Inverse(link, a + b * x[i]);
            double n = used[i].Replicates, k = used[i].Detected;
            if (k > 0) sum += k * (Math.Log(k / n) - Math.Log(Math.Max(p, 1e-300)));
            if (k < n) sum += (n - k) * (Math.Log((n - k) / n) - Math.Log(Math.Max(s, 1e-300)));
        }
        return 2 * sum;
    }

    private static (double? Lower, double? Upper) Fieller(Coefficients fit, double q, double z)
    {
        double a = fit.B * fit.B - z * z * fit.VarB, b = 2 * (fit.B * (fit.A - q) - z * z * fit.Cov), c = (fit.A - q) * (fit.A - q) - z * z * fit.VarA;
        double discriminant = b * b - 4 * a * c;
        if (!(a > 0) || !(discriminant >= 0)) return (null, null);
        double root = Math.Sqrt(discriminant);
        return ((-b - root) / (2 * a), (-b + root) / (2 * a));
    }
}
