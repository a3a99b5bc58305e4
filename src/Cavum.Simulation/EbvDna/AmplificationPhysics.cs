using Cavum.Core;

namespace Cavum.Simulation;

/// <summary>What one run of the instrument has in common: the efficiency of its master mix, its optics.</summary>
/// <param name="Efficiency">Share of molecules copied per cycle while reagents last, 0.93 … 0.98.</param>
/// <param name="Plateau">Fluorescence that the reaction adds when it is exhausted.</param>
internal sealed record RunPhysics(double Efficiency, double Baseline, double Plateau)
{
    public static RunPhysics Draw(SeededRandom random) =>
        new(random.Uniform(0.93, 0.98), random.Uniform(850, 1150), random.Uniform(5200, 6800));
}

/// <summary>Fluorescence of one reaction, from the molecules in it.</summary>
/// <remarks>
/// N(c+1) = N(c)·(1 + E·(1 − N(c)/K)): exponential growth that ends as reagents run out; fluorescence = baseline·(1 + drift·c)
/// + plateau·N/K + noise. K is the number of product molecules at exhaustion, about 6·10¹¹ in 20 µL (1 pmol of probe).
/// </remarks>
internal static class AmplificationPhysics
{
    private const double ProductAtExhaustion = 6e11;

    /// <param name="copies">Molecules that happen to be in the well; 0 does not amplify.</param>
    public static double[] Curve(SeededRandom random, QpcrSettings settings, RunPhysics run, double copies)
    {
        double efficiency = Math.Min(run.Efficiency + settings.EfficiencyBetweenWells * random.NextNormal(), 0.999);
        double baseline = random.LogNormal(run.Baseline, 0.04), plateau = random.LogNormal(run.Plateau, 0.03);
        double drift = 0.0006 * random.NextNormal(), product = copies;
        double[] fluorescence = new double[settings.Cycles];
        for (int cycle = 1; cycle <= fluorescence.Length; cycle++)
        {
            product *= 1 + efficiency * Math.Max(0, 1 - product / ProductAtExhaustion);
            double signal = baseline * (1 + drift * cycle) + plateau * product / ProductAtExhaustion;
            fluorescence[cycle - 1] = Math.Round(signal + settings.ReadingNoise * random.NextNormal(), 3);
        }
        return fluorescence;
    }

    /// <summary>The instrument's own Cq: where the curve above the mean of cycles 3–12 crosses a fixed threshold; null if it never does.</summary>
    public static double? ThresholdCq(ReadOnlySpan<double> fluorescence, double threshold)
    {
        double ground = 0;
        for (int i = 2; i < 12; i++) ground += fluorescence[i] / 10;
        for (int i = fluorescence.Length - 1; i > 0; i--)
        {
            double here = fluorescence[i] - ground, before = fluorescence[i - 1] - ground;
            if (here < threshold) return null;
            if (before >= threshold) continue;
            double share = before > 0 ? Math.Log(threshold / before) / Math.Log(here / before) : (threshold - before) / (here - before);
            return Math.Round(i + share, 3);
        }
        return null;
    }
}
