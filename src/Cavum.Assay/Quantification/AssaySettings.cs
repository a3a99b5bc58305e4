namespace Cavum.Assay;

/// <summary>Where the Cq of a reaction comes from.</summary>
public enum CqMethod
{
    /// <summary>Second-derivative maximum of a five-parameter sigmoid where the run has curves, else the Cq in the file.</summary>
    Automatic,

    /// <summary>Second-derivative maximum of a five-parameter sigmoid.</summary>
    SecondDerivative,

    /// <summary>What the instrument's software wrote.</summary>
    Reported,
}

/// <summary>From the copies in one reaction back to the plasma: copies/mL = copies · (eluate/template) · dilution / (plasma · recovery).</summary>
/// <param name="Recovery">Share of the DNA in the plasma that reaches the eluate, above 0; 1 when standards are extracted too.</param>
/// <param name="RecoveryLog10Sd">Its standard uncertainty on the log10 scale.</param>
public sealed record ExtractionChain(Volume Plasma, Volume Eluate, Volume Template, double Dilution = 1, double Recovery = 1, double RecoveryLog10Sd = 0)
{
    public double CopiesPerMlPerCopy => Eluate / Template * Dilution / (Plasma.Millilitres * Recovery);
}

/// <summary>log10 IU/mL = intercept + slope · log10 copies/mL, with the covariance of the two and the scatter of one result.</summary>
/// <remarks>
/// Established per assay, matrix, extraction and lot against WHO 09/260 or a material traceable to it; never a constant.
/// </remarks>
public sealed record UnitConversion(
    double Intercept, double Slope = 1, double InterceptVariance = 0, double SlopeVariance = 0, double Covariance = 0, double ResidualSd = 0)
{
    public string Lot { get; init; } = "";

    public double Log10Iu(double log10Copies) => Intercept + Slope * log10Copies;

    public double Variance(double log10Copies) =>
        Math.Max(0, InterceptVariance + 2 * log10Copies * Covariance + log10Copies * log10Copies * SlopeVariance + ResidualSd * ResidualSd);
}

/// <summary>What a standard curve and a plate must show before results are released.</summary>
public sealed record AcceptanceRules
{
    /// <summary>The usual window of slopes (90–110 % efficiency) for a threshold Cq; outside it the standards must read back well.</summary>
    public double SlopeMin { get; init; } = -3.6;
    public double SlopeMax { get; init; } = -3.1;
    public double RSquaredMin { get; init; } = 0.98;
    public int LevelsMin { get; init; } = 3;

    /// <summary>How far (log10) the mean of a standard level may read from its nominal value.</summary>
    public double LevelBiasMax { get; init; } = 0.2;

    public bool NtcRequired { get; init; } = true;

    /// <summary>An NTC that amplifies later than this Cq does not block; null: every amplified NTC blocks.</summary>
    public double? NtcIgnoredAfterCq { get; init; }
    public bool PositiveControlRequired { get; init; }

    /// <summary>Replicates of an unknown that spread wider than this (SD, cycles) are remarked on.</summary>
    public double ReplicateSdMax { get; init; } = 0.5;
}

/// <summary>The range in which a positive control must fall, in copies per reaction.</summary>
public sealed record ControlRange(string Sample, double LowerCopiesPerReaction, double UpperCopiesPerReaction);

/// <summary>The internal control that shows inhibition: its target, and by how many cycles it may come late.</summary>
public sealed record InternalControlRule(string Target, double LargestDelay);

/// <summary>One assay as a laboratory runs it: chain, units, limits, rules. Read from JSON by <see cref="AssaySettingsReader"/>.</summary>
public sealed record AssaySettings
{
    public string Name { get; init; } = "";
    public string Version { get; init; } = "";
    public string Matrix { get; init; } = "";
    public string Lot { get; init; } = "";

    /// <summary>The target to quantify; null takes the only target that has standards.</summary>
    public string? Target { get; init; }
    public CqMethod CqMethod { get; init; } = CqMethod.Automatic;
    public CurveWeighting Weighting { get; init; } = CurveWeighting.Equal;

    /// <summary>The interval of equal weights; the contract of <c>assay quantify</c> is one variance. Poisson weights always count.</summary>
    public CurveInterval Interval { get; init; } = CurveInterval.OneVariance;
    public double Confidence { get; init; } = 0.95;
    public ExtractionChain? Chain { get; init; }
    public UnitConversion? Iu { get; init; }
    public AssayLimits Limits { get; init; } = new(null, null, null);
    public AcceptanceRules Acceptance { get; init; } = new();

    /// <summary>Copies per reaction of standards by sample name, where the file does not carry them or they must be overridden.</summary>
    public IReadOnlyDictionary<string, double> Standards { get; init; } = new Dictionary<string, double>();
    public IReadOnlyList<ControlRange> PositiveControls { get; init; } = [];
    public InternalControlRule? InternalControl { get; init; }

    /// <summary>Not null for an assay that is read by digital PCR; it then has no standard curve.</summary>
    public DigitalRules? Digital { get; init; }
}
