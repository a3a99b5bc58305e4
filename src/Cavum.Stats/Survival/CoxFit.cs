namespace Cavum.Stats;

/// <summary>A fitted proportional hazards model.</summary>
public sealed class CoxFit
{
    internal CoxFit(CoxSample sample, CoxInput input, CoxOptions options, CoxClimb climb) =>
        (Sample, Input, Options, Climb) = (sample, input, options, climb);

    internal CoxSample Sample { get; }
    /// <summary>The rows as they were given.</summary>
    public CoxInput Input { get; }
    internal CoxClimb Climb { get; }
    public CoxOptions Options { get; }
    public FitStatus Status { get; internal init; }

    /// <summary>Rows that took part (those of weight 0 did not), and events among them.</summary>
    public int N => Sample.N;
    public int Events => Sample.Deaths;

    /// <summary>At the estimate; where the likelihood has no maximum, the height reached.</summary>
    public double LogLikelihood => Climb.Point.LogLikelihood;
    public required double LogLikelihoodNull { get; init; }
    public required IReadOnlyList<CoxCoefficient> Coefficients { get; init; }

    /// <summary>Estimates in the covariates' own units; 0 where aliased.</summary>
    public required double[] Beta { get; init; }

    /// <summary>Inverse information; rows of aliased covariates are 0.</summary>
    public required double[,] Variance { get; init; }

    /// <summary>Lin–Wei sandwich, null unless asked for.</summary>
    public double[,]? RobustVariance { get; internal init; }

    /// <summary>Score test of all coefficients = 0: uᵀI⁻¹u at 0.</summary>
    public required double ScoreStatistic { get; init; }
    public double LikelihoodRatioStatistic => 2 * (LogLikelihood - LogLikelihoodNull);
    public int DegreesOfFreedom => Climb.Free.Count(f => f);

    /// <summary>The iterations, for a fit that did not converge.</summary>
    public IReadOnlyList<FitStep> Path => Climb.Path;

    /// <summary>Covariates along which the likelihood rises for ever; empty unless <see cref="FitStatus.Separated"/>.</summary>
    public IReadOnlyList<string> SeparatedBy { get; internal init; } = [];

    /// <summary>xᵢ′β of each input row, covariates centred at their means (R's linear predictor up to that constant).</summary>
    public double[] LinearPredictors()
    {
        var eta = new double[Input.Times.Length];
        for (int i = 0; i < eta.Length; i++)
            for (int c = 0; c < Sample.P; c++) eta[i] += (Input.Covariates[i, c] - Sample.Mean[c]) * Beta[c];
        return eta;
    }

    /// <summary>Means of the covariates over the rows fitted.</summary>
    public IReadOnlyList<double> Means => Sample.Mean;
}
