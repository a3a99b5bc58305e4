namespace Cavum.Stats;

/// <summary>A log partial likelihood at one point: value, gradient and information, for the centred and scaled covariates.</summary>
internal sealed class CoxPoint(int p)
{
    public double LogLikelihood { get; set; }
    public double[] Gradient { get; } = new double[p];
    public double[,] Information { get; } = new double[p, p];

    public bool IsFinite => double.IsFinite(LogLikelihood);
}

/// <summary>A partial likelihood to be climbed.</summary>
internal abstract class CoxObjective(CoxSample sample)
{
    public CoxSample Sample { get; } = sample;

    public abstract CoxPoint Evaluate(ReadOnlySpan<double> beta);

    /// <summary>xᵢ′β for every sorted row.</summary>
    protected void LinearPredictor(ReadOnlySpan<double> beta, Span<double> eta)
    {
        int p = Sample.P;
        ReadOnlySpan<double> x = Sample.X;
        for (int i = 0; i < Sample.N; i++)
        {
            double sum = 0;
            for (int c = 0; c < p; c++) sum += x[i * p + c] * beta[c];
            eta[i] = sum;
        }
    }

    public static CoxObjective Make(CoxSample sample, CoxTies ties) => ties switch
    {
        CoxTies.Efron => new CoxSweep(sample, efron: true),
        CoxTies.Breslow => new CoxSweep(sample, efron: false),
        CoxTies.ExactDiscrete => new CoxDiscrete(sample),
        CoxTies.ExactMarginal => new CoxMarginal(sample),
        _ => throw new ArgumentOutOfRangeException(nameof(ties), ties, "Ties are Efron, Breslow, exact discrete or exact marginal."),
    };
}
