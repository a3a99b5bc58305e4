namespace Cavum.Assay;

/// <summary>Partition counts of one target in one well, with what the instrument's software made of them.</summary>
/// <param name="Positives">Null where the software made no call.</param>
public sealed record DigitalWell(string Well, string Sample, string Target, string Dye, long? Positives, long? Negatives)
{
    public SampleRole Role { get; init; } = SampleRole.Unknown;

    /// <summary>Copies per microlitre of reaction as the file says, with its limits.</summary>
    public double? ReportedCopiesPerMicrolitre { get; init; }
    public double? ReportedLower { get; init; }
    public double? ReportedUpper { get; init; }
    public string Status { get; init; } = "";

    /// <summary>The volume that the file itself states for these partitions; null where it states none.</summary>
    public double? PartitionNanolitres { get; init; }

    /// <summary>End points of all partitions that were read, unclassified ones too, where the file holds them; null elsewhere.</summary>
    public IReadOnlyList<PartitionEnd>? Ends { get; init; }
}

/// <summary>A digital PCR export.</summary>
/// <param name="DefaultPartitionNanolitres">The instrument's nominal partition volume where it is published and fixed; null where it is per plate.</param>
public sealed record DigitalRun(string Format, IReadOnlyList<DigitalWell> Wells, double? DefaultPartitionNanolitres)
{
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>Where the volume of a partition came from.</summary>
public enum PartitionVolumeSource
{
    Given,

    /// <summary>Stated in the file.</summary>
    File,

    /// <summary>The instrument's nominal volume.</summary>
    Nominal,

    /// <summary>Implied by the concentration that the software printed for this well.</summary>
    ImpliedByWell,

    /// <summary>The median of the volumes implied by the other wells of the file.</summary>
    ImpliedByFile,
    Unknown,
}

/// <summary>Concentration in the reaction of one target in one well; null where the count or the volume does not allow it.</summary>
public sealed record DigitalConcentration(
    DigitalWell Well, PartitionMean? Mean, double? CopiesPerMicrolitre, double? Lower, double? Upper, double? PartitionNanolitres, PartitionVolumeSource VolumeSource)
{
    /// <summary>"estimated", "noPositives", "saturated", "noCall" or "volumeUnknown".</summary>
    public required string Status { get; init; }

    /// <summary>What the partitions between the clusters can do; not evaluable in a file of counts.</summary>
    public required Rain Rain { get; init; }

    /// <summary>Parts of the variance; null where nothing is positive or no partition negative.</summary>
    public DigitalBudget? Budget { get; init; }

    /// <summary>Concentration with all rain called negative, and with all called positive; null where rain is not evaluable or the volume unknown.</summary>
    public double? AllRainNegative => Rain is Rain.Evaluated { AllNegative: { } low } && PartitionNanolitres is { } v ? low.Lambda * 1000 / v : null;
    public double? AllRainPositive => Rain is Rain.Evaluated { AllPositive: { } high } && PartitionNanolitres is { } v ? high.Lambda * 1000 / v : null;

    /// <summary>From the lower limit with all rain negative to the upper one with all positive; null where rain is not evaluable. An open limit is null.</summary>
    public Interval? WithRain { get; init; }

    /// <summary>Whether a bound by rain leaves the interval of counting: then the interval of the software's calls says too much. Null where rain is not evaluable.</summary>
    public bool? RainMatters => Rain is Rain.Evaluated e
        ? e.Partitions > 0 && Mean is { } m && (e.AllPositive is null || e.AllPositive.Lambda > (m.Upper ?? double.PositiveInfinity) || e.AllNegative is { } low && low.Lambda < m.Lower) : null;
}

/// <summary>Concentrations from partition counts.</summary>
public static class DigitalQuantifier
{
    /// <summary>c = λ/V. The relative standard uncertainty of V widens the interval in quadrature on the log scale.</summary>
    /// <remarks>
    /// The volume is the one given, else the instrument's nominal one, else the one that the software's own concentration
    /// implies (V = λ/c): instruments with a volume factor per plate cannot be recomputed from a constant.
    /// </remarks>
    public static IReadOnlyList<DigitalConcentration> Quantify(DigitalRun run, double? partitionNanolitres = null, double volumeRelativeSd = 0, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (partitionNanolitres is { } given && !(given > 0)) throw new ArgumentOutOfRangeException(nameof(partitionNanolitres), given, "A partition has a volume above 0 nL.");
        double[] implied = [.. run.Wells.Select(w => Implied(w)).OfType<double>().Order()];
        double? median = implied.Length == 0 ? null : implied[implied.Length / 2];
        double z = Cavum.Stats.Normal.Quantile((1 + confidence) / 2);
        var rains = RainOf(run.Wells, confidence);
        return [.. run.Wells.Select((well, i) =>
        {
            var (volume, source) = partitionNanolitres is { } v ? (v, PartitionVolumeSource.Given)
                : well.PartitionNanolitres is { } stated ? (stated, PartitionVolumeSource.File)
                : run.DefaultPartitionNanolitres is { } nominal ? (nominal, PartitionVolumeSource.Nominal)
                : Implied(well) is { } own ? (own, PartitionVolumeSource.ImpliedByWell)
                : median is { } other ? (other, PartitionVolumeSource.ImpliedByFile) : ((double?)null, PartitionVolumeSource.Unknown);
            var one = One(well, volume, source, z * volumeRelativeSd, confidence);
            return one with { WithRain = Wide(one, rains[i], z * volumeRelativeSd), Rain = rains[i], Budget = well is { Positives: { } k, Negatives: { } n } ? DigitalBudget.Of(k, n, volumeRelativeSd, rains[i]) : null };
        })];
    }

