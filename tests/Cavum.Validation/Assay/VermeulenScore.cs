using System.Globalization;
using Cavum.Assay;

namespace Cavum.Validation;

/// <summary>How well one method recovers the standards of one assay: slope of log10 quantity on log10 copies, ratio of the ends, scatter within levels.</summary>
internal readonly record struct VermeulenScore(double Slope, double Ratio, double Within)
{
    /// <param name="points">log10 copies and log10 quantity of each reaction; null with under two levels.</param>
    internal static VermeulenScore? Of(IReadOnlyList<(double Copies, double Quantity)> points)
    {
        var levels = points.GroupBy(p => p.Copies).OrderBy(g => g.Key).ToList();
        if (levels.Count < 2) return null;
        double mx = points.Average(p => p.Copies), my = points.Average(p => p.Quantity);
        double slope = points.Sum(p => (p.Copies - mx) * (p.Quantity - my)) / points.Sum(p => (p.Copies - mx) * (p.Copies - mx));
        double Mean(IGrouping<double, (double Copies, double Quantity)> g) => g.Average(p => p.Quantity);
        var repeated = levels.Where(g => g.Count() > 1).ToList();
        double within = repeated.Count == 0 ? double.NaN : Math.Sqrt(repeated.Average(g => g.Sum(p => Math.Pow(p.Quantity - Mean(g), 2)) / (g.Count() - 1)));
        return new(slope, Math.Pow(10, Mean(levels[^1]) - Mean(levels[0])), within);
    }

    internal static VermeulenScore Median(IReadOnlyCollection<VermeulenScore> scores) => new(
        Median(scores.Select(s => s.Slope)), Median(scores.Select(s => s.Ratio)), Median(scores.Select(s => s.Within)));

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }

    /// <summary>log10 of the number that ends a sample's name, such as STD_150000.</summary>
    internal static double Level(Reaction reaction) => Math.Log10(double.Parse(reaction.Sample[(reaction.Sample.LastIndexOf('_') + 1)..], CultureInfo.InvariantCulture));

    /// <summary>Of the starts that the shared growth finds in a run.</summary>
    internal static VermeulenScore? OfGrowth(QpcrRun run, GrowthWindows? windows, Func<Reaction, double> level) => Of(
        [.. SharedGrowth.Analyse(run, windows).Where(r => r.RelativeStart is > 0).Select(r => (level(r.Reaction), Math.Log10(r.RelativeStart!.Value)))]);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Slope:0.0000} | {Ratio:#,##0} | {Within:0.0000}");
}
