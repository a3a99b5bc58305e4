namespace Cavum.Stats;

/// <summary>The (restricted) likelihood of repeated measures with Σ(θ) over the visits, β profiled out.</summary>
/// <remarks>All of the gradient by θ is one matrix over the visits: ∂(−2ℓ)/∂θₖ = tr(G ∂Σ/∂θₖ), G = Σᵢ S′[V⁻¹ − V⁻¹rr′V⁻¹ − V⁻¹XΦX′V⁻¹]S.</remarks>
internal sealed class RepeatedLikelihood
{
    private readonly RepeatedSeries[] subjects;
    private readonly int visits, effects;
    private readonly CovarianceStructure structure;
    private readonly bool restricted;
    private readonly int[][] patterns;
    private readonly int[] patternOf;
    private State? last;

    internal RepeatedLikelihood(IReadOnlyList<RepeatedSeries> source, int effects, int visits, CovarianceStructure structure, MixedMethod method)
    {
        subjects = [.. source];
        (this.effects, this.visits, this.structure, restricted) = (effects, visits, structure, method == MixedMethod.Reml);
        var keys = new Dictionary<string, int>();
        var found = new List<int[]>();
        patternOf = new int[subjects.Length];
        for (int i = 0; i < subjects.Length; i++)
        {
            string key = string.Join(',', subjects[i].Visits);
            if (!keys.TryGetValue(key, out int at))
            {
                keys[key] = at = found.Count;
                found.Add(subjects[i].Visits);
            }
            patternOf[i] = at;
            Rows += subjects[i].Y.Length;
        }
        patterns = [.. found];
    }

    internal int Rows { get; }

    internal sealed record State(double[] Theta, double Deviance, double[] Gradient, double[] Beta, double[,] Phi, double[,] Sigma);

    /// <summary>−2ℓ and all that goes with it at θ; null where Σ or the information of β is not positive definite.</summary>
    internal State? At(double[] theta)
    {
        if (last is not null && last.Theta.AsSpan().SequenceEqual(theta)) return last;
        foreach (double t in theta)
            if (!(Math.Abs(t) < 300)) return null;
        var sigma = CovarianceForm.At(structure, visits, theta);
        if (Inverses(sigma) is not var (inverse, logDeterminant)) return null;
        var information = new double[effects, effects];
        var score = new double[effects];
        double square = 0, determinants = 0;
        for (int i = 0; i < subjects.Length; i++)
        {
            var (wx, wy) = Weighted(i, inverse);
            determinants += logDeterminant[patternOf[i]];
            for (int r = 0; r < wy.Length; r++)
            {
                square += subjects[i].Y[r] * wy[r];
                for (int j = 0; j < effects; j++)
                {
                    double x = subjects[i].X[r, j];
                    if (x == 0) continue;
                    score[j] += x * wy[r];
                    for (int k = 0; k < effects; k++) information[j, k] += x * wx[r, k];
                }
            }
        }
        if (!Cholesky.TryDecompose(information, out var cholesky, 1e-13)) return null;
        double[] beta = cholesky.Solve(score);
        var phi = cholesky.Inverse();
        double deviance = (restricted ? Rows - effects : Rows) * Math.Log(2 * Math.PI) + determinants + square - Matrix.Dot(beta, score)
            + (restricted ? cholesky.LogDeterminant() : 0);
        var gradient = Gradient(theta, inverse, beta, phi);
        return last = new((double[])theta.Clone(), deviance, gradient, beta, phi, sigma);
    }

    private double[] Gradient(double[] theta, double[][,] inverse, double[] beta, double[,] phi)
    {
        var g = new double[visits, visits];
        for (int i = 0; i < subjects.Length; i++)
        {
            var s = subjects[i];
            var w = inverse[patternOf[i]];
            double[] residual = Matrix.Multiply(s.X, beta);
            for (int r = 0; r < residual.Length; r++) residual[r] = s.Y[r] - residual[r];
            double[] a = Matrix.Multiply(w, residual);
            var wx = restricted ? Matrix.Multiply(w, s.X) : null;
            var wxPhi = wx is null ? null : Matrix.Multiply(wx, phi);
            for (int r = 0; r < a.Length; r++)
                for (int c = 0; c < a.Length; c++)
                {
                    double value = w[r, c] - a[r] * a[c];
                    if (wx is not null)
                        for (int k = 0; k < effects; k++) value -= wxPhi![r, k] * wx[c, k];
                    g[s.Visits[r], s.Visits[c]] += value;
                }
        }
        var slopes = CovarianceForm.Slopes(structure, visits, theta);
        return [.. slopes.Select(d => Inner(g, d))];
    }

    /// <summary>P, Q and R of Kenward and Roger at θ; R only where asked for, since it needs second derivatives.</summary>
    internal KenwardRogerTerms Terms(double[] theta, bool second)
    {
        var state = At(theta)!;
        if (Inverses(state.Sigma) is not var (inverse, _)) throw new InvalidOperationException("Σ at the optimum is positive definite.");
        var slopes = CovarianceForm.Slopes(structure, visits, theta);
        var curvatures = second ? CovarianceForm.Curvatures(structure, visits, theta) : null;
        var terms = new KenwardRogerTerms(theta.Length, effects, second);
        for (int i = 0; i < subjects.Length; i++)
        {
            int[] at = subjects[i].Visits;
            var (wx, _) = Weighted(i, inverse);
            terms.Add(wx, inverse[patternOf[i]], [.. slopes.Select(d => Select(d, at))], curvatures is null ? null : (k, l) => Select(curvatures[k, l], at));
        }
        return terms;
    }

    private (double[][,] Inverse, double[] LogDeterminant)? Inverses(double[,] sigma)
    {
        var inverse = new double[patterns.Length][,];
        var log = new double[patterns.Length];
        for (int k = 0; k < patterns.Length; k++)
        {
            if (!Cholesky.TryDecompose(Select(sigma, patterns[k]), out var cholesky, 1e-13)) return null;
            inverse[k] = cholesky.Inverse();
            log[k] = cholesky.LogDeterminant();
        }
        return (inverse, log);
    }

    private (double[,] Wx, double[] Wy) Weighted(int i, double[][,] inverse) =>
        (Matrix.Multiply(inverse[patternOf[i]], subjects[i].X), Matrix.Multiply(inverse[patternOf[i]], subjects[i].Y));

    private static double[,] Select(double[,] m, int[] at)
    {
        var part = new double[at.Length, at.Length];
        for (int i = 0; i < at.Length; i++)
            for (int j = 0; j < at.Length; j++) part[i, j] = m[at[i], at[j]];
        return part;
    }

    private static double Inner(double[,] a, double[,] b)
    {
        double sum = 0;
        for (int i = 0; i < a.GetLength(0); i++)
            for (int j = 0; j < a.GetLength(1); j++) sum += a[i, j] * b[i, j];
        return sum;
    }
}
