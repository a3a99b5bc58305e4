using System.Globalization;
using Cavum.Core;

namespace Cavum.Simulation;

/// <summary>Plasma samples: on the prior line as a laboratory's words, on the study as samples of a run.</summary>
internal static class SampleRecords
{
    /// <summary>Nominal days: weekly to day 28, then every four weeks, after half a year every six.</summary>
    public static IEnumerable<int> NominalDays()
    {
        for (int day = 0; day <= 28; day += 7) yield return day;
        for (int day = 56; day <= 168; day += 28) yield return day;
        for (int day = 210; ; day += 42) yield return day;
    }

    public static List<SimulatedSample> Of(SimulationSettings settings, SimulatedSubject subject)
    {
        var random = Streams.Of(settings, subject.Index, Purpose.Samples);
        var samples = OnPriorLine(settings, subject, random);
        int end = Math.Min(subject.Study.LastDay, (subject.Study.NewTherapyDay ?? int.MaxValue) - 1);
        if (subject.Study.ProgressionDay is { } progression) end = Math.Min(end, progression + 30);
        int number = 0;
        foreach (int nominal in NominalDays())
        {
            int day = nominal == 0 ? 0 : nominal + (nominal <= 28 ? random.Whole(-1, 1) : random.Whole(-4, 4));
            if (day > end) return samples;
            double copies = subject.Truth.BaselineCopiesPerMl * Math.Exp(subject.Truth.StudyLine.Course.LogAt(day) + settings.Qpcr.BiologicalLn * random.NextNormal());
            bool missed = nominal > 28 && random.Chance(0.06);
            if (missed) continue;
            string name = string.Create(CultureInfo.InvariantCulture, $"{subject.Subject}-P{++number:00}");
            samples.Add(new(name, day, subject.DateOf(day), null, new(name, subject.Subject, day, copies)));
        }
        throw new InvalidOperationException("The schedule has no end.");
    }

    /// <summary>At the start, about four weeks later and at the progression of the prior line, in a laboratory's words.</summary>
    private static List<SimulatedSample> OnPriorLine(SimulationSettings settings, SimulatedSubject subject, SeededRandom random)
    {
        var samples = new List<SimulatedSample>();
        int start = subject.Prior.StartDate.DayNumber - subject.Study.Day0.DayNumber;
        double atDay0 = subject.Truth.PriorLine.Course.LogAt(-start);
        int[] lineDays = [0, random.Whole(25, 34), subject.Truth.PriorPfsDays];
        for (int i = 0; i < lineDays.Length; i++)
        {
            int day = start + lineDays[i];
            double log = subject.Truth.PriorLine.Course.LogAt(lineDays[i]) - atDay0 + settings.Qpcr.BiologicalLn * random.NextNormal();
            double copies = subject.Truth.BaselineCopiesPerMl * Math.Exp(log);
            string words = Words(settings.Qpcr, copies, random);
            if (i == 1 && random.Chance(0.2)) continue;
            string name = string.Create(CultureInfo.InvariantCulture, $"{subject.Subject}-R{samples.Count + 1}");
            samples.Add(new(name, day, subject.DateOf(day), words, new(name, subject.Subject, day, copies)));
        }
        return samples;
    }

    private static string Words(QpcrSettings qpcr, double copiesPerMl, SeededRandom random)
    {
        double expected = copiesPerMl * qpcr.ReactionsPerMillilitre * qpcr.UnknownReplicates;
        double seen = random.NextPoisson(expected) * Math.Exp(0.08 * random.NextNormal()) / (qpcr.ReactionsPerMillilitre * qpcr.UnknownReplicates);
        if (seen == 0) return "Target Not Detected";
        if (seen < AssayFile.LoqCopiesPerMl) return string.Create(CultureInfo.InvariantCulture, $"< {AssayFile.LoqCopiesPerMl}");
        double step = Math.Pow(10, Math.Floor(Math.Log10(seen)) - 2);
        return Math.Round(seen / Math.Max(step, 1), MidpointRounding.AwayFromZero) is var units
            ? (units * Math.Max(step, 1)).ToString("0", CultureInfo.InvariantCulture) : "";
    }
}
