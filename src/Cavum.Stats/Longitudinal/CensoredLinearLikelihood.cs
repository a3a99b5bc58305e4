namespace Cavum.Stats;

/// <summary>Likelihood and score of the left-censored linear mixed model in standardised units.</summary>
/// <remarks>Parameters: β₀, β₁, the lower triangle of L row by row (b = Lu, u standard normal, so a variance of zero is no boundary), ln σ.</remarks>
internal sealed class CensoredLinearLikelihood
{
    private readonly CensoredSeries[] subjects;
    private readonly string[] names;
    private readonly int effects;
    private readonly double[]?[] modes;
    private (double[] At, double Log, double[] Gradient)? last;
    private long nodes;
    private bool settled;

    /// <summary>Nodes of the integrals that a fit may spend on a subject: several times what identified models take.</summary>
    private const long NodesPerSubject = 1_000_000;

    internal CensoredLinearLikelihood(IReadOnlyList<CensoredSeries> raw, bool randomSlope)
    {
        effects = randomSlope ? 2 : 1;
        names = [.. raw.Select(s => s.Subject)];
        TimeScale = raw.Max(s => s.Times.Max(Math.Abs));
        if (TimeScale == 0) TimeScale = 1;
        double[] values = [.. raw.SelectMany(s => s.Values)];
        double mean = values.Average(), variance = values.Average(v => (v - mean) * (v - mean));
        ValueScale = variance > 0 ? Math.Sqrt(variance) : 1;
        subjects = [.. raw.Select(s => s with { Times = [.. s.Times.Select(t => t / TimeScale)], Values = [.. s.Values.Select(v => v / ValueScale)] })];
        ObservedRows = raw.Sum(s => s.Censored.Count(c => !c));
        modes = new double[]?[subjects.Length];
    }

    /// <summary>True where the search was ended because the integrals grew without end: the random effects of some subjects run to infinity.</summary>
    internal bool Exhausted => nodes > NodesPerSubject * subjects.Length;

    /// <summary>Ends the search: what is evaluated from now on is not counted.</summary>
    internal void Settle() => settled = true;

    internal double TimeScale { get; }
    internal double ValueScale { get; }
    internal int ObservedRows { get; }

    private int ParameterCount => 3 + effects * (effects + 1) / 2;

    /// <summary>Least squares on all rows as they stand, with half the residual variance between subjects.</summary>
    internal double[] Start()
    {
        double n = 0, st = 0, sy = 0, stt = 0, sty = 0, syy = 0;
        foreach (var s in subjects)
            for (int j = 0; j < s.Times.Length; j++)
            {
                double t = s.Times[j], y = s.Values[j];
                n++;
                st += t;
                sy += y;
                stt += t * t;
                sty += t * y;
                syy += y * y;
            }
        double slope = (n * sty - st * sy) / (n * stt - st * st), intercept = (sy - slope * st) / n;
        double residual = Math.Sqrt(Math.Max(1e-4, (syy - intercept * sy - slope * sty) / n));
        double[] start = new double[ParameterCount];
        (start[0], start[1], start[2]) = (intercept, slope, 0.7 * residual);
        if (effects == 2) start[4] = 0.5 * residual;
        start[^1] = Math.Log(0.7 * residual);
        return start;
    }

    internal (double Log, double[] Gradient) Evaluate(double[] p)
    {
        if (last is { } known && known.At.AsSpan().SequenceEqual(p)) return (known.Log, known.Gradient);
        double sum = 0;
        var gradient = new double[p.Length];
        if (Exhausted && !settled) return (double.NegativeInfinity, gradient);
        if (p[^1] is < -9 or > 30) return (double.NegativeInfinity, gradient); // σ below 1e-4 of the values' spread: the likelihood is running to a boundary
        for (int i = 0; i < subjects.Length; i++) sum += Subject(i, p, gradient, out _);
        last = ((double[])p.Clone(), sum, gradient);
        return (sum, gradient);
    }

