using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>One sample measured by two assays, in one unit each.</summary>
public readonly record struct PairedLevels(string Sample, EbvLevel First, EbvLevel Second);

/// <summary>Agreement of two assays on detecting more than a cut-off.</summary>
/// <param name="Undetermined">Pairs left out because a limit above the cut-off hides on which side they lie.</param>
public sealed record CutOffAgreement(double CutOff, int BothAbove, int FirstOnly, int SecondOnly, int BothBelow, int Undetermined, KappaResult? Kappa);

/// <summary>Two assays compared on the same samples, all on the log10 scale, and the line that carries the first into the second.</summary>
/// <param name="Pairs">Pairs quantified by both; only they enter the lines, the differences and the correlation.</param>
/// <param name="Censored">Pairs in which at least one assay gave a limit instead of a value.</param>
/// <param name="ResidualSd">Scatter (log10) of the second about the Deming line.</param>
/// <param name="UnitFactor">A power of ten by which the two differ throughout: a change of unit rather than of assay; else null.</param>
public sealed record AssayBridge(
    int Pairs, int Censored, ComparisonLine PassingBablok, ComparisonLine Deming, BlandAltmanResult BlandAltman, IntraclassResult Icc,
    double ResidualSd, double? UnitFactor, double LowestFirst, double HighestFirst, CutOffAgreement? CutOff)
{
    /// <summary>Whether both lines allow slope 1 and intercept 0: the two assays may be read alike.</summary>
    public bool Interchangeable => Holds(PassingBablok.SlopeLimits, 1) && Holds(PassingBablok.InterceptLimits, 0) && Holds(Deming.SlopeLimits, 1) && Holds(Deming.InterceptLimits, 0);

    private static bool Holds(Limits limits, double value) => limits.Lower <= value && value <= limits.Upper;
}

/// <summary>Bridges two assays or laboratories by the samples that both measured.</summary>
/// <remarks>
/// log10 values: Passing–Bablok and Deming lines, differences (Bland–Altman), intraclass correlation, kappa at a cut-off with the
/// censored pairs included where their side is certain. Verification of harmonisation as in Le 2013 (Clin Cancer Res 19:2208).
/// </remarks>
public static class AssayBridges
{
    public const int LeastPairs = 10;

    /// <summary>Null with fewer than <see cref="LeastPairs"/> pairs quantified by both, or when one assay gave one value throughout.</summary>
    public static AssayBridge? Build(IReadOnlyList<PairedLevels> pairs, double? cutOff = null, double errorRatio = 1, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var exact = pairs.Where(p => p is { First: EbvLevel.Quantified, Second: EbvLevel.Quantified })
            .Select(p => (X: ((EbvLevel.Quantified)p.First).Value, Y: ((EbvLevel.Quantified)p.Second).Value)).ToArray();
        if (exact.Length < LeastPairs) return null;
        double[] x = [.. exact.Select(p => Math.Log10(p.X))], y = [.. exact.Select(p => Math.Log10(p.Y))];
        if (x.Max() - x.Min() <= 0 || y.Max() - y.Min() <= 0) return null;
        var ratings = new double[x.Length, 2];
        for (int i = 0; i < x.Length; i++) (ratings[i, 0], ratings[i, 1]) = (x[i], y[i]);
        var deming = MethodComparison.Deming(x, y, errorRatio, confidence);
        double squares = 0;
        for (int i = 0; i < x.Length; i++) squares += Math.Pow(y[i] - deming.Intercept - deming.Slope * x[i], 2);
        return new(
            x.Length, pairs.Count - x.Length, MethodComparison.PassingBablok(x, y, confidence), deming, MethodComparison.BlandAltman(x, y, confidence),
            IntraclassCorrelation.Of(ratings, confidence), Math.Sqrt(squares / (x.Length - 2)),
            ReportedResults.UnitFactor([.. exact.Select(p => p.X)], [.. exact.Select(p => p.Y)]),
            exact.Min(p => p.X), exact.Max(p => p.X), cutOff is { } c ? AtCutOff(pairs, c, confidence) : null);
    }