    private static Interval? Wide(DigitalConcentration one, Rain rain, double volumeHalf)
    {
        if (rain is not Rain.Evaluated { AllNegative: { } low } e || one.CopiesPerMicrolitre is not { } estimate || one.PartitionNanolitres is not { } volume) return null;
        double? upper = e.AllPositive is { Upper: { } u } high ? Widen(high.Lambda, u, volumeHalf) * 1000 / volume : null;
        return new(estimate, Math.Max(0, Widen(low.Lambda, low.Lower, volumeHalf)) * 1000 / volume, upper);
    }

    private static readonly Rain CountsAlone = new Rain.NotEvaluable("the file holds counts, not the amplitudes of partitions");

    /// <summary>The rain of each well by its own clusters; a well that lacks one takes the median band of its target's other wells.</summary>
    private static Rain[] RainOf(IReadOnlyList<DigitalWell> wells, double confidence)
    {
        var reasons = new string[wells.Count];
        RainBand?[] own = [.. wells.Select((w, i) => w.Ends is null ? null : PartitionRain.BandOf(w.Ends, out reasons[i]))];
        var byTarget = wells.Zip(own).Where(p => p.Second is not null).GroupBy(p => p.First.Target, p => p.Second!.Value, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (Lower: Middle(g.Select(b => b.Lower)), Upper: Middle(g.Select(b => b.Upper))), StringComparer.Ordinal);
        return [.. wells.Select((w, i) =>
        {
            if (w.Ends is not { Count: > 0 } ends) return CountsAlone;
            if (own[i] is { } band) return PartitionRain.Count(ends, band, false, confidence);
            bool lacks = reasons[i].StartsWith("fewer", StringComparison.Ordinal);
            if (lacks && byTarget.TryGetValue(w.Target, out var other) && other.Lower < other.Upper) return PartitionRain.Count(ends, new(other.Lower, other.Upper), true, confidence);
            return (Rain)new Rain.NotEvaluable(reasons[i]);
        })];
    }

    private static double Middle(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double? Implied(DigitalWell well) =>
        well is { Positives: > 0 and var k, Negatives: > 0 and var negatives, ReportedCopiesPerMicrolitre: > 0 and var c }
            && PoissonCount.Estimate(k, negatives) is { } mean ? mean.Lambda / c * 1000 : null;

    private static DigitalConcentration One(DigitalWell well, double? volume, PartitionVolumeSource source, double volumeHalf, double confidence)
    {
        if (well.Positives is not { } k || well.Negatives is not { } negatives || k + negatives == 0)
            return new(well, null, null, null, null, volume, source) { Status = "noCall", Rain = CountsAlone };
        var mean = PoissonCount.Estimate(k, negatives, confidence: confidence);
        if (mean is null) return new(well, null, null, null, null, volume, source) { Status = "saturated", Rain = CountsAlone };
        if (volume is not { } v) return new(well, mean, null, null, null, null, source) { Status = "volumeUnknown", Rain = CountsAlone };
        double scale = 1000 / v, c = mean.Lambda * scale;
        double lower = Widen(mean.Lambda, mean.Lower, volumeHalf) * scale;
        double? upper = mean.Upper is { } u ? Widen(mean.Lambda, u, volumeHalf) * scale : null;
        return new(well, mean, c, Math.Max(0, lower), upper, v, source) { Status = k == 0 ? "noPositives" : "estimated", Rain = CountsAlone };
    }

    private static double Widen(double lambda, double limit, double half)
    {
        if (half == 0 || lambda <= 0 || limit <= 0) return limit;
        double log = Math.Log(limit / lambda);
        return lambda * Math.Exp(Math.Sign(log) * Math.Sqrt(log * log + half * half));
    }
}
