using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>Bartlett's test of one variance in all levels of a standard curve.</summary>
public sealed record LevelScatter(double ChiSquare, int DegreesOfFreedom, double PValue);

/// <summary>Whether the levels of a standard curve scatter alike, as the weights of its line assume.</summary>
/// <remarks>
/// Bartlett 1937, Proc R Soc A 160:268–282: X² = [ν ln s² − Σνᵢ ln sᵢ²]/C, C = 1 + (Σ1/νᵢ − 1/ν)/(3(k − 1)), k − 1 degrees of freedom, on residuals times
/// the root of their weight. Null with fewer than two levels of two or more replicates that differ. Oracle: R bartlett.test.
/// </remarks>
public static class LevelScatterTest
{
    public static LevelScatter? Of(ReadOnlySpan<double> levels, ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        var groups = new SortedDictionary<double, List<(double Value, double Weight)>>();
        for (int i = 0; i < levels.Length; i++)
        {
            if (!groups.TryGetValue(levels[i], out var group)) groups[levels[i]] = group = [];
            group.Add((values[i], weights[i]));
        }
        double total = 0, pooled = 0, logs = 0, inverse = 0;
        int used = 0;
        foreach (var group in groups.Values)
        {
            double mean = group.Average(p => p.Value), squares = group.Sum(p => p.Weight * (p.Value - mean) * (p.Value - mean)), freedom = group.Count - 1;
            if (freedom < 1 || !(squares > 0)) continue;
            total += freedom;
            pooled += squares;
            logs += freedom * Math.Log(squares / freedom);
            inverse += 1 / freedom;
            used++;
        }
        if (used < 2) return null;
        double correction = 1 + (inverse - 1 / total) / (3 * (used - 1)), statistic = Math.Max(0, (total * Math.Log(pooled / total) - logs) / correction);
        return new(statistic, used - 1, ChiSquare.Sf(statistic, used - 1));
    }
}
