namespace Cavum.Simulation;

/// <summary>FDG PET/CT at baseline and at month 3, unless follow-up or the line had ended.</summary>
internal static class ScanRecords
{
    public const int MonthThreeEarliest = 86;
    public const int MonthThreeLatest = 98;

    public static List<SimulatedScan> Of(SimulationSettings settings, SimulatedSubject subject)
    {
        var random = Streams.Of(settings, subject.Index, Purpose.Anatomy);
        int baseline = -random.Whole(1, 7), month3 = random.Whole(MonthThreeEarliest, MonthThreeLatest);
        string reader = random.Pick<string>(["R1", "R2"]);
        var scans = new List<SimulatedScan> { new(subject.Subject + "-PET1", 0, "baseline", baseline, subject.DateOf(baseline), false, reader) };
        bool possible = month3 <= subject.Study.LastDay && !(subject.Study.NewTherapyDay <= month3);
        bool newLesion = subject.Study.Outcome.Assessments.Any(a => a.NewLesion && a.Day <= month3);
        if (possible) scans.Add(new(subject.Subject + "-PET2", 1, "month 3", month3, subject.DateOf(month3), newLesion, reader));
        return scans;
    }
}
