namespace Cavum.Imaging;

/// <summary>Local peaks, statistics of the intensities, of the levels, and the intensity–volume histogram.</summary>
/// <remarks>
/// Zwanenburg et al. 2020 (IBSI 1), families 3.2 to 3.5. Variance over n, kurtosis less 3, percentiles linear between order
/// statistics; robust deviations use the values from the 10th to the 90th percentile. Peaks by <see cref="PeakSphere"/>.
/// </remarks>
internal static class IntensityFeatures
{
    public static FeatureList Local(FeatureRegion region)
    {
        var sphere = new PeakSphere(region.Image.Geometry);
        float max = region.Values.Max();
        double local = double.NegativeInfinity, global = double.NegativeInfinity;
        for (int n = 0; n < region.Count; n++)
        {
            double peak = sphere.At(region.Image, region.Image.Geometry.VoxelAt(region.Voxels[n]));
            if (region.Values[n] == max) local = Math.Max(local, peak);
            global = Math.Max(global, peak);
        }
        var list = new FeatureList();
        list.Add("loc_peak_loc", local);
        list.Add("loc_peak_glob", global);
        return list;
    }

    public static FeatureList Statistics(FeatureRegion region)
    {
        double[] sorted = [.. region.Values.Select(v => (double)v)];
        Array.Sort(sorted);
        var s = Summary(sorted);
        double energy = 0;
        foreach (double v in sorted) energy += v * v;
        var list = new FeatureList();
        AddSummary(list, "stat_", s);
        list.Add("stat_max", s.Max);
        AddSpread(list, "stat_", s);
        list.Add("stat_energy", energy);
        list.Add("stat_rms", Math.Sqrt(energy / sorted.Length));
        return list;
    }

    public static FeatureList Histogram(LevelGrid grid)
    {
        double[] sorted = [.. grid.Levels.Select(l => (double)l)];
        Array.Sort(sorted);
        var s = Summary(sorted);
        // The histogram begins at level 1 and has levels of no voxel too.
        const int low = 1;
        int levels = grid.Max;
        double[] counts = new double[levels];
        foreach (int level in grid.Levels) counts[level - low]++;
        int mode = Enumerable.Range(0, levels).MinBy(i => (-counts[i], Math.Abs(i + low - s.Mean)));
        double logs = counts.Sum(c => Entropy.XLog2X((long)c)), n = sorted.Length;
        var list = new FeatureList();
        AddSummary(list, "ih_", s);
        list.Add("ih_max", s.Max);
        list.Add("ih_mode", mode + low);
        AddSpread(list, "ih_", s);
        list.Add("ih_entropy", Entropy.OfCounts(logs, n));
        list.Add("ih_uniformity", counts.Sum(c => c * c) / (n * n));
        double[] gradient = [.. Enumerable.Range(0, levels).Select(i => levels == 1 ? double.NaN
            : i == 0 ? counts[1] - counts[0] : i == levels - 1 ? counts[i] - counts[i - 1] : (counts[i + 1] - counts[i - 1]) / 2)];
        list.Add("ih_max_grad", gradient.Max());
        list.Add("ih_max_grad_g", levels == 1 ? null : Array.IndexOf(gradient, gradient.Max()) + low);
        list.Add("ih_min_grad", gradient.Min());
        list.Add("ih_min_grad_g", levels == 1 ? null : Array.IndexOf(gradient, gradient.Min()) + low);
        return list;
    }

