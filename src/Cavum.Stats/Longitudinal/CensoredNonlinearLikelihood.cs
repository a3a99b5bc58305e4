namespace Cavum.Stats;

/// <summary>Likelihood and score of the censored nonlinear mixed model; parameters θ, the factor of the random effects (<see cref="RandomFactor"/>), ln σ.</summary>
internal sealed class CensoredNonlinearLikelihood(IReadOnlyList<CensoredSeries> subjects, MeanCurve curve, int[] random, bool correlated)
{
    private readonly RandomFactor factor = new(curve.Names.Count, random.Length, correlated);
    private readonly double[]?[] modes = new double[]?[subjects.Count];
    private readonly int size = curve.Names.Count, effects = random.Length;
    private (double[] At, double Log, double[] Gradient)? last;

    internal (double Log, double[] Gradient) Evaluate(double[] p)
    {
        if (last is { } known && known.At.AsSpan().SequenceEqual(p)) return (known.Log, known.Gradient);
        double sum = 0;
        var gradient = new double[p.Length];
        for (int k = size; k < p.Length; k++)
            if ((k < size + effects || k == p.Length - 1) && Math.Abs(p[k]) > 25) return (double.NegativeInfinity, gradient);
        for (int i = 0; i < subjects.Count; i++) sum += Subject(i, p, gradient, out _);
        last = ((double[])p.Clone(), sum, gradient);
        return (sum, gradient);
    }

    /// <summary>φ of each subject at the posterior mean of its random effects.</summary>
    internal IReadOnlyList<double[]> SubjectParameters(double[] p)
    {
        var all = new double[subjects.Count][];
        for (int i = 0; i < all.Length; i++)
        {
            Subject(i, p, new double[p.Length], out double[] u);
            all[i] = Phi(p, factor.Lower(p), u);
        }
        return all;
    }

    private double[] Phi(double[] p, double[,] lower, double[] u)
    {
        double[] phi = p[..size];
        for (int k = 0; k < effects; k++)
            for (int l = 0; l <= k; l++) phi[random[k]] += lower[k, l] * u[l];
        return phi;
    }

    private double Subject(int i, double[] p, double[] gradient, out double[] mean)
    {
        var rows = subjects[i];
        int m = rows.Times.Length;
        double sigma = Math.Exp(p[^1]);
        var work = new Work(m, size, factor.Lower(p));
        double[] u = Mode(rows, p, modes[i] ?? new double[effects], sigma, work);
        if (modes[i] is not null) // the integrand may have two peaks: the higher is the centre
        {
            double[] cold = Mode(rows, p, new double[effects], sigma, work);
            if (Value(rows, p, cold, sigma, work) > Value(rows, p, u, sigma, work) + 1e-9) u = cold;
        }
        modes[i] = (double[])u.Clone();
        Value(rows, p, u, sigma, work);
        var metric = Metric(work, j => 1 / (sigma * sigma));
        mean = u;
        if (!Cholesky.TryDecompose(metric, out var cholesky)) return double.NegativeInfinity;
        double[,] r = cholesky.Lower();
        double[] v = new double[effects], here = new double[effects];
        var (log, means) = LatticeIntegral.Of(effects, p.Length + effects, (at, contributions) =>
        {
            for (int k = effects - 1; k >= 0; k--)
            {
                double sum = at[k];
                for (int l = k + 1; l < effects; l++) sum -= r[l, k] * v[l];
                v[k] = sum / r[k, k];
                here[k] = u[k] + v[k];
            }
            double value = Value(rows, p, here, sigma, work);
            Array.Clear(contributions);
            for (int j = 0; j < m; j++)
                for (int k = 0; k < size; k++) contributions[k] += work.Slope[j] * work.Jacobian[j][k];
            factor.Contribute(contributions, random, work.Lower, here);
            for (int l = 0; l < effects; l++) contributions[p.Length + l] = here[l];
            contributions[p.Length - 1] = work.ByLogSigma;
            return value;
        }, step: 0.85, drop: 20);
        if (double.IsNaN(log)) return double.NegativeInfinity;
        for (int k = 0; k < p.Length; k++) gradient[k] += means[k];
        mean = means[p.Length..];
        return log - 0.5 * cholesky.LogDeterminant() - effects * 0.91893853320467274178;
    }

    /// <summary>Gauss–Newton to the mode of u.</summary>
    private double[] Mode(CensoredSeries rows, double[] p, double[] start, double sigma, Work work)
    {
        double[] u = (double[])start.Clone();
        double value = Value(rows, p, u, sigma, work);
        for (int step = 0; step < 80; step++)
        {
            var g = new double[effects];
            for (int l = 0; l < effects; l++)
            {
                g[l] = -u[l];
                for (int j = 0; j < rows.Times.Length; j++) g[l] += work.Slope[j] * Along(work, j, l);
            }
            var hessian = Metric(work, j => work.Curvature[j]);
            if (!Cholesky.TryDecompose(hessian, out var cholesky)) break;
            double[] move = cholesky.Solve(g);
            if (move.Max(Math.Abs) < 1e-8) break;
            double factor = 1, next;
            double[] trial;
            do
            {
                trial = [.. u.Select((x, l) => x + factor * move[l])];
                next = Value(rows, p, trial, sigma, work);
                factor *= 0.5;
            }
            while (!(next >= value) && factor > 1e-7);
            if (!(next >= value)) break;
            (u, value) = (trial, next);
        }
        return u;
    }

    /// <summary>∂f_j/∂u_l.</summary>
    private double Along(Work work, int row, int effect)
    {
        double sum = 0;
        for (int k = effect; k < effects; k++) sum += work.Jacobian[row][random[k]] * work.Lower[k, effect];
        return sum;
    }

    private double[,] Metric(Work work, Func<int, double> curvature)
    {
        var h = Matrix.Identity(effects);
        var along = new double[effects];
        for (int j = 0; j < work.Fit.Length; j++)
        {
            double c = curvature(j);
            for (int l = 0; l < effects; l++) along[l] = Along(work, j, l);
            for (int k = 0; k < effects; k++)
                for (int l = 0; l < effects; l++) h[k, l] += c * along[k] * along[l];
        }
        return h;
    }

    /// <summary>ln p(y | u) − ½u′u, leaving fits, slopes and the Jacobian in the work space.</summary>
    private double Value(CensoredSeries rows, double[] p, double[] u, double sigma, Work work)
    {
        double[] phi = Phi(p, work.Lower, u);
        for (int j = 0; j < rows.Times.Length; j++) work.Fit[j] = curve.Evaluate(phi, rows.Times[j], work.Jacobian[j]);
        var (log, byLogSigma) = CensoredRows.Evaluate(rows, work.Fit, sigma, work.Slope, work.Curvature);
        work.ByLogSigma = byLogSigma;
        return log - 0.5 * Matrix.Dot(u, u);
    }

    private sealed class Work(int rows, int parameters, double[,] lower)
    {
        internal double[,] Lower => lower;
        internal double[] Fit { get; } = new double[rows];
        internal double[] Slope { get; } = new double[rows];
        internal double[] Curvature { get; } = new double[rows];
        internal double[][] Jacobian { get; } = [.. Enumerable.Range(0, rows).Select(_ => new double[parameters])];
        internal double ByLogSigma { get; set; }
    }
}
