namespace Cavum.Preclinical;

/// <summary>Extent and mean of one parameter's values; values that are not finite are counted apart.</summary>
public readonly record struct ColumnSummary(int Counted, int NotFinite, double Min, double Max, double Sum)
{
    public double? Mean => Counted == 0 || !double.IsFinite(Sum / Counted) ? null : Sum / Counted;

    /// <summary>The sum is compensated (Neumaier 1974), so it does not depend on the size of the file.</summary>
    public static ColumnSummary Of(ReadOnlySpan<double> values)
    {
        int counted = 0;
        double min = double.PositiveInfinity, max = double.NegativeInfinity, sum = 0, lost = 0;
        foreach (double v in values)
        {
            if (!double.IsFinite(v)) continue;
            counted++;
            if (v < min) min = v;
            if (v > max) max = v;
            double next = sum + v;
            lost += Math.Abs(sum) >= Math.Abs(v) ? sum - next + v : v - next + sum;
            sum = next;
        }
        double total = sum + lost;
        return new(counted, values.Length - counted, min, max, double.IsFinite(total) ? total : sum > 0 ? double.MaxValue : double.MinValue);
    }
}
