using Cavum.Core;

namespace Cavum.Stats;

/// <summary>A weighted hazard ratio against a published arm, with the sampling of both sides carried.</summary>
/// <param name="LogHazardRatio">Of the matched subjects over the comparator (Efron's ties).</param>
/// <param name="StdErr">Standard deviation of the replicates.</param>
/// <param name="Percentile">Limits of ln HR.</param>
/// <param name="Infeasible">Replicates whose resampled subjects cannot be matched to the target; they are left out, and many of them mean that the interval is too narrow.</param>
public sealed record MatchedHazardRatioResult(double LogHazardRatio, double StdErr, Limits Percentile, double EffectiveSampleSize,
    int Replicates, int Infeasible, IReadOnlyList<double> Values)
{
    public double HazardRatio => Math.Exp(LogHazardRatio);
}

/// <summary>Unanchored matching-adjusted comparison of time to event, bootstrapped on both sides.</summary>
/// <remarks>
/// Each replicate draws the subjects with replacement and weighs them again, draws the comparator's subjects with replacement (from the next of its
/// reconstructions, where several carry the reconstruction's noise), and, where the size of the target's population is given, draws the target means from their
/// sampling distribution. Resampling one side only understates the error (Signorovitch et al. 2010; maintainers of maicplus, issue 182). Replicate r uses
/// stream r of the seed: the same bits on any number of threads.
/// </remarks>
public static class MatchedHazardRatio
{
    /// <param name="covariates">One row a subject, one column a target.</param>
    /// <param name="comparator">The published arm: one reconstruction, or several of the same arm.</param>
    /// <param name="targetSubjects">Subjects behind the target's means; null takes the means as known.</param>
    public static Outcome<MatchedHazardRatioResult> Bootstrap(double[,] covariates, ReadOnlySpan<double> times, ReadOnlySpan<bool> events, IReadOnlyList<MatchTarget> targets,
        IReadOnlyList<IReadOnlyList<ReconstructedSubject>> comparator, int replicates = 1000, ulong seed = 1, int? targetSubjects = null, double confidence = 0.95)
    {
        Demand.SameLength(covariates.GetLength(0), times.Length, nameof(times));
        Demand.SameLength(times.Length, events.Length, nameof(events));
        Demand.Level(confidence, nameof(confidence));
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 20);
        if (comparator.Count == 0 || comparator.Any(c => c.Count == 0)) throw new ArgumentException("The comparator needs subjects.", nameof(comparator));
        var fit = MatchingAdjusted.Weigh(covariates, targets);
        if (!fit.Feasible || !fit.Converged) return Outcome<MatchedHazardRatioResult>.Refused(new Problem("target", string.Join(", ", targets.Select(t => t.Name)), fit.Status));
        double[] time = times.ToArray();
        bool[] isEvent = events.ToArray();
        PooledArms[] pooled = [.. comparator.Select(c => new PooledArms(time, isEvent, c))];
        double estimate = pooled[0].LogHazardRatio(fit.Weights, Enumerable.Repeat(1, comparator[0].Count).ToArray(), Enumerable.Repeat(1, time.Length).ToArray());
        if (!double.IsFinite(estimate)) return Outcome<MatchedHazardRatioResult>.Refused(new Problem("event", "no events in one of the arms", "events in both arms"));
        var values = new double[replicates];
        var sampler = new MatchedResample(covariates, targets, fit, targetSubjects);
        Parallel.For(0, replicates, r => values[r] = sampler.Draw(pooled[r % pooled.Length], new SeededRandom(seed, (ulong)r)));
        double[] found = [.. values.Where(double.IsFinite).Order()];
        if (found.Length < 20) return Outcome<MatchedHazardRatioResult>.Refused(new Problem("target", $"{replicates - found.Length} of {replicates} resamples infeasible", "a target well inside the subjects"));
        double mean = found.Average(), variance = found.Sum(v => (v - mean) * (v - mean)) / (found.Length - 1), tail = (1 - confidence) / 2;
        return Outcome<MatchedHazardRatioResult>.Of(new(estimate, Math.Sqrt(variance), new(SortedSample.Quantile(found, tail), SortedSample.Quantile(found, 1 - tail)),
            fit.EffectiveSampleSize, replicates, replicates - found.Length, found));
    }
}
