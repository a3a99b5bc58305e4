namespace Cavum.Assay;

/// <summary>What one sample of a series said, as far as kinetics needs it; concentrations in one unit for the whole series.</summary>
public abstract record EbvLevel
{
    private EbvLevel() { }

    /// <summary>A quantified concentration, above 0.</summary>
    public sealed record Quantified(double Value) : EbvLevel;

    /// <summary>Detected between the limit of detection and the limit of quantification.</summary>
    public sealed record BelowLoq(double Lod, double Loq) : EbvLevel;

    /// <summary>Not detected: somewhere under the limit of detection.</summary>
    public sealed record NotDetected(double Lod) : EbvLevel;

    /// <summary>Over the upper limit of the measuring interval.</summary>
    public sealed record AboveUpperLimit(double Limit) : EbvLevel;

    /// <summary>The least and the most the concentration can be; the upper bound is null when open.</summary>
    public (double Least, double? Most) Bounds => this switch
    {
        Quantified q => (q.Value, q.Value),
        BelowLoq b => (b.Lod, b.Loq),
        NotDetected n => (0, n.Lod),
        AboveUpperLimit a => (a.Limit, null),
        _ => throw new InvalidOperationException("A level is one of four cases."),
    };

    /// <summary>On the natural-log scale, for regression.</summary>
    internal CensoredValue Ln => this switch
    {
        Quantified q => CensoredValue.Exactly(Math.Log(q.Value)),
        BelowLoq b when b.Lod > 0 => CensoredValue.Between(Math.Log(b.Lod), Math.Log(b.Loq)),
        BelowLoq b => CensoredValue.Below(Math.Log(b.Loq)),
        NotDetected n => CensoredValue.Below(Math.Log(n.Lod)),
        AboveUpperLimit a => CensoredValue.Above(Math.Log(a.Limit)),
        _ => throw new InvalidOperationException("A level is one of four cases."),
    };
}

/// <summary>One sample of a series: days since the first dose (0 or below is baseline), and the assay that measured it.</summary>
public sealed record EbvPoint(double Day, EbvLevel Level, string Assay = "");

/// <summary>How a series is read; each threshold is a setting because publications differ.</summary>
public sealed record KineticsRules
{
    public double Confidence { get; init; } = 0.95;

    /// <summary>Samples after this day are left out of the decay (not of clearance and rebound); null keeps all.</summary>
    public double? Until { get; init; }

    public int QuantifiedMin { get; init; } = 3;

    /// <summary>The visit that stands for day 28 lies within this many days of it.</summary>
    public double Day28Window { get; init; } = 7;

    /// <summary>A confirmed rebound is a mean of two consecutive samples this far (log10) above the lowest earlier such mean.</summary>
    public double ReboundLog10 { get; init; } = 0.5;

    /// <summary>Scatter (log10 SD) that the assay itself puts on a stable level; long series raise the bar of a rebound by it.</summary>
    public double AssaySdLog10 { get; init; } = 0.15;

    /// <summary>The share of stable series allowed by chance at each look at a series; over all looks of a long series it stays under twice this (docs/validation/assay.md).</summary>
    public double FalseReboundShare { get; init; } = 0.01;

    /// <summary>A rise seen up to this day is not called a rebound: dying cells release DNA.</summary>
    public double EarlyRiseDays { get; init; } = 28;
}

/// <summary>How far the half-life of a series can be stated.</summary>
public enum HalfLifeStatus
{
    Estimated,

    /// <summary>The interval of the slope includes 0: the upper limit is open.</summary>
    UpperLimitOpen,

    /// <summary>The level does not fall.</summary>
    NotFalling,
    FewerThanThreeQuantified,
    NotEvaluable,
}

/// <summary>Exponential decay of one series: ln level = b₀ + slope·day.</summary>
public sealed record EbvDecay(CensoredLineFit Fit, int Samples, int Quantified, HalfLifeStatus Status, double? HalfLifeDays, double? Lower, double? Upper);
