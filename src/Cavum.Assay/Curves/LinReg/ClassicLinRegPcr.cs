using System.Buffers;

namespace Cavum.Assay;

/// <summary>One reaction of a run as the classic LinRegPCR sees it.</summary>
/// <param name="Cq">Cycle at which the reaction reaches the run's common threshold at the target's mean efficiency; may lie outside the run.</param>
/// <param name="Baseline">Null for a curve without readings; 99 % of the lowest reading where none was found.</param>
/// <param name="Efficiency">The reaction's own, from the window of linearity.</param>
/// <param name="StartFluorescence">N0 = threshold/E^Cq with the mean efficiency.</param>
/// <param name="Exclusions">Why it is not in the target's mean efficiency; empty when it is.</param>
public sealed record ClassicReaction(Reaction Reaction, bool Amplified, double? Baseline, double? Cq, double? Efficiency, double? StartFluorescence, IReadOnlyList<LinRegExclusion> Exclusions)
{
    public double? MeanEfficiency { get; init; }

    /// <summary>Standard deviation (over n) of the efficiencies in the mean.</summary>
    public double? MeanEfficiencySd { get; init; }
    public double? LowerLimit { get; init; }
    public double? UpperLimit { get; init; }
    public double? CommonThreshold { get; init; }

    /// <summary>Cycles of the exponential phase; 0 without a baseline.</summary>
    public int LogPhaseCycles { get; init; }
}

/// <summary>LinRegPCR, classic generation: baseline without a ground phase, window of linearity per target, common threshold.</summary>
/// <remarks>
/// Baseline: <see cref="ClassicBaseline"/>. Screens: <see cref="ClassicScreens"/>. Window: <see cref="WindowSearch"/>. A reaction's efficiency is
/// 10^slope of its log10 readings inside the window; the target's is the mean over reactions with a plateau that are neither controls, excluded,
/// noisy nor outliers (skewness and Grubbs). The threshold of a target is half its upper limit, that of the run their geometric mean;
/// Cq = X + (log10 threshold − Y)/log10 E with X, Y the centre of the reaction's readings in the window and E the mean efficiency, one cycle
/// less for hydrolysis probes. After Ruijter et al. 2009, Nucleic Acids Res 37:e45; Ruijter et al. 2013, Methods 59:32–46; Tuomi et al. 2010,
/// Methods 50:313. Oracle: rdmlpython of 2023, mode "outlier" with plateau required. Cost: about 10 µs a curve.
/// </remarks>
public static class ClassicLinRegPcr
{
    internal const double LeastEfficiency = 1.001;

    /// <summary>Fewest cycles a run must have.</summary>
    internal const int LeastCycles = 5;

    public static IReadOnlyList<ClassicReaction> Analyse(QpcrRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Cycles < LeastCycles)
            return [.. run.Reactions.Select(r => new ClassicReaction(r, false, null, null, null, null, [LinRegExclusion.NotAmplified]))];
        double[] buffer = ArrayPool<double>.Shared.Rent(run.Reactions.Count * ClassicCurve.Places(run.Cycles));
        try
        {
            return Analyse(new ClassicRun(run, buffer));
        }
        finally
        {
            ArrayPool<double>.Shared.Return(buffer);
        }
    }

    private static ClassicReaction[] Analyse(ClassicRun classic)
    {
        var results = new ClassicReaction[classic.Curves.Length];
        for (int t = 0; t < classic.Targets.Count; t++)
        {
            var (window, members) = (classic.Windows[t], classic.Targets[t]);
            foreach (var curve in members) curve.EarlyCq = ProbeLimits.IsTooEarly(curve, window.Threshold, classic.Threshold);
            var (mean, sd) = MeanEfficiency(members);
            foreach (var curve in members)
                results[curve.Index] = Describe(curve, mean, classic.Threshold) with
                {
                    MeanEfficiencySd = sd,
                    LowerLimit = Known(window.Lower),
                    UpperLimit = Known(window.Upper),
                    CommonThreshold = classic.Threshold > 0 ? Known(classic.Threshold) : null,
                };
        }
        return results;
    }

    private static double? Known(double value) => double.IsFinite(value) ? value : null;

    /// <summary>Mean and standard deviation (over n) after outliers are marked; none without a usable curve.</summary>
    private static (double? Mean, double? Sd) MeanEfficiency(ClassicCurve[] curves)
    {
        var eligible = Enumerable.Range(0, curves.Length).Where(i => Exclusion(curves[i]) is null).ToList();
        foreach (int i in LinRegPcr.Outliers(eligible, i => curves[i].Efficiency))
        {
            curves[i].Outlier = true;
            eligible.Remove(i);
        }
        if (eligible.Count == 0) return (null, null);
        double mean = eligible.Average(i => curves[i].Efficiency);
        return (mean, Math.Sqrt(eligible.Average(i => Math.Pow(curves[i].Efficiency - mean, 2))));
    }

    private static ClassicReaction Describe(ClassicCurve curve, double? mean, double threshold)
    {
        double? cq = null, start = null;
        double own = Math.Log10(curve.Efficiency);
        if (curve.Efficiency > 1 && mean is > LeastEfficiency && threshold > 0)
        {
            double growth = Math.Log10(mean.Value), correction = ProbeLimits.Correction(curve.Reaction.Chemistry, mean.Value);
            cq = curve.Fit.MeanCycle + (Math.Log10(threshold) - curve.Fit.MeanLog) / growth + correction;
            double ownCq = curve.Fit.MeanCycle + (Math.Log10(threshold) - curve.Fit.MeanLog) / own + correction;
            if (ownCq > 0 && ownCq < 2 * curve.Cycles) start = Known(Math.Pow(10, Math.Log10(threshold) - growth * cq.Value));
        }
        return new(curve.Reaction, !curve.NotAmplified, Known(curve.Baseline - curve.Shift), cq, Known(curve.Efficiency), start, Exclusions(curve))
        {
            MeanEfficiency = mean,
            LogPhaseCycles = curve.LogPhaseCycles,
        };
    }

    private static LinRegExclusion[] Exclusions(ClassicCurve curve)
    {
        if (curve.Outlier) return [LinRegExclusion.EfficiencyOutlier];
        if (Exclusion(curve) is not { } first) return [];
        List<LinRegExclusion> all = [first];
        if (first != LinRegExclusion.Control && LinRegPcr.IsControl(curve.Reaction)) all.Add(LinRegExclusion.Control);
        if (first != LinRegExclusion.Excluded && LinRegPcr.IsExcluded(curve.Reaction)) all.Add(LinRegExclusion.Excluded);
        return [.. all];
    }

    /// <summary>Why a curve takes no part in the mean efficiency, as far as its own shape and role tell.</summary>
    private static LinRegExclusion? Exclusion(ClassicCurve curve) =>
        curve.NotAmplified ? LinRegExclusion.NotAmplified
        : curve.Unstable ? LinRegExclusion.UnstableBaseline
        : curve.NoBaseline ? LinRegExclusion.NoBaseline
        : curve.Noisy ? LinRegExclusion.Noisy
        : curve.NoPlateau ? LinRegExclusion.NoPlateau
        : curve.EarlyCq ? LinRegExclusion.EarlyCq
        : !(curve.Efficiency >= LeastEfficiency) ? LinRegExclusion.ShortLogPhase
        : curve.LeftOut ? LinRegPcr.IsControl(curve.Reaction) ? LinRegExclusion.Control : LinRegExclusion.Excluded
        : null;
}
