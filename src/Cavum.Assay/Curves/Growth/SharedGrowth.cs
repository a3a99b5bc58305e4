namespace Cavum.Assay;

/// <summary>Why a reaction has a start, or none.</summary>
public enum GrowthStatus
{
    Quantified,

    /// <summary>The amplification test found none.</summary>
    NotAmplified,

    /// <summary>Growth had not slowed by the end of the run, so its plateau is not known.</summary>
    NoPlateau,

    /// <summary>Fewer than three reactions of the target amplify to a plateau.</summary>
    TooFewReactions,

    /// <summary>The curves of the target do not settle on a shape with an efficiency from 1.3 to 2.1.</summary>
    NoSharedShape,

    /// <summary>The curve does not fit the shape of its target: over three times the usual misfit.</summary>
    OtherShape,
}

/// <summary>One reaction, quantified by the growth curve that its target's reactions share.</summary>
/// <param name="Cq">Cycle at which growth at the full efficiency would reach the reaction's plateau.</param>
/// <param name="RelativeStart">Starting quantity in units of the plateau: E^−Cq. Comparable within a target and run.</param>
/// <param name="Efficiency">E of the target before growth slows; null when no shape was found.</param>
/// <param name="Asymmetry">ν of the target: how late the slowing sets in.</param>
public sealed record GrowthReaction(Reaction Reaction, GrowthStatus Status, double? Cq, double? RelativeStart, double? Baseline, double? Plateau, double? Efficiency, double? Asymmetry)
{
    /// <summary>Standard error of <see cref="Efficiency"/>, each reaction of the target a draw of its own.</summary>
    public double? EfficiencyStdErr { get; init; }
}

/// <summary>Relative starting quantity without standards: the reactions of a target share the way in which growth slows.</summary>
/// <remarks>
/// An efficiency read from a window of a curve is too low, since growth has begun to slow there. Here the slowing is fitted with it: F = baseline +
/// plateau·(1 + e^(−νk(c − Cq)))^(−1/ν), with k and ν common to the target and the other three a curve's own; E = e^k is the efficiency at no
/// product, and the start is E^−Cq plateaus. Two passes: the shape from twelve cycles before Cq to four after; then each curve in that
/// shape until one and a half before, both with soft edges of two cycles. Weights turn from absolute to relative at 0.8 % and 4 % of the plateau. Those constants were
/// chosen on the Vermeulen standards and tested on assays left out (docs/validation/shared-growth.md); no standard of the run is used. Assumes: equal
/// chemistry in all reactions of a target, a plateau in each. See docs/methods/shared-growth.md.
/// </remarks>
public static class SharedGrowth
{
    internal const int LeastReactions = 3, FirstIndex = 3;
    internal const double LeastEfficiency = 1.3, MostEfficiency = 2.1, Doubling = 2, MostMisfit = 3;

    /// <summary>A curve this near its shape (1 % of the signal) fits, whatever the others do.</summary>
    private const double LeastMisfit = 0.01;

    /// <summary>Where the search for the shape begins.</summary>
    private static readonly GrowthShape Usual = new(0.66, 1.3);

    /// <param name="windows">The readings of the two passes; <see cref="GrowthWindows.Standard"/> when null.</param>
    public static IReadOnlyList<GrowthReaction> Analyse(QpcrRun run, GrowthWindows? windows = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        windows ??= GrowthWindows.Standard;
        var results = new GrowthReaction[run.Reactions.Count];
        foreach (var target in Enumerable.Range(0, results.Length).GroupBy(i => (run.Reactions[i].Target, run.Reactions[i].Dye)))
        {
            int[] members = [.. target];
            var found = Target([.. members.Select(i => run.Reactions[i])], windows);
            for (int i = 0; i < members.Length; i++) results[members[i]] = found[i];
        }
        return results;
    }