    private static CutOffAgreement AtCutOff(IReadOnlyList<PairedLevels> pairs, double cutOff, double confidence)
    {
        var first = new List<int>();
        var second = new List<int>();
        foreach (var pair in pairs)
        {
            if (Side(pair.First, cutOff) is not { } a || Side(pair.Second, cutOff) is not { } b) continue;
            first.Add(a);
            second.Add(b);
        }
        int Count(int a, int b) => Enumerable.Range(0, first.Count).Count(i => first[i] == a && second[i] == b);
        var kappa = first.Count == 0 ? null : Kappa.Of([.. first], [.. second], 2, confidence: confidence);
        return new(cutOff, Count(1, 1), Count(1, 0), Count(0, 1), Count(0, 0), pairs.Count - first.Count, kappa);
    }

    /// <summary>1 above the cut-off, 0 at or below it, null when the bounds lie on both sides.</summary>
    private static int? Side(EbvLevel level, double cutOff)
    {
        var (least, most) = level.Bounds;
        return least > cutOff || (cutOff == 0 && level is EbvLevel.BelowLoq) ? 1 : most <= cutOff || (cutOff == 0 && level is EbvLevel.NotDetected) ? 0 : null;
    }
}

/// <summary>The line by which values of one assay are read on the scale of another: log10 to = intercept + slope · log10 from.</summary>
/// <param name="ResidualSd">log10 scatter of one converted value.</param>
/// <param name="Lowest">Least value of the first assay that the bridge was built on; below and above it the line is extrapolated.</param>
public sealed record BridgeLine(string From, string To, double Intercept, double Slope, double ResidualSd, double Lowest, double Highest)
{
    /// <summary>The same statement about the sample on the scale of <see cref="To"/>; a limit stays a limit.</summary>
    public EbvLevel Convert(EbvLevel level) => level switch
    {
        EbvLevel.Quantified q => new EbvLevel.Quantified(Scaled(q.Value)),
        EbvLevel.BelowLoq b => new EbvLevel.BelowLoq(b.Lod > 0 ? Scaled(b.Lod) : 0, Scaled(b.Loq)),
        EbvLevel.NotDetected n => new EbvLevel.NotDetected(Scaled(n.Lod)),
        EbvLevel.AboveUpperLimit a => new EbvLevel.AboveUpperLimit(Scaled(a.Limit)),
        _ => throw new InvalidOperationException("A level is one of four cases."),
    };

    private double Scaled(double value) => Math.Pow(10, Intercept + Slope * Math.Log10(value));
}

/// <summary>A series brought to one assay: what could be joined, and what was left out because no bridge leads there.</summary>
public sealed record OneAssaySeries(string Assay, IReadOnlyList<EbvPoint> Points, IReadOnlyList<EbvPoint> LeftOut, IReadOnlyList<string> Bridged);

/// <summary>Keeps a series from crossing assays without a bridge.</summary>
public static class CrossAssay
{
    /// <summary>The assay of the baseline (last sample up to day 0, else the first) holds; others are converted by a bridge or left out.</summary>
    public static OneAssaySeries Join(IReadOnlyList<EbvPoint> series, IReadOnlyList<BridgeLine> bridges)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(bridges);
        EbvPoint[] ordered = [.. series.OrderBy(p => p.Day)];
        string assay = (ordered.LastOrDefault(p => p.Day <= 0) ?? ordered.FirstOrDefault())?.Assay ?? "";
        var joined = new List<EbvPoint>();
        var left = new List<EbvPoint>();
        var used = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var point in ordered)
        {
            if (point.Assay == assay) joined.Add(point);
            else if (bridges.FirstOrDefault(b => b.From == point.Assay && b.To == assay) is { } bridge)
            {
                joined.Add(point with { Level = bridge.Convert(point.Level), Assay = assay });
                used.Add(bridge.From);
            }
            else left.Add(point);
        }
        return new(assay, joined, left, [.. used]);
    }
}
