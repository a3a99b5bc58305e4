namespace Cavum.Stats;

/// <summary>Bias and limits of agreement, each with its interval.</summary>
public sealed record BlandAltmanResult(int N, double Bias, Limits BiasLimits, double Sd, double LowerLimit, Limits LowerLimitLimits, double UpperLimit, Limits UpperLimitLimits);

/// <summary>A line y = intercept + slope·x with intervals.</summary>
public sealed record ComparisonLine(double Intercept, Limits InterceptLimits, double Slope, Limits SlopeLimits);

/// <summary>Comparison of two methods of measurement on the same subjects.</summary>
public static class MethodComparison
{
    /// <summary>Differences second − first: bias ± z·sd, limits of agreement with the error √(3/n)·sd in its fuller form (Bland &amp; Altman 1986, Lancet 327:307–310; 1999, Stat Methods Med Res 8:135–160).</summary>
    public static BlandAltmanResult BlandAltman(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double confidence = 0.95)
    {
        Check(first, second, 3);
        Demand.Level(confidence, nameof(confidence));
        int n = first.Length;
        double mean = 0, variance = 0;
        for (int i = 0; i < n; i++) mean += (second[i] - first[i]) / n;
        for (int i = 0; i < n; i++) variance += Math.Pow(second[i] - first[i] - mean, 2) / (n - 1);
        double sd = Math.Sqrt(variance), z = Normal.UpperTailQuantile((1 - confidence) / 2), t = StudentT.Quantile((1 + confidence) / 2, n - 1);
        double half = t * sd / Math.Sqrt(n), wide = t * sd * Math.Sqrt(1.0 / n + z * z / (2.0 * (n - 1)));
        double low = mean - z * sd, high = mean + z * sd;
        return new(n, mean, new(mean - half, mean + half), sd, low, new(low - wide, low + wide), high, new(high - wide, high + wide));
    }

    /// <summary>Errors-in-both regression with a known ratio λ = Var(error of y)/Var(error of x) (Deming 1943; limits by the jackknife: Linnet 1993, Clin Chem 39:424–432).</summary>
    public static ComparisonLine Deming(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double errorRatio = 1, double confidence = 0.95)
    {
        Check(x, y, 3);
        Demand.Positive(errorRatio, nameof(errorRatio));
        Demand.Level(confidence, nameof(confidence));
        int n = x.Length;
        double[] xs = x.ToArray(), ys = y.ToArray();
        var (slope, intercept) = DemingLine(xs, ys, errorRatio, -1);
        double[] slopes = new double[n], intercepts = new double[n];
        for (int i = 0; i < n; i++) (slopes[i], intercepts[i]) = DemingLine(xs, ys, errorRatio, i);
        double t = StudentT.Quantile((1 + confidence) / 2, n - 2);
        return new(intercept, Around(intercept, t * Jackknife(intercepts)), slope, Around(slope, t * Jackknife(slopes)));
    }

    /// <summary>Median of pairwise slopes, shifted by those below −1 (Passing &amp; Bablok 1983, J Clin Chem Clin Biochem 21:709–720).</summary>
    /// <remarks>Pairs with equal x and y, and slopes of exactly −1, are left out; equal x alone gives ±∞.</remarks>
    public static ComparisonLine PassingBablok(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double confidence = 0.95)
    {
        Check(x, y, 4);
        Demand.Level(confidence, nameof(confidence));
        int n = x.Length, below = 0;
        var slopes = new List<double>();
        for (int i = 0; i < n; i++)
            for (int j = i + 1; j < n; j++)
            {
                double dx = x[j] - x[i], dy = y[j] - y[i];
                if (dx == 0 && dy == 0) continue;
                double s = dx == 0 ? dy > 0 ? double.PositiveInfinity : double.NegativeInfinity : dy / dx;
                if (s == -1) continue;
                if (s < -1) below++;
                slopes.Add(s);
            }
        slopes.Sort();
        int m = slopes.Count;
        double slope = m % 2 == 1 ? At((m + 1) / 2 + below) : 0.5 * (At(m / 2 + below) + At(m / 2 + 1 + below));
        double z = Normal.UpperTailQuantile((1 - confidence) / 2), c = z * Math.Sqrt(n * (n - 1.0) * (2 * n + 5) / 18);
        int low = (int)Math.Round((m - c) / 2, MidpointRounding.AwayFromZero), high = m - low + 1;
        double lower = At(low + below), upper = At(high + below);
        return new(Residual(x, y, slope), new(Residual(x, y, upper), Residual(x, y, lower)), slope, new(lower, upper));

        double At(int rank) => slopes[Math.Clamp(rank, 1, m) - 1];
    }

    private static double Residual(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double slope)
    {
        var values = new double[x.Length];
        for (int i = 0; i < values.Length; i++) values[i] = y[i] - slope * x[i];
        Array.Sort(values);
        int n = values.Length;
        return n % 2 == 1 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
    }

    private static (double Slope, double Intercept) DemingLine(double[] x, double[] y, double ratio, int without)
    {
        double n = x.Length - (without >= 0 ? 1 : 0), mx = 0, my = 0, sxx = 0, syy = 0, sxy = 0;
        for (int i = 0; i < x.Length; i++)
            if (i != without) (mx, my) = (mx + x[i] / n, my + y[i] / n);
        for (int i = 0; i < x.Length; i++)
        {
            if (i == without) continue;
            sxx += (x[i] - mx) * (x[i] - mx);
            syy += (y[i] - my) * (y[i] - my);
            sxy += (x[i] - mx) * (y[i] - my);
        }
        double gap = syy - ratio * sxx, slope = (gap + Math.Sqrt(gap * gap + 4 * ratio * sxy * sxy)) / (2 * sxy);
        return (slope, my - slope * mx);
    }

    private static double Jackknife(double[] left)
    {
        double n = left.Length, mean = left.Average();
        return Math.Sqrt((n - 1) / n * left.Sum(v => (v - mean) * (v - mean)));
    }

    private static Limits Around(double centre, double half) => new(centre - half, centre + half);

    private static void Check(ReadOnlySpan<double> first, ReadOnlySpan<double> second, int least)
    {
        Demand.SameLength(first.Length, second.Length, nameof(second));
        if (first.Length < least) throw new ArgumentException($"{first.Length} pairs where at least {least} are needed.", nameof(first));
        Demand.Finite(first, nameof(first));
        Demand.Finite(second, nameof(second));
    }
}
