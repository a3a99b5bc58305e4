using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Validation;

/// <summary>How two periods of one patient hang together, and how long the second is followed.</summary>
internal enum PairLaw
{
    /// <summary>Exponential periods that share a gamma frailty (variance 0.3 or 1); the second is followed for a uniform time.</summary>
    Frailty,

    /// <summary>Log-normal periods (σ 0.8, the second longer by e^0.1, correlation 0.3 or 0.8); the second is followed for a uniform time.</summary>
    LogNormal,

    /// <summary>As <see cref="Frailty"/>, but a patient is followed from the start of the first line for half to all of a time: a long first period leaves little for the second.</summary>
    FromFirstLine,
}

/// <summary>Simulated pairs of periods whose ratio is censored in dependence on its own first period.</summary>
internal sealed class PairWorld
{
    private const int Tries = 40_000;
    private readonly PairLaw law;
    private readonly bool strong;
    private readonly double hazardRatio, follow;

    /// <param name="hazardRatio">Of the second line; 1 for the log-normal law.</param>
    /// <param name="censored">Share of second periods that are censored, met by the length of follow-up.</param>
    internal PairWorld(PairLaw law, bool strong, double hazardRatio, double censored)
    {
        (this.law, this.strong, this.hazardRatio) = (law, strong, hazardRatio);
        double low = 0.02, high = 2000;
        for (int k = 0; k < 40; k++)
        {
            follow = Math.Sqrt(low * high);
            if (Pairs(new SeededRandom(1), Tries).Count(p => !p.SecondIsEvent) > censored * Tries) low = follow;
            else high = follow;
        }
    }

    internal double Truth(double delta) => law == PairLaw.LogNormal
        ? Normal.Sf((Math.Log(delta) - 0.1) / (0.8 * Math.Sqrt(2 * (1 - Correlation))))
        : 1 / (1 + hazardRatio * delta);

    private double Correlation => strong ? 0.8 : 0.3;

    internal LinePair[] Pairs(SeededRandom random, int n)
    {
        var pairs = new LinePair[n];
        for (int i = 0; i < n; i++)
        {
            var (first, second) = law == PairLaw.LogNormal ? LogNormal(random) : Exponential(random);
            double end = law == PairLaw.FromFirstLine ? Math.Max(0.02, follow * (0.5 + 0.5 * random.NextDouble()) - first) : follow * random.NextDouble();
            pairs[i] = new(first, Math.Min(second, end), second <= end);
        }
        return pairs;
    }

    private (double First, double Second) LogNormal(SeededRandom random)
    {
        double a = random.NextNormal(), b = Correlation * a + Math.Sqrt(1 - Correlation * Correlation) * random.NextNormal();
        return (Math.Exp(0.8 * a), Math.Exp(0.1 + 0.8 * b));
    }

    private (double First, double Second) Exponential(SeededRandom random)
    {
        double theta = strong ? 1 : 0.3, frailty = theta * Gamma(random, 1 / theta);
        return (-Math.Log(1 - random.NextDouble()) / frailty, -Math.Log(1 - random.NextDouble()) / (hazardRatio * frailty));
    }

    /// <summary>Gamma of the given shape and scale 1 (Marsaglia and Tsang 2000).</summary>
    private static double Gamma(SeededRandom random, double shape)
    {
        double d = shape - 1.0 / 3 + (shape < 1 ? 1 : 0), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = random.NextNormal(), v = Math.Pow(1 + c * x, 3);
            if (v <= 0 || !(Math.Log(1 - random.NextDouble()) < 0.5 * x * x + d - d * v + d * Math.Log(v))) continue;
            return d * v * (shape < 1 ? Math.Pow(1 - random.NextDouble(), 1 / shape) : 1);
        }
    }
}
