namespace Cavum.Stats;

/// <summary>Likelihood and score of the joint model; parameters β, ln L₁₁, L₂₁, ln L₂₂ (D = LL′), ln σ, γ, α, ln ξ.</summary>
internal sealed class JointLikelihood
{
    private const int Nodes = 11;
    private readonly JointSubject[] subjects;
    private readonly double[] cuts;
    private readonly int p, q;
    private (double[] At, double Log, double[] Gradient)? last;

    internal JointLikelihood(IReadOnlyList<JointSubject> subjects, int marker, int covariates, double[] cuts) =>
        (this.subjects, p, q, this.cuts) = ([.. subjects], marker, covariates, cuts);

    internal int SigmaAt => p + 3;
    internal int GammaAt => p + 4;
    internal int AlphaAt => GammaAt + q;
    internal int HazardAt => AlphaAt + 1;

    internal static int Piece(double[] cuts, double time)
    {
        int k = 0;
        while (k < cuts.Length && time > cuts[k]) k++;
        return k;
    }

    /// <summary>Least squares for the marker, half its residual variance between subjects, no association, the events' own rates.</summary>
    internal double[] Start()
    {
        var information = new double[p, p];
        var score = new double[p];
        double square = 0, rows = 0, time = 0;
        foreach (var s in subjects)
            for (int j = 0; j < s.Times.Length; j++)
            {
                double[] x = Row(s, s.Times[j]);
                for (int a = 0; a < p; a++)
                {
                    score[a] += x[a] * s.Values[j];
                    for (int b = 0; b < p; b++) information[a, b] += x[a] * x[b];
                }
                square += s.Values[j] * s.Values[j];
                rows++;
                time = Math.Max(time, s.Times[j]);
            }
        if (!Cholesky.TryDecompose(information, out var cholesky, 1e-11)) throw new ArgumentException("Fixed effects of the marker depend on each other linearly.");
        double[] beta = cholesky.Solve(score), start = new double[HazardAt + cuts.Length + 1];
        double residual = Math.Sqrt(Math.Max(1e-6, (square - Matrix.Dot(beta, score)) / rows));
        beta.CopyTo(start, 0);
        (start[p], start[p + 2], start[SigmaAt]) = (Math.Log(0.8 * residual), Math.Log(0.3 * residual / Math.Max(time, 1e-9)), Math.Log(0.5 * residual));
        for (int k = 0; k <= cuts.Length; k++)
        {
            double events = 0, exposure = 0, from = k == 0 ? 0 : cuts[k - 1], to = k == cuts.Length ? double.PositiveInfinity : cuts[k];
            foreach (var s in subjects)
            {
                exposure += Math.Max(0, Math.Min(s.EventTime, to) - from);
                if (s.Event && Piece(cuts, s.EventTime) == k) events++;
            }
            start[HazardAt + k] = Math.Log(events / exposure);
        }
        return start;
    }

    internal double[,] Covariance(double[] v)
    {
        double a = Math.Exp(v[p]), b = v[p + 1], c = Math.Exp(v[p + 2]);
        return new[,] { { a * a, a * b }, { a * b, b * b + c * c } };
    }

    internal (double Log, double[] Gradient) Evaluate(double[] v)
    {
        if (last is { } known && known.At.AsSpan().SequenceEqual(v)) return (known.Log, known.Gradient);
        var gradient = new double[v.Length];
        if (v.Any(x => !(Math.Abs(x) < 1e6)) || Math.Abs(v[SigmaAt]) > 30 || Math.Abs(v[p]) > 30 || Math.Abs(v[p + 2]) > 30) return (double.NegativeInfinity, gradient);
        double sum = 0;
        var d = Covariance(v);
        double determinant = d[0, 0] * d[1, 1] - d[0, 1] * d[1, 0];
        double[,] inverse = { { d[1, 1] / determinant, -d[0, 1] / determinant }, { -d[0, 1] / determinant, d[0, 0] / determinant } };
        var byD = new double[2, 2];
        foreach (var s in subjects) sum += Subject(s, v, inverse, determinant, gradient, byD);
        // ∂ℓ/∂L = 2GL, G = ∂ℓ/∂D
        double l11 = Math.Exp(v[p]), l21 = v[p + 1], l22 = Math.Exp(v[p + 2]);
        gradient[p] = 2 * (byD[0, 0] * l11 + byD[0, 1] * l21) * l11;
        gradient[p + 1] = 2 * (byD[1, 0] * l11 + byD[1, 1] * l21);
        gradient[p + 2] = 2 * byD[1, 1] * l22 * l22;
        if (!double.IsFinite(sum)) sum = double.NegativeInfinity;
        last = ((double[])v.Clone(), sum, gradient);
        return (sum, gradient);
    }

    private double[] Row(JointSubject s, double t)
    {
        var x = new double[p];
        for (int k = 0; k < p; k++) x[k] = s.AtZero[k] + t * s.PerTime[k];
        return x;
    }

