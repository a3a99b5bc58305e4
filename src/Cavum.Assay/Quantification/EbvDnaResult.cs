namespace Cavum.Assay;

/// <summary>The unit of a concentration of EBV DNA in plasma, or of a reaction.</summary>
public enum ConcentrationUnit
{
    CopiesPerMillilitre,
    InternationalUnitsPerMillilitre,
    CopiesPerReaction,
}

/// <summary>A limit of an assay with its unit.</summary>
public sealed record AssayLimit(double Value, ConcentrationUnit Unit);

/// <summary>The limits that held when a result was made; stored with it, since a series may change its assay.</summary>
public sealed record AssayLimits(AssayLimit? Detection, AssayLimit? Quantification, AssayLimit? Upper);

/// <summary>How much EBV DNA one sample holds, each figure with its interval; null where the chain to it is not known.</summary>
public sealed record EbvDnaAmount(Interval CopiesPerReaction, Interval? CopiesPerMl, Interval? IuPerMl);

/// <summary>The result of one plasma sample: five cases, none of them a number in disguise.</summary>
public abstract record EbvDnaResult
{
    private EbvDnaResult() { }

    public required string Sample { get; init; }
    public required AssayLimits Limits { get; init; }

    /// <summary>The wells the result rests on.</summary>
    public required IReadOnlyList<WellLocator> Wells { get; init; }

    /// <summary>What a reader should know: extrapolation, excluded replicates, internal control.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>No replicate amplified: left-censored at the limit of detection.</summary>
    public sealed record NotDetected : EbvDnaResult;

    /// <summary>Amplified, but below the limit of quantification: between detection and quantification. The amount is for inspection only.</summary>
    public sealed record BelowLoq(EbvDnaAmount? Amount) : EbvDnaResult;

    public sealed record Quantified(EbvDnaAmount Amount) : EbvDnaResult;

    /// <summary>Above the upper limit of the measuring interval: right-censored there.</summary>
    public sealed record AboveUpperLimit(EbvDnaAmount Amount) : EbvDnaResult;

    /// <summary>No statement about this sample can be made, and why.</summary>
    public sealed record Invalid(IReadOnlyList<string> Reasons) : EbvDnaResult;

    /// <summary>The amount of whichever case has one; of a result below LOQ it is for inspection only.</summary>
    public EbvDnaAmount? AnyAmount => this switch
    {
        Quantified q => q.Amount,
        BelowLoq b => b.Amount,
        AboveUpperLimit a => a.Amount,
        _ => null,
    };

    /// <summary>The word used in files and on the command line.</summary>
    public string Status => this switch
    {
        NotDetected => "notDetected",
        BelowLoq => "belowLoq",
        Quantified => "quantified",
        AboveUpperLimit => "aboveUpperLimit",
        _ => "invalid",
    };
}