    /// <summary>The reactions of one target and dye.</summary>
    private static GrowthReaction[] Target(Reaction[] reactions, GrowthWindows windows)
    {
        var verdicts = AmplificationTest.JudgeTogether([.. reactions.Select(r => r.Curve)]);
        var wells = new GrowthWell?[reactions.Length];
        var results = new GrowthReaction[reactions.Length];
        for (int i = 0; i < reactions.Length; i++)
        {
            results[i] = new(reactions[i], GrowthStatus.NotAmplified, null, null, null, null, null, null);
            if (!verdicts[i].Amplified) continue;
            bool plateau = verdicts[i].HasPlateau && verdicts[i].Fit.CpD2 > FirstIndex + 1;
            if (plateau) wells[i] = new(reactions[i].Curve.Raw.ToArray(), verdicts[i].Fit.CpD2!.Value);
            results[i] = results[i] with { Status = plateau ? GrowthStatus.TooFewReactions : GrowthStatus.NoPlateau };
        }
        int[] setting = [.. Enumerable.Range(0, wells.Length).Where(i => wells[i] is not null && !LinRegPcr.IsControl(reactions[i]) && !LinRegPcr.IsExcluded(reactions[i]))];
        if (setting.Length < LeastReactions) return results;
        GrowthWell[] shaping = [.. setting.Select(i => wells[i]!)];
        var shape = Shape(shaping, windows.Shape);
        if (shape?.Shape.Efficiency > Doubling) shape = GrowthFit.Fit(Fitting(shaping), shape.Value.Shape with { Rate = Math.Log(Doubling) }, windows.Shape, Free.Asymmetry) is { } bound ? bound with { LogRateStdErr = shape.Value.LogRateStdErr } : null;
        for (int i = 0; i < wells.Length; i++)
            if (wells[i] is { } well) results[i] = Describe(results[i], well, shape, windows.Start);
        double usual = Median([.. setting.Where(i => results[i].Status == GrowthStatus.Quantified).Select(i => wells[i]!.Misfit)]);
        for (int i = 0; i < wells.Length; i++)
            if (results[i].Status == GrowthStatus.Quantified && wells[i]!.Misfit > Math.Max(MostMisfit * usual, LeastMisfit))
                results[i] = results[i] with { Status = GrowthStatus.OtherShape, Cq = null, RelativeStart = null };
        return results;
    }

    /// <summary>The shape of all curves; where some do not fit it, or keep it from being found, once more without those.</summary>
    private static FoundShape? Shape(GrowthWell[] wells, GrowthWindow window)
    {
        foreach (var well in wells) well.Start(window);
        if (Accepted(GrowthFit.Fit(wells, Usual, window, Free.Shape)) is not { } found)
        {
            foreach (var well in wells)
            {
                well.Start(window);
                if (GrowthFit.Fit([well], Usual, window, Free.Nothing) is null) well.Misfit = double.PositiveInfinity;
            }
            var fair = Fitting(wells);
            foreach (var well in fair) well.Start(window);
            return fair.Length < wells.Length && fair.Length >= LeastReactions ? Accepted(GrowthFit.Fit(fair, Usual, window, Free.Shape)) : null;
        }
        var fitting = Fitting(wells);
        if (fitting.Length >= wells.Length || fitting.Length < LeastReactions) return found;
        return Accepted(GrowthFit.Fit(fitting, found.Shape, window, Free.Shape));
    }

    private static FoundShape? Accepted(FoundShape? found) => found?.Shape.Efficiency is >= LeastEfficiency and <= MostEfficiency ? found : null;

    private static GrowthWell[] Fitting(GrowthWell[] wells)
    {
        double usual = Median([.. wells.Select(w => w.Misfit)]);
        return [.. wells.Where(w => w.Misfit <= Math.Max(MostMisfit * usual, LeastMisfit))];
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? double.PositiveInfinity : values[values.Length / 2];
    }

    private static GrowthReaction Describe(GrowthReaction reaction, GrowthWell well, FoundShape? found, GrowthWindow window)
    {
        if (found is not var (shape, logRateStdErr)) return reaction with { Status = GrowthStatus.NoSharedShape };
        reaction = reaction with { Status = GrowthStatus.OtherShape, Efficiency = shape.Efficiency, EfficiencyStdErr = shape.Efficiency * shape.Rate * logRateStdErr, Asymmetry = shape.Asymmetry };
        well.Start(window);
        if (GrowthFit.Fit([well], shape, window, Free.Nothing) is null || !(well.Plateau > 0)) return reaction;
        return reaction with
        {
            Status = GrowthStatus.Quantified,
            Cq = well.Cycle,
            RelativeStart = Math.Exp(-shape.Rate * well.Cycle),
            Baseline = well.Baseline,
            Plateau = well.Plateau,
        };
    }
}
