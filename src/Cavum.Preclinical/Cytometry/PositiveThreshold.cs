using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>Where a threshold came from.</summary>
public enum ThresholdSource
{
    /// <summary>A quantile of a fluorescence-minus-one (or unstained) control.</summary>
    Control,

    /// <summary>The valley between the two highest modes of the density.</summary>
    Valley,

    /// <summary>One mode only: no valley was found; the threshold is the median plus three robust standard deviations.</summary>
    SingleMode,
}

/// <summary>A cut between negative and positive on one display scale.</summary>
public sealed record PositiveThreshold(double Value, ThresholdSource Source)
{
    private const int Grid = 512;
    private const double LeastProminence = 0.1;
    private const int LeastEvents = 20;

    /// <summary>The <paramref name="quantile"/> of the control's values: above it a cell is called positive.</summary>
    public static PositiveThreshold FromControl(ReadOnlySpan<double> control, double quantile = 0.995)
    {
        if (control.Length < LeastEvents) throw new ArgumentException($"A control of {control.Length} events has no tail.", nameof(control));
        double[] sorted = control.ToArray();
        Array.Sort(sorted);
        return new(Quantile(sorted, quantile), ThresholdSource.Control);
    }

    /// <summary>The deepest minimum between the two highest modes of a Gaussian kernel density; bandwidth by Silverman's rule.</summary>
    /// <remarks>Silverman 1986, Density Estimation, eq. 3.31. The valley must lie 10 % of the lower mode below it.</remarks>
    public static PositiveThreshold FromDensity(ReadOnlySpan<double> values)
    {
        if (values.Length < LeastEvents) throw new ArgumentException($"{values.Length} events show no density.", nameof(values));
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        double spread = Math.Min(Deviation(sorted), (Quantile(sorted, 0.75) - Quantile(sorted, 0.25)) / 1.349);
        if (!(spread > 0)) return new(sorted[^1], ThresholdSource.SingleMode);
        double width = 0.9 * spread * Math.Pow(sorted.Length, -0.2), low = Quantile(sorted, 0.001) - width, high = Quantile(sorted, 0.999) + width;
        double step = (high - low) / (Grid - 1);
        double[] density = Density(sorted, low, step, width);
        var modes = Enumerable.Range(1, Grid - 2).Where(i => density[i] > density[i - 1] && density[i] >= density[i + 1]).OrderByDescending(i => density[i]).ToList();
        foreach (int other in modes.Skip(1))
        {
            int from = Math.Min(modes[0], other), to = Math.Max(modes[0], other), valley = from;
            for (int i = from; i <= to; i++)
                if (density[i] < density[valley]) valley = i;
            if (density[valley] <= (1 - LeastProminence) * density[other] && density[other] >= 0.02 * density[modes[0]])
                return new(low + valley * step, ThresholdSource.Valley);
        }
        double median = Quantile(sorted, 0.5);
        double[] away = [.. sorted.Select(v => Math.Abs(v - median)).Order()];
        return new(median + 3 * 1.4826 * Quantile(away, 0.5), ThresholdSource.SingleMode);
    }

    private static double[] Density(double[] sorted, double low, double step, double width)
    {
        var counts = new double[Grid];
        foreach (double v in sorted)
        {
            double place = (v - low) / step;
            int k = (int)Math.Floor(place);
            if (k < 0 || k >= Grid - 1) continue;
            counts[k] += 1 - (place - k); // linear binning
            counts[k + 1] += place - k;
        }
        int reach = Math.Min(Grid - 1, (int)Math.Ceiling(5 * width / step));
        double[] kernel = [.. Enumerable.Range(0, reach + 1).Select(d => Normal.Pdf(d * step / width))];
        var density = new double[Grid];
        for (int i = 0; i < Grid; i++)
            for (int j = Math.Max(0, i - reach); j <= Math.Min(Grid - 1, i + reach); j++) density[i] += counts[j] * kernel[Math.Abs(i - j)];
        return density;
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }

    internal static double Quantile(double[] sorted, double p)
    {
        double at = p * (sorted.Length - 1);
        int k = (int)at;
        return k + 1 < sorted.Length ? sorted[k] + (at - k) * (sorted[k + 1] - sorted[k]) : sorted[^1];
    }
}
