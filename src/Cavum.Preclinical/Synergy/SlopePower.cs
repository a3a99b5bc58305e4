using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>Power of a contrast of slopes in closed form, where every mouse is measured on every planned day.</summary>
/// <param name="StdErr">Of the contrast, 1/day.</param>
/// <param name="DegreesOfFreedom">Satterthwaite's of the CR2 variance.</param>
/// <param name="Power">Of the two-sided t test.</param>
public sealed record SlopePower(double StdErr, double DegreesOfFreedom, double Power)
{
    private const int Panels = 64;

    /// <param name="weights">Of each arm's slope; Bliss: 1, −1, −1, 1.</param>
    /// <param name="mice">Of each arm; at least two where the weight is not 0.</param>
    /// <param name="days">Planned days after day 0.</param>
    /// <param name="effect">The contrast's true value, 1/day.</param>
    /// <remarks>
    /// Var L = Σ c²(σ_b² + σ²/Σt²)/n; degrees of freedom (Σ c²v)²/Σ(c²v)²/(n − 1), v = (σ_b² + σ²/Σt²)/n, which is what the CR2 variance has when all mice of
    /// an arm are measured alike; power from the non-central t. Sacrifice and detection limits have no closed form: simulate them (SynergyPower).
    /// </remarks>
    public static SlopePower Of(ReadOnlySpan<double> weights, IReadOnlyList<int> mice, IReadOnlyList<double> days, double randomStdDev, double residualStdDev, double effect, double alpha = 0.05)
    {
        double q = days.Where(d => d > 0).Sum(d => d * d);
        if (!(q > 0 && residualStdDev > 0 && randomStdDev >= 0)) throw new ArgumentException("A day after day 0 and a residual standard deviation above 0.", nameof(days));
        double sum = 0, squares = 0;
        for (int a = 0; a < weights.Length; a++)
        {
            if (weights[a] == 0) continue;
            if (mice[a] < 2) throw new ArgumentException("Two mice an arm at least.", nameof(mice));
            double v = weights[a] * weights[a] * (randomStdDev * randomStdDev + residualStdDev * residualStdDev / q) / mice[a];
            sum += v;
            squares += v * v / (mice[a] - 1);
        }
        double df = sum * sum / squares, stdErr = Math.Sqrt(sum);
        return new(stdErr, df, TwoSided(effect / stdErr, df, alpha));
    }

    /// <summary>P(|T| &gt; t₁₋α/₂) of the non-central t: over the distribution of the estimated standard error.</summary>
    internal static double TwoSided(double noncentrality, double df, double alpha)
    {
        double critical = StudentT.Quantile(1 - alpha / 2, df);
        // s² is χ²/df; its logarithm is integrated where the density is above rounding.
        double low = Math.Log(ChiSquare.Quantile(1e-14, df) / df) / 2, high = Math.Log(ChiSquare.Quantile(1 - 1e-14, df) / df) / 2;
        double norm = Math.Log(2) + df / 2 * Math.Log(df / 2) - GammaFunction.Log(df / 2);
        return GaussLegendre.Integrate(u =>
        {
            double s = Math.Exp(u);
            return (Normal.Cdf(noncentrality - critical * s) + Normal.Cdf(-noncentrality - critical * s)) * Math.Exp(norm + df * u - df / 2 * s * s);
        }, low, high, 16, Panels);
    }

    /// <summary>The fewest mice an arm, the same in all, with at least the power wanted; null above 500.</summary>
    public static int? MicePerArm(double[] weights, IReadOnlyList<double> days, double randomStdDev, double residualStdDev, double effect, double power, double alpha = 0.05)
    {
        for (int n = 2; n <= 500; n++)
            if (Of(weights, [.. weights.Select(_ => n)], days, randomStdDev, residualStdDev, effect, alpha).Power >= power) return n;
        return null;
    }
}
