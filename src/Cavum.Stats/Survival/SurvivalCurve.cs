namespace Cavum.Stats;

/// <summary>One distinct time of a survival curve; the values hold from <paramref name="Time"/> to the next step.</summary>
/// <param name="AtRisk">Sum of weights (the number, without weights) at risk just before the time.</param>
/// <param name="StdErr">Standard error of the survival; null where the survival is 0.</param>
/// <param name="Lower">Pointwise limits; null where the survival is 0.</param>
public readonly record struct SurvivalStep(
    double Time, double AtRisk, double Events, double Censored, double Survival, double? StdErr, double? Lower, double? Upper,
    double CumulativeHazard, double CumulativeHazardStdErr);

/// <summary>A time at which a curve has fallen to a given probability, with limits; null where the curve never gets there.</summary>
public readonly record struct SurvivalQuantile(double Probability, double? Time, double? Lower, double? Upper);

/// <summary>An area under a survival curve up to <paramref name="Tau"/>, in the unit of time.</summary>
public readonly record struct RestrictedMean(double Tau, double Mean, double StdErr, double Lower, double Upper);

/// <summary>A right-continuous step estimate of survival with its uncertainty.</summary>
public sealed class SurvivalCurve
{
    private readonly double[] time, atRisk, events, censored, survival, logStdErr, hazard, hazardStdErr;
    private readonly double z;

    internal SurvivalCurve(RiskTable table, CurveColumns columns, KaplanMeierOptions options)
    {
        (time, atRisk, events, censored) = (table.Time, table.AtRisk, table.Events, table.Censored);
        (survival, logStdErr, hazard, hazardStdErr) = columns;
        Options = options;
        Subjects = table.Rows;
        z = Normal.Quantile(0.5 + options.Confidence / 2);
        foreach (int rows in table.EventRows) EventRows += rows;
    }

    public KaplanMeierOptions Options { get; }

    /// <summary>Rows that made the curve.</summary>
    public int Subjects { get; }

    /// <summary>Rows with an event.</summary>
    public int EventRows { get; }

    /// <summary>Number of distinct times.</summary>
    public int Count => time.Length;

    public ReadOnlySpan<double> Times => time;
    public ReadOnlySpan<double> Survival => survival;
    public ReadOnlySpan<double> CumulativeHazard => hazard;
    internal ReadOnlySpan<double> AtRisk => atRisk;
    internal ReadOnlySpan<double> Events => events;
    internal ReadOnlySpan<double> LogStdErr => logStdErr;

    public SurvivalStep this[int index]
    {
        get
        {
            double s = survival[index], se = logStdErr[index] * s;
            var (lower, upper) = Limits(index);
            return new(time[index], atRisk[index], events[index], censored[index], s, Finite(se), Finite(lower), Finite(upper),
                hazard[index], hazardStdErr[index]);
        }
    }

    public IEnumerable<SurvivalStep> Steps
    {
        get
        {
            for (int i = 0; i < Count; i++) yield return this[i];
        }
    }

    /// <summary>The step that holds at time <paramref name="t"/>: the last with Time ≤ t; null before the first, where survival is 1.</summary>
    public SurvivalStep? At(double t)
    {
        int i = IndexAt(t);
        return i < 0 ? null : this[i];
    }

    /// <summary>Survival at time <paramref name="t"/>: S(t), events at t included.</summary>
    public double SurvivalAt(double t)
    {
        int i = IndexAt(t);
        return i < 0 ? 1 : survival[i];
    }

    /// <summary>The median and its limits.</summary>
    public SurvivalQuantile Median => Quantile(0.5);

    /// <summary>The first time with S ≤ 1 − <paramref name="probability"/>; on a flat at that height, the midpoint to the next drop.</summary>
    /// <remarks>
    /// The limits apply the same rule to the lower and the upper band (Brookmeyer &amp; Crowley 1982, Biometrics 38:29),
    /// each at its first crossing, even where a band is not monotone. A flat is recognised within 2⁻²⁶.
    /// </remarks>
    public SurvivalQuantile Quantile(double probability)
    {
        if (probability is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies between 0 and 1.");
        double height = 1 - probability;
        return new(probability, Crossing(height, i => survival[i]), Crossing(height, i => Limits(i).Lower), Crossing(height, i => Limits(i).Upper));
    }

    /// <summary>∫₀^τ S(t)dt with variance Σ (∫_{tᵢ}^τ S)²·dᵢ/(nᵢ(nᵢ − dᵢ)) over tᵢ ≤ τ.</summary>
    /// <remarks>Beyond the last time the last survival is carried on; <see cref="Rmst"/> refuses such a τ. A time at which all fail adds no variance.</remarks>
    public RestrictedMean RestrictedMean(double tau) => RestrictedMeans.Of(this, tau, z);

    /// <summary>Last time on the curve, with or without an event.</summary>
    public double LastTime => time.Length == 0 ? 0 : time[^1];

    private (double Lower, double Upper) Limits(int i) => SurvivalLimits.Of(Options.Interval, survival[i], logStdErr[i], z);

    internal int IndexAt(double t)
    {
        int i = Array.BinarySearch(time, t);
        return i >= 0 ? i : ~i - 1;
    }

    private double? Crossing(double height, Func<int, double> value)
    {
        for (int i = 0; i < time.Length; i++)
        {
            double here = value(i);
            if (!(here < height + TimeTies.Tolerance)) continue; // NaN, where the band does not exist, is passed over
            if (Math.Abs(here - height) >= TimeTies.Tolerance) return time[i];
            for (int j = i + 1; j < time.Length; j++)
                if (value(j) < here) return (time[i] + time[j]) / 2;
            return time[i];
        }
        return null;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>The columns that an estimator adds to a risk table.</summary>
internal readonly record struct CurveColumns(double[] Survival, double[] LogStdErr, double[] Hazard, double[] HazardStdErr);
