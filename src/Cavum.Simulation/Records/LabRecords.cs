using Cavum.Core;

namespace Cavum.Simulation;

/// <summary>Laboratory values: each subject's own level, moved by asparaginase as long as the enzyme acts.</summary>
internal static class LabRecords
{
    /// <param name="EffectLn">Median shift of ln(value) at the end of a block of asparaginase.</param>
    internal readonly record struct Test(
        string Name, string Unit, double Lower, double Upper, double Median, double BetweenLn, double WithinLn, double EffectLn, double EffectLnSd);

    internal static readonly Test[] Tests =
    [
        new("lipase", "U/L", 13, 60, 30, 0.3, 0.15, 0.25, 0.45),
        new("fibrinogen", "g/L", 2, 4, 3.1, 0.15, 0.08, -0.55, 0.2),
        new("antithrombin", "%", 80, 120, 99, 0.07, 0.05, -0.35, 0.12),
        new("ALT", "U/L", 7, 40, 22, 0.3, 0.18, 0.4, 0.5),
        new("total bilirubin", "umol/L", 3, 21, 9, 0.3, 0.15, 0.25, 0.35),
        new("triglycerides", "mmol/L", 0.5, 1.7, 1.2, 0.3, 0.15, 0.5, 0.45),
        new("glucose", "mmol/L", 3.9, 6.1, 5.2, 0.08, 0.06, 0.12, 0.12),
        new("albumin", "g/L", 35, 50, 41, 0.06, 0.04, -0.15, 0.05),
        new("TSH", "mIU/L", 0.4, 4, 1.8, 0.35, 0.15, 0, 0),
    ];

    public static List<SimulatedLab> Of(SimulationSettings settings, SimulatedSubject subject)
    {
        var random = Streams.Of(settings, subject.Index, Purpose.Labs);
        var values = new List<SimulatedLab>();
        double[] level = new double[Tests.Length], effect = new double[Tests.Length];
        for (int t = 0; t < Tests.Length; t++)
        {
            level[t] = random.LogNormal(Tests[t].Median, Tests[t].BetweenLn);
            effect[t] = Tests[t].EffectLn + Tests[t].EffectLnSd * random.NextNormal();
        }
        int thyroiditis = random.Chance(0.12) ? random.Whole(50, 150) : int.MaxValue;
        foreach (int day in Visits(subject))
        {
            double acts = Activity(subject, day);
            for (int t = 0; t < Tests.Length; t++)
            {
                double log = acts * effect[t] + Tests[t].WithinLn * random.NextNormal();
                if (Tests[t].Name == "TSH" && day >= thyroiditis) log += Math.Min(2.2, 0.03 * (day - thyroiditis));
                values.Add(new(day, Tests[t].Name, Round(level[t] * Math.Exp(log)), Tests[t].Unit, Tests[t].Lower, Tests[t].Upper));
            }
        }
        return values;
    }

    /// <summary>Day −3, weekly to day 28, then once a cycle; until treatment ends.</summary>
    private static IEnumerable<int> Visits(SimulatedSubject subject)
    {
        int end = Math.Min(subject.Study.LastDay, subject.Exposures[^1].EndDay + 30);
        yield return -3;
        for (int day = 5; day <= Math.Min(end, 26); day += 7) yield return day;
        for (int day = 42 + 5; day <= end; day += ExposureRecords.CycleDays) yield return day;
    }

    /// <summary>0 … 1: full at the end of a block, fading with a half-life of nine days (recovery of the liver's synthesis).</summary>
    private static double Activity(SimulatedSubject subject, int day)
    {
        double acts = 0;
        foreach (var dose in subject.Exposures)
            if (dose.Drug == "asparaginase" && dose.StartDay <= day)
                acts = Math.Max(acts, day <= dose.EndDay ? (day - dose.StartDay + 1.0) / ExposureRecords.BlockDays : Math.Pow(0.5, (day - dose.EndDay) / 9.0));
        return Math.Min(acts, 1);
    }

    private static double Round(double value) => Math.Round(value, value < 20 ? 2 : value < 100 ? 1 : 0, MidpointRounding.AwayFromZero);
}
