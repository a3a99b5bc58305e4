using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>One point of a standard curve: a reaction with a known amount and its Cq.</summary>
public readonly record struct StandardPoint(double Copies, double Cq);

/// <summary>How the points of a standard curve are weighted.</summary>
public enum CurveWeighting
{
    /// <summary>All points alike.</summary>
    Equal,

    /// <summary>By the variance that counting molecules adds: Var(Cq) ∝ 1 + (slope/ln 10)²/(N·σ²), N copies in the reaction.</summary>
    Poisson,
}

/// <summary>Which variances the interval of an unknown knows when the points of its line are weighted alike.</summary>
public enum CurveInterval
{
    /// <summary>One variance of all points and unknowns, from the scatter about the line: the textbook interval.</summary>
    OneVariance,

    /// <summary>A reading variance from the scatter about the line, and the known variance of counting molecules: <see cref="CountingVariance"/>.</summary>
    Counting,
}

/// <summary>The level of a dilution series: how many replicates, where they lie against the line.</summary>
public sealed record StandardLevel(double Copies, int Replicates, double MeanCq, double? StdDevCq, double Residual);

/// <summary>A straight line Cq = intercept + slope·log10(copies) with all that is needed to judge and invert it.</summary>
/// <param name="Efficiency">10^(−1/slope) − 1: 1 is doubling every cycle.</param>
/// <param name="ResidualStdDev">√(Σw r²/(n − 2)), cycles, of a point of weight 1.</param>
/// <param name="LackOfFit">Test of the line against free level means; null without replicates at three levels or more.</param>
public sealed record StandardCurve(double Slope, double Intercept, double RSquared, double Efficiency, double ResidualStdDev, int Points)
{
    public required double SlopeStdErr { get; init; }
    public required double InterceptStdErr { get; init; }
    public required double WeightSum { get; init; }
    public required double MeanLog10 { get; init; }
    public required double MeanCq { get; init; }
    public required double SumOfSquaresLog10 { get; init; }
    public required IReadOnlyList<StandardLevel> Levels { get; init; }
    public required CurveWeighting Weighting { get; init; }
    public LackOfFit? LackOfFit { get; init; }

    /// <summary>The variances of the unweighted line when its amounts are counts of molecules; null where the line is weighted.</summary>
    public CountingVariance? Counting { get; init; }

    /// <summary>The interval that <see cref="Invert"/> gives; <see cref="CurveInterval.Counting"/> only where <see cref="Counting"/> is known.</summary>
    public CurveInterval Interval { get; init; }

    /// <summary>Whether the levels scatter as the weights assume; null without replicates at two levels or more.</summary>
    public LevelScatter? Scatter { get; init; }

    /// <summary>Standard deviation (cycles) that counting 10^x molecules alone gives one reaction: |slope|/(ln 10·√N).</summary>
    public double CountingStdDev(double log10Copies) => Math.Abs(Slope) / Math.Log(10) * Math.Pow(10, -log10Copies / 2);

    public int DegreesOfFreedom => Points - 2;
    public double LowestCopies => Levels[0].Copies;
    public double HighestCopies => Levels[^1].Copies;

    /// <summary>The amount whose expected Cq is <paramref name="cq"/>, on the log10 scale.</summary>
    public double Log10Copies(double cq) => (cq - Intercept) / Slope;

