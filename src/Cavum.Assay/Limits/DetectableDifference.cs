using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>The smallest ratio of two amounts that a dilution series can tell apart, by the convention of Ruijter et al. 2013.</summary>
/// <remarks>
/// Methods 59:32–46 (2013) and its supplement. Log quantity on log copies by least squares, s its residual SD over N − 2; at each
/// level x a half-width t·s·√(1/k + (x − x̄)²/Q), k replicates a level, Q = (N − 2)/(N − 1)·Σ(x − x̄)², t the 98.75 % quantile of k − 1 degrees
/// of freedom; the difference is 10 to the mean half-width. Only good to compare methods on the same plate: t by k − 1 degrees of
/// freedom beside s by N − 2, and Q, are the paper's, kept so that its table is reproduced.
/// </remarks>
public static class DetectableDifference
{
    private const double Quantile = 0.9875;

    /// <param name="log10Copies">Nominal amounts, log10.</param>
    /// <param name="log10Quantity">What the method read, log10, in any unit.</param>
    /// <returns>A ratio above 1; null unless every level has the same number of replicates, two or more, at three levels or more.</returns>
    public static double? Of(ReadOnlySpan<double> log10Copies, ReadOnlySpan<double> log10Quantity)
    {
        if (log10Copies.Length != log10Quantity.Length) throw new ArgumentException($"{log10Copies.Length} amounts and {log10Quantity.Length} readings do not go together.", nameof(log10Quantity));
        int n = log10Copies.Length;
        double[] x = log10Copies.ToArray(), y = log10Quantity.ToArray();
        var levels = x.GroupBy(v => v).ToList();
        int replicates = levels.Count == 0 ? 0 : levels[0].Count();
        if (levels.Count < 3 || replicates < 2 || levels.Any(l => l.Count() != replicates)) return null;
        double mx = x.Average(), my = y.Average(), sxx = x.Sum(v => (v - mx) * (v - mx));
        double slope = x.Zip(y).Sum(p => (p.First - mx) * (p.Second - my)) / sxx;
        double s = Math.Sqrt(x.Zip(y).Sum(p => Math.Pow(p.Second - my - slope * (p.First - mx), 2)) / (n - 2));
        double q = (n - 2.0) / (n - 1) * sxx, t = StudentT.Quantile(Quantile, replicates - 1);
        return Math.Pow(10, levels.Average(l => t * s * Math.Sqrt(1.0 / replicates + (l.Key - mx) * (l.Key - mx) / q)));
    }
}
