using Cavum.Core;

namespace Cavum.Simulation;

/// <summary>Adverse events: those that the laboratory values show (graded after CTCAE v5) and those that a patient tells.</summary>
internal static class AdverseEventRecords
{
    private static readonly (string Test, string Term, bool Falls, double[] Limits, string AntiPd1)[] FromLabs =
    [
        ("lipase", "Lipase increased", false, [1, 1.5, 2, 5], "unknown"),
        ("fibrinogen", "Fibrinogen decreased", true, [1, 0.75, 0.5, 0.25], "no"),
        ("ALT", "Alanine aminotransferase increased", false, [1, 3, 5, 20], "unknown"),
        ("total bilirubin", "Blood bilirubin increased", false, [1, 1.5, 3, 10], "unknown"),
        ("triglycerides", "Hypertriglyceridemia", false, [1, 2, 3.32, 6.65], "no"),
        ("albumin", "Hypoalbuminemia", true, [1, 30.0 / 35, 20.0 / 35, 0], "no"),
    ];

    private static readonly (string Term, double Chance, int Grade, int From, int To, int Lasts, string Asparaginase, string AntiPd1)[] Told =
    [
        ("Fatigue", 0.45, 1, 3, 60, 60, "yes", "yes"),
        ("Nausea", 0.35, 1, 1, 30, 10, "yes", "no"),
        ("Anorexia", 0.22, 2, 5, 60, 30, "yes", "no"),
        ("Allergic reaction", 0.08, 2, 21, 66, 1, "yes", "no"),
        ("Pancreatitis", 0.04, 3, 6, 60, 20, "yes", "unknown"),
        ("Thromboembolic event", 0.05, 3, 10, 90, 60, "yes", "no"),
        ("Rash maculo-papular", 0.18, 1, 10, 120, 25, "no", "yes"),
        ("Pruritus", 0.15, 1, 10, 120, 40, "no", "yes"),
        ("Pneumonitis", 0.04, 2, 40, 200, 45, "no", "yes"),
        ("Colitis", 0.03, 3, 40, 160, 30, "no", "yes"),
        ("Anemia", 0.2, 2, 10, 100, 45, "unknown", "unknown"),
    ];

    public static List<SimulatedAdverseEvent> Of(SimulationSettings settings, SimulatedSubject subject, IReadOnlyList<SimulatedLab> labs)
    {
        var random = Streams.Of(settings, subject.Index, Purpose.AdverseEvents);
        var events = new List<SimulatedAdverseEvent>();
        foreach (var (test, term, falls, limits, antiPd1) in FromLabs)
            AddSpell(events, labs.Where(l => l.Test == test && l.Day >= 0), term, falls, limits, antiPd1);
        if (labs.FirstOrDefault(l => l.Test == "TSH" && l.Value > 10) is { } thyroid)
            events.Add(new("Hypothyroidism", 2, thyroid.Day, null, false, "no", "yes"));
        int treated = subject.Exposures[^1].EndDay + 30, last = Math.Min(subject.Study.LastDay, treated);
        foreach (var (term, chance, grade, from, to, lasts, asparaginase, antiPd1) in Told)
        {
            bool happens = random.Chance(chance), worse = random.Chance(0.2);
            int start = random.Whole(from, to), end = start + 1 + (int)(lasts * random.NextExponential());
            if (!happens || start > last) continue;
            int seen = Math.Min(grade + (worse ? 1 : 0), 4);
            events.Add(new(term, seen, start, end <= subject.Study.LastDay ? end : null, seen >= 3, asparaginase, antiPd1));
        }
        events.Sort((a, b) => a.StartDay != b.StartDay ? a.StartDay.CompareTo(b.StartDay) : string.CompareOrdinal(a.Term, b.Term));
        return events;
    }

    /// <summary>One event per test: from the first value of grade 2 to the first later value below it, at its worst grade.</summary>
    private static void AddSpell(List<SimulatedAdverseEvent> events, IEnumerable<SimulatedLab> values, string term, bool falls, double[] limits, string antiPd1)
    {
        int worst = 0, start = 0;
        int? end = null;
        foreach (var value in values)
        {
            int grade = Grade(falls ? value.Value / value.Lower : value.Value / value.Upper, falls, limits);
            if (worst == 0 && grade >= 2) (worst, start) = (grade, value.Day);
            else if (worst > 0 && grade < 2)
            {
                end = value.Day;
                break;
            }
            worst = worst == 0 ? 0 : Math.Max(worst, grade);
        }
        if (worst > 0) events.Add(new(term, worst, start, end, worst >= 4, "yes", antiPd1));
    }

    private static int Grade(double ratio, bool falls, double[] limits)
    {
        int grade = 0;
        while (grade < limits.Length && (falls ? ratio < limits[grade] : ratio > limits[grade])) grade++;
        return grade;
    }
}
