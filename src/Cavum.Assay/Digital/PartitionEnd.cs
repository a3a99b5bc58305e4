namespace Cavum.Assay;

/// <summary>What the instrument's software called a partition.</summary>
public enum PartitionCall : byte
{
    /// <summary>Neither: left out of the software's counts, yet a partition that was read.</summary>
    Unclassified,
    Negative,
    Positive,
}

/// <summary>The end-point amplitude of one partition in one channel, in the instrument's arbitrary units.</summary>
/// <param name="Cluster">Which of the software's clusters over all channels; partitions of one cluster lie together in this channel too.</param>
public readonly record struct PartitionEnd(double Amplitude, PartitionCall Call, byte Cluster = 0);
