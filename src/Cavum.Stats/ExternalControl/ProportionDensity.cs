namespace Cavum.Stats;

/// <summary>Two effective sample sizes of a prior of a proportion.</summary>
/// <param name="Elir">Expected local information ratio (Neuenschwander et al. 2020, Biometrics 76:578–587); null where it does not exist.</param>
/// <param name="Moment">m(1 − m)/v − 1, of the beta with the same mean and variance.</param>
public sealed record EffectiveSampleSize(double? Elir, double Moment);

/// <summary>A continuous distribution of a proportion p, held as the density of its logit t on a grid even in x, t = c + w·sinh x.</summary>
/// <remarks>Integrals are trapezoidal sums in x (exponentially accurate for analytic densities); the distribution function between nodes is a six-point interpolation.</remarks>
public sealed class ProportionDensity
{
    private const double Edge = 40; // beyond |t| = 40 a proportion is 0 or 1 in double precision
    private const double Step = 0.06;

    private readonly double centre, width;
    private readonly double[] t, density, cumulative; // density per unit of x
    private readonly double below, above; // mass beyond the grid

    private ProportionDensity(double centre, double width, double[] t, double[] perX, (double Below, double Above) outside)
    {
        (this.centre, this.width, this.t) = (centre, width, t);
        density = perX;
        double total = outside.Below + outside.Above;
        foreach (double d in density) total += d * Step;
        for (int i = 0; i < density.Length; i++) density[i] /= total;
        (below, above) = (outside.Below / total, outside.Above / total);
        cumulative = Accumulate();
        double mean = above, second = above;
        for (int i = 0; i < t.Length; i++)
        {
            double p = IncompleteBeta.Logistic(t[i]);
            mean += density[i] * Step * p;
            second += density[i] * Step * p * p;
        }
        double variance = 0;
        for (int i = 0; i < t.Length; i++) variance += density[i] * Step * Math.Pow(IncompleteBeta.Logistic(t[i]) - mean, 2);
        variance += above * (1 - mean) * (1 - mean) + below * mean * mean;
        (Mean, Sd) = (mean, Math.Sqrt(variance));
    }

    public double Mean { get; }
    public double Sd { get; }

    /// <param name="densityOfLogit">Density of t = logit p.</param>
    /// <param name="logitBelow">Its distribution function; used only for the mass beyond |t| = 40.</param>
    internal static ProportionDensity OnLogit(double centre, double width, Func<double, double> densityOfLogit, Func<double, double> logitBelow)
    {
        int left = (int)Math.Floor(Math.Asinh((-Edge - centre) / width) / Step), right = (int)Math.Ceiling(Math.Asinh((Edge - centre) / width) / Step);
        var t = new double[right - left + 1];
        var perX = new double[t.Length];
        for (int i = 0; i < t.Length; i++)
        {
            double x = (left + i) * Step;
            t[i] = centre + width * Math.Sinh(x);
            perX[i] = densityOfLogit(t[i]) * width * Math.Cosh(x);
        }
        double edge = Step / 2; // the trapezoidal sum ends half a step beyond the last node
        double low = logitBelow(centre + width * Math.Sinh(left * Step - edge)), high = 1 - logitBelow(centre + width * Math.Sinh(right * Step + edge));
        return new(centre, width, t, perX, (Math.Max(0, low), Math.Max(0, high)));
    }

    /// <summary>The density per unit of p.</summary>
    public double Pdf(double p)
    {
        if (!(p > 0 && p < 1)) return 0;
        double logit = Math.Log(p) - LogExp.Log1P(-p), x = Place(logit);
        return Interpolate(density, x) / (width * Math.Sqrt(1 + Math.Pow((logit - centre) / width, 2)) * p * (1 - p));
    }

    /// <summary>Pr(P ≤ p).</summary>
    public double Cdf(double p)
    {
        Demand.Probability(p, nameof(p));
        if (p is 0 or 1) return p;
        double x = Place(Math.Log(p) - LogExp.Log1P(-p));
        return x <= 0 ? below : x >= t.Length - 1 ? 1 - above : Math.Clamp(Interpolate(cumulative, x), 0, 1);
    }

    /// <summary>The p with Pr(P ≤ p) = q.</summary>
    public double Quantile(double q)
    {
        Demand.Probability(q, nameof(q));
        if (q <= cumulative[0]) return 0;
        if (q >= cumulative[^1]) return 1;
        int i = Array.BinarySearch(cumulative, q);
        if (i >= 0) return IncompleteBeta.Logistic(t[i]);
        i = ~i - 1;
        double x = Brent.Root(s => Interpolate(cumulative, s) - q, i, i + 1);
        return IncompleteBeta.Logistic(centre + width * Math.Sinh(Math.Asinh((t[0] - centre) / width) + x * Step));
    }

    /// <summary>E g(P) for a bounded g, with the mass beyond the grid at 0 and 1.</summary>
    public double Expect(Func<double, double> g)
    {
        double sum = 0;
        for (int i = 0; i < t.Length; i++)
            if (density[i] > 0) sum += density[i] * Step * g(IncompleteBeta.Logistic(t[i]));
        return sum + (below > 0 ? below * g(0) : 0) + (above > 0 ? above * g(1) : 0);
    }

