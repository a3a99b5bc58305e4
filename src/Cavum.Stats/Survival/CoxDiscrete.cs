namespace Cavum.Stats;

/// <summary>The discrete partial likelihood: given that d of the risk set died, which d.</summary>
/// <remarks>
/// log L = Σ_t [Σ_{deaths} η − log e_d(r)], e_d the elementary symmetric function of the risk scores, built with its first and second derivatives row by
/// row: e_k ← e_k + r·e_{k−1} (Gail, Lubin &amp; Rubinstein 1981). Scores are divided by c = e·Σr/d so that nothing overflows. O(n·d·p²) an event time.
/// </remarks>
internal sealed class CoxDiscrete(CoxSample sample) : CoxObjective(sample)
{
    private readonly double[] eta = new double[sample.N];

    public override CoxPoint Evaluate(ReadOnlySpan<double> beta)
    {
        var point = new CoxPoint(Sample.P);
        LinearPredictor(beta, eta);
        for (int s = 0; s + 1 < Sample.StratumStart.Length; s++)
            for (int block = Sample.BlockStart[s]; block < Sample.BlockStart[s + 1]; block++)
                AddBlock(point, block, Sample.StratumStart[s + 1]);
        return point;
    }

    private void AddBlock(CoxPoint point, int block, int stratumEnd)
    {
        int p = Sample.P, from = Sample.DeathFrom[block], to = Sample.DeathTo[block], d = to - from;
        double time = Sample.BlockTime(block), highest = double.NegativeInfinity, sum = 0;
        var atRisk = new List<int>();
        for (int i = from; i < stratumEnd; i++)
            if (Sample.Entry is not { } entry || entry[i] < time)
            {
                atRisk.Add(i);
                highest = Math.Max(highest, eta[i]);
            }
        foreach (int i in atRisk) sum += Math.Exp(eta[i] - highest);
        double shift = highest + 1 + Math.Log(sum / d);
        var functions = new SymmetricFunctions(d, p);
        foreach (int i in atRisk) functions.Include(Math.Exp(eta[i] - shift), Sample.X.AsSpan(i * p, p));

        for (int i = from; i < to; i++)
        {
            point.LogLikelihood += eta[i];
            for (int c = 0; c < p; c++) point.Gradient[c] += Sample.X[i * p + c];
        }
        point.LogLikelihood -= Math.Log(functions.Value) + d * shift;
        for (int a = 0; a < p; a++)
        {
            double mean = functions.First(a) / functions.Value;
            point.Gradient[a] -= mean;
            for (int c = 0; c < p; c++)
                point.Information[a, c] += functions.Second(a, c) / functions.Value - mean * functions.First(c) / functions.Value;
        }
    }

    /// <summary>e_0 … e_d of the scores seen so far, with derivatives in β.</summary>
    private sealed class SymmetricFunctions
    {
        private readonly int d, p, stride;
        private readonly double[] value, first, second;

        public SymmetricFunctions(int d, int p)
        {
            (this.d, this.p, stride) = (d, p, p * (p + 1) / 2);
            value = new double[d + 1];
            first = new double[(d + 1) * p];
            second = new double[(d + 1) * stride];
            value[0] = 1;
        }

        public double Value => value[d];

        public double First(int a) => first[d * p + a];

        public double Second(int a, int c) => second[d * stride + (a >= c ? a * (a + 1) / 2 + c : c * (c + 1) / 2 + a)];

        public void Include(double r, ReadOnlySpan<double> x)
        {
            for (int k = d; k >= 1; k--)
            {
                double before = value[k - 1];
                if (before == 0) continue;
                int at = k * p, under = at - p, at2 = k * stride, under2 = at2 - stride;
                for (int a = 0, pair = 0; a < p; a++)
                    for (int c = 0; c <= a; c++, pair++)
                        second[at2 + pair] += r * (second[under2 + pair] + x[a] * first[under + c] + x[c] * first[under + a] + x[a] * x[c] * before);
                for (int a = 0; a < p; a++) first[at + a] += r * (first[under + a] + x[a] * before);
                value[k] += r * before;
            }
        }
    }
}
