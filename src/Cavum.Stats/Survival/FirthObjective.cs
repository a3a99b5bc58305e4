namespace Cavum.Stats;

/// <summary>The penalised likelihood and its score: U*_c = U_c + ½·tr(I⁻¹·∂I/∂β_c), Breslow ties.</summary>
/// <remarks>∂I/∂β is the sum over event times of d times the third central moment of the covariates in the risk set.</remarks>
internal sealed class FirthObjective(CoxSample sample) : CoxObjective(sample)
{
    private readonly CoxSweep plain = new(sample, efron: false);
    private readonly double[] eta = new double[sample.N];

    public bool[] Free { get; set; } = [.. Enumerable.Repeat(true, sample.P)];

    public override CoxPoint Evaluate(ReadOnlySpan<double> beta)
    {
        var point = plain.Evaluate(beta);
        if (!point.IsFinite) return point;
        if (SymmetricSolve.LogDeterminant(point.Information, Free) is not { } logDeterminant
            || SymmetricSolve.Inverse(point.Information, Free) is not { } inverse)
        {
            point.LogLikelihood = double.NaN;
            return point;
        }
        point.LogLikelihood += logDeterminant / 2;
        LinearPredictor(beta, eta);
        for (int s = 0; s + 1 < Sample.StratumStart.Length; s++)
            for (int block = Sample.BlockStart[s]; block < Sample.BlockStart[s + 1]; block++)
                AddPenalty(block, Sample.StratumStart[s + 1], inverse, point.Gradient);
        return point;
    }

    /// <summary>Adds ½·d·E[(x − m)ᵀI⁻¹(x − m)·(x − m)] over the risk set.</summary>
    private void AddPenalty(int block, int stratumEnd, double[,] inverse, double[] gradient)
    {
        int p = Sample.P, from = Sample.DeathFrom[block];
        double time = Sample.BlockTime(block), s0 = 0, half = 0.5 * (Sample.DeathTo[block] - from);
        double[] mean = new double[p], centred = new double[p], sum = new double[p];
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = from; i < stratumEnd; i++)
            {
                if (Sample.Entry is { } entry && entry[i] >= time) continue;
                double r = Math.Exp(eta[i]);
                if (pass == 0)
                {
                    s0 += r;
                    for (int c = 0; c < p; c++) mean[c] += r * Sample.X[i * p + c];
                    continue;
                }
                for (int c = 0; c < p; c++) centred[c] = Sample.X[i * p + c] - mean[c];
                double form = Form(inverse, centred) * r;
                for (int c = 0; c < p; c++) sum[c] += form * centred[c];
            }
            if (pass == 0)
                for (int c = 0; c < p; c++) mean[c] /= s0;
        }
        for (int c = 0; c < p; c++) gradient[c] += half * sum[c] / s0;
    }

    private static double Form(double[,] matrix, double[] vector)
    {
        double sum = 0;
        for (int a = 0; a < vector.Length; a++)
            for (int b = 0; b < vector.Length; b++) sum += vector[a] * matrix[a, b] * vector[b];
        return sum;
    }
}
