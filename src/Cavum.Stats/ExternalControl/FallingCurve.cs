namespace Cavum.Stats;

/// <summary>The best falling curve through noisy points (pooled adjacent violators), and what it says about noise and hazard.</summary>
internal sealed class FallingCurve
{
    private readonly double[] times, level;
    private readonly List<double> residuals = [];

    internal FallingCurve(CurvePoint[] points)
    {
        times = [.. points.Select(p => p.Time)];
        level = new double[points.Length];
        var blocks = new List<(double Sum, int Count)>();
        foreach (var p in points)
        {
            blocks.Add((p.Survival, 1));
            while (blocks.Count > 1 && blocks[^1].Sum / blocks[^1].Count >= blocks[^2].Sum / blocks[^2].Count)
            {
                blocks[^2] = (blocks[^2].Sum + blocks[^1].Sum, blocks[^2].Count + blocks[^1].Count);
                blocks.RemoveAt(blocks.Count - 1);
            }
        }
        int at = 0;
        foreach (var (sum, count) in blocks)
            for (int i = 0; i < count; i++, at++)
            {
                level[at] = sum / count;
                if (count > 1) residuals.Add(Math.Abs(points[at].Survival - level[at]));
            }
    }

    /// <summary>1.4826 times the median absolute residual, within sensible bounds.</summary>
    internal double Noise()
    {
        if (residuals.Count < 8) return 0.001;
        double[] sorted = [.. residuals.Order()];
        return Math.Clamp(1.4826 * sorted[sorted.Length / 2], 0.001, 0.02);
    }

    internal double At(double time)
    {
        int i = Array.BinarySearch(times, time);
        if (i >= 0) return level[i];
        i = ~i;
        if (i == 0) return 1;
        if (i == times.Length) return level[^1];
        return level[i - 1] + (level[i] - level[i - 1]) * (time - times[i - 1]) / (times[i] - times[i - 1]);
    }

    /// <summary>Hazard over the six points about a time.</summary>
    internal double HazardAbout(double time)
    {
        int i = Array.BinarySearch(times, time);
        if (i < 0) i = ~i;
        int a = Math.Max(0, i - 3), b = Math.Min(times.Length - 1, i + 3);
        return times[b] > times[a] && level[b] > 0 ? Math.Log(level[a] / level[b]) / (times[b] - times[a]) : 0;
    }
}
