namespace Cavum.Stats;

/// <summary>How a survival curve is made and how its limits are drawn.</summary>
public sealed record KaplanMeierOptions
{
    /// <summary>Two-sided level of the pointwise limits.</summary>
    public double Confidence { get; init; } = 0.95;

    public SurvivalInterval Interval { get; init; } = SurvivalInterval.Log;

    /// <summary>The infinitesimal jackknife instead of Greenwood's variance; what weights need.</summary>
    public bool Robust { get; init; }

    public static KaplanMeierOptions Default { get; } = new();
}

/// <summary>The Kaplan–Meier (product-limit) estimate of a survival function.</summary>
/// <remarks>
/// Ŝ(t) = ∏ (1 − dᵢ/nᵢ) over tᵢ ≤ t (Kaplan &amp; Meier 1958, JASA 53:457). Variance: Greenwood, Ŝ²·Σ dᵢ/(nᵢ(nᵢ − dᵢ)), or the
/// infinitesimal jackknife Σ(wᵢ·∂Ŝ/∂wᵢ)², each row a cluster. At equal times events precede censorings; times that differ by rounding
/// are one time (<see cref="TimeTies"/>). A row is at risk on (entry, time]. While S = 1 the error is 0 and both limits 1; at S = 0 neither exists.
/// Oracle: R survfit; docs/methods/kaplan-meier.md. O(n log n).
/// </remarks>
public static class KaplanMeier
{
    /// <param name="times">Time to event or censoring, in any one unit and order.</param>
    /// <param name="events">True where the event was seen.</param>
    /// <param name="options">Level, interval type, variance.</param>
    /// <param name="entries">Delayed entry, each before its time; empty if everyone is followed from 0.</param>
    /// <param name="weights">Case weights, not negative; empty for 1 each.</param>
    public static SurvivalCurve Estimate(
        ReadOnlySpan<double> times, ReadOnlySpan<bool> events, KaplanMeierOptions? options = null,
        ReadOnlySpan<double> entries = default, ReadOnlySpan<double> weights = default)
    {
        options ??= KaplanMeierOptions.Default;
        SurvivalArguments.Check(times, events, entries, weights);
        SurvivalArguments.CheckConfidence(options.Confidence);
        var table = RiskTable.Make(times, events, entries, weights);
        var columns = ProductLimit(table);
        if (options.Robust) columns = RobustCurve.Errors(table, events, weights, columns);
        return new(table, columns, options);
    }

    /// <summary>Follow-up by the reverse estimate: censoring is the event (Schemper &amp; Smith 1996, Control Clin Trials 17:343).</summary>
    public static SurvivalCurve FollowUp(ReadOnlySpan<double> times, ReadOnlySpan<bool> events, KaplanMeierOptions? options = null)
    {
        var censored = new bool[events.Length];
        for (int i = 0; i < censored.Length; i++) censored[i] = !events[i];
        return Estimate(times, censored, options);
    }

    private static CurveColumns ProductLimit(RiskTable table)
    {
        int count = table.Time.Length;
        var columns = new CurveColumns(new double[count], new double[count], new double[count], new double[count]);
        double survival = 1, greenwood = 0, hazard = 0, hazardVariance = 0;
        for (int k = 0; k < count; k++)
        {
            double d = table.Events[k], n = table.AtRisk[k];
            if (table.EventRows[k] > 0)
            {
                bool allFail = table.EventRows[k] == table.AtRiskRows[k];
                survival = allFail ? 0 : survival * (1 - d / n);
                greenwood = allFail ? double.NaN : greenwood + d / (n * (n - d));
                hazard += d / n;
                hazardVariance += d / (n * n);
            }
            columns.Survival[k] = survival;
            columns.LogStdErr[k] = Math.Sqrt(greenwood);
            columns.Hazard[k] = hazard;
            columns.HazardStdErr[k] = Math.Sqrt(hazardVariance);
        }
        return columns;
    }
}

/// <summary>What every estimator here demands of its arguments; breaking it is a fault of the caller.</summary>
internal static class SurvivalArguments
{
    public static void Check(ReadOnlySpan<double> times, ReadOnlySpan<bool> events, ReadOnlySpan<double> entries = default, ReadOnlySpan<double> weights = default)
    {
        if (times.IsEmpty) throw new ArgumentException("There is no row.", nameof(times));
        if (times.Length != events.Length)
            throw new ArgumentException($"{times.Length} times but {events.Length} event flags.", nameof(events));
        if (!entries.IsEmpty && entries.Length != times.Length)
            throw new ArgumentException($"{times.Length} times but {entries.Length} entry times.", nameof(entries));
        if (!weights.IsEmpty && weights.Length != times.Length)
            throw new ArgumentException($"{times.Length} times but {weights.Length} weights.", nameof(weights));
        for (int i = 0; i < times.Length; i++)
            if (!(times[i] >= 0 && times[i] < double.PositiveInfinity))
                throw new ArgumentException($"Time {i} (from 0) is {times[i]}; a time is finite and not negative.", nameof(times));
        for (int i = 0; i < entries.Length; i++)
            if (!(entries[i] < times[i]) || double.IsInfinity(entries[i]))
                throw new ArgumentException($"Row {i} (from 0) enters at {entries[i]} and leaves at {times[i]}; entry comes before.", nameof(entries));
        CheckWeights(weights);
    }

    private static void CheckWeights(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0 && weights[i] < double.PositiveInfinity))
                throw new ArgumentException($"Weight {i} (from 0) is {weights[i]}; a weight is finite and not negative.", nameof(weights));
            sum += weights[i];
        }
        if (!weights.IsEmpty && sum == 0) throw new ArgumentException("All weights are zero.", nameof(weights));
    }

    public static void CheckConfidence(double confidence)
    {
        if (confidence is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence level lies strictly between 0 and 1.");
    }
}
