namespace Cavum.Stats;

/// <summary>How deaths at one time add to a cumulative hazard.</summary>
public enum HazardTies
{
    /// <summary>d/n at once.</summary>
    NelsonAalen,

    /// <summary>One after the other: 1/n + 1/(n − 1) + … (Fleming &amp; Harrington 1984, Commun Stat 13:2469).</summary>
    FlemingHarrington,
}

/// <summary>The Nelson–Aalen estimate of a cumulative hazard, and the survival exp(−Λ) that goes with it.</summary>
/// <remarks>
/// Λ(t) = Σ dᵢ/nᵢ, variance Σ dᵢ/nᵢ² (Aalen 1978, Ann Stat 6:701); with Fleming–Harrington ties each of the d deaths adds 1/(nᵢ − k) and its
/// square. The survival's limits use the error of Λ as that of log S. Oracle: R survfit(stype = 2).
/// </remarks>
public static class NelsonAalen
{
    public static SurvivalCurve Estimate(
        ReadOnlySpan<double> times, ReadOnlySpan<bool> events, HazardTies ties = HazardTies.NelsonAalen, KaplanMeierOptions? options = null,
        ReadOnlySpan<double> entries = default, ReadOnlySpan<double> weights = default)
    {
        options ??= KaplanMeierOptions.Default;
        SurvivalArguments.Check(times, events, entries, weights);
        SurvivalArguments.CheckConfidence(options.Confidence);
        var table = RiskTable.Make(times, events, entries, weights);
        int count = table.Time.Length;
        var columns = new CurveColumns(new double[count], new double[count], new double[count], new double[count]);
        double hazard = 0, variance = 0;
        for (int k = 0; k < count; k++)
        {
            double d = table.Events[k], n = table.AtRisk[k];
            int deaths = ties == HazardTies.NelsonAalen ? Math.Min(1, table.EventRows[k]) : table.EventRows[k];
            for (int j = 0; j < deaths; j++)
            {
                double left = n - d * j / deaths;
                hazard += d / deaths / left;
                variance += d / deaths / (left * left);
            }
            columns.Hazard[k] = hazard;
            columns.HazardStdErr[k] = columns.LogStdErr[k] = Math.Sqrt(variance);
            columns.Survival[k] = Math.Exp(-hazard);
        }
        return new(table, columns, options);
    }
}
