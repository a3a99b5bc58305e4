namespace Cavum.Stats;

/// <summary>How well a mixture stands for a density.</summary>
/// <param name="Divergence">Kullback–Leibler divergence of the mixture from the density, in nats.</param>
public sealed record BetaMixtureApproximation(BetaMixture Mixture, double Divergence, bool Converged);

/// <summary>Approximates a density of a proportion by few betas: expectation–maximisation against quadrature nodes, not against draws.</summary>
/// <remarks>
/// Starts from parts of one mean and different widths; parts are added until the divergence is below 1e-4 nats or four
/// are used. Deterministic: no seed, no restarts at random.
/// </remarks>
public static class BetaMixtureFit
{
    private const double Enough = 1e-4;

    public static BetaMixtureApproximation Fit(ProportionDensity density, int maximumParts = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumParts, 1);
        var nodes = density.Nodes().ToArray();
        double total = nodes.Sum(n => n.Weight);
        double[] logP = [.. nodes.Select(n => IncompleteBeta.LogLogistic(n.Logit))], logQ = [.. nodes.Select(n => IncompleteBeta.LogLogistic(-n.Logit))];
        double[] weight = [.. nodes.Select(n => n.Weight / total)], logF = [.. nodes.Select(n => n.LogDensity)];
        BetaMixtureApproximation? best = null;
        for (int parts = 1; parts <= maximumParts; parts++)
        {
            var fit = new Expectation(logP, logQ, weight).Run(parts, logF);
            if (best is null || fit.Divergence < best.Divergence) best = fit;
            if (best.Divergence < Enough) break;
        }
        return best!;
    }

    private sealed class Expectation(double[] logP, double[] logQ, double[] weight)
    {
        internal BetaMixtureApproximation Run(int parts, double[] logF)
        {
            var (w, a, b) = Start(parts);
            double before = double.NegativeInfinity, likelihood = before;
            bool converged = false;
            for (int i = 0; i < 250 && !converged; i++)
            {
                likelihood = Iterate(w, a, b);
                converged = Math.Abs(likelihood - before) < 1e-8;
                before = likelihood;
            }
            double entropy = 0;
            for (int i = 0; i < weight.Length; i++) entropy += weight[i] * logF[i];
            var mixture = new BetaMixture(w.Select((share, k) => new BetaComponent(share, a[k], b[k])).OrderByDescending(c => c.Weight));
            return new(mixture, Math.Max(0, entropy - likelihood), converged);
        }

        /// <summary>Parts of one mean and variances in geometric order about the whole's: a predictive density is a mixture over scales.</summary>
        private (double[] W, double[] A, double[] B) Start(int parts)
        {
            double[] w = new double[parts], a = new double[parts], b = new double[parts];
            double mean = 0, square = 0;
            for (int i = 0; i < weight.Length; i++)
            {
                double p = Math.Exp(logP[i]);
                mean += weight[i] * p;
                square += weight[i] * p * p;
            }
            double variance = Math.Max(square - mean * mean, 1e-300);
            for (int k = 0; k < parts; k++)
                (w[k], a[k], b[k]) = Shapes(1.0 / parts, mean, variance * Math.Pow(4, k - (parts - 1) / 2.0));
            return (w, a, b);

            static (double, double, double) Shapes(double share, double m, double v)
            {
                double size = Math.Max(m * (1 - m) / v - 1, 0.2);
                return (share, m * size, (1 - m) * size);
            }
        }

        private double Iterate(double[] w, double[] a, double[] b)
        {
            int parts = w.Length;
            double[] share = new double[parts], meanP = new double[parts], meanQ = new double[parts], log = new double[parts], constant = new double[parts];
            for (int k = 0; k < parts; k++) constant[k] = Math.Log(w[k]) - Beta.LogFunction(a[k], b[k]);
            double likelihood = 0;
            for (int i = 0; i < weight.Length; i++)
            {
                double high = double.NegativeInfinity, sum = 0;
                for (int k = 0; k < parts; k++) high = Math.Max(high, log[k] = constant[k] + (a[k] - 1) * logP[i] + (b[k] - 1) * logQ[i]);
                for (int k = 0; k < parts; k++) sum += log[k] = Math.Exp(log[k] - high);
                likelihood += weight[i] * (high + Math.Log(sum));
                for (int k = 0; k < parts; k++)
                {
                    double r = weight[i] * log[k] / sum;
                    share[k] += r;
                    meanP[k] += r * logP[i];
                    meanQ[k] += r * logQ[i];
                }
            }
            for (int k = 0; k < parts; k++)
            {
                w[k] = Math.Max(share[k], 1e-12);
                if (share[k] > 1e-9) (a[k], b[k]) = MaximumLikelihood(meanP[k] / share[k], meanQ[k] / share[k], a[k], b[k]);
            }
            return likelihood;
        }

        /// <summary>Newton for ψ(a) − ψ(a+b) = E ln p, ψ(b) − ψ(a+b) = E ln(1−p).</summary>
        private static (double A, double B) MaximumLikelihood(double logP, double logQ, double a, double b)
        {
            for (int i = 0; i < 20; i++)
            {
                double all = GammaFunction.Digamma(a + b), ga = GammaFunction.Digamma(a) - all - logP, gb = GammaFunction.Digamma(b) - all - logQ;
                double tab = GammaFunction.Trigamma(a + b), haa = GammaFunction.Trigamma(a) - tab, hbb = GammaFunction.Trigamma(b) - tab;
                double determinant = haa * hbb - tab * tab;
                double da = (hbb * ga + tab * gb) / determinant, db = (haa * gb + tab * ga) / determinant;
                double nextA = Math.Clamp(a - da, a / 3, a * 3), nextB = Math.Clamp(b - db, b / 3, b * 3);
                bool done = Math.Abs(nextA - a) < 1e-10 * a && Math.Abs(nextB - b) < 1e-10 * b;
                (a, b) = (Math.Min(nextA, 1e12), Math.Min(nextB, 1e12));
                if (done) break;
            }
            return (a, b);
        }
    }
}
