namespace Cavum.Stats;

/// <summary>The profiled deviance of a linear mixed model from its groups' cross-products.</summary>
internal sealed class LinearMixedProfile
{
    private readonly MixedGroup[] groups;
    private readonly double[][,] zz, zx;
    private readonly double[][] zy;
    private readonly double[,] xx;
    private readonly double[] xy;
    private readonly double yy;
    private readonly int p, q, n;
    private readonly bool restricted;

    internal LinearMixedProfile(IReadOnlyList<MixedGroup> source, int fixedEffects, MixedMethod method)
    {
        groups = [.. source];
        p = fixedEffects;
        restricted = method == MixedMethod.Reml;
        if (groups.Length < 2) throw new ArgumentException("A mixed model needs at least two groups.", nameof(source));
        q = groups[0].Z.GetLength(1);
        foreach (var g in groups)
        {
            if (g.Y.Length == 0 || g.X.GetLength(0) != g.Y.Length || g.Z.GetLength(0) != g.Y.Length || g.X.GetLength(1) != p || g.Z.GetLength(1) != q)
                throw new ArgumentException($"Subject {g.Subject}: rows of y, X and Z do not fit.", nameof(source));
            Demand.Finite(g.Y, "y");
            n += g.Y.Length;
        }
        if (n <= p) throw new ArgumentException($"{n} rows cannot carry {p} fixed effects.", nameof(source));
        (zz, zx, zy) = (new double[groups.Length][,], new double[groups.Length][,], new double[groups.Length][]);
        xx = new double[p, p];
        xy = new double[p];
        for (int i = 0; i < groups.Length; i++)
        {
            var g = groups[i];
            var zt = Matrix.Transpose(g.Z);
            var xt = Matrix.Transpose(g.X);
            zz[i] = Matrix.Multiply(zt, g.Z);
            zx[i] = Matrix.Multiply(zt, g.X);
            zy[i] = Matrix.Multiply(zt, g.Y);
            xx = Matrix.Add(xx, Matrix.Multiply(xt, g.X));
            double[] part = Matrix.Multiply(xt, g.Y);
            for (int j = 0; j < p; j++) xy[j] += part[j];
            yy += Matrix.Dot(g.Y, g.Y);
        }
        int dependent = Cholesky.FirstDependent(xx, 1e-11);
        if (dependent >= 0) throw new ArgumentException($"Fixed effect {dependent} (from 0) is a combination of those before it.", nameof(source));
    }

    /// <summary>β, its covariance σ²(X′V⁻¹X)⁻¹ and σ at a relative factor.</summary>
    internal sealed record Solution(double[] Beta, double[,] Covariance, double Sigma, double Deviance, double LogDeterminant, double ResidualSquare, double[,] Information);

    internal double[] Start()
    {
        var theta = new double[q * (q + 1) / 2];
        for (int k = 0; k < q; k++)
        {
            double mean = 0; // a random effect that adds about the residual variance
            for (int i = 0; i < groups.Length; i++) mean += zz[i][k, k] / n;
            theta[Index(k, k)] = mean > 0 ? 0.7 / Math.Sqrt(mean) : 0.7;
        }
        return theta;
    }

    internal double Deviance(double[] theta) => Solve(theta)?.Deviance ?? double.PositiveInfinity;

    internal Solution? Solve(double[] theta)
    {
        var information = (double[,])xx.Clone();
        double[] score = (double[])xy.Clone();
        double square = yy, logDeterminant = 0;
        var lambda = Lambda(theta);
        var transposed = Matrix.Transpose(lambda);
        for (int i = 0; i < groups.Length; i++)
        {
            var a = Matrix.Add(Matrix.Identity(q), Matrix.Multiply(Matrix.Multiply(transposed, zz[i]), lambda));
            if (!Cholesky.TryDecompose(a, out var cholesky)) return null;
            logDeterminant += cholesky.LogDeterminant();
            double[] wy = cholesky.SolveLower(Matrix.Multiply(transposed, zy[i]));
            var lx = Matrix.Multiply(transposed, zx[i]);
            var wx = new double[p][];
            for (int j = 0; j < p; j++) wx[j] = cholesky.SolveLower(Matrix.Column(lx, j));
            square -= Matrix.Dot(wy, wy);
            for (int j = 0; j < p; j++)
            {
                score[j] -= Matrix.Dot(wx[j], wy);
                for (int k = 0; k < p; k++) information[j, k] -= Matrix.Dot(wx[j], wx[k]);
            }
        }
        if (!Cholesky.TryDecompose(information, out var whole)) return null;
        double[] beta = whole.Solve(score);
        double residual = square - Matrix.Dot(beta, score), freedom = restricted ? n - p : n;
        if (!(residual > 0)) return null;
        double variance = residual / freedom;
        double deviance = freedom * (Math.Log(2 * Math.PI * variance) + 1) + logDeterminant + (restricted ? whole.LogDeterminant() : 0);
        return new(beta, Matrix.Scale(whole.Inverse(), variance), Math.Sqrt(variance), deviance, logDeterminant, residual, information);
    }

    /// <summary>Minus twice the log-likelihood at (θ, ln σ), β profiled out.</summary>
    internal double FullDeviance(double[] psi)
    {
        if (Solve(psi[..^1]) is not { } s || !Cholesky.TryDecompose(s.Information, out var whole)) return double.PositiveInfinity;
        double variance = Math.Exp(2 * psi[^1]), freedom = restricted ? n - p : n;
        return freedom * Math.Log(2 * Math.PI * variance) + s.ResidualSquare / variance + s.LogDeterminant + (restricted ? whole.LogDeterminant() : 0);
    }

    /// <summary>Cov(β̂) at (θ, ln σ).</summary>
    internal double[,] Covariance(double[] psi) =>
        Solve(psi[..^1]) is { } s && Cholesky.TryDecompose(s.Information, out var whole) ? Matrix.Scale(whole.Inverse(), Math.Exp(2 * psi[^1]))
            : Matrix.Scale(Matrix.Identity(p), double.NaN);

    internal double[,] RandomCovariance(double[] theta, double sigma)
    {
        var lambda = Lambda(theta);
        return Matrix.Scale(Matrix.Multiply(lambda, Matrix.Transpose(lambda)), sigma * sigma);
    }

    internal IReadOnlyList<double[]> RandomEffects(double[] theta, double[] beta)
    {
        var lambda = Lambda(theta);
        var transposed = Matrix.Transpose(lambda);
        var effects = new double[groups.Length][];
        for (int i = 0; i < groups.Length; i++)
        {
            double[] residual = Matrix.Multiply(zx[i], beta);
            for (int k = 0; k < q; k++) residual[k] = zy[i][k] - residual[k];
            var a = Matrix.Add(Matrix.Identity(q), Matrix.Multiply(Matrix.Multiply(transposed, zz[i]), lambda));
            effects[i] = Cholesky.TryDecompose(a, out var cholesky)
                ? Matrix.Multiply(lambda, cholesky.Solve(Matrix.Multiply(transposed, residual)))
                : throw new InvalidOperationException("I + Λ′Z′ZΛ is positive definite.");
        }
        return effects;
    }

    private double[,] Lambda(double[] theta)
    {
        var lambda = new double[q, q];
        for (int i = 0; i < q; i++)
            for (int j = 0; j <= i; j++) lambda[i, j] = theta[Index(i, j)];
        return lambda;
    }

    private static int Index(int row, int column) => row * (row + 1) / 2 + column;
}