    /// <summary>The observed information: minus the derivative of the score.</summary>
    internal double[,] Information(double[] p) => Matrix.Scale(Differences.HessianOfGradient(x => Evaluate(x).Gradient, p, 0.3), -1);

    internal double?[] FixedErrors(double[] p, double[,] information)
    {
        int[] free = [.. Enumerable.Range(0, p.Length).Where(j => j < 2 || j == p.Length - 1 || Math.Abs(p[j]) > 1e-5)];
        var part = new double[free.Length, free.Length];
        for (int a = 0; a < free.Length; a++)
            for (int b = 0; b < free.Length; b++) part[a, b] = information[free[a], free[b]];
        if (!Cholesky.TryDecompose(part, out var cholesky, 1e-10)) return [null, null];
        var covariance = cholesky.Inverse();
        return [Math.Sqrt(covariance[0, 0]) * ValueScale, Math.Sqrt(covariance[1, 1]) * ValueScale / TimeScale];
    }

    internal double[,] Covariance(double[] p)
    {
        var d = new double[effects, effects];
        double[] scale = [ValueScale, ValueScale / TimeScale];
        for (int a = 0; a < effects; a++)
            for (int b = 0; b < effects; b++)
            {
                double sum = 0;
                for (int k = 0; k <= Math.Min(a, b); k++) sum += L(p, a, k) * L(p, b, k);
                d[a, b] = sum * scale[a] * scale[b];
            }
        return d;
    }

    internal IReadOnlyList<SubjectLine> Lines(double[] p)
    {
        var lines = new SubjectLine[subjects.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            Subject(i, p, new double[p.Length], out double[] u);
            double intercept = p[0] + L(p, 0, 0) * u[0], slope = p[1] + (effects == 2 ? L(p, 1, 0) * u[0] + L(p, 1, 1) * u[1] : 0);
            lines[i] = new(names[i], intercept * ValueScale, slope * ValueScale / TimeScale);
        }
        return lines;
    }

    private static double L(double[] p, int row, int column) => p[2 + row * (row + 1) / 2 + column];

    /// <summary>Adds one subject's score; returns its log-likelihood and the posterior mean of u.</summary>
    private double Subject(int i, double[] p, double[] gradient, out double[] mean)
    {
        var rows = subjects[i];
        int m = rows.Times.Length;
        double sigma = Math.Exp(p[^1]);
        int below = Array.IndexOf(rows.Censored, true);
        if (below >= 0 && Array.IndexOf(rows.Censored, true, below + 1) < 0) return OneCensored(rows, below, p, sigma, gradient, out mean);
        double[] fit = new double[m], slope = new double[m], curvature = new double[m];
        double[] u = modes[i] is { } warm ? (double[])warm.Clone() : new double[effects];
        var hessian = Mode(rows, p, u, sigma, (fit, slope, curvature));
        modes[i] = (double[])u.Clone();
        if (!Cholesky.TryDecompose(hessian, out var cholesky, 1e-15))
        {
            mean = u;
            return double.NegativeInfinity;
        }
        if (!rows.Censored.Contains(true)) return Uncensored(rows, p, u, sigma, cholesky, gradient, out mean);

        double[] v = new double[effects], here = new double[effects];
        if (!Cholesky.TryDecompose(Sharpest(rows, p, sigma), out var metric, 1e-15))
        {
            mean = u;
            return double.NegativeInfinity;
        }
        double[,] r = metric.Lower();
        var (log, means) = LatticeIntegral.Of(effects, p.Length + effects, (at, contributions) =>
        {
            if (!settled) nodes++;
            // u = mode + R′⁻¹v with RR′ the sharpest curvature that the rows can have anywhere: each censored row is an edge of width σ
            for (int k = effects - 1; k >= 0; k--)
            {
                double sum = at[k];
                for (int l = k + 1; l < effects; l++) sum -= r[l, k] * v[l];
                v[k] = sum / r[k, k];
            }
            double square = 0;
            for (int k = 0; k < effects; k++)
            {
                here[k] = u[k] + v[k];
                square += here[k] * here[k];
            }
            Line(rows, p, here, fit);
            var (value, byLogSigma) = CensoredRows.Evaluate(rows, fit, sigma, slope, curvature);
            Score(rows, p, here, slope, contributions);
            contributions[p.Length - 1] = byLogSigma;
            here.CopyTo(contributions, p.Length);
            return value - 0.5 * square;
        });
        if (double.IsNaN(log)) { mean = u; return double.NegativeInfinity; }
        for (int k = 0; k < p.Length; k++) gradient[k] += means[k];
        mean = means[p.Length..];
        return log - 0.5 * metric.LogDeterminant() - effects * 0.91893853320467274178;
    }