    private double Subject(JointSubject s, double[] v, double[,] inverse, double determinant, double[] gradient, double[,] byD)
    {
        double sigma2 = Math.Exp(2 * v[SigmaAt]), level = 0, slope = 0;
        for (int k = 0; k < p; k++) (level, slope) = (level + s.AtZero[k] * v[k], slope + s.PerTime[k] * v[k]);
        // b given the marker is N(mean, V)
        double a = inverse[0, 0], b = inverse[0, 1], c = inverse[1, 1], r0 = 0, r1 = 0, square = 0;
        int m = s.Times.Length;
        for (int j = 0; j < m; j++)
        {
            double t = s.Times[j], e = s.Values[j] - level - slope * t;
            (a, b, c) = (a + 1 / sigma2, b + t / sigma2, c + t * t / sigma2);
            (r0, r1, square) = (r0 + e / sigma2, r1 + e * t / sigma2, square + e * e / sigma2);
        }
        double det = a * c - b * b, mean0 = (c * r0 - b * r1) / det, mean1 = (a * r1 - b * r0) / det;
        double logMarker = -0.5 * (m * Math.Log(2 * Math.PI * sigma2) + Math.Log(determinant) + Math.Log(det) + square - r0 * mean0 - r1 * mean1);
        double s0 = Math.Sqrt(c / det), s10 = -b / det / s0, s11 = Math.Sqrt(Math.Max(0, a / det - s10 * s10));
        var rule = GaussHermite.Rule(Nodes);
        var log = new double[Nodes * Nodes];
        var hazards = new HazardSum[log.Length];
        double offset = 0;
        for (int k = 0; k < q; k++) offset += s.Covariates[k] * v[GammaAt + k];
        int piece = Piece(cuts, s.EventTime);
        for (int i = 0; i < Nodes; i++)
            for (int j = 0; j < Nodes; j++)
            {
                double c0 = level + mean0 + s0 * rule.Nodes[i], c1 = slope + mean1 + s10 * rule.Nodes[i] + s11 * rule.Nodes[j];
                int n = i * Nodes + j;
                hazards[n] = Cumulative(s.EventTime, c0, c1, v, offset, piece);
                log[n] = Math.Log(rule.Weights[i] * rule.Weights[j]) - hazards[n].Total
                    + (s.Event ? v[HazardAt + piece] + offset + v[AlphaAt] * (c0 + c1 * s.EventTime) : 0);
            }
        double whole = LogExp.LogSum(log);
        if (!double.IsFinite(whole)) return double.NegativeInfinity;
        for (int i = 0; i < Nodes; i++)
            for (int j = 0; j < Nodes; j++)
            {
                double weight = Math.Exp(log[i * Nodes + j] - whole);
                if (weight < 1e-14) continue;
                Score(s, v, weight, (mean0 + s0 * rule.Nodes[i], mean1 + s10 * rule.Nodes[i] + s11 * rule.Nodes[j]), (level, slope), sigma2, hazards[i * Nodes + j], piece, gradient, byD, inverse);
            }
        return logMarker + whole;
    }

    private void Score(JointSubject s, double[] v, double weight, (double B0, double B1) b, (double Level, double Slope) line, double sigma2, HazardSum h, int piece,
        double[] gradient, double[,] byD, double[,] inverse)
    {
        double c0 = line.Level + b.B0, c1 = line.Slope + b.B1, alpha = v[AlphaAt], e0 = 0, e1 = 0, square = 0;
        for (int j = 0; j < s.Times.Length; j++)
        {
            double e = s.Values[j] - c0 - c1 * s.Times[j];
            (e0, e1, square) = (e0 + e / sigma2, e1 + e * s.Times[j] / sigma2, square + e * e / sigma2);
        }
        double event1 = s.Event ? 1 : 0, level = e0 + alpha * (event1 - h.Total), slope = e1 + alpha * (event1 * s.EventTime - h.ByTime);
        for (int k = 0; k < p; k++) gradient[k] += weight * (level * s.AtZero[k] + slope * s.PerTime[k]);
        gradient[SigmaAt] += weight * (square - s.Times.Length);
        for (int k = 0; k < q; k++) gradient[GammaAt + k] += weight * s.Covariates[k] * (event1 - h.Total);
        gradient[AlphaAt] += weight * (event1 * (c0 + c1 * s.EventTime) - c0 * h.Total - c1 * h.ByTime);
        for (int k = 0; k <= piece; k++) gradient[HazardAt + k] -= weight * h.Pieces[k];
        if (s.Event) gradient[HazardAt + piece] += weight;
        double u0 = inverse[0, 0] * b.B0 + inverse[0, 1] * b.B1, u1 = inverse[0, 1] * b.B0 + inverse[1, 1] * b.B1;
        byD[0, 0] += 0.5 * weight * (u0 * u0 - inverse[0, 0]);
        byD[0, 1] += 0.5 * weight * (u0 * u1 - inverse[0, 1]);
        byD[1, 0] += 0.5 * weight * (u0 * u1 - inverse[0, 1]);
        byD[1, 1] += 0.5 * weight * (u1 * u1 - inverse[1, 1]);
    }

    /// <summary>Λ(T), ∫ s dΛ(s), and Λ of each piece.</summary>
    private readonly record struct HazardSum(double Total, double ByTime, double[] Pieces);

    private HazardSum Cumulative(double end, double c0, double c1, double[] v, double offset, int piece)
    {
        var pieces = new double[piece + 1];
        double total = 0, byTime = 0, rate = v[AlphaAt] * c1;
        for (int k = 0; k <= piece; k++)
        {
            double from = k == 0 ? 0 : cuts[k - 1], width = Math.Min(end, k == cuts.Length ? end : cuts[k]) - from, x = rate * width;
            double height = Math.Exp(v[HazardAt + k] + offset + v[AlphaAt] * c0 + rate * from);
            double area = height * width * (Math.Abs(x) < 1e-5 ? 1 + x / 2 : LogExp.ExpM1(x) / x);
            double moment = height * width * width * (Math.Abs(x) < 1e-3 ? 0.5 + x / 3 + x * x / 8 + x * x * x / 30 : (Math.Exp(x) * (x - 1) + 1) / (x * x));
            pieces[k] = area;
            total += area;
            byTime += from * area + moment;
        }
        return new(total, byTime, pieces);
    }
}
