namespace Cavum.Assay;

/// <summary>What a reaction is for.</summary>
public enum SampleRole
{
    Unknown,
    Standard,

    /// <summary>No-template control.</summary>
    Ntc,
    PositiveControl,

    /// <summary>Any other reaction that must not amplify: no reverse transcriptase, no enzyme, target-free matrix.</summary>
    NegativeControl,
    Other,
}

/// <summary>How the dye of a target reports the product.</summary>
public enum ReporterChemistry
{
    /// <summary>Not stated; taken as a binding dye where it matters.</summary>
    Unstated,
    BindingDye,
    HydrolysisProbe,
    LabelledReversePrimer,
    DnaZymeProbe,
    Other,
}

/// <summary>Where a number came from: file, run, well and target; every result of the assay carries the ones it rests on.</summary>
public sealed record WellLocator(string RunId, WellPosition Well, string Target)
{
    public override string ToString() => $"{RunId}/{Well}/{Target}";
}

/// <summary>One target in one well: what was in it, what the instrument read and what its software said.</summary>
/// <param name="Quantity">Amount of a standard or a calibrated control, in <paramref name="QuantityUnit"/> per reaction; null if not stated.</param>
/// <param name="QuantityUnit">"copies" where the file says so, else the file's own word.</param>
/// <param name="Exclusion">Why the source leaves this reaction out, or null.</param>
/// <param name="DataId">The source's own id of the reaction, for tracing.</param>
public sealed record Reaction(
    WellPosition Well, string Sample, SampleRole Role, string Target, string Dye, Cq ReportedCq, AmplificationCurve Curve)
{
    public double? Quantity { get; init; }
    public string QuantityUnit { get; init; } = "";
    public string? Exclusion { get; init; }
    public string DataId { get; init; } = "";
    public double? VolumeMicrolitres { get; init; }
    public ReporterChemistry Chemistry { get; init; }

    /// <summary>What the template is, in RDML's words ("cDNA", "genomic DNA", …); empty when the file does not say.</summary>
    public string Nucleotide { get; init; } = "";

    /// <summary>The quantity that the vendor's software printed for this well, when it did.</summary>
    public double? ReportedQuantity { get; init; }
}

/// <summary>One run of an instrument: a plate of reactions amplified together.</summary>
public sealed record QpcrRun(string Id, string Experiment, IReadOnlyList<Reaction> Reactions)
{
    public string Instrument { get; init; } = "";
    public int Rows { get; init; } = 8;
    public int Columns { get; init; } = 12;

    /// <summary>As the source writes it; empty when it says nothing.</summary>
    public string Date { get; init; } = "";

    public int Cycles => Reactions.Count == 0 ? 0 : Reactions.Max(r => r.Curve.Cycles);

    public WellLocator Locate(Reaction reaction) => new(Id, reaction.Well, reaction.Target);
}

/// <summary>A departure of a file from its format that was put right on reading: where, what stood there, what was taken.</summary>
public sealed record Repair(string Place, string Read, string Taken)
{
    public override string ToString() => $"{Place}: read '{Read}'; taken as {Taken}.";
}

/// <summary>What an instrument's file holds.</summary>
/// <param name="Format">"RDML", "QuantStudio text", …, recognised from the content.</param>
public sealed record InstrumentFile(string Format, string Version, string Instrument, IReadOnlyList<QpcrRun> Runs)
{
    public IReadOnlyList<Repair> Repairs { get; init; } = [];

    /// <summary>Results that a laboratory system printed, each with its sign; a file of them holds no runs.</summary>
    public IReadOnlyList<LaboratoryResult> Results { get; init; } = [];

    /// <summary>Partition counts, where the file holds digital PCR.</summary>
    public DigitalRun? Digital { get; init; }

    /// <summary>Antibody readings of a plate reader or a bead assay.</summary>
    public IReadOnlyList<AntibodyReading> Antibodies { get; init; } = [];

    /// <summary>What the file holds beside the runs and was not read, with the reason.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
