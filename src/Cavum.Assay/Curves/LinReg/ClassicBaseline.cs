namespace Cavum.Assay;

/// <summary>The log-linear phase of one curve and the baseline that straightens it, as the classic LinRegPCR takes them.</summary>
/// <param name="First">First cycle of the phase.</param>
/// <param name="Last">Last cycle: the largest three-point mean of second differences.</param>
internal readonly record struct ClassicPhase(LinRegExclusion? Failure, double Baseline, int First, int Last)
{
    /// <summary>Whether the phase has too few cycles to help to set the window.</summary>
    internal bool IsShort { get; init; }
}

/// <summary>Baseline of the classic LinRegPCR for one curve without gaps.</summary>
/// <remarks>
/// The phase ends at the second-derivative maximum and reaches back while readings do not fall and stay above the baseline. Its
/// first step is left out when it is more than 1.1 times as steep as its last one on the log scale. The baseline makes the log slopes of
/// the two halves of the phase (an odd one shares its middle) equal; phase and baseline are found in turn until both stay.
/// </remarks>
internal static class ClassicBaseline
{
    internal const int LeastCycles = 3, LongCycles = 6, Rounds = 20, Halvings = 60;
    internal const double SteepFirstStep = 1.1, StartShare = 0.99;

    internal static ClassicPhase Find(ReadOnlySpan<double> f)
    {
        double lowest = double.PositiveInfinity;
        foreach (double v in f) lowest = Math.Min(lowest, v);
        int last = LastCycle(f);
        double baseline = StartShare * lowest;
        if (last < 4) return new(LinRegExclusion.NoTd0, baseline, 0, 0);
        int first = 0;
        for (int round = 0; round < Rounds; round++)
        {
            int next = FirstCycle(f, baseline, last);
            if (next == first) break;
            first = next;
            if (last - first + 1 < LeastCycles) return new(LinRegExclusion.ShortLogPhase, baseline, first, last);
            if (!Straighten(f[(first - 1)..last], out baseline)) return new(LinRegExclusion.NoBaseline, StartShare * lowest, first, last);
        }
        return new(null, baseline, first, last) { IsShort = last - first + 1 < LongCycles };
    }

    private static int LastCycle(ReadOnlySpan<double> f)
    {
        int best = -1;
        double largest = double.NegativeInfinity;
        for (int i = 2; i < f.Length - 2; i++)
        {
            double mean = (f[i - 2] - f[i - 1] - f[i + 1] + f[i + 2]) / 3;
            if (mean > largest) (best, largest) = (i, mean);
        }
        return best + 1;
    }

    private static int FirstCycle(ReadOnlySpan<double> f, double baseline, int last)
    {
        int c = last - 1;
        while (c > 1 && f[c - 2] > baseline && f[c - 2] <= f[c - 1]) c--;
        double low = f[c - 1] - baseline, next = f[c] - baseline, before = f[last - 2] - baseline, end = f[last - 1] - baseline;
        bool steep = low > 0 && next > 0 && before > 0 && end > 0 && Math.Log(next / low) > SteepFirstStep * Math.Log(end / before);
        return steep ? c + 1 : c;
    }

    /// <summary>Bisection on the difference of the two log slopes, which falls as the baseline rises.</summary>
    private static bool Straighten(ReadOnlySpan<double> phase, out double baseline)
    {
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (double v in phase) (least, most) = (Math.Min(least, v), Math.Max(most, v));
        double range = most - least, high = least - 1e-12 * range, low = least - range;
        baseline = low;
        if (!(range > 0)) return false;
        while (Bend(phase, low) < 0 && range < 1e6 * (most - least))
        {
            range *= 4;
            low = least - range;
        }
        if (Bend(phase, low) < 0 || Bend(phase, high) > 0) return false;
        for (int step = 0; step < Halvings; step++)
        {
            baseline = (low + high) / 2;
            if (Bend(phase, baseline) > 0) low = baseline;
            else high = baseline;
        }
        return true;
    }

    /// <summary>Log slope of the upper half of the phase minus that of the lower half.</summary>
    private static double Bend(ReadOnlySpan<double> phase, double baseline)
    {
        int half = (phase.Length + 1) / 2;
        return Slope(phase[^half..], baseline) - Slope(phase[..half], baseline);
    }

    private static double Slope(ReadOnlySpan<double> part, double baseline)
    {
        double middle = (part.Length - 1) / 2.0, sum = 0;
        for (int i = 0; i < part.Length; i++) sum += (i - middle) * Math.Log10(part[i] - baseline);
        return sum / (part.Length * (part.Length * part.Length - 1) / 12.0);
    }
}
