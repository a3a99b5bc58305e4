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

    /// <summary>End-point amplitudes of the partitions that count, where the file holds them; null elsewhere.</summary>
    public IReadOnlyList<double>? Amplitudes { get; init; }
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
        return [.. run.Wells.Select(well =>
        {
            var (volume, source) = partitionNanolitres is { } v ? (v, PartitionVolumeSource.Given)
                : well.PartitionNanolitres is { } stated ? (stated, PartitionVolumeSource.File)
                : run.DefaultPartitionNanolitres is { } nominal ? (nominal, PartitionVolumeSource.Nominal)
                : Implied(well) is { } own ? (own, PartitionVolumeSource.ImpliedByWell)
                : median is { } other ? (other, PartitionVolumeSource.ImpliedByFile) : ((double?)null, PartitionVolumeSource.Unknown);
            return One(well, volume, source, z * volumeRelativeSd, confidence);
        })];
    }

    private static double? Implied(DigitalWell well) =>
        well is { Positives: > 0 and var k, Negatives: > 0 and var negatives, ReportedCopiesPerMicrolitre: > 0 and var c }
            && PoissonCount.Estimate(k, negatives) is { } mean ? mean.Lambda / c * 1000 : null;

    private static DigitalConcentration One(DigitalWell well, double? volume, PartitionVolumeSource source, double volumeHalf, double confidence)
    {
        if (well.Positives is not { } k || well.Negatives is not { } negatives || k + negatives == 0)
            return new(well, null, null, null, null, volume, source) { Status = "noCall" };
        var mean = PoissonCount.Estimate(k, negatives, confidence: confidence);
        if (mean is null) return new(well, null, null, null, null, volume, source) { Status = "saturated" };
        if (volume is not { } v) return new(well, mean, null, null, null, null, source) { Status = "volumeUnknown" };
        double scale = 1000 / v, c = mean.Lambda * scale;
        double lower = Widen(mean.Lambda, mean.Lower, volumeHalf) * scale;
        double? upper = mean.Upper is { } u ? Widen(mean.Lambda, u, volumeHalf) * scale : null;
        return new(well, mean, c, Math.Max(0, lower), upper, v, source) { Status = k == 0 ? "noPositives" : "estimated" };
    }

    private static double Widen(double lambda, double limit, double half)
    {
        if (half == 0 || lambda <= 0 || limit <= 0) return limit;
        double log = Math.Log(limit / lambda);
        return lambda * Math.Exp(Math.Sign(log) * Math.Sqrt(log * log + half * half));
    }
}