    /// <summary>One censored row has a closed form: Φ of its distribution given the others. The score of the complete rows is quadratic in the
    /// value below the limit, so its mean is the average of the scores one standard deviation either side of that value's mean.</summary>
    private double OneCensored(CensoredSeries rows, int below, double[] p, double sigma, double[] gradient, out double[] mean)
    {
        int m = rows.Times.Length;
        var others = new CensoredSeries(rows.Subject, Without(rows.Times), Without(rows.Values), new bool[m - 1]);
        double[] prior = new double[effects], center = prior;
        double logOthers = 0;
        Cholesky? information = null;
        if (m > 1)
        {
            var work = (new double[m - 1], new double[m - 1], new double[m - 1]);
            if (!Cholesky.TryDecompose(Mode(others, p, prior, sigma, work), out information, 1e-15)) { mean = prior; return double.NegativeInfinity; }
            logOthers = Uncensored(others, p, prior, sigma, information, new double[p.Length], out center);
        }
        double[] a = Direction(p, rows.Times[below]);
        double expected = p[0] + p[1] * rows.Times[below] + Matrix.Dot(a, center);
        double spread = Math.Sqrt(sigma * sigma + (information is null ? Matrix.Dot(a, a) : Matrix.Dot(a, information.Solve(a))));
        double z = (rows.Values[below] - expected) / spread, hazard = Normal.Hazard(z);
        double middle = expected - spread * hazard, deviation = spread * Math.Sqrt(Math.Max(0, 1 - hazard * (z + hazard)));
        mean = new double[effects];
        double[] scratch = new double[p.Length];
        foreach (double side in (ReadOnlySpan<double>)[-1, 1])
        {
            double[] values = (double[])rows.Values.Clone(), u = new double[effects];
            values[below] = middle + side * deviation;
            var complete = new CensoredSeries(rows.Subject, rows.Times, values, new bool[m]);
            if (!Cholesky.TryDecompose(Mode(complete, p, u, sigma, (new double[m], new double[m], new double[m])), out var whole, 1e-15)) return double.NegativeInfinity;
            Uncensored(complete, p, u, sigma, whole, scratch, out double[] half);
            for (int k = 0; k < effects; k++) mean[k] += 0.5 * half[k];
        }
        for (int k = 0; k < p.Length; k++) gradient[k] += 0.5 * scratch[k];
        return logOthers + Normal.LogCdf(z);

        double[] Without(double[] x) => [.. x[..below], .. x[(below + 1)..]];
    }

    /// <summary>I + L′Z′ZL/σ².</summary>
    private double[,] Sharpest(CensoredSeries rows, double[] p, double sigma)
    {
        var h = Matrix.Identity(effects);
        foreach (double t in rows.Times)
        {
            double[] a = Direction(p, t);
            for (int k = 0; k < effects; k++)
                for (int l = 0; l < effects; l++) h[k, l] += a[k] * a[l] / (sigma * sigma);
        }
        return h;
    }

    /// <summary>L′z with z = (1, t).</summary>
    private double[] Direction(double[] p, double t)
    {
        var a = new double[effects];
        for (int l = 0; l < effects; l++)
            for (int k = l; k < effects; k++) a[l] += L(p, k, l) * (k == 0 ? 1 : t);
        return a;
    }

