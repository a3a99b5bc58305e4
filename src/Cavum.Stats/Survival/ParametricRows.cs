namespace Cavum.Stats;

/// <summary>Rows of a parametric survival model: the time lies in [Lower, Upper], exactly known where both are equal.</summary>
/// <param name="Lower">0 where only an upper limit is known.</param>
/// <param name="Upper">+∞ where the time is right-censored.</param>
/// <param name="X">Design with the intercept in its first column.</param>
internal sealed record ParametricRows(double[] Lower, double[] Upper, double[] Entry, double[] Weight, double[,] X)
{
    public int N => Lower.Length;
    public int P => X.GetLength(1);
}

/// <summary>Data of a parametric survival model.</summary>
public sealed record ParametricInput
{
    private ParametricInput(double[] lower, double[] upper) => (Lower, Upper) = (lower, upper);

    public double[] Lower { get; }
    public double[] Upper { get; }

    /// <summary>Rows × covariates; null for none.</summary>
    public double[,]? Covariates { get; init; }
    public double[] Entries { get; init; } = [];
    public double[] Weights { get; init; } = [];
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Times exactly known or right-censored.</summary>
    public static ParametricInput RightCensored(ReadOnlySpan<double> times, ReadOnlySpan<bool> events)
    {
        SurvivalArguments.Check(times, events);
        var upper = times.ToArray();
        for (int i = 0; i < upper.Length; i++)
        {
            if (times[i] <= 0) throw new ArgumentException($"Time {i} (from 0) is {times[i]}; a parametric model needs times above 0.", nameof(times));
            if (!events[i]) upper[i] = double.PositiveInfinity;
        }
        return new(times.ToArray(), upper);
    }

    /// <summary>Times known to lie between two visits: lower 0 for "before upper", upper +∞ for "after lower".</summary>
    public static ParametricInput IntervalCensored(ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        if (lower.Length != upper.Length) throw new ArgumentException($"{lower.Length} lower limits but {upper.Length} upper ones.", nameof(upper));
        for (int i = 0; i < lower.Length; i++)
            if (!(lower[i] >= 0 && upper[i] >= lower[i] && upper[i] > 0) || double.IsInfinity(lower[i]))
                throw new ArgumentException($"Row {i} (from 0) is [{lower[i]}, {upper[i]}]; limits are 0 or more, in order, the upper above 0.", nameof(upper));
        return new(lower.ToArray(), upper.ToArray());
    }

    internal ParametricRows Rows()
    {
        int n = Lower.Length, p = Covariates?.GetLength(1) ?? 0;
        if (Covariates is not null && Covariates.GetLength(0) != n) throw new ArgumentException($"{n} times but {Covariates.GetLength(0)} rows of covariates.");
        var x = new double[n, p + 1];
        for (int i = 0; i < n; i++)
        {
            x[i, 0] = 1;
            for (int c = 0; c < p; c++) x[i, c + 1] = Covariates![i, c];
        }
        return new(Lower, Upper, Entries.Length == 0 ? new double[n] : Entries, Weights.Length == 0 ? [.. Enumerable.Repeat(1.0, n)] : Weights, x);
    }
}
