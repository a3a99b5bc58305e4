using Cavum.Stats;

namespace Cavum.Analysis;

/// <summary>log₁₀(e^(φ₁ − e^φ₃·t) + e^(φ₂ + e^φ₄·t)): what the treatment kills, and what regrows.</summary>
internal static class RegrowthCurve
{
    private const double Ln10 = 2.302585092994046;

    public static MeanCurve Log10 { get; } = new(["logSensitive", "logResistant", "logDecayRate", "logGrowthRate"], (phi, t, slope) =>
    {
        double k = Math.Exp(phi[2]), g = Math.Exp(phi[3]), a = phi[0] - k * t, b = phi[1] + g * t;
        double high = Math.Max(a, b), log = high + Math.Log(Math.Exp(a - high) + Math.Exp(b - high)), share = Math.Exp(a - log);
        slope[0] = share / Ln10;
        slope[1] = (1 - share) / Ln10;
        slope[2] = -share * k * t / Ln10;
        slope[3] = (1 - share) * g * t / Ln10;
        return log / Ln10;
    });

    /// <summary>Day of the population's lowest value; null where it only falls or only rises.</summary>
    public static double? Nadir(IReadOnlyList<FixedEffect> p)
    {
        double k = Math.Exp(p[2].Estimate), g = Math.Exp(p[3].Estimate), day = (p[0].Estimate - p[1].Estimate + Math.Log(k / g)) / (k + g);
        return double.IsFinite(day) && day > 0 ? day : null;
    }
}
