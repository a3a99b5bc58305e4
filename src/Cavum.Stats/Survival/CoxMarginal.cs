namespace Cavum.Stats;

/// <summary>The marginal likelihood of tied continuous times: the deaths happened in some order, all orders averaged.</summary>
/// <remarks>
/// Per event time ∫₀^∞ ∏_{deaths}(1 − e^{−aᵢu})·e^{−u}du, aᵢ = rᵢ/Σ_{survivors} r (DeLong, Guirguis &amp; So 1994, Biometrika 81:607). The integral and its
/// derivatives are taken by the trapezoidal rule in s = log u, which converges geometrically there; one death needs no integral. If nobody survives, the
/// order of all is unknown and the term is 1.
/// </remarks>
internal sealed class CoxMarginal(CoxSample sample) : CoxObjective(sample)
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
        int p = Sample.P, from = Sample.DeathFrom[block], to = Sample.DeathTo[block];
        double time = Sample.BlockTime(block), highest = double.NegativeInfinity, s0 = 0;
        for (int i = to; i < stratumEnd; i++)
            if (AtRisk(i, time)) highest = Math.Max(highest, eta[i]);
        if (double.IsNegativeInfinity(highest)) return;
        var mean = new double[p];
        var spread = new double[p, p];
        for (int i = to; i < stratumEnd; i++)
        {
            if (!AtRisk(i, time)) continue;
            double r = Math.Exp(eta[i] - highest);
            s0 += r;
            for (int a = 0; a < p; a++) mean[a] += r * X(i, a);
        }
        for (int a = 0; a < p; a++) mean[a] /= s0;
        for (int i = to; i < stratumEnd; i++)
        {
            if (!AtRisk(i, time)) continue;
            double r = Math.Exp(eta[i] - highest) / s0;
            for (int a = 0; a < p; a++)
                for (int c = 0; c < p; c++) spread[a, c] += r * (X(i, a) - mean[a]) * (X(i, c) - mean[c]);
        }
        var ratio = new double[to - from];
        for (int i = from; i < to; i++) ratio[i - from] = Math.Exp(eta[i] - highest) / s0;
        Integrate(point, from, ratio, mean, spread);
    }

    private bool AtRisk(int i, double time) => Sample.Entry is not { } entry || entry[i] < time;

    private double X(int i, int a) => Sample.X[i * Sample.P + a];

    private void Integrate(CoxPoint point, int from, double[] ratio, double[] mean, double[,] spread)
    {
        int p = mean.Length, d = ratio.Length;
        double step = Math.Min(0.12, 0.4 / Math.Sqrt(d));
        double top = Math.Log(d + 60 + 12 * Math.Sqrt(d)), bottom = -Math.Log(1 + ratio.Max()) - 40.0 / Math.Min(d + 1, 20);
        int nodes = (int)((top - bottom) / step) + 1;
        var logs = new double[nodes];
        for (int k = 0; k < nodes; k++)
        {
            double s = bottom + k * step, u = Math.Exp(s);
            logs[k] = s - u;
            foreach (double a in ratio) logs[k] += Math.Log(-LogExp.ExpM1(-a * u));
        }
        double peak = logs.Max(), total = 0;
        double[] first = new double[p], q = new double[p];
        var second = new double[p, p];
        for (int k = 0; k < nodes; k++)
        {
            double f = Math.Exp(logs[k] - peak), u = Math.Exp(bottom + k * step);
            if (f < 1e-25) continue;
            total += f;
            AddNode(f, u, from, ratio, mean, spread, q, first, second);
        }
        point.LogLikelihood += peak + Math.Log(total * step);
        for (int a = 0; a < p; a++)
        {
            point.Gradient[a] += first[a] / total;
            for (int c = 0; c < p; c++) point.Information[a, c] -= second[a, c] / total - first[a] * first[c] / (total * total);
        }
    }

    private void AddNode(
        double f, double u, int from, double[] ratio, double[] mean, double[,] spread, double[] q, double[] first, double[,] second)
    {
        int p = mean.Length;
        Array.Clear(q);
        for (int i = 0; i < ratio.Length; i++)
        {
            // g = ∂log f/∂log a and h = ∂g/∂log a for one death; e = a·u/(e^{au} − 1) → 1 as u → 0.
            double au = ratio[i] * u, g = au > 700 ? 0 : au / LogExp.ExpM1(au), h = g * (1 - au - g);
            for (int a = 0; a < p; a++)
            {
                double da = X(from + i, a) - mean[a];
                q[a] += g * da;
                for (int c = 0; c < p; c++) second[a, c] += f * (h * da * (X(from + i, c) - mean[c]) - g * spread[a, c]);
            }
        }
        for (int a = 0; a < p; a++)
        {
            first[a] += f * q[a];
            for (int c = 0; c < p; c++) second[a, c] += f * q[a] * q[c];
        }
    }
}
