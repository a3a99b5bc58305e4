namespace Cavum.Assay;

/// <summary>The Westgard rules, by their usual names.</summary>
public enum WestgardRule
{
    /// <summary>1-2s: one result beyond 2 SD; a warning.</summary>
    OneTwoS,

    /// <summary>1-3s: one beyond 3 SD.</summary>
    OneThreeS,

    /// <summary>2-2s: two in a row beyond 2 SD on one side.</summary>
    TwoTwoS,

    /// <summary>R-4s: two in a row, one beyond +2 SD and the other beyond −2 SD.</summary>
    RangeFourS,

    /// <summary>4-1s: four in a row beyond 1 SD on one side.</summary>
    FourOneS,

    /// <summary>10-x: ten in a row on one side of the mean.</summary>
    TenMean,
}

/// <summary>One control result on a Levey–Jennings chart.</summary>
public sealed record ChartPoint(string RunId, double Value, double Z, IReadOnlyList<WestgardRule> Broken)
{
    /// <summary>Every broken rule but 1-2s rejects.</summary>
    public bool Rejected => Broken.Any(r => r != WestgardRule.OneTwoS);
}

/// <summary>A chart of one control: its mean and SD, and the results judged by them.</summary>
/// <param name="EstablishedFrom">How many results mean and SD were taken from; 0 when they were assigned.</param>
public sealed record LeveyJennings(double Mean, double StdDev, int EstablishedFrom, IReadOnlyList<ChartPoint> Points);

/// <summary>Levey–Jennings chart of one control over runs, judged by the Westgard multirule (Westgard et al. 1981, Clin Chem 27:493–501).</summary>
public static class ControlChart
{
    /// <summary>From fewer results than this no mean and SD are established (CLSI C24 asks for 20 where they can be had).</summary>
    public const int LeastToEstablish = 10;

    /// <summary>A chart about an assigned mean and SD.</summary>
    public static LeveyJennings Assigned(IReadOnlyList<(string RunId, double Value)> results, double mean, double stdDev) => new(mean, stdDev, 0, Judge(results, mean, stdDev));

    /// <summary>Mean and SD of the first results, which are not judged; null when there is nothing left to judge or they do not differ.</summary>
    public static LeveyJennings? Establish(IReadOnlyList<(string RunId, double Value)> results, int first)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentOutOfRangeException.ThrowIfLessThan(first, LeastToEstablish);
        if (results.Count <= first) return null;
        double mean = results.Take(first).Average(r => r.Value), sd = Math.Sqrt(results.Take(first).Sum(r => (r.Value - mean) * (r.Value - mean)) / (first - 1));
        return sd > 0 ? new(mean, sd, first, Judge([.. results.Skip(first)], mean, sd)) : null;
    }

    /// <summary>The rule as laboratories write it: 1-2s, 1-3s, 2-2s, R-4s, 4-1s, 10-x.</summary>
    public static string Name(WestgardRule rule) => rule switch
    {
        WestgardRule.OneTwoS => "1-2s",
        WestgardRule.OneThreeS => "1-3s",
        WestgardRule.TwoTwoS => "2-2s",
        WestgardRule.RangeFourS => "R-4s",
        WestgardRule.FourOneS => "4-1s",
        _ => "10-x",
    };

    /// <param name="results">Control results in the order of the runs, on the scale of the target (log10 copies for qPCR).</param>
    /// <param name="mean">Assigned mean; not estimated from the results that it judges.</param>
    public static IReadOnlyList<ChartPoint> Judge(IReadOnlyList<(string RunId, double Value)> results, double mean, double stdDev)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (!(stdDev > 0) || !double.IsFinite(mean)) throw new ArgumentOutOfRangeException(nameof(stdDev), stdDev, "A control has a mean and a standard deviation above 0.");
        double[] z = [.. results.Select(r => (r.Value - mean) / stdDev)];
        var points = new ChartPoint[z.Length];
        for (int i = 0; i < z.Length; i++)
        {
            var broken = new List<WestgardRule>();
            if (Math.Abs(z[i]) > 2) broken.Add(WestgardRule.OneTwoS);
            if (Math.Abs(z[i]) > 3) broken.Add(WestgardRule.OneThreeS);
            if (Run(z, i, 2, 2)) broken.Add(WestgardRule.TwoTwoS);
            if (i > 0 && Math.Max(z[i], z[i - 1]) > 2 && Math.Min(z[i], z[i - 1]) < -2) broken.Add(WestgardRule.RangeFourS);
            if (Run(z, i, 4, 1)) broken.Add(WestgardRule.FourOneS);
            if (Run(z, i, 10, 0)) broken.Add(WestgardRule.TenMean);
            points[i] = new(results[i].RunId, results[i].Value, z[i], broken);
        }
        return points;
    }

    private static bool Run(double[] z, int last, int count, double beyond)
    {
        if (last + 1 < count) return false;
        var window = z.AsSpan(last - count + 1, count);
        bool above = true, below = true;
        foreach (double v in window)
        {
            above &= v > beyond;
            below &= v < -beyond;
        }
        return above || below;
    }
}
