namespace Cavum.Assay;

/// <summary>One reaction of a run as the classic LinRegPCR sees it.</summary>
/// <param name="Cq">Cycle at which the reaction reaches the run's common threshold at the target's mean efficiency.</param>
/// <param name="Efficiency">The reaction's own, from the window of linearity.</param>
/// <param name="StartFluorescence">N0 = F/E^cycle at the middle of the reaction's readings in the window, with the mean efficiency.</param>
/// <param name="Exclusions">Why it is not in the target's mean efficiency; empty when it is.</param>
public sealed record ClassicReaction(Reaction Reaction, bool Amplified, double Baseline, double? Cq, double? Efficiency, double? StartFluorescence, IReadOnlyList<LinRegExclusion> Exclusions)
{
    public double? MeanEfficiency { get; init; }
    public double? LowerLimit { get; init; }
    public double? UpperLimit { get; init; }
    public double? CommonThreshold { get; init; }
}

/// <summary>LinRegPCR, classic generation: baseline without a ground phase, window of linearity per target, common threshold.</summary>
/// <remarks>
/// Baseline and phase: <see cref="ClassicBaseline"/>. Window: <see cref="WindowOfLinearity"/>. A reaction's efficiency is 10^slope of
/// its readings inside the window; the target's is the mean without controls, excluded wells, wells without a plateau and outliers (skewness
/// and Grubbs, as in <see cref="LinRegPcr"/>). The threshold of a target is half its upper limit, that of the run their geometric mean, and
/// Cq = log(threshold/N0)/log(mean efficiency). After Ruijter et al. 2009, Nucleic Acids Res 37:e45; Tuomi et al. 2010, Methods 50:313. Constants
/// were recovered from published outputs, not from code.
/// </remarks>
public static class ClassicLinRegPcr
{
    internal const double LeastFold = 1.2;

    /// <summary>Cycles after the log-linear phase from which on a reaction counts as having reached its plateau.</summary>
    internal const int PlateauCycles = 6;

    public static IReadOnlyList<ClassicReaction> Analyse(QpcrRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        double highest = LinRegPcr.HighestReading(run);
        var curves = new (double[] Readings, ClassicPhase Phase, double Shift, bool Plateau)[run.Reactions.Count];
        for (int i = 0; i < curves.Length; i++) curves[i] = Prepare(run.Reactions[i].Curve, highest);
        var results = new ClassicReaction[curves.Length];
        var targets = Enumerable.Range(0, curves.Length).GroupBy(i => run.Reactions[i].Target, StringComparer.Ordinal).Select(g => g.ToArray()).ToArray();
        var windows = new LinearityWindow?[targets.Length];
        double logs = 0;
        int set = 0;
        for (int t = 0; t < targets.Length; t++)
        {
            int[] whole = [.. targets[t].Where(i => curves[i].Phase.Failure is null && curves[i].Plateau && run.Reactions[i].Exclusion is null && !IsControl(run.Reactions[i]))];
            int[] steady = [.. whole.Where(i => !curves[i].Phase.IsShort)];
            (double[], ClassicPhase)[] usable = [.. (steady.Length > 0 ? steady : whole).Select(i => (curves[i].Readings, curves[i].Phase))];
            if (usable.Length == 0) continue;
            windows[t] = WindowOfLinearity.Set(usable);
            if (windows[t]!.Value.Threshold is var threshold && threshold > 0) (logs, set) = (logs + Math.Log(threshold), set + 1);
        }
        double? common = set == 0 ? null : Math.Exp(logs / set);
        for (int t = 0; t < targets.Length; t++) Target(run, targets[t], curves, windows[t], common, results);
        return results;
    }

    private static (double[] Readings, ClassicPhase Phase, double Shift, bool Plateau) Prepare(AmplificationCurve curve, double highest)
    {
        if (curve.Cycles - curve.Missing < 7) return ([], new(LinRegExclusion.NoTd0, 0, 0, 0), 0, false);
        double[] f = LinRegPcr.CloseGaps(curve);
        double lowest = f.Min(), shift = lowest > 0 ? 0 : -lowest + 0.01 * (highest - lowest);
        for (int i = 0; i < f.Length && shift > 0; i++) f[i] += shift;
        var phase = ClassicBaseline.Find(f);
        if (phase.Failure is null && !(f[^1] > LeastFold * f[0])) phase = phase with { Failure = LinRegExclusion.LowEfficiency };
        bool plateau = phase.Last > 0 && f.Length - phase.Last >= PlateauCycles;
        return (f, phase, shift, plateau);
    }

    private static void Target(QpcrRun run, int[] members, (double[] Readings, ClassicPhase Phase, double Shift, bool Plateau)[] curves, LinearityWindow? window, double? common, ClassicReaction[] results)
    {
        var fits = members.ToDictionary(i => i, i => curves[i].Phase.Failure is null && window is { } w ? WindowOfLinearity.Fit(curves[i].Readings, curves[i].Phase, w) : null);
        var exclusions = members.ToDictionary(i => i, i => Exclusions(run.Reactions[i], curves[i].Phase, fits[i]));
        var eligible = members.Where(i => exclusions[i].Count == 0 && curves[i].Plateau).ToList();
        foreach (int outlier in LinRegPcr.Outliers(eligible, i => fits[i]!.Value.Efficiency))
        {
            exclusions[outlier].Add(LinRegExclusion.EfficiencyOutlier);
            eligible.Remove(outlier);
        }
        double? mean = eligible.Count == 0 ? null : eligible.Average(i => fits[i]!.Value.Efficiency);
        foreach (int i in members)
        {
            double? start = mean is { } e && fits[i] is { } fit ? Math.Pow(10, fit.MeanLog - fit.MeanCycle * Math.Log10(e)) : null;
            results[i] = new(run.Reactions[i], curves[i].Phase.Failure is null, curves[i].Phase.Baseline - curves[i].Shift,
                start is { } n0 && common is { } threshold && mean > 1 ? Math.Log(threshold / n0) / Math.Log(mean.Value) : null,
                fits[i]?.Efficiency, start, exclusions[i])
            {
                MeanEfficiency = mean,
                LowerLimit = window is { } low ? Math.Pow(10, low.Lower) : null,
                UpperLimit = window is { } high ? Math.Pow(10, high.Upper) : null,
                CommonThreshold = common,
            };
        }
    }

    private static bool IsControl(Reaction reaction) => reaction.Role is SampleRole.Ntc or SampleRole.NegativeControl or SampleRole.Other;

    private static List<LinRegExclusion> Exclusions(Reaction reaction, ClassicPhase phase, WindowFit? fit)
    {
        var exclusions = new List<LinRegExclusion>();
        if (phase.Failure is { } failure) exclusions.Add(failure);
        else if (fit is null) exclusions.Add(LinRegExclusion.ShortLogPhase);
        if (IsControl(reaction)) exclusions.Add(LinRegExclusion.Control);
        if (reaction.Exclusion is not null) exclusions.Add(LinRegExclusion.Excluded);
        return exclusions;
    }
}
