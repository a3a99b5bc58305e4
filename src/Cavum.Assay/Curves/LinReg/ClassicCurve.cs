using System.Runtime.Intrinsics;

namespace Cavum.Assay;

/// <summary>One curve on its way through the classic LinRegPCR: its readings, and what each stage has found so far.</summary>
/// <remarks>
/// Readings have one place a cycle of the run; NaN marks a cycle without a usable reading. They lie in a part of a buffer that all curves
/// of the run share (<see cref="Places"/> numbers each), so that a run of many wells is one rented array.
/// </remarks>
internal sealed class ClassicCurve(int index, Reaction reaction, double[] buffer, int cycles)
{
    /// <summary>What is left above a baseline must exceed this to have a logarithm.</summary>
    internal const double LeastSignal = 1e-8;

    /// <summary>The first baseline, and that of a curve without one: this share of the lowest reading.</summary>
    internal const double StartShare = 0.99;

    private const int LateCycles = 11;

    /// <summary>Place in the run.</summary>
    internal int Index { get; } = index;
    internal Reaction Reaction { get; } = reaction;

    internal int Cycles { get; } = cycles;

    /// <summary>Readings, lifted by <see cref="Shift"/> where the run has negative ones.</summary>
    internal Span<double> Raw => buffer.AsSpan(Index * Places(Cycles), Cycles);

    /// <summary>Readings above the present baseline, and their log10.</summary>
    internal Span<double> Above => buffer.AsSpan(Index * Places(Cycles) + Cycles, Cycles);
    internal Span<double> Logs => buffer.AsSpan(Index * Places(Cycles) + 2 * Cycles, Cycles);

    internal double Shift { get; private set; }

    /// <summary>On the scale of <see cref="Raw"/>.</summary>
    internal double Baseline { get; set; }
    internal ExponentialPhase Phase { get; set; }
    internal bool NotAmplified { get; set; }
    internal bool NoBaseline { get; set; }
    internal bool Unstable { get; set; }
    internal bool NoPlateau { get; set; }
    internal bool Noisy { get; set; }
    internal bool EarlyCq { get; set; }
    internal bool Outlier { get; set; }

    /// <summary>The phase covers less than a twentyfold rise: its baseline is not to be trusted with the window.</summary>
    internal bool IsShort { get; set; }

    /// <summary>Takes no part in averages: a failed, noisy, excluded or control reaction.</summary>
    internal bool LeftOut { get; set; }

    /// <summary>Where the readings from the phase on are highest.</summary>
    internal int Top { get; private set; }
    internal WindowFit Fit { get; set; } = WindowFit.None;

    /// <summary>The efficiency as the last stage knows it: from the baseline at first, from the window later; NaN for none.</summary>
    internal double Efficiency { get; set; } = double.NaN;

    internal bool Failed => NotAmplified || NoBaseline;
    internal bool HelpsWindow => !LeftOut && !NoPlateau && !IsShort && Efficiency > 1;
    internal int LogPhaseCycles => Failed && !Unstable ? 0 : Phase.Last - Phase.First + 1;

    /// <summary>Highest of the last readings above 99 % of the lowest one, before a baseline is known; NaN for none.</summary>
    internal double LateHigh { get; set; } = double.NaN;

    /// <summary>Highest of the last eleven places above the present baseline; NaN for none.</summary>
    internal double HighestLate()
    {
        double highest = double.NaN;
        foreach (double v in Above[Math.Max(0, Cycles - LateCycles)..])
            if (!(v <= highest) && !double.IsNaN(v)) highest = v;
        return highest;
    }

    /// <summary>Numbers that a curve needs in the buffer of its run.</summary>
    internal static int Places(int cycles) => 3 * cycles;

    /// <summary>Takes the readings; where some are negative all are lifted until the lowest is 1 % of their range.</summary>
    internal void Load()
    {
        var raw = Raw;
        var readings = Reaction.Curve.Raw;
        readings.CopyTo(raw);
        raw[readings.Length..].Fill(double.NaN);
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
        foreach (double v in readings)
        {
            if (v < lowest) lowest = v;
            if (v > highest) highest = v;
        }
        Shift = lowest < 0 ? (highest - lowest) / 100 - lowest : 0;
        for (int i = 0; Shift > 0 && i < raw.Length; i++) raw[i] += Shift;
    }

    internal double LowestReading()
    {
        double lowest = double.PositiveInfinity;
        foreach (double v in Raw)
            if (v > LeastSignal && v < lowest) lowest = v;
        return lowest;
    }

    /// <summary>Sets <see cref="Above"/> to what exceeds a baseline.</summary>
    internal void Subtract(double baseline) => Subtract(Raw, baseline, Above);

    internal static void Subtract(ReadOnlySpan<double> raw, double baseline, Span<double> above)
    {
        for (int i = 0; i < raw.Length; i++)
        {
            double v = raw[i] - baseline;
            above[i] = v > LeastSignal ? v : double.NaN;
        }
    }

    /// <summary>Log10 of <see cref="Above"/>, and the highest place from the phase on; to be called when the baseline is final.</summary>
    internal void Settle()
    {
        Log10(Above, Logs);
        Top = WindowOfLinearity.TopOf(Above, Phase.First);
    }

    /// <summary>Log10 of every element; NaN stays NaN.</summary>
    internal static void Log10(ReadOnlySpan<double> values, Span<double> logs)
    {
        var scale = Vector256.Create(1 / Math.Log(10));
        int i = 0;
        for (; i + Vector256<double>.Count <= values.Length; i += Vector256<double>.Count)
            (Vector256.Log(Vector256.Create(values[i..])) * scale).CopyTo(logs[i..]);
        for (; i < values.Length; i++) logs[i] = Math.Log10(values[i]);
    }
}