    /// <summary>
    /// The amount in an unknown measured with k replicates and its two-sided interval by Fieller's theorem: the x₀ with
    /// (ȳ₀ − ȳ − b(x₀ − x̄))² ≤ t²s²(1/(k·w₀) + 1/Σw + (x₀ − x̄)²/Sxx), t with n − 2 degrees of freedom.
    /// </summary>
    /// <remarks>
    /// Fieller 1954, J R Stat Soc B 16:175–185; Draper &amp; Smith, inverse estimation. Limits are null (open) where the slope is
    /// not distinguishable from 0 at this level. With <see cref="CurveWeighting.Poisson"/> w₀ is the weight at the estimate, and the
    /// degrees of freedom are Satterthwaite's, (n − 2)·(V/V_read)²: the part of the variance V that counting molecules adds is
    /// known, only the reading part V_read is estimated (1946, Biometrics Bull 2:110–114).
    /// </remarks>
    public Interval Invert(double meanCq, int replicates, double confidence = 0.95)
    {
        if (!double.IsFinite(meanCq)) throw new ArgumentOutOfRangeException(nameof(meanCq), meanCq, "A mean Cq is finite.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(replicates);
        if (!(confidence is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence is between 0 and 1.");
        double estimate = Log10Copies(meanCq);
        if (Interval == CurveInterval.Counting && Counting is { } two) return InvertCounting(two, meanCq, estimate, replicates, confidence);
        double d = estimate - MeanLog10, weight = StandardCurveFit.Weight(Weighting, estimate, Slope, ResidualStdDev);
        double own = 1 / (replicates * weight) + 1 / WeightSum, counted = (1 / weight - 1) / replicates, all = own + d * d / SumOfSquaresLog10;
        double freedom = DegreesOfFreedom * (all / (all - counted)) * (all / (all - counted));
        double t = StudentT.Quantile((1 + confidence) / 2, Math.Min(freedom, 1e6));
        double s2 = t * t * ResidualStdDev * ResidualStdDev;
        double g = s2 / (Slope * Slope * SumOfSquaresLog10);
        if (!(g < 1)) return new(estimate, null, null);
        double centre = MeanLog10 + d / (1 - g);
        double half = Math.Sqrt(s2) / (Math.Abs(Slope) * (1 - g)) * Math.Sqrt((1 - g) * own + d * d / SumOfSquaresLog10);
        return new(estimate, centre - half, centre + half);
    }

    /// <summary>
    /// Fieller's set with two variances: (d̂ − d)²b² ≤ t²·(V₀ + U₀ + 2U₁d + U₂d²), d = x₀ − x̄, V₀ = (σ² + (b/ln 10)²·v(N))/k at the
    /// estimate, U from the sandwich; t with Satterthwaite's degrees of freedom V²·tr(PP)/A², V the variance at the estimate and A·σ² its
    /// estimated part. d̂ and b are without the shift that counting gives the mean of ln N; the estimate itself stays the unweighted line's.
    /// </summary>
    private Interval InvertCounting(CountingVariance two, double meanCq, double estimate, int replicates, double confidence)
    {
        double perLn = Slope / Math.Log(10);
        var (shift, variance) = CountedMolecules.LogMoments(Math.Pow(10, Math.Clamp(estimate, -3, 300)));
        double d = (meanCq - perLn * shift - two.MeanCq) / two.Slope, own = (two.ReadingVariance + perLn * perLn * variance) / replicates;
        double all = own + two.MeanVariance + 2 * two.MeanSlopeCovariance * d + two.SlopeVariance * d * d;
        double reading = 1.0 / replicates + 1 / WeightSum + d * d / SumOfSquaresLog10;
        double freedom = all / reading * (all / reading) * two.Information;
        double t = StudentT.Quantile((1 + confidence) / 2, Math.Min(freedom, 1e6)), t2 = t * t / (two.Slope * two.Slope);
        double a = 1 - t2 * two.SlopeVariance, b = d + t2 * two.MeanSlopeCovariance, c = d * d - t2 * (own + two.MeanVariance);
        if (!(a > 0)) return new(estimate, null, null);
        double half = Math.Sqrt(Math.Max(0, b * b - a * c)) / a;
        return new(estimate, MeanLog10 + b / a - half, MeanLog10 + b / a + half);
    }
}

/// <summary>F test of a straight line against one free mean a level.</summary>
public sealed record LackOfFit(double F, int NumeratorDf, int DenominatorDf, double PValue);

/// <summary>Fits a <see cref="StandardCurve"/>.</summary>
public static class StandardCurveFit
{
    /// <summary>Least squares of Cq on log10(copies).</summary>
    /// <returns>The curve, or null with fewer than three points or two levels: a line through them could not be judged.</returns>
    public static StandardCurve? Fit(ReadOnlySpan<StandardPoint> points, CurveWeighting weighting = CurveWeighting.Equal, CurveInterval interval = CurveInterval.OneVariance)
    {
        double[] x = new double[points.Length], y = new double[points.Length], w = new double[points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            if (!(points[i].Copies > 0) || !double.IsFinite(points[i].Copies))
                throw new ArgumentException($"Standard {i} (from 0) has {points[i].Copies} copies; a standard has more than 0.", nameof(points));
            (x[i], y[i], w[i]) = (Math.Log10(points[i].Copies), points[i].Cq, 1);
        }
        if (points.Length < 3 || x.Distinct().Count() < 2) return null;
        var curve = Line(x, y, w, weighting);
        for (int round = 0; weighting == CurveWeighting.Poisson && round < 8; round++)
        {
            for (int i = 0; i < x.Length; i++) w[i] = Weight(weighting, x[i], curve.Slope, curve.ResidualStdDev);
            curve = Line(x, y, w, weighting);
        }
        if (curve.Slope == 0 || !double.IsFinite(curve.Slope)) return null;
        return weighting == CurveWeighting.Equal ? curve with { Counting = CountingVariance.Of(x, y, curve.Slope), Interval = interval } : curve;
    }

    /// <summary>The weight of a reaction with 10^x copies, 1 for many copies.</summary>
    internal static double Weight(CurveWeighting weighting, double log10Copies, double slope, double residualStdDev)
    {
        if (weighting == CurveWeighting.Equal) return 1;
        double perLn = slope / Math.Log(10), floor = Math.Max(residualStdDev * residualStdDev, 1e-4);
        return 1 / (1 + perLn * perLn / (Math.Pow(10, log10Copies) * floor));
    }

    private static StandardCurve Line(double[] x, double[] y, double[] w, CurveWeighting weighting)
    {
        int n = x.Length;
        double sw = 0, sx = 0, sy = 0;
        for (int i = 0; i < n; i++)
        {
            sw += w[i];
            sx += w[i] * x[i];
            sy += w[i] * y[i];
        }
        double mx = sx / sw, my = sy / sw, sxx = 0, sxy = 0, syy = 0;
        for (int i = 0; i < n; i++)
        {
            sxx += w[i] * (x[i] - mx) * (x[i] - mx);
            sxy += w[i] * (x[i] - mx) * (y[i] - my);
            syy += w[i] * (y[i] - my) * (y[i] - my);
        }
        double slope = sxy / sxx, intercept = my - slope * mx, rss = 0;
        for (int i = 0; i < n; i++) rss += w[i] * Math.Pow(y[i] - intercept - slope * x[i], 2);
        double s = Math.Sqrt(rss / (n - 2));
        var levels = Levels(x, y, slope, intercept);
        return new(slope, intercept, syy > 0 ? 1 - rss / syy : 0, Math.Pow(10, -1 / slope) - 1, s, n)
        {
            SlopeStdErr = s / Math.Sqrt(sxx),
            InterceptStdErr = s * Math.Sqrt(1 / sw + mx * mx / sxx),
            WeightSum = sw,
            MeanLog10 = mx,
            MeanCq = my,
            SumOfSquaresLog10 = sxx,
            Levels = levels,
            Weighting = weighting,
            LackOfFit = TestLine(x, y, w, rss, levels.Count),
            Scatter = LevelScatterTest.Of(x, y, w),
        };
    }

    private static List<StandardLevel> Levels(double[] x, double[] y, double slope, double intercept)
    {
        var levels = new List<StandardLevel>();
        foreach (var level in x.Zip(y).GroupBy(p => p.First).OrderBy(g => g.Key))
        {
            double[] cq = [.. level.Select(p => p.Second)];
            double mean = cq.Average();
            double? sd = cq.Length > 1 ? Math.Sqrt(cq.Sum(v => (v - mean) * (v - mean)) / (cq.Length - 1)) : null;
            levels.Add(new(Math.Pow(10, level.Key), cq.Length, mean, sd, mean - intercept - slope * level.Key));
        }
        return levels;
    }

    private static LackOfFit? TestLine(double[] x, double[] y, double[] w, double rss, int levels)
    {
        int numerator = levels - 2, denominator = x.Length - levels;
        if (numerator < 1 || denominator < 1) return null;
        double pure = 0;
        foreach (var level in Enumerable.Range(0, x.Length).GroupBy(i => x[i]))
        {
            double sw = level.Sum(i => w[i]), mean = level.Sum(i => w[i] * y[i]) / sw;
            pure += level.Sum(i => w[i] * (y[i] - mean) * (y[i] - mean));
        }
        if (!(pure > 0)) return null;
        double f = Math.Max(rss - pure, 0) / numerator / (pure / denominator);
        return new(f, numerator, denominator, FDistribution.Sf(f, numerator, denominator));
    }
}
