namespace Cavum.Assay;

/// <summary>One antibody reading of a plate reader or a bead assay: what was read, and what its own kit makes of it.</summary>
/// <param name="Test">The antibody as the file names it; empty where it does not.</param>
/// <param name="Reading">Null where the software printed none.</param>
/// <param name="Unit">"OD", "index", "MFI", or the file's own unit.</param>
public sealed record AntibodyReading(WellPosition? Well, string Sample, SampleRole Role, string Test, double? Reading, string Unit)
{
    public string Kit { get; init; } = "";
    public string Lot { get; init; } = "";
    public double? CutOff { get; init; }

    /// <summary>Reading over cut-off, or the index itself, which is that ratio; null where no cut-off is stated.</summary>
    public double? RatioToCutOff { get; init; }

    /// <summary>By the kit's grey zone; null without a ratio.</summary>
    public SerologyCall? Call { get; init; }

    /// <summary>What the software wrote: "Positive", "Equivocal", "Grenzwertig" …</summary>
    public string PrintedCall { get; init; } = "";

    /// <summary>Beads counted (bead assays); below 50 the median is not trusted.</summary>
    public double? Beads { get; init; }
    public int Line { get; init; }

    /// <summary>"read", "noReading", "tooFewBeads" or "cutOffNotStated".</summary>
    public string Status => Reading is null ? "noReading" : Beads < 50 ? "tooFewBeads" : RatioToCutOff is null ? "cutOffNotStated" : "read";

    public EbvAntibody Antibody => EbvSerology.AntibodyOf(Test);
}
