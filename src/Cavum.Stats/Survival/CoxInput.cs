namespace Cavum.Stats;

/// <summary>How the partial likelihood treats deaths at one time.</summary>
public enum CoxTies
{
    /// <summary>Efron 1977, JASA 72:557: each tied death leaves with the mean of the tied deaths; the default.</summary>
    Efron,

    /// <summary>Breslow 1974, Biometrics 30:89: all tied deaths meet the full risk set.</summary>
    Breslow,

    /// <summary>The discrete (conditional logistic) likelihood, R's "exact" (Cox 1972; Gail, Lubin &amp; Rubinstein 1981, Biometrika 68:703).</summary>
    ExactDiscrete,

    /// <summary>The average over all orders of tied continuous times, SAS's "EXACT" (DeLong, Guirguis &amp; So 1994, Biometrika 81:607).</summary>
    ExactMarginal,
}

/// <summary>The rows of a Cox regression.</summary>
/// <param name="Times">Time to event or censoring (end of the period with start–stop rows).</param>
/// <param name="Covariates">Rows × covariates.</param>
public sealed record CoxInput(double[] Times, bool[] Events, double[,] Covariates)
{
    /// <summary>Start of each row's time at risk; empty for 0.</summary>
    public double[] Entries { get; init; } = [];

    /// <summary>Case weights; empty for 1. Rows of weight 0 are left out.</summary>
    public double[] Weights { get; init; } = [];

    /// <summary>Stratum of each row, 0, 1, …; empty for one.</summary>
    public int[] Strata { get; init; } = [];

    /// <summary>Cluster of each row for the robust variance; empty for each row its own.</summary>
    public int[] Clusters { get; init; } = [];

    /// <summary>Names of the covariates; x1, x2, … by default.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}

public sealed record CoxOptions
{
    public CoxTies Ties { get; init; } = CoxTies.Efron;

    /// <summary>The Lin–Wei robust variance, also taken when there are weights or clusters.</summary>
    public bool Robust { get; init; }
    public double Confidence { get; init; } = 0.95;
    public int MaxIterations { get; init; } = 60;

    public static CoxOptions Default { get; } = new();
}

/// <summary>How a fit ended.</summary>
public enum FitStatus
{
    Converged,

    /// <summary>Nobody had an event: there is nothing to fit.</summary>
    NoEvents,

    /// <summary>The likelihood rises for ever along a direction of the named covariates; no finite estimate exists.</summary>
    Separated,

    /// <summary>The likelihood of a parametric family rises for ever, or is flat, along its shape: its best fit is a limit outside the family.</summary>
    NoFiniteMaximum,

    /// <summary>The iterations ran out; the path tells how far they came.</summary>
    NotConverged,
}

/// <summary>One covariate of a fitted model.</summary>
/// <param name="StdErr">From the inverse information (naive), whatever the interval uses.</param>
/// <param name="RobustStdErr">Lin–Wei, when asked for.</param>
/// <param name="Lower">Limits of the hazard ratio.</param>
/// <param name="Aliased">True where the covariate says nothing beyond the others (constant, or a combination); it has no estimate.</param>
public sealed record CoxCoefficient(
    string Name, double? Estimate, double? StdErr, double? RobustStdErr, double? Z, double? PValue,
    double? HazardRatio, double? Lower, double? Upper, bool Aliased = false);

/// <summary>One step on the way to the estimate.</summary>
public readonly record struct FitStep(int Iteration, double LogLikelihood, double LargestStep);
