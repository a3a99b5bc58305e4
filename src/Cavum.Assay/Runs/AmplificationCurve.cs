namespace Cavum.Assay;

/// <summary>Fluorescence of one dye in one reaction, one reading a cycle from cycle 1; a cycle may lack its reading.</summary>
public sealed class AmplificationCurve
{
    private readonly double[] readings; // NaN inside this class and the kernels marks a cycle without a reading

    private AmplificationCurve(double[] readings) => this.readings = readings;

    public static AmplificationCurve Empty { get; } = new([]);

    /// <summary>A curve with a reading at every cycle 1, 2, …, n.</summary>
    public static AmplificationCurve Of(ReadOnlySpan<double> fluorescence)
    {
        for (int i = 0; i < fluorescence.Length; i++)
            if (!double.IsFinite(fluorescence[i]))
                throw new ArgumentException($"The reading of cycle {i + 1} is not a finite number.", nameof(fluorescence));
        return new(fluorescence.ToArray());
    }

    /// <summary>A curve from (cycle, fluorescence) pairs in any order; cycles between that are not named have no reading.</summary>
    /// <remarks>A cycle named twice keeps its last reading.</remarks>
    public static AmplificationCurve FromReadings(IReadOnlyList<(int Cycle, double Fluorescence)> pairs)
    {
        int last = 0;
        foreach (var (cycle, value) in pairs)
        {
            if (cycle is < 1 or > MaximumCycles)
                throw new ArgumentOutOfRangeException(nameof(pairs), cycle, $"A cycle is 1 to {MaximumCycles}.");
            if (double.IsFinite(value)) last = Math.Max(last, cycle);
        }
        double[] values = new double[last];
        Array.Fill(values, double.NaN);
        foreach (var (cycle, value) in pairs)
            if (double.IsFinite(value)) values[cycle - 1] = value;
        return new(values);
    }

    /// <summary>The same from cycles in 1 … <see cref="MaximumCycles"/> and finite readings.</summary>
    internal static AmplificationCurve FromReadings(ReadOnlySpan<short> cycles, ReadOnlySpan<double> fluorescence)
    {
        int last = 0;
        foreach (short cycle in cycles) last = Math.Max(last, cycle);
        double[] values = new double[last];
        Array.Fill(values, double.NaN);
        for (int i = 0; i < cycles.Length; i++) values[cycles[i] - 1] = fluorescence[i];
        return new(values);
    }

    public const int MaximumCycles = 1000;

    /// <summary>The last cycle that has a reading; 0 for no curve.</summary>
    public int Cycles => readings.Length;

    /// <summary>The reading of a cycle (from 1), null where it was not taken.</summary>
    public double? this[int cycle] => double.IsNaN(readings[cycle - 1]) ? null : readings[cycle - 1];

    public int Missing => readings.Count(double.IsNaN);

    /// <summary>For kernels and tables: one number a cycle, NaN where there is no reading.</summary>
    internal ReadOnlySpan<double> Raw => readings;
}
