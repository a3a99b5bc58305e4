using Cavum.Core;

namespace Cavum.Simulation;

/// <summary>Draws one subject: two lines of treatment under one frailty, the dates, and the records made of them.</summary>
internal static class SubjectMaker
{
    private const int EnrolmentDays = 520;
    private const int LeastFollowUpDays = 135;

    public static SimulatedSubject Draw(SimulationSettings settings, int index)
    {
        string id = $"S{index + 1:00}";
        var biology = Streams.Of(settings, index, Purpose.Biology);
        bool metastatic = index % Math.Max(1, Math.Round(1 / Math.Max(settings.LaNpcShare, 1e-9))) != 2 || settings.LaNpcShare == 0;
        double frailty = TumourModel.DrawFrailty(biology);
        double level = TypicalCopies(biology, metastatic);

        double effect = settings.SignedLogEffect;
        var prior = Streams.Of(settings, index, Purpose.Prior);
        var priorLine = TumourModel.DrawLine(prior, frailty, settings.IcbResponse, 0, 0);
        var priorOutcome = AssessmentSchedule.Follow(prior, priorLine);
        var study = Streams.Of(settings, index, Purpose.Study);
        var studyLine = TumourModel.DrawLine(study, frailty, settings.IcbResponse, effect, effect * settings.ResponseLogOddsPerLogEffect);
        var studyOutcome = AssessmentSchedule.Follow(study, studyLine);

        var timing = Streams.Of(settings, index, Purpose.Timing);
        int gap = timing.Whole(15, 42);
        var day0 = Day0(settings, index, timing);
        var progression = day0.AddDays(-gap);
        var start = progression.AddDays(-priorOutcome.ProgressionDay);
        var icb = new SimulatedPriorIcb(
            timing.Pick<string>(["pembrolizumab", "nivolumab", "toripalimab", "camrelizumab", "tislelizumab"]),
            timing.Chance(0.45) ? "gemcitabine + cisplatin" : "",
            start, progression.AddDays(-Math.Min(priorOutcome.ProgressionDay - 1, timing.Whole(2, 24))),
            priorOutcome.BestResponse(), progression, priorOutcome);
        double copies = level * Math.Exp(priorLine.Course.LogAt(priorOutcome.ProgressionDay + gap) / 2);
        int death = DeathDay(timing, frailty, studyOutcome);
        var course = Course(settings, timing, day0, studyOutcome, death);
        var truth = new SubjectTruth(id, frailty, priorLine, studyLine, copies, priorOutcome.ProgressionDay, studyOutcome.ProgressionDay, death);
        var person = Person.Draw(Streams.Of(settings, index, Purpose.Person), metastatic, start, day0);
        return Records(settings, new(id, index, metastatic, person, icb, course, truth)
        {
            Samples = [],
            Scans = [],
            Exposures = [],
            Labs = [],
            AdverseEvents = [],
            Serology = [],
        });
    }

    private static SimulatedSubject Records(SimulationSettings settings, SimulatedSubject subject)
    {
        var exposures = ExposureRecords.Of(settings, subject);
        subject = subject with { Exposures = exposures };
        var labs = LabRecords.Of(settings, subject);
        return subject with
        {
            Labs = labs,
            AdverseEvents = AdverseEventRecords.Of(settings, subject, labs),
            Samples = SampleRecords.Of(settings, subject),
            Scans = ScanRecords.Of(settings, subject),
            Serology = SerologyRecords.Of(settings, subject),
        };
    }

    /// <summary>
    /// EBV DNA between the start of the prior line and day 0, on the log scale: median 6,000 copies/mL in metastatic and 1,200 in
    /// locoregional disease; some tumours shed next to nothing.
    /// </summary>
    private static double TypicalCopies(SeededRandom random, bool metastatic)
    {
        bool sheds = !random.Chance(metastatic ? 0.06 : 0.3);
        double copies = random.LogNormal(metastatic ? 6000 : 1200, metastatic ? 1.5 : 1.1);
        return sheds ? Math.Clamp(copies, 100, 4e5) : random.Uniform(1, 20);
    }

    /// <summary>Subjects enter one after another, the last early enough to be followed to month 3.</summary>
    private static DateOnly Day0(SimulationSettings settings, int index, SeededRandom timing)
    {
        double share = settings.Subjects == 1 ? 0 : (double)index / (settings.Subjects - 1);
        int before = LeastFollowUpDays + EnrolmentDays - (int)(share * EnrolmentDays) + timing.NextInt(9);
        return settings.DataCut.AddDays(-before);
    }

    /// <summary>Death: rare before progression, after it at a constant hazard with a median of eleven months at frailty 0.</summary>
    private static int DeathDay(SeededRandom timing, double frailty, LineOutcome outcome)
    {
        double without = 5500 * timing.NextExponential();
        double after = outcome.ProgressionDay + 12 + 470 * timing.NextExponential() * Math.Exp(-0.5 * frailty);
        return 1 + (int)Math.Min(without, after);
    }

    private static StudyCourse Course(SimulationSettings settings, SeededRandom timing, DateOnly day0, LineOutcome outcome, int death)
    {
        int cut = settings.DataCut.DayNumber - day0.DayNumber;
        int withdrawal = 20 + (int)(5000 * timing.NextExponential());
        int contact = cut - timing.Whole(0, 21);
        bool dies = death <= contact && death < withdrawal;
        bool withdraws = !dies && withdrawal < contact;
        int last = dies ? death : withdraws ? withdrawal : contact;
        int? progression = outcome.ProgressionDay <= last ? outcome.ProgressionDay : null;
        int wait = timing.Whole(12, 45), afterMonthThree = ScanRecords.MonthThreeLatest + timing.Whole(1, 10);
        bool early = timing.Chance(0.12);
        int? newTherapy = progression + wait;
        if (newTherapy is { } planned && !early) newTherapy = Math.Max(planned, afterMonthThree);
        if (newTherapy >= last || timing.Chance(0.25)) newTherapy = null;
        string cause = death > outcome.ProgressionDay ? "nasopharyngeal carcinoma" : timing.Pick<string>(["pneumonia", "haemorrhage", "unknown"]);
        return new(day0, progression, "RECIST", newTherapy, withdraws ? withdrawal : null, dies ? death : null, cause, last, outcome);
    }
}
