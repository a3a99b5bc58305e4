namespace Cavum.Stats;

/// <summary>How tests of fixed effects allow for estimated variances.</summary>
public enum SmallSampleMethod
{
    /// <summary>Satterthwaite's degrees of freedom, errors as they are.</summary>
    Satterthwaite,

    /// <summary>Adjusted errors with the term of second derivatives (Kenward &amp; Roger 1997, Biometrics 53:983–997).</summary>
    KenwardRoger,

    /// <summary>The same without second derivatives, so that it does not depend on how the variances are parametrised; what SAS reports.</summary>
    KenwardRogerLinear,
}

/// <summary>The sums over subjects that small-sample adjustment needs.</summary>
/// <remarks>Pₖ = −X′V⁻¹V̇ₖV⁻¹X, Qₖₗ = X′V⁻¹V̇ₖV⁻¹V̇ₗV⁻¹X, Rₖₗ = X′V⁻¹V̈ₖₗV⁻¹X, and tr(V⁻¹V̇ₖV⁻¹V̇ₗ).</remarks>
internal sealed class KenwardRogerTerms(int parameters, int effects, bool second)
{
    private readonly double[][,] p = [.. Enumerable.Range(0, parameters).Select(_ => new double[effects, effects])];
    private readonly double[,][,] q = Squares(parameters, effects), r = second ? Squares(parameters, effects) : new double[0, 0][,];
    private readonly double[,] traces = new double[parameters, parameters];

    /// <param name="wx">V⁻¹X of a subject.</param>
    internal void Add(double[,] wx, double[,] inverse, double[][,] slopes, Func<int, int, double[,]>? curvature)
    {
        var left = new double[parameters][,]; // V̇ₖV⁻¹X
        for (int k = 0; k < parameters; k++)
        {
            left[k] = Matrix.Multiply(slopes[k], wx);
            Accumulate(p[k], wx, left[k], -1);
        }
        double[][,] solved = [.. left.Select(l => Matrix.Multiply(inverse, l))];
        double[][,] whitened = [.. slopes.Select(s => Matrix.Multiply(inverse, s))];
        for (int k = 0; k < parameters; k++)
            for (int l = 0; l < parameters; l++)
            {
                Accumulate(q[k, l], left[k], solved[l], 1);
                if (curvature is not null) Accumulate(r[k, l], wx, Matrix.Multiply(curvature(k, l), wx), 1);
                for (int a = 0; a < whitened[k].GetLength(0); a++)
                    for (int b = 0; b < whitened[k].GetLength(0); b++) traces[k, l] += whitened[k][a, b] * whitened[l][b, a];
            }
    }

    /// <summary>½[tr(V⁻¹V̇ₖV⁻¹V̇ₗ) − 2tr(ΦQₖₗ) + tr(ΦPₖΦPₗ)]: the expected information of the variance parameters under the restricted likelihood.</summary>
    internal double[,] ExpectedInformation(double[,] phi)
    {
        double[][,] phiP = [.. p.Select(x => Matrix.Multiply(phi, x))];
        var information = new double[parameters, parameters];
        for (int k = 0; k < parameters; k++)
            for (int l = 0; l < parameters; l++)
                information[k, l] = 0.5 * (traces[k, l] - 2 * Matrix.Trace(Matrix.Multiply(phi, q[k, l])) + Matrix.Trace(Matrix.Multiply(phiP[k], phiP[l])));
        return information;
    }

    /// <summary>Φ + 2Φ{Σ wₖₗ(Qₖₗ − PₖΦPₗ − ¼Rₖₗ)}Φ, w the covariance of the variance parameters.</summary>
    internal double[,] Adjusted(double[,] phi, double[,] w)
    {
        var sum = new double[effects, effects];
        for (int k = 0; k < parameters; k++)
            for (int l = 0; l < parameters; l++)
            {
                var part = Matrix.Add(q[k, l], Matrix.Multiply(Matrix.Multiply(p[k], phi), p[l]), -1);
                if (second) part = Matrix.Add(part, r[k, l], -0.25);
                sum = Matrix.Add(sum, part, w[k, l]);
            }
        return Matrix.Add(phi, Matrix.Multiply(Matrix.Multiply(phi, sum), phi), 2);
    }

    /// <summary>Φ = (X′V⁻¹X)⁻¹ has the slopes −ΦPₖΦ.</summary>
    internal CovarianceUncertainty Uncertainty(double[,] phi, double[,] w) =>
        new(phi, [.. p.Select(x => Matrix.Scale(Matrix.Multiply(Matrix.Multiply(phi, x), phi), -1))], w);

    private static void Accumulate(double[,] sum, double[,] left, double[,] right, double scale)
    {
        for (int a = 0; a < left.GetLength(0); a++)
            for (int i = 0; i < sum.GetLength(0); i++)
            {
                double x = scale * left[a, i];
                if (x == 0) continue;
                for (int j = 0; j < sum.GetLength(1); j++) sum[i, j] += x * right[a, j];
            }
    }

    private static double[,][,] Squares(int n, int size)
    {
        var all = new double[n, n][,];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) all[i, j] = new double[size, size];
        return all;
    }
}
