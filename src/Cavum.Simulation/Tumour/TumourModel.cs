using Cavum.Core;

namespace Cavum.Simulation;

/// <summary>What one line of treatment does to the tumour of one patient.</summary>
/// <param name="Shrinks">True if the line kills faster than the tumour grows, at first.</param>
/// <param name="InitialRatePerDay">d ln(burden)/dt from day 0 until at least <see cref="TumourModel.InitialPhaseDays"/>.</param>
/// <param name="RegrowthDay">Day from which the tumour grows.</param>
/// <param name="GrowthRatePerDay">Rate of that growth.</param>
public sealed record LineTruth(
    bool Shrinks, double InitialRatePerDay, double RegrowthDay, double GrowthRatePerDay, BurdenCourse Course)
{
    /// <summary>Half-life of burden, and so of plasma EBV DNA, while the line works; null where it does not.</summary>
    public double? HalfLifeDays => Shrinks ? -Math.Log(2) / InitialRatePerDay : null;
}

/// <summary>Draws the effect of a line of treatment. All lines of a patient share a frailty and, without an effect, one law.</summary>
public static class TumourModel
{
    /// <summary>Burden is exactly log-linear at least until this day, so a fit to days 0 … 35 has one true slope.</summary>
    public const double InitialPhaseDays = 36;

    private const double MedianGrowthPerDay = 0.011; // doubling in 63 days: about two months to a RECIST rise of 20 %
    private const double GrowthLnSd = 0.35;
    private const double FrailtyOnResponse = 0.6;

    /// <summary>SD of the patient's frailty, which all lines of treatment share: ln of growth.</summary>
    public const double FrailtySd = 0.45;

    public static double DrawFrailty(SeededRandom random) => FrailtySd * random.NextNormal();

    /// <summary>One line of treatment.</summary>
    /// <param name="frailty">Normal, mean 0, SD <see cref="FrailtySd"/>; higher grows faster and responds less.</param>
    /// <param name="icbResponse">Chance of shrinkage at frailty 0 without an effect.</param>
    /// <param name="logTimes">ln of the factor on all times of stability and regrowth; 0 for ICB alone.</param>
    /// <param name="logOdds">Shift of the log odds of shrinkage; 0 for ICB alone.</param>
    /// <remarks>Times scale exactly by exp(logTimes), as in an accelerated failure time model; the draws do not depend on it.</remarks>
    public static LineTruth DrawLine(SeededRandom random, double frailty, double icbResponse, double logTimes, double logOdds)
    {
        double stretch = Math.Exp(logTimes);
        double growth = MedianGrowthPerDay * Math.Exp(frailty + GrowthLnSd * random.NextNormal()) / stretch;
        double logit = Math.Log(icbResponse / (1 - icbResponse)) - FrailtyOnResponse * frailty + logOdds;
        bool shrinks = random.NextDouble() < 1 / (1 + Math.Exp(-logit));
        double halfLife = Math.Clamp(9.5 * Math.Exp(0.4 * random.NextNormal()), 4, 20);
        double works = InitialPhaseDays + 24 * random.NextDouble();
        double plateau = 110 * random.NextExponential() * Math.Exp(-frailty) * stretch;
        bool stable = random.NextDouble() < 0.4;
        double steady = 70 * random.NextExponential() * Math.Exp(-frailty) * stretch;

        if (shrinks)
        {
            double regrowth = works + plateau;
            return new(true, -Math.Log(2) / halfLife, regrowth, growth,
                new([new(0, -Math.Log(2) / halfLife), new(works, -0.002 / stretch), new(regrowth, growth)]));
        }
        if (!stable) return new(false, growth, 0, growth, new([new(0, growth)]));
        double turn = InitialPhaseDays + steady;
        return new(false, 0, turn, growth, new([new(0, 0), new(turn, growth)]));
    }
}
