namespace Cavum.Assay;

/// <summary>What an assay read by digital PCR must state beside its chain: the reaction, the partitions, and what its controls may show.</summary>
/// <param name="Reaction">Volume of the reaction that is partitioned; copies per reaction are copies/µL times this.</param>
public sealed record DigitalRules(Volume Reaction)
{
    /// <summary>Volume of a partition in nL; null takes the file's or the instrument's own (docs/methods/digital-pcr.md).</summary>
    public double? PartitionNanolitres { get; init; }

    /// <summary>Relative standard uncertainty of that volume; 0 where none is stated.</summary>
    public double PartitionCv { get; init; }

    /// <summary>A well with fewer accepted partitions is left out; null: 10,000 where the partitions are droplets, else no least number.</summary>
    public long? PartitionsMin { get; init; }

    /// <summary>Fewer positive partitions over all wells of a sample are not told from blanks: not detected.</summary>
    public long PositivesMin { get; init; } = 1;

    /// <summary>A no-template control with more positive partitions blocks the run.</summary>
    public long NtcPositivesMax { get; init; }
}