    private double Uncensored(CensoredSeries rows, double[] p, double[] u, double sigma, Cholesky cholesky, double[] gradient, out double[] mean)
    {
        int m = rows.Times.Length;
        double[] fit = new double[m], slope = new double[m], curvature = new double[m];
        Line(rows, p, u, fit);
        var (log, byLogSigma) = CensoredRows.Evaluate(rows, fit, sigma, slope, curvature);
        var score = new double[p.Length];
        Score(rows, p, u, slope, score);
        var covariance = cholesky.Inverse();
        double inverse = 1 / (sigma * sigma), spread = 0;
        for (int j = 0; j < m; j++)
        {
            double[] z = [1, rows.Times[j]], a = Direction(p, rows.Times[j]);
            double[] va = Matrix.Multiply(covariance, a);
            spread += Matrix.Dot(a, va);
            for (int k = 0, index = 2; k < effects; k++)
                for (int l = 0; l <= k; l++, index++) score[index] -= inverse * z[k] * va[l];
        }
        for (int k = 0; k < p.Length - 1; k++) gradient[k] += score[k];
        gradient[^1] += byLogSigma + spread * inverse;
        mean = u;
        return log - 0.5 * Matrix.Dot(u, u) - 0.5 * cholesky.LogDeterminant();
    }

    /// <summary>∂/∂β and ∂/∂L of the rows' log-likelihood at u, from ∂/∂f.</summary>
    private void Score(CensoredSeries rows, double[] p, double[] u, double[] slope, double[] score)
    {
        Array.Clear(score);
        for (int j = 0; j < rows.Times.Length; j++)
        {
            double s = slope[j], t = rows.Times[j];
            score[0] += s;
            score[1] += s * t;
            for (int k = 0, index = 2; k < effects; k++)
                for (int l = 0; l <= k; l++, index++) score[index] += s * (k == 0 ? 1 : t) * u[l];
        }
    }

    private void Line(CensoredSeries rows, double[] p, double[] u, double[] fit)
    {
        double intercept = p[0] + L(p, 0, 0) * u[0], slope = p[1] + (effects == 2 ? L(p, 1, 0) * u[0] + L(p, 1, 1) * u[1] : 0);
        for (int j = 0; j < fit.Length; j++) fit[j] = intercept + slope * rows.Times[j];
    }

    /// <summary>Newton to the mode of u (the log posterior is strictly concave); returns minus its Hessian there.</summary>
    private double[,] Mode(CensoredSeries rows, double[] p, double[] u, double sigma, (double[] Fit, double[] Slope, double[] Curvature) work)
    {
        var hessian = new double[effects, effects];
        double value = Value(u);
        for (int step = 0; step < 60; step++)
        {
            var g = new double[effects];
            hessian = Matrix.Identity(effects);
            for (int k = 0; k < effects; k++) g[k] = -u[k];
            for (int j = 0; j < rows.Times.Length; j++)
            {
                double[] a = Direction(p, rows.Times[j]);
                for (int k = 0; k < effects; k++)
                {
                    g[k] += work.Slope[j] * a[k];
                    for (int l = 0; l < effects; l++) hessian[k, l] += work.Curvature[j] * a[k] * a[l];
                }
            }
            if (!Cholesky.TryDecompose(hessian, out var cholesky, 1e-15)) break;
            double[] move = cholesky.Solve(g);
            if (move.Max(Math.Abs) < 1e-10) break;
            double factor = 1, next;
            double[] trial = new double[effects];
            do
            {
                for (int k = 0; k < effects; k++) trial[k] = u[k] + factor * move[k];
                next = Value(trial);
                factor *= 0.5;
            }
            while (!(next >= value - 1e-12 * Math.Abs(value)) && factor > 1e-8);
            trial.CopyTo(u, 0);
            value = next;
        }
        return hessian;

        double Value(double[] at)
        {
            Line(rows, p, at, work.Fit);
            return CensoredRows.Evaluate(rows, work.Fit, sigma, work.Slope, work.Curvature).Log - 0.5 * Matrix.Dot(at, at);
        }
    }
}