    /// <summary>Fraction of the volume at or above an intensity, and the intensity that a fraction of the volume reaches.</summary>
    /// <remarks>
    /// Intensities asked step by 1 where all are whole numbers, else by a thousandth of their range. One intensity has no fractions
    /// of a range, and so no feature but the area.
    /// </remarks>
    public static FeatureList VolumeHistogram(FeatureRegion region)
    {
        float[] sorted = (float[])region.Values.Clone();
        Array.Sort(sorted);
        double min = sorted[0], max = sorted[^1], range = max - min;
        bool whole = sorted.All(v => v == MathF.Floor(v)) && range <= 100_000;
        int steps = range == 0 ? 0 : whole ? (int)range : 1000;
        double Asked(int k) => whole ? min + k : k == steps ? max : min + range * k / steps;
        double Share(double intensity)
        {
            int low = 0, high = sorted.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (sorted[middle] < intensity) low = middle + 1;
                else high = middle;
            }
            return (sorted.Length - low) / (double)sorted.Length;
        }
        double VolumeAt(double fraction) => steps == 0 ? double.NaN : Share(min + fraction * range);
        double IntensityAt(double share)
        {
            for (int k = 0; k <= steps; k++)
                if (Share(Asked(k)) <= share) return Asked(k);
            return steps == 0 ? double.NaN : whole ? max + 1 : max; // even the highest intensity has more of the volume: the next level has none
        }
        double area = 0;
        for (int k = 0; k < steps; k++) area += (Share(Asked(k)) + Share(Asked(k + 1))) / 2 / steps;
        double v10 = VolumeAt(0.1), v90 = VolumeAt(0.9), i10 = IntensityAt(0.1), i90 = IntensityAt(0.9);
        var list = new FeatureList();
        list.Add("ivh_v10", v10);
        list.Add("ivh_v90", v90);
        list.Add("ivh_i10", i10);
        list.Add("ivh_i90", i90);
        list.Add("ivh_diff_v10_v90", v10 - v90);
        list.Add("ivh_diff_i10_i90", i10 - i90);
        list.Add("ivh_auc", area); // 0 for one intensity, as the standard sets it
        return list;
    }

    private sealed record Moments(double Mean, double Variance, double Skewness, double Kurtosis, double Median, double Min, double P10, double P25,
        double P75, double P90, double Max, double Mad, double RobustMad, double MedianAd);

    private static void AddSummary(FeatureList list, string prefix, Moments s)
    {
        list.Add(prefix + "mean", s.Mean);
        list.Add(prefix + "var", s.Variance);
        list.Add(prefix + "skew", s.Skewness);
        list.Add(prefix + "kurt", s.Kurtosis);
        list.Add(prefix + "median", s.Median);
        list.Add(prefix + "min", s.Min);
        list.Add(prefix + "p10", s.P10);
        list.Add(prefix + "p90", s.P90);
    }

    private static void AddSpread(FeatureList list, string prefix, Moments s)
    {
        list.Add(prefix + "iqr", s.P75 - s.P25);
        list.Add(prefix + "range", s.Max - s.Min);
        list.Add(prefix + "mad", s.Mad);
        list.Add(prefix + "rmad", s.RobustMad);
        list.Add(prefix + "medad", s.MedianAd);
        list.Add(prefix + "cov", Math.Sqrt(s.Variance) / s.Mean);
        list.Add(prefix + "qcod", (s.P75 - s.P25) / (s.P75 + s.P25));
    }

    private static Moments Summary(double[] sorted)
    {
        double n = sorted.Length, mean = sorted.Sum() / n, second = 0, third = 0, fourth = 0, mad = 0, medianAd = 0;
        double median = Percentile(sorted, 0.5), p10 = Percentile(sorted, 0.1), p90 = Percentile(sorted, 0.9);
        foreach (double v in sorted)
        {
            double d = v - mean;
            second += d * d;
            third += d * d * d;
            fourth += d * d * d * d;
            mad += Math.Abs(d);
            medianAd += Math.Abs(v - median);
        }
        double variance = second / n;
        // A region of one intensity has no shape: skewness and kurtosis are 0, as the standard sets them.
        double skew = variance > 0 ? third / n / Math.Pow(variance, 1.5) : 0, kurtosis = variance > 0 ? fourth / n / (variance * variance) - 3 : 0;
        double[] middle = [.. sorted.Where(v => v >= p10 && v <= p90)];
        double middleMean = middle.Sum() / middle.Length, robust = middle.Sum(v => Math.Abs(v - middleMean)) / middle.Length;
        return new(mean, variance, skew, kurtosis, median, sorted[0], p10, Percentile(sorted, 0.25), Percentile(sorted, 0.75), p90, sorted[^1], mad / n, robust, medianAd / n);
    }

    private static double Percentile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
