namespace Cavum.Stats;

/// <summary>The lower factor L of the covariance LL′ of random effects, as parameters: ln of the diagonal, then (where correlated) the rest row by row.</summary>
/// <param name="offset">Where they stand in the vector of parameters.</param>
internal sealed class RandomFactor(int offset, int effects, bool correlated)
{
    internal int Count => effects + (correlated ? effects * (effects - 1) / 2 : 0);

    internal double[,] Lower(double[] p)
    {
        var lower = new double[effects, effects];
        for (int k = 0; k < effects; k++) lower[k, k] = Math.Exp(p[offset + k]);
        if (!correlated) return lower;
        for (int k = 1, at = offset + effects; k < effects; k++)
            for (int l = 0; l < k; l++) lower[k, l] = p[at++];
        return lower;
    }

    /// <summary>Fills the derivatives by the factor's parameters from those by φ, at effects b = Lu.</summary>
    internal void Contribute(double[] contributions, int[] random, double[,] lower, double[] u)
    {
        for (int k = 0; k < effects; k++) contributions[offset + k] = contributions[random[k]] * lower[k, k] * u[k];
        if (!correlated) return;
        for (int k = 1, at = offset + effects; k < effects; k++)
            for (int l = 0; l < k; l++) contributions[at++] = contributions[random[k]] * u[l];
    }

    /// <summary>The parameters of a covariance matrix; null where it is not positive definite.</summary>
    internal double[]? Of(double[,] covariance)
    {
        if (!Cholesky.TryDecompose(covariance, out var cholesky, 1e-14)) return null;
        double[,] lower = cholesky.Lower();
        var p = new List<double>();
        for (int k = 0; k < effects; k++) p.Add(Math.Log(correlated ? lower[k, k] : Math.Sqrt(covariance[k, k])));
        if (correlated)
            for (int k = 1; k < effects; k++)
                for (int l = 0; l < k; l++) p.Add(lower[k, l]);
        return [.. p];
    }

    internal static double[,] Covariance(double[,] lower) => Matrix.Multiply(lower, Matrix.Transpose(lower));
}
