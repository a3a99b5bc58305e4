namespace Cavum.Preclinical;

/// <summary>Whether a slope model could be fitted.</summary>
public enum SlopeFitStatus
{
    Fitted,

    /// <summary>Not more observations than arms.</summary>
    TooFewObservations,

    /// <summary>Every mouse lies on its arm's line: there is no variation to measure with.</summary>
    NoVariation,
}

/// <summary>A fitted slope model; every number is in 1/day or without unit, and 0-length where the status is not Fitted.</summary>
/// <param name="Slopes">β of each arm.</param>
/// <param name="StdErr">√(σ²/A) of each arm: what the model says.</param>
/// <param name="RobustVariances">CR2 variance of each slope.</param>
/// <param name="RandomStdDev">σ_b, the standard deviation of the mice's own slopes (absolute, not relative to σ).</param>
/// <param name="RandomSlopes">Best linear unbiased prediction of each mouse's own deviation.</param>
public sealed record SlopeFit(
    SlopeFitStatus Status, LikelihoodKind Kind, double[] Slopes, double[] StdErr, double[] RobustVariances,
    double RandomStdDev, double ResidualStdDev, double LogLikelihood, double[] RandomSlopes)
{
    // Σ tr Ω and Σ tr Ω² of each arm: the first two moments of its CR2 variance under the working model.
    private double[] Trace { get; init; } = [];
    private double[] SquaredTrace { get; init; } = [];

    /// <summary>θ² = σ_b²/σ².</summary>
    public double Ratio { get; private init; }

    internal static SlopeFit Failed(SlopeData data, LikelihoodKind kind, SlopeFitStatus status) =>
        new(status, kind, new double[data.ArmCount], new double[data.ArmCount], new double[data.ArmCount], 0, 0, 0, []);

    internal static SlopeFit From(SlopeWork work, double ratio)
    {
        var data = work.Data;
        double variance = work.ResidualVariance;
        int arms = data.ArmCount;
        var robust = new double[arms];
        var trace = new double[arms];
        var squared = new double[arms];
        var own = new double[data.Mice];
        var cross = new double[arms];
        for (int i = 0; i < data.Mice; i++)
        {
            int a = data.Arms[i];
            double w = work.Weights[i], q = data.Tt[i], info = work.Information[a], left = data.Ty[i] - work.Slopes[a] * q;
            double leverage = w * q / info, keep = Math.Max(1 - leverage, 0);
            own[i] = ratio * w * left;
            // A mouse alone in its arm has leverage 1: it says nothing on the variance of its own slope.
            double u = keep > 1e-12 ? w * left / (Math.Sqrt(keep) * info) : 0;
            robust[a] += u * u;
            if (keep <= 1e-12) continue;
            double k = w / (Math.Sqrt(keep) * info), diagonal = k * k * (q / w - q * q / info), off = k * k * q * q / info;
            trace[a] += diagonal;
            squared[a] += diagonal * diagonal - off * off;
            cross[a] += off;
        }
        // Ω has off-diagonal −√(off_i·off_j): Σ_ij over i ≠ j of its square is (Σ off)² − Σ off².
        for (int a = 0; a < arms; a++) squared[a] += cross[a] * cross[a];
        return new(SlopeFitStatus.Fitted, work.Kind, [.. work.Slopes], [.. work.Information.Select(i => Math.Sqrt(variance / i))], robust,
            Math.Sqrt(ratio * variance), Math.Sqrt(variance), work.LogLikelihood(), own)
        {
            Ratio = ratio,
            Trace = [.. trace.Select(t => t * variance)],
            SquaredTrace = [.. squared.Select(s => s * variance * variance)],
        };
    }

    /// <summary>Σ c·β with its model and CR2 standard errors and Satterthwaite's degrees of freedom.</summary>
    /// <remarks>
    /// CR2: Bell &amp; McCaffrey 2002, Surv Methodol 28:169, with the working model's V; with one slope per arm the correction of a mouse is
    /// 1/√(1 − wq/A). Degrees of freedom: 2E²/Var of the CR2 variance under the working model (Pustejovsky &amp; Tipton 2018, JBES 36:672).
    /// </remarks>
    public SlopeContrast Contrast(ReadOnlySpan<double> weights)
    {
        if (weights.Length != Slopes.Length) throw new ArgumentException($"{weights.Length} weights for {Slopes.Length} arms.", nameof(weights));
        double estimate = 0, model = 0, robust = 0, mean = 0, variance = 0;
        for (int a = 0; a < weights.Length; a++)
        {
            double c = weights[a], c2 = c * c;
            estimate += c * Slopes[a];
            model += c2 * StdErr[a] * StdErr[a];
            robust += c2 * RobustVariances[a];
            mean += c2 * Trace[a];
            variance += c2 * c2 * SquaredTrace[a];
        }
        return new(estimate, Math.Sqrt(model), Math.Sqrt(robust), variance > 0 ? mean * mean / variance : 0);
    }
}

/// <summary>A weighted sum of slopes.</summary>
/// <param name="DegreesOfFreedom">Satterthwaite's, counted in mice; 0 where no arm has two mice.</param>
public readonly record struct SlopeContrast(double Estimate, double ModelStdErr, double RobustStdErr, double DegreesOfFreedom);
