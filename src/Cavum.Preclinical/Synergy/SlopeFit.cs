namespace Cavum.Preclinical;

/// <summary>Whether a slope model could be fitted.</summary>
public enum SlopeFitStatus
{
    Fitted,

    /// <summary>Not more observations than arms.</summary>
    TooFewObservations,

    /// <summary>Every mouse lies on its arm's line: there is no variation to measure with.</summary>
    NoVariation,

    /// <summary>An arm has no detected follow-up volume: its slope is bounded above only, so the likelihood has no highest point.</summary>
    ArmUndetected,

    /// <summary>The search for the highest likelihood did not end.</summary>
    NotConverged,
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
        var score = new double[data.Mice];
        var information = new double[data.Mice];
        var own = new double[data.Mice];
        for (int i = 0; i < data.Mice; i++)
        {
            double w = work.Weights[i], left = data.Ty[i] - work.Slopes[data.Arms[i]] * data.Tt[i];
            score[i] = w * left / variance;
            information[i] = w * data.Tt[i] / variance;
            own[i] = ratio * w * left;
        }
        var point = new SlopePoint(work.Kind, [.. work.Slopes], Math.Sqrt(ratio * variance), Math.Sqrt(variance), work.LogLikelihood());
        return FromScores(data.Arms, score, information, point) with { RandomSlopes = own, Ratio = ratio };
    }

    /// <summary>Standard errors from each mouse's score and information on its arm's slope.</summary>
    internal static SlopeFit FromScores(int[] arm, double[] score, double[] information, SlopePoint point)
    {
        int arms = point.Slopes.Length;
        double[] total = new double[arms], robust = new double[arms], trace = new double[arms], squared = new double[arms], cross = new double[arms];
        for (int i = 0; i < arm.Length; i++) total[arm[i]] += information[i];
        for (int i = 0; i < arm.Length; i++)
        {
            int a = arm[i];
            double leverage = information[i] / total[a], keep = 1 - leverage;
            // A mouse alone in its arm has leverage 1: it says nothing on the variance of its own slope.
            if (!(keep > 1e-12)) continue;
            double u = score[i] / (Math.Sqrt(keep) * total[a]), k = 1 / (keep * total[a] * total[a]);
            double diagonal = k * information[i] * keep, off = k * information[i] * leverage;
            robust[a] += u * u;
            trace[a] += diagonal;
            squared[a] += diagonal * diagonal - off * off;
            cross[a] += off;
        }
        // Off the diagonal Ω is −√(offᵢ·offⱼ); the squares of it over i ≠ j are (Σ off)² − Σ off².
        for (int a = 0; a < arms; a++) squared[a] += cross[a] * cross[a];
        return new(SlopeFitStatus.Fitted, point.Kind, point.Slopes, [.. total.Select(t => 1 / Math.Sqrt(t))], robust,
            point.RandomStdDev, point.ResidualStdDev, point.LogLikelihood, [])
        {
            Trace = trace,
            SquaredTrace = squared,
            Ratio = point.RandomStdDev * point.RandomStdDev / (point.ResidualStdDev * point.ResidualStdDev),
            Scores = score,
            Informations = information,
        };
    }

    /// <summary>Derivative of each mouse's log-likelihood by its arm's slope, and minus the second derivative.</summary>
    internal double[] Scores { get; private init; } = [];
    internal double[] Informations { get; private init; } = [];

    /// <summary>Σ c·β with its model and CR2 standard errors and Satterthwaite's degrees of freedom.</summary>
    /// <remarks>
    /// CR2: Bell &amp; McCaffrey 2002, Surv Methodol 28:169, with the working model's V; with one slope per arm the correction of a mouse is
    /// 1/√(1 − wq/A). Degrees of freedom: 2E²/Var of the CR2 variance under the working model (Pustejovsky &amp; Tipton 2018, JBES 36:672).
    /// </remarks>
    public SlopeContrast Contrast(ReadOnlySpan<double> weights)
    {
        if (weights.Length != Slopes.Length) throw new ArgumentException($"{weights.Length} weights for {Slopes.Length} arms.", nameof(weights));
        double estimate = 0, model = 0, robust = 0, mean = 0, variance = 0;
        bool alone = false;
        for (int a = 0; a < weights.Length; a++)
        {
            double c = weights[a], c2 = c * c;
            estimate += c * Slopes[a];
            model += c2 * StdErr[a] * StdErr[a];
            robust += c2 * RobustVariances[a];
            alone |= c != 0 && Trace[a] == 0;
            mean += c2 * Trace[a];
            variance += c2 * c2 * SquaredTrace[a];
        }
        return new(estimate, Math.Sqrt(model), alone ? 0 : Math.Sqrt(robust), variance > 0 ? mean * mean / variance : 0);
    }
}

/// <summary>A weighted sum of slopes.</summary>
/// <param name="RobustStdErr">CR2; 0 where an arm of the contrast has a single mouse, which says nothing on the variance of its own slope.</param>
/// <param name="DegreesOfFreedom">Satterthwaite's, counted in mice; 0 where no arm has two mice.</param>
public readonly record struct SlopeContrast(double Estimate, double ModelStdErr, double RobustStdErr, double DegreesOfFreedom);

/// <summary>Where a slope model's likelihood is highest.</summary>
internal sealed record SlopePoint(LikelihoodKind Kind, double[] Slopes, double RandomStdDev, double ResidualStdDev, double LogLikelihood);
