namespace Cavum.Simulation;

/// <summary>From a day of the line on, viable tumour burden changes at one rate.</summary>
/// <param name="FromDay">Day of the line, the first dose being 0.</param>
/// <param name="RatePerDay">d ln(burden)/dt, per day; negative shrinks.</param>
public readonly record struct BurdenPhase(double FromDay, double RatePerDay);

/// <summary>Viable tumour burden on one line of treatment, relative to its first day: ln B is made of straight pieces.</summary>
/// <remarks>
/// Shrinkage, plateau, regrowth: a piecewise form of the tumour-growth models of Stein et al. 2008 (Oncologist 13:1046),
/// chosen because ln B is then exactly straight while the treatment works, so that the true half-life is one number.
/// </remarks>
public sealed record BurdenCourse(IReadOnlyList<BurdenPhase> Phases)
{
    /// <summary>ln(B(day)/B(0)); before day 0 the course is 0.</summary>
    public double LogAt(double day)
    {
        double log = 0;
        for (int i = 0; i < Phases.Count && Phases[i].FromDay < day; i++)
        {
            double until = i + 1 < Phases.Count ? Math.Min(day, Phases[i + 1].FromDay) : day;
            log += Phases[i].RatePerDay * (until - Phases[i].FromDay);
        }
        return log;
    }

    /// <summary>Sum of diameters relative to day 0: the cube root of burden.</summary>
    public double DiameterAt(double day) => Math.Exp(LogAt(day) / 3);
}
