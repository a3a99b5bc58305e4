using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>How ln N scatters when N molecules are counted into a reaction, N ~ Poisson(μ), given that there is one at all.</summary>
public static class CountedMolecules
{
    private const double LargeMean = 500;

    /// <summary>E(ln N | N ≥ 1) − ln μ and Var(ln N | N ≥ 1).</summary>
    /// <remarks>Summed below 500; −1/2μ − 5/12μ² − 3/4μ³ and 1/μ + 3/2μ² + 43/12μ³ from there on, which differ by less than 1e-9.</remarks>
    public static (double Shift, double Variance) LogMoments(double mean)
    {
        if (!(mean > 0) || !double.IsFinite(mean)) throw new ArgumentOutOfRangeException(nameof(mean), mean, "A mean count is above 0.");
        if (mean >= LargeMean) return (-1 / (2 * mean) - 5 / (12 * mean * mean) - 3 / (4 * mean * mean * mean), 1 / mean + 3 / (2 * mean * mean) + 43 / (12 * mean * mean * mean));
        double probability = mean * Math.Exp(-mean), all = 0, first = 0, second = 0, last = mean + 14 * Math.Sqrt(mean) + 40;
        for (int n = 1; n < last; probability *= mean / ++n)
        {
            double log = Math.Log(n / mean);
            all += probability;
            first += probability * log;
            second += probability * log * log;
        }
        return (first / all, second / all - first / all * (first / all));
    }
}

/// <summary>The two variances of a standard curve's points: reading, which is estimated, and counting, which is known.</summary>
/// <param name="ReadingVariance">σ², cycles²: restricted maximum likelihood given the counting part; 0 where counting explains all scatter.</param>
/// <param name="Information">tr(PP), twice the expected information on σ²; its degrees of freedom are σ⁴·tr(PP).</param>
/// <param name="MeanCq">The height of the unweighted line at the mean level, less what counting shifts it.</param>
/// <param name="Slope">The unweighted slope, less what counting shifts it.</param>
/// <param name="MeanVariance">Variance of that height.</param>
/// <param name="MeanSlopeCovariance">Its covariance with the slope.</param>
/// <param name="SlopeVariance">Variance of the slope.</param>
/// <param name="TooCalmPValue">Lower tail of the χ² of the points against counting alone: small where they scatter less than counted molecules can.</param>
public sealed record CountingVariance(double ReadingVariance, double Information, double MeanCq, double Slope, double MeanVariance, double MeanSlopeCovariance, double SlopeVariance, double TooCalmPValue)
{
    /// <summary>Variance components of an unweighted line Cq = a + b·log10 N whose points hold N counted molecules.</summary>
    /// <remarks>
    /// Cqᵢ has mean a + b·log10 μᵢ + (b/ln 10)·m(μᵢ) and variance σ² + (b/ln 10)²·v(μᵢ), m and v the moments of ln N
    /// (<see cref="CountedMolecules"/>; v ≈ 1/μ). σ² maximises the restricted likelihood by Fisher scoring (Patterson &amp;
    /// Thompson 1971, Biometrika 58:545–554): score ½(y′PPy − tr P), information ½ tr(PP), P = W − WX(X′WX)⁻¹X′W. The covariance of
    /// the least-squares line is (X′X)⁻¹X′VX(X′X)⁻¹. Without counting it is σ² = RSS/(n − 2) and the usual covariance.
    /// </remarks>
    /// <param name="x">log10 copies.</param>
    /// <param name="y">Cq.</param>
    /// <param name="slope">The slope of the unweighted line.</param>
    public static CountingVariance Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double slope)
    {
        if (x.Length != y.Length || x.Length < 3) throw new ArgumentException($"{x.Length} levels and {y.Length} Cq are no standard curve of three points or more.", nameof(x));
        double perLn = slope / Math.Log(10), n = x.Length, mean = 0, height = 0;
        double[] counted = new double[x.Length], unshifted = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            var (shift, variance) = CountedMolecules.LogMoments(Math.Pow(10, x[i]));
            counted[i] = perLn * perLn * variance;
            unshifted[i] = y[i] - perLn * shift;
            mean += x[i] / n;
            height += unshifted[i] / n;
        }
        var alone = Restricted.At(x, unshifted, counted, 0);
        double reading = Maximise(x, unshifted, counted, Restricted.At(x, unshifted, new double[x.Length], 1).Residual / (n - 2));
        double sxx = 0, sxy = 0, u0 = 0, u1 = 0, u2 = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double v = reading + counted[i], d = x[i] - mean;
            sxx += d * d;
            sxy += d * (unshifted[i] - height);
            u0 += v;
            u1 += v * d;
            u2 += v * d * d;
        }
        return new(reading, Restricted.At(x, unshifted, counted, reading).TracePp, height, sxy / sxx, u0 / (n * n), u1 / (n * sxx), u2 / (sxx * sxx), 1 - ChiSquare.Sf(alone.Residual, n - 2));
    }

    private static double Maximise(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double[] counted, double start)
    {
        double variance = start;
        for (int round = 0; round < 100; round++)
        {
            var at = Restricted.At(x, y, counted, variance);
            double next = Math.Max(0, variance + (at.YPpy - at.TraceP) / at.TracePp);
            bool still = Math.Abs(next - variance) <= 1e-12 * start;
            variance = next;
            if (still) break;
        }
        return variance;
    }

    /// <summary>What the restricted likelihood of a straight line needs at one σ².</summary>
    /// <param name="Residual">y′Py, the weighted sum of squares about the weighted line.</param>
    private readonly record struct Restricted(double TraceP, double TracePp, double YPpy, double Residual)
    {
        internal static Restricted At(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double[] counted, double variance)
        {
            Span<double> moments = stackalloc double[9]; // Σ wᵖ xᑫ, p = 1, 2, 3 and q = 0, 1, 2
            double sum = 0, squares = 0, wy = 0, wxy = 0;
            for (int i = 0; i < x.Length; i++)
            {
                double w = 1 / (variance + counted[i]), power = 1;
                for (int p = 0; p < 3; p++)
                {
                    power *= w;
                    moments[3 * p] += power;
                    moments[3 * p + 1] += power * x[i];
                    moments[3 * p + 2] += power * x[i] * x[i];
                }
                (sum, squares, wy, wxy) = (sum + w, squares + w * w, wy + w * y[i], wxy + w * x[i] * y[i]);
            }
            double determinant = moments[0] * moments[2] - moments[1] * moments[1];
            double i00 = moments[2] / determinant, i01 = -moments[1] / determinant, i11 = moments[0] / determinant;
            double intercept = i00 * wy + i01 * wxy, slope = i01 * wy + i11 * wxy, residual = 0, ppy = 0;
            for (int i = 0; i < x.Length; i++)
            {
                double w = 1 / (variance + counted[i]), r = y[i] - intercept - slope * x[i];
                residual += w * r * r;
                ppy += w * w * r * r;
            }
            // G = (X′WX)⁻¹X′W²X: tr P = Σw − tr G, tr PP = Σw² − 2 tr((X′WX)⁻¹X′W³X) + tr(GG)
            double g00 = i00 * moments[3] + i01 * moments[4], g01 = i00 * moments[4] + i01 * moments[5], g10 = i01 * moments[3] + i11 * moments[4], g11 = i01 * moments[4] + i11 * moments[5];
            double cubic = i00 * moments[6] + 2 * i01 * moments[7] + i11 * moments[8];
            return new(sum - g00 - g11, squares - 2 * cubic + g00 * g00 + 2 * g01 * g10 + g11 * g11, ppy, residual);
        }
    }
}