    /// <summary>The distribution after r responders of n, and the log of the probability of that result before it.</summary>
    public (ProportionDensity Posterior, double LogMarginal) Update(int r, int n)
    {
        if (n < 0 || r < 0 || r > n) throw new ArgumentOutOfRangeException(nameof(r), r, $"Responders lie between 0 and {n}.");
        var log = new double[t.Length];
        double high = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < log.Length; i++)
        {
            log[i] = r * IncompleteBeta.LogLogistic(t[i]) + (n - r) * IncompleteBeta.LogLogistic(-t[i]);
            if (density[i] > 0) high = Math.Max(high, log[i]);
        }
        var updated = new double[t.Length];
        for (int i = 0; i < log.Length; i++)
        {
            updated[i] = density[i] * Math.Exp(log[i] - high);
            sum += updated[i] * Step;
        }
        double choose = r == 0 || r == n ? 0 : -Math.Log(n + 1.0) - Beta.LogFunction(r + 1.0, n - r + 1.0);
        double low = r == 0 ? below * Math.Exp(-high) : 0, top = r == n ? above * Math.Exp(-high) : 0;
        return (new(centre, width, t, updated, (low, top)), choose + high + Math.Log(sum + low + top));
    }

    /// <summary>This distribution with weight 1 − w, the uniform Beta(1, 1) with weight w.</summary>
    public ProportionDensity Robustify(double weight)
    {
        Demand.Probability(weight, nameof(weight));
        var mixed = new double[t.Length];
        for (int i = 0; i < t.Length; i++)
        {
            double uniform = Math.Exp(IncompleteBeta.LogLogistic(t[i]) + IncompleteBeta.LogLogistic(-t[i]));
            mixed[i] = (1 - weight) * density[i] + weight * uniform * width * Math.Sqrt(1 + Math.Pow((t[i] - centre) / width, 2));
        }
        return new(centre, width, t, mixed, ((1 - weight) * below, (1 - weight) * above));
    }

    /// <summary>Effective sample sizes, both from this distribution and not from an approximation of it.</summary>
    public EffectiveSampleSize EffectiveSampleSize() =>
        new(LocalInformationRatio(), Mean * (1 - Mean) / (Sd * Sd) - 1);

    /// <summary>Quadrature of this distribution: logits, weights that sum to about 1, and the log density per unit of p there.</summary>
    internal IEnumerable<(double Logit, double Weight, double LogDensity)> Nodes()
    {
        for (int i = 0; i < t.Length; i++)
        {
            double weight = density[i] * Step;
            if (weight < 1e-14) continue;
            double slope = width * Math.Sqrt(1 + Math.Pow((t[i] - centre) / width, 2));
            yield return (t[i], weight, Math.Log(density[i] / slope) - IncompleteBeta.LogLogistic(t[i]) - IncompleteBeta.LogLogistic(-t[i]));
        }
    }

    /// <summary>E[−(ln f)″(p)·p(1 − p)], f the density of p: in t, with g = ln of the density of t, [g′(1−2p) − g″]/(p(1−p)) − (1−p)/p − p/(1−p).</summary>
    private double? LocalInformationRatio()
    {
        double sum = 0, tails = 0;
        for (int i = 4; i < t.Length - 4; i++)
        {
            if (!(density[i] > 1e-13)) continue;
            double x = Math.Asinh((t[i] - centre) / width), sinh = Math.Sinh(x), cosh = Math.Cosh(x), tanh = sinh / cosh;
            var log = new double[9];
            bool defined = true;
            for (int k = -4; k <= 4; k++)
            {
                log[k + 4] = Math.Log(density[i + k]);
                defined &= double.IsFinite(log[k + 4]);
            }
            if (!defined) continue;
            double d1 = (672 * (log[5] - log[3]) - 168 * (log[6] - log[2]) + 32 * (log[7] - log[1]) - 3 * (log[8] - log[0])) / (840 * Step);
            double d2 = (-14350 * log[4] + 8064 * (log[5] + log[3]) - 1008 * (log[6] + log[2]) + 128 * (log[7] + log[1]) - 9 * (log[8] + log[0])) / (5040 * Step * Step);
            double scale = width * cosh, g1 = (d1 - tanh) / scale; // density of t = density of x / (w cosh x)
            double g2 = (d2 - 1 / (cosh * cosh) - (d1 - tanh) * tanh) / (scale * scale);
            double p = IncompleteBeta.Logistic(t[i]), q = IncompleteBeta.Logistic(-t[i]);
            double part = density[i] * Step * ((g1 * (q - p) - g2) / (p * q) - q / p - p / q);
            sum += part;
            if (p * q < 1e-6) tails += part;
        }
        return double.IsFinite(sum) && Math.Abs(tails) < 0.05 * Math.Abs(sum) ? sum : null; // heavy tails: the expectation does not settle
    }

    private double Place(double logit) => (Math.Asinh((logit - centre) / width) - Math.Asinh((t[0] - centre) / width)) / Step;

    private double[] Accumulate()
    {
        var sums = new double[t.Length];
        sums[0] = below + 0.5 * density[0] * Step;
        for (int i = 1; i < sums.Length; i++)
        {
            double D(int k) => density[Math.Clamp(k, 0, density.Length - 1)];
            double panel = (11 * (D(i - 3) + D(i + 2)) - 93 * (D(i - 2) + D(i + 1)) + 802 * (D(i - 1) + D(i))) / 1440;
            sums[i] = sums[i - 1] + Math.Max(0, panel) * Step;
        }
        return sums;
    }

    private static double Interpolate(double[] values, double place)
    {
        int points = Math.Min(6, values.Length), left = Math.Clamp((int)place - 2, 0, values.Length - points);
        double s = place - left, sum = 0;
        if (s < 0 || s > points - 1) return 0;
        for (int i = 0; i < points; i++)
        {
            double weight = 1;
            for (int j = 0; j < points; j++)
                if (j != i) weight *= (s - j) / (i - j);
            sum += weight * values[left + i];
        }
        return sum;
    }
}
