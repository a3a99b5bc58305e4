using Cavum.Core;

namespace Cavum.Simulation;

/// <summary>Who a subject is at enrolment.</summary>
public sealed record Person(
    string Sex, DateOnly BirthDate, double HeightCm, double WeightKg, int Ecog,
    string StageEdition, string T, string N, string M, DateOnly DiagnosisDate, DateOnly ConsentDate)
{
    /// <summary>Body surface area, m²: Mosteller 1987, N Engl J Med 317:1098.</summary>
    public double BodySurfaceArea => Math.Sqrt(HeightCm * WeightKg / 3600);

    /// <param name="priorStart">First dose of the prior ICB line.</param>
    internal static Person Draw(SeededRandom random, bool metastatic, DateOnly priorStart, DateOnly day0)
    {
        string sex = random.Chance(0.72) ? "M" : "F";
        double height = Math.Round((sex == "M" ? 169 : 158) + 6 * random.NextNormal(), 0);
        double weight = Math.Round(Math.Clamp((sex == "M" ? 67 : 55) + 9 * random.NextNormal(), 42, 98), 1);
        int ageDays = (int)(365.25 * Math.Clamp(52 + 11 * random.NextNormal(), 24, 79));
        var diagnosis = priorStart.AddDays(-random.Whole(metastatic ? 60 : 120, metastatic ? 1700 : 1000));
        bool ninth = diagnosis.Year >= 2025;
        string m = !metastatic ? "M0" : ninth ? random.Pick<string>(["M1a", "M1b"]) : "M1";
        string t = random.Pick<string>(metastatic ? ["T1", "T2", "T3", "T3", "T4"] : ["T3", "T3", "T4", "T4"]);
        string n = random.Pick<string>(metastatic ? ["N1", "N2", "N2", "N3"] : ["N1", "N2", "N2", "N3"]);
        return new(sex, day0.AddDays(-ageDays), height, weight, random.NextInt(2), ninth ? "AJCC9" : "AJCC8",
            t, n, m, diagnosis, day0.AddDays(-random.Whole(8, 13)));
    }
}
